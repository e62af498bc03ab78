//! Posts: files first, then the post, then the first comment.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::Method;
use serde_json::{Value, json};

use super::fault::{duplicate_of, fault};
use super::limits::{DURATIONS, question};
use super::little::little;
use super::plan::Plan;
use super::upload::Files;
use super::wire::Post;
use super::{Access, LinkedIn, RESTLI_METHOD, segment};
use crate::first_comment::{self, Comments};
use crate::http::{Answer, Body};
use crate::look_back::Search;
use crate::steps::Kept;
use crate::{Content, Error, ErrorKind, Handle, MediaKind, Next, Progress, Sending, Since};

impl LinkedIn {
    /// Makes the post unless it is out, then the comment.
    pub(super) async fn publish_all(
        &self,
        access: &Access,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        let mut plan = Plan::read(handle)?;
        if plan.sent.is_none()
            && let Some(wait) = self.publish_post(access, content, &mut plan, progress).await?
        {
            return Ok(Sending::Processing(wait));
        }
        let lost = || Error::new(ErrorKind::Local, Next::Unknown, "the handle lost its post");
        let urn = plan.sent.clone().ok_or_else(lost)?;
        let seat = Commenter { linkedin: self, access };
        if let Some(wait) = first_comment::settle(&seat, &mut plan, content, &urn, progress).await? {
            return Ok(Sending::Processing(wait));
        }
        plan.published(&self.web).map(Sending::Published).ok_or_else(lost)
    }

    /// Makes the post; a time when its files are still worked on.
    async fn publish_post(
        &self,
        access: &Access,
        content: &Content,
        plan: &mut Plan,
        progress: &dyn Progress,
    ) -> Result<Option<Duration>, Error> {
        let part = content
            .parts
            .first()
            .ok_or_else(|| Error::new(ErrorKind::Local, Next::Never, "a post without a part"))?;
        let tried = plan.tried;
        if tried {
            // A list that cannot tell has been asked by `look_up` too, and the caller has decided.
            let since = Since::new(plan.created_ms, progress.now_ms());
            let found = self.search(access, content, since).await.map_err(Error::as_unknown_as_before)?;
            if let Search::Found(urn) = found {
                plan.sent = Some(urn);
                progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
                return Ok(None);
            }
        }
        match self.upload_all(access, part, plan, progress).await {
            Ok(Files::Ready) => {}
            Ok(Files::Later(wait)) => return Ok(Some(wait)),
            Err(error) => return Err(forgotten(error, plan, progress).await),
        }
        plan.tried = true;
        progress.save(&plan.keep()).await?;
        match self.post(access, &body(access, content, plan)).await {
            Ok(urn) => plan.sent = Some(urn),
            Err(error) => match duplicate_of(&error) {
                // The first of two tries of ours is out. On a first try it is somebody else's post.
                Some(urn) if tried => plan.sent = Some(self.confirm(access, content, urn, error).await?),
                Some(_) => return Err(error),
                None => return Err(forgotten(error, plan, progress).await),
            },
        }
        progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
        Ok(None)
    }

    /// `POST /rest/posts`: the id comes in a header (learn.microsoft.com, "Posts API").
    async fn post(&self, access: &Access, body: &Value) -> Result<String, Error> {
        let call = self.rest(Method::POST, "posts", access, Body::Json(body.clone()))?.once();
        let answer = self.http.send(call).await?;
        if !answer.is_success() {
            return Err(fault(&answer));
        }
        created(&answer)
    }

    /// Whether the post that the network calls the same as ours is there; one that was removed still stands in the
    /// way. A token that may not read takes the network's word.
    async fn confirm(
        &self,
        access: &Access,
        content: &Content,
        urn: Option<String>,
        error: Error,
    ) -> Result<String, Error> {
        let unknown = error.clone().now_unknown();
        let Some(urn) = urn else { return Err(unknown) };
        match self.ask(self.get(&format!("posts/{}", segment(&urn)?), access)?).await {
            Ok(answer) => {
                let post: Post = answer.json().map_err(Error::as_unknown_as_before)?;
                let same =
                    super::little::plain(&post.commentary) == super::little::plain(&commentary(content));
                if same { Ok(urn) } else { Err(error) }
            }
            Err(refused) if refused.kind == ErrorKind::Permission => Ok(urn),
            Err(gone) if gone.kind == ErrorKind::NotFound => Err(error),
            Err(_) => Err(unknown),
        }
    }

    /// `POST /rest/posts/{urn}` as a partial update (learn.microsoft.com, "Posts API").
    pub(super) async fn edit_post(
        &self,
        access: &Access,
        handle: &Handle,
        content: &Content,
    ) -> Result<(), Error> {
        let plan = Plan::read(handle)?;
        let urn = plan
            .sent
            .ok_or_else(|| Error::new(ErrorKind::NotFound, Next::Never, "the handle names no post"))?;
        let body = json!({ "patch": { "$set": { "commentary": commentary(content) } } });
        let path = format!("posts/{}", segment(&urn)?);
        let call = self.rest(Method::POST, &path, access, Body::Json(body))?;
        self.ask(call.header(RESTLI_METHOD, "PARTIAL_UPDATE")).await.map(|_| ())
    }

    /// `DELETE /rest/posts/{urn}`, which says nothing of a post that is not there: so it is looked for first, where the
    /// token may read (learn.microsoft.com, "Posts API").
    pub(super) async fn delete_post(&self, access: &Access, remote_id: &str) -> Result<(), Error> {
        let path = format!("posts/{}", segment(remote_id)?);
        match self.ask(self.get(&path, access)?).await {
            Err(error) if error.kind != ErrorKind::Permission => return Err(error),
            _ => {}
        }
        let call = self.rest(Method::DELETE, &path, access, Body::Empty)?;
        self.ask(call.header(RESTLI_METHOD, "DELETE")).await.map(|_| ())
    }
}

/// Comments as an author: plain text, not `little` (learn.microsoft.com, "Comments API").
struct Commenter<'a> {
    linkedin: &'a LinkedIn,
    access: &'a Access,
}

#[async_trait]
impl Comments for Commenter<'_> {
    /// `GET /rest/socialActions/{urn}/comments`.
    async fn find(&self, urn: &str, text: &str) -> Result<Search<String>, Error> {
        self.linkedin.find_comment(self.access, urn, text).await
    }

    /// `POST /rest/socialActions/{urn}/comments`.
    async fn add(&self, urn: &str, text: &str) -> Result<String, Error> {
        let path = format!("socialActions/{}/comments", segment(urn)?);
        let body = json!({ "actor": self.access.author, "object": urn, "message": { "text": text } });
        let call = self.linkedin.rest(Method::POST, &path, self.access, Body::Json(body))?.once();
        let answer = self.linkedin.http.send(call).await?;
        if !answer.is_success() {
            return Err(fault(&answer));
        }
        created(&answer)
    }
}

/// The id of what was made; without it nobody knows which it is.
fn created(answer: &Answer) -> Result<String, Error> {
    let id = answer.header("x-restli-id").or_else(|| answer.header("x-linkedin-id"));
    id.map(str::to_owned).ok_or_else(|| {
        answer.fault(ErrorKind::Protocol, Next::Unknown, "the answer does not name what was made")
    })
}

/// The text above a post's content. A poll without a title of its own asks with the text.
pub(super) fn commentary(content: &Content) -> String {
    let asked = content.poll.is_some() && question(content) == content.text();
    if asked { String::new() } else { little(content.text()) }
}

/// The request (learn.microsoft.com, "Posts API", "MultiImage API", "Poll API").
fn body(access: &Access, content: &Content, plan: &Plan) -> Value {
    let mut body = json!({
        "author": access.author,
        "commentary": commentary(content),
        "visibility": content.option("visibility").unwrap_or("PUBLIC"),
        "distribution": {
            "feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": content.option("reshare") == Some("no"),
    });
    let title = content.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
    let files = content.media().iter().zip(&plan.files);
    let image = |(media, file): (&crate::Media, &super::plan::PlannedFile)| {
        let mut image = json!({ "id": file.urn });
        if !media.facts.alt.is_empty() {
            image["altText"] = json!(media.facts.alt);
        }
        image
    };
    if let Some(poll) = &content.poll {
        let duration =
            DURATIONS.iter().find(|(minutes, _)| *minutes >= poll.minutes).unwrap_or(&DURATIONS[3]);
        let options: Vec<Value> = poll.options.iter().map(|text| json!({ "text": text })).collect();
        let settings = json!({ "duration": duration.1 });
        body["content"] =
            json!({ "poll": { "question": question(content), "options": options, "settings": settings } });
    } else if let Some(link) = &content.link {
        let mut article = json!({ "source": link.url, "title": link.title });
        if link.title.trim().is_empty() {
            article["title"] = json!(link.url);
        }
        if !link.description.is_empty() {
            article["description"] = json!(link.description);
        }
        if let Some(file) = plan.files.first() {
            article["thumbnail"] = json!(file.urn);
        }
        body["content"] = json!({ "article": article });
    } else if plan.files.len() > 1 {
        body["content"] = json!({ "multiImage": { "images": files.map(image).collect::<Vec<_>>() } });
    } else if let Some((media, file)) = files.clone().next() {
        let mut one = image((media, file));
        match (media.facts.kind, title) {
            (MediaKind::Document, _) => one["title"] = json!(title.unwrap_or(&media.facts.file_name)),
            (MediaKind::Video, Some(title)) => one["title"] = json!(title),
            _ => {}
        }
        body["content"] = json!({ "media": one });
    }
    body
}

/// Files of an earlier try may have been swept away since: they are uploaded anew, once.
async fn forgotten(error: Error, plan: &mut Plan, progress: &dyn Progress) -> Error {
    let gone = matches!(error.kind, ErrorKind::Invalid | ErrorKind::NotFound) && error.next == Next::Never;
    if !gone || plan.renewed || plan.files.is_empty() {
        return error;
    }
    plan.renewed = true;
    plan.files.clear();
    match progress.save(&plan.keep()).await {
        Ok(()) => Error { next: Next::After(Duration::from_secs(1)), ..error },
        Err(unsaved) => unsaved,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linkedin::plan::{PlannedFile, prepare};
    use crate::{LinkCard, Media, MediaFacts, Poll};

    fn media(kind: MediaKind, alt: &str) -> Media {
        let facts = MediaFacts {
            kind,
            file_name: "plan.pdf".into(),
            mime: "x/y".into(),
            bytes: 1,
            width: 1,
            height: 1,
            duration_ms: None,
            alt: alt.into(),
        };
        Media { facts, public_url: None, file: std::sync::Arc::new(vec![1_u8]) }
    }

    fn content_of(content: &Content) -> Value {
        let access = Access {
            token: "t".into(),
            refresh: None,
            expires_ms: None,
            author: "urn:li:organization:1".into(),
        };
        let mut plan = Plan::read(&prepare(1)).unwrap();
        plan.files = (0..content.media().len())
            .map(|index| PlannedFile { urn: format!("urn:li:image:{index}"), ..PlannedFile::default() })
            .collect();
        body(&access, content, &plan)["content"].clone()
    }

    #[test]
    fn every_format_has_its_content() {
        let single = |media| Content::single("hi".into(), media, None);
        assert_eq!(content_of(&single(vec![])), Value::Null);
        assert_eq!(
            content_of(&single(vec![media(MediaKind::Image, "tea")])),
            json!({ "media": { "id": "urn:li:image:0", "altText": "tea" } })
        );
        assert_eq!(
            content_of(&single(vec![media(MediaKind::Document, "")])),
            json!({ "media": { "id": "urn:li:image:0", "title": "plan.pdf" } })
        );
        assert_eq!(
            content_of(&single(vec![media(MediaKind::Image, ""), media(MediaKind::Image, "b")])),
            json!({ "multiImage": { "images": [
                { "id": "urn:li:image:0" }, { "id": "urn:li:image:1", "altText": "b" },
            ] } })
        );
        let link = Some(LinkCard { url: "https://a.com".into(), title: "t".into(), description: "d".into() });
        assert_eq!(
            content_of(&Content { link, ..single(vec![media(MediaKind::Image, "")]) }),
            json!({ "article": {
                "source": "https://a.com", "title": "t", "description": "d", "thumbnail": "urn:li:image:0",
            } })
        );
        let poll = Some(Poll { options: vec!["a".into(), "b".into()], minutes: 4_320 });
        assert_eq!(
            content_of(&Content { poll, ..single(vec![]) }),
            json!({ "poll": {
                "question": "hi", "options": [{ "text": "a" }, { "text": "b" }],
                "settings": { "duration": "THREE_DAYS" },
            } })
        );
    }
}
