//! Every route, walked as a stranger, as a member of another workspace, and as each role: nothing is seen or changed
//! that should not be. The list comes from the router's own declaration and from the API's description, so that a new
//! route cannot be forgotten; one with a new kind of id adds its line to the test kit's `things.rs`.

use std::collections::BTreeSet;

use app::{Actor, Permission, Role, Via, audit::AuditFilter, page::PageRequest};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::{Client, Reply, TestApp, Things};
use web::{
    api::description,
    route_list::{Route, Who},
    routes::page_list,
};

/// Collects what is wrong, so that one run tells all.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn check(&mut self, holds: bool, place: &str, what: &str, reply: &Reply) {
        if !holds {
            let told: String =
                reply.between("<main", "</main>").unwrap_or(&reply.body).chars().take(300).collect();
            self.0.push(format!("{place}: {what}: {} {} {told}", reply.status, reply.location()));
        }
    }
}

impl Drop for Faults {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.0.is_empty(), "{} faults\n{}", self.0.len(), self.0.join("\n"));
        }
    }
}

/// Puts ids into a route's pattern.
fn fill(things: &Things, pattern: &str) -> String {
    let filled = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        None => part.to_owned(),
        // A link's secret: nobody has one here.
        Some("token") => "a-link-that-nobody-made".to_owned(),
        Some("day") => "2026-06-15".to_owned(),
        Some("month") => "2026-06".to_owned(),
        Some(name) => match things.iter().find(|(known, _)| *known == name) {
            Some((_, id)) => id.clone(),
            None => panic!("{pattern}: make a {name} in the test kit's things.rs"),
        },
    };
    pattern.split('/').map(filled).collect::<Vec<_>>().join("/")
}

fn has_ids(pattern: &str) -> bool {
    pattern.contains("id}")
}

/// Asks for a page, or sends a form whose fields hold ids: those of the route's own workspace.
async fn ask(client: &mut Client, route: &Route, things: &Things) -> Reply {
    let path = &fill(things, route.path);
    if route.method == Method::GET {
        return client.get(path).await;
    }
    let fields: Vec<(&str, &str)> = things.iter().map(|(name, id)| (*name, id.as_str())).collect();
    let reply = client.post_form(path, &fields).await;
    if reply.status != StatusCode::UNPROCESSABLE_ENTITY || !reply.body.contains("notice-status") {
        return reply;
    }
    // The form holds files.
    let kind = [("content-type", "multipart/form-data; boundary=walk"), ("sec-fetch-site", "same-origin")];
    let body = "--walk\r\ncontent-disposition: form-data; name=\"none\"\r\n\r\n\r\n--walk--\r\n";
    client.send(Method::POST, path, &kind, body.into()).await
}

/// What stands in the workspace, as its log and its lists tell it.
async fn everything(t: &TestApp, owner: &Actor) -> String {
    let newest = PageRequest::first(200);
    let entries = t.audit_entries(owner, &AuditFilter::default(), &newest).await.expect("audit");
    let acts: Vec<_> =
        entries.items.into_iter().filter(|entry| entry.action != "sign_in").map(|entry| entry.id).collect();
    let brands = t.brands(owner, true).await.expect("brands");
    let members = t.members(owner).await.expect("members");
    let tokens = t.api_tokens(owner).await.expect("tokens");
    let revoked: Vec<_> = tokens.iter().map(|token| token.revoked_at).collect();
    format!("{acts:?} {brands:?} {members:?} {revoked:?}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_is_sent_to_the_sign_in() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let things = t.things(&owner).await;
    let before = everything(&t, &owner).await;
    let mut faults = Faults::default();
    for route in page_list() {
        let place = format!("{} {}", route.method, route.path);
        let reply = ask(&mut t.client(), &route, &things).await;
        if route.who == Who::Anybody {
            faults.check(!reply.status.is_server_error(), &place, "breaks", &reply);
        } else {
            let led = reply.status == StatusCode::SEE_OTHER && reply.location().starts_with("/sign-in");
            faults.check(led, &place, "lets a stranger in", &reply);
        }
        faults.check(!reply.body.contains("Kranich"), &place, "tells a stranger of the workspace", &reply);
    }
    assert_eq!(everything(&t, &owner).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_id_is_not_found() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let harbour = t.second_workspace().await;
    let things = t.things(&owner).await;
    let before = everything(&t, &owner).await;
    let mut faults = Faults::default();
    let mut walked = 0;
    for route in page_list().into_iter().filter(|route| has_ids(route.path)) {
        let place = format!("{} {}", route.method, route.path);
        let mut foreign = t.client_as(&harbour).await;
        let reply = ask(&mut foreign, &route, &things).await;
        faults.check(reply.status == StatusCode::NOT_FOUND, &place, "with a foreign id", &reply);
        faults.check(!reply.body.contains("Kranich"), &place, "tells of another workspace", &reply);
        let malformed: Things = things.iter().map(|(name, _)| (*name, "no-id".to_owned())).collect();
        let reply = ask(&mut foreign, &route, &malformed).await;
        faults.check(reply.status == StatusCode::NOT_FOUND, &place, "with no id", &reply);
        walked += 1;
    }
    assert!(walked > 5);
    assert_eq!(everything(&t, &owner).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_comes_as_far_as_its_permissions() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let mut faults = Faults::default();
    for role in Role::ALL {
        let things = t.things(&owner).await;
        let actor = if *role == Role::Owner { owner.clone() } else { t.actor(*role).await };
        for route in page_list() {
            let place = format!("{} {} as {role}", route.method, route.path);
            let mut browser = t.client_as(&actor).await;
            match route.who {
                Who::May(permission) if !actor.allows(permission) => {
                    let before = everything(&t, &owner).await;
                    let reply = ask(&mut browser, &route, &things).await;
                    // A page that only leads elsewhere shows nothing.
                    let led = route.method == Method::GET && reply.status.is_redirection();
                    faults.check(
                        led || reply.status == StatusCode::FORBIDDEN,
                        &place,
                        "is not refused",
                        &reply,
                    );
                    let same = everything(&t, &owner).await == before;
                    faults.check(same, &place, "changed something", &reply);
                }
                Who::May(_) | Who::Signed => {
                    let reply = ask(&mut browser, &route, &things).await;
                    let refused = matches!(reply.status, StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED);
                    faults.check(!refused, &place, "is refused", &reply);
                    faults.check(!reply.location().starts_with("/sign-in"), &place, "is sent away", &reply);
                    faults.check(!reply.status.is_server_error(), &place, "breaks", &reply);
                }
                Who::Anybody => {}
            }
        }
    }
}

/// One operation of the API.
struct Operation {
    method: Method,
    path: String,
    scopes: Vec<Permission>,
    query: Vec<String>,
    body: Option<Value>,
}

impl Operation {
    /// Path and query with ids put in.
    fn address(&self, things: &Things) -> String {
        let id = |name: &String| things.iter().find(|(known, _)| known == name).map_or("likes", |(_, id)| id);
        let query: Vec<String> = self.query.iter().map(|name| format!("{name}={}", id(name))).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{mark}{}", fill(things, &self.path), query.join("&"))
    }

    fn place(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

fn operations() -> Vec<Operation> {
    let description = serde_json::to_value(description()).expect("a description");
    let mut found = Vec::new();
    for (path, operations) in description["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let words = operation["security"][0]["bearer"].as_array().cloned().unwrap_or_default();
            let scopes: Vec<Permission> =
                words.iter().filter_map(|word| Permission::parse(word.as_str()?)).collect();
            assert!(!scopes.is_empty() && scopes.len() == words.len(), "{method} {path} names {words:?}");
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let asked = parameters.iter().filter(|each| each["in"] == "query" && each["required"] == true);
            let query: Vec<String> =
                asked.filter_map(|each| each["name"].as_str()).map(str::to_owned).collect();
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            found.push(Operation {
                method: Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method"),
                path: format!("/api/v1{path}"),
                scopes,
                query,
                body: (!schema.is_null()).then(|| example(&description, schema)),
            });
        }
    }
    assert!(found.len() > 15);
    found
}

/// The least that a schema lets pass.
fn example(description: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap_or_default();
        return example(description, &description["components"]["schemas"][name]);
    }
    for many in ["allOf", "oneOf", "anyOf"] {
        if let Some(parts) = schema[many].as_array() {
            let mut whole = serde_json::Map::new();
            for part in parts {
                match example(description, part) {
                    Value::Object(fields) => whole.extend(fields),
                    other => return other,
                }
            }
            return Value::Object(whole);
        }
    }
    if let Some(word) = schema["enum"].as_array().and_then(|words| words.first()) {
        return word.clone();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or_default();
    match kind {
        "object" => {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let fields = required.iter().filter_map(Value::as_str);
            let field = |name: &str| (name.to_owned(), example(description, &schema["properties"][name]));
            Value::Object(fields.map(field).collect())
        }
        "array" => json!([]),
        "integer" | "number" => json!(1),
        "boolean" => json!(false),
        "string" => json!("x"),
        _ => Value::Null,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_asks_for_token_scope_and_workspace() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let harbour = t.second_workspace().await;
    let things = t.things(&owner).await;
    let before = everything(&t, &owner).await;
    let mut faults = Faults::default();
    for operation in operations() {
        let (place, path) = (operation.place(), operation.address(&things));
        let ask = async |mut client: Client| {
            client.api(operation.method.clone(), &path, operation.body.clone()).await
        };
        let reply = ask(t.client()).await;
        faults.check(reply.status == StatusCode::UNAUTHORIZED, &place, "lets a stranger in", &reply);

        for scope in &operation.scopes {
            let all_but: Vec<Permission> =
                Permission::ALL.iter().copied().filter(|each| each != scope).collect();
            let reply = ask(t.api_client(&harbour, &all_but).await).await;
            faults.check(reply.status == StatusCode::FORBIDDEN, &place, scope.as_str(), &reply);
        }

        let reply = ask(t.api_client(&harbour, Permission::ALL).await).await;
        let hidden = matches!(reply.status, StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY);
        faults.check(hidden || !has_ids(&operation.path), &place, "with a foreign id", &reply);
        faults.check(!reply.body.contains("Kranich"), &place, "tells of another workspace", &reply);
    }
    assert_eq!(everything(&t, &owner).await, before);
    for operation in operations() {
        let things = t.things(&owner).await;
        let mut only = t.api_client(&owner, &operation.scopes).await;
        let path = operation.address(&things);
        let reply = only.api(operation.method.clone(), &path, operation.body.clone()).await;
        let refused = matches!(reply.status, StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED);
        let place = format!("{} with {:?} alone", operation.place(), operation.scopes);
        faults.check(!refused, &place, "is refused", &reply);
        faults.check(reply.status != StatusCode::INTERNAL_SERVER_ERROR, &place, "breaks", &reply);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_stands_in_the_list_once() {
    let mut seen = BTreeSet::new();
    for route in page_list() {
        let place = format!("{} {}", route.method, route.path);
        assert!(seen.insert(place.clone()), "{place} stands twice");
        assert!(route.path == "/" || route.path.starts_with('/') && !route.path.ends_with('/'), "{place}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_access_opens_nothing() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let access = app::members::Access {
        role: Role::Strategist,
        brand_id: None,
        access_ends_at: Some(testkit::START + 1_000),
    };
    let actor = t.actor_in(&owner, access).await;
    assert!(matches!(actor.via, Via::Session(_)));
    let mut browser = t.client_as(&actor).await;
    t.clock.advance(2_000);
    let things = t.things(&owner).await;
    let mut faults = Faults::default();
    for route in page_list().into_iter().filter(|route| route.who != Who::Anybody) {
        let place = format!("{} {}", route.method, route.path);
        let reply = ask(&mut browser, &route, &things).await;
        faults.check(reply.location().starts_with("/sign-in"), &place, "lets somebody in who is out", &reply);
    }
}
