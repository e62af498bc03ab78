//! How this instance describes itself to networks that know their clients by an address.

use serde_json::Value;

use crate::App;

pub use networks::bluesky::CLIENT_METADATA_PATH as BLUESKY_CLIENT_PATH;

impl App {
    /// What Bluesky's servers read at [`BLUESKY_CLIENT_PATH`] before they show a consent page.
    #[must_use]
    pub fn bluesky_client(&self) -> Value {
        networks::bluesky::client_metadata(&self.settings.public_url, &self.redirect_uri())
    }
}
