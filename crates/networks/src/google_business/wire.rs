//! What the Business Profile APIs say on the wire: the fields that we read, named as their references name them.

use serde::Deserialize;

/// `accounts` (mybusinessaccountmanagement v1).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Accounts {
    #[serde(default)]
    pub accounts: Vec<AccountName>,
    pub next_page_token: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct AccountName {
    pub name: String,
}

/// `accounts.locations` (mybusinessbusinessinformation v1).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Locations {
    #[serde(default)]
    pub locations: Vec<Location>,
    pub next_page_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    /// `locations/2`.
    pub name: String,
    #[serde(default)]
    pub title: String,
    pub storefront_address: Option<Address>,
    pub metadata: Option<Metadata>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Address {
    pub locality: Option<String>,
    pub address_lines: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Metadata {
    pub maps_uri: Option<String>,
}

/// `accounts.locations.localPosts` (mybusiness v4).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LocalPost {
    pub name: String,
    #[serde(default)]
    pub summary: String,
    pub state: Option<String>,
    pub search_url: Option<String>,
    pub create_time: Option<String>,
}

/// A page of them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LocalPosts {
    #[serde(default)]
    pub local_posts: Vec<LocalPost>,
    pub next_page_token: Option<String>,
}
