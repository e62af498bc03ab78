//! Posts: files, the one call that makes the post, the wait for the id of a post with files, changing and removing it.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::comment::Commenter;
use super::look_up::Search;
use super::media::Uploaded;
use super::wire::Reply;
use super::{Access, Reddit, metrics, place, segment};
use crate::first_comment::{self, Comment, Commented};
use crate::http::{Answer, Body};
use crate::steps::Kept;
use crate::{
    Account, Budget, BudgetScope, Content, Error, ErrorKind, Handle, MediaKind, Next, Progress, Published,
    Sending, Since,
};

/// How often a post that was accepted is looked for before a person is asked.
pub(super) const WAITS_MAX: u32 = 40;
const SOON: Duration = Duration::from_secs(10);

/// [`Handle`] to everybody else.
#[derive(Serialize, Deserialize, Default)]
pub(super) struct Plan {
    pub created_ms: i64,
    /// Files in their places, in order.
    uploads: Vec<Uploaded>,
    /// The post has been handed over at least once, and no answer says what became of it.
    pub tried: bool,
    /// Reddit has accepted it and makes it; its id is not told.
    pub submitted: bool,
    pub waits: u32,
    pub sent: Option<Sent>,
    pub comment: Comment,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Sent {
    /// Full name, `t3_…`.
    pub id: String,
    pub url: String,
}

pub(super) fn prepare(now_ms: i64) -> Handle {
    Plan { created_ms: now_ms, ..Plan::default() }.keep()
}

/// What kind of post a content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Link,
    Image,
    Gallery,
    Video,
}

impl Kind {
    pub(super) fn of(content: &Content) -> Self {
        let is_video = content.media().iter().any(|media| media.facts.kind == MediaKind::Video);
        match content.media() {
            [] if content.link.is_some() => Self::Link,
            [] => Self::Text,
            _ if is_video => Self::Video,
            [_] => Self::Image,
            _ => Self::Gallery,
        }
    }
}

impl Kept for Plan {}

impl Commented for Plan {
    fn comment(&mut self) -> &mut Comment {
        &mut self.comment
    }
}

impl Plan {
    pub(super) fn published(&self) -> Option<Published> {
        let sent = self.sent.as_ref()?;
        Some(Published { remote_id: sent.id.clone(), url: sent.url.clone(), handle: self.keep() })
    }
}

/// One attempt's surroundings.
pub(super) struct Attempt<'a> {
    pub account: Account<'a>,
    pub access: Access,
    pub content: &'a Content,
    pub progress: &'a dyn Progress,
}

impl Attempt<'_> {
    fn since(&self, plan: &Plan) -> Since {
        Since::new(plan.created_ms, self.progress.now_ms())
    }
}

impl Reddit {
    pub(super) async fn publish_post(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        let mut plan = Plan::read(handle)?;
        let access = Access::read(account.credentials)?;
        let attempt = Attempt { account, access, content, progress };
        if plan.sent.is_none()
            && let Some(wait) = self.bring_out(&attempt, &mut plan).await?
        {
            return Ok(Sending::Processing(wait));
        }
        let sent = plan.sent.as_ref().map(|sent| sent.id.clone());
        let sent =
            sent.ok_or_else(|| Error::new(ErrorKind::Local, Next::Unknown, "the handle lost its post"))?;
        let commenter = Commenter { reddit: self, attempt: &attempt };
        if let Some(wait) = first_comment::settle(&commenter, &mut plan, content, &sent, progress).await? {
            return Ok(Sending::Processing(wait));
        }
        plan.published()
            .map(Sending::Published)
            .ok_or_else(|| Error::new(ErrorKind::Local, Next::Unknown, "the handle lost its post"))
    }

    /// Makes the post, or finds it; a time when its id is not told yet.
    async fn bring_out(&self, attempt: &Attempt<'_>, plan: &mut Plan) -> Result<Option<Duration>, Error> {
        if plan.submitted {
            return self.await_id(attempt, plan).await;
        }
        let was_tried = plan.tried;
        if was_tried && self.find_tried(attempt, plan).await? {
            attempt.progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
            return Ok(None);
        }
        let kept = plan.uploads.len();
        while let Some(media) = attempt.content.media().get(plan.uploads.len()) {
            let uploaded = self.upload(attempt.account.base_url, &attempt.access, media).await?;
            plan.uploads.push(uploaded);
            attempt.progress.save(&plan.keep()).await?;
        }
        plan.tried = true;
        attempt.progress.save(&plan.keep()).await?;
        match self.submit(attempt, plan).await {
            Ok(Some(sent)) => plan.sent = Some(sent),
            Ok(None) => plan.submitted = true,
            // The link is there already, perhaps by the try before.
            Err(error) if was_tried && error.message.contains("ALREADY_SUB") => {
                return Err(error.now_unknown());
            }
            Err(mut error) => {
                if error.next != Next::Unknown {
                    // Refused for certain: the next run need not look for it.
                    plan.tried = false;
                    // Files of an earlier try may have been swept away since: upload them anew, once.
                    if kept > 0 && error.kind == ErrorKind::Invalid {
                        plan.uploads.clear();
                        error.next = Next::After(Duration::from_secs(1));
                    }
                    attempt.progress.save(&plan.keep()).await?;
                }
                return Err(error);
            }
        }
        attempt.progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
        Ok(plan.submitted.then_some(SOON))
    }

    /// A post with files comes without an id: it is looked for among the account's own.
    async fn await_id(&self, attempt: &Attempt<'_>, plan: &mut Plan) -> Result<Option<Duration>, Error> {
        let found = self.search(attempt.account, &attempt.access, attempt.content, attempt.since(plan)).await;
        match found.map_err(Error::as_unknown_as_before)? {
            Search::Found(sent) => {
                plan.sent = Some(sent);
                attempt.progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
                Ok(None)
            }
            _ if plan.waits >= WAITS_MAX => {
                let why = "Reddit accepted the post and does not show it";
                Err(Error::new(ErrorKind::Unavailable, Next::Unknown, why))
            }
            _ => {
                plan.waits += 1;
                attempt.progress.save(&plan.keep()).await?;
                Ok(Some(SOON))
            }
        }
    }

    /// Whether a post that was tried before is out after all. A list that cannot tell has been asked by
    /// [`crate::Connector::look_up`] too, and the caller has decided; one that lags is waited for.
    async fn find_tried(&self, attempt: &Attempt<'_>, plan: &mut Plan) -> Result<bool, Error> {
        let found = self.search(attempt.account, &attempt.access, attempt.content, attempt.since(plan)).await;
        match found.map_err(Error::as_unknown_as_before)? {
            Search::Found(sent) => {
                plan.sent = Some(sent);
                Ok(true)
            }
            Search::TooEarly(_) if !is_safe(attempt.content) => {
                let why = "the list of posts may lag behind";
                Err(Error::new(ErrorKind::Unavailable, Next::Unknown, why))
            }
            _ => Ok(false),
        }
    }

    /// `POST /api/submit`, for several pictures `POST /api/submit_gallery_post.json`. `None` when the post was
    /// accepted and its id is not told.
    async fn submit(&self, attempt: &Attempt<'_>, plan: &Plan) -> Result<Option<Sent>, Error> {
        let kind = Kind::of(attempt.content);
        let place = place(attempt.account.handle)?;
        let (path, body) = match kind {
            Kind::Gallery => ("/api/submit_gallery_post.json", gallery(attempt.content, plan, &place)),
            _ => ("/api/submit", form(attempt.content, plan, &place, kind)),
        };
        let call = self.post(attempt.account.base_url, path, body, &attempt.access)?.once();
        let answer = self.ask(call).await?;
        tell_budget(&answer, attempt.progress).await;
        let Reply { json } = answer.json()?;
        let text = |name: &str| json.data[name].as_str().filter(|text| !text.is_empty());
        let Some(id) = text("name").or_else(|| text("id")) else { return Ok(None) };
        let bare = id.strip_prefix("t3_").unwrap_or(id);
        segment(bare).map_err(Error::now_unknown)?;
        let url = text("url").filter(|url| url.starts_with("http"));
        let url = url.map_or_else(|| format!("{}/comments/{bare}/", self.web), str::to_owned);
        Ok(Some(Sent { id: format!("t3_{bare}"), url }))
    }

    /// `POST /api/editusertext`: the text of a post of text alone.
    pub(super) async fn edit_post(
        &self,
        account: Account<'_>,
        handle: &Handle,
        content: &Content,
    ) -> Result<(), Error> {
        if Kind::of(content) != Kind::Text {
            let why = "Reddit changes the text of posts without link and files only";
            return Err(Error::new(ErrorKind::NotOffered, Next::Never, why));
        }
        let plan = Plan::read(handle)?;
        let not_found = || Error::new(ErrorKind::NotFound, Next::Never, "the handle names no post");
        let sent = plan.sent.as_ref().ok_or_else(not_found)?;
        let access = Access::read(account.credentials)?;
        let form = vec![
            ("api_type", "json".to_owned()),
            ("thing_id", sent.id.clone()),
            ("text", content.text().to_owned()),
        ];
        self.ask(self.post(account.base_url, "/api/editusertext", Body::Form(form), &access)?)
            .await
            .map(|_| ())
    }

    /// `POST /api/del`, which says nothing of a post that is not there: so it is looked for first.
    pub(super) async fn delete_post(&self, account: Account<'_>, remote_id: &str) -> Result<(), Error> {
        let access = Access::read(account.credentials)?;
        let found = self.info(account.base_url, &access, &[remote_id.to_owned()]).await?;
        if !found.iter().any(|post| post.name == remote_id && !metrics::is_gone(post)) {
            return Err(Error::new(ErrorKind::NotFound, Next::Never, "no such post of this account"));
        }
        let form = vec![("id", remote_id.to_owned())];
        self.ask(self.post(account.base_url, "/api/del", Body::Form(form), &access)?).await.map(|_| ())
    }
}

/// Reddit itself refuses the same link again, unless it was asked not to.
pub(super) fn is_safe(content: &Content) -> bool {
    Kind::of(content) == Kind::Link && !is_on(content, "resubmit")
}

fn is_on(content: &Content, name: &str) -> bool {
    content.option(name) == Some("true")
}

/// The choices, as text and as a flag.
fn flags(content: &Content) -> [(&'static str, bool); 4] {
    [
        ("nsfw", is_on(content, "nsfw")),
        ("spoiler", is_on(content, "spoiler")),
        ("sendreplies", content.option("send_replies") != Some("false")),
        ("validate_on_submit", true),
    ]
}

fn title(content: &Content) -> String {
    content.title.as_deref().map_or("", str::trim).to_owned()
}

fn form(content: &Content, plan: &Plan, place: &str, kind: Kind) -> Body {
    let word = match kind {
        Kind::Text => "self",
        Kind::Link => "link",
        Kind::Image | Kind::Gallery => "image",
        Kind::Video => "video",
    };
    let mut form = vec![
        ("api_type", "json".to_owned()),
        ("sr", place.to_owned()),
        ("kind", word.to_owned()),
        ("title", title(content)),
        ("resubmit", is_on(content, "resubmit").to_string()),
    ];
    form.extend(flags(content).map(|(name, value)| (name, value.to_string())));
    for name in ["flair_id", "flair_text"] {
        if let Some(value) = content.option(name) {
            form.push((name, value.to_owned()));
        }
    }
    // Beside a link or a file it is the text below (`CHANGES.rst` of 8.0.0).
    if kind == Kind::Text || !content.text().is_empty() {
        form.push(("text", content.text().to_owned()));
    }
    let url_of = |wanted: MediaKind| {
        let files = content.media().iter().zip(&plan.uploads);
        files.filter(|(media, _)| media.facts.kind == wanted).map(|(_, uploaded)| uploaded.url.clone()).next()
    };
    match kind {
        Kind::Text | Kind::Gallery => {}
        Kind::Link => form.extend(content.link.as_ref().map(|link| ("url", link.url.clone()))),
        Kind::Image => form.extend(url_of(MediaKind::Image).map(|url| ("url", url))),
        Kind::Video => {
            form.extend(url_of(MediaKind::Video).map(|url| ("url", url)));
            form.extend(url_of(MediaKind::Image).map(|url| ("video_poster_url", url)));
        }
    }
    Body::Form(form)
}

fn gallery(content: &Content, plan: &Plan, place: &str) -> Body {
    let items: Vec<Value> = plan
        .uploads
        .iter()
        .map(|uploaded| json!({ "media_id": uploaded.asset_id, "caption": "", "outbound_url": "" }))
        .collect();
    let mut body = json!({
        "api_type": "json", "sr": place, "title": title(content), "items": items, "show_error_list": true,
    });
    for (name, value) in flags(content) {
        body[name] = json!(value);
    }
    for name in ["flair_id", "flair_text"] {
        if let Some(value) = content.option(name) {
            body[name] = json!(value);
        }
    }
    if !content.text().is_empty() {
        body["text"] = json!(content.text());
    }
    Body::Json(body)
}

/// `x-ratelimit-remaining` is a number with a fraction; the count is of all calls of the app for this account.
async fn tell_budget(answer: &Answer, progress: &dyn Progress) {
    let told = answer.header("x-ratelimit-remaining").and_then(|left| left.trim().parse::<f64>().ok());
    if let Some(left) = told {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of calls")]
        let remaining = left.max(0.0) as u32;
        let budget =
            Budget { scope: BudgetScope::Account, name: "requests", remaining, resets_in: answer.wait() };
        progress.budget(budget).await;
    }
}
