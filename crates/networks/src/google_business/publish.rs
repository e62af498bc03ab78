//! Posts of a location: making, following until Google has decided, changing, removing.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::options::{EDITABLE, local_post};
use super::wire::LocalPost;
use super::{GoogleBusiness, location, post_of};
use crate::google::Tokens;
use crate::http::{Body, Call};
use crate::look_back::{Search, Since};
use crate::steps::Kept;
use crate::{Account, Content, Error, ErrorKind, Handle, Next, Progress, Published, Sending};

const WORK_EVERY: Duration = Duration::from_secs(20);

/// [`Handle`] to everybody else.
#[derive(Serialize, Deserialize)]
pub(super) struct Plan {
    pub created_ms: i64,
    /// The post has been handed over at least once.
    pub tried: bool,
    pub sent: Option<Sent>,
}

#[derive(Serialize, Deserialize, Clone)]
pub(super) struct Sent {
    pub name: String,
    pub url: String,
    /// `LIVE`, `PROCESSING`, `REJECTED`.
    pub state: String,
}

impl Kept for Plan {}

impl Plan {
    pub(super) const fn new(created_ms: i64) -> Self {
        Self { created_ms, tried: false, sent: None }
    }

    pub(super) fn note(&mut self, post: &LocalPost) {
        self.sent = Some(Sent {
            name: post.name.clone(),
            url: post.search_url.clone().unwrap_or_default(),
            state: post.state.clone().unwrap_or_default(),
        });
    }

    pub(super) fn published(&self) -> Option<Published> {
        let sent = self.sent.as_ref()?;
        Some(Published { remote_id: sent.name.clone(), url: sent.url.clone(), handle: self.keep() })
    }
}

impl GoogleBusiness {
    /// Goes on from where the handle stands.
    pub(super) async fn publish_post(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        let tokens = Tokens::read(account.credentials)?;
        let location = location(account.remote_id)?;
        let mut plan = Plan::read(handle)?;
        if let Some(sent) = plan.sent.clone() {
            if sent.state != "LIVE" {
                let post = self.read_post(&tokens, &post_of(&location, &sent.name)?).await;
                let post = post.map_err(Error::as_unknown_as_before)?;
                plan.note(&post);
                progress.save(&plan.keep()).await?;
            }
            return outcome(&plan);
        }
        // A list that cannot tell has been shown to the caller by `look_up` too, and the caller has decided.
        if plan.tried {
            let found = self
                .search(&tokens, &location, content, Since::new(plan.created_ms, progress.now_ms()))
                .await;
            let found = found.map_err(Error::as_unknown_as_before)?;
            if let Search::Found(post) = found {
                plan.note(&post);
                progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
                return outcome(&plan);
            }
        }
        let body = local_post(content)?;
        plan.tried = true;
        progress.save(&plan.keep()).await?;
        let post = self.create(&tokens, &location, body).await?;
        plan.note(&post);
        progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
        outcome(&plan)
    }

    /// `POST /v4/{location}/localPosts` (reference/rest/v4/accounts.locations.localPosts/create).
    async fn create(&self, tokens: &Tokens, location: &str, body: Value) -> Result<LocalPost, Error> {
        let url = self.post_url(&format!("{location}/localPosts"), &[])?;
        let answer = self.google.ask(Call::post(url, Body::Json(body)).bearer(&tokens.access).once()).await?;
        let post: LocalPost = answer.json()?;
        match post_of(location, &post.name) {
            Ok(_) => Ok(post),
            Err(_) => Err(answer.fault(ErrorKind::Protocol, Next::Unknown, "the answer names no post")),
        }
    }

    /// `GET /v4/{name}` (reference/rest/v4/accounts.locations.localPosts/get).
    pub(super) async fn read_post(&self, tokens: &Tokens, name: &str) -> Result<LocalPost, Error> {
        let url = self.post_url(name, &[])?;
        self.google.ask(Call::get(url).bearer(&tokens.access)).await?.json()
    }

    /// `PATCH /v4/{name}?updateMask=` (reference/rest/v4/accounts.locations.localPosts/patch).
    pub(super) async fn edit_post(
        &self,
        account: Account<'_>,
        handle: &Handle,
        content: &Content,
    ) -> Result<(), Error> {
        let tokens = Tokens::read(account.credentials)?;
        let sent = Plan::read(handle)?.sent;
        let name = sent.as_ref().map_or("", |sent| &sent.name);
        let name = post_of(&location(account.remote_id)?, name)?;
        let mut body = local_post(&Content { parts: words(content), ..content.clone() })?;
        if let Some(fields) = body.as_object_mut() {
            fields.retain(|field, _| EDITABLE.contains(&field.as_str()));
        }
        let mask: Vec<&str> = EDITABLE
            .into_iter()
            // A button that is gone is named too, so that it goes; a language that was left open stays.
            .filter(|field| body.get(field).is_some() || *field == "callToAction")
            .collect();
        let url = self.post_url(&name, &[("updateMask", &mask.join(","))])?;
        let answer = self.google.ask(Call::patch(url, Body::Json(body)).bearer(&tokens.access)).await?;
        let post: LocalPost = answer.json()?;
        match post.state.as_deref() {
            Some("REJECTED") => {
                Err(answer.fault(ErrorKind::Invalid, Next::Never, "Google rejected the changed post"))
            }
            _ => Ok(()),
        }
    }

    /// `DELETE /v4/{name}` (reference/rest/v4/accounts.locations.localPosts/delete).
    pub(super) async fn delete_post(&self, account: Account<'_>, remote_id: &str) -> Result<(), Error> {
        let tokens = Tokens::read(account.credentials)?;
        let name = post_of(&location(account.remote_id)?, remote_id)?;
        let url = self.post_url(&name, &[])?;
        self.google.ask(Call::delete(url).bearer(&tokens.access)).await.map(|_| ())
    }
}

/// The text alone: a change leaves the picture as it is.
fn words(content: &Content) -> Vec<crate::Part> {
    vec![crate::Part { text: content.text().to_owned(), media: vec![] }]
}

/// What Google has decided: an answer of 200 may say `REJECTED`.
fn outcome(plan: &Plan) -> Result<Sending, Error> {
    let lost = || Error::new(ErrorKind::Local, Next::Unknown, "the handle lost its post");
    match plan.sent.as_ref().ok_or_else(lost)?.state.as_str() {
        "REJECTED" => {
            let why = "Google rejected the post; its reasons stand in the Business Profile";
            Err(Error::new(ErrorKind::Invalid, Next::Never, why))
        }
        "LIVE" => plan.published().map(Sending::Published).ok_or_else(lost),
        _ => Ok(Sending::Processing(WORK_EVERY)),
    }
}
