//! The network has taken a post and works on it; then it cannot be asked how far that is. Nothing of that is a refusal
//! of the post.

use networks::{Content, LookUp, Network, Next, Placement};
use simulator::{FaultKind, Pace};

use crate::world::{Notes, World, now_ms, png};

/// Every way in which a question is answered with nothing: the last is what a firewall says.
fn silences() -> [FaultKind; 4] {
    [
        FaultKind::Refused,
        FaultKind::ServerErrorBefore(503),
        FaultKind::HtmlInsteadOfJson,
        FaultKind::ResetBefore,
    ]
}

/// `asked` is the question that is not answered, for the first time or after `skip` good answers.
async fn a_question_without_an_answer_is_no_refusal(
    network: Network,
    asked: &str,
    skip: u32,
    content: impl Fn(&World) -> Content,
) {
    for kind in silences() {
        let world = World::start(network).await;
        world.sim.enforce_rate_limits(false);
        world.sim.set_processing(Pace::Polls(2));
        let content = content(&world);
        let started_ms = now_ms() - world.rig.lag_ms();
        let notes = Notes::default();
        let mut first = world.prepare(&content);
        if first.0["created_ms"].is_number() {
            first.0["created_ms"] = started_ms.into();
        }
        let fault = simulator::Fault {
            network: world.rig.sim_network(),
            route: asked.to_owned(),
            kind: kind.clone(),
            times: 1,
        };
        world.sim.faults().push_after(skip, fault);
        let error = world.publish(&content, &first, &notes).await.unwrap_err();
        assert_eq!(error.next, Next::Unknown, "{network} {kind:?}: {error}");
        assert_eq!(world.sim.faults().pending(), 0, "{network} {kind:?} was never met");
        let kept = notes.last().unwrap();
        match world.look_up(&content, &kept, started_ms).await.unwrap() {
            LookUp::Found(_) => {}
            LookUp::Absent => {
                world.publish(&content, &kept, &notes).await.unwrap();
            }
            LookUp::CannotTell => panic!("{network} {kind:?}: a person is asked too soon"),
        }
        assert_eq!(world.posts().len(), 1, "{network} {kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tiktok() {
    let film = |world: &World| world.text("A film");
    a_question_without_an_answer_is_no_refusal(Network::TikTok, "status/fetch", 0, film).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn youtube() {
    let film = |world: &World| world.text("A film");
    a_question_without_an_answer_is_no_refusal(Network::YouTube, "GET /youtube/v3/videos", 0, film).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reddit() {
    let picture = |world: &World| world.with_media("A picture", vec![png()]);
    a_question_without_an_answer_is_no_refusal(Network::Reddit, "/submitted?", 0, picture).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facebook() {
    let reel = |_: &World| crate::meta::at(Placement::Reel, "A reel", vec![crate::meta::film(900)]);
    a_question_without_an_answer_is_no_refusal(Network::Facebook, "fields=status", 0, reel).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn google_business() {
    let text = |world: &World| world.text("Soon");
    a_question_without_an_answer_is_no_refusal(Network::GoogleBusiness, "GET /v4/", 0, text).await;
}

/// A post whose answer was lost is found; its comment is still to be made.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_comment_is_made_after_its_post_was_looked_up() {
    for network in [
        Network::X,
        Network::LinkedIn,
        Network::Facebook,
        Network::Instagram,
        Network::YouTube,
        Network::Reddit,
    ] {
        let world = World::start(network).await;
        world.sim.enforce_rate_limits(false);
        let mut content = world.with_media("With a comment", vec![]);
        if network == Network::Instagram {
            content.parts[0].media = vec![crate::meta::jpeg(png())];
        }
        content.first_comment = Some("Where to buy".into());
        let started_ms = now_ms() - world.rig.lag_ms();
        let (notes, mut first) = (Notes::default(), world.prepare(&content));
        first.0["created_ms"] = started_ms.into();
        world.fail(world.write(), FaultKind::ResetAfter, 1);
        let error = world.publish(&content, &first, &notes).await.unwrap_err();
        assert_eq!(error.next, Next::Unknown, "{network}: {error}");
        let kept = notes.last().unwrap();
        let found = world.look_up(&content, &kept, started_ms).await.unwrap();
        assert_eq!(found, LookUp::Absent, "{network}: the comment is not made yet");
        let published = world.publish(&content, &kept, &notes).await.unwrap();
        let posts = world.posts();
        let texts: Vec<_> = posts.iter().map(|post| (post.reply_to.is_some(), post.text.as_str())).collect();
        assert_eq!(texts.len(), 2, "{network}: {texts:?}");
        assert!(texts.contains(&(true, "Where to buy")), "{network}: {texts:?}");
        let found = world.look_up(&content, &published.handle, started_ms).await.unwrap();
        assert!(matches!(found, LookUp::Found(_)), "{network}: {found:?}");
    }
}
