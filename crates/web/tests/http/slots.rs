//! Posting times on the channel's page, the queue in composer, calendar and API.

use app::Permission::{ManageChannels, Publish, View, WritePosts};
use axum::http::{Method, StatusCode};
use serde_json::json;
use testkit::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn posting_times_are_added_taken_away_and_put_back() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let things = t.things(&owner).await;
    let channel = &things.iter().find(|(name, _)| *name == "channel_id").expect("a channel").1;
    let mut browser = t.client_as(&owner).await;
    let place = format!("/channels/{channel}");
    assert!(browser.get(&place).await.body.contains("No posting times yet"));
    let wrong = browser.post_form(&format!("{place}/slots"), &[("weekday", "3"), ("time", "late")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let beside = wrong.between("id=\"slots-time-error\"", "</p>").unwrap_or_default();
    assert!(beside.contains("such as 09:30"), "{}", wrong.body);
    assert!(wrong.body.contains("value=\"late\"") && wrong.body.contains("value=\"3\" checked"), "kept");
    let none = browser.post_form(&format!("{place}/slots"), &[("time", "10:00")]).await;
    assert!(none.between("id=\"slots-weekday-error\"", "</p>").is_some(), "{}", none.body);
    let fields = [("weekday", "1"), ("weekday", "5"), ("time", "10:00")];
    let added = browser.post_form(&format!("{place}/slots"), &fields).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    let page = browser.get(&place).await;
    assert!(page.body.contains("Remove Monday, 10:00") && page.body.contains("Remove Friday, 10:00"));
    let monday = [("weekday", "1"), ("time", "10:00")];
    let gone = browser.post_form(&format!("{place}/slots/remove"), &monday).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    let page = browser.get(&format!("{place}?removed=1-10:00")).await;
    assert!(!page.body.contains("Remove Monday, 10:00") && page.body.contains("no longer a posting time"));
    browser.post_form(&format!("{place}/slots"), &monday).await;
    let page = browser.get(&format!("{place}?removed=1-10:00")).await;
    assert!(page.body.contains("Remove Monday, 10:00") && !page.body.contains("no longer a posting time"));
    assert_eq!(browser.get(&format!("{place}?removed=nonsense")).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_queued_by_page_and_api() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let things = t.things(&owner).await;
    let id = |wanted: &str| things.iter().find(|(name, _)| *name == wanted).expect("a thing").1.clone();
    let (channel, brand, delivery) = (id("channel_id"), id("brand_id"), id("delivery_id"));
    t.set_network(channel.parse().expect("an id"), "mastodon").await;
    let mut api = t.api_client(&owner, &[View, WritePosts, Publish, ManageChannels]).await;
    let post = json!({"brand_id": brand, "text": "For the queue", "variants": [{"channel_id": channel}]});
    let post = api.api(Method::POST, "/api/v1/posts", Some(post)).await.json()["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let page_schedule = format!("/posts/{post}/schedule");
    let schedule = format!("/api/v1{page_schedule}");
    let refused = api.api(Method::POST, &schedule, Some(json!({"queue": true}))).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(refused.body.contains("no_posting_times"), "{}", refused.body);
    let both = json!({"queue": true, "local": "2026-06-20T10:00"});
    assert!(api.api(Method::POST, &schedule, Some(both)).await.body.contains("queue_or_time"));

    let slots = format!("/api/v1/channels/{channel}/slots");
    let wrong = json!({"times": [{"weekday": 9, "time": "10:00"}, {"weekday": 1, "time": "x"}]});
    let wrong = api.api(Method::PUT, &slots, Some(wrong)).await;
    assert!(wrong.body.contains("times.0") && wrong.body.contains("times.1"), "{}", wrong.body);
    let times: Vec<_> = (1..=7).map(|weekday| json!({"weekday": weekday, "time": "10:00"})).collect();
    let set = api.api(Method::PUT, &slots, Some(json!({"times": times}))).await.json();
    let next = set["next_free"].as_str().expect("a time").to_owned();
    assert_eq!(set, api.api(Method::GET, &slots, None).await.json());

    let mut browser = t.client_as(&owner).await;
    let composer = browser.get(&format!("/posts/new?brand={brand}")).await;
    assert!(composer.body.contains("Next free posting time") && composer.body.contains("value=\"queue\""));
    let month = browser.get("/calendar").await;
    assert!(month.body.contains("event-free") && month.body.len() < 100_000, "{}", month.body.len());
    let link = month.between("event-free\" href=\"", "\"").expect("a link").replace("&#38;", "&");
    let filled = browser.get(&link.replace("&amp;", "&")).await;
    assert!(
        filled.body.contains("T10:00\"") && filled.body.contains(&format!("value=\"{channel}\" checked"))
    );
    let page = browser.get(&format!("/posts/{post}")).await;
    assert!(page.body.contains("Next free posting time"), "{}", page.body);
    let queued = browser.post_form(&page_schedule, &[("intent", "queue")]).await;
    assert_eq!(queued.status, StatusCode::SEE_OTHER, "{}", queued.body);
    let shown = api.api(Method::GET, &format!("/api/v1/posts/{post}"), None).await.json();
    assert_eq!(shown["deliveries"][0]["scheduled_at"].as_str(), Some(next.as_str()));
    let moved = format!("/api/v1/deliveries/{delivery}/reschedule");
    assert_eq!(api.api(Method::POST, &moved, Some(json!({"queue": true}))).await.status, StatusCode::OK);
    let later = api.api(Method::GET, &slots, None).await.json();
    assert_ne!(later["next_free"], json!(next), "both are taken");
}
