//! What only Reddit has: subreddits with rules, errors inside of good answers, posts without an id, lists that lag.

use std::time::Duration;

use async_trait::async_trait;
use networks::{
    Account, ConnectStep, Connected, Content, ErrorKind, LinkCard, LookUp, Metric, Network, Next, Settings,
};
use serde_json::json;
use simulator::{FaultKind, Simulator};

use crate::once::{every_crash_leaves_one_post, every_loss_ends_in_one_post, losses};
use crate::rig::{PASSWORD, REDIRECT, Rig};
use crate::tiktok::{add_account_and_app, film, with_app};
use crate::world::{Notes, World, account, now_ms, out, png};

/// Longer than the list may lag.
const AGO_MS: i64 = 10 * 60 * 1_000;

pub struct Reddit;

#[async_trait]
impl Rig for Reddit {
    fn sim_network(&self) -> simulator::Network {
        simulator::Network::Reddit
    }

    fn server(&self, sim: &Simulator) -> String {
        sim.url(simulator::Network::Reddit)
    }

    fn add_account(&self, sim: &Simulator) -> String {
        add_account_and_app(sim, simulator::Network::Reddit)
    }

    fn settings(&self, sim: &Simulator) -> Settings {
        with_app(sim, Network::Reddit, simulator::Network::Reddit)
    }

    fn is_typed(&self) -> bool {
        false
    }

    fn handle(&self) -> &'static str {
        "u/brand"
    }

    fn dress(&self, mut content: Content) -> Content {
        content.title = Some(format!("About {}", content.text()));
        content
    }

    fn write(&self) -> &'static str {
        "POST /api/submit"
    }

    fn upload(&self) -> &'static str {
        "POST /media-upload"
    }

    fn look(&self) -> &'static str {
        "/submitted?"
    }

    fn health(&self) -> &'static str {
        "GET /api/v1/me"
    }

    fn refresh(&self) -> &'static str {
        "/api/v1/access_token"
    }

    fn lag_ms(&self) -> i64 {
        AGO_MS
    }
}

async fn world() -> World {
    World::start(Network::Reddit).await
}

fn link(world: &World, text: &str) -> Content {
    let url = format!("https://t.example/l/{}", text.replace(' ', "-"));
    let link = Some(LinkCard { url, title: String::new(), description: String::new() });
    Content { link, ..world.text(text) }
}

async fn places(world: &World) -> Vec<Connected> {
    let step = world.connector.begin_connect(&world.rig.typed("", "")).await.unwrap();
    let ConnectStep::Redirect { authorize_url, flow, .. } = step else { panic!("no consent") };
    let code = world.rig.consent(&authorize_url, PASSWORD).await.unwrap();
    world.connector.finish_connect(&flow, &code, REDIRECT).await.unwrap()
}

fn at<'a>(world: &'a World, connected: &'a Connected) -> Account<'a> {
    account(world.base_url(), connected)
}

#[tokio::test]
async fn text_link_picture_gallery_and_film_go_out() {
    let world = world().await;
    let contents = [
        (world.text("Text"), "self", 0),
        (link(&world, "Link"), "link", 0),
        (world.with_media("Picture", vec![png()]), "image", 1),
        (world.with_media("Gallery", vec![png(), png()]), "gallery", 2),
        (world.with_media("Film", vec![film(1_000), png()]), "video", 1),
    ];
    for (number, (mut content, kind, files)) in contents.into_iter().enumerate() {
        content.options.insert("nsfw".into(), "true".into());
        content.options.insert("flair_text".into(), "Tea".into());
        let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
        let posts = world.posts();
        assert_eq!(posts.len(), number + 1);
        let post = posts.iter().find(|post| post.id == published.remote_id).unwrap();
        assert_eq!((post.raw["kind"].as_str(), post.media), (Some(kind), files));
        assert_eq!((&post.url, post.text.as_str()), (&published.url, content.text()));
        assert_eq!((&post.raw["nsfw"], &post.raw["flair_text"]), (&json!(true), &json!("Tea")));
        assert_eq!(post.raw["title"], content.title.clone().unwrap());
    }
}

#[tokio::test]
async fn each_subreddit_is_a_channel_with_its_own_rules() {
    let world = world().await;
    let rules = json!({
        "is_flair_required": true, "title_text_max_length": 40, "body_restriction_policy": "notAllowed",
        "allow_galleries": false, "allow_videos": false,
    });
    simulator::reddit::add_subreddit(&world.sim, &world.account, "TeaLovers", &rules);
    let found = places(&world).await;
    let handles: Vec<&str> = found.iter().map(|found| found.profile.handle.as_str()).collect();
    assert_eq!(handles, ["u/brand", "r/TeaLovers"]);
    let profile = world.connector.profile(at(&world, &found[1])).await.unwrap();
    let limits = &profile.limits;
    assert_eq!((limits.title_max, limits.text_max, limits.images_max), (Some(40), 0, 1));
    assert!(limits.video.is_none());
    // Reddit itself refuses what breaks a rule, inside of a good answer.
    let mut content = world.text("");
    content.title = Some("Tea".into());
    let handle = world.prepare(&content);
    let send = |content: Content| {
        let (world, found, handle) = (&world, &found, handle.clone());
        async move { world.connector.publish(at(world, &found[1]), &content, &handle, &Notes::default()).await }
    };
    let error = send(content.clone()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
    assert!(error.message.contains("FLAIR_REQUIRED"), "{error}");
    content.options.insert("flair_id".into(), "f-1".into());
    let published = out(send(content).await.unwrap());
    assert!(published.url.contains("/r/TeaLovers/comments/"), "{}", published.url);
}

#[tokio::test]
async fn every_lost_answer_ends_in_one_post() {
    let world = world().await;
    every_loss_ends_in_one_post(&world, "POST /api/submit", losses(), AGO_MS, |text| world.text(text)).await;
}

#[tokio::test]
async fn every_lost_answer_ends_in_one_link() {
    let world = world().await;
    // At once: Reddit itself refuses the second.
    every_loss_ends_in_one_post(&world, "POST /api/submit", losses(), 0, |text| link(&world, text)).await;
}

#[tokio::test]
async fn every_lost_answer_ends_in_one_picture() {
    let world = world().await;
    let picture = |text: &str| world.with_media(text, vec![png()]);
    every_loss_ends_in_one_post(&world, "POST /api/submit", losses(), AGO_MS, picture).await;
    let world = World::start(Network::Reddit).await;
    let gallery = |text: &str| world.with_media(text, vec![png(), png()]);
    every_loss_ends_in_one_post(&world, "submit_gallery_post", losses(), AGO_MS, gallery).await;
    let world = World::start(Network::Reddit).await;
    let picture = |text: &str| world.with_media(text, vec![png()]);
    let of_bytes = losses().into_iter();
    // The place for bytes answers by its status alone.
    let of_bytes = of_bytes
        .filter(|k| !matches!(k, FaultKind::Hang | FaultKind::HtmlInsteadOfJson | FaultKind::ErrorInside));
    every_loss_ends_in_one_post(&world, "POST /media-upload", of_bytes.collect(), AGO_MS, picture).await;
}

#[tokio::test]
async fn a_crash_anywhere_leaves_one_post() {
    for kind in 0..4 {
        let world = world().await;
        let content = match kind {
            0 => world.text("Once"),
            1 => link(&world, "Once"),
            2 => world.with_media("Once", vec![png()]),
            _ => world.with_media("Once", vec![png(), png()]),
        };
        every_crash_leaves_one_post(&world, &content, AGO_MS).await;
    }
}

#[tokio::test]
async fn a_list_that_lags_never_shows_that_a_post_is_absent() {
    let world = world().await;
    simulator::reddit::set_lag(&world.sim, Duration::from_secs(120));
    let content = world.text("Hidden");
    let notes = Notes::default();
    let started_ms = now_ms();
    world.fail("POST /api/submit", FaultKind::ResetAfter, 1);
    let error = world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
    assert_eq!(error.next, Next::Unknown, "{error}");
    let handle = notes.last().unwrap();
    let error = world.look_up(&content, &handle, started_ms).await.unwrap_err();
    let Next::After(wait) = error.next else { panic!("{error}") };
    assert!((200..=300).contains(&wait.as_secs()), "{wait:?}");
    // Nor is it sent again by going on.
    let error = world.publish(&content, &handle, &notes).await.unwrap_err();
    assert_eq!(error.next, Next::Unknown, "{error}");
    simulator::reddit::set_lag(&world.sim, Duration::ZERO);
    let found = world.look_up(&content, &handle, started_ms).await.unwrap();
    assert!(matches!(found, LookUp::Found(_)), "{found:?}");
    assert_eq!(world.posts().len(), 1);
}

#[tokio::test]
async fn a_picture_that_reddit_drops_ends_with_a_person() {
    let world = world().await;
    let content = world.with_media("Dropped", vec![png()]);
    world.fail("POST /api/submit", FaultKind::ProcessingFails, 1);
    let notes = Notes::default();
    let mut handle = world.prepare(&content);
    let error = loop {
        match world.connector.publish(world.as_account(), &content, &handle, &notes).await {
            Ok(_) => handle = notes.last().unwrap(),
            Err(error) => break error,
        }
    };
    assert_eq!(error.next, Next::Unknown, "{error}");
    let found = world.look_up(&content, &handle, now_ms() - AGO_MS).await.unwrap();
    assert_eq!(found, LookUp::CannotTell);
    assert_eq!(world.posts(), []);
}

#[tokio::test]
async fn a_limit_inside_of_a_good_answer_waits_as_told() {
    let world = world().await;
    let content = world.text("Patient");
    world.fail("POST /api/submit", FaultKind::ErrorInside, 1);
    let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!(
        (error.kind, error.next),
        (ErrorKind::RateLimited, Next::After(Duration::from_secs(180))),
        "{error}"
    );
    assert_eq!(world.posts(), []);
}

#[tokio::test]
async fn a_first_comment_never_touches_the_post() {
    let world = world().await;
    for kind in losses().into_iter().map(Some).chain([None, Some(FaultKind::Refused)]) {
        let before = world.posts().len();
        let mut content = world.text(&format!("{kind:?}"));
        content.first_comment = Some(format!("More of {kind:?}: https://t.example/l/a"));
        if let Some(kind) = kind.clone() {
            world.fail("POST /api/comment", kind, 1);
        }
        let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
        let new: Vec<_> = world.posts().into_iter().skip(before).collect();
        let comments: Vec<_> = new.iter().filter(|post| post.reply_to.is_some()).collect();
        assert_eq!(new.len() - comments.len(), 1, "{kind:?}");
        let refused = published.handle.0["comment"]["refused"].as_str();
        if kind == Some(FaultKind::Refused) {
            assert!(
                comments.is_empty() && refused.is_some_and(|said| said.contains("BAD_URL")),
                "{refused:?}"
            );
        } else {
            assert_eq!((comments.len(), refused), (1, None), "{kind:?}");
            assert_eq!(comments[0].reply_to.as_ref(), Some(&published.remote_id));
        }
    }
}

#[tokio::test]
async fn a_text_is_changed_and_a_post_removed() {
    let world = world().await;
    let content = world.text("Before");
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let after = Content { title: content.title.clone(), ..world.text("After") };
    world.connector.edit(world.as_account(), &published.handle, &after).await.unwrap();
    assert_eq!(world.posts()[0].text, "After");
    let linked = link(&world, "Link");
    let error = world.connector.edit(world.as_account(), &published.handle, &linked).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotOffered, "{error}");
    let ids = [published.remote_id.clone()];
    let counted = world.connector.post_metrics(world.as_account(), &ids).await.unwrap();
    let values = counted[0].values.clone().unwrap();
    assert_eq!(values, [(Metric::Score, 1), (Metric::Replies, 0), (Metric::Shares, 0)]);
    world.connector.delete(world.as_account(), &published.remote_id).await.unwrap();
    assert_eq!(world.posts(), []);
    let error = world.connector.delete(world.as_account(), &published.remote_id).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound, "{error}");
    let counted = world.connector.post_metrics(world.as_account(), &ids).await.unwrap();
    assert_eq!(counted[0].values, None);
    let followers = world.connector.account_metrics(world.as_account()).await.unwrap();
    assert_eq!(followers.values, [(Metric::Followers, 1_200)]);
}
