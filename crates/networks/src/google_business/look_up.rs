//! The way back from an unknown outcome: what of the location's posts is the one that was sent.

use jiff::Timestamp;

use super::publish::Plan;
use super::wire::{LocalPost, LocalPosts};
use super::{GoogleBusiness, location, post_of};
use crate::google::Tokens;
use crate::http::Call;
use crate::look_back::{Search, same_text};
use crate::steps::Kept;
use crate::{Account, Content, Error, Handle, LookUp, Since};

const PAGES_MAX: usize = 20;

impl GoogleBusiness {
    pub(super) async fn look_up_post(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error> {
        let tokens = Tokens::read(account.credentials)?;
        let location = location(account.remote_id)?;
        let mut plan = Plan::read(handle)?;
        if plan.sent.is_none() {
            if !plan.tried {
                return Ok(LookUp::Absent);
            }
            match self.search(&tokens, &location, content, since).await? {
                Search::Found(post) => plan.note(&post),
                Search::Absent => return Ok(LookUp::Absent),
                Search::CannotTell => return Ok(LookUp::CannotTell),
            }
        }
        if let Some(sent) = plan.sent.clone().filter(|sent| sent.state != "LIVE") {
            let post = self.read_post(&tokens, &post_of(&location, &sent.name)?).await?;
            plan.note(&post);
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
        mut since: Since,
    ) -> Result<Search<Box<LocalPost>>, Error> {
        let mut page = String::new();
        for _ in 0..PAGES_MAX {
            let mut query = vec![("pageSize", "100")];
            if !page.is_empty() {
                query.push(("pageToken", &page));
            }
            let url = self.post_url(&format!("{location}/localPosts"), &query)?;
            let answer = self.google.ask(Call::get(url).bearer(&tokens.access)).await?;
            since = since.by(&answer);
            let found: LocalPosts = answer.json()?;
            let ours = found.local_posts.into_iter().find(|post| is_ours(post, content.text(), since));
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

fn is_ours(post: &LocalPost, text: &str, since: Since) -> bool {
    let created = post.create_time.as_deref().and_then(|time| time.parse::<Timestamp>().ok());
    same_text(&post.summary, text) && created.is_some_and(|time| since.holds(time.as_millisecond()))
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
        let began = "2026-11-22T10:00:00Z".parse::<Timestamp>().unwrap().as_millisecond();
        let since = Since::new(began, began);
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
