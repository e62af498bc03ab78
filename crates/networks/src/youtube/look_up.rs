//! The way back from an unknown outcome: the session says whether the film exists; where it has run out, the channel's
//! list of uploads may.

use jiff::Timestamp;

use super::YouTube;
use super::publish::{Plan, film};
use super::upload::State;
use super::wire::{List, PlaylistItem};
use crate::google::{Tokens, segment};
use crate::look_back::Search;
use crate::steps::Kept;
use crate::{Account, Content, Error, Handle, LookUp, Since};

impl YouTube {
    pub(super) async fn look_up_video(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error> {
        let tokens = Tokens::read(account.credentials)?;
        let mut plan = Plan::read(handle)?;
        if plan.video.is_none() {
            // Without its last piece no film is made.
            let Some(session) = plan.session.clone().filter(|_| plan.tried) else {
                return Ok(LookUp::Absent);
            };
            match self.ask_session(&tokens, &session, film(content)?.facts.bytes).await? {
                State::Done(id) => plan.video = Some(id),
                State::At(_) => return Ok(LookUp::Absent),
                State::Gone => match self.search(account, &tokens, content, since).await? {
                    Search::Found(id) => plan.video = Some(id),
                    Search::Absent | Search::CannotTell => return Ok(LookUp::CannotTell),
                },
            }
        }
        // Going on with the handle waits for what YouTube makes of the film, and then makes the comment.
        let id = plan.video.as_deref().unwrap_or_default();
        let done = plan.processed || matches!(self.is_processed(&tokens, segment(id)?).await, Ok(true));
        if !done || plan.comment.waits(content) {
            return Ok(LookUp::Absent);
        }
        plan.processed = true;
        Ok(plan.published(&self.web).map_or(LookUp::CannotTell, LookUp::Found))
    }

    /// `GET /youtube/v3/playlistItems` of the channel's uploads, newest first (docs/playlistItems/list): a film of our
    /// title since the send began.
    pub(super) async fn search(
        &self,
        account: Account<'_>,
        tokens: &Tokens,
        content: &Content,
        since: Since,
    ) -> Result<Search<String>, Error> {
        let channel = self.channel(account).await?;
        let Some(uploads) = channel.content_details.related_playlists.uploads else {
            return Ok(Search::CannotTell);
        };
        let query = [("part", "snippet,contentDetails"), ("playlistId", &uploads), ("maxResults", "50")];
        let call = self.get(tokens, "/youtube/v3/playlistItems", &query)?;
        let answer = self.google.ask(call).await?;
        let since = since.by(&answer);
        let found: List<PlaylistItem> = answer.json()?;
        let title = content.title.as_deref().unwrap_or("").trim();
        let ours: Vec<PlaylistItem> = found
            .items
            .into_iter()
            .filter(|item| {
                item.snippet.title.trim() == title && published_ms(item).is_some_and(|ms| since.holds(ms))
            })
            .collect();
        // The list lags behind: nothing follows from a film that is not on it. Two of one title could be two sends: a person must say.
        Ok(match <[PlaylistItem; 1]>::try_from(ours) {
            Ok([item]) => Search::Found(item.content_details.video_id),
            Err(_) => Search::CannotTell,
        })
    }
}

fn published_ms(item: &PlaylistItem) -> Option<i64> {
    item.snippet.published_at.as_deref()?.parse::<Timestamp>().ok().map(Timestamp::as_millisecond)
}
