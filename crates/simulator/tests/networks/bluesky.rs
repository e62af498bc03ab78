//! The simulated Bluesky server over HTTP.

use std::time::Duration;

use crate::world::{APP_PASSWORD, HANDLE, answer, png, record, text, world};
use serde_json::{Value, json};
use simulator::{Counts, Network, SeedPost};

const RKEY: &str = "3lbcd2345efgh";

#[tokio::test]
async fn sessions_rotate_and_run_out() {
    let w = world().await;
    let url = format!("{}/xrpc/com.atproto.server.createSession", w.sim.bluesky_url());
    let (status, body) =
        answer(w.http.post(&url).json(&json!({ "identifier": HANDLE, "password": "no" }))).await;
    assert_eq!((status, text(&body["error"]).as_str()), (401, "AuthenticationRequired"));

    let (access, refresh) = w.sign_in().await;
    let (status, session) = answer(w.xrpc_get("com.atproto.server.getSession", &access)).await;
    assert_eq!((status, text(&session["did"])), (200, w.did.clone()));
    assert_eq!(session["didDoc"]["service"][0]["serviceEndpoint"], json!(w.sim.bluesky_url()));

    let renew = |token: &str| {
        w.http.post(w.sim.bluesky_url() + "/xrpc/com.atproto.server.refreshSession").bearer_auth(token)
    };
    let (status, next) = answer(renew(&refresh)).await;
    assert_eq!(status, 200, "{next}");
    assert_ne!(text(&next["refreshJwt"]), refresh);
    let (status, body) = answer(renew(&refresh)).await;
    assert_eq!((status, text(&body["error"]).as_str()), (400, "ExpiredToken"));

    let (status, body) = answer(w.xrpc_get("com.atproto.server.getSession", "nonsense")).await;
    assert_eq!((status, text(&body["error"]).as_str()), (400, "InvalidToken"));

    w.sim.advance(Duration::from_secs(121 * 60));
    let (status, body) = answer(w.xrpc_get("com.atproto.server.getSession", &access)).await;
    assert_eq!((status, text(&body["error"]).as_str()), (400, "ExpiredToken"));
    assert_eq!(answer(renew(&text(&next["refreshJwt"]))).await.0, 200);
}

#[tokio::test]
async fn the_same_record_put_twice_is_one_post() {
    let w = world().await;
    let (access, _) = w.sign_in().await;
    let (status, first) = answer(w.put(&access, RKEY, &record("Hello"))).await;
    assert_eq!(status, 200, "{first}");
    assert!(first["commit"]["rev"].is_string());
    let (status, second) = answer(w.put(&access, RKEY, &record("Hello"))).await;
    assert_eq!((status, &second["uri"], &second["cid"]), (200, &first["uri"], &first["cid"]));
    assert!(second.get("commit").is_none());
    assert_eq!(w.sim.bluesky_posts(&w.did).len(), 1);

    let swap = |record: Value| {
        let body = json!({
            "repo": w.did, "collection": "app.bsky.feed.post", "rkey": RKEY, "record": record, "swapRecord": null,
        });
        w.xrpc("com.atproto.repo.putRecord", &access, &body)
    };
    assert_eq!(answer(swap(record("Hello"))).await.0, 200);
    let (status, body) = answer(swap(record("Other"))).await;
    assert_eq!((status, text(&body["error"]).as_str()), (400, "InvalidSwap"));

    let create = json!({
        "repo": w.did, "collection": "app.bsky.feed.post", "rkey": RKEY, "record": record("Hello"),
    });
    assert_eq!(answer(w.xrpc("com.atproto.repo.createRecord", &access, &create)).await.0, 500);
    let (status, body) = answer(w.put(&access, "my-post", &record("Hello"))).await;
    assert_eq!((status, text(&body["error"]).as_str()), (400, "InvalidRequest"));

    let query = |rkey: &str| {
        format!("com.atproto.repo.getRecord?repo={}&collection=app.bsky.feed.post&rkey={rkey}", w.did)
    };
    let (status, found) = answer(w.xrpc_get(&query(RKEY), &access)).await;
    assert_eq!((status, &found["cid"]), (200, &first["cid"]));
    let (status, body) = answer(w.xrpc_get(&query("3lbcd2345efgi"), &access)).await;
    assert_eq!((status, text(&body["error"]).as_str()), (400, "RecordNotFound"));
}

#[tokio::test]
async fn limits_of_a_post_are_kept() {
    let w = world().await;
    let (access, _) = w.sign_in().await;
    let refused = async |post: Value| {
        let (status, body) = answer(w.put(&access, RKEY, &post)).await;
        assert_eq!((status, text(&body["error"]).as_str()), (400, "InvalidRequest"), "{body}");
        text(&body["message"])
    };
    assert!(refused(record(&"x".repeat(301))).await.contains("grapheme too big (maximum 300, got 301)"));
    assert!(refused(record(&"👩‍👩‍👧‍👦".repeat(290))).await.contains("maximum 3000"));
    assert!(refused(json!({ "text": "no time" })).await.contains("createdAt"));
    let mut facet = record("ü");
    facet["facets"] = json!([{
        "index": { "byteStart": 0, "byteEnd": 1 },
        "features": [{ "$type": "app.bsky.richtext.facet#link", "uri": "https://example.com" }],
    }]);
    assert!(refused(facet.clone()).await.contains("facets[0]"));
    facet["facets"][0]["index"]["byteEnd"] = json!(2);
    assert_eq!(answer(w.put(&access, RKEY, &facet)).await.0, 200);
    assert_eq!(answer(w.put(&access, "3lbcd2345efgi", &record(&"ö".repeat(300)))).await.0, 200);
}

#[tokio::test]
async fn images_are_uploaded_attached_and_given_back() {
    let w = world().await;
    let (access, _) = w.sign_in().await;
    let upload = |bytes: Vec<u8>| {
        w.http
            .post(w.sim.bluesky_url() + "/xrpc/com.atproto.repo.uploadBlob")
            .bearer_auth(&access)
            .header("content-type", "application/octet-stream")
            .body(bytes)
    };
    let (status, blob) = answer(upload(png())).await;
    assert_eq!((status, text(&blob["blob"]["mimeType"]).as_str()), (200, "image/png"));
    assert_eq!(answer(upload(vec![0; 5 * 1024 * 1024 + 1])).await.0, 413);

    let with = |count: usize| {
        let image = json!({ "image": blob["blob"], "alt": "" });
        let mut post = record("Pictures");
        post["embed"] = json!({ "$type": "app.bsky.embed.images", "images": vec![image; count] });
        post
    };
    assert_eq!(answer(w.put(&access, RKEY, &with(5))).await.0, 400);
    assert_eq!(answer(w.put(&access, RKEY, &with(4))).await.0, 200);
    assert_eq!(w.sim.bluesky_posts(HANDLE)[0].media, 4);
    let cid = text(&blob["blob"]["ref"]["$link"]);
    let got = w.xrpc_get(&format!("com.atproto.sync.getBlob?did={}&cid={cid}", w.did), &access);
    assert_eq!(got.send().await.unwrap().bytes().await.unwrap(), png());
}

#[tokio::test]
async fn reactions_show_in_counts_threads_and_notifications() {
    let w = world().await;
    let (access, _) = w.sign_in().await;
    let (_, put) = answer(w.put(&access, RKEY, &record("Hello"))).await;
    let uri = text(&put["uri"]);
    let (first, second) = (w.sim.reader(Network::Bluesky, 1), w.sim.reader(Network::Bluesky, 2));
    assert!(first.like(&uri) && !first.like(&uri) && second.like(&uri) && second.repost(&uri));
    let reply = first.reply(&uri, "A question").unwrap();
    assert!(second.quote(&uri, "Look").is_some() && first.follow(HANDLE));
    assert!(second.mention(HANDLE, "Hello there").is_some());

    let (_, posts) = answer(w.xrpc_get(&format!("app.bsky.feed.getPosts?uris={uri}"), &access)).await;
    let post = &posts["posts"][0];
    let count = |key: &str| post[key].as_u64().unwrap();
    assert_eq!(
        [count("likeCount"), count("replyCount"), count("repostCount"), count("quoteCount")],
        [2, 1, 1, 1]
    );
    let (_, thread) = answer(w.xrpc_get(&format!("app.bsky.feed.getPostThread?uri={uri}"), &access)).await;
    assert_eq!(thread["thread"]["replies"][0]["post"]["uri"], json!(reply.id));
    let (_, likes) = answer(w.xrpc_get(&format!("app.bsky.feed.getLikes?uri={uri}&limit=1"), &access)).await;
    assert_eq!(likes["likes"][0]["actor"]["handle"], json!("reader-2.test"));
    assert_eq!(likes["cursor"], json!("1"));
    let (_, profile) = answer(w.xrpc_get("app.bsky.actor.getProfile?actor=brand.test", &access)).await;
    assert_eq!((&profile["followersCount"], &profile["postsCount"]), (&json!(1), &json!(1)));

    let list = "app.bsky.notification.listNotifications";
    let (_, notices) = answer(w.xrpc_get(list, &access)).await;
    let reasons: Vec<String> =
        notices["notifications"].as_array().unwrap().iter().map(|notice| text(&notice["reason"])).collect();
    assert_eq!(reasons, ["mention", "follow", "quote", "reply", "repost", "like", "like"]);
    let (_, page) = answer(w.xrpc_get(&format!("{list}?limit=2&reasons=like&reasons=reply"), &access)).await;
    assert_eq!(page["notifications"][0]["record"]["text"], json!("A question"));
    assert_eq!(page["notifications"][0]["reasonSubject"], json!(uri));
    let cursor = text(&page["cursor"]);
    let (_, rest) = answer(w.xrpc_get(&format!("{list}?cursor={cursor}&reasons=like"), &access)).await;
    assert_eq!(rest["notifications"].as_array().unwrap().len(), 1);

    // Our own answer joins the thread; a deleted post is gone.
    let mut own = record("An answer");
    own["reply"] = json!({ "root": { "uri": uri, "cid": put["cid"] }, "parent": { "uri": reply.id, "cid": put["cid"] } });
    assert_eq!(answer(w.put(&access, "3lbcd2345efgi", &own)).await.0, 200);
    let (_, thread) = answer(w.xrpc_get(&format!("app.bsky.feed.getPostThread?uri={uri}"), &access)).await;
    assert_eq!(thread["thread"]["replies"][0]["replies"][0]["post"]["record"]["text"], json!("An answer"));
    let gone = json!({ "repo": w.did, "collection": "app.bsky.feed.post", "rkey": RKEY });
    assert_eq!(answer(w.xrpc("com.atproto.repo.deleteRecord", &access, &gone)).await.0, 200);
    assert_eq!(w.sim.bluesky_posts(HANDLE).len(), 1);
}

#[tokio::test]
async fn history_is_listed_newest_first_with_its_counts() {
    let w = world().await;
    let (access, _) = w.sign_in().await;
    let counts = Counts { likes: 12, replies: 3, reposts: 2, quotes: 1 };
    let mut uris = Vec::new();
    for day in 0..5 {
        let post = SeedPost {
            remote_id: (day == 2).then(|| RKEY.to_owned()),
            text: format!("Day {day}: http://127.0.0.1:1/l/x{day}"),
            created_at: 1_770_000_000_000 + day * 86_400_000,
            counts,
        };
        uris.push(w.sim.seed_post(Network::Bluesky, HANDLE, post).unwrap().id);
    }
    assert!(uris[2].ends_with(RKEY));
    assert!(w.sim.seed_post(Network::Bluesky, "nobody.test", SeedPost::default()).is_err());
    w.sim.set_followers(Network::Bluesky, HANDLE, 1234).unwrap();
    let (_, profile) = answer(w.xrpc_get("app.bsky.actor.getProfile?actor=brand.test", &access)).await;
    assert_eq!(profile["followersCount"], json!(1234));
    let feed = "app.bsky.feed.getAuthorFeed?actor=brand.test&limit=3";
    let (_, first) = answer(w.xrpc_get(feed, &access)).await;
    let got: Vec<String> =
        first["feed"].as_array().unwrap().iter().map(|item| text(&item["post"]["uri"])).collect();
    assert_eq!(got, [uris[4].clone(), uris[3].clone(), uris[2].clone()]);
    assert_eq!(first["feed"][0]["post"]["likeCount"], json!(12));
    let (_, second) = answer(w.xrpc_get(&format!("{feed}&cursor={}", text(&first["cursor"])), &access)).await;
    assert_eq!(second["feed"].as_array().unwrap().len(), 2);
    assert!(second.get("cursor").is_none());
    let (_, records) = answer(w.xrpc_get(
        "com.atproto.repo.listRecords?repo=brand.test&collection=app.bsky.feed.post&limit=2",
        &access,
    ))
    .await;
    assert_eq!(records["records"].as_array().unwrap().len(), 2);
    let page = w.http.get(&w.sim.bluesky_posts(HANDLE)[0].url).send().await.unwrap();
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains("Day 0"));
}

#[tokio::test]
async fn answers_carry_rate_limits_and_sign_ins_are_counted() {
    let w = world().await;
    let (access, _) = w.sign_in().await;
    let first = w.put(&access, RKEY, &record("Hello")).send().await.unwrap();
    assert_eq!(first.headers()["ratelimit-policy"], "3000;w=300");
    assert!(first.headers()["ratelimit-reset"].to_str().unwrap().parse::<i64>().unwrap() > 1_700_000_000);
    let url = format!("{}/xrpc/com.atproto.server.createSession", w.sim.bluesky_url());
    let body = json!({ "identifier": HANDLE, "password": APP_PASSWORD });
    let mut last = 200;
    for _ in 0..30 {
        let answer = w.http.post(&url).json(&body).send().await.unwrap();
        last = answer.status().as_u16();
        if last == 429 {
            assert!(answer.headers().contains_key("retry-after"));
        }
    }
    assert_eq!(last, 429);
    w.sim.enforce_rate_limits(false);
    assert_eq!(answer(w.http.post(&url).json(&body)).await.0, 200);
}
