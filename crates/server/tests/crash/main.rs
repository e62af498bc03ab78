//! "Never twice, never lost", shown with the real program as processes of its own: killed, stalled, two at once, without
//! room on the disk. What went out is counted on the network's side.
//!
//! The usual tests stand on the simulator. The ignored ones need Bluesky's own data server, named in
//! `TANDEM_TEST_BLUESKY` as `address|account|password`; the story `crash` runs them, in full size with
//! `cargo xtask test --all`, else with the share of it that `TANDEM_TEST_SHARE` names (10: a tenth).

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up has failed")]
#![expect(clippy::print_stdout, reason = "the figures of a run: shown with --no-capture")]

mod full_disk;
mod kills;
mod process;
mod proxy;
mod together;
mod world;

use world::World;

/// What is run of a full size.
fn share_of(full: usize) -> usize {
    std::env::var("TANDEM_TEST_SHARE").map_or(full, |share| full / share.parse::<usize>().expect("a number"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_every_step_on_sqlite() {
    kills::killed_at_every_step(World::simulated(false).await, 40).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_every_step_on_postgres() {
    kills::killed_at_every_step(World::simulated(true).await, 40).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_looking_up_on_sqlite() {
    kills::killed_while_looking_up(World::simulated(false).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_looking_up_on_postgres() {
    kills::killed_while_looking_up(World::simulated(true).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_send_each_delivery_once() {
    together::two_processes_share(World::simulated(true).await, 500).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stalled_process_sends_nothing_twice() {
    let world = World::slow(true, std::time::Duration::from_millis(300)).await;
    together::one_of_two_stalls(world, 400).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_loses_nothing() {
    // With the first of these nothing is sent yet, with the last many are and few of the answers are kept.
    for kilobytes in [256, 512, 768] {
        full_disk::a_full_disk_loses_nothing(World::simulated(false).await, 150, kilobytes << 10).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a PDS named by TANDEM_TEST_BLUESKY"]
async fn killed_at_every_step_on_sqlite_with_a_real_server() {
    kills::killed_at_every_step(World::real(false).await, share_of(200)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a PDS named by TANDEM_TEST_BLUESKY"]
async fn killed_at_every_step_on_postgres_with_a_real_server() {
    kills::killed_at_every_step(World::real(true).await, share_of(200)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a PDS named by TANDEM_TEST_BLUESKY"]
async fn two_processes_send_each_delivery_once_to_a_real_server() {
    together::two_processes_share(World::real(true).await, share_of(2000)).await;
}
