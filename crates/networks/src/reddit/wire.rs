//! What Reddit says on the wire: the fields that we read.

use serde::Deserialize;
use serde_json::Value;

/// What `api_type=json` wraps every answer of a write into.
#[derive(Deserialize)]
pub(super) struct Reply {
    pub json: Inside,
}

#[derive(Deserialize)]
pub(super) struct Inside {
    /// Code, message, field; each may be missing or null.
    #[serde(default)]
    pub errors: Vec<Vec<Value>>,
    #[serde(default)]
    pub data: Value,
}

/// An error with its own HTTP status.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Failure {
    pub message: Option<String>,
    pub reason: Option<String>,
    pub explanation: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Listing<T> {
    pub data: ListingData<T>,
}

#[derive(Deserialize)]
pub(super) struct ListingData<T> {
    #[serde(default = "Vec::new")]
    pub children: Vec<Thing<T>>,
    pub after: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Thing<T> {
    pub data: T,
}

/// `GET /api/v1/me`.
#[derive(Deserialize)]
pub(super) struct Me {
    pub name: String,
    pub icon_img: Option<String>,
    pub subreddit: Option<Subreddit>,
}

/// `GET /r/{sr}/about`.
#[derive(Deserialize)]
pub(super) struct Subreddit {
    /// Their full name, `t5_…`.
    pub name: Option<String>,
    #[serde(default)]
    pub display_name: String,
    pub title: Option<String>,
    pub icon_img: Option<String>,
    pub community_icon: Option<String>,
    pub subscribers: Option<i64>,
    pub allow_images: Option<bool>,
    pub allow_videos: Option<bool>,
    pub allow_galleries: Option<bool>,
    pub user_is_banned: Option<bool>,
}

/// `GET /api/v1/{sr}/post_requirements`: `null` is no rule.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Requirements {
    pub title_text_max_length: Option<u32>,
    pub body_restriction_policy: Option<String>,
    pub body_text_max_length: Option<u32>,
    pub gallery_max_items: Option<u32>,
}

/// A post of a listing.
#[derive(Deserialize)]
pub(super) struct Link {
    /// Its full name, `t3_…`.
    pub name: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub subreddit: String,
    #[serde(default)]
    pub created_utc: f64,
    #[serde(default)]
    pub permalink: String,
    pub author: Option<String>,
    pub score: Option<i64>,
    pub num_comments: Option<i64>,
    pub num_crossposts: Option<i64>,
    pub view_count: Option<i64>,
}

/// A comment of a listing; "more" stands among them without a body.
#[derive(Deserialize)]
pub(super) struct Comment {
    pub name: Option<String>,
    pub author: Option<String>,
    pub body: Option<String>,
}

/// `POST /api/media/asset`.
#[derive(Deserialize)]
pub(super) struct Lease {
    pub args: LeaseArgs,
    pub asset: Asset,
}

#[derive(Deserialize)]
pub(super) struct LeaseArgs {
    pub action: String,
    pub fields: Vec<LeaseField>,
}

#[derive(Deserialize)]
pub(super) struct LeaseField {
    pub name: String,
    pub value: String,
}

#[derive(Deserialize)]
pub(super) struct Asset {
    pub asset_id: String,
}
