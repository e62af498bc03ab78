//! The first comment. The post is out by then, so nothing that happens here makes it fail or go out again.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::recent::Search;
use crate::{Error, Handle, Next, Progress};

/// A comment that fails for a passing reason is tried this often, then left.
const TRIES_MAX: u32 = 3;

/// How far the comment has come; a part of the handle.
#[derive(Serialize, Deserialize, Default)]
pub(crate) struct Comment {
    tries: u32,
    id: Option<String>,
    /// Why it was left, for whoever reads the attempt.
    refused: Option<String>,
}

/// What carries a comment and can be kept.
pub(crate) trait Commented: Send + Sync {
    fn keep(&self) -> Handle;
    fn comment(&mut self) -> &mut Comment;
}

/// A network whose posts take comments.
#[async_trait]
pub(crate) trait Comments: Send + Sync {
    /// Our own comment of that text under the post.
    async fn find(&self, post_id: &str, text: &str) -> Result<Search, Error>;
    /// The call that makes it.
    async fn add(&self, post_id: &str, text: &str) -> Result<String, Error>;
}

/// Adds the comment unless that is settled.
///
/// # Errors
/// `Unknown` or `After`, as long as another try may help.
pub(crate) async fn settle(
    network: &dyn Comments,
    plan: &mut dyn Commented,
    post_id: &str,
    text: &str,
    progress: &dyn Progress,
) -> Result<(), Error> {
    let state = plan.comment();
    if state.id.is_some() || state.refused.is_some() {
        return Ok(());
    }
    if state.tries > 0 && look(network, plan, post_id, text).await? {
        return progress.save(&plan.keep()).await.map_err(Error::now_unknown);
    }
    let state = plan.comment();
    state.tries += 1;
    let last = state.tries >= TRIES_MAX;
    progress.save(&plan.keep()).await?;
    match network.add(post_id, text).await {
        Ok(id) => plan.comment().id = Some(id),
        Err(error) if !last && matches!(error.next, Next::After(_) | Next::Unknown) => return Err(error),
        Err(error) => plan.comment().refused = Some(error.message),
    }
    progress.save(&plan.keep()).await.map_err(Error::now_unknown)
}

/// Whether the comment needs no more calls: it is there, or nobody can say whether it is.
pub(super) async fn look(
    network: &dyn Comments,
    plan: &mut dyn Commented,
    post_id: &str,
    text: &str,
) -> Result<bool, Error> {
    let state = plan.comment();
    if state.id.is_some() || state.refused.is_some() {
        return Ok(true);
    }
    if state.tries == 0 {
        return Ok(false);
    }
    let found = network.find(post_id, text).await;
    let state = plan.comment();
    match found {
        Ok(Search::Found(comment)) => state.id = Some(comment.id),
        Ok(Search::Absent) => return Ok(false),
        Ok(Search::CannotTell) => {
            state.refused = Some("nobody can say whether the comment is there".to_owned());
        }
        // Not even asked: it is as unknown as before.
        Err(error) if state.tries < TRIES_MAX => return Err(error.now_unknown()),
        Err(error) => state.refused = Some(error.message),
    }
    Ok(true)
}

/// Whether going on with the handle still has a comment to make.
///
/// # Errors
/// Any network fault.
pub(crate) async fn is_missing(
    network: &dyn Comments,
    plan: &mut dyn Commented,
    post_id: &str,
    text: Option<&str>,
) -> Result<bool, Error> {
    match text {
        Some(text) => Ok(!look(network, plan, post_id, text).await?),
        None => Ok(false),
    }
}
