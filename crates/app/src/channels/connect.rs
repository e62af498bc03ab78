//! Connecting accounts, in one step (password, token, webhook) or over the network's consent page.

use networks::{
    ConnectField, ConnectInput, ConnectMethod, ConnectStep, Connected, Credentials, ErrorKind, Network,
};

use super::store;
use crate::{
    Actor, App, Error, Faults, FieldError, Permission, Result,
    clock::MINUTE,
    ids::{BrandId, ChannelId, ConnectionId},
    vault::{random_token, token_hash},
};

/// How long a person may stay on the network's consent page, and over the choice after it.
const CONSENT_TIME: i64 = 15 * MINUTE;

/// What a person types to connect an account.
#[derive(Clone, Default)]
pub struct ConnectChannel {
    /// Whose channel it becomes.
    pub brand_id: Option<BrandId>,
    /// Word of the network.
    pub network: String,
    /// Word of the way; empty takes the network's usual one.
    pub method: String,
    /// Address of the server or site; empty for the network's own.
    pub base_url: String,
    /// Handle, e-mail address or user name.
    pub identifier: String,
    /// Password, token or secret address.
    pub secret: String,
    /// Chat or channel.
    pub target: String,
}

/// What follows.
#[derive(Debug)]
pub enum ConnectOutcome {
    /// The channel is connected.
    Connected(ChannelId),
    /// The person must agree on this page first.
    Consent(String),
    /// The person must choose among several accounts.
    Choose(ConnectionId),
}

/// What a consent page sends back.
#[derive(Debug, Clone, Default)]
pub struct ConsentAnswer {
    /// The state that went out with the person.
    pub state: String,
    /// The code for the tokens.
    pub code: String,
    /// `iss`: whose answer it is, where the network says so (RFC 9207).
    pub issuer: Option<String>,
}

impl App {
    /// Connects an account with what was typed, or starts the way over the network's consent page.
    ///
    /// # Errors
    /// `Invalid` with every wrong field; a refused secret is `secret: credentials_refused`, a server that cannot be used
    /// is `base_url: server_…`, an app that the operator has not set is `network: network_setup`.
    pub async fn connect_channel(&self, actor: &Actor, input: ConnectChannel) -> Result<ConnectOutcome> {
        actor.require(Permission::ManageChannels)?;
        let mut faults = Faults::default();
        let network = Network::parse(&input.network);
        let connector = network.and_then(|network| self.connector(network));
        faults.check(connector.is_some(), "network", "required");
        faults.check(input.brand_id.is_some(), "brand_id", "required");
        let method = connector.and_then(|connector| chosen(&connector.capabilities(None).connect, &input));
        if connector.is_some() {
            faults.check(method.is_some(), "method", "required");
        }
        for field in method.map_or(&[][..], ConnectMethod::fields) {
            let (name, typed) = match field {
                ConnectField::BaseUrl => ("base_url", &input.base_url),
                ConnectField::Identifier => ("identifier", &input.identifier),
                ConnectField::Secret => ("secret", &input.secret),
                ConnectField::Target => ("target", &input.target),
            };
            faults.check(!typed.trim().is_empty(), name, "required");
        }
        faults.finish()?;
        let (Some(connector), Some(brand_id)) = (connector, input.brand_id) else {
            return Err(Error::NotFound);
        };
        actor.require_brand(brand_id)?;
        if !store::brand_exists(self.db.read(), actor.workspace_id, brand_id).await? {
            return Err(Error::NotFound);
        }
        let network = connector.network();
        let base_url = tidy_address(&input.base_url);
        if !base_url.is_empty() && !is_address(&base_url) {
            return Err(Error::field("base_url", "server_address"));
        }
        let state = format!("{}.{}", actor.workspace_id.uuid().simple(), random_token());
        let app = self.known_app(actor, network, &base_url).await?;
        let typed = ConnectInput {
            method,
            base_url: base_url.clone(),
            identifier: input.identifier.trim().to_owned(),
            secret: input.secret.trim().to_owned(),
            target: input.target.trim().to_owned(),
            redirect_uri: self.redirect_uri(),
            state: state.clone(),
            app,
        };
        match connector.begin_connect(&typed).await.map_err(|error| explain(error, method))? {
            ConnectStep::Done(found) => self.keep_or_choose(actor, brand_id, network, found).await,
            ConnectStep::Redirect { authorize_url, flow, app } => {
                let id = ConnectionId::generate();
                let connection = store::Connection {
                    flow: self.seal_json(&format!("connections.flow/{id}"), &flow)?,
                    base_url: base_url.clone(),
                    ..self.new_connection(actor, id, brand_id, network)?
                };
                let app = app.map(|app| self.seal_json(&app_place(network, &base_url), &app)).transpose()?;
                let now = self.now();
                let tx = self.db.write().await?;
                store::put_connection(&tx, actor.workspace_id, &connection, token_hash(&state), now).await?;
                if let Some(app) = app {
                    let word = network.as_str();
                    store::put_network_app(&tx, actor.workspace_id, word, &base_url, app, now).await?;
                }
                tx.commit().await?;
                Ok(ConnectOutcome::Consent(authorize_url))
            }
        }
    }

    /// Finishes a connection with what the consent page sent back.
    ///
    /// # Errors
    /// `NotFound` for a state that is unknown, used, run out or another person's.
    pub async fn finish_connection(&self, actor: &Actor, answer: &ConsentAnswer) -> Result<ConnectOutcome> {
        actor.require(Permission::ManageChannels)?;
        let tx = self.db.write().await?;
        let taken = store::take_connection(&tx, actor.workspace_id, &token_hash(&answer.state)).await?;
        tx.commit().await?;
        let connection = taken.filter(|taken| self.is_open(actor, taken)).ok_or(Error::NotFound)?;
        actor.require_brand(connection.brand_id)?;
        let network = Network::parse(&connection.network).ok_or(Error::NotFound)?;
        let connector = self.connector(network).ok_or(Error::NotFound)?;
        let plain =
            self.vault.open_sealed(&format!("connections.flow/{}", connection.id), &connection.flow)?;
        let flow: Credentials =
            serde_json::from_slice(&plain).map_err(|_| Error::Internal("damaged connection".to_owned()))?;
        if connector.issuer(&flow).is_some_and(|issuer| answer.issuer.as_ref() != Some(&issuer)) {
            return Err(Error::NotFound);
        }
        let found = connector
            .finish_connect(&flow, &answer.code, &self.redirect_uri())
            .await
            .map_err(|error| explain(error, Some(ConnectMethod::OAuth)))?;
        self.keep_or_choose(actor, connection.brand_id, network, found).await
    }

    /// One account becomes a channel at once; of several the person chooses.
    async fn keep_or_choose(
        &self,
        actor: &Actor,
        brand_id: BrandId,
        network: Network,
        found: Vec<Connected>,
    ) -> Result<ConnectOutcome> {
        match found.as_slice() {
            [] => Err(Error::field("network", "no_account_found")),
            [one] => Ok(ConnectOutcome::Connected(self.keep_channel(actor, brand_id, network, one).await?)),
            several => {
                let id = ConnectionId::generate();
                let plain =
                    serde_json::to_vec(several).map_err(|error| Error::Internal(error.to_string()))?;
                let connection = store::Connection {
                    found: Some(self.vault.seal(&super::choose::place(id), &plain)?),
                    ..self.new_connection(actor, id, brand_id, network)?
                };
                let tx = self.db.write().await?;
                let state = token_hash(&random_token());
                store::put_connection(&tx, actor.workspace_id, &connection, state, self.now()).await?;
                tx.commit().await?;
                Ok(ConnectOutcome::Choose(id))
            }
        }
    }

    /// Where consent pages send people back to.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        format!("{}/channels/callback", self.settings.public_url)
    }

    fn new_connection(
        &self,
        actor: &Actor,
        id: ConnectionId,
        brand_id: BrandId,
        network: Network,
    ) -> Result<store::Connection> {
        let user_id = actor.user_id.ok_or(Error::Forbidden("a person must connect a channel"))?;
        Ok(store::Connection {
            id,
            user_id,
            brand_id,
            network: network.to_string(),
            base_url: String::new(),
            flow: String::new(),
            found: None,
            expires_at: self.now() + CONSENT_TIME,
        })
    }

    pub(super) fn is_open(&self, actor: &Actor, connection: &store::Connection) -> bool {
        connection.expires_at > self.now() && Some(connection.user_id) == actor.user_id
    }

    async fn known_app(
        &self,
        actor: &Actor,
        network: Network,
        base_url: &str,
    ) -> Result<Option<Credentials>> {
        let sealed =
            store::network_app(self.db.read(), actor.workspace_id, network.as_str(), base_url).await?;
        let Some(sealed) = sealed else { return Ok(None) };
        let plain = self.vault.open_sealed(&app_place(network, base_url), &sealed)?;
        Ok(serde_json::from_slice(&plain).ok())
    }

    fn seal_json(&self, place: &str, credentials: &Credentials) -> Result<String> {
        let plain = serde_json::to_vec(credentials).map_err(|error| Error::Internal(error.to_string()))?;
        self.vault.seal(place, &plain)
    }
}

/// The way that was chosen, if the network has it; the usual one when none was.
fn chosen(offered: &[ConnectMethod], input: &ConnectChannel) -> Option<ConnectMethod> {
    if input.method.is_empty() {
        return offered.first().copied();
    }
    ConnectMethod::parse(&input.method).filter(|method| offered.contains(method))
}

fn app_place(network: Network, base_url: &str) -> String {
    format!("network_apps.secret/{network}/{base_url}")
}

/// `Social.example/` → `https://social.example`.
fn tidy_address(typed: &str) -> String {
    let typed = typed.trim().trim_end_matches('/');
    if typed.is_empty() || typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") }
}

fn is_address(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| url.has_host() && matches!(url.scheme(), "http" | "https"))
}

/// A network's no, as a fault beside the field that caused it.
fn explain(error: networks::Error, method: Option<ConnectMethod>) -> Error {
    let fields = method.map_or(&[][..], ConnectMethod::fields);
    let beside = |wanted: ConnectField, name: &'static str| {
        if fields.contains(&wanted) { name } else { "network" }
    };
    // An app password may be for a server of its own.
    let has_server = method == Some(ConnectMethod::AppPassword);
    let server = if has_server { "base_url" } else { beside(ConnectField::BaseUrl, "base_url") };
    let (field, code) = match error.kind {
        ErrorKind::Credentials | ErrorKind::Permission => {
            let code = match method {
                Some(ConnectMethod::BotToken) => "bot_refused",
                Some(ConnectMethod::Webhook) => "webhook_refused",
                Some(ConnectMethod::OAuth | ConnectMethod::OAuthServer) => "consent_too_narrow",
                _ => "credentials_refused",
            };
            (beside(ConnectField::Secret, "secret"), code)
        }
        ErrorKind::Blocked => (server, "server_blocked"),
        ErrorKind::Timeout => (server, "server_silent"),
        ErrorKind::Unavailable => (server, "server_unreachable"),
        ErrorKind::NotFound if fields.contains(&ConnectField::Target) => ("target", "target_unknown"),
        ErrorKind::Protocol | ErrorKind::NotFound | ErrorKind::NotOffered => {
            (server, "server_not_this_network")
        }
        ErrorKind::RateLimited => (server, "server_rate_limited"),
        ErrorKind::Invalid => (beside(ConnectField::Identifier, "identifier"), "network_refused"),
        ErrorKind::Setup => ("network", "network_setup"),
        ErrorKind::Local => return Error::Network(error),
    };
    tracing::info!(error.kind = ?error.kind, error.status = ?error.status, "connecting a channel failed");
    Error::Invalid(vec![FieldError::new(field, code).with("detail", &error.message)])
}
