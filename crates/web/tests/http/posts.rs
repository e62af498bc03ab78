//! The composer offers what a channel's network can do, checks it, keeps it, and the API says the same.

use app::{
    Actor,
    Permission::{View, WritePosts},
};
use axum::http::{Method, StatusCode};
use serde_json::json;
use testkit::{Client, Engine, Reply, TestApp};

/// A channel of `network`, and the brand whose it is.
async fn channel_of(t: &TestApp, owner: &Actor, network: &str) -> (String, String) {
    let things = t.things(owner).await;
    let id = |wanted: &str| {
        let found = things.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, id)| id.clone()).expect("a thing")
    };
    let channel = id("channel_id");
    t.set_network(channel.parse().expect("an id"), network).await;
    (channel, id("brand_id"))
}

async fn send(client: &mut Client, path: &str, fields: &[(&str, &str)]) -> Reply {
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!("--line\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += "--line--\r\n";
    let headers = [("content-type", "multipart/form-data; boundary=line"), ("sec-fetch-site", "same-origin")];
    client.send(Method::POST, path, &headers, body.into()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_network_can_do_is_offered_checked_and_kept() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let (channel, brand) = channel_of(&t, &owner, "linkedin").await;
    let mut browser = t.client_as(&owner).await;

    let new = browser.get(&format!("/posts/new?brand={brand}")).await;
    let place = format!("/posts/new/channels/{channel}");
    assert!(new.body.contains(&format!("hx-get=\"{place}\"")), "its fields come when they are opened");
    let opened = format!("open.{channel}");
    let fields = [("brand_id", brand.as_str()), ("text", "Which tea?"), ("intent", opened.as_str())];
    let by_button = send(&mut browser, "/posts/new", &fields).await;
    assert!(
        by_button.status == StatusCode::OK && by_button.body.contains("Which tea?"),
        "{}",
        by_button.body
    );
    let new = browser.get(&place).await;
    let named = |what: &str| format!("name=\"{what}.{channel}\"");
    for offered in ["link_url", "link_title", "poll", "poll_minutes", "comment", "own"] {
        for shown in [&new, &by_button] {
            assert!(shown.body.contains(&named(offered)), "{offered} is not offered: {}", shown.body);
        }
    }
    let visibility = format!("option.{channel}.visibility");
    assert!(new.body.contains(&format!("name=\"{visibility}\"")), "its own choice");
    assert!(new.body.contains("This channel has no: thread."), "what it lacks is told");

    let (poll, minutes, comment) =
        (format!("poll.{channel}"), format!("poll_minutes.{channel}"), format!("comment.{channel}"));
    let own = format!("own.{channel}");
    let mut fields = vec![
        ("brand_id", brand.as_str()),
        ("text", "Which tea?"),
        ("channel", channel.as_str()),
        (poll.as_str(), "Green"),
        (minutes.as_str(), "4320"),
        (comment.as_str(), "Tell us why."),
        (visibility.as_str(), "CONNECTIONS"),
    ];
    let check = browser.post_form("/posts/check", &fields).await;
    assert!(check.body.contains("A poll of kranich.example has 2 to 4 choices"), "{}", check.body);
    fields[3].1 = "Green\nBlack";
    let check = browser.post_form("/posts/check", &fields).await;
    assert!(!check.body.contains("field-error"), "{}", check.body);
    fields.push((own.as_str(), "One\n---\nTwo, the longer"));
    let check = browser.post_form("/posts/check", &fields).await;
    assert!(check.body.contains("Post 2<") && check.body.contains("15 /"), "{}", check.body);
    assert!(check.body.contains("thread"), "a thread is told not to be possible: {}", check.body);
    fields.pop();

    let link = format!("link_url.{channel}");
    fields.push((link.as_str(), "no address"));
    let refused = send(&mut browser, "/posts/new", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in ["Green\nBlack", "Tell us why.", "value=\"no address\"", "begins with https://"] {
        assert!(refused.body.contains(kept), "{kept} is lost: {}", refused.body);
    }
    fields.pop();

    let saved = send(&mut browser, "/posts/new", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let place = saved.location().to_owned();
    let shown = browser.get(&place).await;
    for told in ["Poll, open for 3 days", "Green\nBlack", "Tell us why.", "Who sees it", "Connections"] {
        assert!(shown.body.contains(told), "{told} is not shown: {}", shown.body);
    }
    let again = browser.get(&format!("{place}/edit")).await;
    for kept in ["Green\nBlack", "value=\"4320\" selected", "Tell us why.", "value=\"CONNECTIONS\" selected"]
    {
        assert!(again.body.contains(kept), "{kept} is not kept: {}", again.body);
    }

    let mut api = t.api_client(&owner, &[View, WritePosts]).await;
    let post = api.api(Method::GET, &format!("/api/v1{place}"), None).await.json();
    let shape = json!({ "poll": { "options": ["Green", "Black"], "minutes": 4320 },
                        "first_comment": "Tell us why.", "options": { "visibility": "CONNECTIONS" } });
    assert_eq!(post["variants"][0]["shape"], shape);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_takes_a_shape() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let (channel, brand) = channel_of(&t, &owner, "linkedin").await;
    let mut api = t.api_client(&owner, &[View, WritePosts]).await;
    let shape = json!({ "placement": "story", "title": "Tea",
                        "link": { "url": "https://kranich.example/", "title": "Tea", "description": "" } });
    let post = |shape| {
        json!({ "brand_id": brand, "text": "Tea",
                "variants": [{ "channel_id": channel, "text": null, "shape": shape }] })
    };
    let made = api.api(Method::POST, "/api/v1/posts", Some(post(shape.clone()))).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert_eq!(made.json()["variants"][0]["shape"], shape);
    // LinkedIn has no stories: in the composer it is seen, can be taken back, and is not lost by saving another thing.
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    let edit = t.client_as(&owner).await.get(&format!("/posts/{id}/edit")).await;
    assert!(edit.body.contains("value=\"story\" selected"), "{}", edit.body);
    let wrong = api.api(Method::POST, "/api/v1/posts", Some(post(json!({ "placement": "moon" })))).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.body);
    assert_eq!(wrong.json()["errors"][0]["field"], "variants");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_was_disconnected_keeps_its_variant() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let (channel, brand) = channel_of(&t, &owner, "mastodon").await;
    let mut browser = t.client_as(&owner).await;
    let own = format!("own.{channel}");
    let fields = [("brand_id", brand.as_str()), ("text", "Tea"), ("channel", &channel), (&own, "Other tea")];
    let saved = send(&mut browser, "/posts/new", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    t.disconnect_channel(&owner, channel.parse().expect("an id")).await.expect("disconnected");
    let form = browser.get(&format!("{}/edit", saved.location())).await;
    let hidden = format!("<input type=\"hidden\" name=\"channel\" value=\"{channel}\">");
    assert!(form.body.contains(&hidden), "{}", form.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_waits_is_moved_from_the_composer() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let (channel, brand) = channel_of(&t, &owner, "mastodon").await;
    let mut browser = t.client_as(&owner).await;
    let at = |days: i64| app::zone::local(t.app.now() + days * 24 * 3_600_000, &owner.zone);
    let (soon, later, past) = (at(1), at(2), at(-1));
    let fields = |text: &'static str, at, intent| {
        [("brand_id", brand.as_str()), ("text", text), ("channel", &channel), ("at", at), ("intent", intent)]
            .map(|(name, value): (&str, &str)| (name.to_owned(), value.to_owned()))
    };
    let mut post = async |path: &str, fields: [(String, String); 5]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        send(&mut browser, path, &fields).await
    };
    let refused = post("/posts/new", fields("20 % off", &past, "schedule")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("saved as a draft"), "{}", refused.body);
    let made = post("/posts/new", fields("20 % off", &soon, "schedule")).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let edit = format!("{}/edit", made.location());
    let moved = post(&edit, fields("25 % off", &later, "schedule")).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.body);
    let id = made.location().trim_start_matches("/posts/").parse().expect("an id");
    let found = t.app.find_post(&owner, id).await.expect("the post");
    assert_eq!(
        (found.post.title.as_str(), found.deliveries.len()),
        ("25 % off", 1),
        "the title follows the text"
    );
    assert_eq!(app::zone::local(found.deliveries[0].scheduled_at, &owner.zone), later);
    let form = browser.get(&edit).await;
    assert!(form.body.contains(&format!("value=\"{later}\"")), "the planned time stands in its field");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_much_text_is_told_and_not_kept() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let (_, brand) = channel_of(&t, &owner, "mastodon").await;
    let mut browser = t.client_as(&owner).await;
    let long = "x".repeat(9 * 1024 * 1024);
    let reply = send(&mut browser, "/posts/new", &[("brand_id", brand.as_str()), ("text", &long)]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.body.contains("The form holds too much text") && reply.body.len() < 1024 * 1024);
}

/// Whether the composer tells that the network cannot fetch the file of a draft, of its own brand and of another.
async fn is_told_of_no_address(t: &TestApp) -> (bool, bool) {
    let owner = t.owner().await;
    let (channel, brand) = channel_of(t, &owner, "instagram").await;
    let mut picture = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(320, 320).write_to(&mut picture, image::ImageFormat::Jpeg).expect("a JPEG");
    let brand_id = brand.parse().expect("an id");
    let media = t.upload_media(&owner, brand_id, "tea.jpg", "", picture.into_inner()).await.expect("kept");
    let draft = app::posts::DraftContent {
        brand_id: Some(brand_id),
        text: "Tea".into(),
        variants: vec![(channel.parse().expect("an id"), None.into())],
        media: vec![(media.id, String::new())],
    };
    let told = |checks: &[app::posts::ChannelCheck]| {
        let mut findings = checks.iter().flat_map(|check| &check.findings);
        findings.any(|finding| finding.fault == app::network::Fault::NoPublicAddress && finding.blocks)
    };
    let own = told(&t.check_draft(&owner, &draft).await.expect("checked"));
    let other = app::posts::DraftContent { brand_id: Some(t.new_brand(&owner, "Other").await), ..draft };
    (own, told(&t.check_draft(&owner, &other).await.expect("checked")))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_cannot_fetch_files_from_here_is_told() {
    let t = TestApp::with_networks().await;
    assert_eq!(is_told_of_no_address(&t).await, (false, false), "allowed for tests");
    let connectors = t.connectors.as_ref().clone();
    let t = TestApp::with(Engine::Sqlite, connectors, |settings| settings.allow_private = false).await;
    assert_eq!(is_told_of_no_address(&t).await, (true, false), "no files of another brand");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_channels_that_take_a_text_alone_are_chosen_at_first() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    for (network, chosen) in [("mastodon", true), ("instagram", false), ("wordpress", false)] {
        let (channel, brand) = channel_of(&t, &owner, network).await;
        let mut browser = t.client_as(&owner).await;
        let ticked = format!("name=\"channel\" value=\"{channel}\" checked");
        let new = browser.get(&format!("/posts/new?brand={brand}")).await;
        assert_eq!(new.body.contains(&ticked), chosen, "{network}");
        let asked = browser.get(&format!("/posts/new?brand={brand}&channels={channel}")).await;
        assert!(asked.body.contains(&ticked), "{network} was asked for");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_stays_when_the_post_is_saved_and_not_scheduled() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let (channel, brand) = channel_of(&t, &owner, "mastodon").await;
    let mut browser = t.client_as(&owner).await;
    let own = format!("own.{channel}");
    // Not ticked: the post has no variant for it.
    let fields = [
        ("brand_id", brand.as_str()),
        ("text", "Tea for all"),
        (own.as_str(), "Tea for the harbour"),
        ("at", "2020-01-01T10:00"),
        ("intent", "schedule"),
    ];
    let refused = send(&mut browser, "/posts/new", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in ["Tea for all", "Tea for the harbour", "2020-01-01T10:00", "name=\"version\" value=\"1\""] {
        assert!(refused.body.contains(kept), "{kept} is lost: {}", refused.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_taken_out_stays_so_until_it_is_saved() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let (_, brand) = channel_of(&t, &owner, "mastodon").await;
    let things = t.things(&owner).await;
    let picture = things.iter().find(|(name, _)| *name == "media_id").map(|(_, id)| id).expect("a picture");
    let mut browser = t.client_as(&owner).await;
    let fields = [
        ("brand_id", brand.as_str()),
        ("text", "Tea"),
        ("media", picture.as_str()),
        ("remove", picture.as_str()),
        ("intent", "refresh"),
    ];
    let shown = send(&mut browser, "/posts/new", &fields).await;
    assert!(shown.body.contains(&format!("name=\"remove\" value=\"{picture}\" checked")), "{}", shown.body);
}
