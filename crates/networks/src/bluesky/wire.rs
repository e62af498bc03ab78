//! What the AT Protocol says on the wire: the fields that we read, named as its lexicons name them.

use serde::Deserialize;
use serde_json::Value;

/// `com.atproto.server.createSession` and `refreshSession`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Session {
    pub access_jwt: String,
    pub refresh_jwt: String,
    pub handle: String,
    pub did: String,
    pub did_doc: Option<DidDoc>,
    /// Absent means active.
    pub active: Option<bool>,
}

/// `com.atproto.server.getSession`.
#[derive(Deserialize)]
pub(super) struct SessionInfo {
    pub handle: String,
    pub did: String,
    pub active: Option<bool>,
    pub status: Option<String>,
}

/// The part of a DID document that names the account's server.
#[derive(Deserialize)]
pub(super) struct DidDoc {
    #[serde(default)]
    service: Vec<Service>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Service {
    id: String,
    service_endpoint: Value,
}

impl DidDoc {
    /// Address of the service `#atproto_pds`.
    pub(super) fn pds(&self) -> Option<&str> {
        let service = self.service.iter().find(|service| service.id.ends_with("#atproto_pds"))?;
        service.service_endpoint.as_str()
    }
}

/// Every error's body.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Failure {
    pub error: String,
    #[serde(alias = "error_description")]
    pub message: String,
}

/// `com.atproto.repo.putRecord` and `getRecord`.
#[derive(Deserialize)]
pub(super) struct RecordRef {
    pub uri: String,
    pub cid: Option<String>,
}

/// `com.atproto.repo.uploadBlob`.
#[derive(Deserialize)]
pub(super) struct Uploaded {
    pub blob: Value,
}

/// `com.atproto.identity.resolveHandle`.
#[derive(Deserialize)]
pub(super) struct Resolved {
    pub did: String,
}

/// `app.bsky.feed.getPosts`.
#[derive(Deserialize)]
pub(super) struct Posts {
    pub posts: Vec<PostView>,
}

/// `app.bsky.feed.defs#postView`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PostView {
    pub uri: String,
    pub like_count: Option<i64>,
    pub repost_count: Option<i64>,
    pub reply_count: Option<i64>,
    pub quote_count: Option<i64>,
    pub bookmark_count: Option<i64>,
}

/// `app.bsky.actor.getProfile`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProfileView {
    pub display_name: Option<String>,
    pub avatar: Option<String>,
    pub followers_count: Option<i64>,
    pub posts_count: Option<i64>,
}

/// `app.bsky.video.getUploadLimits`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UploadLimits {
    pub can_upload: bool,
    pub remaining_daily_videos: Option<i64>,
    pub remaining_daily_bytes: Option<i64>,
    pub message: Option<String>,
    pub error: Option<String>,
}

/// `app.bsky.video.uploadVideo` and `getJobStatus`. The lexicon wraps the status; the service's own upload does not.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum JobAnswer {
    #[serde(rename_all = "camelCase")]
    Wrapped {
        job_status: Job,
    },
    Plain(Job),
}

impl JobAnswer {
    pub(super) fn job(self) -> Option<Job> {
        let job = match self {
            Self::Wrapped { job_status } => job_status,
            Self::Plain(job) => job,
        };
        Some(job).filter(|job| !job.job_id.is_empty())
    }
}

/// `app.bsky.video.defs#jobStatus`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Job {
    pub job_id: String,
    #[serde(default)]
    pub state: String,
    pub blob: Option<Value>,
    pub error: Option<String>,
    pub failure_code: Option<String>,
    pub message: Option<String>,
}
