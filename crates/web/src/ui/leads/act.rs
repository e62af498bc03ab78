//! What is done to a lead with one press.

use app::{App, Error, ids::LeadId, leads::Stage};
use axum::extract::State;

use crate::extract::{Id, Signed};
use crate::forms::FormState;
use crate::shell::{Flash, PageResult, Shell, see_other};

/// `POST /leads/{lead_id}/stage`
pub async fn stage(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(lead_id): Id<LeadId>,
    form: FormState,
) -> PageResult {
    let lead = app.lead(&actor, lead_id).await?;
    let stage = Stage::parse(form.value("stage")).ok_or_else(|| Error::field("stage", "choice"))?;
    match app.move_lead(&actor, lead_id, stage).await {
        Ok(lead) => {
            let done = Flash::good("leads-moved")
                .with("name", lead.name)
                .with("stage", shell.tk("leads-stage", lead.stage));
            see_other(&shell, "/leads", Some(done))
        }
        // A deal without a value: its page asks for it.
        Err(Error::Invalid(_)) => {
            let wanted = Flash::warn("leads-value-wanted").with("name", lead.name);
            see_other(&shell, &format!("/leads/{lead_id}"), Some(wanted))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /leads/{lead_id}/hand-over`
pub async fn hand_over(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(lead_id): Id<LeadId>,
    form: FormState,
) -> PageResult {
    app.lead(&actor, lead_id).await?;
    let owner = form.value("owner_id").parse().map_err(|_| Error::field("owner_id", "choice"))?;
    let lead = app.hand_over_lead(&actor, lead_id, owner).await?;
    let done = Flash::good("leads-handed-over")
        .with("name", lead.name)
        .with("owner", lead.owner_name.unwrap_or_default());
    see_other(&shell, "/leads", Some(done))
}

/// `POST /leads/{lead_id}/delete`
pub async fn delete(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(lead_id): Id<LeadId>,
) -> PageResult {
    let lead = app.lead(&actor, lead_id).await?;
    app.delete_lead(&actor, lead_id).await?;
    see_other(&shell, "/leads", Some(Flash::good("leads-deleted").with("name", lead.name)))
}
