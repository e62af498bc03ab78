//! The fault matrix: every fault, and under each a crash at every await of the send. After a crash a new worker knows
//! only what was saved, looks up what may be out, and goes on. Counted is what the network really has.
//!
//! A seeded sample by default; `TANDEM_TEST_MATRIX=full` tries all of it.

#![expect(clippy::print_stdout, reason = "what was counted is for people to read")]

use std::{
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll},
    time::Duration,
};

use networks::{Content, Error, ErrorKind, Format, Handle, LookUp, Next, Part, Sending};
use simulator::{Fault, FaultKind};

use crate::world::{Notes, World, now_ms, png};

/// Most awaits of one send that are tried; no connector has more.
pub const AWAITS_MOST: usize = 400;

/// What came of all deliveries on one network.
#[derive(Debug, Default)]
pub struct Tally {
    pub deliveries: usize,
    /// More posts than deliveries that made one.
    pub duplicates: usize,
    /// Neither out, nor refused with a word, nor waiting for a person.
    pub lost: usize,
    /// The network cannot tell: a person must.
    pub waiting: usize,
    /// Refused for good, and said so.
    pub refused: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Out,
    Refused,
    Waiting,
    Lost,
}

/// Drops a future after a number of polls: as a killed process would.
struct Crash<F> {
    inner: Pin<Box<F>>,
    polls: usize,
}

impl<F: Future> Future for Crash<F> {
    /// `None` when the crash came first.
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls == 0 {
            return Poll::Ready(None);
        }
        self.polls -= 1;
        let polled = self.inner.as_mut().poll(context).map(Some);
        if polled.is_pending() && self.polls == 0 {
            return Poll::Ready(None);
        }
        polled
    }
}

/// The faults of the matrix, with the number of requests each hits.
pub fn faults() -> Vec<Option<FaultKind>> {
    let mut faults = vec![None];
    faults.extend(
        [
            FaultKind::Slow(Duration::from_millis(20)),
            FaultKind::Hang,
            FaultKind::HangAfter,
            FaultKind::ResetBefore,
            FaultKind::ResetAfter,
            FaultKind::ServerErrorBefore(503),
            FaultKind::ServerErrorAfter(502),
            FaultKind::TooManyRequests { retry_after: Duration::from_secs(1) },
            FaultKind::ExpiredToken,
            FaultKind::Duplicate,
            FaultKind::Refused,
            FaultKind::ErrorInside,
            FaultKind::HtmlInsteadOfJson,
            FaultKind::ProcessingFails,
        ]
        .map(Some),
    );
    faults
}

/// Numbers that look drawn, the same in every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    pub fn number(&mut self, limit: usize) -> usize {
        usize::try_from(self.below(limit as u64)).unwrap()
    }
}

/// Tries the matrix on one network.
pub async fn run(start: impl AsyncFn() -> World) -> Tally {
    let full = std::env::var("TANDEM_TEST_MATRIX").is_ok_and(|value| value == "full");
    let mut tally = Tally::default();
    let mut dice = Dice(20_261_123);
    for fault in faults() {
        let mut world = start().await;
        world.sim.enforce_rate_limits(false);
        // A send that hangs costs its whole time-out: of these fewer are tried, unless all are.
        let hangs = matches!(fault, Some(FaultKind::Hang | FaultKind::HangAfter));
        let mut polls = 1;
        loop {
            let crashed = one(&mut world, fault.as_ref(), polls, &mut tally).await;
            if !crashed || polls >= AWAITS_MOST {
                break;
            }
            polls += if full { 1 } else { 1 + dice.number(if hangs { 9 } else { 3 }) };
        }
    }
    tally
}

/// A thread with a picture where the network has both: the more requests, the more places to die at.
pub fn richest(world: &World, number: usize) -> Content {
    let can = world.connector.capabilities(Some(&world.connected.profile.limits));
    let text = format!("Matrix number {number} of the brand");
    let takes_png = can.limits.image_types.iter().any(|mime| mime == "image/png")
        && can.formats.contains(&Format::Image)
        && can.limits.image_ratio.is_none()
        && !can.needs_public_media;
    let mut content = if takes_png { world.with_media(&text, vec![png()]) } else { world.text(&text) };
    if can.formats.contains(&Format::Thread) {
        let text = format!("Matrix number {number}, second part");
        content.parts.push(Part { text, media: vec![] });
    }
    content
}

/// One delivery with one fault and one crash; gives whether the crash came before the end.
async fn one(world: &mut World, fault: Option<&FaultKind>, polls: usize, tally: &mut Tally) -> bool {
    let number = tally.deliveries;
    let content = richest(world, number);
    let parts = content.parts.len();
    let before = world.posts().len();
    if let Some(kind) = fault {
        let network = world.rig.sim_network();
        let route = world.write().to_owned();
        let fault = Fault { network, route, kind: kind.clone(), times: 1 };
        // The first part of a thread, then the second.
        world.sim.faults().push_after(u32::try_from(number % parts).unwrap(), fault);
    }
    let (end, crashed) = deliver(world, &content, polls).await;
    world.sim.faults().clear();
    // What a cut connection still carries arrives now or never.
    tokio::time::sleep(Duration::from_millis(if crashed { 30 } else { 0 })).await;
    let made = world.posts().len() - before;
    tally.deliveries += 1;
    let what = || {
        format!(
            "{}: {made} of {parts} posts, fault {fault:?}, crash after {polls} polls, {end:?}",
            world.network
        )
    };
    match end {
        End::Out => tally.lost += usize::from(made < parts),
        End::Refused => tally.refused += 1,
        End::Waiting => tally.waiting += 1,
        End::Lost => tally.lost += 1,
    }
    tally.duplicates += made.saturating_sub(parts);
    if made > parts || end == End::Lost || (end == End::Out && made < parts) {
        println!("{}", what());
    }
    crashed
}

/// Sends as the worker does, dying once after `polls` polls.
async fn deliver(world: &mut World, content: &Content, polls: usize) -> (End, bool) {
    // As if it had begun before the network's lists could lag: nobody waits for them here.
    let started_ms = now_ms() - world.rig.lag_ms();
    let notes = Notes::default();
    let mut first = world.prepare(content);
    if world.rig.lag_ms() > 0 {
        first.0["created_ms"] = started_ms.into();
    }
    let kept = |notes: &Notes| notes.last().unwrap_or_else(|| first.clone());
    let handle = first.clone();
    let dying = Crash { inner: Box::pin(send(world, content, &handle, &notes)), polls };
    let (mut outcome, crashed) = match dying.await {
        Some(outcome) => (outcome, false),
        // The attempt is open: whatever was under way may be out.
        None => (Err(Error::new(ErrorKind::Local, Next::Unknown, "the process died")), true),
    };
    for _ in 0..60 {
        let error = match outcome {
            Ok(Sending::Published(_)) => return (End::Out, crashed),
            Ok(Sending::Processing(wait)) => {
                tokio::time::sleep(wait.min(Duration::from_millis(50))).await;
                outcome = send(world, content, &kept(&notes), &notes).await;
                continue;
            }
            Err(error) => error,
        };
        match error.next {
            Next::Never => return (End::Refused, crashed),
            Next::Reauthorise => return (End::Refused, crashed),
            Next::After(_) if error.kind == ErrorKind::Credentials => {
                match world.connector.refresh(world.as_account(), now_ms()).await {
                    Ok(fresh) => world.connected.credentials = fresh,
                    Err(error) if error.next == Next::Reauthorise => return (End::Refused, crashed),
                    Err(_) => {}
                }
            }
            Next::After(_) => {}
            Next::Unknown => match world.look_up(content, &kept(&notes), started_ms).await {
                Ok(LookUp::Found(_)) => return (End::Out, crashed),
                Ok(LookUp::Absent) => {}
                Ok(LookUp::CannotTell) => return (End::Waiting, crashed),
                Err(failed) => {
                    // A token that ran out is renewed for a look-up too.
                    if failed.kind == ErrorKind::Credentials
                        && let Ok(fresh) = world.connector.refresh(world.as_account(), now_ms()).await
                    {
                        world.connected.credentials = fresh;
                    }
                    outcome = Err(error);
                    continue;
                }
            },
        }
        outcome = send(world, content, &kept(&notes), &notes).await;
    }
    (End::Lost, crashed)
}

async fn send(world: &World, content: &Content, handle: &Handle, notes: &Notes) -> Result<Sending, Error> {
    let sending = pin!(world.connector.publish(world.as_account(), content, handle, notes));
    sending.await
}

/// Runs the matrix on a network, prints its line and judges it.
pub async fn check(network: networks::Network) {
    let tally = run(async || World::start(network).await).await;
    println!(
        "{network} deliveries {} duplicates {} lost {} waiting {}",
        tally.deliveries, tally.duplicates, tally.lost, tally.waiting
    );
    let native = World::start(network).await.connector.capabilities(None).repeatable;
    assert_eq!((tally.duplicates, tally.lost), (0, 0), "{network}: {tally:?}");
    assert!(!native || tally.waiting == 0, "{network} has a native handle: {tally:?}");
    assert!(tally.refused < tally.deliveries / 2, "{network}: {tally:?}");
}

macro_rules! matrix {
    ($($name:ident $network:ident),+ $(,)?) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                check(networks::Network::$network).await;
            }
        )+
    };
}

matrix! {
    matrix_bluesky Bluesky,
    matrix_mastodon Mastodon,
    matrix_linkedin LinkedIn,
    matrix_x X,
    matrix_tiktok TikTok,
    matrix_pinterest Pinterest,
    matrix_reddit Reddit,
    matrix_facebook Facebook,
    matrix_instagram Instagram,
    matrix_threads Threads,
    matrix_discord Discord,
    matrix_slack Slack,
    matrix_wordpress WordPress,
    matrix_youtube YouTube,
    matrix_google_business GoogleBusiness,
}
