//! What only Discord has: two ways in, an enforced nonce, messages that ring nobody.

use async_trait::async_trait;
use networks::{
    ConnectInput, ConnectMethod, ConnectStep, Connected, ErrorKind, Format, LinkCard, LookUp, Network, Next,
    Poll, Settings,
};
use simulator::{AccountSpec, FaultKind, Simulator};

use crate::rig::{PASSWORD, Rig, USERNAME};
use crate::world::{Notes, World, account, now_ms, out, png, settings, since};

const TOKEN: &str = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs";

pub struct Discord;

#[async_trait]
impl Rig for Discord {
    fn sim_network(&self) -> simulator::Network {
        simulator::Network::Discord
    }

    fn server(&self, sim: &Simulator) -> String {
        sim.url(simulator::Network::Discord)
    }

    fn add_account(&self, sim: &Simulator) -> String {
        sim.add_account(simulator::Network::Discord, &AccountSpec::new(USERNAME, TOKEN, "The Brand"))
    }

    fn settings(&self, sim: &Simulator) -> Settings {
        settings().with_base_url(Network::Discord, &self.server(sim))
    }

    fn is_typed(&self) -> bool {
        false
    }

    fn display_name(&self) -> &'static str {
        "The server #brand"
    }

    fn handle(&self) -> &'static str {
        "#brand"
    }

    fn typed(&self, server: &str, password: &str) -> ConnectInput {
        // The number of the one channel there is, by the same rule as the stand-in's.
        let _ = server;
        ConnectInput {
            method: Some(ConnectMethod::BotToken),
            secret: if password == PASSWORD { TOKEN } else { password }.to_owned(),
            target: channel_id(),
            ..ConnectInput::default()
        }
    }

    fn revokes(&self) -> bool {
        false
    }

    fn write(&self) -> &'static str {
        "/messages"
    }

    fn upload(&self) -> &'static str {
        ""
    }

    fn look(&self) -> &'static str {
        "/messages?limit="
    }

    fn health(&self) -> &'static str {
        "GET /api/v10/channels/"
    }
}

/// The id is the same for the same seed and name.
fn channel_id() -> String {
    use std::sync::OnceLock;
    static ID: OnceLock<String> = OnceLock::new();
    ID.get_or_init(|| {
        std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let only = simulator::Config::only(&[simulator::Network::Discord]);
                let sim = Simulator::start(only).await.unwrap();
                Discord.add_account(&sim)
            })
        })
        .join()
        .unwrap()
    })
    .clone()
}

/// The same channel, by its webhook.
async fn by_webhook(world: &World, reader: Option<&str>) -> Connected {
    let address = simulator::discord::webhook_url(&world.sim, USERNAME).unwrap();
    let secret = reader.map_or(address.clone(), |token| format!("{address} {token}"));
    let input = ConnectInput { method: Some(ConnectMethod::Webhook), secret, ..ConnectInput::default() };
    match world.connector.begin_connect(&input).await.unwrap() {
        ConnectStep::Done(mut found) => found.remove(0),
        ConnectStep::Redirect { .. } => panic!("connected without consent"),
    }
}

#[tokio::test]
async fn the_nonce_keeps_a_repeat_from_posting_again() {
    let world = World::start(Network::Discord).await;
    let content = world.text("Once");
    let handle = world.prepare(&content);
    let first = world.publish(&content, &handle, &Notes::default()).await.unwrap();
    // The handle as it was before anything was sent: only the nonce tells.
    let again = world.publish(&content, &handle, &Notes::default()).await.unwrap();
    assert_eq!((again.remote_id, world.posts().len()), (first.remote_id, 1));
}

#[tokio::test]
async fn a_webhook_posts_files_and_threads_one_after_another() {
    let world = World::start(Network::Discord).await;
    let hook = by_webhook(&world, None).await;
    assert_eq!(hook.profile.remote_id, world.account);
    let as_hook = account(world.base_url(), &hook);
    let mut content = world.with_media("By webhook", vec![png(), png()]);
    content.link = Some(LinkCard {
        url: "https://t.example/l/a".into(),
        title: "Tea".into(),
        description: "Green".into(),
    });
    content.parts.push(networks::Part { text: "More".into(), media: vec![] });
    let handle = world.prepare(&content);
    let sending = world.connector.publish(as_hook, &content, &handle, &Notes::default()).await.unwrap();
    let published = out(sending);
    let posts = world.posts();
    assert_eq!(
        posts.iter().map(|post| (post.text.as_str(), post.media)).collect::<Vec<_>>(),
        [("By webhook", 2), ("More", 0)]
    );
    assert_eq!(posts[0].raw["embeds"][0]["url"], "https://t.example/l/a");
    assert_eq!(posts[0].raw["attachments"][0]["description"], "A red point");
    let mut changed = content.clone();
    changed.parts[1].text = "Changed".into();
    world.connector.edit(as_hook, &published.handle, &changed).await.unwrap();
    assert_eq!(world.posts()[1].text, "Changed");
    world.connector.delete(as_hook, &published.remote_id).await.unwrap();
    assert_eq!(world.posts().len(), 1);
}

#[tokio::test]
async fn a_webhook_alone_cannot_tell_and_with_a_reading_bot_it_can() {
    let world = World::start(Network::Discord).await;
    for reader in [None, Some(TOKEN)] {
        let hook = by_webhook(&world, reader).await;
        let as_hook = account(world.base_url(), &hook);
        let content = world.text(&format!("Lost {}", reader.is_some()));
        let (handle, notes) = (world.prepare(&content), Notes::default());
        let look = async |handle: &networks::Handle| {
            world.connector.look_up(as_hook, &content, handle, since(now_ms())).await.unwrap()
        };
        assert_eq!(look(&handle).await, LookUp::Absent, "nothing was handed over yet");
        world.fail("POST /api/v10/webhooks", FaultKind::ResetAfter, 1);
        let error = world.connector.publish(as_hook, &content, &handle, &notes).await.unwrap_err();
        assert_eq!(error.next, Next::Unknown, "{error}");
        let found = look(&notes.last().unwrap()).await;
        assert_eq!(matches!(found, LookUp::Found(_)), reader.is_some(), "{found:?}");
        assert_eq!(found == LookUp::CannotTell, reader.is_none());
        // A refusal is no question: the mark is taken away.
        let refused = world.text("Refused");
        let notes = Notes::default();
        world.fail("POST /api/v10/webhooks", FaultKind::Refused, 1);
        let handle = world.prepare(&refused);
        let error = world.connector.publish(as_hook, &refused, &handle, &notes).await.unwrap_err();
        assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
        assert_eq!(look(&notes.last().unwrap()).await, LookUp::Absent);
    }
    simulator::discord::delete_webhook(&world.sim, USERNAME);
    let hook = world.connector.profile(world.as_account()).await;
    assert!(hook.is_ok(), "the bot's channel is still there");
}

#[tokio::test]
async fn a_bot_that_sees_no_content_cannot_tell() {
    let world = World::start(Network::Discord).await;
    let hook = by_webhook(&world, Some(TOKEN)).await;
    let as_hook = account(world.base_url(), &hook);
    simulator::discord::withhold_content(&world.sim, true);
    for kind in [FaultKind::ResetBefore, FaultKind::ResetAfter] {
        let content = world.text(&format!("Lost {kind:?}"));
        let notes = Notes::default();
        world.fail("POST /api/v10/webhooks", kind.clone(), 1);
        let handle = world.prepare(&content);
        let error = world.connector.publish(as_hook, &content, &handle, &notes).await.unwrap_err();
        assert_eq!(error.next, Next::Unknown, "{error}");
        let kept = notes.last().unwrap();
        let found = world.connector.look_up(as_hook, &content, &kept, since(now_ms())).await.unwrap();
        // With nothing of the webhook's there, it is certain.
        let expected = if kind == FaultKind::ResetBefore { LookUp::Absent } else { LookUp::CannotTell };
        assert_eq!(found, expected, "{kind:?}");
    }
}

#[tokio::test]
async fn a_deleted_webhook_asks_for_the_person() {
    let world = World::start(Network::Discord).await;
    let hook = by_webhook(&world, None).await;
    simulator::discord::delete_webhook(&world.sim, USERNAME);
    let error = world.connector.profile(account(world.base_url(), &hook)).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Credentials, Next::Reauthorise), "{error}");
}

#[tokio::test]
async fn a_poll_and_a_change_and_the_members() {
    let world = World::start(Network::Discord).await;
    assert!(world.connector.capabilities(None).formats.contains(&Format::Poll));
    let mut content = world.text("Tea or coffee?");
    content.poll = Some(Poll { options: vec!["Tea".into(), "Coffee".into()], minutes: 90 });
    let asked = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    assert_eq!(world.posts()[0].raw["poll"]["duration"], 2);
    let error = world.connector.edit(world.as_account(), &asked.handle, &content).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotOffered);
    let content = world.text("Frist");
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    world.connector.edit(world.as_account(), &published.handle, &world.text("First")).await.unwrap();
    assert_eq!(world.posts()[1].text, "First");
    for reader in 0..2 {
        world.sim.reader(simulator::Network::Discord, reader).like(&published.remote_id);
    }
    let ids = [published.remote_id];
    let counted = world.connector.post_metrics(world.as_account(), &ids).await.unwrap();
    assert_eq!(counted[0].values, Some(vec![(networks::Metric::Reactions, 2)]));
}
