//! What posts cost at networks that ask money for each, and how much of it a channel may spend in a month.
//!
//! Networks bill in US dollars, by the calendar month in UTC; the limit is kept in the same money, so that no exchange
//! rate stands between the two.

use jiff::{Timestamp, tz::TimeZone};
use serde_json::json;

use super::{Channel, store};
use crate::{Actor, App, Error, Now, Permission, Result, audit, ids::ChannelId, money};

/// The money of networks' bills.
pub const BILLED_IN: &str = "USD";

/// Millionths of a dollar in a cent.
const CENT: i64 = 10_000;

/// A channel's money this month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spending {
    /// What its posts have cost, in millionths of a US dollar.
    pub spent_micros: i64,
    /// How much they may cost, in US cents.
    pub limit_minor: Option<i64>,
}

/// First instant of the month of `now`, UTC.
#[must_use]
pub fn start_of_month(now: Now) -> Now {
    let day = Timestamp::from_millisecond(now).unwrap_or_default().to_zoned(TimeZone::UTC).date();
    crate::zone::start_of_day(day.first_of_month(), &TimeZone::UTC)
}

/// Whether a price still fits into a month's limit.
#[must_use]
pub const fn fits(spent_micros: i64, price_micros: i64, limit_minor: Option<i64>) -> bool {
    match limit_minor {
        Some(limit) => spent_micros.saturating_add(price_micros) <= limit.saturating_mul(CENT),
        None => true,
    }
}

impl App {
    /// A channel's money this month; `None` for a network that asks none, and for people who may not see money.
    ///
    /// # Errors
    /// `Forbidden`, or of the database.
    pub async fn channel_spending(&self, actor: &Actor, channel: &Channel) -> Result<Option<Spending>> {
        actor.require(Permission::View)?;
        let asks_money =
            self.capabilities(channel).is_some_and(|capabilities| capabilities.post_price_micros.is_some());
        if !asks_money || !actor.allows(Permission::ViewMoney) {
            return Ok(None);
        }
        let sql = self.db.read();
        let since = start_of_month(self.now());
        let spent_micros = store::spent_since(sql, actor.workspace_id, channel.id, None, since).await?;
        let limit_minor = store::spend_limit(sql, actor.workspace_id, channel.id).await?;
        Ok(Some(Spending { spent_micros, limit_minor }))
    }

    /// Sets how much a channel's posts may cost in a month, in US dollars; empty for no limit.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden`; `limit: money_malformed`.
    pub async fn set_spend_limit(&self, actor: &Actor, id: ChannelId, limit: &str) -> Result<()> {
        actor.require(Permission::ManageBudget)?;
        self.find_channel(actor, id).await?;
        let minor = match limit.trim() {
            "" => None,
            typed => {
                let minor = money::parse(typed, BILLED_IN).filter(|minor| *minor >= 0);
                Some(minor.ok_or_else(|| Error::field("limit", "money_malformed"))?)
            }
        };
        let tx = self.db.write().await?;
        store::set_spend_limit(&tx, actor.workspace_id, id, minor).await?;
        audit::record(&tx, actor, self.now(), "set_spend_limit", "channel", id, json!({"limit": minor}))
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_cent_may_be_spent() {
        assert!(fits(0, i64::MAX, None));
        assert!(fits(9_990_000, 10_000, Some(1000)));
        assert!(!fits(9_990_001, 10_000, Some(1000)));
        assert!(!fits(0, 1, Some(0)));
    }

    #[test]
    fn a_month_begins_at_midnight_utc() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a time").as_millisecond();
        assert_eq!(start_of_month(at("2026-11-23T10:00:00Z")), at("2026-11-01T00:00:00Z"));
        assert_eq!(start_of_month(at("2026-11-01T00:00:00Z")), at("2026-11-01T00:00:00Z"));
    }
}
