//! Rules of a brand.

use db::FromQueryResult;
use url::Url;

use crate::{Faults, ids::BrandId};

/// A brand.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Brand {
    /// Its id.
    pub id: BrandId,
    /// Its name.
    pub name: String,
    /// The key by which the tracker on its sites names it; no secret.
    pub site_key: String,
    /// Its site.
    pub site_url: Option<String>,
    /// When it was made.
    pub created_at: i64,
    /// When it was put away.
    pub archived_at: Option<i64>,
}

/// What making or changing a brand asks.
#[derive(Debug, Clone)]
pub struct ChangeBrand {
    /// Its name.
    pub name: String,
    /// Its site, `https://…`; empty or `None` for none.
    pub site_url: Option<String>,
}

impl ChangeBrand {
    /// Notes every fault; texts come back trimmed.
    #[must_use]
    pub fn check(mut self, faults: &mut Faults) -> Self {
        self.name = faults.text("name", &self.name, 100);
        self.site_url = self.site_url.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        if let Some(text) = &self.site_url {
            let good = text.len() <= 2_000
                && Url::parse(text).is_ok_and(|url| {
                    matches!(url.scheme(), "http" | "https")
                        && url.host_str().is_some_and(|host| !host.is_empty())
                        && url.username().is_empty()
                        && url.password().is_none()
                });
            faults.check(good, "site_url", "url_malformed");
        }
        self
    }
}

/// A new key for a brand's sites: 96 bits, lower case letters and digits.
pub(super) fn site_key() -> String {
    let bits: [u8; 12] = rand::random();
    bits.iter().map(|byte| format!("{byte:02x}")).collect()
}
