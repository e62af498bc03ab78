//! The way back from an unknown outcome: which pin of the board is the one that was sent.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::publish::Plan;
use super::wire::{Page, Pin};
use super::{Access, Pinterest, number};
use crate::look_back::{Search, same_text};
use crate::steps::Kept;
use crate::{Account, Content, Error, Handle, LookUp, Since};

/// Ten pages of 250: the order of a board is its owner's, so only a whole list shows that a pin is absent.
const PAGES_MAX: usize = 10;

impl Pinterest {
    pub(super) async fn look_up_pin(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error> {
        let mut plan = Plan::read(handle)?;
        if let Some(published) = plan.published() {
            return Ok(LookUp::Found(published));
        }
        // Texts alone tell: another pin of the same words must not be taken for one that was never sent.
        if !plan.tried {
            return Ok(LookUp::Absent);
        }
        match self.search(account, content, since).await? {
            Search::Found(id) => {
                plan.note(&self.web, &id);
                Ok(plan.published().map_or(LookUp::CannotTell, LookUp::Found))
            }
            Search::Absent => Ok(LookUp::Absent),
            Search::CannotTell => Ok(LookUp::CannotTell),
        }
    }

    /// Operation `boards/list_pins`, page by page.
    pub(super) async fn search(
        &self,
        account: Account<'_>,
        content: &Content,
        mut since: Since,
    ) -> Result<Search<String>, Error> {
        let token = Access::read(account.credentials)?.token;
        let path = format!("/v5/boards/{}/pins", number(account.remote_id)?);
        let mut bookmark: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut query = vec![("page_size", "250")];
            if let Some(bookmark) = &bookmark {
                query.push(("bookmark", bookmark));
            }
            let answer = self.ask(self.get(account.base_url, &path, &query, &token)?).await?;
            since = since.by(&answer);
            let page: Page<Pin> = answer.json()?;
            if let Some(pin) = page.items.iter().find(|pin| is_ours(pin, content, since)) {
                return Ok(Search::Found(pin.id.clone()));
            }
            bookmark = page.bookmark.filter(|bookmark| !bookmark.is_empty());
            if bookmark.is_none() {
                return Ok(Search::Absent);
            }
        }
        Ok(Search::CannotTell)
    }
}

/// Texts as far as spaces and line ends do not matter, and the link where one was sent.
pub(super) fn is_ours(pin: &Pin, content: &Content, since: Since) -> bool {
    let same = |told: &Option<String>, sent: &str| same_text(told.as_deref().unwrap_or(""), sent);
    let link = content.link.as_ref().map(|link| link.url.trim_end_matches('/'));
    let told = pin.link.as_deref().map(|link| link.trim_end_matches('/')).filter(|link| !link.is_empty());
    pin.created_at.as_deref().and_then(moment_ms).is_some_and(|created| since.holds(created))
        && same(&pin.title, content.title.as_deref().unwrap_or(""))
        && same(&pin.description, content.text())
        && told == link
}

/// `2020-01-01T20:10:40-00:00`; without a zone it is UTC.
pub(super) fn moment_ms(text: &str) -> Option<i64> {
    let with_zone = text.parse::<Timestamp>().ok();
    let moment = with_zone.or_else(|| {
        let local: DateTime = text.parse().ok()?;
        local.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    })?;
    Some(moment.as_millisecond())
}
