//! A sign-in from the consent page to the revoked refresh token, over HTTP.

use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::authority::{Authority, Issued, TokenFault};
use super::flavour::{ClientAuth, Flavour, Pkce, Refresh};
use super::token::OAuthFault;
use super::{SignIn, routes};
use crate::account::AccountSpec;
use crate::call::Call;
use crate::faults::Refusal;
use crate::ids;
use crate::params::Params;
use crate::sim::{Config, Simulator};
use crate::stand_in::{Listed, Network, StandIn, States};
use crate::state::Shared;
use crate::world::{Draft, World};

/// A network that is in no list.
#[derive(Default)]
struct Pretend {
    world: World,
    authority: Authority,
}

impl Listed for Pretend {
    const NETWORK: Network = Network::Mastodon;

    fn slot(_states: &States) -> &Mutex<Self> {
        static SLOT: LazyLock<Mutex<Pretend>> = LazyLock::new(Mutex::default);
        &SLOT
    }
}

impl StandIn for Pretend {
    fn router(shared: &Arc<Shared>) -> Router {
        routes::<Self>().with_state(Arc::clone(shared))
    }

    fn world(&mut self) -> &mut World {
        &mut self.world
    }

    fn refusal(_shared: &Shared, _refusal: &Refusal) -> Response {
        StatusCode::BAD_REQUEST.into_response()
    }

    fn new_post_id(&mut self, _shared: &Shared, _draft: &Draft) -> String {
        String::new()
    }

    fn post_url(&mut self, _shared: &Shared, _author: &str, _post_id: &str) -> String {
        String::new()
    }

    fn authority(&mut self) -> Option<&mut Authority> {
        Some(&mut self.authority)
    }
}

impl SignIn for Pretend {
    const FLAVOUR: Flavour = Flavour {
        pkce: Pkce::Required,
        client_auth: ClientAuth::Basic,
        scopes: &["read", "write"],
        access_life_s: Some(7200),
        refresh: Refresh::Once { life_s: 86_400, reuse_revokes: true },
        revoke: &["/oauth/revoke"],
        ..Flavour::STANDARD
    };

    fn sign_in(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn token_answer(&mut self, _shared: &Shared, issued: &Issued, answer: &mut Value) {
        answer["user_id"] = issued.account.as_str().into();
    }

    fn other_grant(
        &mut self,
        shared: &Shared,
        grant_type: &str,
        params: &Params,
        _call: &Call,
    ) -> Option<Result<Issued, OAuthFault>> {
        let now = shared.clock.now();
        let from = params.get("exchange_token");
        (grant_type == "exchange").then(|| {
            let token = self.authority.check(from, now).map_err(|_| OAuthFault::Refresh)?;
            let life = 60 * 86_400;
            let access =
                self.authority.derive(shared.seed, &Self::FLAVOUR, &token, &token.account, Some(life), now);
            Ok(Issued { access, account: token.account, expires_in_s: Some(life), ..Issued::default() })
        })
    }
}

const VERIFIER: &str = "a-verifier-of-forty-three-characters-or-more-here";
const BACK: &str = "https://tandem.example/back";

struct Client {
    sim: Simulator,
    base: String,
}

impl Client {
    async fn start() -> Self {
        let sim = Simulator::start(Config::only(&[])).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = Pretend::router(sim.shared());
        tokio::spawn(async move { axum::serve(listener, router).await });
        sim.shared().state::<Pretend>().authority.add_app("app-1", "secret-1", BACK);
        Pretend::add_account(sim.shared(), &AccountSpec::new("brand", "pass", "Brand"));
        Self { sim, base }
    }

    fn query(&self) -> Vec<(&'static str, String)> {
        [
            ("client_id", "app-1"),
            ("redirect_uri", BACK),
            ("response_type", "code"),
            ("scope", "read write"),
            ("state", "s-1"),
            ("code_challenge_method", "S256"),
        ]
        .map(|(key, value)| (key, value.to_owned()))
        .into_iter()
        .chain([("code_challenge", ids::base64url(&ids::sha256(VERIFIER.as_bytes())))])
        .collect()
    }

    async fn consent(&self, with: &[(&'static str, &str)]) -> (u16, String) {
        let mut form = self.query();
        form.retain(|(key, _)| with.iter().all(|(other, _)| other != key));
        form.extend(with.iter().map(|(key, value)| (*key, (*value).to_owned())));
        let client = &self.sim.shared().client;
        let answer = client.post(format!("{}/oauth/authorize", self.base)).form(&form).send().await.unwrap();
        let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        (answer.status().as_u16(), to.unwrap_or_default())
    }

    async fn code(&self) -> String {
        let (status, to) = self.consent(&[("login", "brand"), ("password", "pass")]).await;
        assert_eq!(status, 302);
        assert!(to.starts_with(BACK) && to.ends_with("&state=s-1"), "{to}");
        to.split_once("code=").unwrap().1.split('&').next().unwrap().to_owned()
    }

    async fn token(&self, secret: &str, form: &[(&str, &str)]) -> (u16, Value) {
        let request = self.sim.shared().client.post(format!("{}/oauth/token", self.base));
        let answer = request.basic_auth("app-1", Some(secret)).form(form).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn redeem(&self, code: &str, verifier: &str) -> (u16, Value) {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", BACK),
            ("code_verifier", verifier),
        ];
        self.token("secret-1", &form).await
    }

    async fn refresh(&self, token: &str) -> (u16, Value) {
        self.token("secret-1", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    fn check(&self, token: &Value) -> Result<String, TokenFault> {
        let now = self.sim.shared().clock.now();
        let state = self.sim.shared().state::<Pretend>();
        state.authority.check(token.as_str(), now).map(|token| token.account)
    }
}

#[tokio::test]
async fn from_the_consent_page_to_the_revoked_token() {
    let c = Client::start().await;
    // The page refuses what is not registered, and asks again for a wrong password.
    assert_eq!(c.consent(&[("redirect_uri", "https://evil.example/")]).await.0, 400);
    assert_eq!(c.consent(&[("client_id", "app-2")]).await.0, 400);
    assert_eq!(c.consent(&[("scope", "admin")]).await.0, 400);
    assert_eq!(c.consent(&[("code_challenge", "")]).await.0, 400);
    assert_eq!(c.consent(&[("login", "brand"), ("password", "no")]).await.0, 401);
    let (status, to) = c.consent(&[("decision", "deny")]).await;
    assert!(status == 302 && to.contains("error=access_denied"), "{to}");

    // A code is good once, with its verifier, for its app.
    let code = c.code().await;
    assert_eq!(c.redeem(&code, "another").await, (400, refused("invalid_grant", &OAuthFault::Verifier)));
    assert_eq!(c.redeem(&code, VERIFIER).await.0, 400);
    let (status, body) = c.token("wrong", &[("grant_type", "refresh_token")]).await;
    assert_eq!((status, body), (401, refused("invalid_client", &OAuthFault::Client)));
    let code = c.code().await;
    let (status, first) = c.redeem(&code, VERIFIER).await;
    assert_eq!((status, &first["expires_in"], &first["scope"]), (200, &json!(7200), &json!("read write")));
    let account = c.check(&first["access_token"]).unwrap();
    assert_eq!(first["user_id"], json!(account));

    // Access tokens run out by the simulated clock; refresh tokens rotate.
    c.sim.advance(Duration::from_secs(7201));
    assert_eq!(c.check(&first["access_token"]), Err(TokenFault::Expired));
    let (status, second) = c.refresh(first["refresh_token"].as_str().unwrap()).await;
    assert_eq!(status, 200, "{second}");
    assert_eq!(c.check(&second["access_token"]), Ok(account.clone()));

    // An exchange of the network's own.
    let form = [("grant_type", "exchange"), ("exchange_token", second["access_token"].as_str().unwrap())];
    let (status, long) = c.token("secret-1", &form).await;
    assert_eq!((status, &long["expires_in"]), (200, &json!(5_184_000)));

    // A used refresh token takes all that came of the sign-in with it.
    assert_eq!(c.refresh(first["refresh_token"].as_str().unwrap()).await.0, 400);
    assert_eq!(c.refresh(second["refresh_token"].as_str().unwrap()).await.0, 400);
    for token in [&second["access_token"], &long["access_token"]] {
        assert_eq!(c.check(token), Err(TokenFault::Revoked));
    }
    assert_eq!(c.check(&json!("nonsense")), Err(TokenFault::Unknown));
    assert_eq!(c.check(&json!("")), Err(TokenFault::Missing));

    // Two refreshes at once: one is refused.
    let (_, third) = c.redeem(&c.code().await, VERIFIER).await;
    let text = third["refresh_token"].as_str().unwrap();
    let (a, b) = tokio::join!(c.refresh(text), c.refresh(text));
    let mut both = [a.0, b.0];
    both.sort_unstable();
    assert_eq!(both, [200, 400]);
    c.sim.shutdown().await;
}

fn refused(code: &str, fault: &OAuthFault) -> Value {
    json!({ "error": code, "error_description": fault.message() })
}
