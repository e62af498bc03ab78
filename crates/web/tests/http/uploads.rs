//! Uploads in pieces over HTTP: by the API and by the page.

use app::Permission::{View, WritePosts};
use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;
use testkit::{Client, Engine, Reply, TestApp};

const OCTETS: (&str, &str) = ("content-type", "application/offset+octet-stream");

fn paper(length: usize) -> Vec<u8> {
    [b"%PDF-1.7\n", &vec![b'.'; length][..], b"\n%%EOF\n"].concat()
}

async fn begin(client: &mut Client, base: &str, brand: &str, name: &str, size: u64) -> Reply {
    let metadata = format!("brand_id {},filename {}", STANDARD.encode(brand), STANDARD.encode(name));
    let size = size.to_string();
    let headers = [
        ("tus-resumable", "1.0.0"),
        ("upload-length", size.as_str()),
        ("upload-metadata", metadata.as_str()),
        ("sec-fetch-site", "same-origin"),
    ];
    client.send(Method::POST, base, &headers, Body::empty()).await
}

async fn patch(api: &mut Client, place: &str, offset: usize, bytes: &[u8]) -> Reply {
    let offset = offset.to_string();
    let headers = [OCTETS, ("upload-offset", offset.as_str()), ("tus-resumable", "1.0.0")];
    api.send(Method::PATCH, place, &headers, Body::from(bytes.to_vec())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_in_pieces_and_a_wrong_offset_is_told_the_right_one() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let brand = t.brand(&owner).await.to_string();
    let mut api = t.api_client(&owner, &[View, WritePosts]).await;
    let options = api.send(Method::OPTIONS, "/api/v1/uploads", &[], Body::empty()).await;
    assert_eq!(options.header("tus-extension"), "creation,expiration,termination");
    let whole = paper(10_000);
    let begun = begin(&mut api, "/api/v1/uploads", &brand, "paper.pdf", whole.len() as u64).await;
    assert_eq!((begun.status, begun.header("upload-offset")), (StatusCode::CREATED, "0"), "{}", begun.body);
    let place = begun.location().to_owned();
    assert!(begun.header("upload-expires").ends_with("GMT"), "{}", begun.header("upload-expires"));

    let first = patch(&mut api, &place, 0, &whole[..4_000]).await;
    assert_eq!(
        (first.status, first.header("upload-offset")),
        (StatusCode::NO_CONTENT, "4000"),
        "{}",
        first.body
    );
    for astray in [0, 3_999, 4_001] {
        let again = patch(&mut api, &place, astray, &whole[..4_000]).await;
        assert_eq!(
            (again.status, again.header("upload-offset")),
            (StatusCode::CONFLICT, "4000"),
            "{}",
            again.body
        );
    }
    let head = api.send(Method::HEAD, &place, &[], Body::empty()).await;
    assert_eq!((head.header("upload-offset"), head.header("upload-length")), ("4000", "10016"));
    assert_eq!(api.api(Method::GET, "/api/v1/uploads", None).await.json()[0]["received"], 4_000);

    let long = [&whole[4_000..], b"more"].concat();
    let refused = patch(&mut api, &place, 4_000, &long).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", refused.body);
    let at: usize = refused.header("upload-offset").parse().expect("an offset");
    let rest = patch(&mut api, &place, at, &whole[at..]).await;
    assert_eq!(
        (rest.status, rest.header("upload-offset")),
        (StatusCode::NO_CONTENT, "10016"),
        "{}",
        rest.body
    );
    let media = api.api(Method::GET, &format!("/api/v1/media/{}", rest.header("tandem-media")), None).await;
    assert_eq!(media.json()["mime"], "application/pdf", "{}", media.body);
    // Whoever lost the answer asks, and learns what came of it.
    let head = api.send(Method::HEAD, &place, &[], Body::empty()).await;
    assert_eq!(head.header("tandem-media"), rest.header("tandem-media"));
    assert_eq!(api.api(Method::GET, "/api/v1/uploads", None).await.json(), json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_gigabytes_are_refused_before_they_come() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let brand = t.brand(&owner).await.to_string();
    let mut api = t.api_client(&owner, &[View, WritePosts]).await;
    let size = 2 * 1024 * 1024 * 1024_u64;
    let begun = begin(&mut api, "/api/v1/uploads", &brand, "film.mp4", size).await;
    let path = format!("/api/v1/media?brand_id={brand}&file_name=film.mp4");
    let announced = size.to_string();
    // The body is never asked for: it would never come.
    let never = || Body::from_stream(futures::stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let headers = [("content-type", "application/octet-stream"), ("content-length", announced.as_str())];
    let plain = api.send(Method::POST, &path, &headers, never()).await;
    let keyed = [&headers[..], &[("idempotency-key", "film-1")]].concat();
    let keyed = api.send(Method::POST, &path, &keyed, never()).await;
    for reply in [begun, plain, keyed] {
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.body);
        assert_eq!(reply.header("content-type"), "application/problem+json");
        assert_eq!(reply.json()["errors"][0]["code"], "file_too_large", "{}", reply.body);
    }
    assert!(!t.settings.media_dir.exists(), "nothing was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_without_a_length_is_cut_off_and_a_full_disk_is_told() {
    let limit = 20 * 1024 * 1024;
    let t = TestApp::with(Engine::Sqlite, vec![], |settings| settings.upload_max_bytes = limit).await;
    let owner = t.owner().await;
    let brand = t.brand(&owner).await.to_string();
    let mut api = t.api_client(&owner, &[View, WritePosts]).await;
    let path = format!("/api/v1/media?brand_id={brand}&file_name=film.mp4");
    let piece = [&b"\0\0\0\x20ftypisom"[..], &[0; 1024 * 1024]].concat();
    // It has no end: whoever reads on never answers.
    let endless = futures::stream::repeat_with(move || Ok::<_, std::io::Error>(piece.clone()));
    let cut = api.send(Method::POST, &path, &[OCTETS], Body::from_stream(endless)).await;
    assert_eq!(cut.json()["errors"][0]["code"], "file_too_large", "{}", cut.body);

    let t = TestApp::with(Engine::Sqlite, vec![], |settings| settings.upload_max_bytes = u64::MAX / 4).await;
    let owner = t.owner().await;
    let brand = t.brand(&owner).await.to_string();
    let mut api = t.api_client(&owner, &[View, WritePosts]).await;
    let full = begin(&mut api, "/api/v1/uploads", &brand, "film.mp4", 1 << 60).await;
    assert_eq!((full.status, &full.json()["code"]), (StatusCode::INSUFFICIENT_STORAGE, &json!("disk_full")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_what_is_under_way_and_tells_faults_in_words() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let brand = t.brand(&owner).await.to_string();
    let mut browser = t.client_as(&owner).await;
    let whole = paper(1_000);
    let begun = begin(&mut browser, "/media/uploads", &brand, "paper.pdf", whole.len() as u64).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.body);
    let place = begun.location().to_owned();
    let headers = [
        OCTETS,
        ("upload-offset", "0"),
        ("x-http-method-override", "PATCH"),
        ("sec-fetch-site", "same-origin"),
    ];
    let first = browser.send(Method::POST, &place, &headers, Body::from(whole[..508].to_vec())).await;
    assert_eq!(
        (first.status, first.header("upload-offset")),
        (StatusCode::NO_CONTENT, "508"),
        "{}",
        first.body
    );
    let page = browser.get("/media").await;
    assert!(page.body.contains("50 % has arrived") || page.body.contains("50\u{a0}%"), "{}", page.body);
    assert!(page.body.contains(&format!("data-url=\"{place}\"")), "{}", page.body);

    let large = begin(&mut browser, "/media/uploads", &brand, "film.mp4", 1 << 33).await;
    assert_eq!(large.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(large.json()["message"].as_str().is_some_and(|text| text.contains("film.mp4")), "{}", large.body);

    let gone = browser.post_form(&format!("{place}/cancel"), &[]).await;
    assert_eq!((gone.status, gone.location()), (StatusCode::SEE_OTHER, "/media"));
    assert!(!browser.get("/media").await.body.contains("data-url="));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_several_files_says_which_are_kept_and_why_the_others_are_not() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let brand = t.brand(&owner).await.to_string();
    let mut browser = t.client_as(&owner).await;
    let mut body = format!("--line\r\ncontent-disposition: form-data; name=\"brand_id\"\r\n\r\n{brand}\r\n")
        .into_bytes();
    for (name, bytes) in
        [("one.pdf", paper(50)), ("lie.png", b"MZ".to_vec()), ("empty.mp4", vec![]), ("two.pdf", paper(60))]
    {
        let head =
            format!("--line\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend([head.as_bytes(), &bytes, b"\r\n"].concat());
    }
    body.extend_from_slice(b"--line--\r\n");
    let headers = [("content-type", "multipart/form-data; boundary=line"), ("sec-fetch-site", "same-origin")];
    let told = browser.send(Method::POST, "/media", &headers, Body::from(body)).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = told.between("These files are kept", "</ul>").expect("the kept").to_owned();
    assert!(kept.contains("one.pdf") && kept.contains("two.pdf") && !kept.contains("lie.png"), "{kept}");
    let refused = told.between("These files are not taken", "</ul>").expect("the refused");
    assert!(refused.contains("lie.png is not a picture") && refused.contains("empty.mp4"), "{refused}");
}
