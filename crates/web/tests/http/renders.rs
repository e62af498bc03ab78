//! Versions of films over pages and API: offered, ordered, followed and given up. That ffmpeg makes them is shown elsewhere.

use std::sync::Arc;

use app::{
    Permission::{View, WritePosts},
    Settings,
    renders::find_ffmpeg,
};
use axum::http::{Method, StatusCode};
use serde_json::json;
use testkit::TestApp;

use crate::media::film;

async fn with_networks(ffmpeg: bool) -> TestApp {
    let place = find_ffmpeg("").filter(|_| ffmpeg);
    assert_eq!(place.is_some(), ffmpeg, "install the package `ffmpeg`");
    let mut t = TestApp::with_networks().await;
    t.app.settings = Arc::new(Settings { ffmpeg: place, ..(*t.app.settings).clone() });
    t
}

/// A film with a codec that few networks take, and a channel of X with its brand: ids of film, channel and brand.
async fn new_film(t: &TestApp) -> (String, String, String) {
    let owner = t.owner().await;
    let things = t.things(&owner).await;
    let (_, channel) = things.iter().find(|(name, _)| *name == "channel_id").expect("a channel");
    t.set_network(channel.parse().expect("an id"), "x").await;
    let mut bytes = film();
    let at = bytes.windows(4).position(|word| word == b"avc1").expect("a codec");
    bytes[at..at + 4].copy_from_slice(b"hvc1");
    // As wide as no film on X may be.
    let at = bytes.windows(8).position(|size| size == [2, 128, 0, 0, 1, 104, 0, 0]).expect("a size");
    bytes[at] = 8;
    let brand = t.brand(&owner).await;
    let kept = t.upload_media(&owner, brand, "film.mp4", "A film", bytes).await.expect("kept");
    (kept.id.to_string(), channel.clone(), brand.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_is_ordered_followed_and_given_up() {
    let t = with_networks(true).await;
    let owner = t.owner().await;
    let (film, channel, brand) = new_film(&t).await;
    let mut browser = t.client_as(&owner).await;
    let place = format!("/media/{film}");
    let page = browser.get(&place).await;
    assert!(page.body.contains("Make a version for X"), "{}", page.body);
    assert!(
        page.body.contains("Needs MP4 with H.264.") && page.body.contains("Too narrow or too wide"),
        "{}",
        page.body
    );
    let draft = [
        ("brand_id", brand.as_str()),
        ("text", "Tea"),
        ("channel", channel.as_str()),
        ("media", film.as_str()),
    ];
    let check = browser.post_form("/posts/check", &draft).await;
    assert!(
        check.body.contains(&format!("href=\"{place}#fit\"")),
        "the composer leads there: {}",
        check.body
    );

    let ordered = browser.post_form(&format!("{place}/render"), &[("channel_id", &channel)]).await;
    assert_eq!(
        (ordered.status, ordered.location()),
        (StatusCode::SEE_OTHER, format!("{place}#fit").as_str())
    );
    let page = browser.get(&place).await;
    assert!(
        page.body.contains("Waits for its turn") && !page.body.contains("Make a version for X"),
        "{}",
        page.body
    );
    let headers = [("hx-request", "true"), ("hx-target", "div#fit")];
    let part = browser.send(Method::GET, &place, &headers, axum::body::Body::empty()).await;
    assert!(part.body.trim_start().starts_with("<div id=\"fit\""), "only that part: {}", part.body);

    let mut api = t.api_client(&owner, &[View, WritePosts]).await;
    let same = api
        .api(Method::POST, &format!("/api/v1/media/{film}/renders"), Some(json!({"channel_id": channel})))
        .await;
    assert_eq!(
        (same.status, &same.json()["state"]),
        (StatusCode::ACCEPTED, &json!("waiting")),
        "{}",
        same.body
    );
    let render = format!("/api/v1/renders/{}", same.json()["id"].as_str().expect("an id"));
    let gone = api.api(Method::DELETE, &render, None).await;
    assert_eq!((gone.status, &gone.json()["state"]), (StatusCode::OK, &json!("canceled")), "{}", gone.body);
    let twice = api.api(Method::DELETE, &render, None).await;
    assert_eq!((twice.status, &twice.json()["code"]), (StatusCode::CONFLICT, &json!("render_over")));
    assert!(browser.get(&place).await.body.contains("Make a version for X"), "it can be ordered again");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_ffmpeg_the_page_says_so() {
    let t = with_networks(false).await;
    let owner = t.owner().await;
    let (film, channel, _) = new_film(&t).await;
    let mut browser = t.client_as(&owner).await;
    let page = browser.get(&format!("/media/{film}")).await;
    assert!(page.body.contains("ffmpeg is not installed"), "{}", page.body);
    assert!(!page.body.contains("Make a version for X"), "no dead button: {}", page.body);
    let mut api = t.api_client(&owner, &[View, WritePosts]).await;
    let order = json!({"channel_id": channel});
    let refused = api.api(Method::POST, &format!("/api/v1/media/{film}/renders"), Some(order)).await;
    assert_eq!((refused.status, &refused.json()["code"]), (StatusCode::CONFLICT, &json!("no_ffmpeg")));
    let empty = browser.get(&format!("/media/{film}/thumb")).await;
    assert_eq!((empty.status, empty.header("content-type")), (StatusCode::OK, "image/svg+xml"));
}
