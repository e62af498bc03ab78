//! Publishing over the simulated networks, counted on the simulator's side, on both engines.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up has failed")]

mod bucket;
mod kit;
mod rotation;
mod webhooks;

use app::deliveries::State;
use kit::Kit;
use simulator::{Fault, FaultKind, Network};
use webhooks::what_a_network_sends_makes_its_counters_fetched_sooner;

macro_rules! on_both_engines {
    ($($name:ident),+ $(,)?) => { $(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() { super::$name(super::Kit::new(false).await).await }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() { super::$name(super::Kit::new(true).await).await }
        }
    )+ };
}

on_both_engines!(
    a_post_goes_out_on_both_networks_with_its_own_links,
    what_a_network_sends_makes_its_counters_fetched_sooner,
    an_answer_that_never_came_makes_no_second_post,
    a_refusal_is_tried_again,
    a_token_that_runs_out_within_a_thread_repeats_no_part,
    a_lost_answer_is_looked_for_when_lists_can_show_it,
    channels_of_one_consent_share_what_is_renewed,
    many_workers_send_each_delivery_once,
    a_pause_stops_what_is_due_and_nothing_fires_on_resume,
    a_post_too_late_is_missed,
    a_second_press_makes_no_second_delivery,
);

fn fault(kind: FaultKind, network: Network, route: &str, times: u32) -> Fault {
    Fault { network, route: route.to_owned(), kind, times }
}

async fn a_post_goes_out_on_both_networks_with_its_own_links(kit: Kit) {
    let (bluesky, did) = kit.bluesky("brand.test").await;
    let mastodon = kit.mastodon("brand").await;
    let post = kit
        .post("Autumn teas are in: https://shop.example/autumn?a=1 Come and see", &[bluesky, mastodon])
        .await;
    kit.publish_now(post).await;
    let worker = kit.start_worker();
    let deliveries = kit.until(post, |state| state == State::Published).await;
    assert_eq!(deliveries.len(), 2);
    let on_bluesky = kit.sim.bluesky_posts(&did);
    let on_mastodon = kit.sim.mastodon_posts("brand");
    assert_eq!((on_bluesky.len(), on_mastodon.len()), (1, 1));
    for text in [&on_bluesky[0].text, &on_mastodon[0].text] {
        assert!(text.contains("http://127.0.0.1:9/l/") && !text.contains("shop.example"), "{text}");
    }
    assert_ne!(on_bluesky[0].text, on_mastodon[0].text, "each delivery has its own link");
    worker.stop(std::time::Duration::from_secs(5)).await;
}

async fn an_answer_that_never_came_makes_no_second_post(kit: Kit) {
    let (bluesky, did) = kit.bluesky("brand.test").await;
    let mastodon = kit.mastodon("brand").await;
    let worker = kit.start_worker();
    for kind in [
        FaultKind::ResetAfter,
        FaultKind::ServerErrorAfter(502),
        FaultKind::HangAfter,
        FaultKind::ResetBefore,
    ] {
        kit.sim.faults().clear();
        let (bluesky_before, mastodon_before) =
            (kit.sim.bluesky_posts(&did).len(), kit.sim.mastodon_posts("brand").len());
        kit.sim.faults().push(fault(kind.clone(), Network::Bluesky, "putRecord", 1));
        kit.sim.faults().push(fault(kind.clone(), Network::Mastodon, "POST /api/v1/statuses", 1));
        let post = kit.post(&format!("An answer that never came {kind:?}"), &[bluesky, mastodon]).await;
        kit.publish_now(post).await;
        let deliveries = kit.until(post, |state| state == State::Published).await;
        assert!(deliveries.iter().all(|delivery| delivery.remote_id.is_some()));
        assert_eq!(kit.sim.bluesky_posts(&did).len(), bluesky_before + 1, "{kind:?}");
        assert_eq!(kit.sim.mastodon_posts("brand").len(), mastodon_before + 1, "{kind:?}");
    }
    worker.stop(std::time::Duration::from_secs(5)).await;
}

async fn a_refusal_is_tried_again(kit: Kit) {
    let (bluesky, did) = kit.bluesky("brand.test").await;
    let worker = kit.start_worker();
    let retry_after = std::time::Duration::from_secs(1);
    kit.sim.faults().push(fault(
        FaultKind::TooManyRequests { retry_after },
        Network::Bluesky,
        "putRecord",
        1,
    ));
    kit.sim.faults().push(fault(FaultKind::ExpiredToken, Network::Bluesky, "putRecord", 1));
    let post = kit.post("Refused at first", &[bluesky]).await;
    kit.publish_now(post).await;
    kit.until(post, |state| state == State::Published).await;
    assert_eq!(kit.sim.bluesky_posts(&did).len(), 1);
    let attempts = kit.app.find_post(&kit.actor, post).await.expect("post").attempts;
    assert!(attempts.len() >= 2, "every attempt is on record: {attempts:?}");
    worker.stop(std::time::Duration::from_secs(5)).await;
}

async fn a_token_that_runs_out_within_a_thread_repeats_no_part(kit: Kit) {
    let x = kit.x("brand").await;
    let worker = kit.start_worker();
    let expired = fault(FaultKind::ExpiredToken, Network::X, "POST /2/tweets", 1);
    kit.sim.faults().push_after(1, expired);
    let post = kit.post("The first part\n---\nThe second part", &[x]).await;
    kit.publish_now(post).await;
    kit.until(post, |state| state == State::Published).await;
    let texts: Vec<_> = kit.sim.posts(Network::X, "brand").into_iter().map(|post| post.text).collect();
    assert_eq!(texts, ["The first part", "The second part"]);
    assert_eq!(kit.sim.faults().pending(), 0);
    worker.stop(std::time::Duration::from_secs(5)).await;
}

async fn a_lost_answer_is_looked_for_when_lists_can_show_it(mut kit: Kit) {
    let x = kit.x("brand").await;
    let settings = app::Settings { settle_ms: 4000, ..(*kit.app.settings).clone() };
    kit.app.settings = std::sync::Arc::new(settings);
    let worker = kit.start_worker();
    kit.sim.faults().push(fault(FaultKind::ResetAfter, Network::X, "POST /2/tweets", 1));
    let post = kit.post("Shown after a while", &[x]).await;
    kit.publish_now(post).await;
    kit.until(post, |state| state == State::Published).await;
    let mut attempts = kit.app.find_post(&kit.actor, post).await.expect("post").attempts;
    attempts.sort_by_key(|attempt| attempt.started_at);
    let [sent, looked] = attempts.as_slice() else { panic!("{attempts:?}") };
    assert!(looked.started_at - sent.finished_at.expect("ended") >= 4000, "{attempts:?}");
    assert_eq!(kit.sim.posts(Network::X, "brand").len(), 1);
    worker.stop(std::time::Duration::from_secs(5)).await;
}

async fn channels_of_one_consent_share_what_is_renewed(kit: Kit) {
    let boards = kit.pinterest("brand").await;
    assert_eq!(boards.len(), 2);
    // The access token runs out; each renewal makes the refresh token before useless.
    for _ in 0..2 {
        kit.sim.advance(std::time::Duration::from_secs(31 * 24 * 3600));
        for board in &boards {
            let health = kit.app.check_channel(&kit.actor, *board).await.expect("check");
            assert_eq!(health, app::channels::Health::Healthy);
        }
    }
    // Both at once: the loser takes what the winner got.
    kit.sim.advance(std::time::Duration::from_secs(31 * 24 * 3600));
    let checks = boards.iter().map(|board| kit.app.check_channel(&kit.actor, *board));
    for health in futures::future::join_all(checks).await {
        assert_eq!(health.expect("check"), app::channels::Health::Healthy);
    }
}

async fn many_workers_send_each_delivery_once(kit: Kit) {
    let (bluesky, did) = kit.bluesky("brand.test").await;
    let mut posts = Vec::new();
    for number in 0..60 {
        let post = kit.post(&format!("Post number {number}"), &[bluesky]).await;
        kit.publish_now(post).await;
        posts.push(post);
    }
    let workers: Vec<_> = (0..6).map(|_| kit.start_worker()).collect();
    for post in posts {
        kit.until(post, |state| state == State::Published).await;
    }
    assert_eq!(kit.sim.bluesky_posts(&did).len(), 60);
    for worker in workers {
        worker.stop(std::time::Duration::from_secs(5)).await;
    }
}

async fn a_pause_stops_what_is_due_and_nothing_fires_on_resume(kit: Kit) {
    let (bluesky, did) = kit.bluesky("brand.test").await;
    kit.app.pause_channel(&kit.actor, bluesky, "A complaint is being looked into").await.expect("pause");
    let post = kit.post("Held back", &[bluesky]).await;
    kit.publish_now(post).await;
    let worker = kit.start_worker();
    kit.until(post, |state| state == State::Paused).await;
    kit.app.resume_channel(&kit.actor, bluesky).await.expect("resume");
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let held = kit.deliveries(post).await;
    assert_eq!((held[0].state, kit.sim.bluesky_posts(&did).len()), (State::Paused, 0));
    kit.app.reschedule_delivery(&kit.actor, held[0].id, &app::posts::When::Now).await.expect("send");
    kit.until(post, |state| state == State::Published).await;
    assert_eq!(kit.sim.bluesky_posts(&did).len(), 1);
    worker.stop(std::time::Duration::from_secs(5)).await;
}

async fn a_post_too_late_is_missed(mut kit: Kit) {
    let (bluesky, did) = kit.bluesky("brand.test").await;
    let settings = app::Settings { missed_after_ms: 50, ..(*kit.app.settings).clone() };
    kit.app.settings = std::sync::Arc::new(settings);
    let post = kit.post("Yesterday's news", &[bluesky]).await;
    kit.publish_now(post).await;
    tokio::time::sleep(std::time::Duration::from_millis(120)).await;
    let worker = kit.start_worker();
    kit.until(post, |state| state == State::Missed).await;
    assert!(kit.sim.bluesky_posts(&did).is_empty());
    worker.stop(std::time::Duration::from_secs(5)).await;
}

async fn a_second_press_makes_no_second_delivery(kit: Kit) {
    let (bluesky, _) = kit.bluesky("brand.test").await;
    let post = kit.post("Pressed twice", &[bluesky]).await;
    let wanted = app::posts::SchedulePost { channels: Vec::new(), when: app::posts::When::Now };
    let presses = (0..8).map(|_| kit.app.schedule_post(&kit.actor, post, &wanted));
    let outcomes = futures::future::join_all(presses).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    assert_eq!(kit.deliveries(post).await.len(), 1);
}
