//! What people do with a channel: check, pause, resume, disconnect.

use app::{App, channels::Health, ids::ChannelId};
use axum::extract::State;

use crate::{
    extract::{Id, Signed},
    forms::FormState,
    shell::{Flash, PageResult, Shell, see_other},
};

/// `POST /channels/{id}/check`
pub async fn check(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<ChannelId>,
) -> PageResult {
    let flash = match app.check_channel(&actor, id).await? {
        Health::Healthy => Flash::good("channels-check-healthy"),
        Health::Unreachable => Flash::warn("channels-check-unreachable"),
        Health::ByHand => Flash::good("channels-check-by-hand"),
        Health::Reconnect | Health::Disconnected => Flash::bad("channels-check-reconnect"),
    };
    see_other(&shell, &format!("/channels/{id}"), Some(flash))
}

/// `POST /channels/{id}/pause`
pub async fn pause(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<ChannelId>,
    form: FormState,
) -> PageResult {
    let flash = match app.pause_channel(&actor, id, form.value("reason")).await {
        Ok(()) => Flash::warn("channels-paused"),
        Err(app::Error::Invalid(faults)) if faults.iter().any(|fault| fault.code == "already_paused") => {
            Flash::bad("error-already_paused")
        }
        Err(app::Error::Invalid(_)) => Flash::bad("channels-pause-reason-missing"),
        Err(error) => return Err(error.into()),
    };
    see_other(&shell, &format!("/channels/{id}"), Some(flash))
}

/// `POST /channels/{id}/resume`
pub async fn resume(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<ChannelId>,
) -> PageResult {
    app.resume_channel(&actor, id).await?;
    see_other(&shell, "/held", Some(Flash::good("channels-resumed")))
}

/// `POST /channels/{id}/disconnect`
pub async fn disconnect(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<ChannelId>,
) -> PageResult {
    app.disconnect_channel(&actor, id).await?;
    see_other(&shell, "/channels", Some(Flash::good("channels-disconnected")))
}
