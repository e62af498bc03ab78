//! Entering a cost.

use serde_json::json;

use super::{CostLineInput, CostSubject, store};
use crate::{Actor, App, Error, Faults, FieldError, Permission, Result, audit, ids::CostLineId};

impl App {
    /// Enters a cost line on a goal, campaign, post or delivery.
    ///
    /// # Errors
    /// `NotFound` for a subject out of reach; `Invalid` with every fault, a currency other than the workspace's among
    /// them.
    pub async fn add_cost_line(&self, actor: &Actor, input: &CostLineInput) -> Result<CostLineId> {
        actor.require(Permission::ManageBudget)?;
        let rate = store::hour_rate(self.db.read(), actor.workspace_id).await?;
        let mut faults = Faults::default();
        let subject = match input.subject_id.trim() {
            "" => Err(FieldError::new("subject_id", "required")),
            text => CostSubject::parse(text)
                .ok_or_else(|| FieldError::new("subject_id", "choice").with("value", text)),
        };
        let subject = faults.take(subject);
        let brand_id = match subject {
            Some(subject) => {
                let brand_id = store::brand_of(self.db.read(), actor.workspace_id, subject).await?;
                actor.require_brand(brand_id)?;
                Some(brand_id)
            }
            None => None,
        };
        let fields = input.read(&actor.currency, rate, &mut faults);
        faults.finish()?;
        let (Some(subject), Some(brand_id), Some(fields)) = (subject, brand_id, fields) else {
            return Err(Error::Internal("a cost line without a fault that cannot be read".to_owned()));
        };
        let id = CostLineId::generate();
        let now = self.now();
        let tx = self.db.write().await?;
        store::insert(&tx, actor, id, brand_id, subject, &fields, now).await?;
        let detail = json!({
            "subject": subject, "kind": fields.kind, "amount_minor": fields.amount_minor, "currency": *actor.currency,
        });
        audit::record(&tx, actor, now, "add_cost_line", "cost_line", id, detail).await?;
        tx.commit().await?;
        Ok(id)
    }
}
