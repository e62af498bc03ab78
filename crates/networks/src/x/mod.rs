//! X: one account, connected over OAuth 2.0 with the operator's app. Owns the calls of API v2 and the way back from an
//! unknown outcome. It never edits posts (an edit is a new post with a new id) and never reads direct messages.
//!
//! Sources: docs.x.com and its OpenAPI description (version 2.167), named at each call. The pages still call fields
//! `tweet.…` where the description calls them `post.…`: [`X::read_posts`] speaks both.

mod auth;
mod fault;
mod limits;
mod look_up;
mod metrics;
mod plan;
mod publish;
mod same_text;
mod upload;
mod webhook;
mod wire;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::http::{Answer, Call, Http};
use crate::oauth::{self, App};
use crate::webhook::Receiver;
use crate::{
    Account, AccountMetrics, Budget, BudgetScope, Capabilities, Choice, ConnectInput, ConnectMethod,
    ConnectStep, Connected, Connector, Content, Credentials, Error, ErrorKind, Finding, Format, Handle,
    Limits, LookUp, Metric, Network, Next, Outline, Placement, PostMetrics, Profile, Progress, Sending,
    Settings, Since, TextLength, text,
};

const API: &str = "https://api.x.com";
const WEB: &str = "https://x.com";

/// The connector.
pub struct X {
    http: Arc<Http>,
    api: String,
    /// Where people agree and read posts.
    consent: String,
    web: String,
    settings: Settings,
    /// The server knows the fields of posts by their old name only.
    old_names: AtomicBool,
}

/// What is kept of a connection; [`Credentials`] to everybody else.
#[derive(Serialize, Deserialize)]
struct Access {
    token: String,
    refresh: Option<String>,
    expires_ms: Option<i64>,
    user_id: String,
    username: String,
}

impl Access {
    fn read(credentials: &Credentials) -> Result<Self, Error> {
        Self::deserialize(&credentials.0).map_err(|_| {
            Error::new(ErrorKind::Credentials, Next::Reauthorise, "the kept credentials cannot be read")
        })
    }

    fn keep(&self) -> Credentials {
        Credentials(serde_json::json!({
            "token": self.token, "refresh": self.refresh, "expires_ms": self.expires_ms,
            "user_id": self.user_id, "username": self.username,
        }))
    }
}

impl X {
    /// A connector that reaches the network through `http`.
    #[must_use]
    pub fn new(http: Arc<Http>, settings: &Settings) -> Self {
        let set = settings.of(Network::X);
        let web = set.web_url.clone().unwrap_or_else(|| set.host(WEB));
        Self {
            http,
            api: set.host(API),
            consent: set.host(WEB),
            web,
            settings: settings.clone(),
            old_names: AtomicBool::new(false),
        }
    }

    fn app(&self) -> Result<App, Error> {
        App::of(&self.settings, Network::X)
    }

    fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Call, Error> {
        Ok(Call::get(self.http.endpoint(&self.api, path, query)?))
    }

    /// Sends a call and turns a refusal into an error.
    async fn ask(&self, call: Call) -> Result<Answer, Error> {
        let answer = self.http.send(call).await?;
        if answer.is_success() { answer.no_page() } else { Err(fault::fault(&answer)) }
    }

    /// Reads posts with the given fields of theirs.
    async fn read_posts(
        &self,
        access: &Access,
        path: &str,
        fields: &Fields,
        query: &[(&str, &str)],
    ) -> Result<Answer, Error> {
        let ask = async |fields: &[(&str, &str)]| {
            let query: Vec<_> = query.iter().chain(fields).copied().collect();
            self.ask(self.get(path, &query)?.bearer(&access.token)).await
        };
        if !self.old_names.load(Ordering::Relaxed) {
            match ask(fields.new).await {
                Err(error) if error.kind == ErrorKind::Invalid && error.message.contains("post.fields") => {
                    self.old_names.store(true, Ordering::Relaxed);
                }
                answer => return answer,
            }
        }
        ask(fields.old).await
    }
}

/// Fields of posts by their newer and older names.
struct Fields {
    new: &'static [(&'static str, &'static str)],
    old: &'static [(&'static str, &'static str)],
}

/// A part of a path that came from a server: ids are numbers written as text.
fn segment(id: &str) -> Result<&str, Error> {
    let plain = (1..=19).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
    plain
        .then_some(id)
        .ok_or_else(|| Error::new(ErrorKind::NotFound, Next::Never, "that is not an id of this network"))
}

/// The budgets that an answer tells (docs.x.com, "Rate limits"; the 24-hour ones are seen in clients' logs).
fn budgets(answer: &Answer) -> Vec<Budget> {
    let told = |scope, name, prefix: &str| {
        let number = |what: &str| answer.header(&format!("{prefix}-{what}"))?.parse::<i64>().ok();
        let (remaining, reset) = (number("remaining")?, number("reset")?);
        let now_s = answer.server_time_ms()? / 1_000;
        Some(Budget {
            scope,
            name,
            remaining: u32::try_from(remaining.max(0)).unwrap_or(u32::MAX),
            resets_in: Duration::from_secs(u64::try_from(reset - now_s).unwrap_or(0)),
        })
    };
    [
        told(BudgetScope::Account, "posts", "x-rate-limit"),
        told(BudgetScope::Account, "posts_day", "x-user-limit-24hour"),
        told(BudgetScope::App, "posts_day", "x-app-limit-24hour"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[async_trait]
impl Connector for X {
    fn network(&self) -> Network {
        Network::X
    }

    fn receiver(&self) -> Option<Box<dyn Receiver>> {
        webhook::XReceiver::new(&self.settings.of(Network::X)).map(|own| Box::new(own) as _)
    }

    fn capabilities(&self, limits: Option<&Limits>) -> Capabilities {
        let choice = |name: &str, values: &[&str], default: &str| Choice {
            name: name.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            default: default.to_owned(),
            required: false,
        };
        Capabilities {
            connect: vec![ConnectMethod::OAuth],
            needs_app: true,
            formats: vec![
                Format::Text,
                Format::Image,
                Format::Album,
                Format::Video,
                Format::Link,
                Format::Poll,
                Format::Thread,
            ],
            placements: vec![Placement::Feed],
            first_comment: true,
            options: vec![
                choice("reply_settings", &["following", "mentionedUsers", "subscribers", "verified"], ""),
                choice("paid_partnership", &["no", "yes"], "no"),
                choice("made_with_ai", &["no", "yes"], "no"),
            ],
            can_look_up: true,
            can_delete: true,
            refreshes: true,
            post_metrics: vec![
                Metric::Likes,
                Metric::Reposts,
                Metric::Replies,
                Metric::Quotes,
                Metric::Saves,
                Metric::Impressions,
                Metric::Views,
                Metric::Clicks,
            ],
            account_metrics: vec![Metric::Followers, Metric::Posts],
            metrics_batch: metrics::BATCH,
            post_price_micros: Some(
                self.settings.of(Network::X).post_price_micros.unwrap_or(limits::PRICE_MICROS),
            ),
            ..Capabilities::none(Network::X, limits.cloned().unwrap_or_else(|| limits::usual(false)))
        }
    }

    fn measure(&self, text: &str, limits: &Limits) -> TextLength {
        text::measure_x(text, limits.link_length.unwrap_or(limits::LINK_LENGTH))
    }

    fn own_findings(&self, capabilities: &Capabilities, outline: &Outline) -> Vec<Finding> {
        limits::own_findings(capabilities, outline)
    }

    fn price_micros(&self, _capabilities: &Capabilities, outline: &Outline) -> Option<i64> {
        Some(limits::price_micros(outline, self.settings.of(Network::X).post_price_micros))
    }

    async fn begin_connect(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        self.server()?.begin(&self.http, &input.redirect_uri, &input.state)
    }

    async fn finish_connect(
        &self,
        flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Vec<Connected>, Error> {
        self.finish(flow, code, redirect_uri).await.map(|connected| vec![connected])
    }

    fn needs_refresh(&self, credentials: &Credentials, now_ms: i64) -> bool {
        Access::read(credentials).is_ok_and(|access| oauth::runs_out_soon(access.expires_ms, now_ms))
    }

    async fn refresh(&self, account: Account<'_>, now_ms: i64) -> Result<Credentials, Error> {
        self.refresh_access(Access::read(account.credentials)?, now_ms).await
    }

    async fn revoke(&self, account: Account<'_>) -> Result<(), Error> {
        self.revoke_access(&Access::read(account.credentials)?).await
    }

    async fn profile(&self, account: Account<'_>) -> Result<Profile, Error> {
        let access = Access::read(account.credentials)?;
        let profile = self.read_profile(&access.token).await?;
        if profile.remote_id != access.user_id {
            let why = "the token belongs to another account";
            return Err(Error::new(ErrorKind::Protocol, Next::Reauthorise, why));
        }
        Ok(profile)
    }

    fn prepare(&self, _remote_id: &str, content: &Content, now_ms: i64, _nonce: u64) -> Handle {
        plan::prepare(content, now_ms)
    }

    async fn publish(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        self.publish_all(&Access::read(account.credentials)?, content, handle, progress).await
    }

    async fn look_up(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error> {
        self.look_up_all(&Access::read(account.credentials)?, content, handle, since).await
    }

    async fn delete(&self, account: Account<'_>, remote_id: &str) -> Result<(), Error> {
        let access = Access::read(account.credentials)?;
        // A removal says the same whether or not there was something to remove.
        if self.count_posts(&access, &[remote_id.to_owned()]).await?.iter().all(|post| post.values.is_none())
        {
            return Err(Error::new(ErrorKind::NotFound, Next::Never, "no such post of this account"));
        }
        // `DELETE /2/tweets/{id}` (docs.x.com, "Delete Post").
        let path = format!("/2/tweets/{}", segment(remote_id)?);
        let call = Call::new(Method::DELETE, self.http.endpoint(&self.api, &path, &[])?);
        self.ask(call.bearer(&access.token)).await.map(|_| ())
    }

    async fn post_metrics(
        &self,
        account: Account<'_>,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        self.count_posts(&Access::read(account.credentials)?, remote_ids).await
    }

    async fn account_metrics(&self, account: Account<'_>) -> Result<AccountMetrics, Error> {
        self.count_account(&Access::read(account.credentials)?).await
    }
}
