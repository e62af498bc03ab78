//! What an operator sets for the networks.

use std::{collections::BTreeMap, fmt};

use crate::Network;

/// `[networks]` of the configuration.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Lets connectors reach private and loopback addresses: for tests, the demo and closed networks only.
    pub allow_private: bool,
    /// How long one request may take in all, in milliseconds; 0 takes the default of 20,000.
    pub timeout_ms: u64,
    /// What is set for single networks.
    pub networks: BTreeMap<Network, NetworkSettings>,
}

/// What is set for one network; `None` takes the network's own.
#[derive(Clone, Default)]
pub struct NetworkSettings {
    /// Replaces the address of every host of the network (API, consent page, uploads), e.g. by a test server's. For
    /// Mastodon: the server that is proposed when a person connects an account.
    pub base_url: Option<String>,
    /// Replaces the address under which people read posts.
    pub web_url: Option<String>,
    /// Version of the network's API, e.g. `v25.0` or `202609`.
    pub api_version: Option<String>,
    /// The operator's app at the network: its public id. Networks that ask for an app cannot be connected without.
    pub client_id: Option<String>,
    /// The app's secret. Never logged.
    pub client_secret: Option<String>,
    /// The secret under which the network signs what it sends by itself, where that is not the app's own. Never logged.
    pub webhook_secret: Option<String>,
    /// What the app asks an account for, as the network writes it: for apps that were not granted all that is usual.
    pub scopes: Option<String>,
    /// What one post costs at the network, in millionths of a US dollar.
    pub post_price_micros: Option<i64>,
}

impl fmt::Debug for NetworkSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NetworkSettings")
            .field("base_url", &self.base_url)
            .field("web_url", &self.web_url)
            .field("api_version", &self.api_version)
            .field("client_id", &self.client_id)
            .field("client_secret", &self.client_secret.as_ref().map(|_| "…"))
            .field("webhook_secret", &self.webhook_secret.as_ref().map(|_| "…"))
            .field("scopes", &self.scopes)
            .field("post_price_micros", &self.post_price_micros)
            .finish()
    }
}

impl Settings {
    /// What is set for `network`; nothing where nothing was.
    #[must_use]
    pub fn of(&self, network: Network) -> NetworkSettings {
        self.networks.get(&network).cloned().unwrap_or_default()
    }

    /// With another base address for one network: for tests and the demo.
    #[must_use]
    pub fn with_base_url(mut self, network: Network, base_url: &str) -> Self {
        self.networks.entry(network).or_default().base_url = Some(base_url.to_owned());
        self
    }
}

impl NetworkSettings {
    /// The address of one of the network's hosts: `usual`, unless the operator set another for all of them.
    #[must_use]
    pub fn host(&self, usual: &str) -> String {
        self.base_url.clone().unwrap_or_else(|| usual.to_owned())
    }

    /// The app's id and secret; `None` unless both are set.
    #[must_use]
    pub fn app(&self) -> Option<(&str, &str)> {
        Some((self.client_id.as_deref()?, self.client_secret.as_deref()?))
    }
}
