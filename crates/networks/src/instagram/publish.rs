//! The calls that containers are made with (instagram-platform/content-publishing,
//! instagram-platform/instagram-graph-api/reference/ig-user/media) and the first comment.

use async_trait::async_trait;
use serde::Deserialize;

use super::Instagram;
use crate::first_comment::Comments;
use crate::graph::access::Access;
use crate::graph::container::{Containers, State, quota};
use crate::graph::recent::Recent;
use crate::graph::{Graph, Made, Permalink, public_url, segment};
use crate::look_back::Search;
use crate::{Account, Content, Error, ErrorKind, Media, MediaKind, Placement, Progress, Since};

/// Whether a reel stands among the account's posts too.
pub(super) const SHARE_TO_FEED: &str = "share_to_feed";

/// The account that posts are made as.
pub(super) struct Seat<'a> {
    graph: &'a Graph,
    base_url: &'a str,
    /// `/{ig-user}`
    user: String,
    token: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Status {
    status_code: String,
    status: Option<String>,
}

impl Instagram {
    pub(super) fn seat<'a>(&'a self, account: Account<'a>) -> Result<Seat<'a>, Error> {
        Ok(Seat {
            graph: &self.graph,
            base_url: account.base_url,
            user: format!("/{}", segment(account.remote_id)?),
            token: Access::read(account.credentials)?.token,
        })
    }
}

/// The fields that say what a container shows; `film` names the kind that a film is published as.
fn shown(media: &Media, film: &str) -> Result<Vec<(&'static str, String)>, Error> {
    let url = public_url(media)?;
    Ok(match media.facts.kind {
        MediaKind::Video => vec![("media_type", film.to_owned()), ("video_url", url)],
        MediaKind::Image | MediaKind::Document => {
            let mut fields = vec![("image_url", url)];
            if !media.facts.alt.is_empty() {
                fields.push(("alt_text", media.facts.alt.clone()));
            }
            fields
        }
    })
}

/// The fields of the post's container. A single film of the feed is a reel since the old kind is gone.
fn fields(content: &Content, children: &[String]) -> Result<Vec<(&'static str, String)>, Error> {
    let none = || Error::new(ErrorKind::Invalid, crate::Next::Never, "a post must have a picture or film");
    let media = content.media();
    let first = media.first().ok_or_else(none)?;
    let mut fields = if content.placement == Placement::Story {
        // A story has neither text nor alternative text.
        let mut fields = shown(first, "STORIES")?;
        fields.retain(|(name, _)| !matches!(*name, "alt_text" | "media_type"));
        fields.push(("media_type", "STORIES".to_owned()));
        return Ok(fields);
    } else if media.len() > 1 {
        vec![("media_type", "CAROUSEL".to_owned()), ("children", children.join(","))]
    } else {
        shown(first, "REELS")?
    };
    if media.len() == 1 && first.facts.kind == MediaKind::Video {
        let share = content.option(SHARE_TO_FEED).unwrap_or("true");
        // A film of the feed is one by the author's own choice.
        let share = if content.placement == Placement::Feed { "true" } else { share };
        fields.push((SHARE_TO_FEED, share.to_owned()));
    }
    if !content.text().is_empty() {
        fields.push(("caption", content.text().to_owned()));
    }
    Ok(fields)
}

#[async_trait]
impl Containers for Seat<'_> {
    /// `GET /{ig-user}/content_publishing_limit`: 50 or 100 posts in a rolling day, as the account has it.
    async fn check_quota(&self, progress: &dyn Progress) -> Result<(), Error> {
        let path = format!("{}/content_publishing_limit", self.user);
        quota(self.graph, self.base_url, &path, &self.token, progress).await
    }

    async fn create_child(&self, media: &Media) -> Result<String, Error> {
        let mut fields = shown(media, "VIDEO")?;
        fields.push(("is_carousel_item", "true".to_owned()));
        self.container(fields).await
    }

    async fn create(
        &self,
        content: &Content,
        _index: usize,
        children: &[String],
        _parent: Option<&str>,
    ) -> Result<String, Error> {
        self.container(fields(content, children)?).await
    }

    /// `GET /{container}?fields=status_code,status`.
    async fn state(&self, container: &str) -> Result<State, Error> {
        let path = format!("/{}", segment(container)?);
        let query = [("fields", "status_code,status")];
        let status: Status =
            match self.graph.ask(self.graph.get(self.base_url, &path, &self.token, &query)?).await {
                Ok(answer) => answer.json()?,
                Err(refusal) if refusal.error.kind == ErrorKind::NotFound => return Ok(State::Missing),
                Err(refusal) => return Err(refusal.error),
            };
        Ok(State::named(&status.status_code, status.status.as_deref()))
    }

    /// `POST /{ig-user}/media_publish`.
    async fn release(&self, container: &str) -> Result<String, Error> {
        let path = format!("{}/media_publish", self.user);
        let form = vec![("creation_id", container.to_owned())];
        let call = self.graph.post(self.base_url, &path, &self.token, form)?;
        Ok(self.graph.ask_once(call).await?.json::<Made>()?.id)
    }

    /// `GET /{ig-user}/media`; stories stand under an edge of their own.
    async fn recent(&self, content: &Content, _index: usize, since: Since) -> Result<Recent, Error> {
        let story = content.placement == Placement::Story;
        let path = format!("{}/{}", self.user, if story { "stories" } else { "media" });
        let query = [("fields", "id,caption,timestamp,permalink")];
        self.graph.recent(self.base_url, &path, &self.token, &query, since).await
    }

    /// `GET /{ig-media}?fields=permalink`: it cannot be built from the id.
    async fn address(&self, id: &str) -> Result<String, Error> {
        let path = format!("/{}", segment(id)?);
        let query = [("fields", "permalink")];
        let call = self.graph.get(self.base_url, &path, &self.token, &query)?;
        Ok(self.graph.ask(call).await?.json::<Permalink>()?.url.unwrap_or_default())
    }

    fn comments(&self) -> Option<&dyn Comments> {
        Some(self)
    }
}

#[async_trait]
impl Comments for Seat<'_> {
    /// `GET /{ig-media}/comments` (reference/ig-media/comments).
    async fn find(&self, post_id: &str, text: &str) -> Result<Search<String>, Error> {
        let path = format!("/{}/comments", segment(post_id)?);
        let query = [("fields", "id,text,timestamp")];
        let recent = self.graph.recent(self.base_url, &path, &self.token, &query, Since::new(0, 0)).await?;
        Ok(recent.find(Some(text), &[]).id())
    }

    /// `POST /{ig-media}/comments`.
    async fn add(&self, post_id: &str, text: &str) -> Result<String, Error> {
        let path = format!("/{}/comments", segment(post_id)?);
        let form = vec![("message", text.to_owned())];
        let call = self.graph.post(self.base_url, &path, &self.token, form)?;
        Ok(self.graph.ask_once(call).await?.json::<Made>()?.id)
    }
}

impl Seat<'_> {
    /// `POST /{ig-user}/media`: shows nothing, so it may be repeated; 400 a day.
    async fn container(&self, fields: Vec<(&'static str, String)>) -> Result<String, Error> {
        let path = format!("{}/media", self.user);
        let call = self.graph.post(self.base_url, &path, &self.token, fields)?;
        Ok(self.graph.ask(call).await?.json::<Made>()?.id)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::MediaFacts;

    fn file(kind: MediaKind) -> Media {
        let facts = MediaFacts {
            kind,
            file_name: "f".into(),
            mime: "image/jpeg".into(),
            bytes: 3,
            width: 10,
            height: 10,
            duration_ms: None,
            alt: "a cup".into(),
        };
        let public_url = Some("https://tandem.example/f".into());
        Media { facts, public_url, file: Arc::new(vec![1_u8, 2, 3]) }
    }

    #[test]
    fn a_container_has_the_fields_of_its_place() {
        use MediaKind::{Image, Video};
        const URL: &str = "https://tandem.example/f";
        type Fields = &'static [(&'static str, &'static str)];
        let cases: [(Placement, Vec<Media>, Fields); 6] = [
            (
                Placement::Feed,
                vec![file(Image)],
                &[("image_url", URL), ("alt_text", "a cup"), ("caption", "Tea")],
            ),
            (
                Placement::Feed,
                vec![file(Video)],
                &[("media_type", "REELS"), ("video_url", URL), ("share_to_feed", "true"), ("caption", "Tea")],
            ),
            (
                Placement::Reel,
                vec![file(Video)],
                &[
                    ("media_type", "REELS"),
                    ("video_url", URL),
                    ("share_to_feed", "false"),
                    ("caption", "Tea"),
                ],
            ),
            (Placement::Story, vec![file(Image)], &[("image_url", URL), ("media_type", "STORIES")]),
            (Placement::Story, vec![file(Video)], &[("video_url", URL), ("media_type", "STORIES")]),
            (
                Placement::Feed,
                vec![file(Image), file(Video)],
                &[("media_type", "CAROUSEL"), ("children", "1,2"), ("caption", "Tea")],
            ),
        ];
        for (placement, media, expected) in cases {
            let mut content = Content::single("Tea".into(), media, None);
            content.placement = placement;
            content.options.insert(SHARE_TO_FEED.into(), "false".into());
            let sent = fields(&content, &["1".into(), "2".into()]).unwrap();
            let sent: Vec<_> = sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(sent, expected, "{placement:?}");
        }
    }
}
