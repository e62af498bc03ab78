//! What the frame around every page tells, in one statement: how much waits, how many alerts are unread, what is paused.

use db::FromQueryResult;

use super::store;
use crate::{Actor, App, Now, Permission, Result, clock::DAY, pauses::pause::Scope};

/// A pause that holds now.
#[derive(Debug, Clone)]
pub struct PauseNotice {
    /// What is paused.
    pub scope: Scope,
    /// Name of the brand or handle of the channel.
    pub name: String,
    /// Why.
    pub reason: String,
    /// By whom.
    pub paused_by: String,
    /// Until when.
    pub until: Option<Now>,
}

/// What the frame tells.
#[derive(Debug, Clone, Default)]
pub struct FrameFacts {
    /// Deliveries that wait for a person's word, at most 50.
    pub troubled: i64,
    /// Unread alerts, at most 100.
    pub alerts: i64,
    /// What is paused, the widest first.
    pub pauses: Vec<PauseNotice>,
}

/// One row of the statement: a count, or a pause.
#[derive(Debug, FromQueryResult)]
pub(crate) struct FactRow {
    pub kind: String,
    pub number: i64,
    pub name: Option<String>,
    pub reason: Option<String>,
    pub paused_by: Option<String>,
    pub until: Option<Now>,
}

impl App {
    /// What the frame tells a person. Asked for with every page.
    ///
    /// # Errors
    /// Of the database.
    pub async fn frame_facts(&self, actor: &Actor) -> Result<FrameFacts> {
        let mut facts = FrameFacts::default();
        if !actor.allows(Permission::View) {
            return Ok(facts);
        }
        let now = self.now();
        let rows = store::frame_facts(self.db.read(), actor, now, now - 30 * DAY).await?;
        for row in rows {
            match (row.kind.as_str(), Scope::parse(&row.kind)) {
                ("troubled", _) => facts.troubled = row.number,
                ("alerts", _) => facts.alerts = row.number,
                (_, Some(scope)) => facts.pauses.push(PauseNotice {
                    scope,
                    name: row.name.unwrap_or_default(),
                    reason: row.reason.unwrap_or_default(),
                    paused_by: row.paused_by.unwrap_or_default(),
                    until: row.until,
                }),
                _ => {}
            }
        }
        facts.pauses.sort_by_key(|pause| match pause.scope {
            Scope::Workspace => 0,
            Scope::Brand => 1,
            Scope::Channel => 2,
        });
        Ok(facts)
    }
}
