//! Files in a bucket: a picture comes in pieces through two processes, goes out to a network and is given to those that fetch.

use std::{path::Path, process::Stdio, sync::Arc, time::Duration};

use app::{
    Permission::{View, WritePosts},
    api_tokens::NewToken,
    channels::{ConnectChannel, ConnectOutcome},
    clock::DAY,
    deliveries::{PublishDue, State},
    ids::MediaId,
    posts::{SavePost, SchedulePost, VariantDraft, When},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};
use image::{ImageFormat, RgbImage};
use reqwest::{Client, Method, Response, StatusCode};
use serde_json::Value;
use simulator::{Config, Simulator};
use tasks::Driver;
use testkit::{Engine, TestApp, s3::S3};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use crate::kit::connectors;

/// `tandem serve --role web` over the test's database and bucket, with a folder of its own for its work.
struct Web {
    base: String,
    _child: Child,
}

/// A command of Tandem over the test's database and bucket.
fn tandem(t: &TestApp, s3: &S3, data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
    // Settings of whoever runs the tests are none of ours.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TANDEM_")) {
        command.env_remove(name);
    }
    let set = s3.settings();
    command
        .args(arguments)
        .env("TANDEM_LISTEN", "127.0.0.1:0")
        .env("TANDEM_DATABASE_URL", t.database_url())
        .env("TANDEM_DATA_DIR", data)
        .env("TANDEM_SECRET_KEY_FILE", t.folder().join("shared.key"))
        .env("TANDEM_MEDIA_URL", format!("s3://{}/{}", set.bucket, set.prefix))
        .env("TANDEM_MEDIA_S3__ENDPOINT", &set.endpoint)
        .env("TANDEM_MEDIA_S3__ACCESS_KEY_ID", &set.access_key_id)
        .env("TANDEM_MEDIA_S3__SECRET_ACCESS_KEY", &set.secret_access_key)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    command
}

/// What `tandem doctor` says of where files are kept.
async fn doctor(mut command: Command) -> (bool, String) {
    let told = command.output().await.expect("tandem runs");
    let findings: Value = serde_json::from_slice(&told.stdout).expect("findings");
    let media = findings.as_array().expect("a list").iter().find(|finding| finding["check"] == "media");
    let media = media.expect("a finding of media");
    (media["ok"] == true, media["says"].as_str().expect("words").to_owned())
}

impl Web {
    async fn start(t: &TestApp, s3: &S3, data: &Path) -> Self {
        let mut command = tandem(t, s3, data, &["serve", "--role", "web"]);
        let mut child = command.spawn().expect("tandem starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its words")).lines();
        loop {
            let line = lines.next_line().await.expect("a line").expect("tandem says where it is");
            if let Some((_, base)) = line.split_once("Tandem is at ") {
                let base = base.trim().to_owned();
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Self { base, _child: child };
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a program's part, played by the test")]
fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().build().expect("client")
}

/// A picture that is too noisy to be small.
fn picture() -> Vec<u8> {
    let mut seed = 7_u32;
    let picture = RgbImage::from_fn(300, 300, |_, _| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        image::Rgb([(seed >> 24) as u8, (seed >> 16) as u8, (seed >> 8) as u8])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

async fn patch(token: &str, place: String, offset: usize, bytes: &[u8]) -> Response {
    client()
        .patch(place)
        .bearer_auth(token)
        .header("Tus-Resumable", "1.0.0")
        .header("Upload-Offset", offset)
        .header("Content-Type", "application/offset+octet-stream")
        .body(bytes.to_vec())
        .send()
        .await
        .expect("an answer")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_goes_through_two_processes_and_a_bucket_to_a_network() {
    let sim = Simulator::start(Config::default()).await.expect("simulator");
    let mut s3 = S3::start().await;
    let bucket = s3.bucket();
    let t =
        TestApp::with(Engine::Postgres, connectors(&sim), |settings| settings.bucket = Some(bucket)).await;
    let key = t.folder().join("shared.key");
    std::fs::write(&key, STANDARD_NO_PAD.encode([7; 32])).expect("a key");
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("a key");
    let (here, there) = (t.folder().join("here"), t.folder().join("there"));
    let (one, two) = (Web::start(&t, &s3, &here).await, Web::start(&t, &s3, &there).await);
    let owner = t.owner().await;
    let brand_id = t.brand(&owner).await;
    let new = NewToken { name: "test".to_owned(), scopes: vec![View, WritePosts], expires_on: None };
    let token = t.create_token(&owner, &new).await.expect("a token").token;

    // Half by one process, the rest by the other: no folder is shared.
    let whole = picture();
    let metadata =
        format!("brand_id {},filename {}", STANDARD.encode(brand_id.to_string()), STANDARD.encode("cup.png"));
    let begun = client()
        .request(Method::POST, format!("{}/api/v1/uploads", one.base))
        .bearer_auth(&token)
        .header("Tus-Resumable", "1.0.0")
        .header("Upload-Length", whole.len())
        .header("Upload-Metadata", metadata)
        .send()
        .await
        .expect("an answer");
    assert_eq!(begun.status(), StatusCode::CREATED);
    let place = begun.headers()["location"].to_str().expect("text").to_owned();
    let half = whole.len() / 2;
    let first = patch(&token, format!("{}{place}", one.base), 0, &whole[..half]).await;
    assert_eq!(first.status(), StatusCode::NO_CONTENT, "{}", first.text().await.unwrap_or_default());
    // While the bucket is away nothing is lost, and it is said so.
    s3.stop().await;
    let away = patch(&token, format!("{}{place}", two.base), half, &whole[half..]).await;
    assert_eq!(away.status(), StatusCode::SERVICE_UNAVAILABLE);
    let told: Value = away.json().await.expect("a problem");
    assert_eq!(told["code"], "media_store", "{told}");
    s3.start_again().await;
    let rest = patch(&token, format!("{}{place}", two.base), half, &whole[half..]).await;
    assert_eq!(rest.status(), StatusCode::NO_CONTENT, "{}", rest.text().await.unwrap_or_default());
    let media: MediaId = rest.headers()["tandem-media"].to_str().expect("text").parse().expect("an id");
    assert_eq!(s3.keys().len(), 1, "{:?}", s3.keys());

    // The operator's commands know of the bucket.
    let (ok, says) = doctor(tandem(&t, &s3, &here, &["doctor", "--json"])).await;
    assert!(ok && says.starts_with("s3://media/kranich/files takes"), "{says}");
    let mut wrong = tandem(&t, &s3, &here, &["doctor", "--json"]);
    wrong.env("TANDEM_MEDIA_S3__SECRET_ACCESS_KEY", "kranich-wrong");
    let (ok, says) = doctor(wrong).await;
    assert!(!ok && says.contains("TANDEM_MEDIA_S3__") && !says.contains("kranich-wrong"), "{says}");
    let copy = t.folder().join("copy.tar");
    let mut backup = tandem(&t, &s3, &here, &["backup", copy.to_str().expect("text")]);
    let told = backup.output().await.expect("tandem runs");
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(copy.exists() && told.contains("s3://media/kranich/files: it is not copied"), "{told}");

    // To a network that takes it from us. The first try finds the bucket away, and the post goes out all the same.
    let did = sim.add_bluesky_account("brand.test", "app-pass-word", "Brand");
    let input = ConnectChannel {
        brand_id: Some(brand_id),
        network: "bluesky".to_owned(),
        base_url: sim.bluesky_url(),
        identifier: "brand.test".to_owned(),
        secret: "app-pass-word".to_owned(),
        ..ConnectChannel::default()
    };
    let connected = t.connect_channel(&owner, input).await.expect("connect");
    let ConnectOutcome::Connected(channel) = connected else { panic!("connected: {connected:?}") };
    let input = SavePost {
        brand_id: Some(brand_id),
        text: "Cups are in".to_owned(),
        media: vec![(media, String::new())],
        variants: [(channel, VariantDraft::default())].into(),
        ..SavePost::default()
    };
    let post = t.save_post(&owner, input).await.expect("save").id;
    let wanted = SchedulePost { channels: Vec::new(), when: When::Now };
    t.schedule_post(&owner, post, &wanted).await.expect("schedule");
    let state = async || t.find_post(&owner, post).await.expect("post").deliveries[0].state;
    s3.stop().await;
    let mut driver = Driver::default();
    driver.start(Arc::new(PublishDue::new(t.app.clone())), Arc::clone(&t.app.wake_publisher));
    until(async || state().await == State::RetryAt).await;
    assert!(sim.bluesky_posts(&did).is_empty());
    s3.start_again().await;
    t.clock.advance(DAY / 24);
    t.app.wake_publisher.notify_one();
    until(async || state().await == State::Published).await;
    driver.stop(Duration::from_secs(5)).await;
    assert_eq!(sim.bluesky_posts(&did).len(), 1);
    let records = format!(
        "{}/xrpc/com.atproto.repo.listRecords?repo={did}&collection=app.bsky.feed.post",
        sim.bluesky_url()
    );
    let records: Value =
        client().get(records).send().await.expect("an answer").json().await.expect("records");
    let cid = &records["records"][0]["value"]["embed"]["images"][0]["image"]["ref"]["$link"];
    let blob = format!(
        "{}/xrpc/com.atproto.sync.getBlob?did={did}&cid={}",
        sim.bluesky_url(),
        cid.as_str().expect("a picture")
    );
    let blob = client().get(blob).send().await.expect("an answer").bytes().await.expect("bytes");
    assert!(blob == whole, "the network has other bytes");

    // To a network that fetches it: the same signed address of ours as ever.
    let until_ms = i64::MAX / 2;
    let (workspace, id) = (owner.workspace_id.uuid().simple(), media.uuid().simple());
    let signature = t.vault.digest("public_media", &format!("{workspace}/{id}/{until_ms}"));
    let address = format!("{}/m/{workspace}/{id}/{until_ms}/{signature}.png", two.base);
    let fetched = client().get(&address).send().await.expect("an answer");
    assert_eq!(fetched.status(), StatusCode::OK);
    assert_eq!(fetched.headers()["content-type"], "image/png");
    assert!(fetched.bytes().await.expect("bytes") == whole, "the same bytes");
    s3.stop().await;
    let fetched = client().get(&address).send().await.expect("an answer");
    assert_eq!(fetched.status(), StatusCode::SERVICE_UNAVAILABLE, "come again");
}

async fn until(holds: impl AsyncFn() -> bool) {
    for _ in 0..600 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it did not come to that");
}
