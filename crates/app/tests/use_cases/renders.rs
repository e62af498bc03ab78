//! Versions of films, made by the real ffmpeg of films that it made itself.

use std::{path::Path, process::Command, sync::Arc, time::Duration};

use app::{
    Actor, Error,
    ids::{ChannelId, MediaId},
    media::{EditMedia, Media},
    renders::{MakeRenders, Render, RenderState, find_ffmpeg, version_of},
};
use tasks::Task;
use testkit::{TestApp, db_test};
use tokio::sync::watch;

/// The product with its connectors and the real ffmpeg.
async fn equipped(mut t: TestApp) -> TestApp {
    let ffmpeg = find_ffmpeg("").expect("ffmpeg: install the package `ffmpeg`");
    assert!(version_of(&ffmpeg).await.is_some_and(|version| version.starts_with("ffmpeg version")));
    let registry = networks::registry::Registry::new(&networks::Settings::default()).expect("connectors");
    t.app.connectors = Arc::new(registry.all().to_vec());
    t.app.settings = Arc::new(app::Settings { ffmpeg: Some(ffmpeg), ..(*t.app.settings).clone() });
    t
}

async fn with_ffmpeg() -> TestApp {
    equipped(TestApp::new().await).await
}

/// A film drawn by ffmpeg, kept in the library, and a channel of `network` with its brand.
async fn film(
    t: &TestApp,
    owner: &Actor,
    network: &str,
    source: &str,
    codec: &[&str],
    name: &str,
) -> (Media, ChannelId) {
    let things = t.things(owner).await;
    let (_, channel) = things.iter().find(|(name, _)| *name == "channel_id").expect("a channel");
    let channel: ChannelId = channel.parse().expect("an id");
    t.set_network(channel, network).await;
    let file = t.folder().join(name);
    let made = Command::new("ffmpeg")
        .args(["-hide_banner", "-loglevel", "error", "-nostdin", "-f", "lavfi", "-i", source])
        .args(["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100", "-shortest"])
        .args(codec)
        .arg(&file)
        .status();
    assert!(made.expect("ffmpeg").success(), "ffmpeg draws {source}");
    let bytes = std::fs::read(&file).expect("a film");
    let brand = t.brand(owner).await;
    (t.upload_media(owner, brand, name, "A test picture", bytes).await.expect("kept"), channel)
}

async fn turn(t: &TestApp) -> usize {
    let stopping = watch::channel(false).1;
    MakeRenders::new(t.app.clone()).activate(&stopping).await.expect("a turn").done
}

async fn versions(t: &TestApp, owner: &Actor, id: MediaId) -> usize {
    t.media_page(owner, id).await.expect("a page").versions.len()
}

fn nothing_left(t: &TestApp) {
    let left = std::fs::read_dir(t.settings.media_dir.join("renders")).map_or(0, Iterator::count);
    assert_eq!(left, 0, "folders of orders that are over");
}

/// Whether a process has this text in its command line.
fn is_at_work(text: &str) -> bool {
    let entries = std::fs::read_dir("/proc").expect("the processes").flatten();
    entries.filter(|entry| entry.path().join("cmdline").exists()).any(|entry| {
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).into_owned();
        line.contains(text) && line.contains("-progress")
    })
}

fn folder_of(t: &TestApp) -> String {
    Path::new(&t.settings.media_dir).join("renders").display().to_string()
}

/// Orders a version of a long film and waits until ffmpeg is at work.
async fn begun(
    t: &TestApp,
    owner: &Actor,
) -> (Media, Render, watch::Sender<bool>, tokio::task::JoinHandle<usize>) {
    let source = "testsrc=size=1600x400:rate=25:duration=40";
    let fast = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"];
    let (long, channel) = film(t, owner, "x", source, &fast, "long.mp4").await;
    let render = t.order_render(owner, long.id, channel).await.expect("ordered");
    let (stop, stopping) = watch::channel(false);
    let app = t.app.clone();
    let working =
        tokio::spawn(async move { MakeRenders::new(app).activate(&stopping).await.expect("a turn").done });
    for _ in 0..600 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        if t.render(owner, render.id).await.expect("an order").state == RenderState::Working
            && is_at_work(&folder_of(t))
        {
            return (long, render, stop, working);
        }
    }
    panic!("nobody took the order");
}

db_test! {
async fn a_film_is_made_to_fit_and_the_original_stays(t: TestApp) {
    let t = equipped(t).await;
    let owner = t.owner().await;
    let webm = ["-c:v", "libvpx", "-b:v", "400k", "-c:a", "libvorbis"];
    let source = "testsrc=size=800x200:rate=25:duration=3";
    let (wide, channel) = film(&t, &owner, "x", source, &webm, "wide.webm").await;
    let offers = t.film_offers(&owner, &wide).await.expect("offers");
    assert!(offers.len() == 1 && offers[0].needs.kind && offers[0].needs.ratio, "{offers:?}");
    let order = t.order_render(&owner, wide.id, channel).await.expect("ordered");
    let twice = t.order_render(&owner, wide.id, channel).await.expect("ordered");
    assert_eq!((order.state, order.id), (RenderState::Waiting, twice.id), "the same order is one");
    assert!(turn(&t).await >= 1);
    let done = t.render(&owner, order.id).await.expect("an order");
    assert_eq!((done.state, done.progress), (RenderState::Done, 100), "{done:?}");
    let made = t.media(&owner, done.made_id.expect("a version")).await.expect("the version");
    assert_eq!(
        (made.mime.as_str(), made.codec.as_deref(), made.original_id),
        ("video/mp4", Some("avc1"), Some(wide.id))
    );
    assert_eq!((made.width, made.height), (600, 200), "three to one, cut around the middle");
    assert!(made.duration_ms.is_some_and(|ms| (2_900..=3_100).contains(&ms)), "{:?}", made.duration_ms);
    assert_eq!(t.media(&owner, wide.id).await.expect("the original").sha256, wide.sha256);
    let offers = t.film_offers(&owner, &wide).await.expect("offers");
    assert_eq!(offers[0].version.as_ref().map(|version| version.id), Some(made.id));
    let again = t.order_render(&owner, wide.id, channel).await.expect("ordered");
    assert_eq!((again.state, again.made_id), (RenderState::Done, Some(made.id)), "it is there");
    let chosen =
        t.fit_media(&owner, wide.id, channel, networks::Placement::Feed).await.expect("for the composer");
    assert_eq!(chosen.id, made.id);
    for film in [wide.id, made.id] {
        let poster = t.media_thumbnail(&owner, film).await.expect("a poster");
        assert!(poster.starts_with(&[0xFF, 0xD8]), "a JPEG");
    }
    nothing_left(&t);
    t.delete_media(&owner, wide.id).await.expect("deleted with its version and orders");
}
}

#[tokio::test(flavor = "multi_thread")]
async fn who_gives_an_order_up_ends_the_work() {
    let t = with_ffmpeg().await;
    let owner = t.owner().await;
    let (long, render, _stop, working) = begun(&t, &owner).await;
    t.cancel_render(&owner, render.id).await.expect("given up");
    working.await.expect("a turn");
    assert_eq!(t.render(&owner, render.id).await.expect("an order").state, RenderState::Canceled);
    assert_eq!(versions(&t, &owner, long.id).await, 0);
    assert!(!is_at_work(&folder_of(&t)), "ffmpeg is ended");
    nothing_left(&t);
    assert!(matches!(t.cancel_render(&owner, render.id).await, Err(Error::Conflict("render_over"))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_gives_the_order_back_and_a_time_limit_ends_it() {
    let t = with_ffmpeg().await;
    let owner = t.owner().await;
    let (long, render, stop, working) = begun(&t, &owner).await;
    stop.send_replace(true);
    working.await.expect("a turn");
    assert_eq!(t.render(&owner, render.id).await.expect("an order").state, RenderState::Waiting);
    assert!(!is_at_work(&folder_of(&t)), "ffmpeg is ended");
    let impatient = MakeRenders::new(t.app.clone()).with_limit(Duration::from_millis(300));
    impatient.activate(&watch::channel(false).1).await.expect("a turn");
    let failed = t.render(&owner, render.id).await.expect("an order");
    assert_eq!((failed.state, failed.last_error.as_deref()), (RenderState::Failed, Some("render_too_slow")));
    assert!(!is_at_work(&folder_of(&t)) && versions(&t, &owner, long.id).await == 0);
    nothing_left(&t);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_film_fails_with_what_ffmpeg_says_and_without_ffmpeg_nothing_is_offered() {
    let t = with_ffmpeg().await;
    let owner = t.owner().await;
    let source = "testsrc=size=800x200:rate=25:duration=2";
    let (good, channel) = film(&t, &owner, "x", source, &["-c:v", "mpeg4", "-c:a", "aac"], "good.mp4").await;
    // The index is whole, and what it points to is not.
    let mut bytes = std::fs::read(t.folder().join("good.mp4")).expect("a film");
    let from = bytes.windows(4).position(|kind| kind == b"mdat").expect("a body") + 4;
    let to = bytes.windows(4).position(|kind| kind == b"moov").expect("an index") - 4;
    bytes[from..to].fill(0);
    let broken = t.upload_media(&owner, good.brand_id, "broken.mp4", "", bytes).await.expect("kept");
    let order = t.order_render(&owner, broken.id, channel).await.expect("ordered");
    turn(&t).await;
    let failed = t.render(&owner, order.id).await.expect("an order");
    assert_eq!(failed.state, RenderState::Failed, "{failed:?}");
    assert!(failed.last_error.as_deref().is_some_and(|told| told.starts_with("ffmpeg: ")), "{failed:?}");
    nothing_left(&t);

    let mut without = t.app.clone();
    without.settings = Arc::new(app::Settings { ffmpeg: None, ..(*t.settings).clone() });
    assert!(matches!(
        without.order_render(&owner, good.id, channel).await,
        Err(Error::Conflict("no_ffmpeg"))
    ));
    assert!(matches!(without.media_thumbnail(&owner, good.id).await, Err(Error::NotFound)));
}

#[tokio::test(flavor = "multi_thread")]
async fn pixels_that_are_not_square_are_shown_as_they_were() {
    let t = with_ffmpeg().await;
    let owner = t.owner().await;
    // Stored 144 wide, shown 192 wide.
    let source = "testsrc=size=144x108:rate=25:duration=2,setsar=4/3";
    let codec = ["-c:v", "mpeg4", "-c:a", "aac"];
    let (old, channel) = film(&t, &owner, "x", source, &codec, "old.mp4").await;
    assert_eq!((old.width, old.height), (192, 108), "the size at which it is shown");
    let order = t.order_render(&owner, old.id, channel).await.expect("ordered");
    // What is said of the film while its version is on its way holds for the version too.
    let told = EditMedia {
        file_name: "old.mp4".to_owned(),
        folder: "Archive".to_owned(),
        rights_until: "2030-11-30".to_owned(),
        focus: (50, 50),
        ..EditMedia::default()
    };
    let told = t.edit_media(&owner, old.id, &told).await.expect("told");
    assert!(turn(&t).await >= 1);
    let done = t.render(&owner, order.id).await.expect("an order");
    assert_eq!(done.state, RenderState::Done, "{:?}", done.last_error);
    let made = t.media(&owner, done.made_id.expect("a version")).await.expect("the version");
    assert_eq!((made.width, made.height), (192, 108));
    assert!(told.rights_end_at.is_some());
    assert_eq!((made.folder, made.rights_end_at), (told.folder, told.rights_end_at));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_whose_workers_vanish_is_begun_three_times() {
    let t = with_ffmpeg().await;
    let owner = t.owner().await;
    let webm = ["-c:v", "libvpx", "-b:v", "400k", "-c:a", "libvorbis"];
    let source = "testsrc=size=400x200:rate=25:duration=2";
    let (clip, channel) = film(&t, &owner, "x", source, &webm, "clip.webm").await;
    let order = t.order_render(&owner, clip.id, channel).await.expect("ordered");
    let tx = t.db.write().await.expect("tx");
    let text = "update renders set attempts = 7, broken = 2, state = 'working', leased_by = 'gone', leased_until = 1";
    tx.run(text, db::values![]).await.expect("a third worker that vanished");
    tx.commit().await.expect("commit");
    assert!(turn(&t).await >= 1);
    let over = t.render(&owner, order.id).await.expect("an order");
    assert_eq!((over.state, over.last_error.as_deref()), (RenderState::Failed, Some("render_broke_off")));
    // Orderly restarts, however many, cost nothing.
    let anew = t.order_render(&owner, clip.id, channel).await.expect("ordered anew");
    let tx = t.db.write().await.expect("tx");
    tx.run("update renders set attempts = 7 where state = 'waiting'", db::values![]).await.expect("restarts");
    tx.commit().await.expect("commit");
    assert!(turn(&t).await >= 1);
    assert_eq!(t.render(&owner, anew.id).await.expect("an order").state, RenderState::Done);
}
