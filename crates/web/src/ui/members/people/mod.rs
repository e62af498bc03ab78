//! People and invitations.

pub mod edit;
pub mod invite;
pub mod list;

use app::brands::Brand;
use app::members::NewAccess;
use app::{Actor, App, Role};

use crate::forms::FormState;
use crate::shell::Shell;

/// The roles that the person may give, strongest first.
fn roles(shell: &Shell, actor: &Actor) -> Vec<(String, String)> {
    Role::ALL
        .iter()
        .filter(|role| actor.role.may_grant(**role))
        .map(|role| (role.to_string(), shell.tk("role", role)))
        .collect()
}

/// The brands of a select; the empty choice means all.
async fn brands(app: &App, actor: &Actor) -> app::Result<Vec<(String, String)>> {
    let brands = app.brands(actor, false).await?;
    Ok(brands.into_iter().map(|Brand { id, name, .. }| (id.to_string(), name)).collect())
}

/// Role, brand and last day of a form; what is malformed is noted in it.
fn access(form: &mut FormState) -> Option<NewAccess> {
    let role = Role::parse(form.value("role"));
    if role.is_none() {
        form.fault("role", "required");
    }
    let brand = form.optional("brand_id");
    let brand_id = brand.as_deref().and_then(|id| id.parse().ok());
    if brand.is_some() && brand_id.is_none() {
        form.fault("brand_id", "unknown_choice");
    }
    let access_ends_on = form.date("access_ends_on");
    form.is_valid().then_some(())?;
    Some(NewAccess { role: role?, brand_id, access_ends_on })
}
