//! The way back from an unknown outcome: what of the page's own recent posts is the one that was sent. Facebook knows no
//! key of ours; films and stories have ids of their own.

use super::Seat;
use super::film::FilmState;
use super::plan::{Plan, Shape};
use crate::graph::Refusal;
use crate::graph::recent::Found;
use crate::look_back::Search;
use crate::steps::Kept;
use crate::{Content, Error, Handle, LookUp, Since};

/// "Duplicate Post": the same as the last one (docs/graph-api/guides/error-handling); a picture that was posted already.
pub(super) const fn is_duplicate(refusal: &Refusal) -> bool {
    refusal.code == 506 || refusal.subcode == 1_366_051
}

impl Seat<'_> {
    /// `GET /{page}/published_posts`, and `/{page}/stories` for a picture's story (docs/graph-api/reference/page).
    pub(super) async fn search(&self, plan: &Plan, content: &Content, since: Since) -> Result<Found, Error> {
        if Shape::of(content) == Shape::PhotoStory {
            let path = format!("/{}/stories", self.page_id);
            let query = [("fields", "post_id,media_id,creation_time,url")];
            let recent = self.graph.recent(self.base_url, &path, &self.token, &query, since).await?;
            return Ok(plan.photos.first().map_or(Search::Absent, |photo| recent.find_media(photo)));
        }
        let path = format!("/{}/published_posts", self.page_id);
        let query = [("fields", "id,message,created_time,permalink_url")];
        let recent = self.graph.recent(self.base_url, &path, &self.token, &query, since).await?;
        Ok(recent.find(Some(content.text()), &[]))
    }

    /// Looks for the post, then for its comment. `Absent` for a post without its comment: going on with its handle makes
    /// the comment alone.
    pub(super) async fn look_up(
        &self,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error> {
        let mut plan = Plan::read(handle)?;
        if plan.sent.is_none() {
            if !plan.tried {
                return Ok(LookUp::Absent);
            }
            match self.find(&plan, content, since).await? {
                Search::Found(item) => plan.note(&item.id, item.url.as_deref()),
                Search::Absent => return Ok(LookUp::Absent),
                Search::CannotTell => return Ok(LookUp::CannotTell),
            }
        }
        if plan.comment.waits(content) {
            return Ok(LookUp::Absent);
        }
        self.name(&mut plan).await;
        Ok(plan.published().map_or(LookUp::CannotTell, LookUp::Found))
    }

    async fn find(&self, plan: &Plan, content: &Content, since: Since) -> Result<Found, Error> {
        let (Shape::Film(edge), Some(film)) = (Shape::of(content), &plan.film) else {
            return self.search(plan, content, since).await;
        };
        match self.film_state(&film.id).await? {
            FilmState::Ready { post_id, url } => Ok(Found::by_id(&self.post_id(film, post_id, edge), url)),
            // Going on with the handle waits for this very film.
            FilmState::Working | FilmState::Failed(_) => Ok(Search::Absent),
        }
    }
}
