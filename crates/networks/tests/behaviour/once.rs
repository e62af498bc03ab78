//! One post whatever happens to the request that makes it: for networks where a list or an id tells what became of it.

use std::time::Duration;

use networks::{Content, LookUp, Next, Published};
use simulator::FaultKind;

use crate::world::{Notes, World, now_ms};

/// Every way in which an answer is lost, refused or late.
pub fn losses() -> Vec<FaultKind> {
    vec![
        FaultKind::ResetBefore,
        FaultKind::ResetAfter,
        FaultKind::ServerErrorBefore(502),
        FaultKind::ServerErrorAfter(504),
        FaultKind::Hang,
        FaultKind::HangAfter,
        FaultKind::HtmlInsteadOfJson,
        FaultKind::ErrorInside,
        FaultKind::TooManyRequests { retry_after: Duration::from_secs(1) },
    ]
}

/// Sends as the worker does, as if it had begun `ago_ms` before, with each of `losses` in the way of `route` once.
pub async fn every_loss_ends_in_one_post(
    world: &World,
    route: &str,
    losses: Vec<FaultKind>,
    ago_ms: i64,
    content: impl Fn(&str) -> Content,
) {
    world.sim.enforce_rate_limits(false);
    for (count, kind) in losses.into_iter().enumerate() {
        let content = content(&format!("Number {count}"));
        world.fail(route, kind.clone(), 1);
        let published = deliver(world, &content, ago_ms).await;
        let posts = world.posts();
        assert_eq!(posts.len(), count + 1, "{kind:?}");
        assert!(posts.iter().any(|post| post.id == published.remote_id), "{kind:?}");
        assert_eq!(world.sim.faults().pending(), 0, "{kind:?} was never met");
    }
}

/// Until it is out, by what the errors say.
pub async fn deliver(world: &World, content: &Content, ago_ms: i64) -> Published {
    let started_ms = now_ms() - ago_ms;
    let notes = Notes::default();
    let remote_id = &world.connected.profile.remote_id;
    let first = world.connector.prepare(remote_id, content, started_ms, 7);
    for _ in 0..20 {
        let handle = notes.last().unwrap_or_else(|| first.clone());
        let error = match world.publish(content, &handle, &notes).await {
            Ok(published) => return published,
            Err(error) => error,
        };
        match error.next {
            Next::After(_) => {}
            Next::Unknown => {
                let handle = notes.last().unwrap_or_else(|| first.clone());
                match world.look_up(content, &handle, started_ms).await.unwrap() {
                    LookUp::Found(published) => return published,
                    LookUp::Absent => {}
                    LookUp::CannotTell => panic!("the network cannot tell: {error}"),
                }
            }
            Next::Never | Next::Reauthorise => panic!("{error}"),
        }
    }
    panic!("not out after 20 tries");
}

/// Goes on with every handle that a crash could have left behind; the post stays the one it is.
pub async fn every_crash_leaves_one_post(world: &World, content: &Content, ago_ms: i64) {
    let notes = Notes::default();
    let remote_id = &world.connected.profile.remote_id;
    let first = world.connector.prepare(remote_id, content, now_ms() - ago_ms, 7);
    let published = world.publish(content, &first, &notes).await.unwrap();
    // What was never handed over is not looked for: another post of the same words is another post.
    assert_eq!(world.look_up(content, &first, now_ms() - ago_ms).await.unwrap(), LookUp::Absent);
    let kept: Vec<_> = notes.all().into_iter().skip_while(|handle| !is_on_its_way(&handle.0)).collect();
    assert!(!kept.is_empty());
    for handle in kept.into_iter().chain([published.handle.clone()]) {
        let again = world.publish(content, &handle, &Notes::default()).await.unwrap();
        assert_eq!((&again.remote_id, &again.url), (&published.remote_id, &published.url), "{handle:?}");
    }
    let posts = world.posts();
    assert_eq!(posts.iter().filter(|post| post.reply_to.is_none()).count(), 1);
}

/// From here on something may be out.
fn is_on_its_way(handle: &serde_json::Value) -> bool {
    handle["tried"] == true || handle["publish_id"].is_string()
}
