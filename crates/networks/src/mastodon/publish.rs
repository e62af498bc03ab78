//! Statuses: the post under an idempotency key, threads, removal.

use std::time::Duration;

use reqwest::Method;
use reqwest::header::HeaderName;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::wire::Status;
use super::{Access, Mastodon, options, segment};
use crate::Since;
use crate::http::{Body, Call};
use crate::look_back::Search;
use crate::steps::{Kept, misfit};
use crate::{Content, Error, ErrorKind, Handle, Next, Progress, Published, Sending};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// [`Handle`] to everybody else.
#[derive(Serialize, Deserialize)]
pub(super) struct Plan {
    created_ms: i64,
    pub parts: Vec<PlannedPart>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PlannedPart {
    /// The idempotency key.
    key: String,
    /// Files uploaded so far, in order.
    pub media: Vec<Uploaded>,
    /// The post has been handed to the network at least once.
    pub(super) tried: bool,
    sent: Option<Sent>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Uploaded {
    pub id: String,
    pub ready: bool,
}

#[derive(Serialize, Deserialize)]
struct Sent {
    id: String,
    url: String,
}

/// Keys of all parts; nothing of it is drawn later.
pub(super) fn prepare(profile_id: &str, content: &Content, now_ms: i64, nonce: u64) -> Handle {
    let parts = (0..content.parts.len())
        .map(|index| PlannedPart {
            key: format!("tandem-{profile_id}-{now_ms:x}-{nonce:016x}-{index}"),
            media: vec![],
            tried: false,
            sent: None,
        })
        .collect();
    Plan { created_ms: now_ms, parts }.keep()
}

impl Kept for Plan {}

impl Plan {
    pub(super) fn read(handle: &Handle, parts: usize) -> Result<Self, Error> {
        let plan = <Self as Kept>::read(handle)?;
        if plan.parts.len() == parts && parts > 0 { Ok(plan) } else { Err(misfit()) }
    }

    pub(super) fn sent_id(&self, index: usize) -> Option<&str> {
        Some(&self.parts.get(index)?.sent.as_ref()?.id)
    }

    pub(super) fn sent_ids(&self) -> Vec<String> {
        self.parts.iter().filter_map(|part| Some(part.sent.as_ref()?.id.clone())).collect()
    }

    pub(super) fn note(&mut self, index: usize, status: &Status) {
        let url = status.url.clone().or_else(|| status.uri.clone()).unwrap_or_default();
        self.parts[index].sent = Some(Sent { id: status.id.0.clone(), url });
    }

    pub(super) fn published(&self) -> Option<Published> {
        let sent = self.parts.first()?.sent.as_ref()?;
        Some(Published { remote_id: sent.id.clone(), url: sent.url.clone(), handle: self.keep() })
    }
}

impl Mastodon {
    /// Posts every part that is not out yet.
    pub(super) async fn publish_parts(
        &self,
        base_url: &str,
        access: &Access,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        let mut plan = Plan::read(handle, content.parts.len())?;
        for (index, part) in content.parts.iter().enumerate() {
            if plan.parts[index].sent.is_some() {
                continue;
            }
            if plan.parts[index].tried
                && self.find_tried(base_url, access, content, &mut plan, index, progress.now_ms()).await?
            {
                progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
                continue;
            }
            let kept = plan.parts[index].media.len();
            self.upload_all(base_url, access, part, &mut plan, index, progress).await?;
            if let Some(wait) = self.await_all(base_url, access, &mut plan, index, progress).await? {
                return Ok(Sending::Processing(wait));
            }
            plan.parts[index].tried = true;
            progress.save(&plan.keep()).await?;
            match self.post(base_url, access, content, &plan, index).await {
                Ok(status) => plan.note(index, &status),
                // Pictures of an earlier try may have been swept away since: upload them anew, once.
                Err(error) if kept > 0 && error.kind == ErrorKind::Invalid => {
                    plan.parts[index].media.clear();
                    progress.save(&plan.keep()).await?;
                    return Err(Error { next: Next::After(Duration::from_secs(1)), ..error });
                }
                Err(error) => return Err(error),
            }
            progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
        }
        plan.published()
            .map(Sending::Published)
            .ok_or_else(|| Error::new(ErrorKind::Local, Next::Unknown, "the handle lost its first part"))
    }

    /// Whether a part that was tried before is out after all. A server that cannot tell has been asked by
    /// [`crate::Connector::look_up`] too, and the caller has decided.
    async fn find_tried(
        &self,
        base_url: &str,
        access: &Access,
        content: &Content,
        plan: &mut Plan,
        index: usize,
        now_ms: i64,
    ) -> Result<bool, Error> {
        let since = Since::new(plan.created_ms, now_ms);
        let found = self.search(base_url, access, content, plan, index, since).await;
        match found.map_err(Error::as_unknown_as_before)? {
            Search::Found(status) => {
                plan.note(index, &status);
                Ok(true)
            }
            Search::Absent | Search::CannotTell => Ok(false),
        }
    }

    /// `POST /api/v1/statuses` with `Idempotency-Key` (docs.joinmastodon.org, "statuses API methods").
    async fn post(
        &self,
        base_url: &str,
        access: &Access,
        content: &Content,
        plan: &Plan,
        index: usize,
    ) -> Result<Status, Error> {
        let planned = &plan.parts[index];
        let mut body = options::words(content, index);
        body["visibility"] = json!(options::visibility(content));
        if !planned.media.is_empty() {
            body["media_ids"] = planned.media.iter().map(|media| media.id.as_str()).collect();
        }
        if let Some(parent) = index.checked_sub(1).and_then(|last| plan.sent_id(last)) {
            body["in_reply_to_id"] = json!(parent);
        }
        if let Some(poll) = content.poll.as_ref().filter(|_| index == 0) {
            body["poll"] = options::poll(poll, u64::from(poll.minutes) * 60);
        }
        let url = self.http.endpoint(base_url, "/api/v1/statuses", &[])?;
        let call = Call::post(url, Body::Json(body))
            .header(IDEMPOTENCY_KEY, &planned.key)
            .bearer(&access.token)
            .once();
        self.ask(call).await?.json()
    }

    /// `DELETE /api/v1/statuses/:id` (docs.joinmastodon.org, "statuses API methods").
    pub(super) async fn delete_status(
        &self,
        base_url: &str,
        access: &Access,
        remote_id: &str,
    ) -> Result<(), Error> {
        let path = format!("/api/v1/statuses/{}", segment(remote_id)?);
        let url = self.http.endpoint(base_url, &path, &[])?;
        self.ask(Call::new(Method::DELETE, url).bearer(&access.token)).await.map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_handle_is_the_same_for_the_same_input() {
        let content = Content::single("hi".into(), vec![], None);
        assert_eq!(prepare("1", &content, 5, 7), prepare("1", &content, 5, 7));
        assert_ne!(prepare("1", &content, 5, 7), prepare("1", &content, 5, 8));
    }
}
