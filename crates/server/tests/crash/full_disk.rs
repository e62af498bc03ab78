//! A database that cannot grow any more.

use std::time::{Duration, Instant};

use crate::{process::Process, world::World};

/// Writes fail in the middle of sending, when the log of writes has reached so many bytes; the process says so and
/// stays. With room again, all posts are out once.
pub async fn a_full_disk_loses_nothing(world: World, posts: usize, log_bytes: u64) {
    let texts = world.schedule("Full", posts).await;
    let mut process = Process::start_with_file_limit(&world.settings_with_short_leases(), log_bytes);
    let began = Instant::now();
    while !process.log().contains("disk") {
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(process.is_alive(), "the process ended:\n{}", process.log());
        assert!(began.elapsed() < Duration::from_secs(60), "the disk was never full:\n{}", process.log());
    }
    let sent = world.proxy.sent();
    assert!(process.is_alive(), "it stays and says so:\n{}", process.log());
    process.kill().await;
    assert!(world.left().await > 0, "nothing was left for the full disk to lose");
    let mut process = Process::start(&world.settings_with_short_leases(), None);
    while world.left().await > 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(began.elapsed() < Duration::from_secs(120), "{:?}\n{}", world.states().await, process.log());
    }
    process.kill().await;
    world.expect_each_once(&texts).await;
    println!("{log_bytes} bytes: {posts} posts once each; {sent} were out when the disk was full");
}
