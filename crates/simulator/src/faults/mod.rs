//! The ways in which a network fails, on demand.
//!
//! Owns the queue of scripted faults and the seeded dice for random ones. It
//! never touches posts: a fault changes what is heard of a request, and
//! whether it was accepted before that.

mod layer;
mod refusal;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

pub(crate) use layer::{FaultContext, layer};
pub(crate) use refusal::Refusal;

use crate::stand_in::Network;

/// What goes wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// The answer comes, this much later.
    Slow(Duration),
    /// The request is not accepted and no answer ever comes.
    Hang,
    /// The request is accepted, and no answer ever comes.
    HangAfter,
    /// The connection is reset, and the request is accepted this much later all the same.
    AcceptLate(Duration),
    /// The connection is reset before the request is accepted.
    ResetBefore,
    /// The request is accepted, then the connection is reset without an answer.
    ResetAfter,
    /// The request is not accepted; the answer is this 5xx status.
    ServerErrorBefore(u16),
    /// The request is accepted, yet the answer is this 5xx status.
    ServerErrorAfter(u16),
    /// Refused for too many requests, in the network's own words and headers.
    TooManyRequests {
        /// How long until requests are welcome again.
        retry_after: Duration,
    },
    /// The token that the request carries has run out. On a network whose
    /// tokens do not run out it is only called invalid, once.
    ExpiredToken,
    /// The token that the request carries, and those renewed from it, are revoked for good.
    RevokedToken,
    /// The refresh is refused as the loser of two at once. Nothing is used up:
    /// the pair that the winner got is the one that counts.
    LostRotation,
    /// Refused as the same post again, in the network's own words.
    Duplicate,
    /// Refused for what is in it, in the network's own words: one part of a
    /// thread or album, say, with [`Faults::push_after`].
    Refused,
    /// Accepted; what goes on after the answer (the processing of a file) fails.
    /// On a network that does nothing after the answer it is simply accepted.
    ProcessingFails,
    /// Not accepted; the answer has status 200 and an error inside, in the
    /// network's own form.
    ErrorInside,
    /// The answer is a page of a proxy: status 200, HTML.
    HtmlInsteadOfJson,
}

/// A scripted fault: the next `times` requests that match get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The network that fails.
    pub network: Network,
    /// Part of the request line, e.g. `putRecord` or `POST /api/v1/statuses`.
    pub route: String,
    /// What goes wrong.
    pub kind: FaultKind,
    /// How many requests it hits.
    pub times: u32,
}

/// A fault that hits matching requests by seeded chance until cleared.
#[derive(Debug, Clone, PartialEq)]
pub struct RandomFault {
    /// The network that fails.
    pub network: Network,
    /// Part of the request line.
    pub route: String,
    /// What goes wrong.
    pub kind: FaultKind,
    /// Between 0 and 1.
    pub probability: f64,
}

/// The faults of one simulator; a cheap handle.
#[derive(Debug, Clone)]
pub struct Faults(Arc<Mutex<Queue>>);

#[derive(Debug)]
struct Queue {
    /// Faults, and how many matching requests each lets pass first.
    scripted: Vec<(u32, Fault)>,
    random: Vec<RandomFault>,
    dice: StdRng,
    hits: u64,
}

impl Faults {
    pub(crate) fn new(seed: u64) -> Self {
        let dice = StdRng::seed_from_u64(seed ^ 0xfa17);
        Self(Arc::new(Mutex::new(Queue { scripted: Vec::new(), random: Vec::new(), dice, hits: 0 })))
    }

    /// Adds a scripted fault; the oldest matching one hits first.
    pub fn push(&self, fault: Fault) {
        self.push_after(0, fault);
    }

    /// Adds a scripted fault that lets the next `skip` matching requests pass:
    /// with 1 the second part of a thread is hit.
    pub fn push_after(&self, skip: u32, fault: Fault) {
        self.queue().scripted.push((skip, fault));
    }

    /// Adds a fault that strikes by chance.
    pub fn push_random(&self, fault: RandomFault) {
        self.queue().random.push(fault);
    }

    /// Forgets all faults that are still to come.
    pub fn clear(&self) {
        let mut queue = self.queue();
        queue.scripted.clear();
        queue.random.clear();
    }

    /// How many scripted hits are still to come.
    pub fn pending(&self) -> u32 {
        self.queue().scripted.iter().map(|(_, fault)| fault.times).sum()
    }

    /// How many requests were hit so far.
    pub fn hits(&self) -> u64 {
        self.queue().hits
    }

    pub(crate) fn take(&self, network: Network, request_line: &str) -> Option<FaultKind> {
        let mut queue = self.queue();
        let matches = |on: Network, route: &str| on == network && request_line.contains(route);
        let mut scripted = None;
        for (at, (skip, fault)) in queue.scripted.iter_mut().enumerate() {
            if !matches(fault.network, &fault.route) || fault.times == 0 {
                continue;
            }
            if *skip > 0 {
                *skip -= 1;
            } else if scripted.is_none() {
                scripted = Some(at);
            }
        }
        let kind = if let Some(at) = scripted {
            let (_, fault) = &mut queue.scripted[at];
            fault.times -= 1;
            let kind = fault.kind.clone();
            queue.scripted.retain(|(_, fault)| fault.times > 0);
            kind
        } else {
            let Queue { random, dice, .. } = &mut *queue;
            random
                .iter()
                .find(|fault| {
                    matches(fault.network, &fault.route)
                        && dice.random_bool(fault.probability.clamp(0.0, 1.0))
                })?
                .kind
                .clone()
        };
        queue.hits += 1;
        Some(kind)
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
