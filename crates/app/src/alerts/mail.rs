//! Alerts by mail: each at most once, taken before it is sent.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tasks::{Activation, Task};
use tokio::sync::watch;

use super::{Alert, alert::Kind, store};
use crate::{
    App, Error, Now, Result,
    accounts::Language,
    ids::{AlertId, WorkspaceId},
    mail::Letter,
};

/// An alert to be written to its person.
#[derive(Debug, Clone, db::FromQueryResult)]
pub struct AlertMail {
    /// Where it stands.
    pub workspace_id: WorkspaceId,
    /// Name of the workspace.
    pub workspace_name: String,
    /// Id.
    pub id: AlertId,
    /// What it tells.
    pub kind: Kind,
    /// `delivery_…` or `channel_…`.
    pub subject: String,
    /// What its sentence names, as JSON.
    pub params: String,
    /// When it was raised.
    pub created_at: Now,
    /// How often a mail server was tried.
    pub mail_tries: i64,
    /// Where the letter goes.
    pub email: String,
    /// The language from the person's settings.
    pub language: Option<Language>,
}

impl AlertMail {
    /// The alert itself.
    #[must_use]
    pub fn alert(&self) -> Alert {
        Alert {
            id: self.id,
            kind: self.kind,
            subject: self.subject.clone(),
            brand_id: None,
            params: self.params.clone(),
            created_at: self.created_at,
            read_at: None,
            cleared_at: None,
        }
    }
}

/// Puts an alert into words; the texts are the web's.
pub type Write = dyn Fn(&AlertMail) -> Letter + Send + Sync;

/// The background task.
pub struct MailAlerts {
    /// The product.
    pub app: App,
    /// Who writes.
    pub write: Arc<Write>,
}

/// How often a mail server is tried for one alert.
const MOST_TRIES: i64 = 5;

impl MailAlerts {
    /// Mails what is due; gives how many letters went out.
    ///
    /// # Errors
    /// Any database error.
    pub async fn mail_due(&self, stopping: &watch::Receiver<bool>) -> Result<usize> {
        let app = &self.app;
        if !app.has_mail() {
            return Ok(0);
        }
        let mut done = 0;
        for due in store::take_mail(&app.db, app.now(), 20).await? {
            if *stopping.borrow() {
                // What was taken and not sent comes back with the next round of anybody.
                self.give_back(&due, 0).await?;
                continue;
            }
            match app.send_mail(&(self.write)(&due)).await {
                Ok(()) => {
                    let tx = app.db.write().await?;
                    store::set_mailed(&tx, due.workspace_id, due.id, app.now()).await?;
                    tx.commit().await?;
                    done += 1;
                }
                Err(error @ Error::Unavailable(_)) if due.mail_tries < MOST_TRIES => {
                    tracing::warn!(%error, "an alert was not mailed; it is tried again");
                    self.give_back(&due, 60_000 << due.mail_tries.clamp(0, 10)).await?;
                }
                Err(error) => tracing::warn!(%error, "an alert was not mailed"),
            }
        }
        Ok(done)
    }

    async fn give_back(&self, due: &AlertMail, wait: i64) -> Result<()> {
        let tx = self.app.db.write().await?;
        store::set_mail_due(&tx, due.workspace_id, due.id, self.app.now() + wait).await?;
        tx.commit().await?;
        Ok(())
    }
}

#[async_trait]
impl Task for MailAlerts {
    fn name(&self) -> &'static str {
        "mail_alerts"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(15)
    }

    async fn activate(&self, stopping: &watch::Receiver<bool>) -> Result<Activation, String> {
        let done = self.mail_due(stopping).await.map_err(|error| error.to_string())?;
        Ok(Activation { done, again_in: None })
    }
}
