//! The layer around every page: request id, security headers, the flash read once, and faults
//! turned into pages in the person's language (or problem documents under `/api`).

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, SET_COOKIE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;
use tower_http::csrf::ProtectionError;
use url::{Position, Url};

use super::{PageError, Shell, Viewer, flash, security};

/// What the frame needs to know about the installation.
#[derive(Clone, Copy, Debug, Default)]
pub struct FrameConfig {
    /// Whether people reach it over https, so that browsers may be told to insist on it.
    pub https: bool,
}

const REQUEST_ID: &str = "x-request-id";

/// The layer itself: `axum::middleware::from_fn_with_state(config, frame)`.
///
/// The layer that puts the [`Viewer`] into the extensions stands outside of it.
pub async fn frame(State(config): State<FrameConfig>, mut request: Request, next: Next) -> Response {
    let id = request_id(request.headers());
    request.headers_mut().insert(REQUEST_ID, id.clone());
    let head = Head {
        headers: request.headers().clone(),
        uri: request.uri().clone(),
        viewer: request.extensions().get::<Arc<Viewer>>().cloned(),
        reads: request.method().is_safe(),
        route: request.extensions().get::<MatchedPath>().cloned(),
    };
    let mut response = next.run(request).await;
    if response.status().is_client_error() || response.status().is_server_error() {
        response = head.explain(response);
    }
    let had_flash = super::cookie(&head.headers, flash::COOKIE).is_some();
    let headers = response.headers_mut();
    let is_html = headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.to_str().is_ok_and(|value| value.starts_with("text/html")));
    if is_html {
        headers.append(VARY, HeaderValue::from_static("hx-request, hx-target, cookie, accept-language"));
        headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
        let is_whole = !head.headers.contains_key("hx-request");
        if had_flash && is_whole && !headers.contains_key(SET_COOKIE) {
            let gone = format!("{}=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly", flash::COOKIE);
            if let Ok(gone) = HeaderValue::from_str(&gone) {
                headers.append(SET_COOKIE, gone);
            }
        }
    }
    headers.insert(REQUEST_ID, id);
    security::set_headers(headers, config.https);
    response
}

fn request_id(headers: &HeaderMap) -> HeaderValue {
    let given = headers.get(REQUEST_ID).filter(|value| {
        matches!(value.len(), 8..=64)
            && value.as_bytes().iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    });
    given.cloned().unwrap_or_else(|| {
        let id = format!("{:016x}", rand::random::<u64>());
        HeaderValue::from_str(&id).unwrap_or(HeaderValue::from_static("none"))
    })
}

/// The head of a request, kept to explain a fault.
struct Head {
    headers: HeaderMap,
    uri: Uri,
    viewer: Option<Arc<Viewer>>,
    reads: bool,
    /// The route's pattern, for the log: the address itself may be a secret, as those of resets are.
    route: Option<MatchedPath>,
}

#[derive(Template)]
#[template(path = "errors/problem.html")]
struct ProblemPage<'a> {
    shell: &'a Shell,
    status: u16,
    key: &'static str,
    code: &'a str,
    again: bool,
}

impl Head {
    fn explain(&self, response: Response) -> Response {
        let status = response.status();
        let explained = response.headers().get(CONTENT_TYPE).is_some_and(|value| {
            !value.as_bytes().starts_with(b"text/plain")
                && !value.as_bytes().starts_with(b"application/octet-stream")
        });
        let known = response.extensions().get::<PageError>().cloned();
        if explained && known.is_none() {
            return response;
        }
        let cross_site = response.extensions().get::<ProtectionError>().is_some();
        let fault = match known {
            Some(fault) => fault,
            None if cross_site => PageError::CrossSite,
            None => PageError::of_status(status),
        };
        let status = if status == StatusCode::METHOD_NOT_ALLOWED { status } else { fault.status() };
        if let Some(reason) = fault.reason() {
            tracing::error!(
                request_id = self.headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()),
                route = self.route.as_ref().map_or("-", MatchedPath::as_str),
                reason,
                "a page failed"
            );
        }
        let mut told = if self.uri.path().starts_with("/api/") {
            self.problem(status, &fault)
        } else if fault == PageError::SignIn {
            return self.sign_in();
        } else {
            self.page(status, &fault)
        };
        for (name, value) in response.headers() {
            if *name != CONTENT_TYPE && *name != axum::http::header::CONTENT_LENGTH {
                told.headers_mut().append(name, value.clone());
            }
        }
        told
    }

    fn page(&self, status: StatusCode, fault: &PageError) -> Response {
        let shell = Shell::new(&self.headers, &self.uri, self.viewer.clone());
        let code = if let PageError::Conflict(code) = fault { code } else { "" };
        let page = ProblemPage {
            shell: &shell,
            status: status.as_u16(),
            key: fault.key(),
            code,
            again: self.reads && fault.may_pass(),
        };
        match page.render() {
            Ok(html) => (status, Html(html)).into_response(),
            Err(error) => {
                tracing::error!(%error, "the error page cannot be rendered");
                status.into_response()
            }
        }
    }

    fn problem(&self, status: StatusCode, fault: &PageError) -> Response {
        let code = if let PageError::Conflict(code) = fault { code } else { fault.key() };
        let id = self.headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
        let body = json!({
            "type": "about:blank",
            "title": status.canonical_reason().unwrap_or("Error"),
            "status": status.as_u16(),
            "code": code,
            "errors": [],
            "request_id": id,
        });
        (status, [(CONTENT_TYPE, "application/problem+json")], Json(body).0.to_string()).into_response()
    }

    fn sign_in(&self) -> Response {
        // A part of a page was asked for: afterwards the page is wanted, not the part.
        let page = self.headers.get("hx-current-url").and_then(|url| Url::parse(url.to_str().ok()?).ok());
        let page = page.map(|page| page[Position::BeforePath..Position::AfterQuery].to_owned());
        let here = self.uri.path_and_query().map_or("/", |here| here.as_str());
        let here = page.as_deref().unwrap_or(here);
        let next: String = url::form_urlencoded::byte_serialize(here.as_bytes()).collect();
        let place = HeaderValue::from_str(&format!("/sign-in?next={next}"))
            .unwrap_or(HeaderValue::from_static("/sign-in"));
        if self.headers.contains_key("hx-request") {
            (StatusCode::OK, [("hx-redirect", place)]).into_response()
        } else {
            (StatusCode::SEE_OTHER, [(LOCATION, place)]).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::Method;
    use axum::middleware::from_fn_with_state;
    use axum::routing::{get, post};
    use tower::ServiceExt;

    use super::super::{Flash, page, see_other};
    use super::*;

    #[derive(Template)]
    #[template(source = "{{ shell.here }}", ext = "html")]
    struct Plain {
        shell: Shell,
    }

    fn service() -> Router {
        let url = Url::parse("https://tandem.example").expect("an address");
        Router::new()
            .route("/plain", get(async |shell: Shell| page(&Plain { shell })))
            .route(
                "/done",
                post(async |shell: Shell| {
                    see_other(&shell, "/plain", Some(Flash::good("preferences-saved")))
                }),
            )
            .route("/mine", get(async || PageError::SignIn))
            .route("/broken", get(async || PageError::Internal("a secret reason".to_owned())))
            .route("/slow", get(async || PageError::TooMany(30)))
            .route("/api/v1/things", get(async || PageError::Conflict("closed".to_owned())))
            .fallback(async || PageError::NotFound)
            .layer(security::cross_site_guard(&url).expect("an origin"))
            .layer(from_fn_with_state(FrameConfig { https: true }, frame))
    }

    async fn ask(method: Method, path: &str, headers: &[(&'static str, &str)]) -> (Response, String) {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response =
            service().oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer");
        let (head, body) = response.into_parts();
        let bytes = to_bytes(body, 1_000_000).await.expect("a body");
        (Response::from_parts(head, Body::empty()), String::from_utf8_lossy(&bytes).into_owned())
    }

    #[tokio::test]
    async fn every_answer_is_guarded() {
        let (response, _) = ask(Method::GET, "/plain", &[]).await;
        let headers = response.headers();
        assert!(
            headers["content-security-policy"].to_str().expect("text").contains("frame-ancestors 'none'")
        );
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert!(headers.contains_key("strict-transport-security"));
        assert!(headers[VARY].to_str().expect("text").contains("hx-request"));
        assert_eq!(headers[REQUEST_ID].len(), 16);
    }

    #[tokio::test]
    async fn a_fault_is_told_in_the_persons_language_with_its_number() {
        let english = ask(Method::GET, "/nothing", &[]).await;
        assert_eq!(english.0.status(), StatusCode::NOT_FOUND);
        assert!(english.1.contains("There is nothing here"));
        let id = [("accept-language", "de"), ("x-request-id", "abcd-1234")];
        let (response, html) = ask(Method::GET, "/broken", &id).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(html.contains("Anfrage abcd-1234") && html.contains("lang=\"de\""));
        assert!(!html.contains("a secret reason"));
        let (response, _) = ask(Method::GET, "/slow", &[]).await;
        assert_eq!(
            (response.status().as_u16(), &response.headers()["retry-after"]),
            (429, &HeaderValue::from(30))
        );
        assert_eq!(ask(Method::GET, "/done", &[]).await.0.status(), StatusCode::METHOD_NOT_ALLOWED);
    }

    #[tokio::test]
    async fn a_program_gets_a_problem_document() {
        let (response, body) = ask(Method::GET, "/api/v1/things", &[]).await;
        assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
        assert!(body.contains("\"code\":\"closed\"") && body.contains("\"status\":409"), "{body}");
    }

    #[tokio::test]
    async fn a_stranger_is_led_to_the_sign_in_and_back() {
        let (response, _) = ask(Method::GET, "/mine?page=2", &[]).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(response.headers()[LOCATION], "/sign-in?next=%2Fmine%3Fpage%3D2");
        let (response, _) = ask(Method::GET, "/mine", &[("hx-request", "true")]).await;
        assert_eq!(response.headers()["hx-redirect"], "/sign-in?next=%2Fmine");
        let page = ("hx-current-url", "https://tandem.example/posts/new?brand=1#text");
        let (response, _) = ask(Method::GET, "/mine", &[("hx-request", "true"), page]).await;
        assert_eq!(response.headers()["hx-redirect"], "/sign-in?next=%2Fposts%2Fnew%3Fbrand%3D1");
    }

    #[tokio::test]
    async fn another_site_changes_nothing() {
        let foreign = [("host", "tandem.example"), ("origin", "https://evil.example")];
        let (response, html) = ask(Method::POST, "/done", &foreign).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        assert!(html.contains("came from another site"));
        let cross = ask(Method::POST, "/done", &[("sec-fetch-site", "cross-site")]).await;
        assert_eq!(cross.0.status(), StatusCode::FORBIDDEN);
        let behind_a_proxy = [("host", "inner:8080"), ("origin", "https://tandem.example")];
        assert_eq!(ask(Method::POST, "/done", &behind_a_proxy).await.0.status(), StatusCode::SEE_OTHER);
    }

    #[tokio::test]
    async fn a_message_is_said_once() {
        let (response, _) = ask(Method::POST, "/done", &[]).await;
        let cookie = response.headers()[SET_COOKIE].to_str().expect("text").to_owned();
        let cookie = cookie.split(';').next().expect("a pair").to_owned();
        let (response, html) = ask(Method::GET, "/nothing", &[("cookie", &cookie)]).await;
        assert!(html.contains("Saved."), "the next page says it, whichever it is");
        assert!(response.headers()[SET_COOKIE].to_str().expect("text").contains("Max-Age=0"));
    }
}
