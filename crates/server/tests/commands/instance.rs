//! One instance on one machine: second start, backup and restore, doctor, settings.

use std::fs;

use db::{Db, values};
use serde_json::Value;

use crate::kit::{Place, get, stderr, stdout};

#[test]
fn a_second_start_on_the_same_file_is_refused_and_says_what_to_do() {
    let place = Place::new();
    let mut first = place.serve();
    let address = first.address();
    let second = place.run(&["serve"]);
    assert!(!second.status.success());
    let told = stderr(&second);
    assert!(told.contains("another tandem is running") && told.contains("TANDEM_DATA_DIR"), "{told}");
    assert_eq!(get(&address, "/healthz").0, 200, "the first goes on");
}

#[test]
fn a_backup_taken_while_it_runs_is_restored_elsewhere() {
    let place = Place::new();
    let owner = place.create_owner("owner@kranich.example", "Kranich Studio");
    fs::create_dir_all(place.data().join("media/ws")).expect("folder");
    fs::write(place.data().join("media/ws/picture.png"), b"not really a picture").expect("file");
    let mut server = place.serve();
    let _ = server.address();
    let file = place.path().join("copy.tar");
    let file = file.to_str().expect("path");
    let taken = place.run(&["backup", file]);
    assert!(taken.status.success(), "{}", stderr(&taken));
    assert!(!place.run(&["backup", file]).status.success(), "nothing is overwritten");
    drop(server);

    let other = Place::new();
    let restored = other.run(&["restore", file]);
    assert!(restored.status.success(), "{}", stderr(&restored));
    let key = |place: &Place| fs::read(place.data().join("secret.key")).expect("key");
    assert_eq!(key(&place), key(&other));
    assert_eq!(
        fs::read(other.data().join("media/ws/picture.png")).expect("media"),
        b"not really a picture".to_vec()
    );
    let token = other.json(&["admin", "create-token", "--name", "x", "--scopes", "view", "--json"]);
    assert_eq!(token["workspace_id"], owner["workspace_id"]);

    let again = other.run(&["restore", file]);
    assert!(!again.status.success() && stderr(&again).contains("exists already"), "{}", stderr(&again));
    let killed = Place::new();
    fs::create_dir_all(killed.data()).expect("folder");
    fs::write(killed.data().join("tandem.sqlite-wal"), b"of another database").expect("file");
    let refused = killed.run(&["restore", file]);
    assert!(
        !refused.status.success() && stderr(&refused).contains("tandem.sqlite-wal"),
        "{}",
        stderr(&refused)
    );
    let asked = Place::new();
    let elsewhere = asked.path().join("elsewhere.sqlite");
    let address = format!("sqlite://{}?mode=rwc", elsewhere.display());
    let restored =
        asked.command(&["restore", file]).env("TANDEM_DATABASE_URL", address).output().expect("it starts");
    assert!(restored.status.success() && elsewhere.exists(), "{}", stderr(&restored));
    fs::write(place.path().join("noise.tar"), b"noise").expect("file");
    let noise = place.path().join("noise.tar");
    let empty = Place::new();
    let refused = empty.run(&["restore", noise.to_str().expect("path")]);
    assert!(!refused.status.success(), "{}", stdout(&refused));
    assert!(!empty.data().join("tandem.sqlite").exists());
}

#[test]
fn the_doctor_says_what_to_mend() {
    let place = Place::new();
    let sick = place.run(&["doctor", "--json"]);
    assert!(!sick.status.success());
    let findings: Value = serde_json::from_slice(&sick.stdout).expect("JSON");
    let of = |findings: &Value, check: &str| {
        let found = findings.as_array().expect("list").iter().find(|one| one["check"] == check).cloned();
        found.unwrap_or_else(|| panic!("{check} in {findings}"))
    };
    assert_eq!(of(&findings, "settings")["ok"], true);
    assert_eq!(of(&findings, "data_dir")["ok"], false, "the folder is not there yet");

    assert!(place.run(&["migrate"]).status.success());
    place.create_owner("owner@kranich.example", "Kranich Studio");
    let well = place.json(&["doctor", "--json"]);
    for check in ["settings", "data_dir", "secret_key_file", "database", "channels", "webhooks"] {
        assert_eq!(of(&well, check)["ok"], true, "{well}");
    }
    fs::write(place.data().join("secret.key"), b"short").expect("key");
    let hurt = place.run(&["doctor"]);
    assert!(!hurt.status.success() && stdout(&hurt).contains("MEND secret_key_file"), "{}", stdout(&hurt));
}

#[tokio::test]
async fn a_lost_key_file_is_told_and_no_other_is_made() {
    let place = Place::new();
    place.create_owner("owner@kranich.example", "Kranich Studio");
    let file = place.data().join("tandem.sqlite");
    let db = Db::connect_beside(&format!("sqlite://{}", file.display())).await.expect("the database");
    let tx = db.write().await.expect("a transaction");
    let sealed = "insert into channels (workspace_id, id, brand_id, network, remote_id, handle, display_name, profile_url, \
         base_url, limits, health, secret, connected_at) select workspace_id, $1, id, 'mastodon', '1', 'tea', 'Tea', '', '', \
         '{}', 'healthy', 'sealed', 1 from brands";
    tx.run(sealed, values!["0190a0a0-a0a0-7000-8000-00000000000a"]).await.expect("a channel");
    tx.commit().await.expect("commit");
    db.close().await.expect("closed");
    let key = place.data().join("secret.key");
    fs::rename(&key, place.data().join("secret.away")).expect("moved");
    let gone = place.run(&["doctor"]);
    assert!(!gone.status.success() && stdout(&gone).contains("MEND secret_key_file"), "{}", stdout(&gone));
    let refused = place.run(&["serve"]);
    assert!(!refused.status.success() && stderr(&refused).contains("from a backup"), "{}", stderr(&refused));
    assert!(!key.exists(), "no other key is made");
}

#[test]
fn every_wrong_setting_is_told_at_once() {
    let place = Place::new();
    let output = place
        .command(&["serve"])
        .env("TANDEM_LISTEN", "here")
        .env("TANDEM_DATABASE_URL", "mysql://x")
        .env("TANDEM_PUBLIC_URL", "tandem.example/")
        .env("TANDEM_MISSED_AFTER_MINUTES", "0")
        .output()
        .expect("it starts");
    assert!(!output.status.success());
    let told = stderr(&output);
    for name in ["listen", "database_url", "public_url", "missed_after_minutes"] {
        assert!(told.contains(&format!("\n  {name}")), "{name} in {told}");
    }
    let unknown =
        place.command(&["migrate"]).env("TANDEM_LISTENN", "127.0.0.1:1").output().expect("it starts");
    assert!(!unknown.status.success() && stderr(&unknown).contains("listenn"), "{}", stderr(&unknown));
}

#[test]
fn the_api_is_described_without_any_instance() {
    let place = Place::new();
    let described = place.json(&["openapi"]);
    assert!(described["openapi"].as_str().expect("version").starts_with("3.1"), "{}", described["openapi"]);
    assert!(!place.data().exists(), "nothing is made");
}

#[test]
fn a_trace_of_nothing_says_what_an_id_looks_like() {
    let place = Place::new();
    place.create_owner("owner@kranich.example", "Kranich Studio");
    for id in ["nonsense", "post_0190a0a0a0a07000800000000000000a", "0190a0a0-a0a0-7000-8000-00000000000a"] {
        let output = place.run(&["trace", id]);
        assert!(!output.status.success() && stderr(&output).contains("copy it from"), "{}", stderr(&output));
    }
}
