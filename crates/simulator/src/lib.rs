//! The public APIs of the networks as one local server with a synthetic audience.
//!
//! Owns a stand-in for every network: it keeps accounts, posts and reactions in
//! memory, answers as the fact sheet of the network says, and can be told to
//! fail in the ways real networks fail. It never shares code with the
//! connectors, so that one does not repeat the other's mistake, and it never
//! talks to anything but loopback addresses.
//!
//! # To add a network
//!
//! 1. A folder `src/<word>/` whose `mod.rs` has a `State` (`Default`): a
//!    `World` and whatever else the network keeps.
//! 2. `impl StandIn for State` (`stand_in.rs`): `router` (the API, every host of
//!    the network on this one port), `world`, `new_post_id`, `post_url`, and
//!    `refusal`, which says each `Refusal` (`faults/refusal.rs`) in the network's own
//!    status, body and headers. The other methods have answers that suit most
//!    networks: ids of accounts, names of readers, how a draft becomes a post
//!    (`dress` adds what only the network knows), where the token stands, what a
//!    request costs (`charges`) and the headers that tell (`limit_headers`), how a
//!    webhook is signed (`sign_webhook`), what a sample account needs beside
//!    (`furnish`, for `tandem simulate`).
//! 3. `mod <word>;` below, and one line in the list of `stand_in.rs`, where the
//!    comment with its word stands. `pub mod` when tests need functions of the
//!    network's own (`simulator::pinterest::add_board(&sim, …)`, by `sim.shared()`).
//! 4. Its tests in `tests/networks/<word>.rs`.
//!
//! A handler takes `State(shared): State<Arc<Shared>>` and a `Call` (method, path,
//! query, headers, body; `call.form()` reads parameters wherever they are), locks
//! `shared.state::<State>()`, never across an await, and publishes with
//! `world.publish(post, false)`: what the world holds is what
//! [`Simulator::posts`] counts. Faults and limits are laid around the router.
//!
//! Common parts: `oauth` (implement `SignIn` with a `Flavour`, merge
//! `oauth::routes::<State>()` into the router), `oauth::authority` (apps and tokens;
//! `check` for each request, also where there is no OAuth), `limits`, `uploads`
//! (pieces, ranges, segments), `processing` (work after the answer; pass
//! `call.doomed`), `outgoing::fetch` (media from a public address),
//! `webhooks` (signatures), `page` (what people see).

#![expect(dead_code, reason = "the common parts are there before the last network that needs them")]

mod account;
mod audience;
pub mod bluesky;
mod call;
mod clock;
pub mod discord;
mod facebook;
mod faults;
mod google;
pub mod google_business;
mod ids;
mod images;
pub mod instagram;
mod limits;
pub mod linkedin;
mod mastodon;
mod meta;
mod oauth;
mod outgoing;
mod page;
mod params;
pub mod pinterest;
mod processing;
mod reader;
mod record;
pub mod reddit;
mod sample;
mod server;
mod sim;
pub mod slack;
mod stand_in;
mod state;
pub mod telegram;
mod threads;
mod tiktok;
mod uploads;
mod webhooks;
pub mod wordpress;
mod world;
pub mod x;
pub mod youtube;

pub use account::AccountSpec;
pub use audience::{Audience, AudienceConfig, AudienceStats, TrackerTarget};
pub use faults::{Fault, FaultKind, Faults, RandomFault};
pub use processing::Pace;
pub use reader::Reader;
pub use sample::Sample;
pub use sim::{Config, SeedPost, Simulator};
pub use stand_in::Network;
pub use webhooks::WebhookError;
pub use world::{Counts, SimPost, UnknownAccount};
