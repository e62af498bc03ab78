//! Every connector, by network.

use std::sync::Arc;

use crate::bluesky::Bluesky;
use crate::discord::Discord;
use crate::facebook::Facebook;
use crate::google_business::GoogleBusiness;
use crate::http::Http;
use crate::instagram::Instagram;
use crate::linkedin::LinkedIn;
use crate::mastodon::Mastodon;
use crate::pinterest::Pinterest;
use crate::reddit::Reddit;
use crate::slack::Slack;
use crate::telegram::Telegram;
use crate::threads::Threads;
use crate::tiktok::TikTok;
use crate::wordpress::WordPress;
use crate::x::X;
use crate::youtube::YouTube;
use crate::{Connector, Error, Network, Settings};

/// The connectors that this process uses, with one HTTP client between them.
#[derive(Clone)]
pub struct Registry {
    connectors: Arc<[Arc<dyn Connector>]>,
}

impl Registry {
    /// All networks, as the operator set them.
    ///
    /// # Errors
    /// `Local` when the HTTP client cannot be set up.
    pub fn new(settings: &Settings) -> Result<Self, Error> {
        let http = Arc::new(Http::new(settings)?);
        Ok(Self::with(vec![
            Arc::new(Bluesky::new(Arc::clone(&http), settings)),
            Arc::new(Mastodon::new(Arc::clone(&http), settings)),
            Arc::new(Facebook::new(Arc::clone(&http), settings)),
            Arc::new(Instagram::new(Arc::clone(&http), settings)),
            Arc::new(Threads::new(Arc::clone(&http), settings)),
            Arc::new(LinkedIn::new(Arc::clone(&http), settings)),
            Arc::new(X::new(Arc::clone(&http), settings)),
            Arc::new(Telegram::new(Arc::clone(&http), settings)),
            Arc::new(YouTube::new(Arc::clone(&http), settings)),
            Arc::new(TikTok::new(Arc::clone(&http), settings)),
            Arc::new(Pinterest::new(Arc::clone(&http), settings)),
            Arc::new(Reddit::new(Arc::clone(&http), settings)),
            Arc::new(Discord::new(Arc::clone(&http), settings)),
            Arc::new(Slack::new(Arc::clone(&http), settings)),
            Arc::new(WordPress::new(Arc::clone(&http), settings)),
            Arc::new(GoogleBusiness::new(http, settings)),
        ]))
    }

    /// Connectors of the caller's choice, for tests.
    #[must_use]
    pub fn with(connectors: Vec<Arc<dyn Connector>>) -> Self {
        Self { connectors: connectors.into() }
    }

    /// The connector of `network`; `None` where this registry has none.
    #[must_use]
    pub fn get(&self, network: Network) -> Option<Arc<dyn Connector>> {
        self.connectors.iter().find(|connector| connector.network() == network).cloned()
    }

    /// All connectors, in the order in which pages list them.
    #[must_use]
    pub fn all(&self) -> &[Arc<dyn Connector>] {
        &self.connectors
    }
}
