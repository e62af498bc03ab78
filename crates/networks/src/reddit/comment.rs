//! The first comment under a post.

use async_trait::async_trait;

use super::publish::Attempt;
use super::wire::{Comment, Listing, Reply};
use super::{Reddit, segment};
use crate::Error;
use crate::first_comment::Comments;
use crate::http::Body;
use crate::look_back::{Search, same_text};

/// Comments as the account of an attempt.
pub(super) struct Commenter<'a> {
    pub reddit: &'a Reddit,
    pub attempt: &'a Attempt<'a>,
}

#[async_trait]
impl Comments for Commenter<'_> {
    /// `GET /comments/{article}`: the post, then its comments.
    async fn find(&self, post: &str, text: &str) -> Result<Search<String>, Error> {
        let bare = segment(post.strip_prefix("t3_").unwrap_or(post))?;
        let query = [("sort", "new"), ("limit", "100"), ("depth", "1")];
        let path = format!("/comments/{bare}");
        let Attempt { account, access, .. } = self.attempt;
        let call = self.reddit.get(account.base_url, &path, &query, access)?;
        let (_, comments): (serde_json::Value, Listing<Comment>) = self.reddit.ask(call).await?.json()?;
        let found = comments.data.children.into_iter().map(|thing| thing.data).find(|comment| {
            comment.author.as_deref() == Some(access.user.as_str())
                && comment.body.as_deref().is_some_and(|body| same_text(body, text))
        });
        let id = |comment: Comment| comment.name.unwrap_or_else(|| "found".to_owned());
        Ok(found.map_or(Search::Absent, |comment| Search::Found(id(comment))))
    }

    /// `POST /api/comment`.
    async fn add(&self, post: &str, text: &str) -> Result<String, Error> {
        let form =
            vec![("api_type", "json".to_owned()), ("thing_id", post.to_owned()), ("text", text.to_owned())];
        let Attempt { account, access, .. } = self.attempt;
        let call = self.reddit.post(account.base_url, "/api/comment", Body::Form(form), access)?.once();
        let Reply { json } = self.reddit.ask(call).await?.json()?;
        let id = json.data["things"][0]["data"]["name"].as_str().or_else(|| json.data["name"].as_str());
        Ok(id.unwrap_or("written").to_owned())
    }
}
