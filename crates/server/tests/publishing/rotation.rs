//! Refresh tokens that can be used once, and several processes that need the channel at the same time.

use std::{
    collections::BTreeSet,
    ops::Range,
    time::{Duration, Instant},
};

use app::{deliveries::State, ids::ChannelId};
use db::values;
use serde_json::Value;
use simulator::{Config, Fault, FaultKind, Network};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::kit::Kit;

const POSTS: usize = 50;
const TOKEN: &str = "POST /2/oauth2/token";
/// Leases, in milliseconds: the usual, and those that a dead process should not keep long.
const MINUTE_MS: u64 = 60_000;
const SHORT_MS: u64 = 3_000;
/// Longer than an access token of the network lives.
const HOURS: Duration = Duration::from_secs(3 * 3600);

/// A network that writes down what it is asked, and takes a moment for each answer, so that nobody is alone.
async fn recorded() -> (Kit, TempDir) {
    let records = TempDir::new().expect("folder");
    let config = Config {
        latency: Duration::from_millis(30),
        record: Some(records.path().to_owned()),
        ..Config::only(&[Network::X, Network::Pinterest])
    };
    (Kit::with(true, config).await, records)
}

/// How often the network was asked to renew, and how many posts it was sent.
fn asked(records: &TempDir) -> (usize, usize) {
    let (mut renewals, mut posts) = (0, 0);
    for entry in std::fs::read_dir(records.path()).expect("records").flatten() {
        for line in std::fs::read_to_string(entry.path()).expect("record").lines() {
            let line: Value = serde_json::from_str(line).expect("JSON");
            let form = line["body"]["form"].to_string();
            renewals += usize::from(line["path"] == "/2/oauth2/token" && form.contains("\"refresh_token\""));
            posts += usize::from(line["path"] == "/2/tweets" && line["method"] == "POST");
        }
    }
    (renewals, posts)
}

async fn due_posts(kit: &Kit, channel: ChannelId, numbers: Range<usize>) {
    for number in numbers {
        let post = kit.post(&format!("Post number {number}"), &[channel]).await;
        kit.publish_now(post).await;
    }
}

/// Waits until so many deliveries are in hand and wait for the network's word.
async fn until_in_hand(kit: &Kit, count: usize) {
    let started = Instant::now();
    loop {
        let states = states(kit).await;
        if states.iter().filter(|state| *state == "sending").count() == count {
            return;
        }
        assert!(started.elapsed() < Duration::from_secs(60), "not in hand: {states:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn signal(process: &Child, signal: &str) {
    let id = process.id().expect("the process runs").to_string();
    let status = Command::new("kill").args([signal, &id]).status().await.expect("kill");
    assert!(status.success(), "{signal}");
}

async fn states(kit: &Kit) -> Vec<String> {
    let text = "select state from deliveries order by state";
    kit.app.db.read().column(text, values![]).await.expect("states")
}

async fn until_all_are(kit: &Kit, wanted: impl Fn(&str) -> bool) {
    let started = Instant::now();
    loop {
        let states = states(kit).await;
        if states.iter().all(|state| wanted(state)) {
            return;
        }
        assert!(started.elapsed() < Duration::from_secs(90), "stuck: {states:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn expect_each_once(kit: &Kit, count: usize) {
    let shown: Vec<String> = kit.sim.posts(Network::X, "brand").into_iter().map(|post| post.text).collect();
    let different: BTreeSet<&String> = shown.iter().collect();
    assert_eq!((shown.len(), different.len()), (count, count), "each is out once");
}

/// How many different workers sent something.
async fn senders(kit: &Kit) -> usize {
    let text = "select distinct worker from attempts";
    kit.app.db.read().column::<String>(text, values![]).await.expect("workers").len()
}

async fn health(kit: &Kit) -> String {
    let health = kit.app.db.read().scalar("select health from channels", values![]).await.expect("health");
    health.expect("a channel")
}

/// What waits for its time has waited.
async fn pass_the_time(kit: &Kit) {
    let tx = kit.app.db.write().await.expect("tx");
    let waiting = "update deliveries set due_at = 1 where state in ('retry_at', 'unknown')";
    tx.run(waiting, values![]).await.expect("later");
    let ended = "update attempts set finished_at = 1 where finished_at is not null";
    tx.run(ended, values![]).await.expect("later");
    tx.commit().await.expect("commit");
    tokio::time::sleep(Duration::from_millis(300)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_renew_a_token_once() {
    let (kit, records) = recorded().await;
    let channel = kit.x("brand").await;
    due_posts(&kit, channel, 0..POSTS / 2).await;
    // The access token runs out, and the processes do not know. The renewal takes a while.
    kit.sim.advance(HOURS);
    let kind = FaultKind::Slow(Duration::from_secs(1));
    kit.sim.faults().push(Fault { network: Network::X, route: TOKEN.to_owned(), kind, times: 1 });
    let first = kit.start_process(MINUTE_MS);
    until_in_hand(&kit, POSTS / 2).await;
    while kit.sim.faults().pending() > 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // The one that renews sleeps over its answer while the other needs the channel as well.
    signal(&first, "-STOP").await;
    due_posts(&kit, channel, POSTS / 2..POSTS).await;
    let second = kit.start_process(MINUTE_MS);
    until_in_hand(&kit, POSTS).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    signal(&first, "-CONT").await;
    until_all_are(&kit, |state| state == "published").await;
    expect_each_once(&kit, POSTS);
    assert_eq!(asked(&records).0, 1, "one renewal for all");
    assert_eq!((health(&kit).await.as_str(), senders(&kit).await), ("healthy", 2));
    // The pair that came of it is the one that is kept: the next renewal works with it, in either process.
    kit.sim.advance(HOURS);
    let post = kit.post("The next day", &[channel]).await;
    kit.publish_now(post).await;
    kit.until(post, |state| state == State::Published).await;
    expect_each_once(&kit, POSTS + 1);
    assert_eq!(asked(&records).0, 2);
    drop((first, second));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pair_lost_in_a_crash_costs_a_consent_and_no_post() {
    let (kit, records) = recorded().await;
    let channel = kit.x("brand").await;
    due_posts(&kit, channel, 0..POSTS).await;
    kit.sim.advance(HOURS);
    // The network has rotated the pair, and its answer is still under way when the process is killed.
    let kind = FaultKind::HangAfter;
    kit.sim.faults().push(Fault { network: Network::X, route: TOKEN.to_owned(), kind, times: 1 });
    let mut first = kit.start_process(SHORT_MS);
    while kit.sim.faults().pending() > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    first.kill().await.expect("killed");
    // A minute later its right to renew has run out.
    let tx = kit.app.db.write().await.expect("tx");
    tx.run("update channels set refreshing_until = 1", values![]).await.expect("later");
    tx.commit().await.expect("commit");

    let second = kit.start_process(SHORT_MS);
    let started = Instant::now();
    while health(&kit).await != "reconnect" {
        assert!(started.elapsed() < Duration::from_secs(90), "nobody is asked: {:?}", states(&kit).await);
        pass_the_time(&kit).await;
    }
    until_all_are(&kit, |state| matches!(state, "retry_at" | "unknown")).await;
    assert!(kit.sim.posts(Network::X, "brand").is_empty(), "nothing is out");
    let renewals = asked(&records).0;
    assert!(renewals >= 2, "the lost one, and the one that was refused: {renewals}");

    // Connected again, everything goes out by itself; the test only shortens the waiting.
    kit.reconnect_x(channel, "brand").await;
    let started = Instant::now();
    while states(&kit).await.iter().any(|state| state != "published") {
        assert!(started.elapsed() < Duration::from_secs(90), "stuck: {:?}", states(&kit).await);
        pass_the_time(&kit).await;
    }
    expect_each_once(&kit, POSTS);
    drop(second);
}
