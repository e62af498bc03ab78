//! Reading alerts, and saying that they were read.

use super::{Alert, store};
use crate::{
    Actor, App, Error, Result,
    ids::{AlertId, UserId},
};

/// A page of a person's alerts.
#[derive(Debug, Clone)]
pub struct AlertPage {
    /// Unread ones first, the newest first.
    pub lines: Vec<Alert>,
    /// Whether they come by mail, too.
    pub by_mail: bool,
    /// Where the next page begins.
    pub next: Option<i64>,
}

/// Lines of a page.
const PAGE: i64 = 50;

impl App {
    /// The actor's own alerts in this workspace.
    ///
    /// # Errors
    /// `Forbidden` for who is no person.
    pub async fn alerts(&self, actor: &Actor, offset: i64) -> Result<AlertPage> {
        let user_id = person(actor)?;
        let (sql, offset) = (self.db.read(), offset.max(0));
        let mut lines =
            store::list(sql, actor.workspace_id, user_id, actor.brand_scope, offset, PAGE + 1).await?;
        let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let next = (lines.len() > page).then_some(offset + PAGE);
        lines.truncate(page);
        Ok(AlertPage { lines, by_mail: store::wants_mail(sql, user_id).await?, next })
    }

    /// Notes that one alert was read, or all of them.
    ///
    /// # Errors
    /// `NotFound` for one that is not the actor's.
    pub async fn read_alerts(&self, actor: &Actor, id: Option<AlertId>) -> Result<()> {
        let user_id = person(actor)?;
        let tx = self.db.write().await?;
        let found = store::mark_read(&tx, actor.workspace_id, user_id, id, self.now()).await?;
        if id.is_some() && found == 0 {
            return Err(Error::NotFound);
        }
        tx.commit().await?;
        Ok(())
    }

    /// Whether the actor gets alerts by mail, in every workspace.
    ///
    /// # Errors
    /// `Forbidden` for who is no person.
    pub async fn set_alert_mail(&self, actor: &Actor, wanted: bool) -> Result<()> {
        let user_id = person(actor)?;
        let tx = self.db.write().await?;
        store::set_wants_mail(&tx, user_id, wanted).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn person(actor: &Actor) -> Result<UserId> {
    actor.user_id.ok_or(Error::Forbidden("a person"))
}
