//! The live count of the composer: how the draft stands with each channel's network.

use app::{App, posts::ChannelCheck};
use askama::Template;
use axum::extract::State;

use super::draft;
use crate::{
    extract::Signed,
    forms::FormState,
    shell::{PageResult, Shell, page},
};

#[derive(Template)]
#[template(path = "posts/checks.html")]
struct Checks<'a> {
    shell: &'a Shell,
    checks: Vec<ChannelCheck>,
    /// Nothing is written yet: that is no fault to be told.
    quiet: bool,
}

impl Checks<'_> {
    fn fault_text(&self, check: &ChannelCheck, finding: &app::network::Finding) -> String {
        self.shell.error(&app::posts::post::field_error("", &check.handle, &finding.fault))
    }
}

/// `POST /posts/check`
pub async fn post(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    form: FormState,
) -> PageResult {
    let checks = app.check_draft(&actor, &draft::content(&form)).await?;
    page(&Checks { shell: &shell, checks, quiet: draft::is_blank(&form) })
}
