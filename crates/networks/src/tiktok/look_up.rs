//! The way back from an unknown outcome.

use serde_json::json;

use super::publish::{Plan, Sent};
use super::wire::Videos;
use super::{Access, TikTok, caption};
use crate::look_back::{Search, same_text};
use crate::steps::Kept;
use crate::{Account, Content, Error, ErrorKind, Handle, LookUp, MediaKind, Since};

impl TikTok {
    /// By the publish id where there is one. `Absent` means that going on with the handle makes no second post: a film
    /// that was begun is asked for by that id before anything is sent.
    pub(super) async fn look_up_post(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error> {
        let mut plan = Plan::read(handle)?;
        if let Some(published) = plan.published() {
            return Ok(LookUp::Found(published));
        }
        let is_video = content.media().first().is_some_and(|media| media.facts.kind == MediaKind::Video);
        if let Some(publish_id) = plan.publish_id.clone() {
            let token = Access::read(account.credentials)?.token;
            return match self.status(account.base_url, &token, &publish_id).await {
                // Going on with the handle waits for the public id.
                Ok(status) if plan.awaits_id(content, &status) => Ok(LookUp::Absent),
                Ok(status) if status.status == "PUBLISH_COMPLETE" => {
                    plan.sent = Some(self.sent(account, content, &plan, &status));
                    Ok(plan.published().map_or(LookUp::CannotTell, LookUp::Found))
                }
                Ok(status) if status.status == "FAILED" || status.status.starts_with("PROCESSING") => {
                    Ok(LookUp::Absent)
                }
                Ok(_) => Ok(LookUp::CannotTell),
                Err(error) if error.kind == ErrorKind::NotFound => Ok(LookUp::CannotTell),
                Err(error) => Err(error),
            };
        }
        if is_video || !plan.tried {
            // Nothing was uploaded, nothing was named.
            return Ok(LookUp::Absent);
        }
        match self.search(account, content, since).await? {
            Search::Found(sent) => {
                plan.sent = Some(sent);
                Ok(plan.published().map_or(LookUp::CannotTell, LookUp::Found))
            }
            Search::Absent | Search::CannotTell => Ok(LookUp::CannotTell),
        }
    }

    /// `POST /v2/video/list/`, newest first (doc/tiktok-api-v2-video-list). It leaves out what is not public or not
    /// reviewed yet, so it never shows that a post is absent.
    pub(super) async fn search(
        &self,
        account: Account<'_>,
        content: &Content,
        since: Since,
    ) -> Result<Search<Sent>, Error> {
        let token = Access::read(account.credentials)?.token;
        let fields = [("fields", "id,title,video_description,create_time,share_url")];
        let body = json!({ "max_count": 20 });
        let call = self.post(account.base_url, "/v2/video/list/", &fields, body, &token)?;
        let found: Videos = self.ask(call).await?;
        let ours: Vec<String> =
            [content.text().to_owned(), content.title.clone().unwrap_or_default(), caption(content)]
                .into_iter()
                .filter(|text| !text.trim().is_empty())
                .collect();
        let found = found.videos.into_iter().find(|video| {
            let told = [video.title.as_deref(), video.video_description.as_deref()];
            video.create_time.is_some_and(|created| since.holds(created.saturating_mul(1_000)))
                && told.into_iter().flatten().any(|text| ours.iter().any(|own| same_text(own, text)))
        });
        Ok(found.map_or(Search::CannotTell, |video| {
            let url = video.share_url.unwrap_or_default();
            Search::Found(Sent { id: video.id.0, url: url.split('?').next().unwrap_or("").to_owned() })
        }))
    }
}
