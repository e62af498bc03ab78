//! A browser and an API client over the router, without a socket.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
};

use app::{Actor, Permission, api_tokens::NewToken};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use serde_json::Value;
use tower::ServiceExt;

use crate::TestApp;

/// An answer, read to its end.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

impl Reply {
    /// Where a redirect leads; empty for any other answer.
    #[must_use]
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// A header, empty where there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("a JSON body")
    }

    /// What stands between two marks for the first time.
    #[must_use]
    pub fn between(&self, before: &str, after: &str) -> Option<&str> {
        let (_, rest) = self.body.split_once(before)?;
        rest.split_once(after).map(|(found, _)| found)
    }
}

/// A browser with its cookies, or an API client with its token.
#[derive(Clone)]
pub struct Client {
    router: Router,
    cookies: BTreeMap<String, String>,
    token: Option<String>,
    /// The network address it comes from.
    pub address: SocketAddr,
}

impl TestApp {
    /// The product's router.
    pub fn router(&self) -> Router {
        let url = url::Url::parse(&self.app.settings.public_url).expect("a public address");
        web::routes::router(self.app.clone(), &url).expect("a router")
    }

    /// A browser in which nobody is signed in.
    #[must_use]
    pub fn client(&self) -> Client {
        Client::new(self.router())
    }

    /// A browser in which a person is signed in, in the workspace of this actor.
    pub async fn client_as(&self, actor: &Actor) -> Client {
        let (token, _) = self.sign_in_as(actor.user_id.expect("a person")).await;
        let signed_in = self.app.session_of_token(&token).await.expect("read").expect("signed in");
        self.app.switch_workspace(&signed_in, actor.workspace_id).await.expect("their workspace");
        let https = self.app.settings.public_url.starts_with("https://");
        let mut client = self.client();
        client.cookies.insert(web::session::cookie_name(https).to_owned(), token);
        client
    }

    /// An API client with a token of this owner and these scopes.
    pub async fn api_client(&self, owner: &Actor, scopes: &[Permission]) -> Client {
        let new = NewToken { name: "test".to_owned(), scopes: scopes.to_vec(), expires_on: None };
        let made = self.app.create_token(owner, &new).await.expect("a token");
        self.client().with_token(&made.token)
    }
}

impl Client {
    /// A browser over a router.
    #[must_use]
    pub fn new(router: Router) -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 40_000));
        Self { router, cookies: BTreeMap::new(), token: None, address }
    }

    /// The same with a bearer token.
    #[must_use]
    pub fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// A cookie it holds.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Puts a cookie in.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Asks for a page; redirects are not followed.
    pub async fn get(&mut self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    /// Sends a form, as a browser does from a page of ours.
    pub async fn post_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let headers =
            [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
        self.send(Method::POST, path, &headers, Body::from(body)).await
    }

    /// Sends JSON to the API; `None` sends no body.
    pub async fn api(&mut self, method: Method, path: &str, body: Option<Value>) -> Reply {
        self.api_with(method, path, &[], body).await
    }

    /// The same with further headers.
    pub async fn api_with(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Reply {
        let mut headers = headers.to_vec();
        if body.is_some() {
            headers.push(("content-type", "application/json"));
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(method, path, &headers, body).await
    }

    /// Sends anything.
    pub async fn send(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header("host", "127.0.0.1:8080");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !self.cookies.is_empty() {
            let line: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, line.join("; "));
        }
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let mut request = request.body(body).expect("a request");
        request.extensions_mut().insert(ConnectInfo(self.address));
        let answer = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = answer.into_parts();
        self.keep_cookies(&parts.headers);
        let bytes = to_bytes(body, 64 * 1024 * 1024).await.expect("a body");
        Reply {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap_or_default();
            let Some((name, rest)) = line.split_once('=') else { continue };
            let value = rest.split(';').next().unwrap_or_default();
            if value.is_empty() || rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
