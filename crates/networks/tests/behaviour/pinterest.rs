//! What only Pinterest has: boards as channels, pictures as bytes, films with a cover.

use std::collections::BTreeMap;

use async_trait::async_trait;
use networks::{ConnectStep, Content, ErrorKind, LinkCard, LookUp, Metric, Network, Next, Settings};
use serde_json::json;
use simulator::{FaultKind, Simulator};

use crate::once::{deliver, every_crash_leaves_one_post, every_loss_ends_in_one_post, losses};
use crate::rig::{PASSWORD, REDIRECT, Rig};
use crate::tiktok::{add_account_and_app, film, with_app};
use crate::world::{Notes, World, now_ms, png, with_alt};

pub struct Pinterest;

#[async_trait]
impl Rig for Pinterest {
    fn sim_network(&self) -> simulator::Network {
        simulator::Network::Pinterest
    }

    fn server(&self, sim: &Simulator) -> String {
        sim.url(simulator::Network::Pinterest)
    }

    fn add_account(&self, sim: &Simulator) -> String {
        add_account_and_app(sim, simulator::Network::Pinterest)
    }

    fn settings(&self, sim: &Simulator) -> Settings {
        with_app(sim, Network::Pinterest, simulator::Network::Pinterest)
    }

    fn is_typed(&self) -> bool {
        false
    }

    fn dress(&self, mut content: Content) -> Content {
        if content.parts[0].media.is_empty() {
            content.parts[0].media = vec![png()];
        }
        content
    }

    fn write(&self) -> &'static str {
        "POST /v5/pins"
    }

    fn upload(&self) -> &'static str {
        "POST /media-upload/"
    }

    fn look(&self) -> &'static str {
        "/pins?page_size="
    }

    fn health(&self) -> &'static str {
        "GET /v5/user_account"
    }

    fn refresh(&self) -> &'static str {
        "/v5/oauth/token"
    }
}

async fn world() -> World {
    World::start(Network::Pinterest).await
}

fn whole(world: &World, text: &str) -> Content {
    let url = "https://t.example/l/Ab3?x=1&y=2".to_owned();
    Content {
        title: Some("Tea".into()),
        link: Some(LinkCard { url, title: "Card".into(), description: String::new() }),
        ..world.text(text)
    }
}

#[tokio::test]
async fn a_pin_has_all_that_was_said() {
    let world = world().await;
    let content = whole(&world, "Grüße 👋");
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let posts = world.posts();
    assert_eq!((posts.len(), &posts[0].id, &posts[0].url), (1, &published.remote_id, &published.url));
    let raw = &posts[0].raw;
    assert_eq!(raw["title"], "Tea");
    assert_eq!(raw["description"], "Grüße 👋");
    assert_eq!(raw["link"], "https://t.example/l/Ab3?x=1&y=2");
    assert_eq!(raw["alt_text"], "A red point");
    assert_eq!(raw["board_id"], world.connected.profile.remote_id.as_str());
    assert_eq!(raw["kind"], "image");
}

#[tokio::test]
async fn each_board_is_a_channel() {
    let world = world().await;
    for number in 0..300 {
        simulator::pinterest::add_board(&world.sim, &world.account, &format!("Board {number}"));
    }
    let step = world.connector.begin_connect(&world.rig.typed("", "")).await.unwrap();
    let ConnectStep::Redirect { authorize_url, flow, .. } = step else { panic!("no consent") };
    let code = world.rig.consent(&authorize_url, PASSWORD).await.unwrap();
    let found = world.connector.finish_connect(&flow, &code, REDIRECT).await.unwrap();
    let mut told: Vec<String> = found.iter().map(|found| found.profile.remote_id.clone()).collect();
    told.sort();
    assert_eq!(told, simulator::pinterest::boards(&world.sim, &world.account));
    assert!(found.iter().any(|found| found.profile.handle == "brand/Board 7"));
}

#[tokio::test]
async fn a_carousel_goes_out_as_one_pin() {
    let world = world().await;
    let content = world.with_media("Three", vec![png(), with_alt(""), png()]);
    world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let posts = world.posts();
    assert_eq!((posts.len(), posts[0].media), (1, 3));
    assert_eq!(posts[0].raw["kind"], "multiple_images");
}

#[tokio::test]
async fn a_film_is_uploaded_waited_for_and_pinned() {
    let world = world().await;
    for media in [vec![film(3_000_000)], vec![film(1_000), png()]] {
        let before = world.posts().len();
        let content = world.with_media(&format!("Film {before}"), media);
        let notes = Notes::default();
        world.publish(&content, &world.prepare(&content), &notes).await.unwrap();
        assert_eq!(world.posts().len(), before + 1);
        assert_eq!(world.posts()[before].raw["kind"], "video");
        assert!(
            notes.all().iter().any(|handle| handle.0["media_id"].is_string() && handle.0["tried"] == false)
        );
    }
    world.fail("POST /media-upload/", FaultKind::ProcessingFails, 1);
    let content = world.with_media("Broken", vec![film(1_000)]);
    let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
}

#[tokio::test]
async fn every_lost_answer_ends_in_one_pin() {
    let world = world().await;
    every_loss_ends_in_one_post(&world, "POST /v5/pins", losses(), 0, |text| whole(&world, text)).await;
}

#[tokio::test]
async fn every_lost_upload_ends_in_one_pin() {
    let world = world().await;
    world.sim.enforce_rate_limits(false);
    for route in ["POST /v5/media", "POST /media-upload/", "GET /v5/media/"] {
        for kind in losses() {
            // An upload has six times the time: of those that hang one is enough.
            if route.contains("upload") && matches!(kind, FaultKind::Hang) {
                continue;
            }
            let before = world.posts().len();
            world.fail(route, kind.clone(), 1);
            deliver(&world, &world.with_media(&format!("{route} {kind:?}"), vec![film(1_000)]), 0).await;
            assert_eq!(world.posts().len(), before + 1, "{route} {kind:?}");
        }
    }
}

#[tokio::test]
async fn a_crash_anywhere_leaves_one_pin() {
    let world = world().await;
    every_crash_leaves_one_post(&world, &whole(&world, "Once"), 0).await;
}

#[tokio::test]
async fn old_pins_of_the_same_words_are_others() {
    let world = world().await;
    let content = whole(&world, "Every Monday");
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    assert!(world.sim.backdate(world.rig.sim_network(), &published.remote_id, now_ms() - 7 * 86_400_000));
    let notes = Notes::default();
    world.fail("POST /v5/pins", FaultKind::ResetBefore, 1);
    world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
    let handle = notes.last().unwrap();
    assert_eq!(world.look_up(&content, &handle, now_ms()).await.unwrap(), LookUp::Absent);
    world.publish(&content, &handle, &notes).await.unwrap();
    assert_eq!(world.posts().len(), 2);
}

#[tokio::test]
async fn a_pin_is_changed_and_removed() {
    let world = world().await;
    let content = whole(&world, "Before");
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let content = Content { title: Some("Green tea".into()), ..whole(&world, "After") };
    world.connector.edit(world.as_account(), &published.handle, &content).await.unwrap();
    assert_eq!(world.posts()[0].raw["title"], "Green tea");
    assert_eq!(world.posts()[0].text, "After");
    world.connector.delete(world.as_account(), &published.remote_id).await.unwrap();
    assert_eq!(world.posts(), []);
    let error = world.connector.delete(world.as_account(), &published.remote_id).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound, "{error}");
    let ids = [published.remote_id];
    let counted = world.connector.post_metrics(world.as_account(), &ids).await.unwrap();
    assert_eq!(counted[0].values, None);
}

#[tokio::test]
async fn pins_and_boards_are_counted() {
    let world = world().await;
    let content = whole(&world, "Counted");
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let reader = world.sim.reader(world.rig.sim_network(), 1);
    reader.like(&published.remote_id);
    let counted = world.connector.post_metrics(world.as_account(), &[published.remote_id]).await.unwrap();
    let values: BTreeMap<Metric, i64> = counted[0].values.clone().unwrap().into_iter().collect();
    assert_eq!(json!(values[&Metric::Impressions]), 20);
    assert_eq!((values[&Metric::Clicks], values[&Metric::Reactions]), (1, 1));
    let board = world.connector.account_metrics(world.as_account()).await.unwrap();
    assert_eq!(board.values, [(Metric::Followers, 13), (Metric::Posts, 1)]);
}

#[tokio::test]
async fn an_app_with_trial_access_is_a_matter_of_setup() {
    let world = world().await;
    simulator::pinterest::set_trial(&world.sim, true);
    let content = whole(&world, "Not out");
    let notes = Notes::default();
    let error = world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Setup, Next::Never), "{error}");
    // Refused for certain: nothing is left to look for.
    assert_eq!(notes.last().unwrap().0["tried"], false);
}
