//! Posts: pictures, the frozen record, and putting it under a key of our own.
//!
//! The key and the record's time come from [`prepare`]. What the record needs beside (blobs, the DIDs of mentions,
//! the reply reference of a thread's later part) is found out once and frozen through [`Progress`] before the first
//! put, since only a put of the very same record is a no-op.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::tid::tid;
use super::video::Work;
use super::wire::{RecordRef, Uploaded};
use super::{Bluesky, POST, Tokens};
use crate::http::Body;
use crate::steps::{Kept, misfit};
use crate::{
    Content, Error, ErrorKind, Handle, LookUp, Media, MediaKind, Next, Progress, Published, Sending,
};

/// While the video service works.
const WORK_EVERY: Duration = Duration::from_secs(5);

/// How often a film may be begun anew.
const LOST_MAX: u32 = 3;

/// [`Handle`] to everybody else.
#[derive(Serialize, Deserialize)]
pub(super) struct Plan {
    pub parts: Vec<PlannedPart>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PlannedPart {
    rkey: String,
    pub created_at: String,
    /// Blobs uploaded so far, in order.
    pub blobs: Vec<Value>,
    /// The video service's job.
    #[serde(default)]
    job: Option<String>,
    /// How often the service lost the film.
    #[serde(default)]
    lost: u32,
    /// The record as it is put, once all of it is known.
    record: Option<Value>,
    sent: Option<StrongRef>,
}

#[derive(Serialize, Deserialize, Clone)]
struct StrongRef {
    uri: String,
    cid: String,
}

/// Keys and times of all parts; nothing of it is drawn later.
pub(super) fn prepare(content: &Content, now_ms: i64, nonce: u64) -> Handle {
    let parts = (0..content.parts.len())
        .map(|index| PlannedPart {
            rkey: tid(now_ms, nonce, index),
            created_at: created_at(now_ms.saturating_add(i64::try_from(index).unwrap_or(0))),
            blobs: vec![],
            job: None,
            lost: 0,
            record: None,
            sent: None,
        })
        .collect();
    Plan { parts }.keep()
}

/// `2026-11-22T10:00:00.000Z`, as the lexicons' `datetime` prefers it.
fn created_at(ms: i64) -> String {
    let moment = Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{moment:.3}")
}

impl Kept for Plan {}

impl Plan {
    fn read(handle: &Handle, parts: usize) -> Result<Self, Error> {
        let plan = <Self as Kept>::read(handle)?;
        if plan.parts.len() == parts && parts > 0 { Ok(plan) } else { Err(misfit()) }
    }

    fn published(&self, web: &str, did: &str) -> Option<Published> {
        let first = self.parts.first()?;
        let sent = first.sent.as_ref()?;
        Some(Published {
            remote_id: sent.uri.clone(),
            url: format!("{web}/profile/{did}/post/{}", first.rkey),
            handle: self.keep(),
        })
    }
}

impl Bluesky {
    /// Puts every part that is not out yet.
    pub(super) async fn publish_parts(
        &self,
        base_url: &str,
        tokens: &Tokens,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        let mut plan = Plan::read(handle, content.parts.len())?;
        for index in 0..content.parts.len() {
            if plan.parts[index].sent.is_some() {
                continue;
            }
            let part = &content.parts[index];
            if plan.parts[index].record.is_none() {
                while let Some(file) = part.media.get(plan.parts[index].blobs.len()) {
                    let blob = if file.facts.kind == MediaKind::Video {
                        let planned = &mut plan.parts[index];
                        match self.film(base_url, tokens, file, planned).await? {
                            Some(blob) => blob,
                            None => {
                                progress.save(&plan.keep()).await?;
                                return Ok(Sending::Processing(WORK_EVERY));
                            }
                        }
                    } else {
                        self.upload(base_url, tokens, file).await?
                    };
                    plan.parts[index].blobs.push(blob);
                    progress.save(&plan.keep()).await?;
                }
                let record = self.freeze(base_url, &plan, index, content).await?;
                plan.parts[index].record = Some(record);
                progress.save(&plan.keep()).await?;
            }
            let sent = self.put(base_url, tokens, &plan.parts[index], &part.media).await?;
            plan.parts[index].sent = Some(sent);
            progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
        }
        plan.published(&self.web, &tokens.did)
            .map(Sending::Published)
            .ok_or_else(|| Error::new(ErrorKind::Local, Next::Unknown, "the handle lost its first part"))
    }

    /// Goes on with a film. `None` while the service works on it; what is known of it stands in the plan.
    async fn film(
        &self,
        base_url: &str,
        tokens: &Tokens,
        film: &Media,
        planned: &mut PlannedPart,
    ) -> Result<Option<Value>, Error> {
        let name = format!("{}.mp4", planned.rkey);
        let work = match planned.job.as_deref() {
            Some(job) => self.video_job(job).await?,
            None => self.upload_video(base_url, tokens, film, &name).await?,
        };
        planned.job = match work {
            Work::Done(blob) => return Ok(Some(blob)),
            Work::Going(job) => Some(job),
            Work::Lost => {
                planned.lost += 1;
                if planned.lost >= LOST_MAX {
                    let why = "the video service lost the film again and again";
                    return Err(Error::new(ErrorKind::Unavailable, Next::Never, why));
                }
                None
            }
        };
        Ok(None)
    }

    /// `com.atproto.repo.uploadBlob`: the raw bytes (docs.bsky.app, "Creating a post", images embeds). A blob that no
    /// record names is dropped by the server, so a repeat does no harm.
    async fn upload(&self, base_url: &str, tokens: &Tokens, image: &Media) -> Result<Value, Error> {
        let bytes = image.read_all().await?;
        let make = || {
            let body = Body::Bytes(image.facts.mime.clone(), bytes.clone());
            self.procedure(base_url, "com.atproto.repo.uploadBlob", body)
        };
        let uploaded: Uploaded = self.ask_as(tokens, make).await?.json()?;
        Ok(uploaded.blob)
    }

    /// `com.atproto.repo.putRecord` under our own key; the same record again is a no-op (lexicon of that name and
    /// `packages/pds/src/api/com/atproto/repo/putRecord.ts`).
    async fn put(
        &self,
        base_url: &str,
        tokens: &Tokens,
        planned: &PlannedPart,
        images: &[Media],
    ) -> Result<StrongRef, Error> {
        match self.put_once(base_url, tokens, planned).await {
            // A server drops blobs that no record names for some hours. The same bytes give the same reference, so
            // the frozen record still fits.
            Err(error)
                if is_lost_blob(&error)
                    && !images.is_empty()
                    && images.iter().all(|file| file.facts.kind == MediaKind::Image) =>
            {
                for image in images {
                    self.upload(base_url, tokens, image).await?;
                }
                self.put_once(base_url, tokens, planned).await
            }
            outcome => outcome,
        }
    }

    async fn put_once(
        &self,
        base_url: &str,
        tokens: &Tokens,
        planned: &PlannedPart,
    ) -> Result<StrongRef, Error> {
        let body = json!({
            "repo": tokens.did, "collection": POST, "rkey": planned.rkey, "record": planned.record,
        });
        let make = || {
            let body = Body::Json(body.clone());
            Ok(self.procedure(base_url, "com.atproto.repo.putRecord", body)?.once())
        };
        let answer = self.ask_as(tokens, make).await?;
        let found: RecordRef = answer.json()?;
        match found.cid {
            Some(cid) => Ok(StrongRef { uri: found.uri, cid }),
            None => Err(answer.fault(ErrorKind::Protocol, Next::Unknown, "the answer names no record")),
        }
    }

    /// `com.atproto.repo.getRecord` for each part that is not known to be out; a public read, so that a dead token
    /// does not stand in the way (lexicon of that name: `RecordNotFound`).
    pub(super) async fn look_up_parts(
        &self,
        base_url: &str,
        tokens: &Tokens,
        handle: &Handle,
    ) -> Result<LookUp, Error> {
        let parts = Plan::deserialize(&handle.0).map_or(0, |plan| plan.parts.len());
        let mut plan = Plan::read(handle, parts)?;
        for part in &mut plan.parts {
            if part.sent.is_some() {
                continue;
            }
            match self.get_record(base_url, &tokens.did, &part.rkey).await? {
                Some(RecordRef { uri, cid: Some(cid) }) => part.sent = Some(StrongRef { uri, cid }),
                Some(_) => return Ok(LookUp::CannotTell),
                None => return Ok(LookUp::Absent),
            }
        }
        Ok(plan.published(&self.web, &tokens.did).map_or(LookUp::CannotTell, LookUp::Found))
    }

    async fn get_record(&self, base_url: &str, did: &str, rkey: &str) -> Result<Option<RecordRef>, Error> {
        let params = [("repo", did), ("collection", POST), ("rkey", rkey)];
        let answer = self.http.send(self.query(base_url, "com.atproto.repo.getRecord", &params)?).await?;
        if answer.is_success() {
            return answer.json().map(Some);
        }
        let error = super::fault(&answer);
        let said: super::wire::Failure = answer.try_json().unwrap_or_default();
        if said.error == "RecordNotFound" { Ok(None) } else { Err(error) }
    }

    /// `com.atproto.repo.deleteRecord`, which says nothing of a record that is not there: so it is looked for first
    /// (lexicon of that name).
    pub(super) async fn delete_record(
        &self,
        base_url: &str,
        tokens: &Tokens,
        remote_id: &str,
    ) -> Result<(), Error> {
        let not_found = || Error::new(ErrorKind::NotFound, Next::Never, "no such post of this account");
        let rkey = remote_id
            .strip_prefix(&format!("at://{}/{POST}/", tokens.did))
            .filter(|rkey| !rkey.is_empty() && !rkey.contains('/'))
            .ok_or_else(not_found)?;
        self.get_record(base_url, &tokens.did, rkey).await?.ok_or_else(not_found)?;
        let body = json!({ "repo": tokens.did, "collection": POST, "rkey": rkey });
        let make = || self.procedure(base_url, "com.atproto.repo.deleteRecord", Body::Json(body.clone()));
        self.ask_as(tokens, make).await.map(|_| ())
    }
}

impl Plan {
    pub(super) fn sent(&self, index: usize) -> Option<Value> {
        serde_json::to_value(self.parts.get(index)?.sent.as_ref()?).ok()
    }
}

fn is_lost_blob(error: &Error) -> bool {
    error.status == Some(400)
        && (error.message.contains("BlobNotFound") || error.message.contains("Could not find blob"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_handle_is_the_same_for_the_same_input() {
        let content = Content::single("hi".into(), vec![], None);
        let handle = prepare(&content, 1_795_341_600_123, 7);
        assert_eq!(handle, prepare(&content, 1_795_341_600_123, 7));
        assert_ne!(handle, prepare(&content, 1_795_341_600_123, 8));
        assert_eq!(handle.0["parts"][0]["created_at"], "2026-11-22T10:00:00.123Z");
    }
}
