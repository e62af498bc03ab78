//! The way back from an unknown outcome: which of the author's own recent posts is the one that was sent. The network
//! has no key for a send, and a member's posts cannot be read: there it takes the refusal of a duplicate, or a person.

use super::little::plain;
use super::plan::Plan;
use super::publish::commentary;
use super::wire::{Comment, List, Post};
use super::{Access, LinkedIn, RESTLI_METHOD, segment};
use crate::look_back::{Search, same_text};
use crate::steps::Kept;
use crate::{Content, Error, ErrorKind, Handle, LookUp, Since};

const PAGE: usize = 50;
const PAGES_MAX: usize = 5;

impl LinkedIn {
    /// `GET /rest/posts?q=author`, last changed first, back to before `since` (learn.microsoft.com, "Posts API",
    /// "Find Posts by Author").
    pub(super) async fn search(
        &self,
        access: &Access,
        content: &Content,
        mut since: Since,
    ) -> Result<Search<String>, Error> {
        let author = segment(&access.author)?;
        let wanted = (plain(&commentary(content)), shape(content));
        for page in 0..PAGES_MAX {
            let path = format!(
                "posts?author={author}&q=author&start={}&count={PAGE}&sortBy=LAST_MODIFIED",
                page * PAGE
            );
            let call = self.get(&path, access)?.header(RESTLI_METHOD, "FINDER");
            let answer = match self.ask(call).await {
                Ok(answer) => answer,
                Err(error) if error.kind == ErrorKind::Permission => return Ok(Search::CannotTell),
                Err(error) => return Err(error),
            };
            since = since.by(&answer);
            let list: List<Post> = answer.json()?;
            let count = list.elements.len();
            let reached =
                list.elements.last().and_then(changed_ms).is_some_and(|changed| !since.holds(changed));
            for post in list.elements {
                let created = post.created_at.or(post.published_at);
                let recent = created.is_none_or(|created| since.holds(created));
                if recent && (plain(&post.commentary), shape_there(&post)) == wanted {
                    return Ok(Search::Found(post.id));
                }
            }
            if reached || count == 0 {
                return Ok(Search::Absent);
            }
        }
        Ok(Search::CannotTell)
    }

    /// Looks for the post unless it is known to be out. `Absent` for one without its comment: going on with its handle
    /// makes the comment alone.
    pub(super) async fn look_up_all(
        &self,
        access: &Access,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error> {
        let mut plan = Plan::read(handle)?;
        if plan.sent.is_none() {
            // Texts alone tell: another post of the same words must not be taken for one that was never sent.
            if !plan.tried {
                return Ok(LookUp::Absent);
            }
            match self.search(access, content, since).await? {
                Search::Found(urn) => plan.sent = Some(urn),
                Search::Absent => return Ok(LookUp::Absent),
                Search::CannotTell => return Ok(LookUp::CannotTell),
            }
        }
        if plan.comment.waits(content) {
            return Ok(LookUp::Absent);
        }
        Ok(plan.published(&self.web).map_or(LookUp::CannotTell, LookUp::Found))
    }

    /// `GET /rest/socialActions/{urn}/comments` (learn.microsoft.com, "Comments API").
    pub(super) async fn find_comment(
        &self,
        access: &Access,
        urn: &str,
        text: &str,
    ) -> Result<Search<String>, Error> {
        let path = format!("socialActions/{}/comments?start=0&count={PAGE}", segment(urn)?);
        let list: List<Comment> = match self.ask(self.get(&path, access)?).await {
            Ok(answer) => answer.json()?,
            Err(error) if error.kind == ErrorKind::Permission => return Ok(Search::CannotTell),
            Err(error) => return Err(error),
        };
        let whole = list.elements.len() < PAGE;
        let own = list
            .elements
            .into_iter()
            .find(|comment| comment.actor == access.author && same_text(&comment.message.text, text));
        Ok(match own {
            Some(comment) => Search::Found(comment.comment_urn.or(comment.id).unwrap_or_default()),
            None if whole => Search::Absent,
            None => Search::CannotTell,
        })
    }
}

fn changed_ms(post: &Post) -> Option<i64> {
    post.last_modified_at.or(post.published_at).or(post.created_at)
}

/// What kind of content a post has, and how many pictures.
fn shape(content: &Content) -> (&'static str, usize) {
    let files = content.media().len();
    match (&content.poll, &content.link) {
        (Some(_), _) => ("poll", 0),
        (_, Some(_)) => ("article", 0),
        _ if files > 1 => ("multiImage", files),
        _ if files == 1 => ("media", 1),
        _ => ("", 0),
    }
}

fn shape_there(post: &Post) -> (&'static str, usize) {
    let Some(content) = &post.content else { return ("", 0) };
    if content["poll"].is_object() {
        ("poll", 0)
    } else if content["article"].is_object() {
        ("article", 0)
    } else if let Some(images) = content["multiImage"]["images"].as_array() {
        ("multiImage", images.len())
    } else if content["media"].is_object() {
        ("media", 1)
    } else {
        ("", 0)
    }
}
