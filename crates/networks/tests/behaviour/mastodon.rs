//! What only Mastodon has: polls, films that are worked on, warnings and audience, changes.

use networks::{ErrorKind, Fault, Network, Poll};
use serde_json::{Value, json};

use crate::world::{Notes, World, png, with_alt};
use crate::youtube::film;

async fn world() -> World {
    World::start(Network::Mastodon).await
}

async fn status(world: &World, remote_id: &str) -> Value {
    let token = world.credentials().0["token"].as_str().unwrap().to_owned();
    world.read(&format!("/api/v1/statuses/{remote_id}"), &token).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_poll_goes_out_and_keeps_its_end_when_the_words_change() {
    let world = world().await;
    let mut content = world.text("Which tea?");
    content.poll = Some(Poll { options: vec!["Green".into(), "Black".into()], minutes: 60 });
    let capabilities = world.connector.capabilities(Some(&world.connected.profile.limits));
    assert_eq!(capabilities.findings(&*world.connector, &content.outline()), []);
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let before = status(&world, &published.remote_id).await;
    assert_eq!(before["poll"]["options"][1]["title"], "Black");
    content.parts[0].text = "Which tea today?".into();
    world.connector.edit(world.as_account(), &published.handle, &content).await.unwrap();
    let after = status(&world, &published.remote_id).await;
    assert!(after["content"].as_str().unwrap().contains("today"));
    let end = |status: &Value| {
        status["poll"]["expires_at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_second()
    };
    assert!((end(&before) - end(&after)).abs() <= 2, "{before} {after}");
    // A poll and a picture exclude each other; too many choices are told.
    content.parts[0].media = vec![png()];
    content.poll = Some(Poll { options: vec!["Tea".into(); 5], minutes: 1 });
    let found = capabilities.findings(&*world.connector, &content.outline());
    assert_eq!(found.len(), 2, "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_is_worked_on_before_it_goes_out() {
    let world = world().await;
    let mut clip = film(2 * 1024 * 1024);
    clip.facts.alt = "Tea is poured".into();
    let content = world.with_media("A film", vec![clip]);
    let capabilities = world.connector.capabilities(Some(&world.connected.profile.limits));
    assert_eq!(capabilities.findings(&*world.connector, &content.outline()), []);
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let shown = status(&world, &published.remote_id).await;
    assert_eq!(shown["media_attachments"][0]["type"], "video");
    assert_eq!(shown["media_attachments"][0]["description"], "Tea is poured");
    assert_eq!(world.posts().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn audience_and_warning_go_out_and_stay_when_the_words_change() {
    let world = world().await;
    let mut content = world.with_media("Hot tea", vec![png(), with_alt("Another point")]);
    content.options.insert("visibility".into(), "unlisted".into());
    content.options.insert("content_warning".into(), "Steam".into());
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    content.parts[0].text = "Very hot tea".into();
    world.connector.edit(world.as_account(), &published.handle, &content).await.unwrap();
    let shown = status(&world, &published.remote_id).await;
    assert_eq!((&shown["visibility"], &shown["spoiler_text"]), (&json!("unlisted"), &json!("Steam")));
    assert_eq!((&shown["sensitive"], &shown["edited_at"].is_string()), (&json!(true), &true));
    assert_eq!(shown["media_attachments"].as_array().unwrap().len(), 2, "a change keeps the pictures");
    assert_eq!(shown["media_attachments"][1]["description"], "Another point");
    assert!(shown["content"].as_str().unwrap().contains("Very hot"));
    // The warning counts with the text.
    content.parts[0].text = "x".repeat(499);
    let found = world.connector.capabilities(None).findings(&*world.connector, &content.outline());
    assert_eq!(found.len(), 1);
    assert!(matches!(found[0].fault, Fault::TextTooLong { length: 504, limit: 500 }), "{found:?}");
    let error = world.connector.edit(world.as_account(), &published.handle, &content).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid, "{error}");
}
