//! Two processes on one PostgreSQL.

use std::time::{Duration, Instant};

use crate::{
    process::Process,
    world::{LEASE_MS, World},
};

/// Two processes share so many due deliveries: the network is asked once for each.
pub async fn two_processes_share(world: World, posts: usize) {
    let texts = world.schedule("Shared", posts).await;
    let mut processes = [(); 2].map(|()| Process::start(&world.settings(), None));
    let started = Instant::now();
    while world.left().await > 0 {
        wait(&world, &mut processes, started).await;
    }
    let seconds = started.elapsed().as_secs_f64();
    world.expect_each_once(&texts).await;
    let mut keys = world.proxy.keys();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!((world.proxy.keys().len(), keys.len()), (posts, posts), "each is sent once, not repeated");
    let shares = async {
        loop {
            let shares = processes.each_ref().map(Process::published);
            if shares.iter().sum::<usize>() >= posts {
                break shares;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    // The last lines of their logs are still being read.
    let shares =
        tokio::time::timeout(Duration::from_secs(5), shares).await.expect("their logs tell of each post");
    assert!(shares.iter().all(|share| share * 10 > posts), "both worked: {shares:?}");
    let pace = f64::from(u32::try_from(posts).expect("a number")) / seconds;
    println!("{posts} posts by two processes {shares:?} in {seconds:.1} s: {pace:.0} posts/s");
}

/// One of the two is stopped again and again for longer than its leases last, and goes on as if nothing had been.
pub async fn one_of_two_stalls(world: World, posts: usize) {
    let texts = world.schedule("Stalled", posts).await;
    let mut processes = [(); 2].map(|()| Process::start(&world.settings_with_short_leases(), None));
    let started = Instant::now();
    let mut stalls = 0;
    while world.left().await > 0 {
        tokio::time::sleep(Duration::from_millis(150 + stalls * 37 % 200)).await;
        let staller = &processes[usize::try_from(stalls % 2).expect("a number")];
        staller.signal("-STOP").await;
        tokio::time::sleep(Duration::from_millis(LEASE_MS + 700)).await;
        staller.signal("-CONT").await;
        stalls += 1;
        wait(&world, &mut processes, started).await;
    }
    // What the stalled one still had in hand.
    tokio::time::sleep(Duration::from_millis(LEASE_MS)).await;
    world.expect_each_once(&texts).await;
    let seconds = started.elapsed().as_secs_f64();
    let repeats = world.proxy.keys().len() - posts;
    println!("{posts} posts once each over {stalls} stalls in {seconds:.1} s, {repeats} requests repeated");
}

async fn wait(world: &World, processes: &mut [Process], started: Instant) {
    tokio::time::sleep(Duration::from_millis(100)).await;
    for process in &mut *processes {
        assert!(process.is_alive(), "a process ended by itself:\n{}", process.log());
    }
    if started.elapsed() > Duration::from_secs(600) {
        panic!("stuck: {:?}\n{}", world.states().await, processes[0].log());
    }
}
