//! Adding a channel without a connection: its posts are published by hand.

use app::{
    App, Permission,
    channels::{
        ChannelByHand,
        place::{PLACES, word_of},
    },
    network::Network,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
};
use serde::Deserialize;

use super::connect::{brand_of, brands};
use crate::{
    extract::Signed,
    forms::FormState,
    shell::{Flash, PageResult, Shell, page, page_with, see_other},
};

#[derive(Template)]
#[template(path = "channels/by_hand.html")]
struct Page<'a> {
    shell: &'a Shell,
    form: &'a FormState,
    brands: Vec<(String, String)>,
    /// The network or place was chosen, not typed.
    is_known: bool,
}

impl Page<'_> {
    fn title(&self) -> String {
        match self.is_known {
            true => {
                self.shell.t1("channels-by-hand-to", "place", self.shell.network(self.form.value("network")))
            }
            false => self.shell.t("channels-by-hand"),
        }
    }

    /// A text about a field: the place's own where there is one.
    fn words(&self, field: &str) -> String {
        let own = format!("by-hand-{}-{field}", self.form.value("network"));
        if self.shell.locale.has(&own) {
            self.shell.t(&own)
        } else {
            self.shell.t(&format!("by-hand-account-{field}"))
        }
    }
}

/// Which network or place.
#[derive(Deserialize)]
pub struct Params {
    #[serde(default)]
    network: String,
}

fn is_known(word: &str) -> bool {
    Network::parse(word).is_some() || PLACES.contains(&word)
}

/// `GET /channels/by-hand`
pub async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Query(params): Query<Params>,
) -> PageResult {
    actor.require(Permission::ManageChannels)?;
    let word = word_of(&params.network);
    let form = FormState::new(&shell).with("network", word.as_str());
    let brands = brands(&app, &actor).await?;
    page(&Page { shell: &shell, form: &form, brands, is_known: is_known(&word) })
}

/// `POST /channels/by-hand`
pub async fn post(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    mut form: FormState,
) -> PageResult {
    let brands = brands(&app, &actor).await?;
    let input = ChannelByHand {
        brand_id: brand_of(&form, &brands),
        network: form.text("network"),
        name: form.text("name"),
        url: form.text("url"),
    };
    match app.add_channel_by_hand(&actor, &input).await {
        Ok(id) => see_other(&shell, &format!("/channels/{id}"), Some(Flash::good("channels-by-hand-added"))),
        Err(error) => {
            form.absorb(error)?;
            let is_known = form.checked("known") && is_known(form.value("network"));
            let shown = Page { shell: &shell, form: &form, brands, is_known };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
    }
}
