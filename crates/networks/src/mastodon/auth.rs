//! OAuth with a server of the person's choice: register, ask for consent, exchange the code, revoke.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::wire::{Account, Application, Token};
use super::{Access, Mastodon};
use crate::http::{Body, Call};
use crate::{ConnectInput, ConnectStep, Connected, Credentials, Error, ErrorKind, Next, Profile};

/// What the product does with an account: scopes that servers older than 4.3 know too (docs.joinmastodon.org, "OAuth
/// Scopes").
const SCOPES: &str = "read:accounts read:statuses read:notifications write:statuses write:media \
                      write:favourites write:conversations";

/// An app registration; one serves every account of a server.
#[derive(Serialize, Deserialize, Clone)]
struct App {
    base_url: String,
    client_id: String,
    client_secret: String,
    redirect_uri: String,
    scopes: String,
}

/// What [`Mastodon::finish`] needs.
#[derive(Serialize, Deserialize)]
struct Flow {
    app: App,
    verifier: String,
}

impl Mastodon {
    /// `POST /api/v1/apps` unless a registration is at hand, then the address of `GET /oauth/authorize` with PKCE
    /// S256 (docs.joinmastodon.org, "apps API methods" and "OAuth API methods").
    pub(super) async fn begin(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        let base_url = self.http.base_url(&self.server(input)?)?;
        let known = input.app.as_ref().and_then(|app| App::deserialize(&app.0).ok()).filter(|app| {
            app.base_url == base_url && app.redirect_uri == input.redirect_uri && app.scopes == SCOPES
        });
        let app = match known {
            Some(app) => app,
            None => self.register(&base_url, &input.redirect_uri).await?,
        };
        let verifier = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        let authorize_url = self.http.endpoint(
            &base_url,
            "/oauth/authorize",
            &[
                ("response_type", "code"),
                ("client_id", &app.client_id),
                ("redirect_uri", &app.redirect_uri),
                ("scope", SCOPES),
                ("state", &input.state),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
            ],
        )?;
        let flow = Flow { app: app.clone(), verifier };
        Ok(ConnectStep::Redirect {
            authorize_url: authorize_url.into(),
            flow: Credentials(serde_json::to_value(flow).unwrap_or_default()),
            app: Some(Credentials(serde_json::to_value(app).unwrap_or_default())),
        })
    }

    /// `mastodon.example`, its address, or `@user@mastodon.example`.
    fn server(&self, input: &ConnectInput) -> Result<String, Error> {
        let typed = [input.base_url.trim(), input.identifier.trim()]
            .into_iter()
            .chain(self.proposed.as_deref())
            .find(|typed| !typed.is_empty())
            .ok_or_else(|| Error::new(ErrorKind::Invalid, Next::Never, "the server's address is missing"))?;
        let is_account = !typed.contains("://") && typed.contains('@');
        Ok(if is_account { typed.rsplit('@').next().unwrap_or(typed) } else { typed }.to_owned())
    }

    async fn register(&self, base_url: &str, redirect_uri: &str) -> Result<App, Error> {
        let url = self.http.endpoint(base_url, "/api/v1/apps", &[])?;
        let form = vec![
            ("client_name", "Tandem".to_owned()),
            ("redirect_uris", redirect_uri.to_owned()),
            ("scopes", SCOPES.to_owned()),
        ];
        let answer = self.ask(Call::post(url, Body::Form(form))).await.map_err(other_server)?;
        let Application { client_id, client_secret } = answer.json().map_err(other_server)?;
        Ok(App {
            base_url: base_url.to_owned(),
            client_id,
            client_secret,
            redirect_uri: redirect_uri.to_owned(),
            scopes: SCOPES.to_owned(),
        })
    }

    /// `POST /oauth/token` (docs.joinmastodon.org, "OAuth API methods"), then who it is.
    pub(super) async fn finish(
        &self,
        flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Connected, Error> {
        let Flow { app, verifier } = Flow::deserialize(&flow.0).map_err(|_| {
            Error::new(ErrorKind::Credentials, Next::Reauthorise, "the connection must be begun anew")
        })?;
        let url = self.http.endpoint(&app.base_url, "/oauth/token", &[])?;
        let form = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.to_owned()),
            ("client_id", app.client_id.clone()),
            ("client_secret", app.client_secret.clone()),
            ("redirect_uri", redirect_uri.to_owned()),
            ("code_verifier", verifier.clone()),
            ("scope", SCOPES.to_owned()),
        ];
        let call =
            Call::post(url, Body::Form(form)).secret(code).secret(&app.client_secret).secret(&verifier);
        let answer = self.ask(call).await.map_err(|error| match error.kind {
            // A code is good once and for minutes only.
            ErrorKind::Invalid | ErrorKind::Credentials | ErrorKind::Permission => {
                Error { kind: ErrorKind::Credentials, next: Next::Reauthorise, ..error }
            }
            _ => error,
        })?;
        let Token { access_token: token } = answer.json().map_err(other_server)?;
        let profile = self.read_profile(&app.base_url, &token).await?;
        let access = Access {
            token,
            client_id: app.client_id,
            client_secret: app.client_secret,
            account_id: profile.remote_id.clone(),
        };
        Ok(Connected { credentials: access.keep(), profile })
    }

    /// `POST /oauth/revoke` (docs.joinmastodon.org, "OAuth API methods").
    pub(super) async fn revoke_token(&self, base_url: &str, access: &Access) -> Result<(), Error> {
        let url = self.http.endpoint(base_url, "/oauth/revoke", &[])?;
        let form = vec![
            ("client_id", access.client_id.clone()),
            ("client_secret", access.client_secret.clone()),
            ("token", access.token.clone()),
        ];
        let call = Call::post(url, Body::Form(form)).secret(&access.client_secret).secret(&access.token);
        self.ask(call).await.map(|_| ())
    }

    /// `GET /api/v1/accounts/verify_credentials` (docs.joinmastodon.org, "accounts API methods"). The call carries
    /// nothing but the token, so a server that finds it invalid (snac2 says 422) means that one.
    pub(super) async fn verify(&self, base_url: &str, token: &str) -> Result<Account, Error> {
        let url = self.http.endpoint(base_url, "/api/v1/accounts/verify_credentials", &[])?;
        match self.ask(Call::get(url).bearer(token)).await {
            Ok(answer) => answer.json(),
            Err(error) if error.kind == ErrorKind::Invalid => {
                Err(Error { kind: ErrorKind::Credentials, next: Next::Reauthorise, ..error })
            }
            Err(error) => Err(error),
        }
    }

    /// The account and its server's limits.
    pub(super) async fn read_profile(&self, base_url: &str, token: &str) -> Result<Profile, Error> {
        let base_url = self.http.base_url(base_url)?;
        let account = self.verify(&base_url, token).await?;
        let limits = self.limits(&base_url).await?;
        let host = base_url.split_once("://").map_or(base_url.as_str(), |(_, host)| host);
        let name = account.acct.or(account.username).unwrap_or_else(|| account.id.0.clone());
        // The server names its own accounts without itself.
        let handle = if name.contains('@') { name.clone() } else { format!("{name}@{host}") };
        let display_name = account.display_name.filter(|shown| !shown.trim().is_empty());
        Ok(Profile {
            remote_id: account.id.0,
            handle,
            display_name: display_name.unwrap_or_else(|| name.clone()),
            profile_url: account.url.unwrap_or_else(|| format!("{base_url}/@{name}")),
            avatar_url: account.avatar.filter(|avatar| !avatar.is_empty()),
            base_url,
            limits,
        })
    }
}

/// While connecting, a server that does not know the calls is one of another kind, and stays one.
fn other_server(error: Error) -> Error {
    match error.kind {
        ErrorKind::NotFound
        | ErrorKind::NotOffered
        | ErrorKind::Invalid
        | ErrorKind::Protocol
        | ErrorKind::Permission
        | ErrorKind::Credentials => Error { kind: ErrorKind::Protocol, next: Next::Never, ..error },
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::http::Http;
    use crate::{Network, Settings};

    #[test]
    fn people_type_servers_in_many_ways() {
        let settings = Settings::default().with_base_url(Network::Mastodon, "https://proposed.example");
        let http = Http::new(&settings).unwrap();
        let mastodon = Mastodon::new(std::sync::Arc::new(http), &settings);
        for (typed, expected) in [
            ("social.example", "https://social.example"),
            (" https://social.example/ ", "https://social.example"),
            ("https://social.example/@brand", "https://social.example"),
            ("@brand@social.example", "https://social.example"),
            ("brand@social.example:8443", "https://social.example:8443"),
            ("", "https://proposed.example"),
        ] {
            let input = ConnectInput { base_url: typed.into(), ..ConnectInput::default() };
            let base_url = mastodon.server(&input).and_then(|server| mastodon.http.base_url(&server));
            assert_eq!(base_url.unwrap(), expected, "{typed:?}");
        }
    }

    #[test]
    fn a_flow_is_read_back() {
        let app = App {
            base_url: "https://social.example".into(),
            client_id: "c".into(),
            client_secret: "s".into(),
            redirect_uri: "https://tandem.example/back".into(),
            scopes: SCOPES.into(),
        };
        let kept = json!(Flow { app, verifier: "v".into() });
        assert_eq!(Flow::deserialize(&kept).unwrap().verifier, "v");
    }
}
