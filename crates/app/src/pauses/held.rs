//! What pauses held: looked through by a person, one by one or together.

use db::FromQueryResult;

use super::{pause::suggested, store};
use crate::{
    Actor, App, Error, Now, Permission, Result,
    deliveries::State,
    ids::{BrandId, ChannelId, DeliveryId, PostId},
    letters,
    posts::When,
};

/// A delivery that was held.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Held {
    /// Id.
    pub id: DeliveryId,
    /// Of which post.
    pub post_id: PostId,
    /// Whose it is.
    pub brand_id: BrandId,
    /// To which channel.
    pub channel_id: ChannelId,
    /// The post's working title.
    pub post_title: String,
    /// The channel's handle.
    pub channel_handle: String,
    /// Word of the channel's network.
    pub network: String,
    /// When it was wanted out.
    pub scheduled_at: Now,
    /// Why it is held.
    pub last_error: Option<String>,
    /// Its place among those of its channel, from 1.
    pub place: i64,
    /// Whether a pause still holds it.
    pub still_paused: i64,
}

/// A delivery of a newsletter some of whose letters are held.
#[derive(Debug, Clone, FromQueryResult)]
pub struct HeldLetters {
    /// The delivery.
    pub delivery_id: DeliveryId,
    /// The post's working title.
    pub post_title: String,
    /// The newsletter's handle.
    pub channel_handle: String,
    /// How many are held.
    pub letters: i64,
}

/// A page of them, oldest first.
#[derive(Debug, Clone)]
pub struct HeldPage {
    /// Each with a new time to suggest.
    pub lines: Vec<(Held, Now)>,
    /// Newsletters with held letters, the newest first; with the first page.
    pub letters: Vec<HeldLetters>,
    /// How many there are in all.
    pub total: i64,
    /// How many stand before this page.
    pub offset: i64,
    /// Where the next page begins.
    pub next: Option<i64>,
}

/// What is to become of a held delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeldAct {
    /// Out at once, or at a time.
    Send(When),
    /// Taken back.
    Cancel,
}

/// How many of the wanted came about, and why each of the others did not.
#[derive(Debug, Default)]
pub struct HeldReport {
    /// Done.
    pub done: usize,
    /// Not done, each with its reason.
    pub refused: Vec<(DeliveryId, Error)>,
}

/// Lines of a page.
const PAGE: i64 = 50;

impl App {
    /// What pauses held, oldest first.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn held_deliveries(&self, actor: &Actor, offset: i64) -> Result<HeldPage> {
        actor.require(Permission::View)?;
        let (sql, now) = (self.db.read(), self.now());
        let (workspace_id, scope) = (actor.workspace_id, actor.brand_scope);
        let offset = offset.max(0);
        let lines = store::held(sql, workspace_id, scope, now, offset, PAGE).await?;
        let total = store::count_held_posts(sql, workspace_id, scope).await?;
        let letters = match offset {
            0 => letters::store::held_lists(sql, workspace_id, scope, PAGE).await?,
            _ => Vec::new(),
        };
        let next = Some(offset + PAGE).filter(|next| *next < total);
        let lines = lines.into_iter().map(|line| {
            let at = suggested(now, line.place);
            (line, at)
        });
        Ok(HeldPage { lines: lines.collect(), letters, total, offset, next })
    }

    /// Does with held deliveries what a person decided. Each stands for itself: one that cannot be moved leaves the
    /// others as decided.
    ///
    /// # Errors
    /// `Forbidden`; `Internal` faults. Everything else is in the report.
    pub async fn decide_held(&self, actor: &Actor, acts: &[(DeliveryId, HeldAct)]) -> Result<HeldReport> {
        actor.require(Permission::Publish)?;
        let mut report = HeldReport::default();
        for (id, act) in acts {
            match self.decide_one(actor, *id, act).await {
                Ok(()) => report.done += 1,
                Err(error @ (Error::Internal(_) | Error::Unavailable(_) | Error::Full(_))) => {
                    return Err(error);
                }
                Err(error) => report.refused.push((*id, error)),
            }
        }
        Ok(report)
    }

    async fn decide_one(&self, actor: &Actor, id: DeliveryId, act: &HeldAct) -> Result<()> {
        if self.find_delivery(actor, id).await?.state != State::Paused {
            return Err(Error::Conflict("delivery_not_held"));
        }
        match act {
            HeldAct::Send(when) => self.reschedule_delivery(actor, id, when).await,
            HeldAct::Cancel => self.cancel_delivery(actor, id).await,
        }
    }
}
