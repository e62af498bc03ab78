//! The first comment under a film.

use async_trait::async_trait;
use serde_json::json;

use super::YouTube;
use super::wire::{List, Thread};
use crate::Error;
use crate::first_comment::Comments;
use crate::google::Tokens;
use crate::http::Body;
use crate::look_back::{Search, same_text};

/// Comments as a channel.
pub(super) struct Commenter<'a> {
    pub youtube: &'a YouTube,
    pub tokens: &'a Tokens,
    pub channel: &'a str,
}

#[async_trait]
impl Comments for Commenter<'_> {
    /// `GET /youtube/v3/commentThreads?videoId=` (docs/commentThreads/list): a film that was just made has few.
    async fn find(&self, video: &str, text: &str) -> Result<Search<String>, Error> {
        let query = [
            ("part", "snippet"),
            ("videoId", video),
            ("order", "time"),
            ("maxResults", "100"),
            ("textFormat", "plainText"),
        ];
        let call = self.youtube.get(self.tokens, "/youtube/v3/commentThreads", &query)?;
        let found: List<Thread> = self.youtube.google.ask(call).await?.json()?;
        let ours = found.items.into_iter().find(|thread| {
            let comment = &thread.snippet["topLevelComment"]["snippet"];
            let said = comment["textOriginal"].as_str().or_else(|| comment["textDisplay"].as_str());
            said.is_some_and(|said| same_text(said, text))
                && comment["authorChannelId"]["value"] == self.channel
        });
        Ok(ours.map_or(Search::Absent, |thread| Search::Found(thread.id)))
    }

    /// `POST /youtube/v3/commentThreads?part=snippet` (docs/commentThreads/insert).
    async fn add(&self, video: &str, text: &str) -> Result<String, Error> {
        let body = json!({ "snippet": {
            "channelId": self.channel,
            "videoId": video,
            "topLevelComment": { "snippet": { "textOriginal": text } },
        } });
        let query = [("part", "snippet")];
        let call =
            self.youtube.post(self.tokens, "/youtube/v3/commentThreads", &query, Body::Json(body))?.once();
        let thread: Thread = self.youtube.google.ask(call).await?.json()?;
        Ok(thread.id)
    }
}
