//! A running simulator and a client for the tests.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use simulator::{Config, Simulator};

pub const HANDLE: &str = "brand.test";
pub const APP_PASSWORD: &str = "abcd-efgh-ijkl-mnop";
pub const USERNAME: &str = "brand";

pub struct World {
    pub sim: Simulator,
    pub http: Client,
    pub did: String,
}

pub async fn world() -> World {
    let sim = Simulator::start(Config::default()).await.unwrap();
    let did = sim.add_bluesky_account(HANDLE, APP_PASSWORD, "Brand");
    sim.add_mastodon_account(USERNAME, "password", "Brand");
    World { sim, http: client(), did }
}

#[expect(clippy::disallowed_methods, reason = "tests drive the simulator with a plain client")]
fn client() -> Client {
    let _installed = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(5))
        .no_proxy()
        .build()
        .unwrap()
}

/// Status and JSON body.
pub async fn answer(request: RequestBuilder) -> (u16, Value) {
    let answer: Response = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap_or(Value::Null))
}

impl World {
    pub fn xrpc_get(&self, method: &str, token: &str) -> RequestBuilder {
        self.http.get(format!("{}/xrpc/{method}", self.sim.bluesky_url())).bearer_auth(token)
    }

    pub fn xrpc(&self, method: &str, token: &str, body: &Value) -> RequestBuilder {
        self.http.post(format!("{}/xrpc/{method}", self.sim.bluesky_url())).bearer_auth(token).json(body)
    }

    /// Access and refresh token.
    pub async fn sign_in(&self) -> (String, String) {
        let body = json!({ "identifier": HANDLE, "password": APP_PASSWORD });
        let url = format!("{}/xrpc/com.atproto.server.createSession", self.sim.bluesky_url());
        let (status, session) = answer(self.http.post(url).json(&body)).await;
        assert_eq!(status, 200, "{session}");
        (text(&session["accessJwt"]), text(&session["refreshJwt"]))
    }

    pub fn put(&self, token: &str, rkey: &str, record: &Value) -> RequestBuilder {
        let body = json!({
            "repo": self.did, "collection": "app.bsky.feed.post", "rkey": rkey, "record": record,
        });
        self.xrpc("com.atproto.repo.putRecord", token, &body)
    }

    pub fn api(&self, path: &str) -> String {
        format!("{}{path}", self.sim.mastodon_url())
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

pub fn record(words: &str) -> Value {
    json!({ "$type": "app.bsky.feed.post", "text": words, "createdAt": "2026-03-01T10:00:00.000Z" })
}

pub fn png() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend([0, 0, 0, 7, 0, 0, 0, 5, 8, 6, 0, 0, 0]);
    bytes
}
