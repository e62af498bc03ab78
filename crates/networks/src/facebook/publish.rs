//! Posts of text, links and pictures, stories of a picture, the first comment, changes.

use std::time::Duration;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Value, json};

use super::look_up::is_duplicate;
use super::plan::{Plan, Shape};
use super::{Seat, WEB};
use crate::first_comment::{self, Comments};
use crate::graph::{Made, Permalink, Refusal, maybe_text_or_number, segment};
use crate::http::{Call, Field};
use crate::look_back::Search;
use crate::steps::Kept;
use crate::{Content, Error, ErrorKind, Handle, Media, Next, Progress, Sending, Since};

/// What a story's call answers.
#[derive(Deserialize)]
pub(super) struct Story {
    #[serde(default, deserialize_with = "maybe_text_or_number")]
    pub post_id: Option<String>,
}

impl Seat<'_> {
    /// A read under the page, `""` being the page itself.
    pub(super) fn get(&self, edge: &str, query: &[(&str, &str)]) -> Result<Call, Error> {
        self.graph.get(self.base_url, &format!("/{}{edge}", self.page_id), &self.token, query)
    }

    /// A write under the page.
    pub(super) fn post(&self, edge: &str, form: Vec<(&'static str, String)>) -> Result<Call, Error> {
        self.graph.post(self.base_url, &format!("/{}{edge}", self.page_id), &self.token, form)
    }

    /// Sends, or goes on with, the post, then the comment.
    pub(super) async fn publish(
        &self,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        let mut plan = Plan::read(handle)?;
        if plan.sent.is_none() {
            let wait = match Shape::of(content) {
                Shape::Post | Shape::PhotoStory => self.send(&mut plan, content, progress).await?,
                Shape::Film(edge) => self.send_film(&mut plan, content, edge, progress).await?,
            };
            if let Some(wait) = wait {
                progress.save(&plan.keep()).await?;
                return Ok(Sending::Processing(wait));
            }
            progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
        }
        let lost = || Error::new(ErrorKind::Local, Next::Unknown, "the handle lost its post");
        let id = plan.sent.as_ref().ok_or_else(lost)?.id.clone();
        if let Some(wait) = first_comment::settle(self, &mut plan, content, &id, progress).await? {
            return Ok(Sending::Processing(wait));
        }
        self.name(&mut plan).await;
        plan.published().map(Sending::Published).ok_or_else(lost)
    }

    async fn send(
        &self,
        plan: &mut Plan,
        content: &Content,
        progress: &dyn Progress,
    ) -> Result<Option<Duration>, Error> {
        if plan.tried && self.find_tried(plan, content, progress.now_ms()).await? {
            return Ok(None);
        }
        let tried = plan.tried;
        let kept = plan.photos.len();
        while let Some(picture) = content.media().get(plan.photos.len()) {
            let photo = self.stage(picture).await?;
            plan.photos.push(photo);
            progress.save(&plan.keep()).await?;
        }
        plan.tried = true;
        progress.save(&plan.keep()).await?;
        match self.make(plan, content).await {
            Ok(id) => plan.note(&id, None),
            // Facebook knows a post like this: the one whose answer never came.
            Err(refusal) if tried && is_duplicate(&refusal) => {
                return Err(refusal.error.now_unknown());
            }
            // Pictures of an earlier try may have been swept away since: upload them anew, once.
            Err(Refusal { error, .. })
                if kept > 0 && matches!(error.kind, ErrorKind::Invalid | ErrorKind::NotFound) =>
            {
                plan.photos.clear();
                progress.save(&plan.keep()).await?;
                return Err(Error { next: Next::After(Duration::from_secs(1)), ..error });
            }
            Err(Refusal { error, .. }) => {
                if error.next == Next::Never {
                    self.sweep(plan).await;
                    progress.save(&plan.keep()).await?;
                }
                return Err(error);
            }
        }
        Ok(None)
    }

    /// Whether a post that was tried before is out after all. Where the list cannot tell, the caller has asked
    /// [`crate::Connector::look_up`] too, and has decided.
    async fn find_tried(&self, plan: &mut Plan, content: &Content, now_ms: i64) -> Result<bool, Error> {
        let found = self.search(plan, content, Since::new(plan.created_ms, now_ms)).await;
        match found.map_err(Error::as_unknown_as_before)? {
            Search::Found(item) => {
                plan.note(&item.id, item.url.as_deref());
                Ok(true)
            }
            Search::Absent | Search::CannotTell => Ok(false),
        }
    }

    /// `POST /{page}/photos` with `published=false`: nobody sees it (docs/pages-api/posts, "Publish photos").
    async fn stage(&self, picture: &Media) -> Result<String, Error> {
        let mut fields = vec![Field::Text("published", "false".to_owned())];
        if !picture.facts.alt.is_empty() {
            fields.push(Field::Text("alt_text_custom", picture.facts.alt.clone()));
        }
        fields.push(Field::Stream("source", picture.clone()));
        let path = format!("/{}/photos", self.page_id);
        let call = self.graph.post_file(self.base_url, &path, &self.token, fields)?;
        Ok(self.graph.ask(call).await?.json::<Made>()?.id)
    }

    /// `POST /{page}/feed` or `/{page}/photo_stories`: the one call that people see
    /// (docs/graph-api/reference/page/feed, docs/page-stories-api).
    async fn make(&self, plan: &Plan, content: &Content) -> Result<String, Refusal> {
        if Shape::of(content) == Shape::PhotoStory {
            let photo = plan.photos.first().cloned().unwrap_or_default();
            let call = self.post("/photo_stories", vec![("photo_id", photo.clone())])?;
            let story: Story = self.graph.ask_once(call).await?.json()?;
            return Ok(story.post_id.unwrap_or(photo));
        }
        let call = self.post("/feed", fields(content, &plan.photos))?;
        Ok(self.graph.ask_once(call).await?.json::<Made>()?.id)
    }

    /// Pictures that no post will show. Those that cannot be removed are swept away by Facebook.
    async fn sweep(&self, plan: &mut Plan) {
        for photo in plan.photos.drain(..) {
            if let Err(error) = self.graph.remove(self.base_url, &self.token, &photo).await {
                tracing::debug!(%error, "a picture that no post shows was not removed");
            }
        }
    }

    /// Asks for the public address; a post without one is out all the same.
    pub(super) async fn name(&self, plan: &mut Plan) {
        if let Some(sent) = plan.sent.as_mut()
            && let Ok(url) = self.address(&sent.url, &sent.id).await
        {
            sent.url = url;
        }
    }

    /// `GET /{post}?fields=permalink_url`, completed where it is a path.
    async fn address(&self, known: &str, id: &str) -> Result<String, Error> {
        let mut url = known.to_owned();
        if url.is_empty() {
            let path = format!("/{}", segment(id)?);
            let query = [("fields", "permalink_url")];
            let call = self.graph.get(self.base_url, &path, &self.token, &query)?;
            url = self.graph.ask(call).await?.json::<Permalink>()?.url.unwrap_or_default();
        }
        let web = self.set.web_url.as_deref().unwrap_or(WEB);
        Ok(if url.starts_with('/') { format!("{web}{url}") } else { url })
    }

    /// `POST /{post}` with `message`; a film's text is its `description` (docs/graph-api/reference/pagepost, .../video).
    pub(super) async fn edit(&self, handle: &Handle, content: &Content) -> Result<(), Error> {
        let plan = Plan::read(handle)?;
        if matches!(content.placement, crate::Placement::Story) {
            let why = "a story cannot be changed";
            return Err(Error::new(ErrorKind::NotOffered, Next::Never, why));
        }
        let none = || Error::new(ErrorKind::NotFound, Next::Never, "the post is not out");
        let id = plan.sent.as_ref().ok_or_else(none)?.id.as_str();
        let name = if id.contains('_') { "message" } else { "description" };
        let form = vec![(name, content.text().to_owned())];
        let path = format!("/{}", segment(id)?);
        self.graph.ask(self.graph.post(self.base_url, &path, &self.token, form)?).await?;
        Ok(())
    }
}

/// The fields of a post.
fn fields(content: &Content, photos: &[String]) -> Vec<(&'static str, String)> {
    let mut fields = Vec::new();
    if !content.text().is_empty() {
        fields.push(("message", content.text().to_owned()));
    }
    if !photos.is_empty() {
        let attached: Value = photos.iter().map(|id| json!({ "media_fbid": id })).collect();
        fields.push(("attached_media", attached.to_string()));
    } else if let Some(link) = &content.link {
        fields.push(("link", link.url.clone()));
    }
    fields
}

#[async_trait]
impl Comments for Seat<'_> {
    /// `GET /{post}/comments` (docs/graph-api/reference/object/comments).
    async fn find(&self, post_id: &str, text: &str) -> Result<Search<String>, Error> {
        let path = format!("/{}/comments", segment(post_id)?);
        let query = [
            ("fields", "id,message,created_time"),
            ("filter", "toplevel"),
            ("order", "reverse_chronological"),
        ];
        let recent = self.graph.recent(self.base_url, &path, &self.token, &query, Since::new(0, 0)).await?;
        Ok(recent.find(Some(text), &[]).id())
    }

    /// `POST /{post}/comments`.
    async fn add(&self, post_id: &str, text: &str) -> Result<String, Error> {
        let path = format!("/{}/comments", segment(post_id)?);
        let form = vec![("message", text.to_owned())];
        let call = self.graph.post(self.base_url, &path, &self.token, form)?;
        Ok(self.graph.ask_once(call).await?.json::<Made>()?.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LinkCard;

    #[test]
    fn a_post_has_the_fields_of_its_kind() {
        let mut content = Content::single("Tea".into(), vec![], None);
        assert_eq!(fields(&content, &[]), [("message", "Tea".to_owned())]);
        content.link = Some(LinkCard {
            url: "https://tea.example".into(),
            title: String::new(),
            description: String::new(),
        });
        assert!(fields(&content, &[]).contains(&("link", "https://tea.example".to_owned())));
        let sent = fields(&content, &["1".into(), "2".into()]);
        assert!(sent.contains(&("attached_media", r#"[{"media_fbid":"1"},{"media_fbid":"2"}]"#.to_owned())));
        assert!(!sent.iter().any(|(name, _)| *name == "link"));
    }
}
