//! The way back from an unknown outcome: what of our own recent statuses is the post that was sent.
//!
//! A server that honours `Idempotency-Key` needs none of this; but many do not, and on Mastodon itself the key is
//! forgotten after an hour (docs.joinmastodon.org, "statuses API methods").

use jiff::Timestamp;

use super::publish::Plan;
use super::wire::Status;
use super::{Access, Mastodon, html, segment};
use crate::look_back::Search;
use crate::{Content, Error, Handle, LookUp, Part, Since};

const PAGE: usize = 40;
const PAGES_MAX: usize = 5;
/// Servers give at least this many statuses to a page if they have them.
const SMALLEST_PAGE: usize = 20;

/// Our own statuses since a moment, newest first.
pub(super) struct Recent {
    statuses: Vec<Status>,
    /// Whether nothing since that moment can be missing.
    whole: bool,
    since: Since,
}

impl Recent {
    /// The status that is `part`, answering `parent` where it belongs to a thread, and none of `known`.
    pub(super) fn find(mut self, part: &Part, parent: Option<&str>, known: &[String]) -> Search<Box<Status>> {
        let position = self.statuses.iter().position(|status| {
            created_ms(status).is_some_and(|created| self.since.holds(created))
                && !known.contains(&status.id.0)
                && status.media_attachments.len() == part.media.len()
                && parent.is_none_or(|parent| status.in_reply_to_id.as_ref().is_none_or(|id| id.0 == parent))
                && html::shows(status.content.as_deref().unwrap_or(""), &part.text)
        });
        match position {
            Some(position) => Search::Found(Box::new(self.statuses.swap_remove(position))),
            None if self.whole => Search::Absent,
            None => Search::CannotTell,
        }
    }
}

fn created_ms(status: &Status) -> Option<i64> {
    status.created_at.as_deref()?.parse::<Timestamp>().ok().map(Timestamp::as_millisecond)
}

impl Mastodon {
    /// `GET /api/v1/accounts/:id/statuses`, page by page, back to before `since` (docs.joinmastodon.org,
    /// "accounts API methods").
    async fn recent(&self, base_url: &str, access: &Access, mut since: Since) -> Result<Recent, Error> {
        let path = format!("/api/v1/accounts/{}/statuses", segment(&access.account_id)?);
        let page_size = PAGE.to_string();
        let mut recent = Recent { statuses: Vec::new(), whole: false, since };
        let mut max_id: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut query = vec![("limit", page_size.as_str()), ("exclude_reblogs", "true")];
            if let Some(max_id) = &max_id {
                query.push(("max_id", max_id));
            }
            let answer = self.ask(self.get(base_url, &path, &query)?.bearer(&access.token)).await?;
            since = since.by(&answer);
            recent.since = since;
            let page: Vec<Status> = answer.json()?;
            let count = page.len();
            let oldest = page.last().map(|status| status.id.0.clone());
            let reached = page.last().and_then(created_ms).is_some_and(|created| !since.holds(created));
            let turned = !page.iter().any(|status| recent.statuses.iter().any(|seen| seen.id == status.id));
            if turned {
                recent.statuses.extend(page);
            }
            if count == 0 || reached {
                recent.whole = true;
                break;
            }
            if !turned {
                // The server does not page: it gave all it has, unless it cuts its answers.
                recent.whole = recent.statuses.len() < SMALLEST_PAGE;
                break;
            }
            max_id = oldest;
        }
        recent.statuses.retain(|status| status.reblog.as_ref().is_none_or(serde_json::Value::is_null));
        Ok(recent)
    }

    /// Looks for one part that may be out.
    pub(super) async fn search(
        &self,
        base_url: &str,
        access: &Access,
        content: &Content,
        plan: &Plan,
        index: usize,
        since: Since,
    ) -> Result<Search<Box<Status>>, Error> {
        let recent = self.recent(base_url, access, since).await?;
        let known = plan.sent_ids();
        let parent = index.checked_sub(1).and_then(|last| plan.sent_id(last));
        Ok(recent.find(&content.parts[index], parent, &known))
    }

    /// Looks for every part that is not known to be out. `Absent` for a thread that is out in part: going on with
    /// its handle looks for the missing part once more before it is sent.
    pub(super) async fn look_up_parts(
        &self,
        base_url: &str,
        access: &Access,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error> {
        let mut plan = Plan::read(handle, content.parts.len())?;
        for index in 0..content.parts.len() {
            if plan.sent_id(index).is_some() {
                continue;
            }
            // Texts alone tell: another post of the same words must not be taken for one that was never sent.
            if !plan.parts[index].tried {
                return Ok(LookUp::Absent);
            }
            match self.search(base_url, access, content, &plan, index, since).await? {
                Search::Found(status) => plan.note(index, &status),
                Search::Absent => return Ok(LookUp::Absent),
                Search::CannotTell => return Ok(LookUp::CannotTell),
            }
        }
        Ok(plan.published().map_or(LookUp::CannotTell, LookUp::Found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(id: &str, created_at: &str, content: &str) -> Status {
        serde_json::from_value(serde_json::json!({ "id": id, "created_at": created_at, "content": content }))
            .unwrap()
    }

    fn recent(whole: bool) -> Recent {
        let statuses = vec![
            status("3", "2026-11-22T10:00:30.000Z", "<p>Tea today</p>"),
            status("2", "2026-11-22T09:00:00.000Z", "<p>Coffee today</p>"),
        ];
        let began = "2026-11-22T10:00:00Z".parse::<Timestamp>().unwrap().as_millisecond();
        Recent { statuses, whole, since: Since::new(began, began) }
    }

    fn part(text: &str) -> Part {
        Part { text: text.into(), media: vec![] }
    }

    #[test]
    fn only_a_recent_status_of_the_same_text_is_the_post() {
        let find = |whole, text: &str, known: &[String]| recent(whole).find(&part(text), None, known);
        assert!(matches!(find(true, "Tea today", &[]), Search::Found(status) if status.id.0 == "3"));
        assert!(matches!(find(false, "Tea today", &[]), Search::Found(_)));
        // The same words of an earlier day are another post.
        assert!(matches!(find(true, "Coffee today", &[]), Search::Absent));
        assert!(matches!(find(false, "Coffee today", &[]), Search::CannotTell));
        assert!(matches!(find(true, "Tea today", &["3".into()]), Search::Absent));
    }
}
