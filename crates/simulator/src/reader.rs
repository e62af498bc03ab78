//! One person of the audience: what they do on a network.

use std::sync::Arc;

use crate::state::Shared;
use crate::world::{Draft, Network, SimPost};

/// A person of the audience (`reader-17`), made when first asked for.
#[derive(Clone)]
pub struct Reader {
    shared: Arc<Shared>,
    network: Network,
    id: String,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("network", &self.network).field("id", &self.id).finish_non_exhaustive()
    }
}

impl Reader {
    pub(crate) fn new(shared: Arc<Shared>, network: Network, number: usize) -> Self {
        let id = network.stand_in().reader(&shared, number);
        Self { shared, network, id }
    }

    /// The account id on the network.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Likes a post; answers whether that is new.
    pub fn like(&self, post_id: &str) -> bool {
        let (record, now) = (self.reaction_id("like"), self.shared.clock.now());
        self.shared.with_world(self.network, |world| world.like(post_id, &self.id, &record, now))
    }

    /// Reposts a post; answers whether that is new.
    pub fn repost(&self, post_id: &str) -> bool {
        let record = self.reaction_id("repost");
        let now = self.shared.clock.now();
        self.shared.with_world(self.network, |world| world.repost(post_id, &self.id, &record, now))
    }

    /// Follows an account, given by id or handle; answers whether that is new.
    pub fn follow(&self, account: &str) -> bool {
        let record = self.reaction_id("follow");
        let now = self.shared.clock.now();
        self.shared.with_world(self.network, |world| {
            let whom = world.find_account(account).map(|account| account.id.clone());
            whom.is_some_and(|whom| world.follow(&self.id, &whom, &record, now))
        })
    }

    /// Answers a post; `None` when the post does not exist.
    pub fn reply(&self, post_id: &str, text: &str) -> Option<SimPost> {
        let author = self.author_of(post_id)?;
        Some(self.write(text, Some(post_id.to_owned()), None, vec![author]))
    }

    /// Quotes a post; `None` when the post does not exist.
    pub fn quote(&self, post_id: &str, text: &str) -> Option<SimPost> {
        self.author_of(post_id)?;
        Some(self.write(text, None, Some(post_id.to_owned()), Vec::new()))
    }

    /// Writes a post that mentions an account, given by id or handle; `None`
    /// when the account does not exist.
    pub fn mention(&self, account: &str, text: &str) -> Option<SimPost> {
        let id = self.shared.with_world(self.network, |world| {
            world.find_account(account).map(|account| account.id.clone())
        })?;
        Some(self.write(text, None, None, vec![id]))
    }

    fn reaction_id(&self, kind: &str) -> String {
        self.network.stand_in().reaction_id(&self.shared, &self.id, kind)
    }

    fn author_of(&self, post_id: &str) -> Option<String> {
        self.shared.with_world(self.network, |world| world.post(post_id).map(|post| post.author.clone()))
    }

    fn write(
        &self,
        text: &str,
        parent: Option<String>,
        quoted: Option<String>,
        mentions: Vec<String>,
    ) -> SimPost {
        let draft = Draft {
            author: self.id.clone(),
            text: text.to_owned(),
            created_at: self.shared.clock.now(),
            parent,
            quoted,
            mentions,
            ..Draft::default()
        };
        self.network.stand_in().publish_draft(&self.shared, &draft, false)
    }
}
