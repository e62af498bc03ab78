//! How the letters of a delivery fare, and what people do with those that do not go by themselves.

use app::{
    App, Error,
    ids::DeliveryId,
    letters::{LettersPage, State as Stand},
};
use askama::Template;
use axum::extract::State;

use crate::{
    extract::{Id, Signed},
    forms::FormState,
    shell::{Flash, PageResult, Shell, fragment, page, see_other},
};

#[derive(Template)]
#[template(path = "newsletters/letters.html", blocks = ["figures"])]
struct Page<'a> {
    shell: &'a Shell,
    found: &'a LettersPage,
    may: bool,
}

impl Page<'_> {
    fn crumbs(&self) -> Vec<(String, String)> {
        let delivery = &self.found.delivery;
        vec![
            ("/posts".to_owned(), self.shell.t("nav-posts")),
            (format!("/posts/{}", delivery.post_id), delivery.post_title.clone()),
        ]
    }

    fn count(&self, stand: &str) -> i64 {
        Stand::parse(stand).map_or(0, |stand| self.found.counts.of(stand))
    }

    fn number(&self, stand: &str) -> String {
        self.shell.number(self.count(stand))
    }

    /// What the mail server said, or a word of ours.
    fn told(&self, word: &Option<String>) -> String {
        let Some(word) = word.as_deref() else { return String::new() };
        if word.starts_with(|sign: char| sign.is_ascii_digit()) {
            return word.to_owned();
        }
        self.shell.tk("letters-error", word)
    }

    fn tone(&self, stand: &Stand) -> &'static str {
        if *stand == Stand::Bounced { "quiet" } else { "warn" }
    }
}

/// `GET /deliveries/{delivery_id}/letters`
pub async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<DeliveryId>,
) -> PageResult {
    let found = app.letters_page(&actor, id).await?;
    let shell = shell.in_zone(&actor.zone);
    let shown = Page { may: shell.may("publish"), shell: &shell, found: &found };
    if shell.wants("figures") {
        return fragment(shown.as_figures());
    }
    page(&shown)
}

/// `POST /deliveries/{delivery_id}/letters`: the button that was pressed says what is done.
pub async fn act(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<DeliveryId>,
    form: FormState,
) -> PageResult {
    let moved = match form.value("intent") {
        "resend_unknown" => app.resend_unknown_letters(&actor, id).await,
        "retry_failed" => app.retry_failed_letters(&actor, id).await,
        "release" => app.release_letters(&actor, id).await,
        "drop" => app.drop_letters(&actor, id).await,
        _ => {
            app.letters_page(&actor, id).await?;
            actor.require(app::Permission::Publish)?;
            Ok(0)
        }
    };
    let done = match moved {
        Ok(moved) => Flash::good("letters-moved").with_count("count", moved),
        Err(Error::Conflict(code)) => Flash::bad(&format!("error-{code}")),
        Err(error) => return Err(error.into()),
    };
    see_other(&shell, &format!("/deliveries/{id}/letters"), Some(done))
}
