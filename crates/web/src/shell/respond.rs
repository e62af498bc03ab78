//! How a handler answers: a page, a block of it, the next place, or the way out.

use askama::Template;
use axum::http::header::{LOCATION, REFRESH, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;
use url::Url;

use super::{Flash, PageError, Shell, flash};

/// What a page handler returns.
pub type PageResult = Result<Response, PageError>;

/// The whole page.
///
/// # Errors
/// When the template cannot be rendered.
pub fn page(template: &impl Template) -> PageResult {
    page_with(StatusCode::OK, template)
}

/// The whole page with a status, 422 for a form that has faults.
///
/// # Errors
/// When the template cannot be rendered.
pub fn page_with(status: StatusCode, template: &impl Template) -> PageResult {
    Ok((status, Html(template.render()?)).into_response())
}

/// A block of a page, for htmx: pass `page.as_<block>()`.
///
/// # Errors
/// When the template cannot be rendered.
pub fn fragment(block: impl Template) -> PageResult {
    page(&block)
}

/// The next place after an action, with what to say there.
///
/// # Errors
/// Never; the type fits a handler's last line.
pub fn see_other(shell: &Shell, to: &str, message: Option<Flash>) -> PageResult {
    let place = HeaderValue::from_str(to).map_err(|error| PageError::Internal(error.to_string()))?;
    let mut response = if shell.is_htmx() {
        let mut response = StatusCode::OK.into_response();
        response.headers_mut().insert("hx-redirect", place);
        response
    } else {
        let mut response = StatusCode::SEE_OTHER.into_response();
        response.headers_mut().insert(LOCATION, place);
        response
    };
    if let Some(message) = message {
        let cookie =
            format!("{}={}; Path=/; Max-Age=60; SameSite=Lax; HttpOnly", flash::COOKIE, message.encode());
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
    Ok(response)
}

/// Adds a message to the answer that htmx asked for; a whole page brings its message as a flash.
#[must_use]
pub fn with_toast(mut response: Response, shell: &Shell, message: &Flash) -> Response {
    let event = json!({ "toast": { "text": message.text(shell), "tone": message.tone.name() } }).to_string();
    // A header holds ASCII only; JSON has a way to write the rest.
    let mut ascii = String::with_capacity(event.len());
    for unit in event.encode_utf16() {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => ascii.push(char::from(byte)),
            _ => ascii.push_str(&format!("\\u{unit:04x}")),
        }
    }
    if let Ok(value) = HeaderValue::from_str(&ascii) {
        response.headers_mut().insert("hx-trigger", value);
    }
    response
}

#[derive(Template)]
#[template(path = "leave.html")]
struct LeavePage<'a> {
    shell: &'a Shell,
    host: &'a str,
    url: &'a str,
}

/// A page that sends the person on to another site, such as a network's consent page.
///
/// Chromium holds the redirects that follow a form's submission against `form-action`, and the
/// servers people connect are not known beforehand. So an action that leads away answers with this
/// page instead of a redirect: it says where it leads, and goes there by itself.
///
/// # Errors
/// When the address is not http or https.
pub fn leave(shell: &Shell, to: &str) -> PageResult {
    let url = Url::parse(to).map_err(|error| PageError::Internal(error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(PageError::Internal(format!("cannot lead to a {} address", url.scheme())));
    }
    let mut response =
        page(&LeavePage { shell, host: url.host_str().unwrap_or_default(), url: url.as_str() })?;
    let refresh = HeaderValue::from_str(&format!("0; url={url}"))
        .map_err(|error| PageError::Internal(error.to_string()))?;
    response.headers_mut().insert(REFRESH, refresh);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, Uri, header::ACCEPT_LANGUAGE};

    use super::*;

    fn shell() -> Shell {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("es"));
        Shell::new(&headers, &Uri::from_static("/"), None)
    }

    #[test]
    fn a_message_of_any_language_fits_a_header() {
        let message = Flash::good("leave-title").with("host", "größe.example");
        let response = with_toast(StatusCode::NO_CONTENT.into_response(), &shell(), &message);
        let event = response.headers()["hx-trigger"].to_str().unwrap_or_default();
        let event: serde_json::Value = serde_json::from_str(event).unwrap_or_default();
        assert_eq!(event["toast"]["text"], "Continuar a größe.example");
    }

    #[test]
    fn the_way_out_names_its_place() -> Result<(), PageError> {
        let response = leave(&shell(), "https://mastodon.example/oauth/authorize?x=1&y=2")?;
        assert_eq!(response.headers()[REFRESH], "0; url=https://mastodon.example/oauth/authorize?x=1&y=2");
        for bad in ["javascript:alert(1)", "/inside", "data:text/html,x"] {
            assert!(leave(&shell(), bad).is_err(), "{bad}");
        }
        Ok(())
    }
}
