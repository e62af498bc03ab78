//! The way back from an unknown outcome: which of our own recent posts is the one that was sent. The network has no
//! key for a send, but it refuses the same text twice in a row.

use jiff::Timestamp;

use super::limits::composed;
use super::plan::Plan;
use super::same_text::shows;
use super::wire::{Found, Post};
use super::{Access, Fields, X, segment};
use crate::look_back::Search;
use crate::{Content, Error, ErrorKind, Handle, LookUp, Next, Since};

const PAGES_MAX: usize = 5;
/// What a post answers comes as an expansion by the newer names, as a field by the older ones.
const FIELDS: Fields = Fields {
    new: &[("post.fields", "attachments,created_at,entities,note_post"), ("expansions", "referenced_posts")],
    old: &[("tweet.fields", "attachments,created_at,entities,note_tweet,referenced_tweets")],
};

impl X {
    /// Looks among our own posts of late for one of this text with so many files, answering `parent` where
    /// it has one, and none of `known`: `GET /2/users/{id}/tweets` (docs.x.com, "Get Posts").
    pub(super) async fn search(
        &self,
        access: &Access,
        text: &str,
        files: usize,
        parent: Option<&str>,
        known: &[String],
        mut since: Since,
    ) -> Result<Search<String>, Error> {
        let path = format!("/2/users/{}/tweets", segment(&access.user_id)?);
        let mut token: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let from = Timestamp::from_millisecond(since.ms()).unwrap_or(Timestamp::UNIX_EPOCH);
            let from = format!("{from:.0}");
            let mut query = vec![("max_results", "100"), ("start_time", from.as_str())];
            if let Some(token) = &token {
                query.push(("pagination_token", token));
            }
            let answer = self.read_posts(access, &path, &FIELDS, &query).await?;
            let by_its_clock = since.by(&answer);
            if by_its_clock != since {
                // The list began too late for a clock that is behind ours.
                (since, token) = (by_its_clock, None);
                continue;
            }
            let found: Found<Vec<Post>> = answer.json()?;
            if found.data.is_none() && !found.errors.is_empty() {
                let said = found.errors[0].words();
                let message = format!("the network does not show the account's posts: {said}");
                return Err(answer.fault(ErrorKind::Permission, Next::Never, &message));
            }
            let posts = found.data.unwrap_or_default();
            if let Some(post) = posts
                .iter()
                .find(|post| since_or_undated(post, since) && is_it(post, text, files, parent, known))
            {
                return Ok(Search::Found(post.id.clone()));
            }
            match found.meta.next_token {
                Some(next) if token.as_ref() != Some(&next) => token = Some(next),
                Some(_) => return Ok(Search::CannotTell),
                None => return Ok(Search::Absent),
            }
        }
        Ok(Search::CannotTell)
    }

    /// Looks for every part that is not known to be out. `Absent` for what is out in part: going on with its handle
    /// looks for the missing part once more before it is sent, and makes the comment alone.
    pub(super) async fn look_up_all(
        &self,
        access: &Access,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error> {
        let mut plan = Plan::read(handle, content.parts.len())?;
        for index in 0..content.parts.len() {
            if plan.parts[index].sent.is_some() {
                continue;
            }
            // Texts alone tell: another post of the same words must not be taken for one that was never sent.
            if !plan.parts[index].tried {
                return Ok(LookUp::Absent);
            }
            let text = composed(content, index);
            let files = content.parts[index].media.len();
            let parent = plan.parent(index);
            match self.search(access, &text, files, parent, &plan.sent(), since).await? {
                Search::Found(id) => plan.parts[index].sent = Some(id),
                Search::Absent => return Ok(LookUp::Absent),
                Search::CannotTell => return Ok(LookUp::CannotTell),
            }
        }
        if plan.comment.waits(content) {
            return Ok(LookUp::Absent);
        }
        let published = plan.published(&self.web, &access.username);
        Ok(published.map_or(LookUp::CannotTell, LookUp::Found))
    }
}

/// A server that does not heed `start_time` shows older posts, too.
fn since_or_undated(post: &Post, since: Since) -> bool {
    let created = post.created_at.as_deref().and_then(|at| at.parse::<Timestamp>().ok());
    created.is_none_or(|created| since.holds(created.as_millisecond()))
}

fn is_it(post: &Post, text: &str, files: usize, parent: Option<&str>, known: &[String]) -> bool {
    let answers = post.referenced_posts.iter().find(|reference| reference.kind == "replied_to");
    let attached = post.attachments.as_ref().map_or(0, |attached| attached.media_keys.len());
    let reposted = post.referenced_posts.iter().any(|reference| reference.kind == "retweeted");
    !known.contains(&post.id)
        && !reposted
        // Where nothing is told, the text must do.
        && match (answers, parent) {
            (Some(reference), Some(parent)) => reference.id == parent,
            (answers, _) => answers.is_none(),
        }
        && attached == files
        && shows(post, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_post_is_the_post() {
        let post: Post = serde_json::from_value(serde_json::json!({
            "id": "7", "text": "Tea today", "attachments": { "media_keys": ["3_1"] },
            "referenced_posts": [{ "type": "replied_to", "id": "6" }],
        }))
        .unwrap();
        assert!(is_it(&post, "Tea today", 1, Some("6"), &[]));
        assert!(!is_it(&post, "Tea today", 0, Some("6"), &[]));
        assert!(!is_it(&post, "Tea today", 1, None, &[]));
        assert!(!is_it(&post, "Tea today", 1, Some("5"), &[]));
        assert!(!is_it(&post, "Tea today", 1, Some("6"), &["7".into()]));
        assert!(!is_it(&post, "Tea", 1, Some("6"), &[]));
        let untold: Post = serde_json::from_value(serde_json::json!({ "id": "7", "text": "Tea" })).unwrap();
        assert!(is_it(&untold, "Tea", 0, Some("6"), &[]));
    }
}
