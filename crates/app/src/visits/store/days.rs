//! SQL of the sums of each link by UTC day.

use std::collections::BTreeMap;

use db::{Result, Tx, Value, values};

use crate::{
    Now,
    clock::DAY,
    ids::{LinkId, WorkspaceId},
};

use super::rows::{slices, tuples};

/// One link's day: days are counted since 1970, in UTC.
type Key = (WorkspaceId, LinkId, i64);

#[derive(Debug, Clone, Copy, Default)]
struct Day {
    clicks: i64,
    crawler_clicks: i64,
    last_click_at: Option<Now>,
    visits: i64,
    last_visit_at: Option<Now>,
}

/// What a transaction adds to the sums. In order of its keys, so that two processes that add to the same days do not wait for each
/// other in a circle.
#[derive(Debug, Default)]
pub(crate) struct LinkDays(BTreeMap<Key, Day>);

impl LinkDays {
    /// A click that is stored.
    pub(crate) fn click(&mut self, workspace_id: WorkspaceId, link_id: LinkId, at: Now, crawler: bool) {
        let day = self.0.entry((workspace_id, link_id, at.div_euclid(DAY))).or_default();
        if crawler {
            day.crawler_clicks += 1;
        } else {
            day.clicks += 1;
            day.last_click_at = day.last_click_at.max(Some(at));
        }
    }

    /// A visit that begins.
    pub(crate) fn visit(&mut self, workspace_id: WorkspaceId, link_id: LinkId, started_at: Now) {
        let day = self.0.entry((workspace_id, link_id, started_at.div_euclid(DAY))).or_default();
        day.visits += 1;
        day.last_visit_at = day.last_visit_at.max(Some(started_at));
    }

    /// Adds all of it to what is there.
    pub(crate) async fn put(self, tx: &Tx) -> Result<()> {
        let rows: Vec<(Key, Day)> = self.0.into_iter().collect();
        let newest = |column: &str| {
            format!(
                "{column} = case when link_days.{column} is null or excluded.{column} > link_days.{column} \
                 then excluded.{column} else link_days.{column} end"
            )
        };
        let (last_click, last_visit) = (newest("last_click_at"), newest("last_visit_at"));
        for slice in slices(&rows) {
            let text = format!(
                "insert into link_days (workspace_id, link_id, day, clicks, crawler_clicks, last_click_at, visits, \
                 last_visit_at) values {} on conflict (workspace_id, link_id, day) do update set \
                 clicks = link_days.clicks + excluded.clicks, \
                 crawler_clicks = link_days.crawler_clicks + excluded.crawler_clicks, {last_click}, \
                 visits = link_days.visits + excluded.visits, {last_visit}",
                tuples(slice.len(), 8)
            );
            let values: Vec<Value> = slice
                .iter()
                .flat_map(|((workspace_id, link_id, day), sums)| {
                    values![
                        *workspace_id,
                        *link_id,
                        *day,
                        sums.clicks,
                        sums.crawler_clicks,
                        sums.last_click_at,
                        sums.visits,
                        sums.last_visit_at
                    ]
                })
                .collect();
            tx.run(&text, values).await?;
        }
        Ok(())
    }
}
