//! Posts: files, the post under a slug of our own, changing and removing.
//!
//! Nothing in WordPress refuses a second post with the same slug (it appends `-2`), so a post that was tried is looked
//! for by its slug before it is sent again.

use reqwest::Method;
use reqwest::header::{CONTENT_DISPOSITION, HeaderName};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::html::{Placed, blocks, slug};
use super::wire::{File, Post};
use super::{Access, WordPress, number};
use crate::http::{Body, Call};
use crate::steps::Kept;
use crate::{
    Content, Error, ErrorKind, Handle, LookUp, Media, MediaKind, Next, Progress, Published, Sending,
};

/// Every status in which a post of ours may stand (reference/posts.md, "List Posts"); one in the bin is gone.
const STATUSES: &str = "publish,future,draft,pending,private";

/// [`Handle`] to everybody else.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Plan {
    slug: String,
    /// A post has one part.
    parts: (Work,),
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Work {
    files: Vec<Placement>,
    tried: bool,
    sent: Option<Sent>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Placement {
    id: u64,
    url: String,
    /// The alternative text stands at the file.
    described: bool,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Sent {
    id: u64,
    url: String,
}

/// The slug is the title's and the send's own number; nothing of it is drawn later.
pub(super) fn prepare(content: &Content, _now_ms: i64, nonce: u64) -> Handle {
    let words = slug(content.title.as_deref().unwrap_or_default());
    let words = if words.is_empty() { "post".to_owned() } else { words };
    Plan { slug: format!("{words}-{nonce:016x}"), parts: (Work::default(),) }.keep()
}

impl Kept for Plan {}

impl Plan {
    fn published(&self) -> Option<Published> {
        let sent = self.parts.0.sent.as_ref()?;
        Some(Published { remote_id: sent.id.to_string(), url: sent.url.clone(), handle: self.keep() })
    }

    fn placed(&self, content: &Content) -> Vec<Placed> {
        let placed = self.parts.0.files.iter().zip(content.media()).map(|(file, media)| Placed {
            id: file.id,
            url: file.url.clone(),
            kind: media.facts.kind,
            alt: media.facts.alt.clone(),
            name: media.facts.file_name.clone(),
        });
        placed.collect()
    }
}

impl WordPress {
    /// Uploads the files and makes the post.
    pub(super) async fn publish_post(
        &self,
        base_url: &str,
        access: &Access,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        let mut plan = Plan::read(handle)?;
        if plan.parts.0.sent.is_none() && plan.parts.0.tried {
            // What nobody can tell has been asked by the look-up too, and the caller has decided.
            if let Some(post) =
                self.by_slug(base_url, access, &plan.slug).await.map_err(Error::as_unknown_as_before)?
            {
                plan.parts.0.sent = Some(Sent { id: post.id, url: post.link });
                progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
            }
        }
        if plan.parts.0.sent.is_none() {
            self.upload_all(base_url, access, content, &mut plan, progress).await?;
            let body = self.body(base_url, access, content, &plan).await?;
            plan.parts.0.tried = true;
            progress.save(&plan.keep()).await?;
            let post = match self.create(base_url, access, body).await {
                Ok(post) => post,
                Err(error) => {
                    if error.next != Next::Unknown {
                        plan.parts.0.tried = false;
                        progress.save(&plan.keep()).await?;
                    }
                    return Err(error);
                }
            };
            plan.parts.0.sent = Some(Sent { id: post.id, url: post.link });
            // The post is out, only our note of it may be missing.
            progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
        }
        let lost = || Error::new(ErrorKind::Local, Next::Unknown, "the handle lost its post");
        plan.published().map(Sending::Published).ok_or_else(lost)
    }

    async fn upload_all(
        &self,
        base_url: &str,
        access: &Access,
        content: &Content,
        plan: &mut Plan,
        progress: &dyn Progress,
    ) -> Result<(), Error> {
        while let Some(media) = content.media().get(plan.parts.0.files.len()) {
            let file = self.upload(base_url, access, media).await?;
            let described = media.facts.alt.trim().is_empty();
            plan.parts.0.files.push(Placement { id: file.id, url: file.source_url, described });
            progress.save(&plan.keep()).await?;
        }
        for (place, media) in content.media().iter().enumerate() {
            if !plan.parts.0.files[place].described {
                self.describe(base_url, access, plan.parts.0.files[place].id, &media.facts.alt).await?;
                plan.parts.0.files[place].described = true;
                progress.save(&plan.keep()).await?;
            }
        }
        Ok(())
    }

    /// `POST /wp/v2/media`: the raw bytes and their name (reference/media.md, "Create a Media Item"). A file that no post
    /// shows is seen by nobody but in the site's library, so a repeat does no harm.
    async fn upload(&self, base_url: &str, access: &Access, media: &Media) -> Result<File, Error> {
        let body = Body::Stream(media.clone());
        let name = file_name(&media.facts.file_name);
        let call = self
            .post(base_url, access, "/wp/v2/media", body)?
            .header(CONTENT_DISPOSITION, &format!("attachment; filename=\"{name}\""));
        self.ask(call).await?.json()
    }

    /// `POST /wp/v2/media/{id}` (reference/media.md, "Update a Media Item").
    async fn describe(&self, base_url: &str, access: &Access, id: u64, alt: &str) -> Result<(), Error> {
        let body = Body::Json(json!({ "alt_text": alt }));
        self.ask(self.post(base_url, access, &format!("/wp/v2/media/{id}"), body)?).await.map(|_| ())
    }

    /// The fields of a post (reference/posts.md, "Create a Post").
    async fn body(
        &self,
        base_url: &str,
        access: &Access,
        content: &Content,
        plan: &Plan,
    ) -> Result<Value, Error> {
        let placed = plan.placed(content);
        let mut body = json!({
            "title": content.title.as_deref().unwrap_or_default(),
            "content": blocks(content, &placed),
            "slug": plan.slug,
            "status": content.option("status").unwrap_or("publish"),
            "comment_status": content.option("comments").unwrap_or("open"),
        });
        if let Some(excerpt) = content.option("excerpt") {
            body["excerpt"] = json!(excerpt);
        }
        if let Some(first) = placed.iter().find(|file| file.kind == MediaKind::Image) {
            body["featured_media"] = json!(first.id);
        }
        for kind in ["categories", "tags"] {
            let ids = self.terms(base_url, access, kind, content.option(kind)).await?;
            if !ids.is_empty() {
                body[kind] = json!(ids);
            }
        }
        Ok(body)
    }

    /// `POST /wp/v2/posts` (reference/posts.md, "Create a Post").
    async fn create(&self, base_url: &str, access: &Access, body: Value) -> Result<Post, Error> {
        let call = self.post(base_url, access, "/wp/v2/posts", Body::Json(body))?.once();
        let answer = self.ask(call).await?;
        let post: Post = answer.json()?;
        if post.id == 0 { Err(answer.not_this_network()) } else { Ok(post) }
    }

    /// `GET /wp/v2/posts?slug=` in every status (reference/posts.md, "List Posts"): complete, for no two posts have one
    /// slug. Should another one of ours have slipped in, its slug ends in `-2`.
    async fn by_slug(&self, base_url: &str, access: &Access, slug: &str) -> Result<Option<Post>, Error> {
        let query = [("slug", slug), ("status", STATUSES), ("context", "edit")];
        let found: Vec<Post> = self.ask(self.get(base_url, access, "/wp/v2/posts", &query)?).await?.json()?;
        Ok(found.into_iter().find(|post| post.slug == slug))
    }

    /// Looks for the post by its slug. One that was never handed over is certainly not there.
    pub(super) async fn look_up_post(
        &self,
        base_url: &str,
        access: &Access,
        content: &Content,
        handle: &Handle,
    ) -> Result<LookUp, Error> {
        let mut plan = Plan::read(handle)?;
        if plan.parts.0.sent.is_none() {
            match self.by_slug(base_url, access, &plan.slug).await {
                Ok(Some(post)) => plan.parts.0.sent = Some(Sent { id: post.id, url: post.link }),
                // WordPress takes the slug from a post for review of a user who may not publish (`wp_insert_post`).
                Ok(None) if plan.parts.0.tried && content.option("status") == Some("pending") => {
                    return Ok(LookUp::CannotTell);
                }
                Ok(None) => return Ok(LookUp::Absent),
                // A user who may not list drafts cannot tell where ours is.
                Err(error) if error.kind == ErrorKind::Permission || error.kind == ErrorKind::Invalid => {
                    return Ok(LookUp::CannotTell);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(plan.published().map_or(LookUp::CannotTell, LookUp::Found))
    }

    /// `POST /wp/v2/posts/{id}` (reference/posts.md, "Update a Post"). Status and files stay as they are.
    pub(super) async fn edit_post(
        &self,
        base_url: &str,
        access: &Access,
        handle: &Handle,
        content: &Content,
    ) -> Result<(), Error> {
        let plan = Plan::read(handle)?;
        let not_out = || Error::new(ErrorKind::NotFound, Next::Never, "that post is not out");
        let sent = plan.parts.0.sent.as_ref().ok_or_else(not_out)?;
        let mut body = self.body(base_url, access, content, &plan).await?;
        if let Value::Object(body) = &mut body {
            for name in ["slug", "status", "featured_media"] {
                body.remove(name);
            }
        }
        let path = format!("/wp/v2/posts/{}", sent.id);
        self.ask(self.post(base_url, access, &path, Body::Json(body))?).await.map(|_| ())
    }

    /// `DELETE /wp/v2/posts/{id}`: into the bin, from which the site's people can take it back (reference/posts.md,
    /// "Delete a Post").
    pub(super) async fn trash_post(&self, base_url: &str, access: &Access, id: &str) -> Result<(), Error> {
        let path = format!("/wp/v2/posts/{}", number(id)?);
        let call: Call = self.call(base_url, access, Method::DELETE, &path, &[], None)?;
        // Some hosts let only GET and POST pass ("_method or X-HTTP-Method-Override Header").
        match self.ask(call).await {
            Err(error) if error.status == Some(405) => {
                let call = self.post(base_url, access, &path, Body::Empty)?;
                self.ask(call.header(HeaderName::from_static("x-http-method-override"), "DELETE"))
                    .await
                    .map(|_| ())
            }
            outcome => outcome.map(|_| ()),
        }
    }
}

/// A name that fits a header.
fn file_name(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' };
    name.chars().map(plain).collect()
}
