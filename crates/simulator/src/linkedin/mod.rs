//! LinkedIn: the versioned REST API for members and organisations' pages.
//!
//! Owns members, pages and who administers them, files on their way, posts in
//! the `little` format and comments. It never does ads, mail or search: asked
//! for those it says so with an error.

mod assets;
mod comments;
mod counters;
mod error;
mod little;
mod people;
mod posts;
mod write;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post, put};
use serde_json::json;

use crate::account::AccountSpec;
use crate::call::{Call, bearer};
use crate::faults::Refusal;
use crate::ids;
use crate::limits::{Charge, Rule};
use crate::oauth::authority::{Authority, Token, TokenFault};
use crate::oauth::flavour::{ClientAuth, Flavour, Pkce, Refresh};
use crate::oauth::{self, SignIn};
use crate::stand_in::{Network, StandIn};
use crate::state::Shared;
use crate::uploads::Uploads;
use crate::webhooks::{Webhook, hmac_sha256};
use crate::world::{Draft, Post, World};

use self::error::Fault;

const DAY_MS: i64 = 24 * 3_600 * 1_000;
/// The versions that are served: a year of them.
const VERSIONS: [&str; 12] = [
    "202510", "202511", "202512", "202601", "202602", "202603", "202604", "202605", "202606", "202607",
    "202608", "202609",
];

#[derive(Debug, Default)]
pub(crate) struct State {
    world: World,
    authority: Authority,
    uploads: Uploads,
}

/// An organisation's page, administered by a member (by handle).
#[must_use]
pub fn organization(vanity_name: &str, display_name: &str, administrator: &str) -> AccountSpec {
    AccountSpec {
        handle: vanity_name.to_owned(),
        display_name: display_name.to_owned(),
        extra: json!({ "administrator": administrator }),
        ..AccountSpec::default()
    }
}

impl State {
    /// The token of a request to `/rest`, with the headers that every one must have.
    fn authorise(&self, shared: &Shared, call: &Call) -> Result<Token, Fault> {
        let token = self.token_of(shared, call)?;
        match call.header("linkedin-version") {
            None => {
                return Err(Fault::new(
                    400,
                    "VERSION_MISSING",
                    "A version must be present. Please specify a version by adding the LinkedIn-Version header.",
                ));
            }
            Some(version) if !VERSIONS.contains(&version) => {
                let message = format!("Requested version {version} is not active");
                return Err(Fault::new(426, "NONEXISTENT_VERSION", &message));
            }
            Some(_) => {}
        }
        if call.header("x-restli-protocol-version") != Some("2.0.0") {
            return Err(Fault::new(
                400,
                "ILLEGAL_ARGUMENT",
                "The header X-Restli-Protocol-Version must be 2.0.0",
            ));
        }
        Ok(token)
    }

    fn token_of(&self, shared: &Shared, call: &Call) -> Result<Token, Fault> {
        self.authority.check(bearer(&call.headers), shared.clock.now()).map_err(|fault| match fault {
            TokenFault::Missing => Fault::new(401, "EMPTY_ACCESS_TOKEN", "Empty oauth2 access token"),
            TokenFault::Unknown => Fault::token(65_600, "INVALID_ACCESS_TOKEN", "Invalid access token"),
            TokenFault::Expired => error::expired(),
            TokenFault::Revoked => error::revoked(),
        })
    }

    /// Whether the token may write in the name of `author`.
    fn may_write(&self, token: &Token, author: &str) -> Result<(), Fault> {
        let own = token.account == author && token.has("w_member_social");
        let page = self.administers(&token.account, author) && token.has("w_organization_social");
        if own || page { Ok(()) } else { Err(Fault::denied("create", "posts")) }
    }

    /// Whether the token may read what `author` posted.
    fn may_read(&self, token: &Token, author: &str) -> Result<(), Fault> {
        let own = token.account == author && token.has("r_member_social");
        let page = self.administers(&token.account, author) && token.has("r_organization_social");
        if own || page { Ok(()) } else { Err(Fault::denied("GET", "posts")) }
    }

    fn administers(&self, member: &str, page: &str) -> bool {
        let Some(member) = self.world.account(member) else { return false };
        let page = self.world.account(page).filter(|page| page.id.starts_with("urn:li:organization:"));
        page.is_some_and(|page| page.extra["administrator"].as_str() == Some(member.handle.as_str()))
    }
}

impl StandIn for State {
    fn router(shared: &Arc<Shared>) -> Router {
        Router::new()
            .merge(oauth::routes::<Self>())
            .route("/v2/userinfo", get(people::user_info))
            .route("/rest/organizationAcls", get(people::acls))
            .route("/rest/organizations/{id}", get(people::organization))
            .route("/rest/networkSizes/{urn}", get(counters::followers))
            .route("/rest/organizationalEntityShareStatistics", get(counters::shares))
            .route("/rest/{kind}", post(assets::act))
            .route("/rest/{kind}/{urn}", get(assets::show))
            .route("/dms-uploads/{id}", put(assets::put_whole))
            .route("/dms-uploads/{id}/{piece}", put(assets::put_piece))
            .route("/rest/posts", post(write::create).get(posts::of_author))
            .route("/rest/posts/{urn}", get(posts::show).post(write::change).delete(write::delete))
            .route("/rest/socialActions/{urn}/comments", get(comments::list).post(comments::create))
            .fallback(error::unknown_route)
            .layer(DefaultBodyLimit::max(120 * 1024 * 1024))
            .with_state(Arc::clone(shared))
    }

    fn world(&mut self) -> &mut World {
        &mut self.world
    }

    fn refusal(shared: &Shared, refusal: &Refusal) -> Response {
        error::refusal(shared, refusal)
    }

    fn new_post_id(&mut self, shared: &Shared, draft: &Draft) -> String {
        let number = u64::try_from(draft.created_at).unwrap_or_default() << 22
            | (shared.clock.unique_micros() & 0x003f_ffff);
        format!("urn:li:share:{number}")
    }

    fn post_url(&mut self, shared: &Shared, _author: &str, post_id: &str) -> String {
        format!("{}/feed/update/{post_id}", shared.url(Network::LinkedIn))
    }

    fn dress(&mut self, _shared: &Shared, post: &mut Post) {
        if let Some(parent) = &post.parent {
            // What answers a post here is a comment.
            post.raw = json!({ "comment": true, "object": parent });
        } else {
            post.raw = json!({ "commentary": little::escape(&post.text), "visibility": "PUBLIC" });
        }
    }

    fn account_id(shared: &Shared, handle: &str) -> String {
        let number = ids::number(shared.seed, "linkedin", handle, 10);
        format!("urn:li:person:{}", &ids::base64url(number.as_bytes())[..10])
    }

    /// A page, where the account has an administrator; else a member.
    fn add_account(shared: &Shared, spec: &AccountSpec) -> String {
        let id = if spec.extra["administrator"].is_string() {
            format!("urn:li:organization:{}", ids::number(shared.seed, "linkedin page", &spec.handle, 8))
        } else {
            Self::account_id(shared, &spec.handle)
        };
        let account = spec.account(id.clone(), shared.clock.now());
        shared.state::<Self>().world.add_account(account);
        id
    }

    fn authority(&mut self) -> Option<&mut Authority> {
        Some(&mut self.authority)
    }

    /// By the day, for the app and, where it is not a partner's, for the member.
    fn charges(&mut self, request: &Request, _now: i64) -> Vec<Charge> {
        if !request.uri().path().starts_with("/rest/") {
            return vec![];
        }
        let daily = |name, limit| Rule { name, limit, window_ms: DAY_MS };
        let mut charges = vec![Charge { rule: daily("app", 100_000), key: "app".to_owned(), points: 1 }];
        let token = bearer(request.headers()).and_then(|text| self.authority.token(text));
        if let Some(token) = token.filter(|token| !token.has("w_organization_social")) {
            charges.push(Charge { rule: daily("member", 150), key: token.account.clone(), points: 1 });
        }
        charges
    }

    /// The network tells nothing of its limits.
    fn limit_headers(_headers: &mut HeaderMap, _standings: &[crate::limits::Standing], _now: i64) {}

    fn sign_webhook(&mut self, _shared: &Shared, webhook: &mut Webhook) {
        let secret = self.authority.apps().first().map(|app| app.secret.clone()).unwrap_or_default();
        let message = [b"hmacsha256=", webhook.body.as_slice()].concat();
        let digest = hmac_sha256(secret.as_bytes(), &message);
        webhook.header("x-li-signature", &ids::hex(&digest));
    }
}

impl SignIn for State {
    const FLAVOUR: Flavour = Flavour {
        authorize: &["/oauth/v2/authorization"],
        token: &["/oauth/v2/accessToken"],
        revoke: &["/oauth/v2/revoke"],
        pkce: Pkce::None,
        client_auth: ClientAuth::Body,
        scopes: &[
            "openid",
            "profile",
            "email",
            "w_member_social",
            "w_organization_social",
            "r_organization_social",
            "rw_organization_admin",
            "r_organization_social_feed",
            "w_organization_social_feed",
            "r_member_postAnalytics",
            "r_ads",
            "rw_ads",
            "r_ads_reporting",
        ],
        code_life_s: 30 * 60,
        access_life_s: Some(5_184_000),
        refresh: Refresh::Kept { life_s: Some(365 * 24 * 3_600) },
        ..Flavour::STANDARD
    };

    fn sign_in(&mut self) -> &mut Authority {
        &mut self.authority
    }
}
