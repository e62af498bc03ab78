//! What is done to a file with one press: cut, made to fit a channel, deleted.

use app::{
    App,
    ids::{MediaId, RenderId},
    media::{CropMedia, CropShape},
    network::Placement,
};
use axum::{extract::State, http::StatusCode};

use super::show;
use crate::{
    extract::{Id, Signed},
    forms::FormState,
    shell::{Flash, PageResult, Shell, see_other},
};

/// `POST /media/{id}/crop`
pub async fn crop(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<MediaId>,
    form: FormState,
) -> PageResult {
    actor.require(app::Permission::WritePosts)?;
    let mut form = form.named("c");
    let found = app.media_page(&actor, id).await?;
    let ratio = form.value("ratio").split_once(':');
    let ratio = ratio.and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    let side_max = form.integer("side_max").map(|side| u32::try_from(side).unwrap_or(0));
    let shape = match ratio {
        Some((width, height)) => CropShape::Ratio(width, height),
        None => {
            let mut part = [0.0, 0.0, 100.0, 100.0];
            for (slot, name) in part.iter_mut().zip(["left", "top", "width", "height"]) {
                let Some(text) = form.optional(name) else { continue };
                match text.replace(',', ".").parse::<f64>() {
                    Ok(percent) if (0.0..=100.0).contains(&percent) => *slot = percent,
                    _ => form.fault(name, "out_of_range"),
                }
            }
            CropShape::Part(part)
        }
    };
    if form.is_valid() {
        let how = CropMedia { shape, side_max, jpeg: form.checked("jpeg") };
        match app.crop_media(&actor, id, &how).await {
            Ok(version) => {
                let done = Flash::good("media-version-made").with("name", version.file_name);
                return see_other(&shell, &format!("/media/{}", version.id), Some(done));
            }
            Err(error) => form.absorb(error)?,
        }
    }
    let details = show::form_of(&actor, &shell, &found);
    show::render(&app, &actor, &shell, StatusCode::UNPROCESSABLE_ENTITY, &details, &form, &found).await
}

/// `POST /media/{id}/fit`
pub async fn fit(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<MediaId>,
    form: FormState,
) -> PageResult {
    actor.require(app::Permission::WritePosts)?;
    let channel_id = form.value("channel_id").parse().map_err(|_| app::Error::NotFound)?;
    match app.fit_media(&actor, id, channel_id, Placement::Feed).await {
        Ok(version) => {
            let done = Flash::good("media-version-made").with("name", version.file_name);
            see_other(&shell, &format!("/media/{}", version.id), Some(done))
        }
        Err(app::Error::Invalid(faults)) => {
            let why = faults.first().map(|fault| shell.error(fault)).unwrap_or_default();
            see_other(&shell, &format!("/media/{id}"), Some(Flash::bad("media-not-done").with("reason", why)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /media/{id}/render`
pub async fn order(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<MediaId>,
    form: FormState,
) -> PageResult {
    actor.require(app::Permission::WritePosts)?;
    let media = app.media(&actor, id).await?;
    let place = format!("/media/{}#fit", media.root());
    let channel_id = form.value("channel_id").parse().map_err(|_| app::Error::NotFound)?;
    let why = match app.order_render(&actor, id, channel_id).await {
        Ok(_) => return see_other(&shell, &place, Some(Flash::good("media-render-ordered"))),
        Err(app::Error::Invalid(faults)) => {
            faults.first().map(|fault| shell.error(fault)).unwrap_or_default()
        }
        Err(app::Error::Conflict(code)) => shell.tk("error", code),
        Err(error) => return Err(error.into()),
    };
    see_other(&shell, &place, Some(Flash::bad("media-not-done").with("reason", why)))
}

/// `POST /media/renders/{id}/cancel`
pub async fn cancel(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<RenderId>,
) -> PageResult {
    let render = app.render(&actor, id).await?;
    let place = format!("/media/{}#fit", render.media_id);
    match app.cancel_render(&actor, id).await {
        Ok(_) => see_other(&shell, &place, Some(Flash::good("media-render-canceled"))),
        Err(app::Error::Conflict(code)) => {
            let why = shell.tk("error", code);
            see_other(&shell, &place, Some(Flash::bad("media-not-done").with("reason", why)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /media/{id}/delete`
pub async fn delete(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<MediaId>,
) -> PageResult {
    let media = app.media(&actor, id).await?;
    match app.delete_media(&actor, id).await {
        Ok(()) => {
            let done = Flash::good("media-deleted").with("name", media.file_name);
            see_other(&shell, "/media", Some(done))
        }
        // The page says where.
        Err(app::Error::Conflict(_)) => {
            see_other(&shell, &format!("/media/{id}#uses"), Some(Flash::bad("media-in-use")))
        }
        Err(error) => Err(error.into()),
    }
}
