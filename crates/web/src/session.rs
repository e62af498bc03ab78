//! The session's cookie, and the layer that reads it.
//!
//! The token is random; the database knows its hash. Over https the cookie is bound to this host by its name.

use std::sync::Arc;

use app::{App, accounts::SignedIn};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header::SET_COOKIE},
    middleware::Next,
    response::{IntoResponse, Response},
};
use jiff::tz::TimeZone;

use crate::{
    i18n::Locale,
    shell::{BrandChoice, PageError, Theme, Viewer, cookie},
    state::WebState,
};

/// Holds the id of the brand chosen in the switcher.
pub const BRAND_COOKIE: &str = "tandem_brand";

/// The name of the session's cookie.
#[must_use]
pub const fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-tandem_session" } else { "tandem_session" }
}

/// The session's token, if the browser sent one.
#[must_use]
pub fn token(headers: &HeaderMap, https: bool) -> Option<String> {
    cookie(headers, cookie_name(https)).filter(|token| (20..=100).contains(&token.len()))
}

/// Gives the browser a session.
pub fn keep(response: &mut Response, token: &str, https: bool) {
    let seconds = app::accounts::SESSION_LIFE / 1_000;
    set(response, cookie_name(https), token, seconds, https);
}

/// Takes the session from the browser.
pub fn forget(response: &mut Response, https: bool) {
    set(response, cookie_name(https), "", 0, https);
}

/// Keeps the chosen brand, or none.
pub fn keep_brand(response: &mut Response, brand: &str, https: bool) {
    set(response, BRAND_COOKIE, brand, if brand.is_empty() { 0 } else { 31_536_000 }, https);
}

fn set(response: &mut Response, name: &str, value: &str, seconds: i64, https: bool) {
    let secure = if https { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(header) = HeaderValue::from_str(&text) {
        response.headers_mut().append(SET_COOKIE, header);
    }
}

/// Why the session could not be read; told inside the frame, so that it has a page.
#[derive(Clone)]
struct Unread(PageError);

/// Outside of the frame: puts `Arc<SignedIn>` and, where a workspace lets the person in, `Arc<Viewer>` into the request.
pub async fn read(State(state): State<WebState>, mut request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    if let Some(token) = token(request.headers(), state.https).filter(|_| !api) {
        let chosen = cookie(request.headers(), BRAND_COOKIE);
        match who(&state.app, &token, chosen.as_deref()).await {
            Ok(Some((signed_in, viewer))) => {
                request.extensions_mut().insert(Arc::new(signed_in));
                if let Some(viewer) = viewer {
                    request.extensions_mut().insert(Arc::new(viewer));
                }
            }
            Ok(None) => {}
            Err(error) => {
                request.extensions_mut().insert(Unread(error.into()));
            }
        }
    }
    next.run(request).await
}

/// Inside of the frame: tells that the session could not be read, and keeps private pages out of caches.
pub async fn guard(request: Request, next: Next) -> Response {
    if let Some(Unread(error)) = request.extensions().get::<Unread>() {
        return error.clone().into_response();
    }
    let private = request.extensions().get::<Arc<SignedIn>>().is_some();
    let mut response = next.run(request).await;
    if private {
        let headers = response.headers_mut();
        headers
            .entry(axum::http::header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("private, no-store"));
    }
    response
}

async fn who(
    app: &App,
    token: &str,
    chosen: Option<&str>,
) -> app::Result<Option<(SignedIn, Option<Viewer>)>> {
    let Some(signed_in) = app.session_of_token(token).await? else { return Ok(None) };
    let Some(actor) = signed_in.actor.clone() else { return Ok(Some((signed_in, None))) };
    let (brands, facts) = tokio::try_join!(app.brands(&actor, false), app.frame_facts(&actor))?;
    let brands: Vec<BrandChoice> =
        brands.into_iter().map(|brand| BrandChoice { id: brand.id.to_string(), name: brand.name }).collect();
    let user = &signed_in.user;
    let viewer = Viewer {
        locale: user.language.and_then(|language| Locale::from_tag(language.as_str())),
        theme: Theme::from_name(user.theme.as_str()).filter(|theme| *theme != Theme::Auto),
        zone: user.zone.as_deref().and_then(|zone| TimeZone::get(zone).ok()),
        brand: chosen.filter(|id| brands.iter().any(|brand| brand.id == *id)).map(str::to_owned),
        brands,
        badges: vec![("my-day", facts.troubled)],
        alerts: facts.alerts,
        pauses: facts.pauses,
        now: app.now(),
        ..Viewer::new(actor)
    };
    Ok(Some((signed_in, Some(viewer))))
}
