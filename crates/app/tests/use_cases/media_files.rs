//! Where files are kept: the same holds for a folder and for a bucket, and what a bucket does wrong harms nothing.

use std::time::{Duration, Instant};

use app::{
    Actor, Error,
    media::{Bucket, BucketSettings, Media, MediaFilter},
    network::MediaFile,
    page::PageRequest,
    uploads::{BeginUpload, Written},
};
use db::Engine;
use futures::StreamExt;
use testkit::{TestApp, s3::S3};

/// A document of about so many bytes.
fn paper(length: usize, seed: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend((0..length).map(|at| u8::try_from((at * 31 + at / 977 + seed) % 251).unwrap_or(0)));
    bytes.extend_from_slice(b"\n%%EOF\n");
    bytes
}

fn jpeg() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([x as u8, y as u8, 90]));
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).expect("a picture");
    // A comment of a camera, which is taken out.
    let mut bytes = bytes.into_inner();
    let comment = [&[0xFF, 0xE1, 0, 16][..], b"Exif\0\0place!!!"].concat();
    bytes.splice(2..2, comment);
    bytes
}

async fn with(bucket: Option<Bucket>) -> TestApp {
    TestApp::with(Engine::Sqlite, vec![], |settings| settings.bucket = bucket).await
}

async fn keep(t: &TestApp, owner: &Actor, name: &str, bytes: Vec<u8>) -> app::Result<Media> {
    t.upload_media(owner, t.brand(owner).await, name, "", bytes).await
}

/// What holds wherever files are kept.
async fn suite(t: &TestApp, keys: impl Fn() -> Vec<String>) {
    let owner = t.owner().await;
    // Large enough to go in three parts, the last a short one.
    let whole = paper(20 * 1024 * 1024, 1);
    let media = keep(t, &owner, "large.pdf", whole.clone()).await.expect("kept");
    let folder = owner.workspace_id.uuid().simple().to_string();
    assert_eq!(keys(), [format!("{folder}/{}", media.sha256)], "one file, nothing beside it");

    let (_, file) = t.open_media(&owner, media.id).await.expect("there");
    assert!(file.read(0, whole.len() as u64).await.expect("read") == whole, "the whole");
    for (offset, length) in [(0, 1), (5, 100_000), (8 * 1024 * 1024 - 3, 7), (1_048_570, 2_000_000)] {
        let part = file.read(offset, length).await.expect("a part");
        let from = usize::try_from(offset).expect("small");
        let to = from + usize::try_from(length).expect("small");
        assert!(part == whole[from..to], "{length} bytes from {offset}");
    }
    let end = whole.len() as u64;
    assert_eq!(file.read(end - 2, 50).await.expect("the end"), b"F\n", "no more than there is");
    assert!(file.read(end, 50).await.expect("behind it").is_empty());
    let mut stream = std::pin::pin!(file.stream(3, 3_000_000).await.expect("a stream"));
    let mut streamed = Vec::new();
    while let Some(piece) = stream.next().await {
        let piece = piece.expect("a piece");
        assert!(piece.len() <= 1024 * 1024, "never the whole in memory");
        streamed.extend(piece);
    }
    assert!(streamed == whole[3..3_000_003], "the same as a stream");

    // Two that keep the same at once: one file, two rows; it goes with the last of them.
    let same = paper(3_000_000, 2);
    let (one, two) =
        tokio::join!(keep(t, &owner, "one.pdf", same.clone()), keep(t, &owner, "two.pdf", same.clone()),);
    let (one, two) = (one.expect("kept"), two.expect("kept"));
    assert_eq!((one.sha256 == two.sha256, keys().len()), (true, 2));
    t.delete_media(&owner, one.id).await.expect("deleted");
    let (_, file) = t.open_media(&owner, two.id).await.expect("there");
    assert!(file.read(0, 4_000_000).await.expect("still there") == same);
    t.delete_media(&owner, two.id).await.expect("deleted");
    assert_eq!(keys().len(), 1, "nobody names it any more");

    // One deletes the last that names it while another keeps it: who was told that it is kept has it.
    for round in 0..8 {
        let last = keep(t, &owner, "last.pdf", same.clone()).await.expect("kept");
        let (gone, new) =
            tokio::join!(t.delete_media(&owner, last.id), keep(t, &owner, "new.pdf", same.clone()));
        let (_, new) = (gone.expect("deleted"), new.expect("kept"));
        let (_, file) = t.open_media(&owner, new.id).await.expect("there");
        assert!(file.read(0, 4_000_000).await.expect("its bytes") == same, "round {round}");
        t.delete_media(&owner, new.id).await.expect("deleted");
    }

    // What stands beside a picture comes and goes with it.
    let picture = keep(t, &owner, "cup.jpg", jpeg()).await.expect("kept");
    let small = t.media_thumbnail(&owner, picture.id).await.expect("a small picture");
    assert!(
        small.starts_with(&[0xFF, 0xD8])
            && small == t.media_thumbnail(&owner, picture.id).await.expect("again")
    );
    let name = format!("{folder}/{}", picture.sha256);
    for ending in ["", ".thumb"] {
        assert!(keys().contains(&format!("{name}{ending}")), "{ending} in {:?}", keys());
    }
    for gone in [picture.id, media.id] {
        t.delete_media(&owner, gone).await.expect("deleted");
    }
    assert_eq!(keys(), Vec::<String>::new(), "nothing stays");
    let place = app::media::probe_files(&t.settings).await.expect("takes files");
    assert!(place.contains("media") && keys().is_empty(), "{place}");
}

fn keys_of(folder: &std::path::Path) -> Vec<String> {
    let mut keys = Vec::new();
    for workspace in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        for file in std::fs::read_dir(workspace.path()).into_iter().flatten().flatten() {
            keys.push(file.path().strip_prefix(folder).expect("within").display().to_string());
        }
    }
    keys
}

#[tokio::test]
async fn a_folder_keeps_files() {
    let t = with(None).await;
    suite(&t, || keys_of(&t.settings.media_dir)).await;
}

#[tokio::test]
async fn a_bucket_keeps_files() {
    let s3 = S3::start().await;
    let t = with(Some(s3.bucket())).await;
    suite(&t, || s3.keys()).await;
    assert_eq!(keys_of(&t.settings.media_dir), Vec::<String>::new(), "nothing stays on the local disk");
}

/// A server that takes connections and never says a word.
async fn silent() -> (tokio::net::TcpListener, BucketSettings) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let settings = BucketSettings {
        bucket: "media".to_owned(),
        endpoint: format!("http://{}", listener.local_addr().expect("an address")),
        region: "us-east-1".to_owned(),
        path_style: true,
        access_key_id: "AKTEST".to_owned(),
        secret_access_key: "kranich-secret".to_owned(),
        timeout: Duration::from_secs(1),
        ..BucketSettings::default()
    };
    (listener, settings)
}

#[tokio::test]
async fn a_bucket_that_refuses_or_hangs_is_told_and_keeps_nothing() {
    let s3 = S3::start().await;
    let wrong = BucketSettings { secret_access_key: "kranich-wrong".to_owned(), ..s3.settings() };
    let missing = BucketSettings { bucket: "nowhere".to_owned(), ..s3.settings() };
    let nobody = BucketSettings { access_key_id: "AKNOBODY".to_owned(), ..s3.settings() };
    let away = BucketSettings { endpoint: "http://127.0.0.1:1".to_owned(), ..s3.settings() };
    let (_listener, hangs) = silent().await;
    for (what, settings) in
        [("secret", wrong), ("bucket", missing), ("key", nobody), ("away", away), ("hangs", hangs)]
    {
        let (secret, key) = (settings.secret_access_key.clone(), settings.access_key_id.clone());
        let t = with(Some(Bucket::new(settings).expect("a bucket"))).await;
        let owner = t.owner().await;
        let asked = Instant::now();
        let outcome = keep(&t, &owner, "a.pdf", paper(1_000, 3)).await;
        let Err(Error::Store(why)) = outcome else { panic!("{what}: {outcome:?}") };
        assert!(asked.elapsed() < Duration::from_secs(25), "{what}");
        assert!(!why.contains(&secret) && !why.contains(&key), "{what}: {why}");
        let told = app::media::probe_files(&t.settings).await;
        assert!(matches!(told, Err(Error::Store(_))), "{what}: {told:?}");
        let listed = t.list_media(&owner, &MediaFilter::default(), &PageRequest::default()).await;
        assert_eq!(listed.expect("listed").items.len(), 0, "{what}: no row without its file");
        assert_eq!(keys_of(&t.settings.media_dir), Vec::<String>::new(), "{what}");
    }
    assert_eq!(s3.keys(), Vec::<String>::new());
}

#[tokio::test]
async fn an_upload_outlives_a_bucket_that_is_away() {
    let mut s3 = S3::start().await;
    let t = with(Some(s3.bucket())).await;
    let owner = t.owner().await;
    let whole = paper(30_000, 4);
    let input = BeginUpload {
        brand_id: Some(t.brand(&owner).await),
        file_name: "paper.pdf".to_owned(),
        size: whole.len() as u64,
        ..BeginUpload::default()
    };
    let upload = t.begin_upload(&owner, &input).await.expect("begun");
    let write = async |from: usize, to: usize| {
        let Written::Open(mut writer) =
            t.write_upload(&owner, upload.id, i64::try_from(from).expect("small")).await.expect("asked")
        else {
            panic!("refused at {from}");
        };
        assert!(writer.write(&whole[from..to]).await.expect("written"));
        writer.end().await
    };
    let (held, _) = write(0, 10_000).await.expect("ended");
    assert_eq!(held.received, 10_000);
    s3.stop().await;
    // Neither a part nor the last one is told to have arrived while it cannot be kept.
    for to in [20_000, whole.len()] {
        assert!(matches!(write(10_000, to).await, Err(Error::Store(_))));
        assert_eq!(t.upload(&owner, upload.id).await.expect("still there").received, 10_000);
    }
    s3.start_again().await;
    let (_, media) = write(10_000, whole.len()).await.expect("ended");
    let (_, file) = t.open_media(&owner, media.expect("kept").id).await.expect("there");
    assert!(file.read(0, 1 << 30).await.expect("read") == whole);
    assert_eq!(s3.keys().len(), 1, "no piece stays: {:?}", s3.keys());
}

#[tokio::test]
async fn a_file_that_cannot_be_read_now_is_asked_for_later() {
    let mut s3 = S3::start().await;
    let t = with(Some(s3.bucket())).await;
    let owner = t.owner().await;
    let media = keep(&t, &owner, "a.pdf", paper(5_000, 5)).await.expect("kept");
    s3.stop().await;
    let (_, file) = t.open_media(&owner, media.id).await.expect("its row is there");
    let error = file.read(0, 100).await.expect_err("no server");
    assert!(matches!(error.next, networks::Next::After(_)), "{error:?}");
    assert!(matches!(file.stream(0, 100).await.err(), Some(Error::Store(_))), "told before an answer begins");
    s3.start_again().await;
    let (_, file) = t.open_media(&owner, media.id).await.expect("there");
    assert_eq!(file.read(0, 9).await.expect("read"), b"%PDF-1.7\n");
}
