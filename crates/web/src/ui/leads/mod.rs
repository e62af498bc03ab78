//! Leads: the pipeline, entering and changing a lead, handing it to sales.

mod act;
mod form;
mod list;

use app::{Permission, leads::Stage};

use crate::route_list::{Pages, Who::May};
use crate::shell::Shell;

/// The pages of this room.
pub fn routes(pages: Pages) -> Pages {
    let leads = May(Permission::ManageLeads);
    pages
        .get("/leads", leads, list::get)
        .get("/leads/new", leads, form::new)
        .post("/leads/new", leads, form::create)
        .get("/leads/{lead_id}", leads, form::edit)
        .post("/leads/{lead_id}", leads, form::update)
        .post("/leads/{lead_id}/stage", leads, act::stage)
        .post("/leads/{lead_id}/hand-over", leads, act::hand_over)
        .post("/leads/{lead_id}/delete", leads, act::delete)
}

/// The stages to choose from.
fn stages(shell: &Shell) -> Vec<(String, String)> {
    Stage::ALL.iter().map(|stage| (stage.to_string(), shell.tk("leads-stage", stage))).collect()
}

/// The tone of a stage's label.
fn tone(stage: Stage) -> &'static str {
    match stage {
        Stage::New => "warn",
        Stage::Contacted | Stage::Qualified => "info",
        Stage::Won => "good",
        Stage::Lost => "quiet",
    }
}
