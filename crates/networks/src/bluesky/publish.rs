//! Posts: pictures, the frozen record, and putting it under a key of our own.
//!
//! The key and the record's time come from [`prepare`]. What the record needs beside (blobs, the DIDs of mentions,
//! the reply reference of a thread's later part) is found out once and frozen through [`Progress`] before the first
//! put, since only a put of the very same record is a no-op.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::tid::tid;
use super::wire::{RecordRef, Resolved, Uploaded};
use super::{Bluesky, POST, Tokens};
use crate::http::Body;
use crate::text::{Feature, facets};
use crate::{Content, Error, ErrorKind, Handle, LookUp, Media, Next, Part, Progress, Published};

/// [`Handle`] to everybody else.
#[derive(Serialize, Deserialize)]
struct Plan {
    parts: Vec<PlannedPart>,
}

#[derive(Serialize, Deserialize)]
struct PlannedPart {
    rkey: String,
    created_at: String,
    /// Blobs uploaded so far, in order.
    blobs: Vec<Value>,
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

impl Plan {
    fn read(handle: &Handle, parts: usize) -> Result<Self, Error> {
        let plan = Self::deserialize(&handle.0).ok().filter(|plan| plan.parts.len() == parts && parts > 0);
        plan.ok_or_else(|| Error::new(ErrorKind::Local, Next::Never, "the handle does not fit the content"))
    }

    fn keep(&self) -> Handle {
        Handle(serde_json::to_value(self).unwrap_or(Value::Null))
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
    ) -> Result<Published, Error> {
        let mut plan = Plan::read(handle, content.parts.len())?;
        for index in 0..content.parts.len() {
            if plan.parts[index].sent.is_some() {
                continue;
            }
            let part = &content.parts[index];
            if plan.parts[index].record.is_none() {
                while let Some(image) = part.media.get(plan.parts[index].blobs.len()) {
                    let blob = self.upload(base_url, tokens, image).await?;
                    plan.parts[index].blobs.push(blob);
                    progress.save(&plan.keep()).await?;
                }
                let record = self.freeze(base_url, &plan, index, part, content.language.as_deref()).await?;
                plan.parts[index].record = Some(record);
                progress.save(&plan.keep()).await?;
            }
            let sent = self.put(base_url, tokens, &plan.parts[index], &part.media).await?;
            plan.parts[index].sent = Some(sent);
            progress.save(&plan.keep()).await.map_err(unsaved)?;
        }
        plan.published(&self.web, &tokens.did)
            .ok_or_else(|| Error::new(ErrorKind::Local, Next::Unknown, "the handle lost its first part"))
    }

    /// `com.atproto.repo.uploadBlob`: the raw bytes (docs.bsky.app, "Creating a post", images embeds). A blob that no
    /// record names is dropped by the server, so a repeat does no harm.
    async fn upload(&self, base_url: &str, tokens: &Tokens, image: &Media) -> Result<Value, Error> {
        let body = Body::Bytes(image.facts.mime.clone(), image.read_all().await?);
        let call = self.procedure(base_url, "com.atproto.repo.uploadBlob", body)?.bearer(&tokens.access);
        let uploaded: Uploaded = self.ask(call).await?.json()?;
        Ok(uploaded.blob)
    }

    /// Builds the record (lexicons `app.bsky.feed.post`, `app.bsky.richtext.facet`, `app.bsky.embed.images`).
    async fn freeze(
        &self,
        base_url: &str,
        plan: &Plan,
        index: usize,
        part: &Part,
        language: Option<&str>,
    ) -> Result<Value, Error> {
        let planned = &plan.parts[index];
        let mut record = json!({ "$type": POST, "text": part.text, "createdAt": planned.created_at });
        let mut facets_json = Vec::new();
        for facet in facets(&part.text) {
            let feature = match facet.feature {
                Feature::Link(uri) => json!({ "$type": "app.bsky.richtext.facet#link", "uri": uri }),
                Feature::Tag(tag) => json!({ "$type": "app.bsky.richtext.facet#tag", "tag": tag }),
                Feature::Mention(handle) => match self.resolve(base_url, &handle).await? {
                    Some(did) => json!({ "$type": "app.bsky.richtext.facet#mention", "did": did }),
                    None => continue,
                },
            };
            facets_json.push(json!({
                "index": { "byteStart": facet.bytes.start, "byteEnd": facet.bytes.end },
                "features": [feature],
            }));
        }
        if !facets_json.is_empty() {
            record["facets"] = Value::Array(facets_json);
        }
        if let Some(language) = language {
            record["langs"] = json!([language]);
        }
        if !part.media.is_empty() {
            let images: Vec<Value> = part.media.iter().zip(&planned.blobs).map(picture).collect();
            record["embed"] = json!({ "$type": "app.bsky.embed.images", "images": images });
        }
        if let (Some(root), Some(parent)) =
            (plan.sent(0), index.checked_sub(1).and_then(|last| plan.sent(last)))
        {
            record["reply"] = json!({ "root": root, "parent": parent });
        }
        Ok(record)
    }

    /// `com.atproto.identity.resolveHandle` (docs.bsky.app, "Resolving Identities"). A handle that leads nowhere
    /// stays plain text; trouble on the way stops the send before the record is frozen.
    async fn resolve(&self, base_url: &str, handle: &str) -> Result<Option<String>, Error> {
        let call = self.query(base_url, "com.atproto.identity.resolveHandle", &[("handle", handle)])?;
        match self.ask(call).await {
            Ok(answer) => Ok(Some(answer.json::<Resolved>()?.did)),
            Err(error) if matches!(error.kind, ErrorKind::Invalid | ErrorKind::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
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
            Err(error) if !images.is_empty() && is_lost_blob(&error) => {
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
        let body = Body::Json(json!({
            "repo": tokens.did, "collection": POST, "rkey": planned.rkey, "record": planned.record,
        }));
        let call =
            self.procedure(base_url, "com.atproto.repo.putRecord", body)?.bearer(&tokens.access).once();
        let answer = self.ask(call).await?;
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
        let body = Body::Json(json!({ "repo": tokens.did, "collection": POST, "rkey": rkey }));
        let call = self.procedure(base_url, "com.atproto.repo.deleteRecord", body)?.bearer(&tokens.access);
        self.ask(call).await.map(|_| ())
    }
}

impl Plan {
    fn sent(&self, index: usize) -> Option<Value> {
        serde_json::to_value(self.parts.get(index)?.sent.as_ref()?).ok()
    }
}

fn picture((image, blob): (&Media, &Value)) -> Value {
    let mut picture = json!({ "image": blob, "alt": image.facts.alt });
    if image.facts.width > 0 && image.facts.height > 0 {
        picture["aspectRatio"] = json!({ "width": image.facts.width, "height": image.facts.height });
    }
    picture
}

fn is_lost_blob(error: &Error) -> bool {
    error.status == Some(400)
        && (error.message.contains("BlobNotFound") || error.message.contains("Could not find blob"))
}

/// The part is out, only our note of it is missing.
fn unsaved(error: Error) -> Error {
    Error { next: Next::Unknown, ..error }
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
