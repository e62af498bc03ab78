//! Files taken in by the API and given out again: known by their bytes, streamed, in ranges.

use app::Permission::{View, WritePosts};
use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use testkit::{Client, Engine, Reply, TestApp};

fn part(kind: &str, body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len() + 8).expect("small");
    [&size.to_be_bytes()[..], kind.as_bytes(), body].concat()
}

/// Two and a half seconds of 640 by 360.
pub(crate) fn film() -> Vec<u8> {
    let mut mvhd = vec![0; 100];
    mvhd[12..20].copy_from_slice(&[0, 0, 2, 88, 0, 0, 5, 220]);
    let mut tkhd = vec![0; 84];
    tkhd[41] = 1;
    tkhd[76..84].copy_from_slice(&[2, 128, 0, 0, 1, 104, 0, 0]);
    let hdlr = [&[0; 8][..], b"vide", &[0; 12]].concat();
    let stsd = [&[0; 7][..], &[1, 0, 0, 0, 86], b"avc1", &[0; 78]].concat();
    let minf = part("minf", &part("stbl", &part("stsd", &stsd)));
    let mdia = part("mdia", &[part("hdlr", &hdlr), minf].concat());
    let trak = part("trak", &[part("tkhd", &tkhd), mdia].concat());
    let moov = part("moov", &[part("mvhd", &mvhd), trak].concat());
    [part("ftyp", b"isom\0\0\0\0"), part("mdat", &[7; 600_000]), moov].concat()
}

async fn upload(api: &mut Client, brand: &str, name: &str, bytes: Vec<u8>) -> Reply {
    let path = format!("/api/v1/media?brand_id={brand}&file_name={name}");
    let kind = [("content-type", "application/octet-stream")];
    api.send(Method::POST, &path, &kind, Body::from(bytes)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn films_and_documents_are_known_by_their_bytes() {
    let limit = 1024 * 1024;
    let t = TestApp::with(Engine::Sqlite, vec![], |settings| settings.upload_max_bytes = limit).await;
    let owner = t.owner().await;
    let brand = t.brand(&owner).await.to_string();
    let mut api = t.api_client(&owner, &[View, WritePosts]).await;

    // The name lies.
    let made = upload(&mut api, &brand, "film.png", film()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let media = made.json();
    assert_eq!(media["mime"], "video/mp4");
    assert_eq!(
        (&media["width"], &media["height"], &media["duration_ms"]),
        (&640.into(), &360.into(), &2500.into())
    );
    let paper = upload(&mut api, &brand, "paper.jpg", b"%PDF-1.7\n1 0 obj\n%%EOF\n".to_vec()).await;
    assert_eq!(paper.json()["mime"], "application/pdf", "{}", paper.body);

    let mut browser = t.client_as(&owner).await;
    let place = format!("/media/{}/file", media["id"].as_str().expect("an id"));
    let whole = browser.get(&place).await;
    assert_eq!((whole.status, whole.header("content-type")), (StatusCode::OK, "video/mp4"));
    assert_eq!(whole.header("content-length"), film().len().to_string());
    let piece = browser.send(Method::GET, &place, &[("range", "bytes=4-7")], Body::empty()).await;
    assert_eq!((piece.status, piece.body.as_str()), (StatusCode::PARTIAL_CONTENT, "ftyp"));
    assert_eq!(piece.header("content-range"), format!("bytes 4-7/{}", film().len()));

    let mut cut = film();
    cut.truncate(500_000);
    let mut long = film();
    long.resize(1024 * 1024 + 1, 7);
    let refused: [(&str, Vec<u8>, &str); 5] = [
        ("cut.mp4", cut, "file_film_unreadable"),
        ("long.mp4", long, "file_too_large"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj".to_vec(), "file_not_a_picture"),
        ("program.mp4", b"MZ\x90\0\x03\0\0\0\x04\0\0\0".to_vec(), "file_not_a_picture"),
        ("empty.mp4", vec![], "file_empty"),
    ];
    for (name, bytes, code) in refused {
        let reply = upload(&mut api, &brand, name, bytes).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", reply.body);
        assert_eq!(reply.json()["errors"][0]["code"], code, "{name}: {}", reply.body);
    }
    let folder = t.settings.media_dir.join(owner.workspace_id.uuid().simple().to_string());
    assert_eq!(std::fs::read_dir(folder).expect("the folder").count(), 2, "nothing refused stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_sent_again_under_its_key_is_kept_once() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let brand = t.brand(&owner).await.to_string();
    let mut api = t.api_client(&owner, &[View, WritePosts]).await;
    let mut long = part("free", &[0; 3 * 1024 * 1024]);
    long.splice(0..0, film());
    let path = format!("/api/v1/media?brand_id={brand}&file_name=film.mp4");
    let headers = [("content-type", "application/octet-stream"), ("idempotency-key", "film-1")];
    let first = api.send(Method::POST, &path, &headers, Body::from(long.clone())).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    let again = api.send(Method::POST, &path, &headers, Body::from(long.clone())).await;
    assert_eq!((again.status, &again.json()["id"]), (StatusCode::CREATED, &first.json()["id"]));
    let other = api.send(Method::POST, &path, &headers, Body::from(film())).await;
    assert!(other.status.is_client_error(), "another file under the same key: {}", other.body);
    let folder = t.settings.media_dir.join(owner.workspace_id.uuid().simple().to_string());
    assert_eq!(std::fs::read_dir(folder).expect("the folder").count(), 1, "what was spooled is gone");
}
