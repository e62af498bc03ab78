//! Counts of clicks. People and crawlers never merge.

use db::FromQueryResult;
use serde::Serialize;

use crate::{
    Actor, App, Now, Permission, Result,
    clock::DAY,
    ids::{CampaignId, LinkId, PostId},
};

use super::store;

/// Which clicks.
#[derive(Debug, Clone, Default)]
pub struct ClickFilter {
    /// Of one link.
    pub link_id: Option<LinkId>,
    /// Of a campaign's links.
    pub campaign_id: Option<CampaignId>,
    /// Of a post's links.
    pub post_id: Option<PostId>,
    /// From this instant; 30 days back when absent.
    pub from: Option<Now>,
    /// Up to this instant, not included; now when absent.
    pub to: Option<Now>,
}

/// Clicks of one calendar day of the workspace's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClickDay {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// By people.
    pub clicks: i64,
    /// By crawlers.
    pub crawlers: i64,
}

/// A word and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromQueryResult)]
pub struct Counted {
    /// The word; empty where there is none.
    pub word: String,
    /// How many clicks by people.
    pub clicks: i64,
}

/// Clicks of a stretch of time.
#[derive(Debug, Clone, Serialize)]
pub struct ClickSummary {
    /// First instant.
    pub from: Now,
    /// First instant after.
    pub to: Now,
    /// By people.
    pub clicks: i64,
    /// By crawlers.
    pub crawlers: i64,
    /// Day by day, days without clicks included.
    pub days: Vec<ClickDay>,
    /// By device.
    pub devices: Vec<Counted>,
    /// By host of the page before, at most twenty.
    pub referrers: Vec<Counted>,
}

impl App {
    /// Clicks by day, device and referrer.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn count_clicks(&self, actor: &Actor, filter: &ClickFilter) -> Result<ClickSummary> {
        actor.require(Permission::View)?;
        let now = self.now();
        let to = filter.to.unwrap_or(now + 1);
        let from = filter.from.unwrap_or(to - 30 * DAY).clamp(to - 400 * DAY, to);
        let scope = store::lists::ClickScope {
            workspace_id: actor.workspace_id,
            brand_scope: actor.brand_scope,
            link_id: filter.link_id,
            campaign_id: filter.campaign_id,
            post_id: filter.post_id,
            from,
            to,
        };
        let sql = self.db.read();
        let days: Vec<(Now, Now, String)> = days_between(from, to, actor);
        let counts = store::lists::clicks_by_quarter(sql, &scope).await?;
        let days: Vec<ClickDay> = days
            .into_iter()
            .map(|(start, end, day)| {
                let within = || counts.iter().filter(|count| (start..end).contains(&count.quarter));
                ClickDay {
                    day,
                    clicks: within().map(|count| count.clicks).sum(),
                    crawlers: within().map(|count| count.crawlers).sum(),
                }
            })
            .collect();
        Ok(ClickSummary {
            from,
            to,
            clicks: counts.iter().map(|count| count.clicks).sum(),
            crawlers: counts.iter().map(|count| count.crawlers).sum(),
            days,
            devices: store::lists::clicks_by_device(sql, &scope).await?,
            referrers: store::lists::clicks_by_referrer(sql, &scope).await?,
        })
    }
}

/// First instant, first instant after, and name of each calendar day that a stretch touches.
fn days_between(from: Now, to: Now, actor: &Actor) -> Vec<(Now, Now, String)> {
    let mut days = Vec::new();
    let mut day = crate::zone::day(from, &actor.zone);
    loop {
        let start = crate::zone::start_of_day(day, &actor.zone);
        let Ok(next) = day.tomorrow() else { return days };
        if start >= to {
            return days;
        }
        days.push((start, crate::zone::start_of_day(next, &actor.zone), day.to_string()));
        day = next;
    }
}
