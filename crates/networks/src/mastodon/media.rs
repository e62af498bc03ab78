//! Files of a status: uploading, and waiting until the server has worked them through.

use std::time::Duration;

use super::publish::{Plan, Uploaded};
use super::wire::Media;
use super::{Access, Mastodon, segment};
use crate::http::{Body, Call, Field};
use crate::steps::Kept;
use crate::{Error, ErrorKind, Media as File, MediaKind, Part, Progress};

/// A picture is ready within seconds; a film's turn comes again with the next call.
const POLLS_MAX: u32 = 5;
const POLL_EVERY: Duration = Duration::from_secs(1);
const WORK_EVERY: Duration = Duration::from_secs(15);

impl Mastodon {
    /// Uploads every file of a part that is not up yet.
    pub(super) async fn upload_all(
        &self,
        base_url: &str,
        access: &Access,
        part: &Part,
        plan: &mut Plan,
        index: usize,
        progress: &dyn Progress,
    ) -> Result<(), Error> {
        while let Some(file) = part.media.get(plan.parts[index].media.len()) {
            let media = self.upload(base_url, access, file).await?;
            plan.parts[index].media.push(media);
            progress.save(&plan.keep()).await?;
        }
        Ok(())
    }

    /// `POST /api/v2/media`: 200 is ready, 202 is still being worked on (docs.joinmastodon.org, "media API
    /// methods"). A file that no status names is swept away by the server, so a repeat does no harm.
    async fn upload(&self, base_url: &str, access: &Access, file: &File) -> Result<Uploaded, Error> {
        let mut fields = vec![match file.facts.kind {
            MediaKind::Video => Field::Stream("file", file.clone()),
            _ => Field::File(
                "file",
                file.facts.file_name.clone(),
                file.facts.mime.clone(),
                file.read_all().await?,
            ),
        }];
        if !file.facts.alt.is_empty() {
            fields.push(Field::Text("description", file.facts.alt.clone()));
        }
        let url = self.http.endpoint(base_url, "/api/v2/media", &[])?;
        let call = Call::post(url, Body::Multipart(fields)).bearer(&access.token);
        let answer = self.ask(call).await?;
        let Media { id } = answer.json()?;
        Ok(Uploaded { id: id.0, ready: answer.status != 202 })
    }

    /// Waits for files that the server still works on. `Some` asks the caller to come again.
    pub(super) async fn await_all(
        &self,
        base_url: &str,
        access: &Access,
        plan: &mut Plan,
        index: usize,
        progress: &dyn Progress,
    ) -> Result<Option<Duration>, Error> {
        for place in 0..plan.parts[index].media.len() {
            if plan.parts[index].media[place].ready {
                continue;
            }
            if !self.is_ready(base_url, access, &plan.parts[index].media[place].id).await? {
                return Ok(Some(WORK_EVERY));
            }
            plan.parts[index].media[place].ready = true;
            progress.save(&plan.keep()).await?;
        }
        Ok(None)
    }

    /// `GET /api/v1/media/:id` until it is not 206 any more (docs.joinmastodon.org, "media API methods"). Some servers
    /// do not have the call; the post itself will tell then.
    async fn is_ready(&self, base_url: &str, access: &Access, id: &str) -> Result<bool, Error> {
        let path = format!("/api/v1/media/{}", segment(id)?);
        for _ in 0..POLLS_MAX {
            match self.ask(self.get(base_url, &path, &[])?.bearer(&access.token)).await {
                Ok(answer) if answer.status == 206 => tokio::time::sleep(POLL_EVERY).await,
                Err(error) if error.kind != ErrorKind::NotFound => return Err(error),
                _ => return Ok(true),
            }
        }
        Ok(false)
    }
}
