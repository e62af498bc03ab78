//! What a network sends, over its whole way: signed by the simulated network, taken over HTTP, and the network asked.

use app::{deliveries::State, webhooks::counts};
use db::values;
use serde_json::json;
use simulator::Network;

use crate::kit::Kit;

/// When the counters of the one post are fetched.
async fn fetch_due(kit: &Kit) -> i64 {
    let text = "select due_at from metric_fetches where subject_kind = 'delivery'";
    kit.app.db.read().scalar(text, values![]).await.expect("fetches").expect("one")
}

pub async fn what_a_network_sends_makes_its_counters_fetched_sooner(kit: Kit) {
    let channel = kit.x("tea").await;
    let worker = kit.start_worker();
    let post = kit.post("Tea", &[channel]).await;
    kit.publish_now(post).await;
    let delivery = kit.until(post, |state| state == State::Published).await.remove(0);
    let regular = fetch_due(&kit).await;

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(web::serve(kit.app.clone(), listener, async move {
        let _ = stopped.await;
    }));
    let account: String = kit
        .app
        .db
        .read()
        .scalar("select remote_id from channels", values![])
        .await
        .expect("channels")
        .expect("one");
    let body = json!({"data": {"event_type": "like.create", "filter": {"user_id": account},
        "payload": {"liked_tweet_id": delivery.remote_id.expect("an id")}}})
    .to_string();
    let send = async |network: &str| {
        let address = format!("{base}/hooks/{network}");
        kit.sim.deliver_webhook(Network::X, &address, body.clone()).await.expect("answered")
    };
    assert_eq!(send("linkedin").await, 404, "not set up here");
    assert_eq!(fetch_due(&kit).await, regular);
    assert_eq!(send("x").await, 200);
    let woken = fetch_due(&kit).await;
    assert!(woken < regular, "{woken} {regular}");
    assert_eq!(send("x").await, 200);
    assert_eq!(fetch_due(&kit).await, woken);
    kit.app.finish_webhooks().await.expect("counted");
    let counted = counts(&kit.app.db).await.expect("counts");
    assert_eq!(
        counted
            .iter()
            .map(|one| (one.network.as_str(), one.accepted, one.refused, one.events))
            .collect::<Vec<_>>(),
        [("x", 2, 0, 2)]
    );
    let _ = stop.send(());
    serving.await.expect("served").expect("to its end");
    worker.stop(std::time::Duration::from_secs(5)).await;
}
