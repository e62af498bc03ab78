//! What only LinkedIn has: pages and members, the little format, documents, duplicates, edits.

use std::sync::Arc;

use async_trait::async_trait;
use networks::{
    Account, ConnectStep, Content, ErrorKind, LinkCard, LookUp, Media, MediaFacts, MediaKind, Network, Next,
    Poll, Settings,
};
use serde_json::json;
use simulator::{AccountSpec, FaultKind, Simulator};

use crate::rig::{PASSWORD, REDIRECT, Rig, USERNAME};
use crate::world::{Notes, World, now_ms, png, since};
use crate::x::{film, with_app};

pub struct LinkedIn;

const SIM: simulator::Network = simulator::Network::LinkedIn;

#[async_trait]
impl Rig for LinkedIn {
    fn sim_network(&self) -> simulator::Network {
        SIM
    }

    fn server(&self, sim: &Simulator) -> String {
        sim.url(SIM)
    }

    fn add_account(&self, sim: &Simulator) -> String {
        sim.add_app(SIM, "app-1", "app-secret-1", REDIRECT);
        sim.add_account(SIM, &AccountSpec::new(USERNAME, PASSWORD, "Community manager"));
        sim.add_account(SIM, &simulator::linkedin::organization("brand-inc", "The Brand", USERNAME))
    }

    fn settings(&self, sim: &Simulator) -> Settings {
        with_app(Network::LinkedIn, self.server(sim))
    }

    fn is_typed(&self) -> bool {
        false
    }

    fn write(&self) -> &'static str {
        "POST /rest/posts"
    }

    fn upload(&self) -> &'static str {
        "POST /rest/images"
    }

    fn look(&self) -> &'static str {
        "GET /rest/posts?author="
    }

    fn health(&self) -> &'static str {
        "/rest/organizations/"
    }

    fn refresh(&self) -> &'static str {
        "/oauth/v2/accessToken"
    }

    fn refuses_same(&self) -> bool {
        true
    }

    fn knows_removed(&self) -> bool {
        false
    }

    fn token_life_ms(&self) -> i64 {
        60 * 24 * 3_600_000
    }

    fn rotates(&self) -> bool {
        false
    }

    fn revokes(&self) -> bool {
        false
    }

    async fn alts(&self, world: &World, remote_id: &str) -> Option<Vec<String>> {
        let post = world.posts().into_iter().find(|post| post.id == remote_id).unwrap();
        let images = post.raw["content"]["multiImage"]["images"].as_array().unwrap().clone();
        Some(images.iter().map(|image| image["altText"].as_str().unwrap_or("").to_owned()).collect())
    }
}

/// The member beside the page: what a consent opens second.
async fn member(world: &World) -> networks::Connected {
    let ConnectStep::Redirect { authorize_url, flow, .. } =
        world.connector.begin_connect(&world.rig.typed("", PASSWORD)).await.unwrap()
    else {
        panic!("no consent page")
    };
    let code = world.rig.consent(&authorize_url, PASSWORD).await.unwrap();
    let mut found = world.connector.finish_connect(&flow, &code, REDIRECT).await.unwrap();
    assert_eq!(found.len(), 2);
    found.remove(1)
}

fn pages() -> Media {
    let facts = MediaFacts {
        kind: MediaKind::Document,
        file_name: "plan.pdf".into(),
        mime: "application/pdf".into(),
        bytes: 8,
        width: 0,
        height: 0,
        duration_ms: None,
        alt: String::new(),
    };
    Media { facts, public_url: None, file: Arc::new(b"%PDF-1.7".to_vec()) }
}

#[tokio::test]
async fn a_consent_opens_the_page_and_the_member() {
    let world = World::start(Network::LinkedIn).await;
    let member = member(&world).await;
    assert!(world.connected.profile.remote_id.starts_with("urn:li:organization:"));
    assert!(member.profile.remote_id.starts_with("urn:li:person:"));
    assert_eq!(member.profile.display_name, "Community manager");
    let account = crate::world::account(&member.profile.base_url, &member);
    let content = world.text("In my own name");
    let sent = world
        .connector
        .publish(account, &content, &world.prepare(&content), &Notes::default())
        .await
        .unwrap();
    crate::world::out(sent);
    assert_eq!(world.posts(), []);
    assert_eq!(world.sim.posts(SIM, &member.profile.remote_id).len(), 1);
    // A member's posts cannot be read or counted by such an app.
    assert_eq!(world.connector.account_metrics(account).await.unwrap().values, []);
}

#[tokio::test]
async fn a_member_takes_the_word_of_the_refusal() {
    let world = World::start(Network::LinkedIn).await;
    let member = member(&world).await;
    let account: Account<'_> = crate::world::account(&member.profile.base_url, &member);
    let content = world.text("Once");
    let notes = Notes::default();
    world.fail(world.write(), FaultKind::ResetAfter, 1);
    let sent = world.connector.publish(account, &content, &world.prepare(&content), &notes).await;
    assert_eq!(sent.unwrap_err().next, Next::Unknown);
    let handle = notes.last().unwrap();
    let told = world.connector.look_up(account, &content, &handle, since(now_ms())).await.unwrap();
    assert_eq!(told, LookUp::CannotTell);
    // A person decides to send it again: the network calls it a duplicate and names the first.
    let sent = world.connector.publish(account, &content, &handle, &notes).await.unwrap();
    let posts = world.sim.posts(SIM, &member.profile.remote_id);
    assert_eq!((posts.len(), &posts[0].id), (1, &crate::world::out(sent).remote_id));
}

#[tokio::test]
async fn a_duplicate_of_somebody_else_is_a_refusal() {
    let world = World::start(Network::LinkedIn).await;
    let content = world.text("Every Monday");
    world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
}

#[tokio::test]
async fn nothing_of_a_text_is_cut_off() {
    let world = World::start(Network::LinkedIn).await;
    let words = "New (and old) a_b * c ~ <d> | {e} [f] me@brand.com #Tea C# https://brand.com/x_y";
    let content = world.text(words);
    world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    assert_eq!(world.posts()[0].text, words);
    assert!(world.posts()[0].raw["commentary"].as_str().unwrap().contains(r"{hashtag|\#|Tea}"));
}

#[tokio::test]
async fn documents_films_cards_and_polls_go_out() {
    let world = World::start(Network::LinkedIn).await;
    let publish = async |content: &Content| {
        world.publish(content, &world.prepare(content), &Notes::default()).await.unwrap()
    };
    let content = Content { title: Some("Our plan".into()), ..world.with_media("Pages", vec![pages()]) };
    publish(&content).await;
    assert_eq!(world.posts()[0].raw["content"]["media"]["title"], "Our plan");
    let published = publish(&world.with_media("A film", vec![film(9 * 1024 * 1024)])).await;
    assert!(published.remote_id.starts_with("urn:li:ugcPost:"), "{}", published.remote_id);
    let link =
        Some(LinkCard { url: "https://brand.com".into(), title: "Brand".into(), description: "d".into() });
    publish(&Content { link, ..world.with_media("A card", vec![png()]) }).await;
    assert!(world.posts()[2].raw["content"]["article"]["thumbnail"].is_string());
    let poll = Some(Poll { options: vec!["Green".into(), "Black".into()], minutes: 4_320 });
    publish(&Content { poll, ..world.text("Which tea?") }).await;
    assert_eq!(world.posts()[3].raw["content"]["poll"]["settings"]["duration"], "THREE_DAYS");
    assert!(world.posts().iter().all(|post| post.raw["hidden"] == json!(false)), "none was posted too early");
}

#[tokio::test]
async fn an_unknown_post_with_content_is_found() {
    let world = World::start(Network::LinkedIn).await;
    for content in [world.with_media("Pages (1)", vec![pages()]), world.with_media("Two", vec![png(), png()])]
    {
        let started_ms = now_ms();
        let notes = Notes::default();
        world.fail(world.write(), FaultKind::ServerErrorAfter(504), 1);
        let error = world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
        assert_eq!(error.next, Next::Unknown, "{error}");
        let found = world.look_up(&content, &notes.last().unwrap(), started_ms).await.unwrap();
        assert!(matches!(found, LookUp::Found(_)), "{found:?}");
    }
    assert_eq!(world.posts().len(), 2);
}

#[tokio::test]
async fn a_post_is_changed() {
    let world = World::start(Network::LinkedIn).await;
    let content = world.text("Before");
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let after = world.text("After (all)");
    world.connector.edit(world.as_account(), &published.handle, &after).await.unwrap();
    assert_eq!(world.posts()[0].text, "After (all)");
    world.connector.delete(world.as_account(), &published.remote_id).await.unwrap();
    let error = world.connector.edit(world.as_account(), &published.handle, &after).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound, "{error}");
}

#[tokio::test]
async fn a_comment_follows_in_plain_text() {
    let world = World::start(Network::LinkedIn).await;
    let content = Content { first_comment: Some("More (here)".into()), ..world.text("One") };
    world.fail("POST /rest/socialActions", FaultKind::ResetAfter, 1);
    world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let posts = world.posts();
    assert_eq!((posts.len(), posts[1].text.as_str()), (2, "More (here)"));
    assert_eq!(posts[1].reply_to.as_ref(), Some(&posts[0].id));
}

#[tokio::test]
async fn a_version_that_is_over_needs_the_operator() {
    let world = World::start(Network::LinkedIn).await;
    let mut settings = world.rig.settings(&world.sim);
    settings.networks.entry(Network::LinkedIn).or_default().api_version = Some("202001".into());
    let old = networks::Registry::new(&settings).unwrap().get(Network::LinkedIn).unwrap();
    let error = old.profile(world.as_account()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Setup, Next::Never), "{error}");
}

#[tokio::test]
async fn a_film_that_cannot_be_used_is_told() {
    let world = World::start(Network::LinkedIn).await;
    let content = world.with_media("A film", vec![film(1_000)]);
    let notes = Notes::default();
    world.fail("finalizeUpload", FaultKind::ProcessingFails, 2);
    let error = world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
    assert!(matches!(error.next, Next::After(_)), "{error}");
    let error = world.publish(&content, &notes.last().unwrap(), &notes).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
    assert_eq!(world.posts(), []);
}
