//! The list as CSV.

use serde_json::json;

use super::{SubscriberFilter, reading::FORMULA, store};
use crate::{
    Actor, App, Error, Permission, Result, audit,
    ids::{ChannelId, SubscriberId},
    zone,
};

/// So many are read at a time.
const AT_A_TIME: i64 = 2_000;

impl App {
    /// The whole list as CSV, newest first, with the evidence of each consent, its day in the actor's zone. Who took it stands in the log.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn export_subscribers(&self, actor: &Actor, newsletter: ChannelId) -> Result<String> {
        actor.require(Permission::ManageLeads)?;
        self.find_newsletter(actor, newsletter).await?;
        let fault =
            |error: &dyn std::fmt::Display| Error::Internal(format!("a list cannot be written: {error}"));
        let mut writer = csv::Writer::from_writer(Vec::new());
        let head = [
            "email",
            "name",
            "state",
            "consent_source",
            "consent_at",
            "added_by",
            "created_at",
            "changed_at",
        ];
        writer.write_record(head).map_err(|error| fault(&error))?;
        let (mut before, mut lines) = (None::<(i64, SubscriberId)>, 0_usize);
        loop {
            let filter = SubscriberFilter::default();
            let (sql, workspace_id) = (self.db.read(), actor.workspace_id);
            let some = store::list(sql, workspace_id, newsletter, &filter, before, AT_A_TIME).await?;
            let Some(last) = some.last() else { break };
            before = Some((last.created_at, last.id));
            lines += some.len();
            for line in &some {
                let record = [
                    harmless(&line.email),
                    harmless(&line.name),
                    line.state.to_string(),
                    harmless(&line.consent_source),
                    zone::day(line.consent_at, &actor.zone).to_string(),
                    harmless(&line.added_by),
                    instant(line.created_at),
                    instant(line.changed_at),
                ];
                writer.write_record(&record).map_err(|error| fault(&error))?;
            }
        }
        let bytes = writer.into_inner().map_err(|error| fault(&error))?;
        let tx = self.db.write().await?;
        let detail = json!({"lines": lines});
        audit::record(&tx, actor, self.now(), "export_subscribers", "channel", newsletter, detail).await?;
        tx.commit().await?;
        String::from_utf8(bytes).map_err(|error| fault(&error))
    }
}

fn instant(at: i64) -> String {
    jiff::Timestamp::from_millisecond(at).map(|at| at.to_string()).unwrap_or_default()
}

/// What a spreadsheet would run as a formula gets a sign before it.
fn harmless(text: &str) -> String {
    if text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(super::harmless("=1+1"), "'=1+1");
        assert_eq!(super::harmless("Ada"), "Ada");
    }
}
