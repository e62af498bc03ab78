//! A film that exists: how far the network's work on it is, changing its words, removing it.

use serde_json::json;

use super::publish::Plan;
use super::wire::{List, Video};
use super::{YouTube, options};
use crate::google::{Tokens, segment};
use crate::http::{Body, Call};
use crate::steps::Kept;
use crate::{Content, Error, ErrorKind, Handle, Next};

impl YouTube {
    /// `GET /youtube/v3/videos?part=status,processingDetails` (docs/videos, `status.uploadStatus`).
    ///
    /// # Errors
    /// `Invalid` when YouTube has refused the film.
    pub(super) async fn is_processed(&self, tokens: &Tokens, id: &str) -> Result<bool, Error> {
        let query = [("part", "status,processingDetails"), ("id", id)];
        let asked = self.google.ask(self.get(tokens, "/youtube/v3/videos", &query)?).await;
        // The film exists: only what YouTube says of the film itself is a refusal.
        let answer = asked.map_err(Error::as_unknown_as_before)?;
        let found: List<Video> = answer.json().map_err(Error::as_unknown_as_before)?;
        let Some(video) = found.items.into_iter().find(|video| video.id == id) else {
            return Err(answer.fault(ErrorKind::NotFound, Next::Unknown, "the film is not there any more"));
        };
        let refused = |what: &str, why: Option<String>| {
            let why =
                format!("YouTube {what} the film: {}", why.unwrap_or_else(|| "no reason told".to_owned()));
            Err(answer.fault(ErrorKind::Invalid, Next::Never, &why))
        };
        match video.status.upload_status.as_deref() {
            Some("processed") => Ok(true),
            Some("failed") => refused("could not process", video.status.failure_reason),
            Some("rejected") => refused("rejected", video.status.rejection_reason),
            Some("deleted") => refused("removed", None),
            _ => Ok(false),
        }
    }

    /// `PUT /youtube/v3/videos?part=snippet` (docs/videos/update): the part is replaced as a whole.
    pub(super) async fn edit_video(
        &self,
        tokens: &Tokens,
        handle: &Handle,
        content: &Content,
    ) -> Result<(), Error> {
        let id = Plan::read(handle)?.video;
        let id = segment(id.as_deref().unwrap_or_default())?;
        let body = json!({ "id": id, "snippet": options::snippet(content) });
        let url = self.endpoint("/youtube/v3/videos", &[("part", "snippet")])?;
        self.google.ask(Call::put(url, Body::Json(body)).bearer(&tokens.access)).await.map(|_| ())
    }

    /// `DELETE /youtube/v3/videos?id=` (docs/videos/delete).
    pub(super) async fn delete_video(&self, tokens: &Tokens, remote_id: &str) -> Result<(), Error> {
        let url = self.endpoint("/youtube/v3/videos", &[("id", segment(remote_id)?)])?;
        self.google.ask(Call::delete(url).bearer(&tokens.access)).await.map(|_| ())
    }
}
