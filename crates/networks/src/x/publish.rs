//! Posts: the parts of a thread one after the other, then the first comment.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};

use super::fault::{DUPLICATE, fault};
use super::limits::composed;
use super::plan::Plan;
use super::upload::Files;
use super::wire::{Created, Found};
use super::{Access, X, budgets};
use crate::first_comment::{self, Comments};
use crate::http::{Body, Call};
use crate::look_back::Search;
use crate::steps::Kept;
use crate::{Content, Error, ErrorKind, Handle, Next, Progress, Sending, Since};

impl X {
    /// Posts every part that is not out yet, then the comment.
    pub(super) async fn publish_all(
        &self,
        access: &Access,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        let mut plan = Plan::read(handle, content.parts.len())?;
        for index in 0..content.parts.len() {
            if plan.parts[index].sent.is_some() {
                continue;
            }
            if let Some(wait) = self.publish_part(access, content, &mut plan, index, progress).await? {
                return Ok(Sending::Processing(wait));
            }
        }
        let lost = || Error::new(ErrorKind::Local, Next::Unknown, "the handle lost its first part");
        // The comment answers the last part.
        let last = plan.parent(plan.parts.len()).map(str::to_owned).ok_or_else(lost)?;
        let known = plan.sent();
        let since = Since::new(plan.created_ms, progress.now_ms());
        let commenter = Commenter { x: self, access, progress, known, since };
        if let Some(wait) = first_comment::settle(&commenter, &mut plan, content, &last, progress).await? {
            return Ok(Sending::Processing(wait));
        }
        plan.published(&self.web, &access.username).map(Sending::Published).ok_or_else(lost)
    }

    /// Posts one part; a time when its files are still worked on.
    async fn publish_part(
        &self,
        access: &Access,
        content: &Content,
        plan: &mut Plan,
        index: usize,
        progress: &dyn Progress,
    ) -> Result<Option<Duration>, Error> {
        let text = composed(content, index);
        let part = &content.parts[index];
        let tried = plan.parts[index].tried;
        if tried {
            let found =
                self.find_tried(access, &text, part.media.len(), plan, index, progress.now_ms()).await?;
            if found.is_some() {
                plan.parts[index].sent = found;
                progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
                return Ok(None);
            }
        }
        match self.upload_all(access, part, plan, index, progress).await {
            Ok(Files::Ready) => {}
            Ok(Files::Later(wait)) => return Ok(Some(wait)),
            Err(error) => return Err(self.forgotten(error, plan, index, progress).await),
        }
        plan.parts[index].tried = true;
        progress.save(&plan.keep()).await?;
        let body = body(content, plan, index, text.clone());
        match self.post(access, body, progress).await {
            Ok(id) => plan.parts[index].sent = Some(id),
            Err(error) if tried && is_duplicate(&error) => {
                // The first try is out, or another post has the same text: only the list can tell.
                let found =
                    self.find_tried(access, &text, part.media.len(), plan, index, progress.now_ms()).await?;
                plan.parts[index].sent = Some(found.ok_or(error.now_unknown())?);
            }
            Err(error) => return Err(self.forgotten(error, plan, index, progress).await),
        }
        progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
        Ok(None)
    }

    /// Files of an earlier try may have been swept away since: they are uploaded anew, once.
    async fn forgotten(&self, error: Error, plan: &mut Plan, index: usize, progress: &dyn Progress) -> Error {
        let gone =
            matches!(error.kind, ErrorKind::Invalid | ErrorKind::NotFound) && error.next == Next::Never;
        if !gone || is_duplicate(&error) || plan.renewed || plan.parts[index].files.is_empty() {
            return error;
        }
        plan.renewed = true;
        plan.parts[index].files.clear();
        match progress.save(&plan.keep()).await {
            Ok(()) => Error { next: Next::After(Duration::from_secs(1)), ..error },
            Err(unsaved) => unsaved,
        }
    }

    /// Whether a part that was tried before is out after all. A list that cannot tell has been asked by
    /// [`crate::Connector::look_up`] too, and the caller has decided.
    async fn find_tried(
        &self,
        access: &Access,
        text: &str,
        files: usize,
        plan: &Plan,
        index: usize,
        now_ms: i64,
    ) -> Result<Option<String>, Error> {
        let parent = plan.parent(index);
        let since = Since::new(plan.created_ms, now_ms);
        let found = self.search(access, text, files, parent, &plan.sent(), since).await;
        match found.map_err(Error::as_unknown_as_before)? {
            Search::Found(id) => Ok(Some(id)),
            Search::Absent | Search::CannotTell => Ok(None),
        }
    }

    /// `POST /2/tweets` (docs.x.com, "Create or Edit Post").
    async fn post(&self, access: &Access, body: Value, progress: &dyn Progress) -> Result<String, Error> {
        let url = self.http.endpoint(&self.api, "/2/tweets", &[])?;
        let call = Call::post(url, Body::Json(body)).bearer(&access.token).once();
        let answer = self.http.send(call).await?;
        for budget in budgets(&answer) {
            progress.budget(budget).await;
        }
        if !answer.is_success() {
            return Err(fault(&answer));
        }
        let found: Found<Created> = answer.json()?;
        found.data.map(|created| created.id).ok_or_else(|| {
            let said = found.errors.first().map(super::wire::Problem::words).unwrap_or_default();
            answer.fault(ErrorKind::Protocol, Next::Unknown, &format!("the answer names no post: {said}"))
        })
    }
}

/// Comments as answers of our own.
struct Commenter<'a> {
    x: &'a X,
    access: &'a Access,
    progress: &'a dyn Progress,
    /// What is known to be something else.
    known: Vec<String>,
    since: Since,
}

#[async_trait]
impl Comments for Commenter<'_> {
    async fn find(&self, parent: &str, text: &str) -> Result<Search<String>, Error> {
        self.x.search(self.access, text, 0, Some(parent), &self.known, self.since).await
    }

    async fn add(&self, parent: &str, text: &str) -> Result<String, Error> {
        let body = json!({ "text": text, "reply": { "in_reply_to_tweet_id": parent } });
        match self.x.post(self.access, body, self.progress).await {
            // Perhaps the one of a try before: that is looked for.
            Err(error) if is_duplicate(&error) => Err(error.now_unknown()),
            outcome => outcome,
        }
    }
}

/// The request for one part; no field beside those of the description is taken (OpenAPI: `additionalProperties`).
fn body(content: &Content, plan: &Plan, index: usize, text: String) -> Value {
    let mut body = json!({});
    if !text.trim().is_empty() {
        body["text"] = Value::String(text);
    }
    let files = &plan.parts[index].files;
    if !files.is_empty() {
        body["media"] = json!({ "media_ids": files.iter().map(|file| file.id.as_str()).collect::<Vec<_>>() });
    }
    if let Some(parent) = plan.parent(index) {
        body["reply"] = json!({ "in_reply_to_tweet_id": parent });
    }
    if index == 0 {
        if let Some(poll) = &content.poll {
            body["poll"] = json!({ "options": poll.options, "duration_minutes": poll.minutes });
        }
        if let Some(who) = content.option("reply_settings") {
            body["reply_settings"] = json!(who);
        }
    }
    for mark in ["paid_partnership", "made_with_ai"] {
        if content.option(mark) == Some("yes") {
            body[mark] = json!(true);
        }
    }
    body
}

fn is_duplicate(error: &Error) -> bool {
    error.status == Some(403) && error.message.to_ascii_lowercase().contains(DUPLICATE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Poll;
    use crate::x::plan::prepare;

    #[test]
    fn requests_have_the_fields_of_the_description() {
        let poll = Some(Poll { options: vec!["a".into(), "b".into()], minutes: 60 });
        let options = [("reply_settings", "verified"), ("paid_partnership", "yes"), ("made_with_ai", "no")];
        let content = Content {
            poll,
            options: options.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            ..Content::single("hi".into(), vec![], Some("en".into()))
        };
        let plan = Plan::read(&prepare(&content, 1), 1).unwrap();
        assert_eq!(
            body(&content, &plan, 0, "hi".into()),
            json!({
                "text": "hi", "poll": { "options": ["a", "b"], "duration_minutes": 60 },
                "reply_settings": "verified", "paid_partnership": true,
            })
        );
    }
}
