//! Telegram by itself: a bot cannot look its own posts up, so what the shared suite asks of look-ups does not fit.

use std::sync::Arc;
use std::time::Duration;

use networks::http::Http;
use networks::{
    Account, ConnectInput, ConnectMethod, ConnectStep, Connected, Connector, Content, Error, ErrorKind,
    Handle, LinkCard, LookUp, Media, MediaFacts, MediaKind, Network, Next, Part, Poll, Published, Registry,
    Settings,
};
use simulator::{AccountSpec, Config, Fault, FaultKind, SimPost, Simulator};

use crate::rig::Rig;
use crate::world::{Notes, account, now_ms, out, png, recorded, settings, since, text};

const TOKEN: &str = "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11";
const WATCHER: &str = "654321:ZYX-DEF1234ghIkl-zyx57W2v1u123ew22";
const NAME: &str = "brand_news";

struct Bot {
    sim: Simulator,
    connector: Arc<dyn Connector>,
    connected: Connected,
}

fn input(secret: &str) -> ConnectInput {
    ConnectInput {
        method: Some(ConnectMethod::BotToken),
        secret: secret.to_owned(),
        target: format!("@{NAME}"),
        ..ConnectInput::default()
    }
}

/// The channel behind a bot, and a second bot that watches it.
pub struct Telegram;

impl Rig for Telegram {
    fn sim_network(&self) -> simulator::Network {
        simulator::Network::Telegram
    }

    fn server(&self, sim: &Simulator) -> String {
        sim.url(simulator::Network::Telegram)
    }

    fn add_account(&self, sim: &Simulator) -> String {
        let id = sim.add_account(simulator::Network::Telegram, &AccountSpec::new(NAME, TOKEN, "The Brand"));
        simulator::telegram::add_bot(sim, WATCHER, NAME, false);
        id
    }

    fn settings(&self, sim: &Simulator) -> Settings {
        settings().with_base_url(Network::Telegram, &sim.url(simulator::Network::Telegram))
    }

    fn typed(&self, _server: &str, _password: &str) -> ConnectInput {
        input(TOKEN)
    }

    fn write(&self) -> &'static str {
        "/send"
    }

    fn upload(&self) -> &'static str {
        "/sendPhoto"
    }

    fn look(&self) -> &'static str {
        "/getUpdates"
    }

    fn health(&self) -> &'static str {
        "/getMe"
    }
}

async fn connect(connector: &Arc<dyn Connector>, secret: &str) -> Result<Connected, Error> {
    match connector.begin_connect(&input(secret)).await? {
        ConnectStep::Done(mut found) => Ok(found.remove(0)),
        ConnectStep::Redirect { .. } => panic!("connected without consent"),
    }
}

async fn start(watched: bool) -> Bot {
    let sim = Simulator::start(recorded(Config::only(&[simulator::Network::Telegram]))).await.unwrap();
    sim.add_account(simulator::Network::Telegram, &AccountSpec::new(NAME, TOKEN, "The Brand"));
    simulator::telegram::add_bot(&sim, WATCHER, NAME, false);
    let settings = settings().with_base_url(Network::Telegram, &sim.url(simulator::Network::Telegram));
    let connector = Registry::new(&settings).unwrap().get(Network::Telegram).unwrap();
    let secret = if watched { format!("{TOKEN} {WATCHER}") } else { TOKEN.to_owned() };
    let connected = connect(&connector, &secret).await.unwrap();
    Bot { sim, connector, connected }
}

impl Bot {
    fn account(&self) -> Account<'_> {
        account(&self.connected.profile.base_url, &self.connected)
    }

    fn posts(&self) -> Vec<SimPost> {
        self.sim.posts(simulator::Network::Telegram, NAME)
    }

    fn fail(&self, route: &str, kind: FaultKind) {
        let network = simulator::Network::Telegram;
        self.sim.faults().push(Fault { network, route: route.to_owned(), kind, times: 1 });
    }

    fn prepare(&self, content: &Content) -> Handle {
        let now = now_ms();
        self.connector.prepare(&self.connected.profile.remote_id, content, now, now.unsigned_abs())
    }

    async fn publish(&self, content: &Content, handle: &Handle, notes: &Notes) -> Result<Published, Error> {
        self.connector.publish(self.account(), content, handle, notes).await.map(out)
    }

    async fn send(&self, content: &Content) -> Published {
        self.publish(content, &self.prepare(content), &Notes::default()).await.unwrap()
    }

    async fn look_up(&self, content: &Content, handle: &Handle) -> LookUp {
        self.connector.look_up(self.account(), content, handle, since(now_ms())).await.unwrap()
    }
}

fn file(kind: MediaKind, name: &str, mime: &str, bytes: &[u8]) -> Media {
    let facts = MediaFacts {
        kind,
        file_name: name.into(),
        mime: mime.into(),
        bytes: bytes.len() as u64,
        width: 10,
        height: 10,
        duration_ms: None,
        alt: String::new(),
    };
    Media { facts, public_url: None, file: Arc::new(bytes.to_vec()) }
}

#[tokio::test]
async fn a_channel_is_connected_by_its_bot() {
    let bot = start(true).await;
    let profile = &bot.connected.profile;
    assert!(profile.remote_id.starts_with("-100"), "{profile:?}");
    assert_eq!((profile.handle.as_str(), profile.display_name.as_str()), ("@brand_news", "The Brand"));
    assert_eq!(bot.connector.profile(bot.account()).await.unwrap(), *profile);
    for (secret, kind) in [
        ("wrong-password", ErrorKind::Credentials),
        ("999:unknownunknown", ErrorKind::Credentials),
        // The watcher may not post.
        (WATCHER, ErrorKind::Permission),
        (&format!("{TOKEN} 999:unknownunknown"), ErrorKind::Credentials),
    ] {
        let error = connect(&bot.connector, secret).await.unwrap_err();
        assert_eq!((error.kind, error.next), (kind, Next::Never), "{secret}: {error}");
        assert!(!format!("{error:?}").contains("unknownunknown"), "{error:?}");
    }
    let elsewhere = ConnectInput { target: "@nobody_here".into(), ..input(TOKEN) };
    let error = bot.connector.begin_connect(&elsewhere).await.err().unwrap();
    assert_eq!(error.kind, ErrorKind::Permission, "{error}");
    simulator::telegram::kick_bot(&bot.sim, TOKEN, NAME);
    let error = bot.connector.profile(bot.account()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Permission, Next::Reauthorise), "{error}");
    let content = text("Out of the house");
    let error = bot.publish(&content, &bot.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Permission, Next::Reauthorise), "{error}");
}

#[tokio::test]
async fn a_dead_token_asks_for_the_person_and_a_server_in_trouble_does_not() {
    let bot = start(false).await;
    for (kind, expected) in [
        (FaultKind::ServerErrorBefore(502), ErrorKind::Unavailable),
        (FaultKind::HtmlInsteadOfJson, ErrorKind::Protocol),
        (FaultKind::Hang, ErrorKind::Timeout),
    ] {
        bot.fail("getChat", kind);
        let error = bot.connector.profile(bot.account()).await.unwrap_err();
        assert_eq!(error.kind, expected, "{error}");
        assert!(matches!(error.next, Next::After(_)), "{error}");
    }
    bot.fail("getChat", FaultKind::RevokedToken);
    let error = bot.connector.profile(bot.account()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Credentials, Next::Reauthorise), "{error}");
    let error = bot.connector.profile(bot.account()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Credentials, Next::Reauthorise), "{error}");
}

#[tokio::test]
async fn every_form_goes_out() {
    let bot = start(false).await;
    let words = "Grüße 👋 to all: https://t.example/l/Ab3?x=1&y=2 #tea <b>";
    let published = bot.send(&text(words)).await;
    assert_eq!(bot.posts()[0].text, words);
    assert_eq!(published.url, format!("https://t.me/{NAME}/{}", published.remote_id));

    let film = file(MediaKind::Video, "a.mp4", "video/mp4", b"\0\0\0\x18ftypmp42");
    let paper = file(MediaKind::Document, "a.pdf", "application/pdf", b"%PDF-1.7");
    for (media, count) in [
        (vec![png()], 1),
        (vec![film.clone()], 1),
        (vec![paper.clone()], 1),
        (vec![png(), film, png()], 3),
        (vec![paper.clone(), paper], 2),
    ] {
        let published = bot.send(&Content::single("With files".into(), media, None)).await;
        let posts = bot.posts();
        let post = posts.last().unwrap();
        assert_eq!((post.media, &post.id, post.text.as_str()), (count, &published.remote_id, "With files"));
    }

    let mut linked = text("Read 👋");
    linked.link = Some(LinkCard {
        url: "https://t.example/l/a".into(),
        title: "Tea".into(),
        description: String::new(),
    });
    bot.send(&linked).await;
    assert_eq!(bot.posts().last().unwrap().text, "Read 👋\n\nTea");

    let mut asked = text("Tea or coffee?");
    asked.poll = Some(Poll { options: vec!["Tea".into(), "Coffee".into()], minutes: 60 });
    asked.options.insert("silent".into(), "yes".into());
    bot.send(&asked).await;
    let post = bot.posts().pop().unwrap();
    assert_eq!(
        (post.raw["poll"]["options"][1]["text"].as_str(), &post.raw["silent"]),
        (Some("Coffee"), &"true".into())
    );
}

#[tokio::test]
async fn a_thread_goes_on_where_it_stopped() {
    let bot = start(true).await;
    let parts = ["One of three", "Two of three", "Three of three"];
    let parts = parts.map(|text| Part { text: text.into(), media: vec![] });
    let content = Content { parts: parts.into(), ..Content::default() };
    let (handle, notes) = (bot.prepare(&content), Notes::default());
    bot.publish(&content, &handle, &Notes::failing()).await.unwrap_err();
    assert_eq!(bot.posts(), [], "what cannot be noted is not sent");
    bot.fail("sendMessage", FaultKind::Slow(Duration::from_millis(1)));
    bot.fail("sendMessage", FaultKind::ResetBefore);
    let error = bot.publish(&content, &handle, &notes).await.unwrap_err();
    assert_eq!(error.next, Next::Unknown, "{error}");
    // The watcher shows the first part, and not the second: that is proof.
    let kept = notes.last().unwrap();
    assert_eq!(bot.look_up(&content, &kept).await, LookUp::Absent);
    bot.publish(&content, &kept, &notes).await.unwrap();
    let posts = bot.posts();
    assert_eq!(posts.len(), 3);
    assert_eq!(posts[2].reply_to.as_ref(), Some(&posts[1].id));
}

#[tokio::test]
async fn a_lost_answer_is_found_by_the_watcher_alone() {
    for watched in [false, true] {
        let bot = start(watched).await;
        for content in [
            text("Lost & *found* https://t.example/l/a"),
            Content::single("An album".into(), vec![png(), png()], None),
            Content {
                poll: Some(Poll { options: vec!["A".into(), "B".into()], minutes: 60 }),
                ..text("Which?")
            },
        ] {
            for kind in [FaultKind::ResetAfter, FaultKind::ServerErrorAfter(500), FaultKind::HangAfter] {
                let (handle, notes) = (bot.prepare(&content), Notes::default());
                assert_eq!(bot.look_up(&content, &handle).await, LookUp::Absent, "never handed over");
                let before = bot.posts().len();
                bot.fail("/send", kind);
                let error = bot.publish(&content, &handle, &notes).await.unwrap_err();
                assert_eq!(error.next, Next::Unknown, "{error}");
                let kept = notes.last().unwrap();
                let found = bot.look_up(&content, &kept).await;
                if watched {
                    let LookUp::Found(found) = found else { panic!("{found:?}") };
                    let again = bot.publish(&content, &kept, &notes).await.unwrap();
                    assert_eq!(again.remote_id, found.remote_id);
                } else {
                    assert_eq!(found, LookUp::CannotTell);
                }
                assert_eq!(bot.posts().len(), before + 1);
                // The next one has words of its own in life; here the last one must not be taken for it.
                let last = bot.posts().pop().unwrap().id;
                bot.connector.delete(bot.account(), &last).await.unwrap();
            }
            if watched {
                break;
            }
        }
    }
}

#[tokio::test]
async fn that_the_watcher_sees_nothing_proves_nothing() {
    let bot = start(true).await;
    let content = text("Not out");
    let (handle, notes) = (bot.prepare(&content), Notes::default());
    bot.fail("sendMessage", FaultKind::ResetBefore);
    let error = bot.publish(&content, &handle, &notes).await.unwrap_err();
    assert_eq!(error.next, Next::Unknown, "{error}");
    assert_eq!(bot.look_up(&content, &notes.last().unwrap()).await, LookUp::CannotTell);
    // A person has looked and says that it is not there.
    bot.publish(&content, &notes.last().unwrap(), &notes).await.unwrap();
    assert_eq!(bot.posts().len(), 1);
}

#[tokio::test]
async fn refusals_are_certain() {
    let bot = start(false).await;
    let capabilities = bot.connector.capabilities(Some(&bot.connected.profile.limits));
    for content in [
        text(&"x".repeat(4_097)),
        Content::single("x".repeat(1_025), vec![png()], None),
        Content::single(
            "Hi".into(),
            vec![png(), file(MediaKind::Document, "a.pdf", "application/pdf", b"%PDF")],
            None,
        ),
    ] {
        assert!(
            capabilities.findings(&*bot.connector, &content.outline()).iter().any(|finding| finding.blocks)
        );
        let notes = Notes::default();
        let error = bot.publish(&content, &bot.prepare(&content), &notes).await.unwrap_err();
        assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
        // Nothing is in question then.
        assert_eq!(bot.look_up(&content, &notes.last().unwrap()).await, LookUp::Absent);
    }
    let content = text("Patient");
    bot.fail("sendMessage", FaultKind::TooManyRequests { retry_after: Duration::from_secs(17) });
    let error = bot.publish(&content, &bot.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!(
        (error.kind, error.next),
        (ErrorKind::RateLimited, Next::After(Duration::from_secs(17))),
        "{error}"
    );
    assert_eq!(bot.posts(), []);
    let guarded = Settings { allow_private: false, ..settings() };
    let guarded = guarded.with_base_url(Network::Telegram, &bot.sim.url(simulator::Network::Telegram));
    let guarded = Registry::new(&guarded).unwrap().get(Network::Telegram).unwrap();
    let sent = guarded.publish(bot.account(), &content, &bot.prepare(&content), &Notes::default()).await;
    assert_eq!(sent.unwrap_err().kind, ErrorKind::Blocked);
    let _ = Http::new(&settings()).unwrap();
}

#[tokio::test]
async fn posts_are_changed_and_removed_whole() {
    let bot = start(false).await;
    let plain = bot.send(&text("Frist")).await;
    bot.connector.edit(bot.account(), &plain.handle, &text("First")).await.unwrap();
    bot.connector.edit(bot.account(), &plain.handle, &text("First")).await.unwrap();
    assert_eq!(bot.posts()[0].text, "First");
    let album = Content::single("An ablum".into(), vec![png(), png()], None);
    let sent = bot.send(&album).await;
    let mended = Content::single("An album".into(), vec![png(), png()], None);
    bot.connector.edit(bot.account(), &sent.handle, &mended).await.unwrap();
    assert_eq!(bot.posts()[1].text, "An album");
    bot.connector.delete(bot.account(), &sent.remote_id).await.unwrap();
    assert_eq!(bot.posts().len(), 1);
    for gone in [sent.remote_id.as_str(), "", "../getMe", "at://x"] {
        let error = bot.connector.delete(bot.account(), gone).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotFound, "{gone}: {error}");
    }
    bot.sim.set_followers(simulator::Network::Telegram, NAME, 1_234).unwrap();
    let counted = bot.connector.account_metrics(bot.account()).await.unwrap();
    assert_eq!(counted.values, [(networks::Metric::Followers, 1_234)]);
    let counted = bot.connector.post_metrics(bot.account(), &[plain.remote_id]).await.unwrap();
    assert_eq!(counted[0].values, Some(vec![]), "not offered, never 0");
}
