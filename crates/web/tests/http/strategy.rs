//! Goals, campaigns, cost lines and the trace over HTTP: the API's whole way, and the pages that show it.

use app::Permission::{ManageBudget, ManageCampaigns, ManageGoals, View, ViewMoney};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::{Client, TestApp};

async fn made(api: &mut Client, path: &str, input: Value) -> Value {
    let reply = api.api(Method::POST, path, Some(input)).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{path}: {}", reply.body);
    reply.json()
}

fn id(resource: &Value) -> String {
    resource["id"].as_str().expect("an id").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_from_goal_to_trace_by_api() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let brand = t.brand(&owner).await.to_string();
    let mut api = t.api_client(&owner, &[View, ViewMoney, ManageGoals, ManageCampaigns, ManageBudget]).await;

    let empty = api.api(Method::POST, "/api/v1/goals", Some(json!({}))).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        empty.json()["errors"].as_array().map(Vec::len),
        Some(9),
        "all faults at once: {}",
        empty.body
    );

    let input = json!({
        "brand_id": brand, "name": "Sell the summer tea", "funnel_stage": "conversion", "metric": "revenue",
        "baseline": 0, "target": 1_400_000, "starts_on": "2026-06-01", "due_on": "2026-06-30",
        "owner_id": owner.user_id.expect("a person"),
    });
    let goal = made(&mut api, "/api/v1/goals", input.clone()).await;
    assert_eq!((&goal["unit"], &goal["measured"]["unknown"]), (&json!("EUR"), &json!("no_campaign")));
    assert_eq!(goal["measured"]["value"], Value::Null);
    let goal = id(&goal);
    let mut changed = input;
    changed["target"] = json!("15.000,50");
    let changed = api.api(Method::PUT, &format!("/api/v1/goals/{goal}"), Some(changed)).await;
    assert_eq!(changed.json()["target"], json!(1_500_050), "{}", changed.body);

    let campaign = made(
        &mut api,
        "/api/v1/campaigns",
        json!({ "brand_id": brand, "name": "Summer tea", "goal_ids": [goal], "starts_on": "2026-06-01",
                "ends_on": "2026-06-30", "budget_minor": 400_000 }),
    )
    .await;
    assert_eq!((&campaign["utm_name"], &campaign["clicks"]), (&json!("summer-tea"), &Value::Null));
    let campaign = id(&campaign);

    let line = json!({ "subject_id": campaign, "kind": "hours", "minutes": 90, "rate_minor": 6000,
                       "incurred_on": "2026-06-10" });
    let line = made(&mut api, "/api/v1/cost-lines", line).await;
    assert_eq!(line["amount_minor"], 9_000);
    let line = format!("/api/v1/cost-lines/{}", id(&line));
    assert_eq!(api.api(Method::DELETE, &line, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.api(Method::GET, &line, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(api.api(Method::POST, &format!("{line}/restore"), None).await.status, StatusCode::OK);
    let dollars = json!({ "subject_id": campaign, "kind": "media", "amount_minor": 5, "currency": "USD",
                          "incurred_on": "2026-06-10" });
    let refused = api.api(Method::POST, "/api/v1/cost-lines", Some(dollars)).await;
    assert_eq!(refused.json()["errors"][0]["code"], "not_workspace_currency");

    let shown = api.api(Method::GET, &format!("/api/v1/campaigns/{campaign}"), None).await.json();
    assert_eq!(shown["money"]["cost_minor"], 9_000);
    let trace = api.api(Method::GET, &format!("/api/v1/trace/{goal}"), None).await.json();
    assert_eq!(trace["subject"]["below"][0]["id"], json!(campaign));
    let up = api.api(Method::GET, &format!("/api/v1/trace/{campaign}"), None).await.json();
    assert_eq!(up["above"][0]["id"], json!(goal));
    let nothing = api.api(Method::GET, "/api/v1/trace/nonsense", None).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);

    let page = api.api(Method::GET, "/api/v1/goals?limit=1", None).await.json();
    assert_eq!((page["items"].as_array().map(Vec::len), &page["next_cursor"]), (Some(1), &Value::Null));
    let archived = api.api(Method::POST, &format!("/api/v1/goals/{goal}/archive"), None).await.json();
    assert!(archived["archived_at"].is_string());
    let orphans = api.api(Method::GET, "/api/v1/orphans", None).await.json();
    assert_eq!(orphans["campaign_ids"], json!([campaign]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_lead_from_goal_to_cost() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let brand = t.brand(&owner).await.to_string();
    let user = owner.user_id.expect("a person").to_string();
    let mut browser = t.client_as(&owner).await;
    let home = browser.get("/").await;
    assert!(home.body.contains("/goals/new") && home.body.contains("is-next"), "the first step is offered");

    let half = browser.post_form("/goals/new", &[("name", "Half a goal"), ("target", "many")]).await;
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(half.body.contains("value=\"many\""), "what was typed stays");
    let whole = [
        ("brand_id", brand.as_str()),
        ("name", "Sell <b>tea</b>"),
        ("funnel_stage", "conversion"),
        ("metric", "revenue"),
        ("baseline", "0"),
        ("target", "1,400.50"),
        ("starts_on", "2026-06-01"),
        ("due_on", "2026-06-30"),
        ("owner_id", user.as_str()),
    ];
    let set = browser.post_form("/goals/new", &whole).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.body);
    let goal = set.location().trim_start_matches("/goals/").to_owned();
    let page = browser.get(&format!("/goals/{goal}")).await;
    assert!(page.body.contains("€1,400.50") && !page.body.contains("<b>tea</b>"));

    let opened = browser
        .post_form(
            "/campaigns/new",
            &[
                ("brand_id", brand.as_str()),
                ("name", "Summer"),
                ("goal_ids", goal.as_str()),
                ("starts_on", "2026-06-01"),
                ("ends_on", "2026-06-30"),
                ("budget", "400"),
            ],
        )
        .await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
    let campaign = opened.location().trim_start_matches("/campaigns/").to_owned();
    let cost = [
        ("subject_id", campaign.as_str()),
        ("fixed", "1"),
        ("kind", "media"),
        ("amount", "100"),
        ("incurred_on", "2026-06-10"),
    ];
    let cost = browser.post_form("/budget/new", &cost).await;
    assert_eq!(cost.location(), format!("/campaigns/{campaign}"));
    for path in [
        format!("/campaigns/{campaign}"),
        format!("/trace/{campaign}"),
        format!("/trace/{goal}"),
        "/budget".to_owned(),
        "/orphans".to_owned(),
        "/trace".to_owned(),
        "/".to_owned(),
    ] {
        let page = browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
    }
    let trace = browser.get(&format!("/trace/{campaign}")).await;
    assert!(trace.body.contains("data-number=\"cost\" data-value=\"10000\""), "the cost stands in the trace");
    let above = browser.get(&format!("/trace/{goal}")).await;
    assert!(
        above.body.contains("<li class=\"branch branch-campaign\">"),
        "the branches are markup, not text"
    );
    let found = browser.get(&format!("/trace?id=http://127.0.0.1/goals/{goal}")).await;
    assert_eq!(found.location(), format!("/trace/{goal}"));
    let unknown = browser.get("/trace?id=nonsense").await;
    assert!(unknown.body.contains("aria-invalid=\"true\""));
}
