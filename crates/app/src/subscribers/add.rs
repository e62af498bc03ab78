//! Entering one subscriber by hand.

use serde_json::json;

use super::{
    AddSubscriber, State, Subscriber,
    store::{self, Entering},
    subscriber::{address, person},
};
use crate::{
    Actor, App, Error, Faults, Permission, Result, audit,
    ids::{ChannelId, WorkspaceId},
};

impl App {
    /// Puts somebody on the list. Who left it, was forgotten or has no such address is taken up again only when `again`
    /// says that they asked anew.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; `Invalid` with every fault: `subscriber_known`, `subscriber_left`, `subscriber_bounced`.
    pub async fn add_subscriber(
        &self,
        actor: &Actor,
        newsletter: ChannelId,
        input: &AddSubscriber,
    ) -> Result<Subscriber> {
        actor.require(Permission::ManageLeads)?;
        self.find_newsletter(actor, newsletter).await?;
        let (now, workspace_id) = (self.now(), actor.workspace_id);
        let mut faults = Faults::default();
        let email = faults.take(address("email", &input.email)).unwrap_or_default();
        let name = person(&input.name);
        let (consent_source, consent_at) = input.consent.checked(&mut faults, &actor.zone, now);
        faults.finish()?;
        let digest = self.forgotten_digest(workspace_id, newsletter, &email);
        let entering = Entering {
            channel_id: newsletter,
            consent_source: &consent_source,
            consent_at,
            added_by: &actor.name,
            now,
        };
        let tx = self.db.write().await?;
        let known = store::by_email(tx.sql(), workspace_id, newsletter, &email).await?;
        if let Some(known) = known {
            match known.state {
                State::Subscribed => return Err(Error::field("email", "subscriber_known")),
                State::Unsubscribed if !input.again => return Err(Error::field("email", "subscriber_left")),
                State::Bounced if !input.again => return Err(Error::field("email", "subscriber_bounced")),
                _ => {}
            }
            store::take_up(&tx, workspace_id, known.id, &name, &email, &entering).await?;
        } else {
            let digests = [digest.clone()];
            let forgotten = store::forgotten(tx.sql(), workspace_id, newsletter, &digests).await?;
            if !forgotten.is_empty() && !input.again {
                return Err(Error::field("email", "subscriber_left"));
            }
            store::remember(&tx, workspace_id, newsletter, &digest).await?;
            if store::insert(&tx, workspace_id, &entering, State::Subscribed, &[(email.clone(), name)])
                .await?
                == 0
            {
                return Err(Error::field("email", "subscriber_known"));
            }
        }
        let added = store::by_email(tx.sql(), workspace_id, newsletter, &email).await?;
        let added = added.ok_or(Error::NotFound)?;
        let detail = json!({"newsletter": newsletter, "again": input.again});
        audit::record(&tx, actor, now, "add_subscriber", "subscriber", added.id, detail).await?;
        tx.commit().await?;
        Ok(added)
    }

    /// What is kept of an address that was forgotten: with it an address can be recognised, and none can be read.
    pub(super) fn forgotten_digest(
        &self,
        workspace_id: WorkspaceId,
        newsletter: ChannelId,
        email: &str,
    ) -> String {
        self.vault.digest("newsletter.forgotten", &format!("{workspace_id}/{newsletter}/{email}"))
    }
}
