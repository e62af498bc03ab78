//! What people do with deliveries; they are shown on their post's page. Those that people publish have a page of their own.

mod by_hand;

use app::{
    App, Error,
    Permission::{Publish, View},
    ids::DeliveryId,
    posts::When,
};
use axum::extract::State;

use crate::{
    extract::{Id, Signed},
    forms::FormState,
    route_list::{Pages, Who::May},
    shell::{Flash, PageResult, Shell, see_other},
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

async fn done(
    app: &App,
    actor: &app::Actor,
    shell: &Shell,
    id: DeliveryId,
    outcome: app::Result<()>,
    key: &str,
) -> PageResult {
    let post_id = app.find_delivery(actor, id).await?.post_id;
    let flash = match outcome {
        Ok(()) => Flash::good(key),
        Err(Error::Conflict(code)) => {
            let reason = shell.error(&app::FieldError::new("", code));
            Flash::bad("deliveries-refused").with("reason", reason)
        }
        Err(Error::Invalid(faults)) => {
            let reason = faults.first().map(|fault| shell.error(fault)).unwrap_or_default();
            Flash::bad("deliveries-refused").with("reason", reason)
        }
        Err(error) => return Err(error.into()),
    };
    see_other(shell, &format!("/posts/{post_id}"), Some(flash))
}

/// `POST /deliveries/{id}/reschedule`
pub async fn reschedule(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<DeliveryId>,
    form: FormState,
) -> PageResult {
    let when = if form.value("intent") == "publish" { When::Now } else { When::Local(form.text("at")) };
    let outcome = app.reschedule_delivery(&actor, id, &when).await;
    done(&app, &actor, &shell, id, outcome, "deliveries-moved").await
}

/// `POST /deliveries/{id}/cancel`
pub async fn cancel(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<DeliveryId>,
) -> PageResult {
    let outcome = app.cancel_delivery(&actor, id).await;
    done(&app, &actor, &shell, id, outcome, "deliveries-canceled").await
}

/// `POST /deliveries/{id}/confirm-published`
pub async fn confirm_published(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<DeliveryId>,
    form: FormState,
) -> PageResult {
    let outcome = app.confirm_published(&actor, id, form.value("url")).await;
    done(&app, &actor, &shell, id, outcome, "deliveries-confirmed").await
}

/// `POST /deliveries/{id}/confirm-absent`
pub async fn confirm_absent(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<DeliveryId>,
) -> PageResult {
    let outcome = app.confirm_absent(&actor, id).await;
    done(&app, &actor, &shell, id, outcome, "deliveries-sent-again").await
}
