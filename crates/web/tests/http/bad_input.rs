//! Bad input through the pages: a clear message beside the field, in the person's language, and what was typed is still
//! there.

use std::net::SocketAddr;

use app::Actor;
use axum::{
    Router,
    body::Body,
    http::{Method, StatusCode},
    response::Html,
};
use testkit::{Client, Reply, TestApp};
use tokio::net::TcpListener;

const LINE: &str = "linebetweentheparts";

/// Sends the composer's form; a part with a file name is a file.
async fn compose(client: &mut Client, path: &str, parts: &[(&str, Option<&str>, &[u8])]) -> Reply {
    let mut body = Vec::new();
    for (name, file, bytes) in parts {
        let file = file.map_or_else(String::new, |file| format!("; filename=\"{file}\""));
        let head = format!("--{LINE}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{LINE}--\r\n").as_bytes());
    let kind = format!("multipart/form-data; boundary={LINE}");
    let headers = [("content-type", kind.as_str()), ("sec-fetch-site", "same-origin")];
    client.send(Method::POST, path, &headers, Body::from(body)).await
}

/// A server that answers every request with a page of HTML.
async fn liar() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = Router::new().fallback(async || Html("<h1>Welcome</h1>"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// A server that takes connections and says nothing.
async fn silence() -> (SocketAddr, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    (listener.local_addr().expect("an address"), listener)
}

async fn connect(client: &mut Client, brand: &str, base_url: &str) -> Reply {
    let fields = [
        ("network", "bluesky"),
        ("brand_id", brand),
        ("identifier", "brand.example"),
        ("secret", "aaaa-bbbb-cccc-dddd"),
        ("base_url", base_url),
    ];
    client.post_form("/channels/new?network=bluesky", &fields).await
}

fn told(reply: &Reply, field: &str) -> String {
    let mark = format!("id=\"f-{field}-error\"");
    let after = reply.body.split_once(&mark).map(|(_, rest)| rest).unwrap_or_default();
    let text = after.split_once("<span>").map(|(_, rest)| rest).unwrap_or_default();
    text.split_once("</span>").map(|(text, _)| text.to_owned()).unwrap_or_default()
}

async fn signed_in(t: &TestApp) -> (Actor, Client, String) {
    let owner = t.owner().await;
    let brand = t.brand(&owner).await.to_string();
    let client = t.client_as(&owner).await;
    (owner, client, brand)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_dead_lies_or_hangs_is_told_beside_its_address() {
    let t = TestApp::with_networks_here().await;
    let (_, mut client, brand) = signed_in(&t).await;
    let (hangs, _kept) = silence().await;
    let cases = [
        ("http://127.0.0.1:9".to_owned(), "cannot be reached"),
        (format!("http://{}", liar().await), "no server of this network"),
        (format!("http://{hangs}"), "does not answer"),
        ("not a url".to_owned(), "no address of a server"),
    ];
    for (address, wanted) in cases {
        let reply = connect(&mut client, &brand, &address).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        let said = told(&reply, "base_url");
        assert!(said.contains(wanted), "{address}: {said:?}");
        assert!(reply.body.contains(&format!("value=\"{address}\"")), "{address} is kept");
        assert!(reply.body.contains("value=\"brand.example\""), "the handle is kept");
        assert!(!reply.body.contains("aaaa-bbbb"), "the password is not sent back");
    }

    client.set_cookie("tandem_language", "de");
    let reply = connect(&mut client, &brand, "http://127.0.0.1:9").await;
    assert!(told(&reply, "base_url").contains("nicht erreichbar"), "in the person's language");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_address_is_not_asked() {
    let t = TestApp::with_networks().await;
    let (_, mut client, brand) = signed_in(&t).await;
    let reply = connect(&mut client, &brand, "http://127.0.0.1:9").await;
    assert!(told(&reply, "base_url").contains("private network"), "{}", told(&reply, "base_url"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_composer_keeps_what_was_typed() {
    let t = TestApp::new().await;
    let (_, mut client, brand) = signed_in(&t).await;
    let text = b"The words that must not be lost".as_slice();
    let after = ("title", None, b"A title after the file".as_slice());
    let begin = [("brand_id", None, brand.as_bytes()), ("text", None, text)];
    let large = vec![7_u8; app::media::MAX_UPLOAD_BYTES + 1];
    let files: [(&str, &[u8], &str); 3] = [
        ("notes.png", b"this is no picture", "is not a picture"),
        ("large.png", &large, "is larger than 16 MB"),
        ("empty.png", b"", "is empty"),
    ];
    for (name, bytes, wanted) in files {
        let mut parts = begin.to_vec();
        parts.push(("file", Some(name), bytes));
        parts.push(after);
        let reply = compose(&mut client, "/posts/new", &parts).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(told(&reply, "file").contains(wanted), "{name}: {:?}", told(&reply, "file"));
        assert!(reply.body.contains("The words that must not be lost"), "{name}: the text is kept");
        assert!(reply.body.contains("A title after the file"), "{name}: what follows is kept");
    }

    let long = vec![b'a'; 5 * 1024 * 1024];
    let parts = [("brand_id", None, brand.as_bytes()), ("text", None, long.as_slice())];
    let reply = compose(&mut client, "/posts/new", &parts).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told(&reply, "text").contains("at most 100000"), "{:?}", told(&reply, "text"));
    assert!(reply.body.len() > long.len(), "all of it is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_that_daylight_saving_skips_is_explained() {
    let t = TestApp::new().await;
    let (owner, mut client, brand) = signed_in(&t).await;
    let zone = owner.zone.iana_name().unwrap_or("UTC").to_owned();
    assert_eq!(zone, "Europe/Berlin");
    let parts = [
        ("brand_id", None, brand.as_bytes()),
        ("text", None, b"At an hour that is not".as_slice()),
        ("intent", None, b"schedule".as_slice()),
        ("at", None, b"2027-03-28T02:30".as_slice()),
    ];
    let reply = compose(&mut client, "/posts/new", &parts).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.body.contains("the clocks jump"), "{}", reply.body);
    assert!(reply.body.contains("value=\"2027-03-28T02:30\""), "the time is kept");
    assert!(reply.body.contains("At an hour that is not"), "the text is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_second_keeps_their_words() {
    let t = TestApp::new().await;
    let (_, mut client, brand) = signed_in(&t).await;
    let parts = [("brand_id", None, brand.as_bytes()), ("text", None, b"First".as_slice())];
    let made = compose(&mut client, "/posts/new", &parts).await;
    let edit = format!("{}/edit", made.location());
    let version = ("version", None, b"1".as_slice());
    let quick = compose(&mut client, &edit, &[version, ("text", None, b"Quicker")]).await;
    assert_eq!(quick.status, StatusCode::SEE_OTHER);
    let late = compose(&mut client, &edit, &[version, ("text", None, b"Words of the second")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("Words of the second"), "{}", late.body);
    assert!(!told(&late, "text").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn more_files_than_a_form_takes_are_told() {
    let t = TestApp::new().await;
    let (_, mut client, brand) = signed_in(&t).await;
    let mut parts = vec![("brand_id", None, brand.as_bytes()), ("text", None, b"Fifty-one".as_slice())];
    parts.extend((0..51).map(|_| ("file", Some("one.png"), b"no picture".as_slice())));
    let reply = compose(&mut client, "/posts/new", &parts).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told(&reply, "file").contains("50"), "{:?}", told(&reply, "file"));
    assert!(reply.body.contains("Fifty-one"), "the text is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_that_somebody_else_changed_is_saved_after_a_second_look() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let lead = t.things(&owner).await.into_iter().find(|(name, _)| *name == "lead_id").expect("a lead").1;
    let mut client = t.client_as(&owner).await;
    let path = format!("/leads/{lead}");
    let fields = |seen: &str, name: &str| {
        let given = [("seen_at", seen), ("name", name), ("stage", "new"), ("contact", "cafe@shop.example")];
        given.map(|(key, value)| (key.to_owned(), value.to_owned()))
    };
    let mut post = async |fields: [(String, String); 4]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(key, value)| (&**key, &**value)).collect();
        client.post_form(&path, &fields).await
    };
    let refused = post(fields("1", "Cafe that I typed")).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
    assert!(
        refused.body.contains("Cafe that I typed") && !told(&refused, "name").is_empty(),
        "{}",
        refused.body
    );
    let seen = refused.between("name=\"seen_at\" value=\"", "\"").expect("what stands now").to_owned();
    let saved = post(fields(&seen, "Cafe that I typed")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    assert!(client.get(&path).await.body.contains("Cafe that I typed"));
}
