//! Publishing where the network fails: never twice, never lost.

use std::time::Duration;

use networks::{Content, Error, ErrorKind, Handle, LookUp, Next};
use simulator::{FaultKind, RandomFault};

use crate::on_each_network;
use crate::world::{Notes, World, now_ms, png};

on_each_network!(
    a_reset_after_the_post_is_found,
    a_reset_before_the_post_is_absent,
    a_server_error_is_unknown_whether_before_or_after,
    a_server_that_hangs_is_unknown,
    a_page_instead_of_an_answer_is_unknown,
    too_many_requests_wait_as_told,
    a_closed_door_was_sent_nothing,
    an_upload_that_fails_sends_nothing,
    a_picture_is_not_uploaded_twice,
    a_look_up_that_fails_tells_nothing,
    old_posts_of_the_same_words_are_others,
    every_post_is_out_once_whatever_happens,
    a_clock_that_is_ahead_hides_no_post,
);

/// Tries once under a fault; gives the error and the handle as it was kept.
async fn try_under(world: &World, content: &Content, kind: FaultKind) -> (Error, Handle) {
    let handle = world.prepare(content);
    let notes = Notes::default();
    world.fail(world.write(), kind, 1);
    let error = world.publish(content, &handle, &notes).await.unwrap_err();
    (error, notes.last().unwrap_or(handle))
}

async fn found_as_the_one_post(world: &World, content: &Content, handle: &Handle, started_ms: i64) {
    let found = world.look_up_done(content, handle, started_ms).await;
    let LookUp::Found(published) = found else { panic!("{found:?}") };
    let posts = world.posts();
    assert_eq!(posts.len(), 1);
    assert_eq!(published.remote_id, posts[0].id);
    // Going on with what was found sends nothing more.
    let again = world.publish(content, &published.handle, &Notes::default()).await.unwrap();
    assert_eq!((again.remote_id, again.url), (published.remote_id, published.url));
    let again = world.publish(content, handle, &Notes::default()).await.unwrap();
    assert_eq!(again.remote_id, posts[0].id);
    assert_eq!(world.posts().len(), 1);
}

async fn absent_and_then_out_once(world: &World, content: &Content, handle: &Handle, started_ms: i64) {
    assert_eq!(world.posts(), []);
    assert_eq!(world.look_up(content, handle, started_ms).await.unwrap(), LookUp::Absent);
    world.publish(content, handle, &Notes::default()).await.unwrap();
    assert_eq!(world.posts().len(), 1);
}

async fn a_reset_after_the_post_is_found(world: World) {
    let started_ms = now_ms();
    let content = world.text("Out & not heard of: https://t.example/l/Ab3?x=1&y=2 <3 #tea");
    let (error, handle) = try_under(&world, &content, FaultKind::ResetAfter).await;
    assert_eq!(error.next, Next::Unknown, "{error}");
    found_as_the_one_post(&world, &content, &handle, started_ms).await;
}

async fn a_reset_before_the_post_is_absent(world: World) {
    let started_ms = now_ms();
    let content = world.with_media("Not out", vec![png()]);
    let (error, handle) = try_under(&world, &content, FaultKind::ResetBefore).await;
    assert_eq!(error.next, Next::Unknown, "{error}");
    absent_and_then_out_once(&world, &content, &handle, started_ms).await;
}

async fn a_server_error_is_unknown_whether_before_or_after(world: World) {
    let started_ms = now_ms();
    let content = world.text("Perhaps out");
    let (error, handle) = try_under(&world, &content, FaultKind::ServerErrorBefore(502)).await;
    assert_eq!((error.kind, error.next), (ErrorKind::Unavailable, Next::Unknown), "{error}");
    assert_eq!(world.look_up(&content, &handle, started_ms).await.unwrap(), LookUp::Absent);
    let (error, handle) = try_under(&world, &content, FaultKind::ServerErrorAfter(504)).await;
    assert_eq!((error.kind, error.next), (ErrorKind::Unavailable, Next::Unknown), "{error}");
    found_as_the_one_post(&world, &content, &handle, started_ms).await;
}

async fn a_server_that_hangs_is_unknown(world: World) {
    let started_ms = now_ms();
    let content = world.text("Slow");
    let (error, handle) = try_under(&world, &content, FaultKind::Hang).await;
    assert_eq!((error.kind, error.next), (ErrorKind::Timeout, Next::Unknown), "{error}");
    assert_eq!(world.look_up(&content, &handle, started_ms).await.unwrap(), LookUp::Absent);
    let (error, handle) = try_under(&world, &content, FaultKind::HangAfter).await;
    assert_eq!((error.kind, error.next), (ErrorKind::Timeout, Next::Unknown), "{error}");
    found_as_the_one_post(&world, &content, &handle, started_ms).await;
}

async fn a_page_instead_of_an_answer_is_unknown(world: World) {
    let started_ms = now_ms();
    let content = world.text("Behind a wall");
    let (error, handle) = try_under(&world, &content, FaultKind::HtmlInsteadOfJson).await;
    assert_eq!((error.kind, error.next), (ErrorKind::Protocol, Next::Unknown), "{error}");
    absent_and_then_out_once(&world, &content, &handle, started_ms).await;
}

async fn too_many_requests_wait_as_told(world: World) {
    let content = world.text("Patient");
    let kind = FaultKind::TooManyRequests { retry_after: Duration::from_secs(90) };
    let (error, handle) = try_under(&world, &content, kind).await;
    assert_eq!(error.kind, ErrorKind::RateLimited, "{error}");
    let Next::After(wait) = error.next else { panic!("{error}") };
    // Some tell whole minutes.
    assert!((85..=120).contains(&wait.as_secs()), "{wait:?}");
    assert_eq!(world.posts(), []);
    world.publish(&content, &handle, &Notes::default()).await.unwrap();
    assert_eq!(world.posts().len(), 1);
}

async fn a_closed_door_was_sent_nothing(world: World) {
    let content = world.text("Nobody there");
    let handle = world.prepare(&content);
    world.sim.shutdown().await;
    let error = world.publish(&content, &handle, &Notes::default()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unavailable, "{error}");
    assert!(matches!(error.next, Next::After(_)), "certainly not sent: {error}");
}

async fn an_upload_that_fails_sends_nothing(world: World) {
    if world.upload().is_empty() {
        return;
    }
    let content = world.with_media("With a point", vec![png()]);
    for kind in [FaultKind::ResetAfter, FaultKind::ServerErrorAfter(500), FaultKind::Hang] {
        world.fail(world.upload(), kind, 1);
        let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
        assert!(matches!(error.next, Next::After(_)), "the post itself never left: {error}");
    }
    assert_eq!(world.posts(), []);
}

async fn a_picture_is_not_uploaded_twice(world: World) {
    if world.upload().is_empty() {
        return;
    }
    let content = world.with_media("With a point", vec![png()]);
    let (_, handle) = try_under(&world, &content, FaultKind::ServerErrorBefore(500)).await;
    world.fail(world.upload(), FaultKind::ServerErrorBefore(500), 1);
    world.publish(&content, &handle, &Notes::default()).await.unwrap();
    assert_eq!((world.posts().len(), world.posts()[0].media), (1, 1));
    assert_eq!(world.sim.faults().pending(), 1, "no second upload was tried");
}

async fn a_look_up_that_fails_tells_nothing(world: World) {
    let started_ms = now_ms();
    let content = world.text("Where is it");
    let (_, handle) = try_under(&world, &content, FaultKind::ResetAfter).await;
    for kind in [
        FaultKind::ResetBefore,
        FaultKind::ServerErrorBefore(502),
        FaultKind::HtmlInsteadOfJson,
        FaultKind::Hang,
        FaultKind::TooManyRequests { retry_after: Duration::from_secs(5) },
    ] {
        world.fail(world.look(), kind.clone(), 1);
        let error = world.look_up(&content, &handle, started_ms).await.unwrap_err();
        assert!(matches!(error.next, Next::After(_)), "{kind:?}: {error}");
    }
    found_as_the_one_post(&world, &content, &handle, started_ms).await;
}

async fn a_clock_that_is_ahead_hides_no_post(mut world: World) {
    world.ahead_ms = 10 * 60_000;
    let started_ms = now_ms() + world.ahead_ms;
    let content = world.text("In our future");
    let handle = world.prepare(&content);
    let notes = Notes::ahead(world.ahead_ms);
    world.fail(world.write(), FaultKind::ResetAfter, 1);
    let error = world.publish(&content, &handle, &notes).await.unwrap_err();
    assert_eq!(error.next, Next::Unknown, "{error}");
    let handle = notes.last().unwrap_or(handle);
    let found = world.look_up_done(&content, &handle, started_ms).await;
    let LookUp::Found(published) = found else { panic!("{found:?}") };
    // Nor does going on make a second one.
    let again = world.publish(&content, &handle, &notes).await.unwrap();
    assert_eq!((world.posts().len(), again.remote_id), (1, published.remote_id));
}

async fn old_posts_of_the_same_words_are_others(world: World) {
    let content = world.text("Every Monday");
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    assert!(world.sim.backdate(world.rig.sim_network(), &published.remote_id, now_ms() - 7 * 24 * 3_600_000));
    let started_ms = now_ms();
    let (_, handle) = try_under(&world, &content, FaultKind::ResetBefore).await;
    assert_eq!(world.look_up(&content, &handle, started_ms).await.unwrap(), LookUp::Absent);
    world.publish(&content, &handle, &Notes::default()).await.unwrap();
    assert_eq!(world.posts().len(), 2);
}

async fn every_post_is_out_once_whatever_happens(world: World) {
    world.sim.enforce_rate_limits(false);
    for kind in [
        FaultKind::ResetBefore,
        FaultKind::ResetAfter,
        FaultKind::ServerErrorBefore(503),
        FaultKind::ServerErrorAfter(502),
        FaultKind::HtmlInsteadOfJson,
        FaultKind::TooManyRequests { retry_after: Duration::from_secs(1) },
    ] {
        let network = world.rig.sim_network();
        world.sim.faults().push_random(RandomFault { network, route: "/".into(), kind, probability: 0.1 });
    }
    let mut out = Vec::new();
    for number in 0..40 {
        let images = if number % 4 == 0 { vec![png()] } else { vec![] };
        let content = world.with_media(&format!("Number {number} & more"), images);
        out.push(world.deliver(&content).await.remote_id);
    }
    let posts = world.posts();
    assert_eq!(posts.len(), 40, "{} faults", world.sim.faults().hits());
    assert_eq!(posts.iter().map(|post| post.id.clone()).collect::<Vec<_>>(), out);
    assert!(world.sim.faults().hits() > 20);
}
