//! What people do with deliveries; they are shown on their post's page. Those that people publish have a page of their own.

mod by_hand;

use app::{
    Actor, App, Error,
    Permission::{Publish, View},
    ids::DeliveryId,
};
use axum::extract::State;

use crate::{
    extract::{Id, Signed},
    forms::FormState,
    route_list::{Pages, Who::May},
    shell::{Flash, PageResult, Shell, see_other},
    ui::posts::act::when,
    ui::posts::show::{self, Refused},
};

/// What the room takes.
pub fn routes(pages: Pages) -> Pages {
    pages
        .post("/deliveries/{delivery_id}/reschedule", May(Publish), reschedule)
        .post("/deliveries/{delivery_id}/cancel", May(Publish), cancel)
        .post("/deliveries/{delivery_id}/confirm-published", May(Publish), confirm_published)
        .post("/deliveries/{delivery_id}/confirm-absent", May(Publish), confirm_absent)
        .get("/deliveries/{delivery_id}/by-hand", May(View), by_hand::get)
        .post("/deliveries/{delivery_id}/by-hand", May(Publish), by_hand::hand_over)
        .post("/deliveries/{delivery_id}/by-hand/steps", May(Publish), by_hand::step)
        .post("/deliveries/{delivery_id}/by-hand/published", May(Publish), by_hand::published)
        .post("/deliveries/{delivery_id}/by-hand/not-published", May(Publish), by_hand::not_published)
}

/// Goes on to a page and tells there what came of it, or what kept it from being done; says nothing of what went well
/// when `key` is empty.
fn told(shell: &Shell, place: &str, outcome: app::Result<()>, key: &str) -> PageResult {
    let flash = match outcome {
        Ok(()) if key.is_empty() => None,
        Ok(()) => Some(Flash::good(key)),
        Err(Error::Conflict(code)) => {
            let reason = shell.error(&app::FieldError::new("", code));
            Some(Flash::bad("deliveries-refused").with("reason", reason))
        }
        Err(error) => return Err(error.into()),
    };
    see_other(shell, place, flash)
}

/// `POST /deliveries/{id}/reschedule`
pub async fn reschedule(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<DeliveryId>,
    mut form: FormState,
) -> PageResult {
    let when = when(&form);
    match app.reschedule_delivery(&actor, id, &when).await {
        Err(error @ Error::Invalid(_)) => {
            form.absorb(error)?;
            let delivery = app.find_delivery(&actor, id).await?;
            if delivery.waits_by_hand() {
                return by_hand::refused(&app, &actor, shell, id, by_hand::Forms::later(form)).await;
            }
            if delivery.state.is_waiting() || delivery.state.needs_a_person() {
                return refused(&app, &actor, shell, id, form).await;
            }
            // Meanwhile it went out or was taken back: there is no form of it any more.
            let (place, conflict) =
                (format!("/posts/{}", delivery.post_id), Error::Conflict("delivery_in_flight"));
            told(&shell, &place, Err(conflict), "")
        }
        outcome => {
            let post_id = app.find_delivery(&actor, id).await?.post_id;
            told(&shell, &format!("/posts/{post_id}"), outcome, "deliveries-moved")
        }
    }
}

/// The post's page with what was typed for one of its deliveries, and what is wrong with it.
async fn refused(app: &App, actor: &Actor, shell: Shell, id: DeliveryId, form: FormState) -> PageResult {
    let post_id = app.find_delivery(actor, id).await?.post_id;
    show::refused(app, actor, shell, post_id, Refused { delivery: Some(id), form }).await
}

/// `POST /deliveries/{id}/cancel`
pub async fn cancel(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<DeliveryId>,
) -> PageResult {
    let outcome = app.cancel_delivery(&actor, id).await;
    let post_id = app.find_delivery(&actor, id).await?.post_id;
    told(&shell, &format!("/posts/{post_id}"), outcome, "deliveries-canceled")
}

/// `POST /deliveries/{id}/confirm-published`
pub async fn confirm_published(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<DeliveryId>,
    mut form: FormState,
) -> PageResult {
    match app.confirm_published(&actor, id, form.value("url")).await {
        Err(error @ Error::Invalid(_)) => {
            form.absorb(error)?;
            refused(&app, &actor, shell, id, form).await
        }
        outcome => {
            let post_id = app.find_delivery(&actor, id).await?.post_id;
            told(&shell, &format!("/posts/{post_id}"), outcome, "deliveries-confirmed")
        }
    }
}

/// `POST /deliveries/{id}/confirm-absent`
pub async fn confirm_absent(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<DeliveryId>,
) -> PageResult {
    let outcome = app.confirm_absent(&actor, id).await;
    let post_id = app.find_delivery(&actor, id).await?.post_id;
    told(&shell, &format!("/posts/{post_id}"), outcome, "deliveries-sent-again")
}
