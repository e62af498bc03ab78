//! A film's way out: session, pieces, the network's own work on it, and the first comment.
//!
//! The session's address is saved before the first piece leaves. Asking it tells how much has arrived and whether the
//! film exists, so an upload is gone on with and never begun a second time while its session lives.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::YouTube;
use super::comment::Commenter;
use super::upload::State;
use crate::first_comment::{self, Comment, Commented};
use crate::google::{Tokens, segment};
use crate::look_back::{Search, Since};
use crate::steps::Kept;
use crate::{Account, Content, Error, ErrorKind, Handle, Media, MediaKind, Next, Placement, Progress};
use crate::{Published, Sending};

/// After this many pieces the caller takes over for a moment, so that a long film renews its lease and can be paused.
const PIECES_A_CALL: usize = 16;
const WORK_EVERY: Duration = Duration::from_secs(20);

/// [`Handle`] to everybody else.
#[derive(Serialize, Deserialize)]
pub(super) struct Plan {
    pub created_ms: i64,
    /// Address of the upload session.
    pub session: Option<String>,
    /// The last piece, which makes the film, has been handed over at least once.
    pub tried: bool,
    /// Id of the film.
    pub video: Option<String>,
    /// The network is done with it.
    pub processed: bool,
    pub short: bool,
    pub comment: Comment,
}

impl Kept for Plan {}

impl Commented for Plan {
    fn comment(&mut self) -> &mut Comment {
        &mut self.comment
    }
}

impl Plan {
    pub(super) fn new(created_ms: i64) -> Self {
        Self {
            created_ms,
            session: None,
            tried: false,
            video: None,
            processed: false,
            short: false,
            comment: Comment::default(),
        }
    }

    pub(super) fn published(&self, web: &str) -> Option<Published> {
        let id = self.video.clone()?;
        let url = if self.short { format!("{web}/shorts/{id}") } else { format!("{web}/watch?v={id}") };
        Some(Published { remote_id: id, url, handle: self.keep() })
    }
}

/// The one film.
pub(super) fn film(content: &Content) -> Result<&Media, Error> {
    let film = content.media().iter().find(|media| media.facts.kind == MediaKind::Video);
    film.filter(|film| film.facts.bytes > 0)
        .ok_or_else(|| Error::new(ErrorKind::Invalid, Next::Never, "there is no film to upload"))
}

impl YouTube {
    /// Goes on from where the handle stands.
    pub(super) async fn publish_video(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        let tokens = Tokens::read(account.credentials)?;
        let mut plan = Plan::read(handle)?;
        plan.short = content.placement == Placement::Reel;
        if plan.video.is_none() && !self.upload(account, &tokens, content, &mut plan, progress).await? {
            return Ok(Sending::Processing(Duration::from_secs(1)));
        }
        let lost = || Error::new(ErrorKind::Local, Next::Unknown, "the handle lost its film");
        if !plan.processed {
            let id = plan.video.clone().ok_or_else(lost)?;
            if !self.is_processed(&tokens, segment(&id)?).await? {
                return Ok(Sending::Processing(WORK_EVERY));
            }
            plan.processed = true;
            progress.save(&plan.keep()).await?;
        }
        let video = plan.video.clone().ok_or_else(lost)?;
        let commenter = Commenter { youtube: self, tokens: &tokens, channel: account.remote_id };
        if let Some(wait) = first_comment::settle(&commenter, &mut plan, content, &video, progress).await? {
            return Ok(Sending::Processing(wait));
        }
        plan.published(&self.web).map(Sending::Published).ok_or_else(lost)
    }

    /// Uploads what has not arrived. `false` when something is left for the next call.
    async fn upload(
        &self,
        account: Account<'_>,
        tokens: &Tokens,
        content: &Content,
        plan: &mut Plan,
        progress: &dyn Progress,
    ) -> Result<bool, Error> {
        let film = film(content)?;
        let total = film.facts.bytes;
        let mut offset = 0;
        if let Some(session) = plan.session.clone() {
            let asked = self.ask_session(tokens, &session, total).await;
            // Not even asked: a film whose last piece left is as unknown as before.
            let asked =
                asked.map_err(|error| if plan.tried { error.as_unknown_as_before() } else { error })?;
            match asked {
                State::Done(id) => return self.note(plan, id, progress).await.map(|()| true),
                State::At(arrived) => offset = arrived,
                State::Gone => {
                    if plan.tried {
                        // The caller has looked, and a person may have decided; look once more all the same.
                        let search = self
                            .search(account, tokens, content, Since::new(plan.created_ms, progress.now_ms()))
                            .await;
                        let search = search.map_err(Error::now_unknown)?;
                        if let Search::Found(id) = search {
                            return self.note(plan, id, progress).await.map(|()| true);
                        }
                    }
                    plan.session = None;
                    plan.tried = false;
                }
            }
        }
        let session = match plan.session.clone() {
            Some(session) => session,
            None => {
                let session = self.open(tokens, content, film).await?;
                plan.session = Some(session.clone());
                progress.save(&plan.keep()).await?;
                session
            }
        };
        for _ in 0..PIECES_A_CALL {
            if offset >= total {
                // All of it is there, and YouTube makes the film of it.
                return Ok(false);
            }
            if !plan.tried && super::upload::is_last(offset, total) {
                plan.tried = true;
                progress.save(&plan.keep()).await?;
            }
            match self.send_piece(tokens, &session, film, offset).await? {
                State::Done(id) => return self.note(plan, id, progress).await.map(|()| true),
                State::At(arrived) => offset = arrived,
                State::Gone => {
                    let why = "the upload session has run out";
                    let next = if plan.tried { Next::Unknown } else { Next::After(Duration::from_secs(1)) };
                    return Err(Error::new(ErrorKind::NotFound, next, why));
                }
            }
        }
        Ok(false)
    }

    async fn note(&self, plan: &mut Plan, id: String, progress: &dyn Progress) -> Result<(), Error> {
        plan.video = Some(id);
        // The film exists, only our note of it is missing.
        progress.save(&plan.keep()).await.map_err(Error::now_unknown)
    }
}
