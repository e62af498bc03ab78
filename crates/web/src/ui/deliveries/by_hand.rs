//! Publishing by hand: the texts to copy, the files to take, the steps, and the address that proves it.

use app::{
    Actor, App, Error,
    deliveries::{HandSheet, Proof, State as Stand, by_hand::Tick},
    ids::DeliveryId,
};
use askama::Template;
use axum::{extract::State, http::StatusCode};

use super::told;
use crate::{
    extract::{Id, Signed},
    forms::FormState,
    shell::{PageResult, Shell, page_with},
    ui::posts::words,
};

#[derive(Template)]
#[template(path = "deliveries/by_hand.html")]
struct Page<'a> {
    shell: &'a Shell,
    sheet: &'a HandSheet,
    post_href: String,
    /// It is this person's, or a colleague's, turn.
    waits: bool,
    may: bool,
    can_hand_over: bool,
    proof: &'a FormState,
    later: &'a FormState,
    reason: &'a FormState,
}

impl Page<'_> {
    fn lies_ahead(&self) -> bool {
        !self.waits && !matches!(self.sheet.delivery.state, Stand::Published | Stand::Canceled)
    }

    fn part_title(&self, number: &usize) -> String {
        match self.sheet.parts.len() {
            0 | 1 => self.shell.t("posts-text"),
            _ => self.shell.t1("composer-part", "number", *number),
        }
    }

    fn minutes(&self, minutes: &u32) -> String {
        words::minutes(self.shell, *minutes)
    }

    fn step_icon(&self, tick: &Option<Tick>) -> &'static str {
        if tick.is_some() { "check" } else { "ring" }
    }

    fn any_done(&self) -> bool {
        self.sheet.steps.iter().any(|(_, tick)| tick.is_some())
    }

    fn proof_text(&self) -> String {
        let key = if self.sheet.needs_link { "by-hand-proof-text" } else { "by-hand-proof-optional" };
        self.shell.t(key)
    }
}

/// What was typed in the forms of the page.
#[derive(Default)]
pub(super) struct Forms {
    proof: FormState,
    later: FormState,
    reason: FormState,
}

impl Forms {
    /// The form that moves the delivery was typed in.
    pub(super) fn later(later: FormState) -> Self {
        Self { later, ..Self::default() }
    }
}

async fn render(
    app: &App,
    actor: &Actor,
    shell: Shell,
    id: DeliveryId,
    status: StatusCode,
    forms: Forms,
) -> PageResult {
    // Times of publication are planned, read and shown in the workspace's zone.
    let shell = shell.in_zone(&actor.zone);
    let sheet = app.hand_sheet(actor, id).await?;
    let delivery = &sheet.delivery;
    let movable = delivery.state.is_waiting() || matches!(delivery.state, Stand::Missed | Stand::Failed);
    let shown = Page {
        shell: &shell,
        post_href: format!("/posts/{}#{id}", delivery.post_id),
        waits: delivery.waits_by_hand(),
        may: shell.may("publish"),
        can_hand_over: movable,
        proof: &forms.proof.named("proof"),
        later: &forms.later.with("at", shell.local(delivery.scheduled_at)).named("later"),
        reason: &forms.reason.named("why"),
        sheet: &sheet,
    };
    page_with(status, &shown)
}

/// The page with what was typed, and what is wrong with it.
pub(super) async fn refused(
    app: &App,
    actor: &Actor,
    shell: Shell,
    id: DeliveryId,
    forms: Forms,
) -> PageResult {
    render(app, actor, shell, id, StatusCode::UNPROCESSABLE_ENTITY, forms).await
}

/// `GET /deliveries/{id}/by-hand`
pub async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<DeliveryId>,
) -> PageResult {
    render(&app, &actor, shell, id, StatusCode::OK, Forms::default()).await
}

fn back(shell: &Shell, id: DeliveryId, outcome: app::Result<()>, key: &str) -> PageResult {
    told(shell, &format!("/deliveries/{id}/by-hand"), outcome, key)
}

/// `POST /deliveries/{id}/by-hand`: a person publishes it, not the network's API.
pub async fn hand_over(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<DeliveryId>,
) -> PageResult {
    let outcome = app.hand_over_delivery(&actor, id).await;
    back(&shell, id, outcome, "by-hand-handed-over")
}

/// `POST /deliveries/{id}/by-hand/steps`
pub async fn step(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<DeliveryId>,
    form: FormState,
) -> PageResult {
    let outcome = app.tick_hand_step(&actor, id, form.value("step"), form.checked("done")).await;
    back(&shell, id, outcome, "")
}

/// `POST /deliveries/{id}/by-hand/published`
pub async fn published(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<DeliveryId>,
    mut form: FormState,
) -> PageResult {
    let proof = Proof { url: form.text("url"), at: form.text("at") };
    match app.publish_by_hand(&actor, id, &proof).await {
        Err(error @ Error::Invalid(_)) => {
            form.absorb(error)?;
            refused(&app, &actor, shell, id, Forms { proof: form, ..Forms::default() }).await
        }
        outcome => back(&shell, id, outcome, "deliveries-confirmed"),
    }
}

/// `POST /deliveries/{id}/by-hand/not-published`
pub async fn not_published(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<DeliveryId>,
    mut form: FormState,
) -> PageResult {
    match app.not_published(&actor, id, form.value("reason")).await {
        Err(error @ Error::Invalid(_)) => {
            form.absorb(error)?;
            refused(&app, &actor, shell, id, Forms { reason: form, ..Forms::default() }).await
        }
        outcome => back(&shell, id, outcome, "by-hand-noted-not-out"),
    }
}
