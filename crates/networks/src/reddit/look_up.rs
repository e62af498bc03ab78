//! The way back from an unknown outcome, and to the id of a post with files: what of the account's own recent posts is
//! the one that was sent.

use std::time::Duration;

use super::publish::{Plan, Sent, WAITS_MAX, is_safe};
use super::wire::{Link, Listing};
use super::{Access, Reddit, place, segment};
use crate::look_back::same_text;
use crate::steps::Kept;
use crate::{Account, Content, Error, ErrorKind, Handle, LookUp, Next, Published, Since};

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
        since: Since,
    ) -> Result<LookUp, Error> {
        let mut plan = Plan::read(handle)?;
        if let Some(published) = plan.published() {
            return Ok(found(&plan, content, published));
        }
        // Titles alone tell: another post of the same title must not be taken for one that was never sent.
        if !plan.tried {
            return Ok(LookUp::Absent);
        }
        let access = Access::read(account.credentials)?;
        match self.search(account, &access, content, since).await? {
            Search::Found(sent) => {
                plan.sent = Some(sent);
                let published = plan.published();
                Ok(published.map_or(LookUp::CannotTell, |published| found(&plan, content, published)))
            }
            // Accepted, and made or refused out of our sight: going on with the handle only waits for it.
            _ if plan.submitted && plan.waits < WAITS_MAX => Ok(LookUp::Absent),
            _ if plan.submitted => Ok(LookUp::CannotTell),
            Search::Absent => Ok(LookUp::Absent),
            // A repeat is refused if it is out.
            Search::TooEarly(_) if is_safe(content) => Ok(LookUp::Absent),
            Search::TooEarly(wait) => {
                let why = "the list of posts may lag behind";
                Err(Error::new(ErrorKind::Unavailable, Next::After(wait), why))
            }
            Search::CannotTell => Ok(LookUp::CannotTell),
        }
    }

    /// `GET /user/{name}/submitted?sort=new`, page by page, back to before `since`.
    pub(super) async fn search(
        &self,
        account: Account<'_>,
        access: &Access,
        content: &Content,
        mut since: Since,
    ) -> Result<Search, Error> {
        let place = place(account.handle)?;
        let title = content.title.as_deref().unwrap_or("");
        let path = format!("/user/{}/submitted", segment(&access.user)?);
        let mut after: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut query = vec![("sort", "new"), ("limit", "100")];
            if let Some(after) = &after {
                query.push(("after", after));
            }
            let answer = self.ask(self.get(account.base_url, &path, &query, access)?).await?;
            let is_dated = answer.server_time_ms().is_some();
            since = since.by(&answer);
            let page: Listing<Link> = answer.json()?;
            let posts: Vec<Link> = page.data.children.into_iter().map(|thing| thing.data).collect();
            let ours = posts.iter().find(|post| {
                since.holds(created_ms(post))
                    && post.subreddit.eq_ignore_ascii_case(&place)
                    && same_text(&post.title, title)
            });
            if let Some(post) = ours {
                let url = format!("{}{}", self.web, post.permalink);
                return Ok(Search::Found(Sent { id: post.name.clone(), url }));
            }
            after = page.data.after.filter(|after| !after.is_empty());
            let reached = after.is_none() || posts.last().is_some_and(|post| !since.holds(created_ms(post)));
            if !reached {
                continue;
            }
            return Ok(match u64::try_from(LAG_MS.saturating_sub(since.age_ms())) {
                _ if !is_dated => Search::CannotTell,
                Ok(left) if left > 0 => Search::TooEarly(Duration::from_millis(left)),
                _ => Search::Absent,
            });
        }
        Ok(Search::CannotTell)
    }
}

/// `Absent` for a post without its comment: going on with the handle makes the comment alone.
fn found(plan: &Plan, content: &Content, published: Published) -> LookUp {
    if plan.comment.waits(content) { LookUp::Absent } else { LookUp::Found(published) }
}

fn created_ms(post: &Link) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970")]
    let seconds = post.created_utc as i64;
    seconds.saturating_mul(1_000)
}
