//! The way back from an unknown outcome, and to the id of a post with files: what of the account's own recent posts is
//! the one that was sent.

use std::time::Duration;

use super::publish::{Plan, Sent, WAITS_MAX, is_safe};
use super::wire::{Link, Listing};
use super::{Access, Reddit, place, segment};
use crate::{Account, Content, Error, ErrorKind, Handle, LookUp, Next};

/// How far Reddit's clock may be off ours.
const MARGIN_MS: i64 = 60 * 1_000;
/// How long the list may lag behind.
const LAG_MS: i64 = 5 * 60 * 1_000;
const PAGES_MAX: usize = 3;

/// What a search found.
pub(super) enum Search {
    Found(Sent),
    Absent,
    /// Not there, and the list may not show it yet; ask again after this time.
    TooEarly(Duration),
    CannotTell,
}

impl Reddit {
    pub(super) async fn look_up_post(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        started_ms: i64,
    ) -> Result<LookUp, Error> {
        let mut plan = Plan::read(handle)?;
        if let Some(published) = plan.published() {
            return Ok(LookUp::Found(published));
        }
        // Searched also for a handle that was never tried: a database put back from a copy may have lost that.
        let access = Access::read(account.credentials)?;
        match self.search(account, &access, content, started_ms).await? {
            Search::Found(sent) => {
                plan.sent = Some(sent);
                Ok(plan.published().map_or(LookUp::CannotTell, LookUp::Found))
            }
            // Accepted, and made or refused out of our sight: going on with the handle only waits for it.
            _ if plan.submitted && plan.waits < WAITS_MAX => Ok(LookUp::Absent),
            _ if plan.submitted => Ok(LookUp::CannotTell),
            Search::Absent => Ok(LookUp::Absent),
            _ if !plan.tried => Ok(LookUp::Absent),
            // A repeat is refused if it is out.
            Search::TooEarly(_) if is_safe(content) => Ok(LookUp::Absent),
            Search::TooEarly(wait) => {
                let why = "the list of posts may lag behind";
                Err(Error::new(ErrorKind::Unavailable, Next::After(wait), why))
            }
            Search::CannotTell => Ok(LookUp::CannotTell),
        }
    }

    /// `GET /user/{name}/submitted?sort=new`, page by page, back to before `started_ms`.
    pub(super) async fn search(
        &self,
        account: Account<'_>,
        access: &Access,
        content: &Content,
        started_ms: i64,
    ) -> Result<Search, Error> {
        let place = place(account.handle)?;
        let title = words(content.title.as_deref().unwrap_or(""));
        let since_ms = started_ms.saturating_sub(MARGIN_MS);
        let path = format!("/user/{}/submitted", segment(&access.user)?);
        let mut after: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut query = vec![("sort", "new"), ("limit", "100")];
            if let Some(after) = &after {
                query.push(("after", after));
            }
            let answer = self.ask(self.get(account.base_url, &path, &query, access)?).await?;
            let now_ms = answer.server_time_ms();
            let page: Listing<Link> = answer.json()?;
            let posts: Vec<Link> = page.data.children.into_iter().map(|thing| thing.data).collect();
            let ours = posts.iter().find(|post| {
                created_ms(post) >= since_ms
                    && post.subreddit.eq_ignore_ascii_case(&place)
                    && words(&post.title) == title
            });
            if let Some(post) = ours {
                let url = format!("{}{}", self.web, post.permalink);
                return Ok(Search::Found(Sent { id: post.name.clone(), url }));
            }
            after = page.data.after.filter(|after| !after.is_empty());
            let reached = after.is_none() || posts.last().is_some_and(|post| created_ms(post) < since_ms);
            if !reached {
                continue;
            }
            let Some(now_ms) = now_ms else { return Ok(Search::CannotTell) };
            // A server whose clock is behind ours by more than the margin dates our post before it was sent.
            if now_ms < since_ms {
                return Ok(Search::CannotTell);
            }
            let left = started_ms.saturating_add(LAG_MS).saturating_sub(now_ms);
            return Ok(match u64::try_from(left) {
                Ok(left) if left > 0 => Search::TooEarly(Duration::from_millis(left)),
                _ => Search::Absent,
            });
        }
        Ok(Search::CannotTell)
    }
}

fn created_ms(post: &Link) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970")]
    let seconds = post.created_utc as i64;
    seconds.saturating_mul(1_000)
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
