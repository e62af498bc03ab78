//! Connecting an account, in one step (app password) or two (consent page).

use networks::{ConnectInput, ConnectMethod, ConnectStep, Connected, Credentials, ErrorKind, Network};
use serde_json::json;

use super::store;
use crate::{
    Actor, App, Error, Faults, FieldError, Permission, Result, audit,
    clock::MINUTE,
    ids::{BrandId, ChannelId, ConnectionId},
    vault::{random_token, token_hash},
};

/// How long a person may stay on the network's consent page.
const CONSENT_TIME: i64 = 15 * MINUTE;

/// What a person types to connect an account.
#[derive(Clone, Default)]
pub struct ConnectChannel {
    /// Whose channel it becomes.
    pub brand_id: Option<BrandId>,
    /// Word of the network.
    pub network: String,
    /// Address of the server; empty for the network's own.
    pub base_url: String,
    /// Handle or e-mail address.
    pub identifier: String,
    /// App password.
    pub password: String,
}

/// What follows.
#[derive(Debug)]
pub enum ConnectOutcome {
    /// The channel is connected.
    Connected(ChannelId),
    /// The person must agree on this page first.
    Consent(String),
}

impl App {
    /// Connects an account with an app password, or starts the way over the network's consent page.
    ///
    /// # Errors
    /// `Invalid` with every wrong field; a refused password is `password: credentials_refused`, a server that cannot be
    /// used is `base_url: server_…`.
    pub async fn connect_channel(&self, actor: &Actor, input: ConnectChannel) -> Result<ConnectOutcome> {
        actor.require(Permission::ManageChannels)?;
        let mut faults = Faults::default();
        let network = Network::parse(&input.network);
        faults.check(network.is_some(), "network", "required");
        faults.check(input.brand_id.is_some(), "brand_id", "required");
        let connector = network.and_then(|network| self.connector(network));
        if let Some(connector) = connector {
            match connector.capabilities(None).connect {
                ConnectMethod::AppPassword => {
                    faults.check(!input.identifier.trim().is_empty(), "identifier", "required");
                    faults.check(!input.password.is_empty(), "password", "required");
                }
                ConnectMethod::OAuthServer => {
                    faults.check(!input.base_url.trim().is_empty(), "base_url", "required");
                }
            }
        }
        faults.finish()?;
        let (Some(connector), Some(brand_id)) = (connector, input.brand_id) else {
            return Err(Error::NotFound);
        };
        actor.require_brand(brand_id)?;
        let known = store::brand_exists(self.db.read(), actor.workspace_id, brand_id).await?;
        if !known {
            return Err(Error::NotFound);
        }
        let base_url = tidy_address(&input.base_url);
        let state = format!("{}.{}", actor.workspace_id.uuid().simple(), random_token());
        let app = self.known_app(actor, connector.network(), &base_url).await?;
        let step = connector
            .begin_connect(&ConnectInput {
                base_url: base_url.clone(),
                identifier: input.identifier.trim().to_owned(),
                password: input.password,
                redirect_uri: self.redirect_uri(),
                state: state.clone(),
                app,
            })
            .await
            .map_err(explain)?;
        match step {
            ConnectStep::Done(connected) => {
                let id = self.keep_channel(actor, brand_id, connector.network(), &connected).await?;
                Ok(ConnectOutcome::Connected(id))
            }
            ConnectStep::Redirect { authorize_url, flow, app } => {
                let user_id = actor.user_id.ok_or(Error::Forbidden("a person must connect a channel"))?;
                let id = ConnectionId::generate();
                let now = self.now();
                let connection = store::Connection {
                    id,
                    user_id,
                    brand_id,
                    network: connector.network().to_string(),
                    base_url: base_url.clone(),
                    flow: self.seal_json(&format!("connections.flow/{id}"), &flow)?,
                    expires_at: now + CONSENT_TIME,
                };
                let app = self.seal_json(&app_place(connector.network(), &base_url), &app)?;
                let tx = self.db.write().await?;
                store::put_connection(&tx, actor.workspace_id, &connection, token_hash(&state), now).await?;
                let network = connection.network.as_str();
                store::put_network_app(&tx, actor.workspace_id, network, &base_url, app, now).await?;
                tx.commit().await?;
                Ok(ConnectOutcome::Consent(authorize_url))
            }
        }
    }

    /// Finishes a connection with what the consent page sent back.
    ///
    /// # Errors
    /// `NotFound` for a state that is unknown, used, run out or another person's.
    pub async fn finish_connection(&self, actor: &Actor, state: &str, code: &str) -> Result<ChannelId> {
        actor.require(Permission::ManageChannels)?;
        let tx = self.db.write().await?;
        let taken = store::take_connection(&tx, actor.workspace_id, &token_hash(state)).await?;
        tx.commit().await?;
        let connection = taken
            .filter(|connection| {
                connection.expires_at > self.now() && Some(connection.user_id) == actor.user_id
            })
            .ok_or(Error::NotFound)?;
        actor.require_brand(connection.brand_id)?;
        let network = Network::parse(&connection.network).ok_or(Error::NotFound)?;
        let connector = self.connector(network).ok_or(Error::NotFound)?;
        let plain =
            self.vault.open_sealed(&format!("connections.flow/{}", connection.id), &connection.flow)?;
        let flow: Credentials =
            serde_json::from_slice(&plain).map_err(|_| Error::Internal("damaged connection".to_owned()))?;
        let connected = connector.finish_connect(&flow, code, &self.redirect_uri()).await.map_err(explain)?;
        self.keep_channel(actor, connection.brand_id, network, &connected).await
    }

    /// Where consent pages send people back to.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        format!("{}/channels/callback", self.settings.public_url)
    }

    async fn keep_channel(
        &self,
        actor: &Actor,
        brand_id: BrandId,
        network: Network,
        connected: &Connected,
    ) -> Result<ChannelId> {
        let profile = &connected.profile;
        let workspace_id = actor.workspace_id;
        let tx = self.db.write().await?;
        let known =
            store::id_of_account(tx.sql(), workspace_id, brand_id, network.as_str(), &profile.remote_id)
                .await?;
        let id = known.unwrap_or_else(ChannelId::generate);
        let now = self.now();
        let limits =
            serde_json::to_string(&profile.limits).map_err(|error| Error::Internal(error.to_string()))?;
        let secret = self.seal_credentials(id, &connected.credentials)?;
        let new = store::NewChannel { id, brand_id, network: network.as_str(), profile, limits, secret, now };
        store::put(&tx, workspace_id, new).await?;
        crate::metrics::store::put_fetch(&tx, workspace_id, id.uuid(), "channel", id, now).await?;
        let detail = json!({"network": network.as_str(), "handle": profile.handle});
        audit::record(&tx, actor, now, "connect_channel", "channel", id, detail).await?;
        tx.commit().await?;
        self.wake_metrics.notify_one();
        self.wake_publisher.notify_one();
        Ok(id)
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

fn app_place(network: Network, base_url: &str) -> String {
    format!("network_apps.secret/{network}/{base_url}")
}

/// `Social.example/` → `https://social.example`.
fn tidy_address(typed: &str) -> String {
    let typed = typed.trim().trim_end_matches('/');
    if typed.is_empty() || typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") }
}

/// A network's no, as a fault beside the field that caused it.
fn explain(error: networks::Error) -> Error {
    let (field, code) = match error.kind {
        ErrorKind::Credentials | ErrorKind::Permission => ("password", "credentials_refused"),
        ErrorKind::Blocked => ("base_url", "server_blocked"),
        ErrorKind::Timeout => ("base_url", "server_silent"),
        ErrorKind::Unavailable => ("base_url", "server_unreachable"),
        ErrorKind::Protocol | ErrorKind::NotFound | ErrorKind::NotOffered => {
            ("base_url", "server_not_this_network")
        }
        ErrorKind::RateLimited => ("base_url", "server_rate_limited"),
        ErrorKind::Invalid => ("identifier", "network_refused"),
        ErrorKind::Local => return Error::Network(error),
    };
    tracing::info!(error.kind = ?error.kind, error.status = ?error.status, "connecting a channel failed");
    Error::Invalid(vec![FieldError::new(field, code).with("detail", &error.message)])
}
