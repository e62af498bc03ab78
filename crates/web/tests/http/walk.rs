//! Every route, walked as a stranger, as a member of another workspace, and as each role: nothing is seen or changed
//! that should not be. The list comes from the router's own declaration and from the API's description, so that a new
//! route cannot be forgotten; one with a new kind of id adds its line to [`Things::id`].

use std::collections::BTreeSet;

use app::{Actor, Permission, Role, members::NewAccess};
use axum::http::{Method, StatusCode};
use serde_json::json;
use testkit::{Client, Reply, TestApp};
use web::{
    api::description,
    route_list::{Route, Who},
    routes::page_list,
};

/// Ids of things that stand in somebody's workspace.
struct Things(Vec<(&'static str, String)>);

impl Things {
    async fn make(t: &TestApp, owner: &Actor) -> Self {
        let brand = t.brand(owner).await;
        let member = t
            .actor_in(
                owner,
                app::members::Access { role: Role::Analyst, brand_id: None, access_ends_at: None },
            )
            .await;
        let members = t.members(owner).await.expect("members");
        let member_id =
            members.iter().find(|each| Some(each.user_id) == member.user_id).expect("a member").id;
        let access = NewAccess { role: Role::Analyst, brand_id: None, access_ends_on: None };
        let email = format!("invited-{}@writer.example", testkit::unique());
        let invitation = t.invite_member(owner, &email, &access).await.expect("invited").id;
        let new = app::api_tokens::NewToken {
            name: "walk".into(),
            scopes: vec![Permission::View],
            expires_on: None,
        };
        let token = t.create_token(owner, &new).await.expect("a token").id;
        let (_, second) = t.sign_in_as(owner.user_id.expect("a person")).await;
        let app::Via::Session(session) = second.via else { panic!("a session") };
        Self(vec![
            ("brand_id", brand.to_string()),
            ("member_id", member_id.to_string()),
            ("invitation_id", invitation.to_string()),
            ("token_id", token.to_string()),
            ("session_id", session.to_string()),
        ])
    }

    /// Fills a route's pattern.
    fn fill(&self, pattern: &str) -> String {
        pattern
            .split('/')
            .map(|part| {
                part.strip_prefix('{')
                    .and_then(|part| part.strip_suffix('}'))
                    .map_or(part.to_owned(), |name| self.id(name))
            })
            .collect::<Vec<_>>()
            .join("/")
    }

    fn id(&self, name: &str) -> String {
        // A link's secret: nobody has one here.
        if name == "token" {
            return "a-link-that-nobody-made".to_owned();
        }
        self.0
            .iter()
            .find(|(known, _)| *known == name)
            .map_or_else(|| panic!("the walk has no {name}: make one in Things::make"), |(_, id)| id.clone())
    }
}

fn has_ids(pattern: &str) -> bool {
    pattern.contains("_id}")
}

async fn ask(client: &mut Client, route: &Route, path: &str) -> Reply {
    if route.method == Method::GET { client.get(path).await } else { client.post_form(path, &[]).await }
}

/// Every row of every table that belongs to a workspace, to see that nothing has changed.
async fn everything(t: &TestApp, owner: &Actor) -> String {
    let page = app::page::PageRequest::first(200);
    let entries = t.audit_entries(owner, &app::audit::AuditFilter::default(), &page).await.expect("audit");
    let entries: Vec<_> =
        entries.items.into_iter().filter(|entry| entry.action != "sign_in").map(|entry| entry.id).collect();
    let brands = t.brands(owner, true).await.expect("brands");
    let members = t.members(owner).await.expect("members");
    let tokens = t.api_tokens(owner).await.expect("tokens");
    let revoked: Vec<_> = tokens.iter().map(|token| token.revoked_at).collect();
    format!("{entries:?} {brands:?} {members:?} {revoked:?}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_is_sent_to_the_sign_in() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let things = Things::make(&t, &owner).await;
    let before = everything(&t, &owner).await;
    for route in page_list() {
        let path = things.fill(route.path);
        let mut stranger = t.client();
        let reply = ask(&mut stranger, &route, &path).await;
        let place = format!("{} {}", route.method, route.path);
        if route.who == Who::Anybody {
            assert!(!reply.status.is_server_error(), "{place}: {}", reply.status);
        } else {
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{place}");
            assert!(reply.location().starts_with("/sign-in"), "{place}: {}", reply.location());
        }
        assert!(!reply.body.contains("Kranich"), "{place} tells a stranger of the workspace");
    }
    assert_eq!(everything(&t, &owner).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_id_is_not_found() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let harbour = t.second_workspace().await;
    let things = Things::make(&t, &owner).await;
    let before = everything(&t, &owner).await;
    let mut routes = 0;
    for route in page_list().into_iter().filter(|route| has_ids(route.path)) {
        let path = things.fill(route.path);
        let mut foreign = t.client_as(&harbour).await;
        let reply = ask(&mut foreign, &route, &path).await;
        let place = format!("{} {}", route.method, route.path);
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{place}: {}", reply.body);
        assert!(!reply.body.contains("Kranich"), "{place}");
        let malformed =
            route.path.split('/').map(|part| if part.ends_with("_id}") { "goal_1" } else { part });
        let malformed: Vec<&str> = malformed.collect();
        let reply = ask(&mut foreign, &route, &malformed.join("/")).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{place} with no id");
        routes += 1;
    }
    assert!(routes > 5);
    assert_eq!(everything(&t, &owner).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_comes_as_far_as_its_permissions() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    for role in Role::ALL {
        let things = Things::make(&t, &owner).await;
        let actor = if *role == Role::Owner { owner.clone() } else { t.actor(*role).await };
        for route in page_list() {
            let Who::May(permission) = route.who else { continue };
            let place = format!("{} {} as {role}", route.method, route.path);
            let path = things.fill(route.path);
            let before = everything(&t, &owner).await;
            let mut browser = t.client_as(&actor).await;
            let reply = ask(&mut browser, &route, &path).await;
            if actor.allows(permission) {
                let refused = matches!(reply.status, StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED);
                assert!(
                    !refused && !reply.status.is_server_error(),
                    "{place}: {}\n{}",
                    reply.status,
                    reply.body
                );
            } else {
                assert_eq!(reply.status, StatusCode::FORBIDDEN, "{place}: {}", reply.location());
                assert_eq!(everything(&t, &owner).await, before, "{place} changed something");
            }
        }
        let mut browser = t.client_as(&actor).await;
        for route in
            page_list().into_iter().filter(|route| route.who == Who::Signed && route.method == Method::GET)
        {
            // Of things that the walk before has used up, that they are gone is an answer too.
            let reply = browser.get(&things.fill(route.path)).await;
            let answered = reply.status.is_success()
                || reply.status.is_redirection()
                || reply.status == StatusCode::NOT_FOUND;
            assert!(answered, "{} as {role}: {}", route.path, reply.status);
            assert!(!reply.location().starts_with("/sign-in"), "{} as {role}", route.path);
        }
    }
}

/// Method, path, scope of each operation of the API.
fn operations() -> Vec<(Method, String, Permission)> {
    let description = serde_json::to_value(description()).expect("a description");
    let mut found = Vec::new();
    for (path, operations) in description["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let scope = operation["security"][0]["bearer"][0].as_str().unwrap_or_default();
            let scope = Permission::parse(scope).unwrap_or_else(|| panic!("{method} {path} names no scope"));
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
            found.push((method, format!("/api/v1{path}"), scope));
        }
    }
    assert!(found.len() > 15);
    found
}

/// A body that no operation accepts: what is asked here is who may come as far as being told so.
fn body(method: &Method) -> Option<serde_json::Value> {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH).then(|| {
        json!({ "name": "", "email": "", "role": "analyst", "zone": "", "currency": "", "hour_rate_minor": 0,
                "scopes": [], "merged": false })
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_asks_for_token_scope_and_workspace() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let harbour = t.second_workspace().await;
    let things = Things::make(&t, &owner).await;
    let before = everything(&t, &owner).await;
    for (method, pattern, scope) in operations() {
        let path = things.fill(&pattern);
        let place = format!("{method} {pattern}");
        let stranger = t.client().api(method.clone(), &path, body(&method)).await;
        assert_eq!(stranger.status, StatusCode::UNAUTHORIZED, "{place}");

        let all_but: Vec<Permission> =
            Permission::ALL.iter().copied().filter(|each| *each != scope).collect();
        let mut without = t.api_client(&harbour, &all_but).await;
        let reply = without.api(method.clone(), &path, body(&method)).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{place} without {scope}: {}", reply.body);

        let mut foreign = t.api_client(&harbour, Permission::ALL).await;
        let reply = foreign.api(method.clone(), &path, body(&method)).await;
        if has_ids(&pattern) {
            let hidden = matches!(reply.status, StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY);
            assert!(hidden, "{place} with a foreign id: {}", reply.body);
        }
        assert!(!reply.body.contains("Kranich"), "{place} tells of another workspace");
    }
    assert_eq!(everything(&t, &owner).await, before);
    for (method, pattern, scope) in operations() {
        let things = Things::make(&t, &owner).await;
        let mut only = t.api_client(&owner, &[scope]).await;
        let reply = only.api(method.clone(), &things.fill(&pattern), body(&method)).await;
        let refused =
            matches!(reply.status, StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED | StatusCode::NOT_FOUND);
        assert!(
            !refused && !reply.status.is_server_error(),
            "{method} {pattern} with {scope} alone: {}",
            reply.body
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_stands_in_the_list_once() {
    let mut seen = BTreeSet::new();
    for route in page_list() {
        assert!(
            seen.insert((route.method.to_string(), route.path)),
            "{} {} stands twice",
            route.method,
            route.path
        );
        assert!(
            route.path.starts_with('/') && !route.path.ends_with('/') || route.path == "/",
            "{}",
            route.path
        );
    }
}
