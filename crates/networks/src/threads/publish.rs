//! The calls that containers are made with (docs/threads/posts, docs/threads/reply-management, docs/threads/reference).

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::json;

use super::Threads;
use crate::first_comment::Comments;
use crate::graph::access::Access;
use crate::graph::container::{Containers, State, quota};
use crate::graph::recent::Recent;
use crate::graph::{Graph, Made, Permalink, public_url, segment};
use crate::{Account, Content, Error, ErrorKind, Media, MediaKind, Progress, Since};

/// Who may answer.
pub(super) const REPLY_CONTROL: &str = "reply_control";
/// The one topic of a post.
pub(super) const TOPIC_TAG: &str = "topic_tag";

/// The account that posts are made as.
pub(super) struct Seat<'a> {
    graph: &'a Graph,
    base_url: &'a str,
    token: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Status {
    status: String,
    error_message: Option<String>,
}

impl Threads {
    pub(super) fn seat<'a>(&'a self, account: Account<'a>) -> Result<Seat<'a>, Error> {
        Ok(Seat {
            graph: &self.graph,
            base_url: account.base_url,
            token: Access::read(account.credentials)?.token,
        })
    }
}

/// The fields that say what a container shows.
fn shown(media: &Media) -> Result<Vec<(&'static str, String)>, Error> {
    let url = public_url(media)?;
    let mut fields = match media.facts.kind {
        MediaKind::Video => vec![("media_type", "VIDEO".to_owned()), ("video_url", url)],
        MediaKind::Image | MediaKind::Document => {
            vec![("media_type", "IMAGE".to_owned()), ("image_url", url)]
        }
    };
    if !media.facts.alt.is_empty() {
        fields.push(("alt_text", media.facts.alt.clone()));
    }
    Ok(fields)
}

/// The fields of a part's container.
fn fields(
    content: &Content,
    index: usize,
    children: &[String],
    parent: Option<&str>,
) -> Result<Vec<(&'static str, String)>, Error> {
    let part = &content.parts[index];
    let mut fields = match part.media.as_slice() {
        [] => vec![("media_type", "TEXT".to_owned())],
        [one] => shown(one)?,
        _ => vec![("media_type", "CAROUSEL".to_owned()), ("children", children.join(","))],
    };
    if !part.text.is_empty() {
        fields.push(("text", part.text.clone()));
    }
    if let Some(parent) = parent {
        fields.push(("reply_to_id", parent.to_owned()));
    }
    if index > 0 {
        return Ok(fields);
    }
    if part.media.is_empty() {
        if let Some(poll) = &content.poll {
            let names = ["option_a", "option_b", "option_c", "option_d"];
            let options: serde_json::Map<_, _> = names
                .iter()
                .zip(&poll.options)
                .map(|(name, option)| ((*name).to_owned(), json!(option)))
                .collect();
            fields.push(("poll_attachment", json!(options).to_string()));
        } else if let Some(link) = &content.link {
            fields.push(("link_attachment", link.url.clone()));
        }
    }
    for name in [REPLY_CONTROL, TOPIC_TAG] {
        if let Some(chosen) = content.option(name) {
            fields.push((name, chosen.to_owned()));
        }
    }
    Ok(fields)
}

#[async_trait]
impl Containers for Seat<'_> {
    /// `GET /me/threads_publishing_limit` (docs/threads/troubleshooting): 250 posts in a rolling day.
    async fn check_quota(&self, progress: &dyn Progress) -> Result<(), Error> {
        quota(self.graph, self.base_url, "/me/threads_publishing_limit", &self.token, progress).await
    }

    async fn create_child(&self, media: &Media) -> Result<String, Error> {
        let mut fields = shown(media)?;
        fields.push(("is_carousel_item", "true".to_owned()));
        self.container(fields).await
    }

    async fn create(
        &self,
        content: &Content,
        index: usize,
        children: &[String],
        parent: Option<&str>,
    ) -> Result<String, Error> {
        self.container(fields(content, index, children, parent)?).await
    }

    /// `GET /{container}?fields=status,error_message`.
    async fn state(&self, container: &str) -> Result<State, Error> {
        let path = format!("/{}", segment(container)?);
        let query = [("fields", "status,error_message")];
        let status: Status =
            match self.graph.ask(self.graph.get(self.base_url, &path, &self.token, &query)?).await {
                Ok(answer) => answer.json()?,
                Err(refusal) if refusal.error.kind == ErrorKind::NotFound => return Ok(State::Missing),
                Err(refusal) => return Err(refusal.error),
            };
        Ok(State::named(&status.status, status.error_message.as_deref()))
    }

    /// `POST /me/threads_publish`.
    async fn release(&self, container: &str) -> Result<String, Error> {
        let form = vec![("creation_id", container.to_owned())];
        let call = self.graph.post(self.base_url, "/me/threads_publish", &self.token, form)?;
        Ok(self.graph.ask_once(call).await?.json::<Made>()?.id)
    }

    /// `GET /me/threads` for posts, `GET /me/replies` for what follows them in a thread.
    async fn recent(&self, _content: &Content, index: usize, since: Since) -> Result<Recent, Error> {
        let path = if index == 0 { "/me/threads" } else { "/me/replies" };
        let query = [("fields", "id,text,timestamp,permalink")];
        self.graph.recent(self.base_url, path, &self.token, &query, since).await
    }

    async fn address(&self, id: &str) -> Result<String, Error> {
        let path = format!("/{}", segment(id)?);
        let query = [("fields", "id,permalink")];
        let call = self.graph.get(self.base_url, &path, &self.token, &query)?;
        Ok(self.graph.ask(call).await?.json::<Permalink>()?.url.unwrap_or_default())
    }

    fn comments(&self) -> Option<&dyn Comments> {
        None
    }
}

impl Seat<'_> {
    /// `POST /me/threads`: shows nothing, so it may be repeated.
    async fn container(&self, fields: Vec<(&'static str, String)>) -> Result<String, Error> {
        let call = self.graph.post(self.base_url, "/me/threads", &self.token, fields)?;
        Ok(self.graph.ask(call).await?.json::<Made>()?.id)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{LinkCard, MediaFacts, Poll};

    fn picture(name: &str) -> Media {
        let facts = MediaFacts {
            kind: MediaKind::Image,
            file_name: name.into(),
            mime: "image/png".into(),
            bytes: 3,
            width: 10,
            height: 10,
            duration_ms: None,
            alt: "a cup".into(),
        };
        let public_url = Some(format!("https://tandem.example/{name}"));
        Media { facts, public_url, file: Arc::new(vec![1_u8, 2, 3]) }
    }

    #[test]
    fn a_container_has_the_fields_of_its_kind() {
        let text = Content::single("Tea".into(), vec![], None);
        assert_eq!(
            fields(&text, 0, &[], None).unwrap(),
            [("media_type", "TEXT".to_owned()), ("text", "Tea".to_owned())]
        );
        let album = Content::single("Tea".into(), vec![picture("a.png"), picture("b.png")], None);
        let sent = fields(&album, 0, &["1".into(), "2".into()], Some("9")).unwrap();
        assert!(sent.contains(&("children", "1,2".to_owned())));
        assert!(sent.contains(&("reply_to_id", "9".to_owned())));
        let one = Content::single(String::new(), vec![picture("a.png")], None);
        let sent = fields(&one, 0, &[], None).unwrap();
        assert!(sent.contains(&("image_url", "https://tandem.example/a.png".to_owned())));
        assert!(sent.contains(&("alt_text", "a cup".to_owned())));
        assert!(!sent.iter().any(|(name, _)| *name == "text"));
    }

    #[test]
    fn polls_and_links_stand_under_the_first_text() {
        let mut content = Content::single("Tea?".into(), vec![], None);
        content.link = Some(LinkCard {
            url: "https://tea.example".into(),
            title: String::new(),
            description: String::new(),
        });
        assert!(
            fields(&content, 0, &[], None)
                .unwrap()
                .contains(&("link_attachment", "https://tea.example".to_owned()))
        );
        content.poll = Some(Poll { options: vec!["Yes".into(), "No".into()], minutes: 1440 });
        let sent = fields(&content, 0, &[], None).unwrap();
        assert!(sent.contains(&("poll_attachment", r#"{"option_a":"Yes","option_b":"No"}"#.to_owned())));
        assert!(!sent.iter().any(|(name, _)| *name == "link_attachment"));
    }

    #[test]
    fn a_file_without_a_public_address_is_not_sent() {
        let media = Media { public_url: None, ..picture("a.png") };
        assert_eq!(shown(&media).unwrap_err().kind, ErrorKind::Invalid);
    }
}
