//! One file: what is known of it, its versions, the posts that carry it.

use app::{
    Actor, App,
    channels::Channel,
    ids::MediaId,
    media::{EditMedia, MediaPage, Sort},
    renders::{FilmOffer, Needs, Render},
};
use askama::Template;
use axum::{extract::State, http::StatusCode};

use crate::{
    extract::{Id, Signed},
    forms::FormState,
    shell::{Flash, PageResult, Shell, fragment, page_with, see_other},
};

#[derive(Template)]
#[template(path = "media/show.html", blocks = ["film"])]
struct Page<'a> {
    shell: &'a Shell,
    form: &'a FormState,
    crop: &'a FormState,
    found: &'a MediaPage,
    folders: Vec<String>,
    /// Channels whose network does not take the picture as it is, but can take a version.
    fits: Vec<Channel>,
    /// Channels whose network does not take the film as it is.
    offers: Vec<FilmOffer>,
    renders: Vec<Render>,
    has_ffmpeg: bool,
    now: i64,
}

/// Shapes to cut to, as width and height.
pub(super) const RATIOS: [(u32, u32); 7] = [(1, 1), (4, 5), (9, 16), (16, 9), (3, 2), (2, 3), (191, 100)];

impl Page<'_> {
    fn is_picture(&self) -> bool {
        self.found.media.sort() == Sort::Image
    }

    /// What is in the way of the film at a channel, in words.
    fn needs(&self, needs: &Needs) -> String {
        let mut words = Vec::new();
        for (holds, key) in [
            (needs.kind, "media-film-kind"),
            (needs.bytes, "media-film-bytes"),
            (needs.pixels, "media-film-pixels"),
            (needs.ratio, "media-film-ratio"),
        ] {
            if holds {
                words.push(self.shell.t(key));
            }
        }
        if let Some(ms) = needs.cut_to_ms {
            let length = format!("{}:{:02}", ms / 60_000, ms / 1_000 % 60);
            words.push(self.shell.t1("media-film-cut", "length", length));
        }
        words.join(" ")
    }

    /// Whether an order for a channel is open.
    fn is_ordered(&self, channel: &Channel) -> bool {
        self.renders.iter().any(|render| render.is_open() && render.channel_id == channel.id)
    }

    /// Whether the page shall look again by itself.
    fn is_live(&self) -> bool {
        self.renders.iter().any(Render::is_open)
    }

    /// Why an order failed.
    fn why(&self, render: &Render) -> String {
        let told = render.last_error.as_deref().unwrap_or("render_fault");
        if told.starts_with("ffmpeg: ") { told.to_owned() } else { self.shell.tk("error", told) }
    }

    fn ratios(&self) -> Vec<(String, String)> {
        RATIOS
            .iter()
            .map(|(width, height)| {
                let name = if *height == 100 { "1.91:1".to_owned() } else { format!("{width}:{height}") };
                (format!("{width}:{height}"), name)
            })
            .collect()
    }
}

/// `GET /media/{id}`
pub async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<MediaId>,
) -> PageResult {
    let found = app.media_page(&actor, id).await?;
    let form = form_of(&actor, &shell, &found);
    render(&app, &actor, &shell, StatusCode::OK, &form, &FormState::new(&shell).named("c"), &found).await
}

/// `POST /media/{id}`
pub async fn update(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<MediaId>,
    mut form: FormState,
) -> PageResult {
    actor.require(app::Permission::WritePosts)?;
    let found = app.media_page(&actor, id).await?;
    let percent = |form: &mut FormState, name: &str, known: i64| {
        if form.optional(name).is_none() { known } else { form.integer(name).unwrap_or(known) }
    };
    let focus = (
        percent(&mut form, "focus_x", found.media.focus_x),
        percent(&mut form, "focus_y", found.media.focus_y),
    );
    let input = EditMedia {
        file_name: form.text("file_name"),
        alt: form.text("alt"),
        folder: form.text("folder"),
        tags: form.text("tags"),
        rights_holder: form.text("rights_holder"),
        licence: form.text("licence"),
        rights_until: form.text("rights_until"),
        focus,
    };
    if form.is_valid() {
        match app.edit_media(&actor, id, &input).await {
            Ok(_) => return see_other(&shell, &format!("/media/{id}"), Some(Flash::good("media-saved"))),
            Err(error) => form.absorb(error)?,
        }
    }
    let crop = FormState::new(&shell).named("c");
    render(&app, &actor, &shell, StatusCode::UNPROCESSABLE_ENTITY, &form, &crop, &found).await
}

/// The fields of what is known.
pub(super) fn form_of(actor: &Actor, shell: &Shell, found: &MediaPage) -> FormState {
    let media = &found.media;
    let until = media.rights_end_at.map(|end| app::zone::day(end - 1, &actor.zone).to_string());
    let values = [
        ("file_name", media.file_name.clone()),
        ("alt", media.alt.clone()),
        ("folder", media.folder.clone()),
        ("tags", media.tags().join(", ")),
        ("rights_holder", media.rights_holder.clone()),
        ("licence", media.licence.clone()),
        ("rights_until", until.unwrap_or_default()),
        ("focus_x", media.focus_x.to_string()),
        ("focus_y", media.focus_y.to_string()),
    ];
    FormState::typed(shell, values.map(|(name, value)| (name.to_owned(), value)).into())
}

pub(super) async fn render(
    app: &App,
    actor: &Actor,
    shell: &Shell,
    status: StatusCode,
    form: &FormState,
    crop: &FormState,
    found: &MediaPage,
) -> PageResult {
    let page = Page {
        shell,
        form,
        crop,
        found,
        folders: app.media_shelves(actor, Some(found.media.brand_id)).await?.folders,
        fits: app.channels_to_fit(actor, &found.media).await?,
        offers: app.film_offers(actor, &found.media).await?,
        renders: app.renders_of(actor, &found.media).await?,
        has_ffmpeg: app.settings.ffmpeg.is_some(),
        now: app.now(),
    };
    if shell.wants("fit") {
        return fragment(page.as_film());
    }
    page_with(status, &page)
}
