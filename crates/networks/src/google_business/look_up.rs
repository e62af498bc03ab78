//! The way back from an unknown outcome: what of the location's posts is the one that was sent.

use jiff::Timestamp;

use super::publish::Plan;
use super::wire::{LocalPost, LocalPosts};
use super::{GoogleBusiness, location};
use crate::google::Tokens;
use crate::http::Call;
use crate::{Account, Content, Error, Handle, LookUp};

/// How far Google's clock may be off ours.
const MARGIN_MS: i64 = 2 * 60 * 1_000;
const PAGES_MAX: usize = 20;

/// What a search found.
pub(super) enum Search {
    Found(Box<LocalPost>),
    Absent,
    CannotTell,
}

impl GoogleBusiness {
    pub(super) async fn look_up_post(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        started_ms: i64,
    ) -> Result<LookUp, Error> {
        let tokens = Tokens::read(account.credentials)?;
        let location = location(account.remote_id)?;
        let mut plan = Plan::read(handle)?;
        if plan.sent.is_none() {
            if !plan.tried {
                return Ok(LookUp::Absent);
            }
            let since = started_ms.min(plan.created_ms);
            match self.search(&tokens, &location, content, since).await? {
                Search::Found(post) => plan.note(&post),
                Search::Absent => return Ok(LookUp::Absent),
                Search::CannotTell => return Ok(LookUp::CannotTell),
            }
        }
        // What Google has not decided, or rejected, is not out: going on with the handle asks for it and says so.
        if plan.sent.as_ref().is_some_and(|sent| sent.state != "LIVE") {
            return Ok(LookUp::Absent);
        }
        Ok(plan.published().map_or(LookUp::CannotTell, LookUp::Found))
    }

    /// `GET /v4/{location}/localPosts`, every page, since no order is promised
    /// (reference/rest/v4/accounts.locations.localPosts/list).
    pub(super) async fn search(
        &self,
        tokens: &Tokens,
        location: &str,
        content: &Content,
        created_ms: i64,
    ) -> Result<Search, Error> {
        let since_ms = created_ms.saturating_sub(MARGIN_MS);
        let mut page = String::new();
        for _ in 0..PAGES_MAX {
            let mut query = vec![("pageSize", "100")];
            if !page.is_empty() {
                query.push(("pageToken", &page));
            }
            let url = self.post_url(&format!("{location}/localPosts"), &query)?;
            let answer = self.google.ask(Call::get(url).bearer(&tokens.access)).await?;
            // A clock behind ours by more than the margin dates our post before it was sent.
            if answer.server_time_ms().is_some_and(|now| now < since_ms) {
                return Ok(Search::CannotTell);
            }
            let found: LocalPosts = answer.json()?;
            let ours = found.local_posts.into_iter().find(|post| is_ours(post, content.text(), since_ms));
            if let Some(post) = ours {
                return Ok(Search::Found(Box::new(post)));
            }
            page = found.next_page_token.unwrap_or_default();
            if page.is_empty() {
                return Ok(Search::Absent);
            }
        }
        Ok(Search::CannotTell)
    }
}

fn is_ours(post: &LocalPost, text: &str, since_ms: i64) -> bool {
    let created = post.create_time.as_deref().and_then(|time| time.parse::<Timestamp>().ok());
    post.summary.trim() == text.trim() && created.is_some_and(|time| time.as_millisecond() >= since_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_recent_post_of_the_same_text_is_ours() {
        let post = |summary: &str, time: &str| {
            let value = serde_json::json!({ "name": "n", "summary": summary, "createTime": time });
            serde_json::from_value::<LocalPost>(value).unwrap()
        };
        let since = "2026-11-22T09:58:00Z".parse::<Timestamp>().unwrap().as_millisecond();
        for (summary, time, ours) in [
            ("Tea today\n", "2026-11-22T10:00:00.123456Z", true),
            ("Tea today", "2026-11-22T09:00:00Z", false),
            ("Coffee", "2026-11-22T10:00:00Z", false),
            ("Tea today", "", false),
        ] {
            assert_eq!(is_ours(&post(summary, time), "Tea today", since), ours, "{summary:?} {time}");
        }
    }
}
