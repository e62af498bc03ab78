//! Pins: the film's upload, the one call that makes the pin, changing and removing it.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::wire::Pin;
use super::{Access, Pinterest, number, tell_budget};
use crate::Since;
use crate::http::{Body, Call};
use crate::look_back::Search;
use crate::steps::Kept;
use crate::{
    Account, Content, Error, ErrorKind, Handle, Media, MediaKind, Next, Progress, Published, Sending,
};

const UPLOADS_MAX: u32 = 4;
const SOON: Duration = Duration::from_secs(10);

/// [`Handle`] to everybody else.
#[derive(Serialize, Deserialize, Default)]
pub(super) struct Plan {
    pub created_ms: i64,
    /// The pin has been handed over at least once, and no answer says what became of it.
    pub tried: bool,
    /// A film that is uploaded.
    media_id: Option<String>,
    /// How often a film was uploaded.
    uploads: u32,
    sent: Option<Sent>,
}

#[derive(Serialize, Deserialize)]
struct Sent {
    id: String,
    url: String,
}

pub(super) fn prepare(now_ms: i64) -> Handle {
    Plan { created_ms: now_ms, ..Plan::default() }.keep()
}

impl Kept for Plan {}

impl Plan {
    /// The permanent address of a pin is made of its id.
    pub(super) fn note(&mut self, web: &str, id: &str) {
        self.sent = Some(Sent { id: id.to_owned(), url: format!("{web}/pin/{id}/") });
    }

    pub(super) fn published(&self) -> Option<Published> {
        let sent = self.sent.as_ref()?;
        Some(Published { remote_id: sent.id.clone(), url: sent.url.clone(), handle: self.keep() })
    }

    fn done(&self) -> Result<Sending, Error> {
        self.published()
            .map(Sending::Published)
            .ok_or_else(|| Error::new(ErrorKind::Local, Next::Unknown, "the handle lost its pin"))
    }
}

impl Pinterest {
    pub(super) async fn publish_pin(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        let mut plan = Plan::read(handle)?;
        if plan.sent.is_some() {
            return plan.done();
        }
        let token = Access::read(account.credentials)?.token;
        if plan.tried && self.find_tried(account, content, &mut plan, progress.now_ms()).await? {
            progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
            return plan.done();
        }
        let video = content.media().iter().find(|media| media.facts.kind == MediaKind::Video);
        if let Some(video) = video
            && let Some(wait) = self.ready(account.base_url, &token, video, &mut plan, progress).await?
        {
            return Ok(Sending::Processing(wait));
        }
        let body = self.pin(account, content, plan.media_id.as_deref()).await?;
        plan.tried = true;
        progress.save(&plan.keep()).await?;
        match self.create(account.base_url, &token, body, progress).await {
            Ok(pin) => plan.note(&self.web, &pin.id),
            Err(error) => {
                if error.next != Next::Unknown {
                    // Refused for certain: the next run need not look for it.
                    plan.tried = false;
                    progress.save(&plan.keep()).await?;
                }
                return Err(error);
            }
        }
        progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
        plan.done()
    }

    /// Whether a pin that was tried before is out after all. A list that cannot tell has been asked by
    /// [`crate::Connector::look_up`] too, and the caller has decided.
    async fn find_tried(
        &self,
        account: Account<'_>,
        content: &Content,
        plan: &mut Plan,
        now_ms: i64,
    ) -> Result<bool, Error> {
        let found = self.search(account, content, Since::new(plan.created_ms, now_ms)).await;
        match found.map_err(Error::as_unknown_as_before)? {
            Search::Found(id) => {
                plan.note(&self.web, &id);
                Ok(true)
            }
            Search::Absent | Search::CannotTell => Ok(false),
        }
    }

    /// Uploads a film and waits until Pinterest has read it; `None` when it is ready. A film that no pin names shows
    /// nowhere, so an upload may be repeated.
    async fn ready(
        &self,
        base_url: &str,
        token: &str,
        video: &Media,
        plan: &mut Plan,
        progress: &dyn Progress,
    ) -> Result<Option<Duration>, Error> {
        let Some(media_id) = plan.media_id.clone() else {
            if plan.uploads >= UPLOADS_MAX {
                let why = "the upload broke off too often";
                return Err(Error::new(ErrorKind::Unavailable, Next::Never, why));
            }
            plan.uploads += 1;
            progress.save(&plan.keep()).await?;
            plan.media_id = Some(self.upload_video(base_url, token, video).await?);
            progress.save(&plan.keep()).await?;
            return Ok(Some(SOON));
        };
        match self.video_status(base_url, token, &media_id).await {
            Ok(status) => match status.as_str() {
                "succeeded" => Ok(None),
                "failed" => {
                    Err(Error::new(ErrorKind::Invalid, Next::Never, "Pinterest cannot read the film"))
                }
                _ => Ok(Some(SOON)),
            },
            // Swept away since: it is uploaded anew.
            Err(error) if error.kind == ErrorKind::NotFound => {
                plan.media_id = None;
                progress.save(&plan.keep()).await?;
                Err(Error { kind: ErrorKind::Unavailable, next: Next::After(SOON), ..error })
            }
            Err(error) => Err(error),
        }
    }

    /// Schema `PinCreate`.
    async fn pin(
        &self,
        account: Account<'_>,
        content: &Content,
        media_id: Option<&str>,
    ) -> Result<Value, Error> {
        let mut pin = texts(content);
        pin["board_id"] = json!(number(account.remote_id)?);
        pin["media_source"] = super::media::source(content, media_id).await?;
        if let Some(section) = content.option("section") {
            pin["board_section_id"] = json!(section);
        }
        Ok(pin)
    }

    /// Operation `pins/create`: 201.
    async fn create(
        &self,
        base_url: &str,
        token: &str,
        body: Value,
        progress: &dyn Progress,
    ) -> Result<Pin, Error> {
        let url = self.http.endpoint(base_url, "/v5/pins", &[])?;
        let call = Call::post(url, Body::Json(body)).bearer(token).once();
        let answer = self.http.send(call).await?;
        tell_budget(&answer, progress).await;
        if answer.is_success() { answer.json() } else { Err(super::fault(&answer)) }
    }

    /// Operation `pins/update`, which Pinterest opens to some apps only.
    pub(super) async fn edit_pin(
        &self,
        account: Account<'_>,
        handle: &Handle,
        content: &Content,
    ) -> Result<(), Error> {
        let plan = Plan::read(handle)?;
        let sent = plan
            .sent
            .as_ref()
            .ok_or_else(|| Error::new(ErrorKind::NotFound, Next::Never, "the handle names no pin"))?;
        let token = Access::read(account.credentials)?.token;
        let path = format!("/v5/pins/{}", number(&sent.id)?);
        let url = self.http.endpoint(account.base_url, &path, &[])?;
        self.ask(Call::patch(url, Body::Json(texts(content))).bearer(&token)).await.map(|_| ())
    }

    /// Operation `pins/delete`: 204.
    pub(super) async fn delete_pin(&self, account: Account<'_>, remote_id: &str) -> Result<(), Error> {
        let token = Access::read(account.credentials)?.token;
        let path = format!("/v5/pins/{}", number(remote_id)?);
        let url = self.http.endpoint(account.base_url, &path, &[])?;
        self.ask(Call::delete(url).bearer(&token)).await.map(|_| ())
    }
}

/// What a reader reads of a pin; empty texts are left out.
fn texts(content: &Content) -> Value {
    let mut pin = json!({});
    let title = content.title.as_deref().map_or("", str::trim);
    let alt = content.media().first().map_or("", |media| media.facts.alt.trim());
    for (name, text) in [("title", title), ("description", content.text()), ("alt_text", alt)] {
        if !text.is_empty() {
            pin[name] = json!(text);
        }
    }
    if let Some(link) = &content.link {
        pin["link"] = json!(link.url);
    }
    pin
}
