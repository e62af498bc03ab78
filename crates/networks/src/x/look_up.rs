//! The way back from an unknown outcome: which of our own recent posts is the one that was sent. The network has no
//! key for a send, but it refuses the same text twice in a row.

use jiff::Timestamp;

use super::limits::composed;
use super::plan::Plan;
use super::same_text::shows;
use super::wire::{Found, Post};
use super::{Access, Fields, X, segment};
use crate::{Content, Error, ErrorKind, Handle, LookUp, Next};

/// How far the network's clock may be off ours.
const MARGIN_MS: i64 = 2 * 60 * 1_000;
const PAGES_MAX: usize = 5;
/// What a post answers comes as an expansion by the newer names, as a field by the older ones.
const FIELDS: Fields = Fields {
    new: &[("post.fields", "attachments,created_at,entities,note_post"), ("expansions", "referenced_posts")],
    old: &[("tweet.fields", "attachments,created_at,entities,note_tweet,referenced_tweets")],
};

/// What a search found.
pub(super) enum Search {
    Found(String),
    Absent,
    CannotTell,
}

impl X {
    /// Looks among our own posts since `started_ms` for one of this text with so many files, answering `parent` where
    /// it has one, and none of `known`: `GET /2/users/{id}/tweets` (docs.x.com, "Get Posts").
    pub(super) async fn search(
        &self,
        access: &Access,
        text: &str,
        files: usize,
        parent: Option<&str>,
        known: &[String],
        started_ms: i64,
    ) -> Result<Search, Error> {
        let since_ms = started_ms.saturating_sub(MARGIN_MS);
        let since = Timestamp::from_millisecond(since_ms).unwrap_or(Timestamp::UNIX_EPOCH);
        let since = format!("{since:.0}");
        let path = format!("/2/users/{}/tweets", segment(&access.user_id)?);
        let mut token: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut query = vec![("max_results", "100"), ("start_time", since.as_str())];
            if let Some(token) = &token {
                query.push(("pagination_token", token));
            }
            let answer = self.read_posts(access, &path, &FIELDS, &query).await?;
            // A server whose clock is behind ours by more than the margin dates our post before it was sent.
            if answer.server_time_ms().is_some_and(|now| now < since_ms) {
                return Ok(Search::CannotTell);
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
                .find(|post| since_or_undated(post, since_ms) && is_it(post, text, files, parent, known))
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

    /// Looks for every part that is not known to be out, and for a comment that was tried. `Absent` for a thread that
    /// is out in part: going on with its handle looks for the missing part once more before it is sent.
    pub(super) async fn look_up_all(
        &self,
        access: &Access,
        content: &Content,
        handle: &Handle,
        started_ms: i64,
    ) -> Result<LookUp, Error> {
        let mut plan = Plan::read(handle, content.parts.len())?;
        for index in 0..content.parts.len() {
            if plan.parts[index].sent.is_some() {
                continue;
            }
            let text = composed(content, index);
            let files = content.parts[index].media.len();
            let parent = plan.parent(index);
            match self.search(access, &text, files, parent, &plan.sent(), started_ms).await? {
                Search::Found(id) => plan.parts[index].sent = Some(id),
                Search::Absent => return Ok(LookUp::Absent),
                Search::CannotTell => return Ok(LookUp::CannotTell),
            }
        }
        if plan.comment_waits() {
            let text = content.first_comment.as_deref().unwrap_or("");
            let parent = plan.parent(plan.parts.len());
            match self.search(access, text, 0, parent, &plan.sent(), started_ms).await? {
                Search::Found(id) => {
                    if let Some(comment) = &mut plan.comment {
                        comment.sent = Some(id);
                    }
                }
                Search::Absent => return Ok(LookUp::Absent),
                // The post is out; a second comment would be worse than none.
                Search::CannotTell => plan.comment_refused = Some("its outcome is unknown".to_owned()),
            }
        }
        let published = plan.published(&self.web, &access.username);
        Ok(published.map_or(LookUp::CannotTell, LookUp::Found))
    }
}

/// A server that does not heed `start_time` shows older posts, too.
fn since_or_undated(post: &Post, since_ms: i64) -> bool {
    let created = post.created_at.as_deref().and_then(|at| at.parse::<Timestamp>().ok());
    created.is_none_or(|created| created.as_millisecond() >= since_ms)
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
