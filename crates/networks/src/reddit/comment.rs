//! The first comment. The post is out by then, so nothing that happens here makes the send fail: the comment is tried
//! again alone, and what Reddit said at last stays in the handle.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::publish::{Attempt, Plan};
use super::wire::{Comment, Listing, Reply};
use super::{Reddit, segment};
use crate::http::Body;
use crate::{Error, Next};

const TRIES_MAX: u32 = 5;
/// How often a comment that may be out is looked for before it is written again.
const LOOKS: u32 = 3;
const LOOK_AGAIN: Duration = Duration::from_secs(60);

#[derive(Serialize, Deserialize, Default)]
pub(super) struct CommentPlan {
    /// It may be out.
    tried: bool,
    tries: u32,
    looks: u32,
    id: Option<String>,
    /// Why it was given up.
    refused: Option<String>,
}

impl Reddit {
    /// Writes the comment, or goes on with it; a time when it is to be tried again.
    pub(super) async fn add_comment(
        &self,
        attempt: &Attempt<'_>,
        plan: &mut Plan,
        post: &str,
    ) -> Option<Duration> {
        let text = attempt.content.first_comment.as_deref().map_or("", str::trim);
        if text.is_empty() || plan.comment.id.is_some() || plan.comment.refused.is_some() {
            return None;
        }
        if plan.comment.tried {
            match self.find_comment(attempt, post, text).await {
                Ok(Some(id)) => {
                    plan.comment.id = Some(id);
                    return self.note(attempt, plan, None).await;
                }
                Ok(None) if plan.comment.looks >= LOOKS => plan.comment.tried = false,
                Ok(None) => {
                    plan.comment.looks += 1;
                    return self.note(attempt, plan, Some(LOOK_AGAIN)).await;
                }
                Err(error) => return self.put_off(attempt, plan, &error, LOOK_AGAIN).await,
            }
        }
        plan.comment.tried = true;
        plan.comment.looks = 0;
        if attempt.progress.save(&plan.keep()).await.is_err() {
            return Some(LOOK_AGAIN);
        }
        match self.write_comment(attempt, post, text).await {
            Ok(id) => {
                plan.comment.id = Some(id);
                self.note(attempt, plan, None).await
            }
            Err(error) => match error.next {
                Next::Unknown => self.put_off(attempt, plan, &error, LOOK_AGAIN).await,
                Next::After(wait) => {
                    plan.comment.tried = false;
                    self.put_off(attempt, plan, &error, wait).await
                }
                Next::Never | Next::Reauthorise => {
                    plan.comment.refused = Some(error.message);
                    self.note(attempt, plan, None).await
                }
            },
        }
    }

    /// Another try later, unless there were enough.
    async fn put_off(
        &self,
        attempt: &Attempt<'_>,
        plan: &mut Plan,
        error: &Error,
        wait: Duration,
    ) -> Option<Duration> {
        plan.comment.tries += 1;
        if plan.comment.tries >= TRIES_MAX {
            plan.comment.refused = Some(error.message.clone());
            return self.note(attempt, plan, None).await;
        }
        self.note(attempt, plan, Some(wait)).await
    }

    /// Saves how it stands; if that fails, the next run finds the comment by looking for it.
    async fn note(&self, attempt: &Attempt<'_>, plan: &Plan, wait: Option<Duration>) -> Option<Duration> {
        match attempt.progress.save(&plan.keep()).await {
            Ok(()) => wait,
            Err(_) => Some(wait.unwrap_or(LOOK_AGAIN)),
        }
    }

    /// `POST /api/comment`.
    async fn write_comment(&self, attempt: &Attempt<'_>, post: &str, text: &str) -> Result<String, Error> {
        let form =
            vec![("api_type", "json".to_owned()), ("thing_id", post.to_owned()), ("text", text.to_owned())];
        let base_url = attempt.account.base_url;
        let call = self.post(base_url, "/api/comment", Body::Form(form), &attempt.access)?.once();
        let Reply { json } = self.ask(call).await?.json()?;
        let id = json.data["things"][0]["data"]["name"].as_str().or_else(|| json.data["name"].as_str());
        Ok(id.unwrap_or("written").to_owned())
    }

    /// `GET /comments/{article}`: the post, then its comments.
    async fn find_comment(
        &self,
        attempt: &Attempt<'_>,
        post: &str,
        text: &str,
    ) -> Result<Option<String>, Error> {
        let bare = segment(post.strip_prefix("t3_").unwrap_or(post))?;
        let query = [("sort", "new"), ("limit", "100"), ("depth", "1")];
        let path = format!("/comments/{bare}");
        let call = self.get(attempt.account.base_url, &path, &query, &attempt.access)?;
        let (_, comments): (serde_json::Value, Listing<Comment>) = self.ask(call).await?.json()?;
        let wanted: Vec<&str> = text.split_whitespace().collect();
        let found = comments.data.children.into_iter().map(|thing| thing.data).find(|comment| {
            comment.author.as_deref() == Some(attempt.access.user.as_str())
                && comment
                    .body
                    .as_deref()
                    .is_some_and(|body| body.split_whitespace().eq(wanted.iter().copied()))
        });
        Ok(found.map(|comment| comment.name.unwrap_or_else(|| "found".to_owned())))
    }
}
