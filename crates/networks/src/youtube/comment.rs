//! The first comment: retried alone, never a reason for the film to fail or to be sent again.

use std::time::Duration;

use serde_json::json;

use super::YouTube;
use super::publish::Plan;
use super::wire::{List, Thread};
use crate::google::Tokens;
use crate::http::Body;
use crate::{Account, Content, Error, ErrorKind, Next, Progress};

/// After this many tries the film is published without.
const TRIES_MAX: u32 = 6;
const AGAIN: Duration = Duration::from_secs(60);

impl YouTube {
    /// Sends the comment unless it is there or refused for good. `Some` is a wait before the next try.
    pub(super) async fn comment_first(
        &self,
        account: Account<'_>,
        tokens: &Tokens,
        content: &Content,
        plan: &mut Plan,
        progress: &dyn Progress,
    ) -> Result<Option<Duration>, Error> {
        let Some(text) = content.first_comment.as_deref().map(str::trim).filter(|text| !text.is_empty())
        else {
            return Ok(None);
        };
        if plan.comment.id.is_some() || plan.comment.refused.is_some() {
            return Ok(None);
        }
        let video = plan.video.clone().unwrap_or_default();
        if plan.comment.tries > 0 {
            match self.find_comment(tokens, &video, text, account.remote_id).await {
                Ok(None) => {}
                Ok(found) => {
                    plan.comment.id = found;
                    progress.save(&plan.keep()).await?;
                    return Ok(None);
                }
                Err(error) => return self.comment_failed(plan, &error, progress).await,
            }
        }
        plan.comment.tries += 1;
        progress.save(&plan.keep()).await?;
        match self.comment(tokens, &video, account.remote_id, text).await {
            Ok(thread) => {
                plan.comment.id = Some(thread.id);
                progress.save(&plan.keep()).await?;
                Ok(None)
            }
            Err(error) => self.comment_failed(plan, &error, progress).await,
        }
    }

    async fn comment_failed(
        &self,
        plan: &mut Plan,
        error: &Error,
        progress: &dyn Progress,
    ) -> Result<Option<Duration>, Error> {
        let wait = match error.next {
            Next::After(wait) => Some(wait),
            Next::Unknown => Some(AGAIN),
            // A credential that a person must renew does not keep the film from being out.
            Next::Never | Next::Reauthorise => None,
        };
        if let Some(wait) =
            wait.filter(|_| plan.comment.tries < TRIES_MAX && error.kind != ErrorKind::Credentials)
        {
            return Ok(Some(wait.max(Duration::from_secs(1))));
        }
        if error.kind == ErrorKind::Credentials && plan.comment.tries < TRIES_MAX {
            // The caller renews the token and calls again.
            return Err(error.clone());
        }
        plan.comment.refused = Some(error.message.clone());
        progress.save(&plan.keep()).await?;
        Ok(None)
    }

    /// `POST /youtube/v3/commentThreads?part=snippet` (docs/commentThreads/insert).
    async fn comment(
        &self,
        tokens: &Tokens,
        video: &str,
        channel: &str,
        text: &str,
    ) -> Result<Thread, Error> {
        let body = json!({ "snippet": {
            "channelId": channel,
            "videoId": video,
            "topLevelComment": { "snippet": { "textOriginal": text } },
        } });
        let call =
            self.post(tokens, "/youtube/v3/commentThreads", &[("part", "snippet")], Body::Json(body))?.once();
        self.google.ask(call).await?.json()
    }

    /// `GET /youtube/v3/commentThreads?videoId=` (docs/commentThreads/list): a film that was just made has few.
    async fn find_comment(
        &self,
        tokens: &Tokens,
        video: &str,
        text: &str,
        channel: &str,
    ) -> Result<Option<String>, Error> {
        let query = [
            ("part", "snippet"),
            ("videoId", video),
            ("order", "time"),
            ("maxResults", "100"),
            ("textFormat", "plainText"),
        ];
        let call = self.get(tokens, "/youtube/v3/commentThreads", &query)?;
        let found: List<Thread> = self.google.ask(call).await?.json()?;
        let ours = found.items.into_iter().find(|thread| {
            let comment = &thread.snippet["topLevelComment"]["snippet"];
            let said = comment["textOriginal"].as_str().or_else(|| comment["textDisplay"].as_str());
            said.map(str::trim) == Some(text) && comment["authorChannelId"]["value"] == channel
        });
        Ok(ours.map(|thread| thread.id))
    }
}
