//! What X says on the wire: the fields that we read, by the names of its OpenAPI description and, where its pages
//! still have older ones, by those too.

use serde::Deserialize;

/// A problem (RFC 9457), or an older list of errors.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Problem {
    pub title: String,
    pub detail: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub period: Option<String>,
    pub resource_id: Option<String>,
    pub message: String,
    pub errors: Vec<Problem>,
}

impl Problem {
    /// What it says, with what its parts say.
    pub fn words(&self) -> String {
        let own = [&self.title, &self.detail, &self.message];
        let parts = self.errors.iter().flat_map(|part| [&part.title, &part.detail, &part.message]);
        let words: Vec<&str> = own.into_iter().chain(parts).map(String::as_str).collect();
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// An answer: 200 may carry both.
#[derive(Deserialize)]
pub(super) struct Found<T> {
    pub data: Option<T>,
    #[serde(default)]
    pub errors: Vec<Problem>,
    #[serde(default)]
    pub includes: Includes,
    #[serde(default)]
    pub meta: Meta,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Includes {
    pub media: Vec<IncludedMedia>,
}

#[derive(Deserialize)]
pub(super) struct IncludedMedia {
    pub media_key: String,
    pub public_metrics: Option<MediaMetrics>,
}

#[derive(Deserialize)]
pub(super) struct MediaMetrics {
    pub view_count: Option<i64>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Meta {
    pub next_token: Option<String>,
}

/// A post that was just made.
#[derive(Deserialize)]
pub(super) struct Created {
    pub id: String,
}

#[derive(Deserialize)]
pub(super) struct Post {
    pub id: String,
    #[serde(default)]
    pub text: String,
    pub created_at: Option<String>,
    #[serde(alias = "note_tweet")]
    pub note_post: Option<NotePost>,
    pub entities: Option<Entities>,
    #[serde(default, alias = "referenced_tweets")]
    pub referenced_posts: Vec<Reference>,
    pub attachments: Option<Attachments>,
    pub public_metrics: Option<PublicMetrics>,
    pub non_public_metrics: Option<NonPublicMetrics>,
}

/// The whole of a long text.
#[derive(Deserialize)]
pub(super) struct NotePost {
    pub text: String,
    pub entities: Option<Entities>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Entities {
    pub urls: Option<Vec<UrlEntity>>,
}

#[derive(Deserialize)]
pub(super) struct UrlEntity {
    pub url: Option<String>,
    pub expanded_url: Option<String>,
    pub media_key: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Reference {
    #[serde(rename = "type")]
    pub kind: String,
    pub id: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Attachments {
    pub media_keys: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct PublicMetrics {
    pub like_count: Option<i64>,
    #[serde(alias = "retweet_count")]
    pub repost_count: Option<i64>,
    pub reply_count: Option<i64>,
    pub quote_count: Option<i64>,
    pub bookmark_count: Option<i64>,
    pub impression_count: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct NonPublicMetrics {
    pub url_link_clicks: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct User {
    pub id: String,
    pub username: String,
    #[serde(default)]
    pub name: String,
    pub profile_image_url: Option<String>,
    /// `blue`, `government`, `business` or `none`.
    pub verified_type: Option<String>,
    pub public_metrics: Option<UserMetrics>,
}

#[derive(Deserialize)]
pub(super) struct UserMetrics {
    pub followers_count: Option<i64>,
    #[serde(alias = "tweet_count")]
    pub post_count: Option<i64>,
}

/// A file of ours there.
#[derive(Deserialize)]
pub(super) struct Upload {
    pub id: String,
    pub processing_info: Option<Processing>,
}

#[derive(Deserialize)]
pub(super) struct Processing {
    pub state: String,
    pub check_after_secs: Option<u64>,
    pub error: Option<Problem>,
}
