//! How the letters of a delivery fare.

use std::collections::BTreeMap;

use db::FromQueryResult;

use super::{State, store};
use crate::{
    Actor, App, Error, Permission, Result,
    deliveries::Delivery,
    ids::{DeliveryId, PostId, SubscriberId},
    posts,
};

/// So many letters are shown one by one.
const MOST_LINES: i64 = 100;

/// The letters of a delivery, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetterCounts {
    by_state: BTreeMap<State, i64>,
    /// How many left by the link of one.
    pub leavers: i64,
}

impl LetterCounts {
    /// How many are in a state.
    #[must_use]
    pub fn of(&self, state: State) -> i64 {
        self.by_state.get(&state).copied().unwrap_or(0)
    }

    /// How many there are.
    #[must_use]
    pub fn all(&self) -> i64 {
        self.by_state.values().sum()
    }

    /// How many are still to be sent, or are being sent.
    #[must_use]
    pub fn waiting(&self) -> i64 {
        [State::Waiting, State::Claimed, State::Sending].into_iter().map(|state| self.of(state)).sum()
    }

    fn add(&mut self, found: &store::StateCount) {
        *self.by_state.entry(found.state).or_default() += found.letters;
        self.leavers += found.leavers;
    }
}

/// A letter that somebody should know of.
#[derive(Debug, Clone, FromQueryResult)]
pub struct LetterLine {
    /// Whose it is.
    pub subscriber_id: SubscriberId,
    /// How far it is.
    pub state: State,
    /// What the mail server said.
    pub last_error: Option<String>,
    /// Where it goes; none when the person was forgotten, or when whoever looks may not see addresses.
    pub email: Option<String>,
}

/// How the letters of one delivery fare.
#[derive(Debug, Clone)]
pub struct LettersPage {
    /// The delivery.
    pub delivery: Delivery,
    /// Its letters, counted.
    pub counts: LetterCounts,
    /// Those that did not go well, at most a hundred.
    pub troubled: Vec<LetterLine>,
}

impl App {
    /// The letters of a post's deliveries, counted. A delivery without letters is not in it.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn letter_counts(
        &self,
        actor: &Actor,
        post_id: PostId,
    ) -> Result<BTreeMap<DeliveryId, LetterCounts>> {
        actor.require(Permission::View)?;
        let post = posts::store::find(self.db.read(), actor.workspace_id, post_id).await?;
        actor.require_brand(post.ok_or(Error::NotFound)?.brand_id)?;
        let mut counts = BTreeMap::<_, LetterCounts>::new();
        for found in store::counts(self.db.read(), actor.workspace_id, post_id, None).await? {
            counts.entry(found.delivery_id).or_default().add(&found);
        }
        Ok(counts)
    }

    /// How the letters of a delivery fare.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn letters_page(&self, actor: &Actor, id: DeliveryId) -> Result<LettersPage> {
        let delivery = self.find_delivery(actor, id).await?;
        let (sql, workspace_id) = (self.db.read(), actor.workspace_id);
        let mut counts = LetterCounts::default();
        for found in store::counts(sql, workspace_id, delivery.post_id, Some(id)).await? {
            counts.add(&found);
        }
        let mut troubled = store::troubled(sql, workspace_id, id, MOST_LINES).await?;
        if !actor.allows(Permission::ManageLeads) {
            // Addresses are personal data.
            troubled.iter_mut().for_each(|line| line.email = None);
        }
        Ok(LettersPage { delivery, counts, troubled })
    }
}
