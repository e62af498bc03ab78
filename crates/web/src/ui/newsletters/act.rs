//! What is done to a list or to somebody on it with one press.

use app::{
    App,
    ids::{ChannelId, SubscriberId},
};
use axum::{
    extract::State,
    http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
    response::IntoResponse,
};

use crate::{
    extract::{Id, Signed},
    shell::{Flash, PageResult, Shell, see_other},
};

/// `POST /newsletters/{newsletter_id}/export`
pub async fn export(State(app): State<App>, Signed(actor): Signed, Id(id): Id<ChannelId>) -> PageResult {
    let list = app.export_subscribers(&actor, id).await?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"subscribers.csv\""),
        (CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, list).into_response())
}

/// `POST /subscribers/{subscriber_id}/unsubscribe`
pub async fn unsubscribe(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<SubscriberId>,
) -> PageResult {
    let known = app.find_subscriber(&actor, id).await?;
    app.unsubscribe(&actor, id).await?;
    let done = Flash::good("subscribers-unsubscribed").with("email", known.email);
    see_other(&shell, &format!("/newsletters/{}", known.channel_id), Some(done))
}

/// `POST /subscribers/{subscriber_id}/forget`
pub async fn forget(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<SubscriberId>,
) -> PageResult {
    let known = app.find_subscriber(&actor, id).await?;
    app.forget_subscriber(&actor, id).await?;
    see_other(
        &shell,
        &format!("/newsletters/{}", known.channel_id),
        Some(Flash::good("subscribers-forgotten")),
    )
}
