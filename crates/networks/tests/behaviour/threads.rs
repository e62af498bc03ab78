//! What only Threads has.

use networks::{Content, ErrorKind, LinkCard, LookUp, Network, Next, Part, Placement, Poll};
use simulator::FaultKind;

use crate::meta::{at, film, out_once, public};
use crate::world::{Notes, World, now_ms};

#[tokio::test]
async fn a_refusal_of_the_last_call_is_told() {
    let world = World::start(Network::Threads).await;
    let content = world.text("Refused");
    let notes = Notes::default();
    world.fail(world.write(), FaultKind::Refused, 1);
    let error = world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
    assert_eq!(error.next, Next::Never, "{error}");
    assert_eq!(world.posts(), []);
}

#[tokio::test]
async fn threads_takes_films_polls_and_links() {
    let world = World::start(Network::Threads).await;
    out_once(&world, &at(Placement::Feed, "A film", vec![public(film(200))])).await;
    let mut content = world.text("Tea or coffee?");
    content.poll = Some(Poll { options: vec!["Tea".into(), "Coffee".into()], minutes: 1_440 });
    out_once(&world, &content).await;
    content.poll = None;
    content.link = Some(LinkCard {
        url: "https://t.example/a".into(),
        title: String::new(),
        description: String::new(),
    });
    content.options.insert("reply_control".into(), "mentioned_only".into());
    content.options.insert("topic_tag".into(), "tea".into());
    out_once(&world, &content).await;
    content.options.insert("reply_control".into(), "nobody at all".into());
    let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid, "{error}");
}

#[tokio::test]
async fn threads_counts_bytes() {
    let world = World::start(Network::Threads).await;
    let capabilities = world.connector.capabilities(None);
    for (text, fits) in [
        ("x".repeat(500), true),
        ("x".repeat(501), false),
        // 498 characters, 504 bytes: refused by the network.
        (format!("{}’’’", "x".repeat(495)), false),
        ("ю".repeat(250), true),
        ("ю".repeat(251), false),
        ("茶".repeat(166), true),
        ("茶".repeat(167), false),
    ] {
        let content = world.text(&text);
        let found = capabilities.findings(&*world.connector, &content.outline());
        assert_eq!(found.is_empty(), fits, "{}", text.len());
        let sent = world.publish(&content, &world.prepare(&content), &Notes::default()).await;
        assert_eq!(sent.is_ok(), fits, "{}", text.len());
    }
}

#[tokio::test]
async fn a_thread_of_threads_is_resumed_after_an_answer_that_never_came() {
    let world = World::start(Network::Threads).await;
    let parts = ["One", "Two"].map(|text| Part { text: text.into(), media: vec![] });
    let content = Content { parts: parts.into(), ..Content::default() };
    let notes = Notes::default();
    let network = simulator::Network::Threads;
    let (route, kind) = (world.write().to_owned(), FaultKind::ResetAfter);
    world.sim.faults().push_after(1, simulator::Fault { network, route, kind, times: 1 });
    let error = world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
    assert_eq!(error.next, Next::Unknown, "{error}");
    assert_eq!(world.posts().len(), 2);
    let kept = notes.last().unwrap();
    let LookUp::Found(found) = world.look_up(&content, &kept, now_ms()).await.unwrap() else { panic!() };
    let again = world.publish(&content, &kept, &notes).await.unwrap();
    assert_eq!((again.remote_id, again.handle), (found.remote_id, found.handle));
    assert_eq!(world.posts().len(), 2);
}
