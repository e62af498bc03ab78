//! WordPress: blogs with the REST API that comes with it, connected with an application password. Owns the calls and
//! the slug of our own by which a post is found again. It never touches pages, themes or plug-ins.
//!
//! Sources: WP-API/docs and developer.wordpress.org/rest-api, the pages named at each call.

mod auth;
mod html;
mod metrics;
mod publish;
mod terms;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::header::AUTHORIZATION;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::http::{Answer, Body, Call, Http};
use crate::{
    Account, AccountMetrics, Capabilities, Choice, ConnectInput, ConnectMethod, ConnectStep, Connector,
    Content, Credentials, DocumentLimits, Error, ErrorKind, Format, Handle, Limits, LookUp, Metric, Network,
    Next, Placement, PostMetrics, Profile, Progress, Sending, Settings, Since, TextUnit, VideoLimits,
};

/// When to try again what a host refused in front of the site.
const LATER: Duration = Duration::from_secs(5 * 60);

/// The connector.
pub struct WordPress {
    http: Arc<Http>,
    proposed: Option<String>,
}

/// What is kept of a connection; [`Credentials`] to everybody else.
#[derive(Serialize, Deserialize)]
struct Access {
    user: String,
    password: String,
    /// Where the API stands on the server: `/blog/wp-json`, or `/blog/?rest_route=` where addresses are plain.
    root: String,
}

impl Access {
    fn read(credentials: &Credentials) -> Result<Self, Error> {
        Self::deserialize(&credentials.0).map_err(|_| {
            Error::new(ErrorKind::Credentials, Next::Reauthorise, "the kept credentials cannot be read")
        })
    }

    fn keep(&self) -> Credentials {
        Credentials(serde_json::to_value(self).unwrap_or_default())
    }
}

impl WordPress {
    /// A connector that reaches its sites through `http`.
    #[must_use]
    pub fn new(http: Arc<Http>, settings: &Settings) -> Self {
        Self { http, proposed: settings.of(Network::WordPress).base_url }
    }

    /// The address of a route such as `/wp/v2/posts` ("Routes and Endpoints", with and without pretty permalinks).
    fn route(&self, base_url: &str, root: &str, path: &str, query: &[(&str, &str)]) -> Result<Url, Error> {
        match root.split_once('?') {
            Some((place, _)) => {
                let mut all = vec![("rest_route", path)];
                all.extend_from_slice(query);
                self.http.endpoint(base_url, place, &all)
            }
            None => self.http.endpoint(base_url, &format!("{root}{path}"), query),
        }
    }

    /// A call with the application password ("Application Passwords": HTTP Basic).
    fn call(
        &self,
        base_url: &str,
        access: &Access,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        body: Option<Body>,
    ) -> Result<Call, Error> {
        let url = self.route(base_url, &access.root, path, query)?;
        let call = match body {
            Some(body) => Call::post(url, body),
            None => Call::new(method, url),
        };
        let basic = STANDARD.encode(format!("{}:{}", access.user, access.password));
        Ok(call.secret(&access.password).secret(&basic).header(AUTHORIZATION, &format!("Basic {basic}")))
    }

    fn get(
        &self,
        base_url: &str,
        access: &Access,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Call, Error> {
        self.call(base_url, access, Method::GET, path, query, None)
    }

    fn post(&self, base_url: &str, access: &Access, path: &str, body: Body) -> Result<Call, Error> {
        self.call(base_url, access, Method::POST, path, &[], Some(body))
    }

    /// Sends a call and turns a refusal into an error.
    async fn ask(&self, call: Call) -> Result<Answer, Error> {
        let answer = self.http.send(call).await?;
        if answer.is_success() { Ok(answer) } else { Err(fault(&answer)) }
    }
}

/// What a refusal means: the code in the body, then the status. A page instead of JSON comes from what stands before
/// the site (a firewall, a plug-in, the host) and says nothing of the password.
fn fault(answer: &Answer) -> Error {
    let Some(failure) = answer.try_json::<wire::Failure>() else {
        let error = answer.fault_by_status("the site's host or a plug-in answered instead of the API");
        return match error.kind {
            ErrorKind::Credentials | ErrorKind::Permission => {
                Error { kind: ErrorKind::Permission, next: Next::After(LATER), ..error }
            }
            _ => error,
        };
    };
    let said = format!("{} {}", failure.code, failure.message);
    let message = format!("the server answered {}: {}", answer.status, said.trim());
    let (kind, next) = match failure.code.as_str() {
        "rest_not_logged_in"
        | "incorrect_password"
        | "invalid_username"
        | "invalid_email"
        | "application_passwords_disabled"
        | "application_passwords_disabled_for_user" => (ErrorKind::Credentials, Next::Reauthorise),
        // Also said to somebody who is signed in: then the status is 403 and it is a matter of rights.
        "rest_cannot_create" | "rest_cannot_edit" | "rest_forbidden_context" | "rest_forbidden"
            if answer.status == 401 =>
        {
            (ErrorKind::Credentials, Next::Reauthorise)
        }
        "rest_post_invalid_id" | "rest_already_trashed" | "rest_comment_invalid_post_id" => {
            (ErrorKind::NotFound, Next::Never)
        }
        "rest_no_route" => (ErrorKind::NotOffered, Next::Never),
        // The site could not write a file or its tables: it may later.
        "rest_upload_sideload_error" | "db_insert_error" | "db_update_error" => {
            (ErrorKind::Unavailable, Next::After(Duration::from_secs(60)))
        }
        code if code.starts_with("rest_upload") || code == "rest_invalid_param" => {
            (ErrorKind::Invalid, Next::Never)
        }
        _ => return answer.fault_by_status(said.trim()),
    };
    answer.fault(kind, next, &message)
}

/// An id from a server, fit for a path.
fn number(id: &str) -> Result<&str, Error> {
    let plain = (1..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
    plain
        .then_some(id)
        .ok_or_else(|| Error::new(ErrorKind::NotFound, Next::Never, "that is not an id of this network"))
}

#[async_trait]
impl Connector for WordPress {
    fn network(&self) -> Network {
        Network::WordPress
    }

    fn capabilities(&self, limits: Option<&Limits>) -> Capabilities {
        let limits = limits.cloned().unwrap_or_else(default_limits);
        let choice = |name: &str, values: &[&str]| Choice {
            name: name.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            default: values.first().map_or(String::new(), |value| (*value).to_owned()),
            required: false,
        };
        Capabilities {
            connect: vec![ConnectMethod::SitePassword],
            formats: vec![
                Format::Text,
                Format::Image,
                Format::Album,
                Format::Video,
                Format::Document,
                Format::Link,
            ],
            placements: vec![Placement::Feed],
            title_required: true,
            options: vec![
                choice("status", &["publish", "draft", "pending", "private"]),
                choice("comments", &["open", "closed"]),
                choice("categories", &[]),
                choice("tags", &[]),
                choice("excerpt", &[]),
            ],
            can_look_up: true,
            can_edit: true,
            can_delete: true,
            post_metrics: vec![Metric::Replies],
            account_metrics: vec![Metric::Posts],
            metrics_batch: metrics::BATCH,
            ..Capabilities::none(Network::WordPress, limits)
        }
    }

    async fn begin_connect(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        self.connect(input).await
    }

    // The password is the person's own and may serve elsewhere: they remove it on their profile page.

    async fn profile(&self, account: Account<'_>) -> Result<Profile, Error> {
        self.read_profile(account.base_url, &Access::read(account.credentials)?).await
    }

    fn prepare(&self, _remote_id: &str, content: &Content, now_ms: i64, nonce: u64) -> Handle {
        publish::prepare(content, now_ms, nonce)
    }

    async fn publish(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        let access = Access::read(account.credentials)?;
        self.publish_post(account.base_url, &access, content, handle, progress).await
    }

    async fn look_up(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        _since: Since,
    ) -> Result<LookUp, Error> {
        self.look_up_post(account.base_url, &Access::read(account.credentials)?, content, handle).await
    }

    async fn edit(&self, account: Account<'_>, handle: &Handle, content: &Content) -> Result<(), Error> {
        self.edit_post(account.base_url, &Access::read(account.credentials)?, handle, content).await
    }

    async fn delete(&self, account: Account<'_>, remote_id: &str) -> Result<(), Error> {
        self.trash_post(account.base_url, &Access::read(account.credentials)?, remote_id).await
    }

    async fn post_metrics(
        &self,
        account: Account<'_>,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        self.count_posts(account.base_url, &Access::read(account.credentials)?, remote_ids).await
    }

    async fn account_metrics(&self, account: Account<'_>) -> Result<AccountMetrics, Error> {
        self.count_site(account.base_url, &Access::read(account.credentials)?).await
    }
}

/// WordPress itself has no limit of text; the site's own settings limit files and tell nobody. What stands here keeps
/// requests within what hosts commonly take.
fn default_limits() -> Limits {
    let file = 50 * 1024 * 1024;
    Limits {
        text_unit: TextUnit::CodePoints,
        text_max: 200_000,
        title_max: Some(300),
        images_max: 20,
        image_max_bytes: file,
        image_types: ["image/jpeg", "image/png", "image/gif", "image/webp"].map(str::to_owned).into(),
        alt_max: Some(2_000),
        video: Some(VideoLimits {
            videos_max: 5,
            max_bytes: file,
            min_ms: 0,
            max_ms: u32::MAX,
            types: ["video/mp4", "video/quicktime", "video/webm"].map(str::to_owned).into(),
            ratio: None,
            ..VideoLimits::default()
        }),
        document: Some(DocumentLimits { max_bytes: file, types: vec!["application/pdf".into()] }),
        mixed_media: true,
        unverified: [
            "text_max",
            "title_max",
            "images_max",
            "videos_max",
            "image_max_bytes",
            "max_bytes",
            "alt_max",
        ]
        .map(str::to_owned)
        .into(),
        ..Limits::default()
    }
}

#[cfg(test)]
mod tests;
