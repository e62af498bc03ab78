//! The simulated WordPress over HTTP.

use serde_json::{Value, json};
use simulator::{AccountSpec, Network};

use crate::world::{World, answer, png, text, world};

async fn start() -> World {
    let w = world().await;
    w.sim.add_account(Network::WordPress, &AccountSpec::new("brand", "abcd efgh", "Brand"));
    w
}

fn at(w: &World, path: &str) -> String {
    format!("{}/wp-json/wp/v2/{path}", w.sim.url(Network::WordPress))
}

async fn post(w: &World, password: &str, path: &str, body: &Value) -> (u16, Value) {
    answer(w.http.post(at(w, path)).basic_auth("brand", Some(password)).json(body)).await
}

#[tokio::test]
async fn refusals_are_wordpresss_own() {
    let w = start().await;
    for (password, path, body, status, code) in [
        ("wrong", "posts", json!({ "title": "A" }), 401, "rest_cannot_create"),
        ("abcdefgh", "posts", json!({}), 400, "empty_content"),
        ("abcdefgh", "posts", json!({ "title": "A", "status": "gone" }), 400, "rest_invalid_param"),
        ("abcdefgh", "posts", json!({ "title": "A", "featured_media": 9 }), 400, "rest_invalid_param"),
        ("abcdefgh", "posts/999", json!({ "title": "A" }), 404, "rest_post_invalid_id"),
        ("abcdefgh", "nothing", json!({}), 404, "rest_no_route"),
    ] {
        let (told, body) = post(&w, password, path, &body).await;
        assert_eq!(
            (told, text(&body["code"]).as_str(), &body["data"]["status"]),
            (status, code, &json!(status)),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_second_post_with_the_same_slug_gets_a_number() {
    let w = start().await;
    let body = json!({ "title": "A", "slug": "a", "status": "publish" });
    let (status, first) = post(&w, "abcd efgh", "posts", &body).await;
    assert_eq!((status, text(&first["slug"]).as_str()), (201, "a"));
    assert_eq!(text(&post(&w, "abcd efgh", "posts", &body).await.1["slug"]), "a-2");
    let (_, found) = answer(w.http.get(at(&w, "posts?slug=a"))).await;
    assert_eq!(found.as_array().map(Vec::len), Some(1), "{found}");
    // What is not published is for users only.
    assert_eq!(answer(w.http.get(at(&w, "posts?status=draft"))).await.0, 401);
    let delete =
        || w.http.delete(at(&w, &format!("posts/{}", first["id"]))).basic_auth("brand", Some("abcd efgh"));
    assert_eq!(text(&answer(delete()).await.1["status"]), "trash");
    assert_eq!(text(&answer(delete()).await.1["code"]), "rest_already_trashed");
}

#[tokio::test]
async fn files_need_a_name_and_a_kind() {
    let w = start().await;
    let upload = |kind: &'static str, disposition: &'static str| {
        let request = w.http.post(at(&w, "media")).basic_auth("brand", Some("abcd efgh")).body(png());
        answer(request.header("content-type", kind).header("content-disposition", disposition))
    };
    assert_eq!(upload("image/png", "attachment; filename=\"a.png\"").await.0, 201);
    assert_eq!(text(&upload("image/png", "inline").await.1["code"]), "rest_upload_invalid_disposition");
    assert_eq!(
        text(&upload("image/jpeg", "attachment; filename=\"a.jpg\"").await.1["code"]),
        "rest_upload_sideload_error"
    );
}
