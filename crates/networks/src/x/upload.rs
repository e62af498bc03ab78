//! Pictures and films: one call for a picture, pieces for a film or a moving picture, the wait until the network has
//! worked on it, and its alternative text. What no post names is forgotten by the network within a day, so a repeat
//! does no harm.

use std::time::Duration;

use serde_json::json;

use super::plan::{Plan, PlannedFile};
use super::wire::{Found, Upload};
use super::{Access, X, segment};
use crate::http::{Answer, Body, Call, Field};
use crate::steps::Kept;
use crate::{Error, ErrorKind, Media, MediaKind, Next, Part, Progress};

/// At most 1,000 pieces, so 512 MB fit (OpenAPI: `segment_index` 0..999).
const PIECE: u64 = 4 * 1024 * 1024;

/// Whether all files of a part can be posted now, or after which time to ask again.
pub(super) enum Files {
    Ready,
    Later(Duration),
}

impl X {
    /// Uploads what is missing of the files of a part.
    pub(super) async fn upload_all(
        &self,
        access: &Access,
        part: &Part,
        plan: &mut Plan,
        index: usize,
        progress: &dyn Progress,
    ) -> Result<Files, Error> {
        for (place, media) in part.media.iter().enumerate() {
            if plan.parts[index].files.len() == place {
                let file = self.begin_upload(access, media).await?;
                plan.parts[index].files.push(file);
                progress.save(&plan.keep()).await?;
            }
            while !plan.parts[index].files[place].whole {
                self.go_on(access, media, &mut plan.parts[index].files[place]).await?;
                progress.save(&plan.keep()).await?;
            }
            let file = &mut plan.parts[index].files[place];
            if !file.described && media.facts.kind == MediaKind::Image && !media.facts.alt.is_empty() {
                self.describe(access, &file.id, &media.facts.alt).await?;
                file.described = true;
                progress.save(&plan.keep()).await?;
            }
        }
        for place in 0..part.media.len() {
            let file = &mut plan.parts[index].files[place];
            if !file.ready {
                if let Some(wait) = self.wait_for(access, &file.id).await? {
                    return Ok(Files::Later(wait));
                }
                file.ready = true;
                progress.save(&plan.keep()).await?;
            }
        }
        Ok(Files::Ready)
    }

    /// A picture goes whole to `POST /2/media/upload`; anything else is announced to
    /// `POST /2/media/upload/initialize` (docs.x.com, "Media upload").
    async fn begin_upload(&self, access: &Access, media: &Media) -> Result<PlannedFile, Error> {
        let facts = &media.facts;
        let pieces = facts.kind == MediaKind::Video || facts.mime == "image/gif";
        let (path, body) = if pieces {
            let category = if facts.kind == MediaKind::Video { "tweet_video" } else { "tweet_gif" };
            let said = json!({
                "media_type": facts.mime, "total_bytes": facts.bytes, "media_category": category,
            });
            ("/2/media/upload/initialize", Body::Json(said))
        } else {
            let fields = vec![
                Field::Text("media_category", "tweet_image".into()),
                Field::Stream("media", media.clone()),
            ];
            ("/2/media/upload", Body::Multipart(fields))
        };
        let call = Call::post(self.http.endpoint(&self.api, path, &[])?, body).bearer(&access.token);
        let upload = data(&self.ask(call).await?)?;
        let ready = !pieces && upload.processing_info.is_none();
        Ok(PlannedFile { id: upload.id, pieces: 0, whole: !pieces, ready, described: false })
    }

    /// The next piece to `POST /2/media/upload/{id}/append`, or the end to `…/finalize` (docs.x.com, "Media upload").
    async fn go_on(&self, access: &Access, media: &Media, file: &mut PlannedFile) -> Result<(), Error> {
        let id = segment(&file.id)?;
        let offset = file.pieces * PIECE;
        if offset < media.facts.bytes {
            let bytes = media.file.read(offset, PIECE).await?;
            if bytes.is_empty() {
                return Err(Error::new(ErrorKind::Local, Next::Never, "the file is shorter than it was"));
            }
            let fields = vec![
                Field::Text("segment_index", file.pieces.to_string()),
                Field::File("media", "piece".into(), "application/octet-stream".into(), bytes),
            ];
            let url = self.http.endpoint(&self.api, &format!("/2/media/upload/{id}/append"), &[])?;
            self.ask(Call::post(url, Body::Multipart(fields)).bearer(&access.token)).await?;
            file.pieces += 1;
            return Ok(());
        }
        let url = self.http.endpoint(&self.api, &format!("/2/media/upload/{id}/finalize"), &[])?;
        let answer = self.ask(Call::post(url, Body::Empty).bearer(&access.token)).await?;
        file.ready = data(&answer)?.processing_info.is_none();
        file.whole = true;
        Ok(())
    }

    /// `POST /2/media/metadata` (docs.x.com, "Create Media metadata").
    async fn describe(&self, access: &Access, id: &str, alt: &str) -> Result<(), Error> {
        let body = json!({ "id": segment(id)?, "metadata": { "alt_text": { "text": alt } } });
        let url = self.http.endpoint(&self.api, "/2/media/metadata", &[])?;
        self.ask(Call::post(url, Body::Json(body)).bearer(&access.token)).await.map(|_| ())
    }

    /// `GET /2/media/upload?command=STATUS` (docs.x.com, "Get Media upload status"): how long it still takes, `None`
    /// when it is done.
    async fn wait_for(&self, access: &Access, id: &str) -> Result<Option<Duration>, Error> {
        let query = [("command", "STATUS"), ("media_id", segment(id)?)];
        let answer = self.ask(self.get("/2/media/upload", &query)?.bearer(&access.token)).await?;
        let Some(processing) = data(&answer)?.processing_info else { return Ok(None) };
        match processing.state.as_str() {
            "succeeded" => Ok(None),
            "failed" => {
                let said = processing.error.map(|error| error.words()).unwrap_or_default();
                let message = format!("the network cannot use the file: {said}");
                Err(answer.fault(ErrorKind::Invalid, Next::Never, message.trim_end_matches([':', ' '])))
            }
            _ => Ok(Some(Duration::from_secs(processing.check_after_secs.unwrap_or(5).clamp(1, 300)))),
        }
    }
}

/// 200 with errors and nothing else is a refusal.
fn data(answer: &Answer) -> Result<Upload, Error> {
    let found: Found<Upload> = answer.json()?;
    found.data.ok_or_else(|| {
        let said = found.errors.first().map(super::wire::Problem::words).unwrap_or_default();
        answer.fault(ErrorKind::Invalid, Next::Never, &format!("the file was not taken: {said}"))
    })
}
