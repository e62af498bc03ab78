//! One connection to the mail server, step by step: which step fails says whether a letter may be out.

use std::time::Duration;

use lettre::{
    Address,
    transport::smtp::{
        Error as SmtpError,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt, Rset},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    },
};
use tokio::time::timeout;
use url::Url;

use super::letter::{Outcome, Stage, outcome};

/// How long one step may take.
const STEP: Duration = Duration::from_secs(20);

/// How long the text may take, and the answer to it.
const TEXT: Duration = Duration::from_secs(60);

/// The address of the mail server is none.
#[derive(Debug)]
pub(crate) struct BadServer;

/// How the connection is kept from others.
#[derive(Clone)]
enum Cover {
    None,
    /// From the first byte.
    Whole(TlsParameters),
    /// By STARTTLS; with `true` not without it.
    Begun(TlsParameters, bool),
}

/// Where the mail server is and how one speaks to it.
#[derive(Clone)]
pub(crate) struct Server {
    host: String,
    port: u16,
    cover: Cover,
    hello: ClientId,
    credentials: Option<Credentials>,
}

impl Server {
    /// Reads `smtp://user:password@host:port`, `smtps://…`, with `?tls=required` or `?tls=opportunistic`, as all mail of
    /// this instance does.
    pub(crate) fn read(url: &str) -> Result<Self, BadServer> {
        let url = Url::parse(url).map_err(|_| BadServer)?;
        let host = url.host_str().ok_or(BadServer)?.to_owned();
        let word = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, word)| word.into_owned());
        let tls = || TlsParameters::new(host.clone()).map_err(|_| BadServer);
        let (cover, port) = match (url.scheme(), word.as_deref()) {
            ("smtp", None) => (Cover::None, 25),
            ("smtp", Some("required")) => (Cover::Begun(tls()?, true), 587),
            ("smtp", Some("opportunistic")) => (Cover::Begun(tls()?, false), 587),
            ("smtps", _) => (Cover::Whole(tls()?), 465),
            _ => return Err(BadServer),
        };
        let hello = match url.path().trim_matches('/') {
            "" => ClientId::default(),
            name => ClientId::Domain(name.to_owned()),
        };
        let password = url.password().map(plain);
        let credentials = password.map(|password| Credentials::new(plain(url.username()), password));
        Ok(Self { port: url.port().unwrap_or(port), host, cover, hello, credentials })
    }

    /// Opens a connection on which mail can be sent; the error is for the log.
    pub(crate) async fn connect(&self) -> Result<Line, String> {
        timeout(2 * STEP, self.open()).await.map_err(|_| "it did not answer in time".to_owned())?
    }

    async fn open(&self) -> Result<Line, String> {
        let at = (self.host.as_str(), self.port);
        let whole = if let Cover::Whole(tls) = &self.cover { Some(tls.clone()) } else { None };
        let mut connection = AsyncSmtpConnection::connect_tokio1(at, Some(STEP), &self.hello, whole, None)
            .await
            .map_err(told)?;
        if let Cover::Begun(tls, must) = &self.cover
            && (*must || connection.can_starttls())
        {
            connection.starttls(tls.clone(), &self.hello).await.map_err(told)?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await.map_err(told)?;
        }
        Ok(Line { connection })
    }
}

/// What a server said, without the words of it that could hold a secret.
fn told(error: SmtpError) -> String {
    match error.status() {
        Some(code) => format!("it answered {code}"),
        None if error.is_timeout() => "it did not answer in time".to_owned(),
        None => "it cannot be reached".to_owned(),
    }
}

/// Undoes percent signs.
fn plain(text: &str) -> String {
    let shielded = text.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    url::form_urlencoded::parse(shielded.as_bytes())
        .next()
        .map(|(text, _)| text.into_owned())
        .unwrap_or_default()
}

/// An open connection.
pub(crate) struct Line {
    connection: AsyncSmtpConnection,
}

impl Line {
    /// Sends one letter. The connection can be used again unless `false` comes with the outcome.
    pub(crate) async fn send(&mut self, from: &Address, to: &Address, message: &[u8]) -> (Outcome, bool) {
        let ending = self.try_send(from, to, message).await;
        match ending {
            Ok(()) => (Outcome::Sent, true),
            Err((stage, fault)) => {
                let answered = fault.as_ref().and_then(SmtpError::status).is_some();
                // What was begun for one letter must not stand when the next begins.
                let goes_on =
                    answered && matches!(timeout(STEP, self.connection.command(Rset)).await, Ok(Ok(_)));
                let code = fault.as_ref().and_then(SmtpError::status).map(u16::from);
                (outcome(stage, code, &words(fault.as_ref(), to)), goes_on)
            }
        }
    }

    async fn try_send(
        &mut self,
        from: &Address,
        to: &Address,
        message: &[u8],
    ) -> Result<(), (Stage, Option<SmtpError>)> {
        let wide = self.connection.server_info().supports_feature(Extension::EightBitMime);
        let options = match wide && !message.is_ascii() {
            true => vec![MailParameter::Body(MailBodyParameter::EightBitMime)],
            false => vec![],
        };
        let connection = &mut self.connection;
        step(Stage::Sender, STEP, connection.command(Mail::new(Some(from.clone()), options))).await?;
        step(Stage::Recipient, STEP, connection.command(Rcpt::new(to.clone(), vec![]))).await?;
        step(Stage::Data, STEP, connection.command(Data)).await?;
        step(Stage::Text, TEXT, connection.message(message)).await
    }

    /// Says good bye.
    pub(crate) async fn close(mut self) {
        let _ = timeout(Duration::from_secs(2), self.connection.quit()).await;
    }
}

async fn step<T>(
    stage: Stage,
    patience: Duration,
    asked: impl Future<Output = Result<T, SmtpError>>,
) -> Result<(), (Stage, Option<SmtpError>)> {
    match timeout(patience, asked).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err((stage, Some(error))),
        Err(_) => Err((stage, None)),
    }
}

/// The server's own words, without the address: it goes when its person is forgotten, and these stay.
fn words(fault: Option<&SmtpError>, to: &Address) -> String {
    let source = fault.and_then(std::error::Error::source);
    let told = source.map(|words| words.to_string().to_lowercase()).unwrap_or_default();
    told.replace(&to.to_string().to_lowercase(), "…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_mail_server_is_read_as_for_all_mail() {
        let server = Server::read("smtp://tea:p%40ss+%26@mail.example:2525").expect("a server");
        assert_eq!((server.host.as_str(), server.port), ("mail.example", 2525));
        assert!(server.credentials == Some(Credentials::new("tea".to_owned(), "p@ss+&".to_owned())));
        assert!(Server::read("http://mail.example").is_err() && Server::read("mail").is_err());
        assert_eq!(Server::read("smtp://mail.example").ok().map(|server| server.port), Some(25));
    }
}
