//! One look around: who sees what, and what they do about it.

use std::sync::Arc;

use rand::RngExt;
use rand::rngs::StdRng;

use super::rhythm::{self, HABITS};
use super::shopper::{Click, Shopper};
use super::{Tally, count, phrases};
use crate::reader::Reader;
use crate::state::Shared;
use crate::world::{Network, Post};

/// How many people there are on each network.
const PEOPLE: usize = 600;
/// Looks at one post in one tick, at most.
const CROWD: u32 = 40;

pub(super) struct Look {
    pub(super) shared: Arc<Shared>,
    pub(super) shopper: Shopper,
    pub(super) tally: Arc<Tally>,
    pub(super) dice: StdRng,
    /// When the audience was let in, by the simulator's clock.
    pub(super) started: i64,
    /// Seconds of its own life since then.
    pub(super) lived: f64,
}

/// A post that may be looked at.
struct Seen {
    id: String,
    url: String,
    author: String,
    links: Vec<String>,
    views: f64,
}

impl Look {
    /// Lives `seconds` of real time at `pace`.
    pub(super) fn around(&mut self, seconds: f64, pace: f64) {
        let lives = seconds * pace;
        if lives <= 0.0 {
            return;
        }
        let networks: Vec<Network> = self.shared.networks().collect();
        for network in networks {
            for post in self.posts(network, lives, pace) {
                let looks = rhythm::happens(&mut self.dice, post.views).min(CROWD);
                for _ in 0..looks {
                    self.look_at(network, &post, pace);
                }
            }
            self.mention_somebody(network, lives);
        }
        self.lived += lives;
    }

    fn posts(&self, network: Network, lives: f64, pace: f64) -> Vec<Seen> {
        let now = self.shared.clock.now();
        let seen = |post: &Post, reach: f64| {
            let age = self.age(post.created_at, now, pace);
            Seen {
                id: post.id.clone(),
                url: post.url.clone(),
                author: post.author.clone(),
                links: post.links.clone(),
                views: rhythm::views_between(reach, (age - lives).max(0.0), age),
            }
        };
        self.shared.with_world(network, |world| {
            let mut found = Vec::new();
            for account in world.owners() {
                let reach = rhythm::reach(account.followers_count());
                let posts = world.posts_of(&account.id).into_iter().filter(|post| post.created_at <= now);
                found.extend(posts.map(|post| {
                    // Answers to others are seen by few.
                    seen(post, if post.parent.is_none() { reach } else { reach * 0.05 })
                }));
            }
            found
        })
    }

    /// The age of a post in seconds: real before the audience came, its own life since.
    fn age(&self, created_at: i64, now: i64, pace: f64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of a few years are far below 2^53")]
        let seconds = |ms: i64| ms as f64 / 1000.0;
        if created_at < self.started {
            return seconds(self.started - created_at) + self.lived;
        }
        seconds(now - created_at) * pace
    }

    fn look_at(&mut self, network: Network, post: &Seen, pace: f64) {
        count(&self.tally.views);
        let number = self.dice.random_range(0..PEOPLE);
        let reader = Reader::new(Arc::clone(&self.shared), network, number);
        if self.dice.random_bool(HABITS.like) && reader.like(&post.id) {
            count(&self.tally.likes);
        }
        if self.dice.random_bool(HABITS.repost) && reader.repost(&post.id) {
            count(&self.tally.reposts);
        }
        if self.dice.random_bool(HABITS.reply) {
            let text = phrases::reply(&mut self.dice);
            if reader.reply(&post.id, text).is_some() {
                count(&self.tally.replies);
            }
        }
        if self.dice.random_bool(HABITS.quote) {
            let text = phrases::quote(&mut self.dice);
            if reader.quote(&post.id, text).is_some() {
                count(&self.tally.quotes);
            }
        }
        if self.dice.random_bool(HABITS.follow) && reader.follow(&post.author) {
            count(&self.tally.follows);
        }
        if !post.links.is_empty() && self.dice.random_bool(HABITS.click) {
            let link = post.links[self.dice.random_range(0..post.links.len())].clone();
            let buys = self.dice.random_bool(HABITS.order);
            self.shopper.click(Click {
                link,
                from: post.url.clone(),
                network,
                person: number,
                order_cents: buys.then(|| self.dice.random_range(990..14_990)),
                thinks_for: self.dice.random_range(120.0..1800.0) / pace.max(0.001),
            });
        }
    }

    fn mention_somebody(&mut self, network: Network, lives: f64) {
        let owners: Vec<String> = self
            .shared
            .with_world(network, |world| world.owners().map(|account| account.id.clone()).collect());
        for account in owners {
            for _ in 0..rhythm::happens(&mut self.dice, rhythm::MENTIONS_A_DAY * lives / 86_400.0) {
                let number = self.dice.random_range(0..PEOPLE);
                let text = phrases::mention(&mut self.dice);
                let reader = Reader::new(Arc::clone(&self.shared), network, number);
                if reader.mention(&account, text).is_some() {
                    count(&self.tally.mentions);
                }
            }
        }
    }
}
