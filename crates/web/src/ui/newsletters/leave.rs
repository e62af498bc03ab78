//! Leaving a newsletter by the link of a mail. Whoever opens the link leaves nothing: scanners of mail open every link. The
//! button does, and so does the POST that mail programs send by themselves (RFC 8058), whatever its body.

use app::App;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::Response,
};

use crate::shell::{PageError, PageResult, Shell, page};

#[derive(Template)]
#[template(path = "newsletters/leave.html")]
struct Page<'a> {
    shell: &'a Shell,
    token: &'a str,
    /// `ask`, `left`, `stays` or `late`.
    step: &'static str,
}

/// The same page whether somebody made the link or not: nobody learns from it who is on a list.
fn show(shell: &Shell, token: &str, step: &'static str) -> Result<Response, PageError> {
    let mut response = page(&Page { shell, token, step })?;
    let headers = response.headers_mut();
    // No other site learns the address. With no-referrer, browsers would send the button's press as from nowhere.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    Ok(response)
}

/// `GET /u/{token}`
pub async fn get(shell: Shell, Path(token): Path<String>) -> PageResult {
    show(&shell, &token, "ask")
}

/// `POST /u/{token}`: answered at once, without leading elsewhere.
pub async fn post(State(app): State<App>, shell: Shell, Path(token): Path<String>) -> PageResult {
    app.leave_newsletter(&token).await?;
    show(&shell, &token, "left")
}

/// `POST /u/{token}/undo`
pub async fn undo(State(app): State<App>, shell: Shell, Path(token): Path<String>) -> PageResult {
    let stays = app.stay_in_newsletter(&token).await?;
    show(&shell, &token, if stays { "stays" } else { "late" })
}
