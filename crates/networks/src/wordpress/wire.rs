//! What the REST API says on the wire: the fields that we read, named as WP-API/docs names them.

use serde::Deserialize;

/// Every error's body.
#[derive(Deserialize)]
pub(super) struct Failure {
    pub code: String,
    #[serde(default)]
    pub message: String,
}

/// `/wp-json/`.
#[derive(Deserialize)]
pub(super) struct Index {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub home: String,
    pub namespaces: Vec<String>,
}

/// `users/me` in the context `edit`.
#[derive(Deserialize)]
pub(super) struct User {
    pub name: Option<String>,
    #[serde(default)]
    pub capabilities: serde_json::Value,
}

/// `posts`.
#[derive(Deserialize)]
pub(super) struct Post {
    pub id: u64,
    #[serde(default)]
    pub link: String,
    #[serde(default)]
    pub slug: String,
}

/// `media`.
#[derive(Deserialize)]
pub(super) struct File {
    pub id: u64,
    #[serde(default)]
    pub source_url: String,
}

/// `categories`, `tags`.
#[derive(Deserialize)]
pub(super) struct Term {
    pub id: u64,
    pub name: String,
}
