//! The library: lists, details, rights, versions, and what may be deleted, over pages and API alike.

use app::{
    Actor,
    Permission::{View, WritePosts},
    ids::{ChannelId, MediaId},
    posts::{SchedulePost, When},
};
use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use serde_json::json;
use testkit::{Client, Reply, START, TestApp};

const DAY: i64 = 24 * 60 * 60 * 1_000;

fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let drawn = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([u8::try_from(x % 256).unwrap_or(0), u8::try_from(y % 256).unwrap_or(0), 90])
    });
    image::DynamicImage::ImageRgb8(drawn).write_to(&mut bytes, image::ImageFormat::Png).expect("a PNG");
    bytes.into_inner()
}

async fn send(
    client: &mut Client,
    path: &str,
    fields: &[(&str, &str)],
    file: Option<(&str, &[u8])>,
) -> Reply {
    let mut body: Vec<u8> = Vec::new();
    for (name, value) in fields {
        let part = format!("--line\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    if let Some((name, bytes)) = file {
        let part =
            format!("--line\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend_from_slice(part.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--line--\r\n");
    let headers = [("content-type", "multipart/form-data; boundary=line"), ("sec-fetch-site", "same-origin")];
    client.send(Method::POST, path, &headers, Body::from(body)).await
}

/// A channel of `network` with the brand whose it is.
async fn channel_of(t: &TestApp, owner: &Actor, network: &str) -> (String, String) {
    let things = t.things(owner).await;
    let id = |wanted: &str| things.iter().find(|(name, _)| *name == wanted).map(|(_, id)| id.clone());
    let channel = id("channel_id").expect("a channel");
    t.set_network(channel.parse().expect("an id"), network).await;
    (channel, id("brand_id").expect("a brand"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_taken_in_found_described_and_deleted() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let brand = t.brand(&owner).await.to_string();
    let mut browser = t.client_as(&owner).await;
    let fields = [("brand_id", brand.as_str()), ("folder", "Autumn"), ("tags", "Tea, cups")];
    let taken = send(&mut browser, "/media", &fields, Some(("cup.png", &picture(900, 600)))).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
    let lie = send(&mut browser, "/media", &fields, Some(("lie.png", b"MZ no picture"))).await;
    assert_eq!(lie.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(lie.body.contains("lie.png is not a picture"), "{}", lie.body);

    let mut api = t.api_client(&owner, &[View, WritePosts]).await;
    let list =
        api.api(Method::GET, "/api/v1/media?folder=Autumn&tag=cups&q=CUP&sort=image", None).await.json();
    let id = list["items"][0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(list["items"][0]["tags"], json!(["cups", "tea"]), "{list}");
    for nothing in ["folder=Spring", "tag=cup", "q=saucer", "sort=video", "rights=ended"] {
        let list = api.api(Method::GET, &format!("/api/v1/media?{nothing}"), None).await.json();
        assert_eq!(list["items"], json!([]), "{nothing}");
    }
    let page = browser.get("/media?tag=tea").await;
    assert!(page.body.contains(&format!("/media/{id}/thumb")), "{}", page.body);
    let small = browser.get(&format!("/media/{id}/thumb")).await;
    assert_eq!((small.status, small.header("content-type")), (StatusCode::OK, "image/jpeg"));

    let place = format!("/media/{id}");
    let wrong = [("file_name", "cup.png"), ("rights_until", "soon"), ("focus_x", "120")];
    let refused = browser.post_form(&place, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("value=\"soon\"") && refused.body.contains("out of range"),
        "{}",
        refused.body
    );
    let details =
        [("file_name", "cup.png"), ("alt", "A cup"), ("rights_until", "2026-06-20"), ("licence", "Agency 7")];
    assert_eq!(browser.post_form(&place, &details).await.status, StatusCode::SEE_OTHER);
    let shown = browser.get(&place).await;
    assert!(shown.body.contains("The right to use this file ends on"), "{}", shown.body);
    let kept = api.api(Method::GET, &format!("/api/v1/media/{id}"), None).await.json();
    assert_eq!((&kept["alt"], &kept["licence"]), (&json!("A cup"), &json!("Agency 7")));

    let folder = t.settings.media_dir.join(owner.workspace_id.uuid().simple().to_string());
    assert_eq!(std::fs::read_dir(&folder).expect("the folder").count(), 2, "the file and its small picture");
    let deleted = browser.post_form(&format!("{place}/delete"), &[]).await;
    assert_eq!((deleted.status, deleted.location()), (StatusCode::SEE_OTHER, "/media"));
    assert_eq!(browser.get(&place).await.status, StatusCode::NOT_FOUND);
    assert_eq!(std::fs::read_dir(&folder).expect("the folder").count(), 0, "nothing of it stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_does_not_fit_is_made_to_for_its_channel_alone() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let (channel, brand) = channel_of(&t, &owner, "instagram").await;
    let media = t
        .upload_media(&owner, brand.parse().expect("an id"), "wide.png", "A shelf", picture(2400, 600))
        .await
        .expect("kept");
    let id = media.id.to_string();
    let mut browser = t.client_as(&owner).await;
    let alt = format!("alt.{id}");
    let mut fields = vec![
        ("brand_id", brand.as_str()),
        ("text", "A shelf of tea"),
        ("channel", channel.as_str()),
        ("media", id.as_str()),
        (alt.as_str(), "A shelf"),
    ];
    let press = format!("fit.{channel}.{id}");
    let check = browser.post_form("/posts/check", &fields).await;
    assert!(check.body.contains(&format!("value=\"{press}\"")), "no button: {}", check.body);

    fields.push(("intent", &press));
    let fitted = send(&mut browser, "/posts/new", &fields, None).await;
    assert_eq!(fitted.status, StatusCode::OK, "{}", fitted.body);
    let name = format!("version.{channel}.{id}");
    let version = fitted.between(&format!("name=\"{name}\" value=\""), "\"").expect("a version").to_owned();
    assert!(!fitted.body.contains(&format!("value=\"{press}\"")), "it fits now: {}", fitted.body);
    let made = t.media(&owner, version.parse().expect("an id")).await.expect("the version");
    assert_eq!((made.mime.as_str(), made.height, made.original_id), ("image/jpeg", 600, Some(media.id)));
    assert!((1140..=1152).contains(&made.width), "1.91 to 1: {}", made.width);

    fields.retain(|(name, _)| *name != "intent");
    fields.push((&name, &version));
    let saved = send(&mut browser, "/posts/new", &fields, None).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let again = browser.get(&format!("{}/edit", saved.location())).await;
    assert!(again.body.contains(&format!("name=\"{name}\" value=\"{version}\"")), "kept: {}", again.body);

    for used in [&id, &version] {
        let page = browser.get(&format!("/media/{used}")).await;
        assert!(page.body.contains("A shelf of tea"), "{used} tells where it is used: {}", page.body);
        let stays = browser.post_form(&format!("/media/{used}/delete"), &[]).await;
        assert!(stays.location().ends_with("#uses"), "{}", stays.location());
    }
    let mut api = t.api_client(&owner, &[View, WritePosts]).await;
    let stays = api.api(Method::DELETE, &format!("/api/v1/media/{id}"), None).await;
    assert_eq!((stays.status, &stays.json()["code"]), (StatusCode::CONFLICT, &json!("media_in_use")));
    let twice = api
        .api(Method::POST, &format!("/api/v1/media/{id}/versions"), Some(json!({"channel_id": channel})))
        .await;
    assert_eq!(twice.json()["id"], json!(version), "the same cut is the same version: {}", twice.body);

    let foreign = t.new_brand(&owner, "Other").await;
    let other =
        t.upload_media(&owner, foreign, "o.png", "", picture(900, 600)).await.expect("kept").id.to_string();
    let last = fields.len() - 1;
    fields[last].1 = &other;
    let refused = send(&mut browser, "/posts/new", &fields, None).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "no file of another brand");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_whose_rights_have_ended_is_refused() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let (channel, brand) = channel_of(&t, &owner, "mastodon").await;
    let channel_id: ChannelId = channel.parse().expect("an id");
    let media = t
        .upload_media(&owner, brand.parse().expect("an id"), "cup.png", "A cup", picture(300, 300))
        .await
        .expect("kept");
    let id: MediaId = media.id;
    let until = app::zone::day(START + 2 * DAY, &owner.zone).to_string();
    let told = app::media::EditMedia {
        file_name: "cup.png".into(),
        rights_until: until,
        focus: (50, 50),
        ..app::media::EditMedia::default()
    };
    t.edit_media(&owner, id, &told).await.expect("edited");
    let post = app::posts::SavePost {
        brand_id: Some(brand.parse().expect("an id")),
        text: "Tea".into(),
        variants: vec![(channel_id, None.into())],
        media: vec![(id, String::new())],
        ..app::posts::SavePost::default()
    };
    let post = t.save_post(&owner, post).await.expect("saved");
    let at = |at: i64| SchedulePost { channels: vec![], when: When::At(at) };
    let refused = t.schedule_post(&owner, post.id, &at(START + 4 * DAY)).await.expect_err("too late for it");
    assert!(format!("{refused:?}").contains("post_rights_ended"), "{refused:?}");
    t.schedule_post(&owner, post.id, &at(START + DAY)).await.expect("still allowed then");

    t.clock.advance(4 * DAY);
    let draft = app::posts::DraftContent {
        brand_id: Some(brand.parse().expect("an id")),
        text: "Tea".into(),
        variants: vec![(channel_id, None.into())],
        media: vec![(id, String::new())],
    };
    let checks = t.check_draft(&owner, &draft).await.expect("checked");
    assert!(checks[0].is_refused() && format!("{checks:?}").contains("RightsEnded"), "{checks:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_chosen_from_the_library_without_scripts() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let (_, brand) = channel_of(&t, &owner, "mastodon").await;
    let brand_id = brand.parse().expect("an id");
    let media = t.upload_media(&owner, brand_id, "cup.png", "A cup", picture(300, 300)).await.expect("kept");
    let id = media.id.to_string();
    let mut browser = t.client_as(&owner).await;
    let offered = browser.get(&format!("/media/choose?brand={brand}&q=cup")).await;
    assert!(offered.body.contains(&format!("value=\"{id}\" form=\"composer\"")), "{}", offered.body);
    let asked = [("brand_id", brand.as_str()), ("text", "Tea"), ("intent", "library")];
    let shown = send(&mut browser, "/posts/new", &asked, None).await;
    assert!(shown.body.contains(&format!("value=\"{id}\" form=\"composer\"")), "{}", shown.body);
    let taken = [
        ("brand_id", brand.as_str()),
        ("text", "Tea"),
        ("media", &id),
        ("media", &id),
        ("intent", "refresh"),
    ];
    let shown = send(&mut browser, "/posts/new", &taken, None).await;
    assert_eq!(shown.body.matches(&format!("name=\"alt.{id}\"")).count(), 1, "once: {}", shown.body);
    assert!(shown.body.contains("A cup</textarea>"), "with its description: {}", shown.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_not_cut() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let brand = t.brand(&owner).await.to_string();
    let mut api = t.api_client(&owner, &[View, WritePosts]).await;
    let kind = [("content-type", "application/octet-stream")];
    let path = format!("/api/v1/media?brand_id={brand}&file_name=paper.pdf");
    let bytes = b"%PDF-1.7\n1 0 obj\n%%EOF\n".to_vec();
    let paper = api.send(Method::POST, &path, &kind, Body::from(bytes)).await.json();
    let id = paper["id"].as_str().expect("an id");
    let mut browser = t.client_as(&owner).await;
    let fields = [("shape", "1:1"), ("x", "0"), ("y", "0"), ("width", "50"), ("height", "50")];
    let reply = browser.post_form(&format!("/media/{id}/crop"), &fields).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.body);
    assert!(reply.body.contains("paper.pdf"), "{}", reply.body);
}
