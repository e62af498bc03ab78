//! Importing a list.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::json;

use super::{
    Consent, State,
    reading::{self, BadLine},
    store::{self, Entering},
};
use crate::{Actor, App, Error, Faults, Permission, Result, audit, ids::ChannelId};

/// A list to be imported.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// CSV, or lines.
    pub text: String,
    /// What proves that all of them asked for it.
    pub consent: Consent,
}

/// What became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportOutcome {
    /// They are on the list now, and were not before.
    pub added: usize,
    /// They were on it already, or stand twice in the text.
    pub known: usize,
    /// They had unsubscribed or been forgotten, here or as the list says, and stay off.
    pub left: usize,
    /// There is no such address, as their mail server said.
    pub bounced: usize,
    /// The first lines without an address.
    pub bad: Vec<BadLine>,
    /// How many lines have none.
    pub bad_lines: usize,
    /// There were more lines than an import takes; those after were not read.
    pub cut: bool,
}

impl App {
    /// Puts everybody of a text on the list whose line is good. Who unsubscribed, bounced or was forgotten stays off.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; `Invalid` with every fault.
    pub async fn import_subscribers(
        &self,
        actor: &Actor,
        newsletter: ChannelId,
        import: &Import,
    ) -> Result<ImportOutcome> {
        actor.require(Permission::ManageLeads)?;
        self.find_newsletter(actor, newsletter).await?;
        let (now, workspace_id) = (self.now(), actor.workspace_id);
        let mut faults = Faults::default();
        let (consent_source, consent_at) = import.consent.checked(&mut faults, &actor.zone, now);
        faults.check(!import.text.trim().is_empty(), "text", "required");
        faults.finish()?;
        let list = reading::read(&import.text);
        let mut outcome = ImportOutcome {
            known: list.repeated,
            bad: list.bad,
            bad_lines: list.bad_lines,
            cut: list.cut,
            ..ImportOutcome::default()
        };
        let emails: Vec<String> = list.entries.iter().map(|entry| entry.email.clone()).collect();
        let digests: Vec<String> =
            emails.iter().map(|email| self.forgotten_digest(workspace_id, newsletter, email)).collect();
        let tx = self.db.write().await?;
        let known: HashMap<String, State> = store::known(tx.sql(), workspace_id, newsletter, &emails)
            .await?
            .into_iter()
            .map(|known| (known.email, known.state))
            .collect();
        let forgotten: BTreeSet<String> =
            store::forgotten(tx.sql(), workspace_id, newsletter, &digests).await?.into_iter().collect();
        let mut people = BTreeMap::<State, Vec<(String, String)>>::new();
        for (entry, digest) in list.entries.into_iter().zip(&digests) {
            match known.get(&entry.email) {
                Some(State::Subscribed) => outcome.known += 1,
                Some(State::Unsubscribed) => outcome.left += 1,
                Some(State::Bounced) => outcome.bounced += 1,
                None if forgotten.contains(digest) => outcome.left += 1,
                None => people.entry(entry.state).or_default().push((entry.email, entry.name)),
            }
        }
        let entering = Entering {
            channel_id: newsletter,
            consent_source: &consent_source,
            consent_at,
            added_by: &actor.name,
            now,
        };
        for (state, people) in people {
            let entered = store::insert(&tx, workspace_id, &entering, state, &people).await?;
            let entered = usize::try_from(entered).map_err(|error| Error::Internal(error.to_string()))?;
            // Another import was quicker with these.
            outcome.known += people.len().saturating_sub(entered);
            match state {
                State::Subscribed => outcome.added += entered,
                // The list itself says so, and it is kept: no later list brings them back.
                State::Unsubscribed => outcome.left += entered,
                State::Bounced => outcome.bounced += entered,
            }
        }
        let detail = json!({"added": outcome.added, "known": outcome.known, "left": outcome.left,
            "bad": outcome.bad_lines, "consent": consent_source});
        audit::record(&tx, actor, now, "import_subscribers", "channel", newsletter, detail).await?;
        tx.commit().await?;
        Ok(outcome)
    }
}
