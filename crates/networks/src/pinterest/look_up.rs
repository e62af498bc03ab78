//! The way back from an unknown outcome: which pin of the board is the one that was sent.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::publish::Plan;
use super::wire::{Page, Pin};
use super::{Access, Pinterest, number};
use crate::{Account, Content, Error, Handle, LookUp};

/// How far Pinterest's clock may be off ours.
const MARGIN_MS: i64 = 2 * 60 * 1_000;
/// Ten pages of 250: the order of a board is its owner's, so only a whole list shows that a pin is absent.
const PAGES_MAX: usize = 10;

/// What a search found.
pub(super) enum Search {
    Found(String),
    Absent,
    CannotTell,
}

impl Pinterest {
    pub(super) async fn look_up_pin(
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
        match self.search(account, content, started_ms).await? {
            Search::Found(id) => {
                plan.note(&self.web, &id);
                Ok(plan.published().map_or(LookUp::CannotTell, LookUp::Found))
            }
            Search::Absent => Ok(LookUp::Absent),
            Search::CannotTell if !plan.tried => Ok(LookUp::Absent),
            Search::CannotTell => Ok(LookUp::CannotTell),
        }
    }

    /// Operation `boards/list_pins`, page by page.
    pub(super) async fn search(
        &self,
        account: Account<'_>,
        content: &Content,
        started_ms: i64,
    ) -> Result<Search, Error> {
        let token = Access::read(account.credentials)?.token;
        let since_ms = started_ms.saturating_sub(MARGIN_MS);
        let path = format!("/v5/boards/{}/pins", number(account.remote_id)?);
        let mut bookmark: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut query = vec![("page_size", "250")];
            if let Some(bookmark) = &bookmark {
                query.push(("bookmark", bookmark));
            }
            let answer = self.ask(self.get(account.base_url, &path, &query, &token)?).await?;
            // A server whose clock is behind ours by more than the margin dates our pin before it was sent.
            let is_behind = answer.server_time_ms().is_some_and(|now| now < since_ms);
            let page: Page<Pin> = answer.json()?;
            if let Some(pin) = page.items.iter().find(|pin| is_ours(pin, content, since_ms)) {
                return Ok(Search::Found(pin.id.clone()));
            }
            if is_behind {
                return Ok(Search::CannotTell);
            }
            bookmark = page.bookmark.filter(|bookmark| !bookmark.is_empty());
            if bookmark.is_none() {
                return Ok(Search::Absent);
            }
        }
        Ok(Search::CannotTell)
    }
}

/// Texts as far as spaces and line ends do not matter; a link only where nothing else is said, since Pinterest may
/// give it back in another form.
fn is_ours(pin: &Pin, content: &Content, since_ms: i64) -> bool {
    let title = words(content.title.as_deref().unwrap_or(""));
    let description = words(content.text());
    let told = |text: &Option<String>| words(text.as_deref().unwrap_or(""));
    let is_mute = title.is_empty() && description.is_empty();
    let link = content.link.as_ref().map(|link| link.url.as_str());
    pin.created_at.as_deref().and_then(moment_ms).is_some_and(|created| created >= since_ms)
        && told(&pin.title) == title
        && told(&pin.description) == description
        && (!is_mute || pin.link.as_deref().filter(|link| !link.is_empty()) == link)
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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
