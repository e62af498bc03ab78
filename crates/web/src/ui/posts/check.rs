//! The live count of the composer: how the draft stands with each channel's network.

use app::{App, posts::ChannelCheck};
use askama::Template;
use axum::extract::State;

use super::{draft, words};
use crate::{
    extract::Signed,
    forms::FormState,
    shell::{PageResult, Plain, Shell, page},
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
    fn finding_text(&self, check: &ChannelCheck, finding: &app::network::Finding) -> String {
        words::finding(self.shell, &check.handle, finding, check.parts.len())
    }
}

/// Millionths of a dollar as dollars.
#[must_use]
pub fn dollars(micros: impl Plain<i64>) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "the price of a post")]
    let micros = micros.plain() as f64;
    micros / 1_000_000.0
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
