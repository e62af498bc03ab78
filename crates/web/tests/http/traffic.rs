//! Short links, the tracker, its events, and the pages and API of what came of them.

use app::Permission::{ManageLeads, View, ViewMoney, WriteConversions};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::{Client, Reply, TestApp, db_test};

const PERSON: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";

async fn follow(client: &mut Client, method: Method, slug: &str, user_agent: &str) -> Reply {
    client.send(method, &format!("/l/{slug}"), &[("user-agent", user_agent)], "".into()).await
}

async fn collect(client: &mut Client, body: &Value) -> Reply {
    let headers =
        [("user-agent", PERSON), ("content-type", "text/plain"), ("origin", "https://shop.example")];
    client.send(Method::POST, "/collect", &headers, body.to_string().into()).await
}

fn codes(reply: &Reply) -> Vec<(String, String)> {
    let errors = reply.json()["errors"].as_array().cloned().unwrap_or_default();
    let word = |error: &Value, name: &str| error[name].as_str().unwrap_or_default().to_owned();
    errors.iter().map(|error| (word(error, "field"), word(error, "code"))).collect()
}

db_test! {
    async fn a_short_link_leads_on_and_counts(t: TestApp) {
        let owner = t.owner().await;
        let brand = t.brand(&owner).await;
        let (slug, link_id) = t.short_link(&owner, brand, "https://shop.example/tea#top").await;
        let mut client = t.client();
        let reply = follow(&mut client, Method::GET, &slug, PERSON).await;
        assert_eq!(reply.status, StatusCode::FOUND);
        assert_eq!(reply.header("cache-control"), "no-store");
        assert!(reply.location().starts_with("https://shop.example/tea?utm_source=mastodon"), "{}", reply.location());
        assert!(reply.location().contains("&tdm=click_") && reply.location().ends_with("#top"));
        assert_eq!(follow(&mut client, Method::HEAD, &slug, PERSON).await.status, StatusCode::FOUND);
        assert_eq!(follow(&mut client, Method::GET, &slug, "Twitterbot/1.0").await.status, StatusCode::FOUND);
        for nowhere in ["0000000", "short", "..%2f..%2fetc", "%00%00%00%00%00%00%00", "abc%0d%0ax"] {
            let reply = follow(&mut client, Method::GET, nowhere, PERSON).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{nowhere}");
            assert!(reply.body.contains("<html"), "{nowhere} has a page");
        }
        assert_eq!(follow(&mut client, Method::POST, &slug, PERSON).await.status, StatusCode::METHOD_NOT_ALLOWED);
        t.finish_traffic().await;

        let mut api = t.api_client(&owner, &[View]).await;
        let link = api.api(Method::GET, &format!("/api/v1/links/{link_id}"), None).await.json();
        assert_eq!((&link["clicks"], &link["crawler_clicks"], &link["value"]), (&json!(1), &json!(2), &Value::Null));
        let counts = api.api(Method::GET, &format!("/api/v1/clicks?link_id={link_id}"), None).await.json();
        assert_eq!((&counts["clicks"], &counts["crawler_clicks"]), (&json!(1), &json!(2)));
        assert_eq!(counts["devices"], json!([{ "name": "desktop", "clicks": 1 }]));
        let wrong = api.api(Method::GET, "/api/v1/clicks?link_id=x&from=yesterday", None).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(codes(&wrong).len(), 2);

        let mut browser = t.client_as(&owner).await;
        let page = browser.get("/links?q=TEA").await;
        assert!(page.body.contains(&slug), "{}", page.body);
        let page = browser.get(&format!("/links/{link_id}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!browser.get("/links?q=nothing").await.body.contains(&slug));
    }

    async fn an_event_is_answered_when_it_is_stored(t: TestApp) {
        let owner = t.owner().await;
        let brand = t.brand(&owner).await;
        let (slug, link_id) = t.short_link(&owner, brand, "https://shop.example/tea").await;
        let site = t.site_key(&owner).await;
        let mut client = t.client();
        let landing = follow(&mut client, Method::GET, &slug, PERSON).await.location().to_owned();
        let visit = json!({ "site": site, "kind": "visit", "url": landing, "referrer": "https://social.example/@a" });
        let reply = collect(&mut client, &visit).await;
        assert_eq!((reply.status, reply.header("access-control-allow-origin")), (StatusCode::NO_CONTENT, "*"));
        let order = json!({ "site": site, "kind": "conversion", "name": "order", "order_id": "A-1042",
                            "value": "49.90", "currency": "EUR" });
        let first = collect(&mut client, &order).await;
        assert_eq!((first.status, first.json()["duplicate"].as_bool()), (StatusCode::ACCEPTED, Some(false)));
        let again = collect(&mut client, &order).await;
        assert_eq!((again.status, again.json()["duplicate"].as_bool()), (StatusCode::OK, Some(true)));
        assert_eq!(first.json()["id"], again.json()["id"]);

        let mut api = t.api_client(&owner, &[View, ViewMoney, WriteConversions]).await;
        let id = first.json()["id"].as_str().expect("an id").to_owned();
        let stored = api.api(Method::GET, &format!("/api/v1/conversions/{id}"), None).await.json();
        assert_eq!((&stored["value"], &stored["margin"]), (&json!("49.90"), &Value::Null));
        assert_eq!(stored["link_id"], link_id.to_string());
        let visits = api.api(Method::GET, &format!("/api/v1/visits?link_id={link_id}"), None).await.json();
        assert_eq!(visits["items"].as_array().map(Vec::len), Some(1));
        assert!(!visits.to_string().contains("127.0.0.1"), "no address is told");

        let mut new = json!({ "name": "order", "order_id": "A-1042", "value": 49.9 });
        let known = api.api(Method::POST, "/api/v1/conversions", Some(new.clone())).await;
        assert_eq!((known.status, known.json()["duplicate"].as_bool()), (StatusCode::OK, Some(true)));
        new["order_id"] = json!("A-1043");
        new["link_id"] = json!(link_id.to_string());
        let made = api.api(Method::POST, "/api/v1/conversions", Some(new)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let list = api.api(Method::GET, &format!("/api/v1/conversions?link_id={link_id}&limit=1"), None).await.json();
        let cursor = list["next_cursor"].as_str().expect("a second page").to_owned();
        let path = format!("/api/v1/conversions?link_id={link_id}&limit=1&cursor={cursor}");
        assert_eq!(api.api(Method::GET, &path, None).await.json()["next_cursor"], Value::Null);

        let mut browser = t.client_as(&owner).await;
        let page = browser.get("/conversions").await;
        assert!(page.body.contains("A-1042") && page.body.contains("€49.90"), "{}", page.body);
        assert!(browser.get(&format!("/conversions/{id}")).await.body.contains(&format!("/trace/{id}")));
        assert!(browser.get("/settings/tracking").await.body.contains(&site));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_event_is_told_what_is_wrong() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let site = t.site_key(&owner).await;
    let mut client = t.client();
    let nobody =
        collect(&mut client, &json!({ "site": "nobody", "kind": "visit", "url": "https://a.example/" }))
            .await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(nobody.header("content-type"), "application/problem+json");
    assert_eq!(nobody.header("access-control-allow-origin"), "*");
    assert_eq!(codes(&nobody), [("site".into(), "site_unknown".into())]);
    let faulty =
        json!({ "site": site, "kind": "conversion", "name": "", "value": "1,50", "url": "ftp://a.example" });
    let faulty = collect(&mut client, &faulty).await;
    assert_eq!(codes(&faulty), [("url".into(), "url".into()), ("name".into(), "required".into())]);
    for value in ["1,50", "-1", "1e3", "1.005"] {
        let order = json!({ "site": site, "kind": "conversion", "name": "order", "value": value });
        assert_eq!(collect(&mut client, &order).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{value}");
    }
    let mangled = client.send(Method::POST, "/collect", &[("user-agent", PERSON)], "{".into()).await;
    assert_eq!((mangled.status, mangled.json()["code"].as_str()), (StatusCode::BAD_REQUEST, Some("invalid")));
    let large = client.send(Method::POST, "/collect", &[], "x".repeat(9_000).into()).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    let preflight = client.send(Method::OPTIONS, "/collect", &[], "".into()).await;
    assert_eq!(
        (preflight.status, preflight.header("access-control-allow-methods")),
        (StatusCode::NO_CONTENT, "POST")
    );
    let nul = json!({ "site": site, "kind": "conversion", "name": "or\u{0}der", "order_id": "a\u{0}b" });
    assert_eq!(collect(&mut client, &nul).await.status, StatusCode::ACCEPTED);

    // One address may send much, not everything; another is not held back.
    let visit = json!({ "site": site, "kind": "visit", "url": "https://shop.example/" }).to_string();
    let mut refused = 0;
    for _ in 0..900 {
        let reply =
            client.send(Method::POST, "/collect", &[("user-agent", "curl/8")], visit.clone().into()).await;
        refused += usize::from(reply.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(refused > 0);
    client.address.set_ip([10, 1, 1, 1].into());
    let other =
        collect(&mut client, &json!({ "site": site, "kind": "visit", "url": "https://shop.example/" })).await;
    assert_eq!(other.status, StatusCode::NO_CONTENT);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tracker_is_small_and_keeps_nothing() {
    let t = TestApp::new().await;
    let mut client = t.client();
    let script = client.get("/t.js").await;
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    assert!(script.body.len() < 2_048, "{} bytes", script.body.len());
    for forbidden in ["cookie =", "localStorage", "sessionStorage", "indexedDB", "eval("] {
        assert!(!script.body.contains(forbidden), "{forbidden}");
    }
    let etag = script.header("etag").to_owned();
    let again = client.send(Method::GET, "/t.js", &[("if-none-match", &etag)], "".into()).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_is_believed_only_when_it_is_trusted() {
    let visitors = async |trusted: &'static str| {
        let t = TestApp::with(testkit::Engine::Sqlite, Vec::new(), |settings| {
            settings.trusted_proxies = trusted.parse().into_iter().collect();
        })
        .await;
        let owner = t.owner().await;
        let site = t.site_key(&owner).await;
        let mut client = t.client();
        let visit = json!({ "site": site, "kind": "visit", "url": "https://shop.example/" }).to_string();
        for forwarded in ["10.0.0.1", "9.9.9.9, 10.0.0.2", "10.0.0.2:4711"] {
            let headers = [("user-agent", PERSON), ("x-forwarded-for", forwarded)];
            client.send(Method::POST, "/collect", &headers, visit.clone().into()).await;
        }
        let mut api = t.api_client(&owner, &[View]).await;
        let visits = api.api(Method::GET, "/api/v1/visits", None).await.json();
        visits["items"].as_array().map(Vec::len)
    };
    assert_eq!(visitors("127.0.0.0/8").await, Some(2));
    assert_eq!(visitors("192.168.0.0/16").await, Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn leads_by_api_and_by_page() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let brand = t.brand(&owner).await.to_string();
    let mut api = t.api_client(&owner, &[ManageLeads, ViewMoney]).await;
    let faulty = json!({ "name": " ", "stage": "maybe", "value": "lots" });
    let faulty = api.api(Method::POST, "/api/v1/leads", Some(faulty)).await;
    let named = ["brand_id", "stage", "value"].map(str::to_owned);
    assert_eq!(codes(&faulty).into_iter().map(|(field, _)| field).collect::<Vec<_>>(), named);
    let new = json!({ "brand_id": brand, "name": "Café Linde", "value": "1200.00" });
    let made = api.api(Method::POST, "/api/v1/leads", Some(new.clone())).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let path = format!("/api/v1/leads/{}", made.json()["id"].as_str().expect("an id"));
    let mut won = new;
    won["stage"] = json!("won");
    let won = api.api(Method::PUT, &path, Some(won)).await.json();
    let deal = won["conversion_id"].as_str().expect("a deal").to_owned();
    let deal = api.api(Method::GET, &format!("/api/v1/conversions/{deal}"), None).await.json();
    assert_eq!((&deal["source"], &deal["value"]), (&json!("lead"), &json!("1200.00")));
    let list = api.api(Method::GET, "/api/v1/leads?stage=won&q=linde", None).await.json();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(api.api(Method::DELETE, &path, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.api(Method::GET, &path, None).await.status, StatusCode::NOT_FOUND);

    let mut browser = t.client_as(&owner).await;
    let typed = [
        ("brand_id", brand.as_str()),
        ("name", ""),
        ("stage", "new"),
        ("note", "Asks for 40 kg"),
        ("value", "viel"),
    ];
    let reply = browser.post_form("/leads/new", &typed).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.body.contains("Asks for 40 kg") && reply.body.contains("viel"), "nothing typed is lost");
    let typed = [("brand_id", brand.as_str()), ("name", "Hotel Möwe"), ("stage", "new"), ("value", "")];
    assert_eq!(browser.post_form("/leads/new", &typed).await.status, StatusCode::SEE_OTHER);
    let page = browser.get("/leads").await;
    let id = page.between("href=\"/leads/lead_", "\"").map(|id| format!("lead_{id}")).expect("the lead");
    let reply = browser.post_form(&format!("/leads/{id}/stage"), &[("stage", "won")]).await;
    assert_eq!(reply.location(), format!("/leads/{id}"), "a deal needs its value");
    let typed = [("name", "Hotel Möwe"), ("stage", "won"), ("value", "1.250,50")];
    assert_eq!(browser.post_form(&format!("/leads/{id}"), &typed).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get("/conversions").await.body.contains("€1,250.50"));
    assert_eq!(browser.post_form(&format!("/leads/{id}/delete"), &[]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_margin_rate_is_set_on_its_page() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let path = format!("/settings/tracking/{}/margin", t.brand(&owner).await);
    let mut browser = t.client_as(&owner).await;
    let reply = browser.post_form(&path, &[("margin_rate", "150")]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.body.contains("150"));
    assert_eq!(browser.post_form(&path, &[("margin_rate", "25,5")]).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get("/settings/tracking").await.body.contains("25.5"));
    assert_eq!(browser.post_form(&path, &[("margin_rate", "")]).await.status, StatusCode::SEE_OTHER);
    assert!(!browser.get("/settings/tracking").await.body.contains("25.5"));
}
