//! The audience reacts, clicks, visits and buys.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::world::{USERNAME, answer, world};
use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::{get, post};
use serde_json::{Value, json};
use simulator::{Audience, AudienceConfig, Network, TrackerTarget};

type Seen = Arc<Mutex<Vec<(String, Value)>>>;

/// A short link that leads to a shop, and a tracker.
async fn product(seen: Seen) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let shop = "https://shop.example/offer?utm_source=x&tdm=click-1";
    let router = Router::new()
        .route("/l/offer", get(move || async move { (StatusCode::FOUND, [(header::LOCATION, shop)]) }))
        .route(
            "/collect",
            post(move |headers: HeaderMap, axum::Json(body): axum::Json<Value>| async move {
                let agent = headers[header::USER_AGENT].to_str().unwrap().to_owned();
                seen.lock().unwrap().push((agent, body));
                StatusCode::NO_CONTENT
            }),
        );
    tokio::spawn(async move { axum::serve(listener, router).await });
    base
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_react_click_and_buy() {
    let w = world().await;
    let seen = Seen::default();
    let base = product(Arc::clone(&seen)).await;
    let token = w.sim.issue_mastodon_token(USERNAME).unwrap();
    w.sim.set_followers(Network::Mastodon, USERNAME, 12_000).unwrap();
    let body =
        json!({ "status": format!("The offer of the week: {base}/l/offer and https://example.com/never") });
    let (status, post) = answer(w.http.post(w.api("/api/v1/statuses")).bearer_auth(&token).json(&body)).await;
    assert_eq!(status, 200, "{post}");

    let tracker = TrackerTarget { collect_url: format!("{base}/collect"), site_key: "site-1".into() };
    let config = AudienceConfig { seed: 4, pace: 3600.0, tracker: Some(tracker) };
    let audience = Audience::start(&w.sim, config).unwrap();
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let stats = audience.stats();
        if stats.orders >= 1 && stats.likes > 20 && stats.replies > 2 && stats.follows > 0 {
            break;
        }
    }
    audience.stop().await;
    let stats = audience.stats();
    assert!(stats.likes > 20 && stats.replies > 2 && stats.follows > 0 && stats.orders >= 1, "{stats:?}");
    let counts = w.sim.mastodon_posts(USERNAME)[0].counts;
    assert_eq!((counts.likes, counts.replies), (stats.likes, stats.replies));

    let seen = seen.lock().unwrap().clone();
    let visits: Vec<_> = seen.iter().filter(|(_, event)| event["kind"] == "visit").collect();
    assert_eq!(visits[0].1["url"], json!("https://shop.example/offer?utm_source=x&tdm=click-1"));
    assert_eq!(visits[0].1["site"], json!("site-1"));
    assert_eq!(visits[0].1["referrer"], post["url"]);
    assert!(visits.iter().map(|(agent, _)| agent).collect::<HashSet<_>>().len() > visits.len() / 2);
    let orders: Vec<_> = seen.iter().filter(|(_, event)| event["kind"] == "conversion").collect();
    let ids: HashSet<String> = orders.iter().map(|(_, event)| event["order_id"].to_string()).collect();
    assert_eq!(ids.len(), orders.len());
    assert!(orders[0].1["value"].as_str().unwrap().parse::<f64>().unwrap() > 9.0);
    assert_eq!(orders[0].1["currency"], json!("EUR"));
}

#[tokio::test]
async fn the_tracker_must_be_on_this_machine() {
    let w = world().await;
    let tracker = TrackerTarget { collect_url: "https://example.com/collect".into(), site_key: "s".into() };
    let config = AudienceConfig { seed: 1, pace: 1.0, tracker: Some(tracker) };
    assert!(Audience::start(&w.sim, config).is_err());
}
