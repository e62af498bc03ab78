//! The simulated LinkedIn over HTTP.

use reqwest::RequestBuilder;
use serde_json::{Value, json};
use simulator::{AccountSpec, Network};

use crate::world::{World, answer, png, text, world};

struct Page {
    w: World,
    page: String,
    token: String,
}

async fn start() -> Page {
    let w = world().await;
    let member = w.sim.add_account(Network::LinkedIn, &AccountSpec::new("manager", "password", "Manager"));
    let page =
        w.sim.add_account(Network::LinkedIn, &simulator::linkedin::organization("brand", "Brand", "manager"));
    let token = w.sim.issue_token(Network::LinkedIn, &member).unwrap();
    Page { w, page, token }
}

impl Page {
    fn dress(&self, request: RequestBuilder) -> RequestBuilder {
        request
            .bearer_auth(&self.token)
            .header("Linkedin-Version", "202609")
            .header("X-Restli-Protocol-Version", "2.0.0")
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.w.sim.url(Network::LinkedIn))
    }

    fn body(&self, commentary: &str) -> Value {
        json!({
            "author": self.page, "commentary": commentary, "visibility": "PUBLIC", "lifecycleState": "PUBLISHED",
            "distribution": {
                "feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": [],
            },
        })
    }

    /// Status, id and body.
    async fn post(&self, body: &Value) -> (u16, Option<String>, Value) {
        let answer = self.dress(self.w.http.post(self.at("/rest/posts"))).json(body).send().await.unwrap();
        let id = answer.headers().get("x-restli-id").map(|id| id.to_str().unwrap().to_owned());
        (answer.status().as_u16(), id, answer.json().await.unwrap_or(Value::Null))
    }
}

#[tokio::test]
async fn the_version_is_asked_for() {
    let p = start().await;
    let send = async |version: Option<&str>| {
        let request = p.w.http.post(p.at("/rest/posts")).bearer_auth(&p.token).json(&p.body("hi"));
        let request = request.header("X-Restli-Protocol-Version", "2.0.0");
        answer(match version {
            Some(version) => request.header("Linkedin-Version", version),
            None => request,
        })
        .await
    };
    let (status, body) = send(None).await;
    assert_eq!((status, text(&body["code"]).as_str()), (400, "VERSION_MISSING"));
    let (status, body) = send(Some("202001")).await;
    assert_eq!((status, text(&body["code"]).as_str()), (426, "NONEXISTENT_VERSION"));
    assert_eq!(send(Some("202609")).await.0, 201);
}

#[tokio::test]
async fn a_post_has_an_empty_body_and_its_id_in_a_header() {
    let p = start().await;
    let (status, id, body) = p.post(&p.body("New (and cut off)")).await;
    assert_eq!((status, &body), (201, &Value::Null));
    let posts = p.w.sim.posts(Network::LinkedIn, &p.page);
    assert_eq!((posts[0].text.as_str(), &posts[0].id), ("New ", &id.unwrap()));
    let (status, _, body) = p.post(&p.body("New (and cut off)")).await;
    assert_eq!(
        (status, text(&body["errorDetails"]["inputErrors"][0]["code"]).as_str()),
        (422, "DUPLICATE_POST")
    );
    assert!(text(&body["message"]).contains(&posts[0].id));
}

#[tokio::test]
async fn required_and_unknown_fields() {
    let p = start().await;
    for field in ["author", "commentary", "visibility", "distribution", "lifecycleState"] {
        let mut body = p.body("hi");
        body.as_object_mut().unwrap().remove(field);
        assert_eq!(p.post(&body).await.0, 400, "{field}");
    }
    let mut body = p.body("hi");
    body["text"] = json!("hi");
    assert_eq!(p.post(&body).await.0, 403);
    let mut body = p.body("hi");
    body["lifecycleState"] = json!("DRAFT");
    assert_eq!(p.post(&body).await.0, 400);
    assert_eq!(p.post(&p.body(&"x".repeat(3_001))).await.0, 400);
    let mut body = p.body("hi");
    body["author"] = json!("urn:li:organization:1");
    assert_eq!(p.post(&body).await.0, 403, "not a page of this member");
}

#[tokio::test]
async fn a_picture_must_have_come() {
    let p = start().await;
    let begin = json!({ "initializeUploadRequest": { "owner": p.page } });
    let request = p.w.http.post(p.at("/rest/images?action=initializeUpload")).json(&begin);
    let (status, body) = answer(p.dress(request)).await;
    assert_eq!(status, 200, "{body}");
    let (urn, address) = (text(&body["value"]["image"]), text(&body["value"]["uploadUrl"]));
    let mut post = p.body("A picture");
    post["content"] = json!({ "media": { "id": urn, "altText": "tea" } });
    let (status, _, body) = p.post(&post).await;
    assert!(status == 400 && body.to_string().contains("MEDIA_ASSET_WAITING_UPLOAD"), "{body}");
    assert_eq!(answer(p.w.http.put(&address).body(png())).await.0, 401, "the token is needed");
    assert_eq!(answer(p.w.http.put(&address).bearer_auth(&p.token).body(png())).await.0, 201);
    let path = p.at(&format!("/rest/images/{}", urn.replace(':', "%3A")));
    let states = async || text(&answer(p.dress(p.w.http.get(&path))).await.1["status"]);
    assert_eq!((states().await, states().await), ("PROCESSING".to_owned(), "AVAILABLE".to_owned()));
    assert_eq!(p.post(&post).await.0, 201);
    post["content"] = json!({ "media": { "id": urn }, "poll": {} });
    assert_eq!(p.post(&post).await.0, 400);
}

#[tokio::test]
async fn a_post_that_nobody_saw_is_left_out_of_the_counters() {
    let p = start().await;
    let first = p.post(&p.body("Seen")).await.1.unwrap();
    let second = p.post(&p.body("Not seen")).await.1.unwrap();
    assert!(p.w.sim.reader(Network::LinkedIn, 1).like(&first));
    let list = [&first, &second].map(|urn| urn.replace(':', "%3A")).join(",");
    let path = format!(
        "/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={}&shares=List({list})",
        p.page.replace(':', "%3A")
    );
    let (status, body) = answer(p.dress(p.w.http.get(p.at(&path)))).await;
    assert_eq!(status, 200, "{body}");
    let elements = body["elements"].as_array().unwrap();
    assert_eq!((elements.len(), &elements[0]["share"]), (1, &json!(first)));
    assert_eq!(elements[0]["totalShareStatistics"]["likeCount"], 1);
}
