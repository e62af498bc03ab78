//! What only Slack has: channels of a workspace, marks in metadata, files that take time, incoming webhooks.

use async_trait::async_trait;
use networks::{
    ConnectInput, ConnectMethod, ConnectStep, ErrorKind, LookUp, Media, MediaFacts, MediaKind, Metric,
    Network, NetworkSettings, Next, Sending, Settings,
};
use simulator::{AccountSpec, FaultKind, Simulator};
use std::sync::Arc;

use crate::rig::{PASSWORD, REDIRECT, Rig, USERNAME};
use crate::world::{Notes, World, account, now_ms, out, png, settings, since};

pub struct Slack;

#[async_trait]
impl Rig for Slack {
    fn sim_network(&self) -> simulator::Network {
        simulator::Network::Slack
    }

    fn server(&self, sim: &Simulator) -> String {
        sim.url(simulator::Network::Slack)
    }

    fn add_account(&self, sim: &Simulator) -> String {
        sim.add_app(simulator::Network::Slack, "app-1", "app-secret-1", REDIRECT);
        sim.add_account(simulator::Network::Slack, &AccountSpec::new(USERNAME, PASSWORD, "The Brand"))
    }

    fn settings(&self, sim: &Simulator) -> Settings {
        let mut settings = settings();
        let set = NetworkSettings {
            base_url: Some(self.server(sim)),
            client_id: Some("app-1".into()),
            client_secret: Some("app-secret-1".into()),
            ..NetworkSettings::default()
        };
        settings.networks.insert(Network::Slack, set);
        settings
    }

    fn is_typed(&self) -> bool {
        false
    }

    fn display_name(&self) -> &'static str {
        "The workspace #brand"
    }

    fn handle(&self) -> &'static str {
        "#brand"
    }

    fn typed(&self, _server: &str, _password: &str) -> ConnectInput {
        ConnectInput {
            method: Some(ConnectMethod::OAuth),
            redirect_uri: REDIRECT.to_owned(),
            state: "state-1".to_owned(),
            ..ConnectInput::default()
        }
    }

    fn flat_threads(&self) -> bool {
        true
    }

    fn revokes(&self) -> bool {
        false
    }

    fn write(&self) -> &'static str {
        "chat.postMessage"
    }

    fn upload(&self) -> &'static str {
        "/upload/v1/"
    }

    fn look(&self) -> &'static str {
        "conversations.history"
    }

    fn health(&self) -> &'static str {
        "auth.test"
    }
}

fn paper() -> Media {
    let facts = MediaFacts {
        kind: MediaKind::Document,
        file_name: "paper.pdf".into(),
        mime: "application/pdf".into(),
        bytes: 9,
        width: 0,
        height: 0,
        duration_ms: None,
        alt: String::new(),
    };
    Media { facts, public_url: None, file: Arc::new(b"%PDF-1.7\n".to_vec()) }
}

async fn done(world: &World, input: ConnectInput) -> networks::Connected {
    match world.connector.begin_connect(&input).await.unwrap() {
        ConnectStep::Done(mut found) => found.remove(0),
        ConnectStep::Redirect { .. } => panic!("connected without consent"),
    }
}

#[tokio::test]
async fn every_channel_of_the_workspace_is_offered() {
    let world = World::start(Network::Slack).await;
    let other = AccountSpec { handle: "news".into(), ..AccountSpec::default() };
    let other = world.sim.add_account(simulator::Network::Slack, &other);
    let gone = AccountSpec { handle: "gone".into(), ..AccountSpec::default() };
    world.sim.add_account(simulator::Network::Slack, &gone);
    simulator::slack::archive(&world.sim, "gone");
    let ConnectStep::Redirect { authorize_url, flow, .. } =
        world.connector.begin_connect(&world.rig.typed("", "")).await.unwrap()
    else {
        panic!("no consent page")
    };
    let code = world.rig.consent(&authorize_url, PASSWORD).await.unwrap();
    let found = world.connector.finish_connect(&flow, &code, REDIRECT).await.unwrap();
    let mut ids: Vec<&str> = found.iter().map(|one| one.profile.remote_id.as_str()).collect();
    ids.sort_unstable();
    let mut expected = [world.account.as_str(), other.as_str()];
    expected.sort_unstable();
    assert_eq!(ids, expected);
    // An app of the workspace's own, by its token and one channel.
    let secret = world.sim.issue_token(simulator::Network::Slack, "news").unwrap();
    let input = ConnectInput {
        method: Some(ConnectMethod::BotToken),
        secret,
        target: other.clone(),
        ..ConnectInput::default()
    };
    assert_eq!(done(&world, input).await.profile.handle, "#news");
}

#[tokio::test]
async fn without_an_app_the_operator_is_told() {
    let world = World::start(Network::Slack).await;
    let settings = settings().with_base_url(Network::Slack, &world.server());
    let bare = networks::Registry::new(&settings).unwrap().get(Network::Slack).unwrap();
    let error = bare.begin_connect(&world.rig.typed("", "")).await.err().unwrap();
    assert_eq!((error.kind, error.next), (ErrorKind::Setup, Next::Never));
}

#[tokio::test]
async fn pictures_stand_in_the_message_and_papers_are_shared() {
    let world = World::start(Network::Slack).await;
    let mut content = world.with_media("Two points & a <link> https://t.example/a", vec![png(), png()]);
    content.first_comment = Some("A first comment".into());
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let posts = world.posts();
    assert_eq!(
        posts.iter().map(|post| (post.text.as_str(), post.media)).collect::<Vec<_>>(),
        [("Two points & a <link> https://t.example/a", 2), ("A first comment", 0)]
    );
    assert_eq!(posts[1].reply_to.as_ref(), Some(&posts[0].id));
    assert_eq!(posts[0].raw["blocks"][1]["alt_text"], "A red point");

    let content = world.with_media("A paper", vec![paper()]);
    let notes = Notes::default();
    let handle = world.prepare(&content);
    // The message comes later than the answer: until then nothing is unknown.
    let first = world.connector.publish(world.as_account(), &content, &handle, &notes).await.unwrap();
    assert!(matches!(first, Sending::Processing(_)), "{first:?}");
    let shared = world.publish(&content, &notes.last().unwrap(), &notes).await.unwrap();
    let posts = world.posts();
    assert_eq!((posts.len(), &posts[2].id, posts[2].media), (3, &shared.remote_id, 1));
    let counted = world.connector.post_metrics(world.as_account(), &[published.remote_id]).await.unwrap();
    assert_eq!(counted[0].values, Some(vec![(Metric::Reactions, 0), (Metric::Replies, 1)]));
}

#[tokio::test]
async fn a_shared_paper_whose_answer_was_lost_is_found_by_its_file() {
    let world = World::start(Network::Slack).await;
    let content = world.with_media("A paper", vec![paper()]);
    let (handle, notes) = (world.prepare(&content), Notes::default());
    world.fail("files.completeUploadExternal", FaultKind::ResetAfter, 1);
    let error = world.publish(&content, &handle, &notes).await.unwrap_err();
    assert_eq!(error.next, Next::Unknown, "{error}");
    let kept = notes.last().unwrap();
    // Not looked through yet: nobody can tell. A little later it is there.
    assert_eq!(world.look_up(&content, &kept, now_ms()).await.unwrap(), LookUp::CannotTell);
    let found = world.look_up(&content, &kept, now_ms()).await.unwrap();
    let LookUp::Found(found) = found else { panic!("{found:?}") };
    assert_eq!(found.remote_id, world.posts()[0].id);
    let again = world.publish(&content, &kept, &Notes::default()).await.unwrap();
    assert_eq!((again.remote_id, world.posts().len()), (found.remote_id, 1));
}

#[tokio::test]
async fn a_first_comment_is_tried_alone_and_its_refusal_changes_nothing() {
    let world = World::start(Network::Slack).await;
    let mut content = world.text("The post");
    content.first_comment = Some("The comment".into());
    let (handle, notes) = (world.prepare(&content), Notes::default());
    world.fail("chat.postMessage", FaultKind::Slow(std::time::Duration::from_millis(1)), 1);
    world.fail("chat.postMessage", FaultKind::ResetAfter, 1);
    let error = world.publish(&content, &handle, &notes).await.unwrap_err();
    assert_eq!(error.next, Next::Unknown, "{error}");
    world.publish(&content, &notes.last().unwrap(), &notes).await.unwrap();
    assert_eq!(world.posts().len(), 2);
    // Refused for good: the post is out all the same.
    let (handle, notes) = (world.prepare(&content), Notes::default());
    world.fail("chat.postMessage", FaultKind::Slow(std::time::Duration::from_millis(1)), 1);
    world.fail("chat.postMessage", FaultKind::Refused, 1);
    let published = world.publish(&content, &handle, &notes).await.unwrap();
    assert_eq!(world.posts().len(), 3);
    assert!(published.handle.0["parts"][1]["refused"].is_string(), "{:?}", published.handle);
}

#[tokio::test]
async fn the_app_joins_a_channel_that_it_is_not_in() {
    let world = World::start(Network::Slack).await;
    simulator::slack::leave(&world.sim, USERNAME);
    let content = world.text("Hello");
    let (handle, notes) = (world.prepare(&content), Notes::default());
    let error = world.publish(&content, &handle, &notes).await.unwrap_err();
    assert!(matches!(error.next, Next::After(_)), "{error}");
    world.publish(&content, &notes.last().unwrap(), &notes).await.unwrap();
    assert_eq!(world.posts().len(), 1);
    world.connector.edit(world.as_account(), &notes.last().unwrap(), &world.text("Changed")).await.unwrap();
    assert_eq!(world.posts()[0].text, "Changed");
}

#[tokio::test]
async fn an_incoming_webhook_posts_and_can_tell_nothing() {
    let world = World::start(Network::Slack).await;
    let address = simulator::slack::webhook_url(&world.sim, USERNAME).unwrap();
    let input = |secret: &str| ConnectInput {
        method: Some(ConnectMethod::Webhook),
        secret: secret.to_owned(),
        ..ConnectInput::default()
    };
    let hook = done(&world, input(&address)).await;
    assert_eq!(world.posts(), [], "looking at it posts nothing");
    let as_hook = account(world.base_url(), &hook);
    let content = world.text("By webhook & more");
    let handle = world.prepare(&content);
    let sending = world.connector.publish(as_hook, &content, &handle, &Notes::default()).await.unwrap();
    let published = out(sending);
    assert_eq!(world.posts()[0].text, "By webhook & more");
    let error = world.connector.delete(as_hook, &published.remote_id).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotOffered);
    assert_eq!(world.connector.post_metrics(as_hook, &["x".into()]).await.unwrap()[0].values, Some(vec![]));

    let (handle, notes) = (world.prepare(&content), Notes::default());
    world.fail("/services/", FaultKind::ServerErrorAfter(500), 1);
    let error = world.connector.publish(as_hook, &content, &handle, &notes).await.unwrap_err();
    assert_eq!(error.next, Next::Unknown, "{error}");
    let looked =
        world.connector.look_up(as_hook, &content, &notes.last().unwrap(), since(now_ms())).await.unwrap();
    assert_eq!(looked, LookUp::CannotTell);

    // A picture needs an address of its own.
    let content = world.with_media("With a point", vec![png()]);
    let handle = world.prepare(&content);
    let error = world.connector.publish(as_hook, &content, &handle, &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");

    let wrong = format!("{address}x");
    let error = world.connector.begin_connect(&input(&wrong)).await.err().unwrap();
    assert_eq!(error.kind, ErrorKind::Credentials, "{error}");
    simulator::slack::archive(&world.sim, USERNAME);
    let content = world.text("Too late");
    let handle = world.prepare(&content);
    let error = world.connector.publish(as_hook, &content, &handle, &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Permission, Next::Never), "{error}");
}
