//! Publishing from containers, as Instagram and Threads do: a container is made (nobody sees it), the network works on
//! it, then it is published by its id. The id is the native handle: a container becomes one post, however often it is
//! published (developers.facebook.com/docs/instagram-platform/content-publishing, .../docs/threads/posts).

use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::recent::{Found, Recent};
use super::{Graph, List};
use crate::first_comment::{self, Comment, Commented, Comments};
use crate::look_back::Search;
use crate::steps::{Kept, misfit};
use crate::{
    Budget, BudgetScope, Content, Error, ErrorKind, Handle, Media, MediaKind, Next, Progress, Published,
    Sending, Since,
};

/// How often the state of a container is asked for before it is given up: about an hour.
const POLLS_MAX: u32 = 60;
/// How often a container that was just made may be unknown (seen on both networks).
const MISSING_MAX: u32 = 6;

/// [`Handle`] to everybody else.
#[derive(Serialize, Deserialize)]
pub(crate) struct Plan {
    pub(super) created_ms: i64,
    pub(super) parts: Vec<PlannedPart>,
    #[serde(default)]
    pub(super) comment: Comment,
}

#[derive(Serialize, Deserialize, Default)]
pub(super) struct PlannedPart {
    /// Containers of an album's files so far, in order.
    children: Vec<String>,
    pub(super) container: Option<String>,
    /// How often its state was asked for.
    polls: u32,
    /// It has been published at least once, perhaps without an answer.
    pub(super) tried: bool,
    pub(super) sent: Option<Sent>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Sent {
    id: String,
    url: String,
}

/// State of a container.
pub(crate) enum State {
    Working,
    Finished,
    Published,
    Failed(String),
    /// Not published within a day, so it never will be.
    Expired,
    Missing,
}

impl State {
    /// The state of that name, in the words of both networks; `told` is what they say of a failure.
    pub(crate) fn named(name: &str, told: Option<&str>) -> Self {
        match name {
            "FINISHED" => Self::Finished,
            "PUBLISHED" => Self::Published,
            "EXPIRED" => Self::Expired,
            "ERROR" => {
                let told = told.filter(|told| !told.is_empty()).unwrap_or("no reason was given");
                Self::Failed(format!("the network could not use the files: {told}"))
            }
            // A name that is new to us is no reason to publish.
            _ => Self::Working,
        }
    }
}

#[derive(Deserialize)]
struct Quota {
    quota_usage: u32,
    config: Option<QuotaConfig>,
}

#[derive(Deserialize)]
struct QuotaConfig {
    quota_total: u32,
    /// Seconds.
    quota_duration: u64,
}

/// Reads how many posts of the rolling day are left, for [`Containers::check_quota`]. Trouble with that keeps nothing
/// from being published: the network has the last word.
pub(crate) async fn quota(
    graph: &Graph,
    base_url: &str,
    path: &str,
    token: &str,
    progress: &dyn Progress,
) -> Result<(), Error> {
    let query = [("fields", "quota_usage,config")];
    let answer = match graph.ask(graph.get(base_url, path, token, &query)?).await {
        Ok(answer) => answer,
        Err(refusal) if refusal.error.kind == ErrorKind::Credentials => return Err(refusal.error),
        Err(_) => return Ok(()),
    };
    let list = answer.try_json::<List<Quota>>().map(|list| list.data).unwrap_or_default();
    let Some(Quota { quota_usage, config: Some(config) }) = list.into_iter().next() else { return Ok(()) };
    let remaining = config.quota_total.saturating_sub(quota_usage);
    let resets_in = Duration::from_secs(config.quota_duration);
    progress.budget(Budget { scope: BudgetScope::Account, name: "posts", remaining, resets_in }).await;
    if remaining == 0 && config.quota_total > 0 {
        let next = Next::After(Duration::from_secs(60 * 60));
        return Err(Error::new(ErrorKind::RateLimited, next, "the day's number of posts is used up"));
    }
    Ok(())
}

/// A network with containers, as one account.
#[async_trait]
pub(crate) trait Containers: Send + Sync {
    /// Takes note of how much is still allowed; refuses where that is nothing.
    async fn check_quota(&self, progress: &dyn Progress) -> Result<(), Error>;
    /// A container of one file of an album.
    async fn create_child(&self, media: &Media) -> Result<String, Error>;
    /// The container of a part, in answer to `parent` within a thread.
    async fn create(
        &self,
        content: &Content,
        index: usize,
        children: &[String],
        parent: Option<&str>,
    ) -> Result<String, Error>;
    async fn state(&self, container: &str) -> Result<State, Error>;
    /// The call that makes the post.
    async fn release(&self, container: &str) -> Result<String, Error>;
    /// Where a part would be listed once it is out.
    async fn recent(&self, content: &Content, index: usize, since: Since) -> Result<Recent, Error>;
    /// The public address of a post.
    async fn address(&self, id: &str) -> Result<String, Error>;
    /// How comments are made, where they are.
    fn comments(&self) -> Option<&dyn Comments>;
}

/// Nothing is drawn: the network gives the ids.
pub(crate) fn prepare(content: &Content, now_ms: i64) -> Handle {
    let parts = content.parts.iter().map(|_| PlannedPart::default()).collect();
    Plan { created_ms: now_ms, parts, comment: Comment::default() }.keep()
}

impl Kept for Plan {}

impl Commented for Plan {
    fn comment(&mut self) -> &mut Comment {
        &mut self.comment
    }
}

impl Plan {
    pub(crate) fn read(handle: &Handle, parts: usize) -> Result<Self, Error> {
        let plan = <Self as Kept>::read(handle)?;
        if plan.parts.len() == parts && parts > 0 { Ok(plan) } else { Err(misfit()) }
    }

    fn is_new(&self) -> bool {
        self.parts.iter().all(|part| part.container.is_none() && part.children.is_empty() && !part.is_sent())
    }

    fn parent(&self, index: usize) -> Option<&str> {
        let sent = self.parts.get(index.checked_sub(1)?)?.sent.as_ref()?;
        Some(&sent.id)
    }

    pub(super) fn sent_ids(&self) -> Vec<String> {
        self.parts.iter().filter_map(|part| Some(part.sent.as_ref()?.id.clone())).collect()
    }

    pub(super) fn note(&mut self, index: usize, id: &str, url: Option<&str>) {
        let sent = Sent { id: id.to_owned(), url: url.unwrap_or_default().to_owned() };
        self.parts[index].sent = Some(sent);
    }

    pub(super) fn first_id(&self) -> Option<String> {
        Some(self.parts.first()?.sent.as_ref()?.id.clone())
    }

    pub(super) fn published(&self) -> Option<Published> {
        let sent = self.parts.first()?.sent.as_ref()?;
        Some(Published { remote_id: sent.id.clone(), url: sent.url.clone(), handle: self.keep() })
    }
}

impl PlannedPart {
    pub(super) const fn is_sent(&self) -> bool {
        self.sent.is_some()
    }

    /// Counts a look at the state, and says when the next makes sense: soon for pictures, once a minute for films.
    fn wait(&mut self, film: bool) -> Duration {
        self.polls += 1;
        let first = if film { 15 } else { 3 };
        Duration::from_secs((first << self.polls.saturating_sub(1).min(5)).min(60))
    }
}

/// Publishes every part that is not out yet, then the comment.
pub(crate) async fn publish(
    network: &dyn Containers,
    content: &Content,
    handle: &Handle,
    progress: &dyn Progress,
) -> Result<Sending, Error> {
    let mut plan = Plan::read(handle, content.parts.len())?;
    if plan.is_new() {
        network.check_quota(progress).await?;
    }
    for index in 0..content.parts.len() {
        if plan.parts[index].is_sent() {
            continue;
        }
        if let Some(wait) = (Sender { network, content, progress }).send(&mut plan, index).await? {
            progress.save(&plan.keep()).await?;
            return Ok(Sending::Processing(wait));
        }
        progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
    }
    let lost = || Error::new(ErrorKind::Local, Next::Unknown, "the handle lost its first part");
    let first = plan.first_id().ok_or_else(lost)?;
    if let Some(comments) = network.comments()
        && let Some(wait) = first_comment::settle(comments, &mut plan, content, &first, progress).await?
    {
        return Ok(Sending::Processing(wait));
    }
    name(network, &mut plan).await;
    plan.published().map(Sending::Published).ok_or_else(lost)
}

/// Asks for the public address; a post without one is out all the same.
pub(super) async fn name(network: &dyn Containers, plan: &mut Plan) {
    if let Some(sent) = plan.parts.first_mut().and_then(|part| part.sent.as_mut())
        && sent.url.is_empty()
        && let Ok(url) = network.address(&sent.id).await
    {
        sent.url = url;
    }
}

struct Sender<'a> {
    network: &'a dyn Containers,
    content: &'a Content,
    progress: &'a dyn Progress,
}

impl Sender<'_> {
    /// Sends one part; a time says that the network still works on it.
    async fn send(&self, plan: &mut Plan, index: usize) -> Result<Option<Duration>, Error> {
        if plan.parts[index].container.is_none()
            && let Some(wait) = self.create(plan, index).await?
        {
            return Ok(Some(wait));
        }
        let container = plan.parts[index].container.clone().unwrap_or_default();
        let film = self.content.parts[index].media.iter().any(|media| media.facts.kind == MediaKind::Video);
        let tried = plan.parts[index].tried;
        let state = self.network.state(&container).await;
        match state.map_err(|error| if tried { error.as_unknown_as_before() } else { error })? {
            State::Finished => self.release(plan, index, &container).await,
            State::Working if plan.parts[index].polls >= POLLS_MAX => Err(Error::new(
                ErrorKind::Invalid,
                Next::Never,
                "the network did not finish its work on the files within an hour",
            )),
            State::Working => Ok(Some(plan.parts[index].wait(film))),
            State::Failed(why) => Err(Error::new(ErrorKind::Invalid, Next::Never, why)),
            State::Published => self.find(plan, index).await.map(|()| None),
            State::Missing if !plan.parts[index].tried && plan.parts[index].polls < MISSING_MAX => {
                Ok(Some(plan.parts[index].wait(film)))
            }
            State::Missing if tried => self.find(plan, index).await.map(|()| None),
            State::Expired if tried => {
                self.find_lost(plan, index).await.map(|found| (!found).then_some(Duration::from_secs(1)))
            }
            State::Expired | State::Missing => {
                plan.parts[index] = PlannedPart::default();
                Ok(Some(Duration::from_secs(1)))
            }
        }
    }

    /// Makes the containers, each saved before the next.
    async fn create(&self, plan: &mut Plan, index: usize) -> Result<Option<Duration>, Error> {
        let media = &self.content.parts[index].media;
        if media.len() > 1 {
            while let Some(file) = media.get(plan.parts[index].children.len()) {
                let child = self.network.create_child(file).await?;
                plan.parts[index].children.push(child);
                self.progress.save(&plan.keep()).await?;
            }
            for (place, file) in media.iter().enumerate() {
                let child = plan.parts[index].children[place].clone();
                match self.network.state(&child).await? {
                    State::Finished | State::Published => {}
                    State::Working | State::Missing if plan.parts[index].polls < POLLS_MAX => {
                        return Ok(Some(plan.parts[index].wait(file.facts.kind == MediaKind::Video)));
                    }
                    State::Expired | State::Missing => {
                        plan.parts[index] = PlannedPart::default();
                        return Ok(Some(Duration::from_secs(1)));
                    }
                    State::Working => {
                        let why = "the network did not finish its work on the files within an hour";
                        return Err(Error::new(ErrorKind::Invalid, Next::Never, why));
                    }
                    State::Failed(why) => {
                        return Err(Error::new(ErrorKind::Invalid, Next::Never, why));
                    }
                }
            }
        }
        let planned = &plan.parts[index];
        let container =
            self.network.create(self.content, index, &planned.children, plan.parent(index)).await?;
        plan.parts[index].container = Some(container);
        plan.parts[index].polls = 0;
        self.progress.save(&plan.keep()).await?;
        Ok(None)
    }

    /// Publishes a finished container.
    async fn release(
        &self,
        plan: &mut Plan,
        index: usize,
        container: &str,
    ) -> Result<Option<Duration>, Error> {
        plan.parts[index].tried = true;
        self.progress.save(&plan.keep()).await?;
        match self.network.release(container).await {
            Ok(id) => {
                plan.note(index, &id, None);
                Ok(None)
            }
            // Not ready in spite of its state, or not yet known everywhere: the same container again, later.
            Err(error)
                if matches!(error.kind, ErrorKind::NotFound | ErrorKind::Unavailable)
                    && error.next != Next::Unknown
                    && error.status.is_some()
                    && plan.parts[index].polls < MISSING_MAX =>
            {
                Ok(Some(plan.parts[index].wait(false).max(Duration::from_secs(10))))
            }
            Err(error) => Err(error),
        }
    }

    /// The container is published, or hidden as those of good posts may be: which post is it?
    async fn find(&self, plan: &mut Plan, index: usize) -> Result<(), Error> {
        match self.search(plan, index).await? {
            Search::Found(item) => {
                plan.note(index, &item.id, item.url.as_deref());
                Ok(())
            }
            Search::Absent | Search::CannotTell => Err(Error::new(
                ErrorKind::Protocol,
                Next::Unknown,
                "the post is out or may be, and the network does not list it yet",
            )),
        }
    }

    /// The container ran out after it was tried. `false` when it certainly became no post, and begins anew.
    async fn find_lost(&self, plan: &mut Plan, index: usize) -> Result<bool, Error> {
        match self.search(plan, index).await? {
            Search::Found(item) => {
                plan.note(index, &item.id, item.url.as_deref());
                Ok(true)
            }
            Search::Absent => {
                plan.parts[index] = PlannedPart::default();
                Ok(false)
            }
            Search::CannotTell => Err(Error::new(
                ErrorKind::NotFound,
                Next::Unknown,
                "the container is gone, and nobody can say whether it became a post",
            )),
        }
    }

    async fn search(&self, plan: &Plan, index: usize) -> Result<Found, Error> {
        let since = Since::new(plan.created_ms, self.progress.now_ms());
        search(self.network, self.content, plan, index, since).await.map_err(Error::as_unknown_as_before)
    }
}

/// Looks for one part among the recent posts.
pub(super) async fn search(
    network: &dyn Containers,
    content: &Content,
    plan: &Plan,
    index: usize,
    since: Since,
) -> Result<Found, Error> {
    let recent = network.recent(content, index, since).await?;
    // A story has no text.
    let text = match content.placement {
        crate::Placement::Story => None,
        _ => Some(content.parts[index].text.as_str()),
    };
    Ok(recent.find(text, &plan.sent_ids()))
}
