//! Publishing where nothing goes wrong, and removing.

use networks::{Content, ErrorKind, Format, LookUp, Next, Part};
use simulator::FaultKind;

use crate::on_each_network;
use crate::world::{Notes, World, now_ms, png, with_alt};

on_each_network!(
    a_text_goes_out,
    pictures_go_out_with_their_words,
    the_same_handle_makes_one_post,
    a_thread_hangs_together,
    a_refused_text_is_not_tried_again,
    a_removed_post_is_gone,
    equal_texts_are_different_posts,
);

async fn a_text_goes_out(world: World) {
    let content = world.text("Grüße 👋 to all: https://t.example/l/Ab3?x=1&y=2 #tea");
    let handle = world.prepare(&content);
    let notes = Notes::default();
    let published = world.publish(&content, &handle, &notes).await.unwrap();
    let posts = world.posts();
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0].text, content.parts[0].text);
    assert_eq!(posts[0].id, published.remote_id);
    assert!(published.url.starts_with("http"), "{}", published.url);
    let started_ms = now_ms();
    // The one that was kept before the post was out, else the first, which holds all that is ever needed.
    let kept = notes.tried().unwrap_or(handle);
    let found = world.look_up_done(&content, &kept, started_ms).await;
    let LookUp::Found(found) = found else { panic!("{found:?}") };
    assert_eq!((found.remote_id, found.url), (published.remote_id, published.url));
}

async fn pictures_go_out_with_their_words(world: World) {
    if !world.connector.capabilities(None).formats.contains(&Format::Album) {
        return;
    }
    let images = vec![png(), with_alt("")];
    let content = world.with_media("Two points", images);
    let notes = Notes::default();
    let published = world.publish(&content, &world.prepare(&content), &notes).await.unwrap();
    let posts = world.posts();
    assert_eq!((posts.len(), posts[0].media), (1, 2));
    // Where files go along with the post itself there is nothing to note of them.
    let noted = world.upload().is_empty() || notes.all().len() >= 3;
    assert!(noted, "each picture is noted before the next request");
    let Some(alts) = world.rig.alts(&world, &published.remote_id).await else { return };
    assert_eq!(alts[0], "A red point");
    assert_eq!(alts[1], "");
}

async fn the_same_handle_makes_one_post(world: World) {
    let content = world.with_media("Once", vec![png()]);
    let handle = world.prepare(&content);
    let notes = Notes::default();
    let first = world.publish(&content, &handle, &notes).await.unwrap();
    // Every state that a crash could have left behind.
    for kept in notes.all().into_iter().chain([first.handle.clone()]) {
        let untried = kept.0["parts"][0]["tried"] == false || kept.0["tried"] == false;
        if untried && !world.connector.capabilities(None).repeatable {
            continue;
        }
        let again = world.publish(&content, &kept, &Notes::default()).await.unwrap();
        assert_eq!((&again.remote_id, &again.url), (&first.remote_id, &first.url));
    }
    // The first handle holds all that is ever needed where nothing is learnt on the way.
    if world.connector.capabilities(None).repeatable && notes.tried().is_none() {
        let again = world.publish(&content, &handle, &Notes::default()).await.unwrap();
        assert_eq!(again.remote_id, first.remote_id);
    }
    assert_eq!(world.posts().len(), 1);
}

async fn a_thread_hangs_together(world: World) {
    if !world.connector.capabilities(None).formats.contains(&Format::Thread) {
        return;
    }
    let parts = ["One of three", "Two of three", "Three of three"];
    let content = Content {
        parts: parts.map(|text| Part { text: text.into(), media: vec![] }).into(),
        language: Some("de-AT".into()),
        ..Content::default()
    };
    let notes = Notes::default();
    let handle = world.prepare(&content);
    world.publish(&content, &handle, &Notes::failing()).await.unwrap_err();
    assert_eq!(world.posts(), [], "what cannot be noted is not sent");
    // The second part meets a refusal; the next call goes on there.
    world.fail(world.write(), FaultKind::Slow(std::time::Duration::from_millis(1)), 1);
    world.fail(world.write(), FaultKind::ServerErrorBefore(503), 1);
    let error = world.publish(&content, &handle, &notes).await.unwrap_err();
    assert_eq!(error.next, Next::Unknown, "{error}");
    assert_eq!(world.posts().len(), 1);
    let kept = notes.last().unwrap();
    assert_eq!(world.look_up(&content, &kept, now_ms()).await.unwrap(), LookUp::Absent);
    let published = world.publish(&content, &kept, &notes).await.unwrap();
    let posts = world.posts();
    assert_eq!(posts.iter().map(|post| post.text.as_str()).collect::<Vec<_>>(), parts);
    assert_eq!(published.remote_id, posts[0].id);
    assert_eq!(posts[0].reply_to, None);
    assert_eq!(posts[1].reply_to.as_ref(), Some(&posts[0].id));
    let parent = if world.rig.flat_threads() { &posts[0].id } else { &posts[1].id };
    assert_eq!(posts[2].reply_to.as_ref(), Some(parent));
}

async fn a_refused_text_is_not_tried_again(world: World) {
    let capabilities = world.connector.capabilities(Some(&world.connected.profile.limits));
    if capabilities.limits.unverified.iter().any(|name| name == "text_max") {
        return;
    }
    let content = world.text(&"x".repeat(capabilities.limits.text_max as usize + 200));
    let found = capabilities.findings(&*world.connector, &content.outline());
    // A limit that no source confirms only warns.
    let verified = !capabilities.limits.unverified.iter().any(|name| name == "text_max");
    assert_eq!(found.iter().filter(|finding| finding.blocks).count(), usize::from(verified), "{found:?}");
    let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
    assert!(error.status.is_some() && error.body.is_some());
    assert_eq!(world.posts(), []);
}

async fn a_removed_post_is_gone(world: World) {
    if !world.connector.capabilities(None).can_delete {
        return;
    }
    let content = world.text("For a moment");
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let delete = || world.connector.delete(world.as_account(), &published.remote_id);
    delete().await.unwrap();
    assert_eq!(world.posts(), []);
    assert_eq!(delete().await.unwrap_err().kind, ErrorKind::NotFound);
    for foreign in ["../../../oauth/token", "", "at://did:plc:other/app.bsky.feed.post/3lbcd2345efgh"] {
        let error = world.connector.delete(world.as_account(), foreign).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotFound, "{foreign}: {error}");
    }
}

async fn equal_texts_are_different_posts(world: World) {
    if world.rig.refuses_same() {
        return;
    }
    let content = world.text("Every Monday");
    let handles = [world.prepare(&content), world.prepare(&content)];
    for handle in &handles {
        world.publish(&content, handle, &Notes::default()).await.unwrap();
    }
    assert_eq!(world.posts().len(), 2);
}
