//! The first comment. The post is out by then, so nothing that happens here makes it fail or go out again: the comment
//! is tried again alone, looked for before it is written a second time, and given up at last.

use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::look_back::Search;
use crate::steps::Kept;
use crate::{Content, Error, ErrorKind, Next, Progress};

/// How often it is tried, or cannot be asked for, before it is left.
const TRIES_MAX: u32 = 5;
/// How often one that may be there is looked for before it is written again: lists lag behind.
const LOOKS: u32 = 3;
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// How far the comment has come; a part of the handle.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Comment {
    /// It was handed over, and no refusal came.
    tried: bool,
    tries: u32,
    looks: u32,
    id: Option<String>,
    /// Why it was left, for whoever reads the attempt.
    refused: Option<String>,
}

/// A handle that carries a comment.
pub(crate) trait Commented: Kept + Send {
    fn comment(&mut self) -> &mut Comment;
}

/// A network whose posts take comments.
#[async_trait]
pub(crate) trait Comments: Send + Sync {
    /// The id of our own comment of that text under the post.
    async fn find(&self, post_id: &str, text: &str) -> Result<Search<String>, Error>;
    /// The call that makes it.
    async fn add(&self, post_id: &str, text: &str) -> Result<String, Error>;
}

/// The comment to make, where there is one.
pub(crate) fn of(content: &Content) -> Option<&str> {
    content.first_comment.as_deref().map(str::trim).filter(|comment| !comment.is_empty())
}

impl Comment {
    /// Whether going on with the handle still has it to make.
    pub(crate) fn waits(&self, content: &Content) -> bool {
        of(content).is_some() && self.id.is_none() && self.refused.is_none()
    }

    /// The id of a comment that is there.
    pub(crate) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// One more try that came to nothing; the wait before the next, unless that was the last.
    fn put_off(&mut self, error: Error, wait: Duration) -> Option<Duration> {
        self.tries += 1;
        if self.tries < TRIES_MAX {
            return Some(wait.max(Duration::from_secs(1)));
        }
        self.refused = Some(error.message);
        None
    }
}

/// Makes the comment unless that is settled. A time says when to call again.
///
/// # Errors
/// `Credentials` with `After`, for the caller to renew them, and whatever [`Progress::save`] says.
pub(crate) async fn settle(
    network: &dyn Comments,
    plan: &mut impl Commented,
    content: &Content,
    post_id: &str,
    progress: &dyn Progress,
) -> Result<Option<Duration>, Error> {
    let Some(text) = of(content).filter(|_| plan.comment().waits(content)) else { return Ok(None) };
    if plan.comment().tried {
        let found = network.find(post_id, text).await;
        let comment = plan.comment();
        let wait = match found {
            Ok(Search::Found(id)) => {
                comment.id = Some(id);
                Some(None)
            }
            // A second comment would be worse than none.
            Ok(Search::CannotTell) => {
                comment.refused = Some("nobody can say whether the comment is there".to_owned());
                Some(None)
            }
            Ok(Search::Absent) if comment.looks < LOOKS => {
                comment.looks += 1;
                Some(Some(LOOK_AGAIN))
            }
            Ok(Search::Absent) => None,
            Err(error) if ran_out(&error) => return Err(error.as_unknown_as_before()),
            Err(error) => Some(comment.put_off(error, LOOK_AGAIN)),
        };
        if let Some(wait) = wait {
            return progress.save(&plan.keep()).await.map_err(Error::now_unknown).map(|()| wait);
        }
    }
    let comment = plan.comment();
    (comment.tried, comment.looks) = (true, 0);
    progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
    let made = network.add(post_id, text).await;
    let comment = plan.comment();
    let mut expired = None;
    let wait = match made {
        Ok(id) => {
            comment.id = Some(id);
            None
        }
        Err(error) => match error.next {
            Next::Unknown => comment.put_off(error, LOOK_AGAIN),
            Next::After(wait) => {
                comment.tried = false;
                expired = ran_out(&error).then(|| error.clone());
                comment.put_off(error, wait)
            }
            Next::Never | Next::Reauthorise => {
                comment.refused = Some(error.message);
                None
            }
        },
    };
    progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
    match expired.filter(|_| wait.is_some()) {
        Some(error) => Err(error),
        None => Ok(wait),
    }
}

/// Whether only the token ran out.
fn ran_out(error: &Error) -> bool {
    error.kind == ErrorKind::Credentials && error.next != Next::Reauthorise
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::Handle;

    #[derive(Default, Serialize, Deserialize)]
    struct Plan(Comment);

    impl Kept for Plan {}

    impl Commented for Plan {
        fn comment(&mut self) -> &mut Comment {
            &mut self.0
        }
    }

    /// Answers as it was told to, the last first; a search finds nothing.
    struct Told(Mutex<Vec<Result<&'static str, Next>>>, Mutex<u32>);

    #[async_trait]
    impl Comments for Told {
        async fn find(&self, _: &str, _: &str) -> Result<Search<String>, Error> {
            *self.1.lock().unwrap() += 1;
            Ok(Search::Absent)
        }

        async fn add(&self, _: &str, _: &str) -> Result<String, Error> {
            let told = self.0.lock().unwrap().pop().unwrap();
            told.map(str::to_owned).map_err(|next| Error::new(ErrorKind::Unavailable, next, "no"))
        }
    }

    struct Saved;

    #[async_trait]
    impl Progress for Saved {
        async fn save(&self, _: &Handle) -> Result<(), Error> {
            Ok(())
        }

        fn now_ms(&self) -> i64 {
            0
        }
    }

    async fn run(mut told: Vec<Result<&'static str, Next>>) -> (Plan, u32, u32) {
        told.reverse();
        let (network, mut plan) = (Told(Mutex::new(told), Mutex::new(0)), Plan::default());
        let content =
            Content { first_comment: Some(" more ".into()), ..Content::single("hi".into(), vec![], None) };
        let mut waits = 0;
        while settle(&network, &mut plan, &content, "1", &Saved).await.unwrap().is_some() {
            waits += 1;
        }
        assert!(!plan.0.waits(&content));
        let looks = *network.1.lock().unwrap();
        (plan, waits, looks)
    }

    #[tokio::test]
    async fn one_that_may_be_there_is_looked_for_three_times() {
        let (plan, waits, looks) = run(vec![Err(Next::Unknown), Ok("7")]).await;
        assert_eq!((plan.0.id(), waits, looks), (Some("7"), 4, 4));
    }

    #[tokio::test]
    async fn it_is_given_up_at_last_and_at_once_where_refused() {
        let soon = Next::After(Duration::from_secs(1));
        let (plan, waits, looks) = run(vec![Err(soon); 5]).await;
        assert_eq!((plan.0.refused.as_deref(), waits, looks), (Some("no"), 4, 0));
        let (plan, waits, _) = run(vec![Err(Next::Never)]).await;
        assert_eq!((plan.0.refused.as_deref(), waits), (Some("no"), 0));
    }
}
