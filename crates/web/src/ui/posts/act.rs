//! What people do with a post: schedule what is not yet scheduled, delete, restore.

use app::{
    App,
    ids::PostId,
    posts::{SchedulePost, When},
};
use axum::extract::State;

use super::show::{Refused, refused};
use crate::{
    extract::{Id, Signed},
    forms::FormState,
    shell::{Flash, PageResult, Shell, see_other},
};

/// When a form wants something to go out: by the button that was pressed.
pub(in crate::ui) fn when(form: &FormState) -> When {
    match form.value("intent") {
        "publish" => When::Now,
        "queue" => When::Queue,
        _ => When::Local(form.text("at")),
    }
}

/// `POST /posts/{id}/schedule`
pub async fn schedule(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<PostId>,
    mut form: FormState,
) -> PageResult {
    let when = when(&form);
    let channels = form.all("channel").into_iter().filter_map(|id| id.parse().ok()).collect();
    let key = if when == When::Queue { "slots-queued" } else { "posts-scheduled" };
    match app.schedule_post(&actor, id, &SchedulePost { channels, when }).await {
        Ok(_) => see_other(&shell, &format!("/posts/{id}"), Some(Flash::good(key))),
        Err(error) => {
            form.absorb(error)?;
            refused(&app, &actor, shell, id, Refused { delivery: None, form }).await
        }
    }
}

/// `POST /posts/{id}/delete`
pub async fn delete(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<PostId>,
) -> PageResult {
    match app.delete_post(&actor, id).await {
        Ok(()) => see_other(&shell, &format!("/posts?deleted={id}"), None),
        Err(app::Error::Conflict(_)) => {
            see_other(&shell, &format!("/posts/{id}"), Some(Flash::bad("posts-in-flight")))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /posts/{id}/restore`
pub async fn restore(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<PostId>,
) -> PageResult {
    app.restore_post(&actor, id).await?;
    see_other(&shell, &format!("/posts/{id}"), Some(Flash::good("posts-restored")))
}
