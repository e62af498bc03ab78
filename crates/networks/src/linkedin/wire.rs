//! What LinkedIn says on the wire: the fields that we read, named as learn.microsoft.com names them.

use serde::Deserialize;
use serde_json::Value;

/// Every error's body, where the server sends JSON at all.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Failure {
    pub message: String,
    pub code: Option<String>,
    pub service_error_code: Option<i64>,
    pub error_details: Option<Value>,
}

impl Failure {
    /// Every code that it names.
    pub fn codes(&self) -> Vec<String> {
        let inner = self.error_details.as_ref().and_then(|details| details["inputErrors"].as_array());
        let inner = inner.into_iter().flatten().filter_map(|error| error["code"].as_str());
        self.code.as_deref().into_iter().chain(inner).map(str::to_owned).collect()
    }
}

/// `GET /v2/userinfo`.
#[derive(Deserialize)]
pub(super) struct UserInfo {
    pub sub: String,
    #[serde(default)]
    pub name: String,
    pub picture: Option<String>,
}

/// A page of a list.
#[derive(Deserialize)]
pub(super) struct List<T> {
    #[serde(default = "Vec::new")]
    pub elements: Vec<T>,
}

/// Who may do what with an organisation's page.
#[derive(Deserialize)]
pub(super) struct Acl {
    #[serde(alias = "organizationalTarget")]
    pub organization: String,
    #[serde(default)]
    pub role: String,
    #[serde(default)]
    pub state: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Organization {
    #[serde(default)]
    pub localized_name: String,
    pub vanity_name: Option<String>,
}

/// Answer of the `initializeUpload` actions.
#[derive(Deserialize)]
pub(super) struct Initialized {
    pub value: Upload,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Upload {
    #[serde(alias = "image", alias = "document", alias = "video")]
    pub urn: String,
    pub upload_url: Option<String>,
    pub upload_token: Option<String>,
    #[serde(default)]
    pub upload_instructions: Vec<Instruction>,
}

/// One piece of a film.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Instruction {
    pub upload_url: String,
    pub first_byte: u64,
    pub last_byte: u64,
}

/// `GET /rest/images|videos|documents/{urn}`.
#[derive(Deserialize)]
pub(super) struct Asset {
    #[serde(default)]
    pub status: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Post {
    pub id: String,
    #[serde(default)]
    pub commentary: String,
    pub created_at: Option<i64>,
    pub published_at: Option<i64>,
    pub last_modified_at: Option<i64>,
    pub content: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Comment {
    pub id: Option<String>,
    pub comment_urn: Option<String>,
    #[serde(default)]
    pub actor: String,
    #[serde(default)]
    pub message: Message,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Message {
    pub text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShareStatistics {
    #[serde(alias = "ugcPost")]
    pub share: Option<String>,
    pub total_share_statistics: Totals,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Totals {
    pub like_count: Option<i64>,
    pub comment_count: Option<i64>,
    pub share_count: Option<i64>,
    pub impression_count: Option<i64>,
    pub unique_impressions_count: Option<i64>,
    pub click_count: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NetworkSize {
    pub first_degree_size: Option<i64>,
}
