//! Set-up, sign-in, invitations, resets, settings: as a browser does them.

use app::{Role, accounts::SESSION_LIFE};
use axum::http::StatusCode;
use testkit::{Client, PASSWORD, TestApp};

const SETUP: &[(&str, &str)] = &[
    ("name", "Owner"),
    ("email", "owner@kranich.example"),
    ("password", PASSWORD),
    ("workspace_name", "Kranich Studio"),
    ("brand_name", "Kranich Tea"),
    ("zone", "Europe/Berlin"),
    ("currency", "EUR"),
];

fn link(body: &str, mark: &str) -> String {
    let start = body.find(mark).expect("a link on the page");
    let rest = &body[start..];
    rest[..rest.find(['<', '"']).expect("its end")].to_owned()
}

async fn sign_in(client: &mut Client, email: &str, password: &str) -> testkit::Reply {
    client
        .post_form("/sign-in", &[("email", email), ("password", password), ("next", "/settings/profile")])
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_run_makes_the_owner_and_signs_them_in() {
    let t = TestApp::new().await;
    let mut browser = t.client();
    assert_eq!(browser.get("/settings/profile").await.location(), "/sign-in?next=%2Fsettings%2Fprofile");
    assert_eq!(browser.get("/sign-in").await.location(), "/setup");
    let page = browser.get("/setup").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.header("content-security-policy").contains("default-src 'self'"));

    let faulty: Vec<(&str, &str)> = SETUP
        .iter()
        .map(|(name, value)| (*name, if *name == "password" { "hunter2" } else { *value }))
        .collect();
    let told = browser.post_form("/setup", &faulty).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.body.contains("owner@kranich.example"), "what was typed stays");
    assert!(!told.body.contains("hunter2"), "but for the password");

    let done = browser.post_form("/setup", SETUP).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/"));
    let cookie = done.header("set-cookie").to_owned();
    let all: Vec<&str> = done.headers.get_all("set-cookie").iter().filter_map(|v| v.to_str().ok()).collect();
    assert!(
        all.iter().any(|line| line.starts_with("tandem_session=") && line.contains("HttpOnly; SameSite=Lax")),
        "{cookie}"
    );
    let profile = browser.get("/settings/profile").await;
    assert_eq!(profile.status, StatusCode::OK, "{}", profile.body);
    assert!(profile.header("cache-control").contains("no-store"));
    assert_eq!(browser.get("/setup").await.location(), "/sign-in");
    let late = t.client().post_form("/setup", SETUP).await;
    assert_eq!(late.location(), "/sign-in");
}

#[tokio::test(flavor = "multi_thread")]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let t = TestApp::with(testkit::Engine::Sqlite, vec![], |settings| {
        settings.public_url = "https://tandem.example".to_owned();
    })
    .await;
    let done = t.client().post_form("/setup", SETUP).await;
    let all: Vec<&str> = done.headers.get_all("set-cookie").iter().filter_map(|v| v.to_str().ok()).collect();
    assert!(
        all.iter().any(|line| line.starts_with("__Host-tandem_session=") && line.ends_with("; Secure")),
        "{all:?}"
    );
    assert!(done.header("strict-transport-security").contains("max-age"));
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_rotates_slides_and_ends() {
    let t = TestApp::new().await;
    t.owner().await;
    let mut browser = t.client();
    let wrong = sign_in(&mut browser, "owner@kranich.example", "wrong").await;
    let unknown = sign_in(&mut browser, "nobody@kranich.example", "wrong").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        wrong.body.replace("owner@", "x@").len(),
        unknown.body.replace("nobody@", "x@").len(),
        "the two are told alike"
    );
    let done = sign_in(&mut browser, "owner@kranich.example", PASSWORD).await;
    assert_eq!(done.location(), "/settings/profile");
    let before = browser.cookie("tandem_session").expect("a session").to_owned();
    sign_in(&mut browser, "owner@kranich.example", PASSWORD).await;
    let mut thief = t.client();
    thief.set_cookie("tandem_session", &before);
    assert_eq!(thief.get("/settings/profile").await.status, StatusCode::SEE_OTHER, "the old token is dead");

    let away = browser
        .post_form(
            "/sign-in",
            &[("email", "owner@kranich.example"), ("password", PASSWORD), ("next", "//evil.example")],
        )
        .await;
    assert_eq!(away.location(), "/", "the way on never leaves the product");
    assert_eq!(browser.get("/sign-in?next=/settings/brands").await.location(), "/settings/brands");

    t.clock.advance(SESSION_LIFE + 1_000);
    assert_eq!(browser.get("/settings/profile").await.status, StatusCode::SEE_OTHER);

    sign_in(&mut browser, "owner@kranich.example", PASSWORD).await;
    assert_eq!(browser.get("/settings/sessions").await.status, StatusCode::OK);
    browser.post_form("/sign-out", &[]).await;
    assert_eq!(browser.cookie("tandem_session"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_down() {
    let t = TestApp::new().await;
    t.owner().await;
    let mut browser = t.client();
    let mut last = StatusCode::OK;
    for _ in 0..7 {
        last = sign_in(&mut browser, "owner@kranich.example", "wrong").await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let limited = sign_in(&mut browser, "owner@kranich.example", PASSWORD).await;
    assert!(limited.header("retry-after").parse::<u64>().is_ok());
    browser.address.set_ip("198.51.100.7".parse().expect("an address"));
    assert_eq!(sign_in(&mut browser, "owner@kranich.example", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_is_refused() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let mut browser = t.client_as(&owner).await;
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ];
    let body = axum::body::Body::from("name=Evil");
    let refused = browser.send(axum::http::Method::POST, "/settings/brands", &headers, body).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(t.brands(&owner, true).await.expect("brands").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_mail_the_owner_hands_the_invitation_over() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let mut browser = t.client_as(&owner).await;
    let fields = [
        ("email", "texts@writer.example"),
        ("role", "community_manager"),
        ("brand_id", ""),
        ("access_ends_on", ""),
    ];
    let page = browser.post_form("/settings/members/invite", &fields).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let url = link(&page.body, "http://127.0.0.1:8080/invitations/");
    let path = url.trim_start_matches("http://127.0.0.1:8080").to_owned();
    assert!(!browser.get("/settings/members").await.body.contains(&path), "it is shown once");

    let mut invited = t.client();
    let shown = invited.get(&path).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert_eq!(shown.header("referrer-policy"), "same-origin");
    let done = invited.post_form(&path, &[("name", "Texts"), ("password", PASSWORD)]).await;
    assert_eq!(done.location(), "/", "{}", done.body);
    assert_eq!(invited.get("/settings/members").await.status, StatusCode::OK);
    assert!(
        !invited.get("/settings/members").await.body.contains("owner@kranich.example"),
        "addresses are for owners"
    );
    assert_eq!(t.client().get(&path).await.status, StatusCode::NOT_FOUND, "it works once");

    let member =
        t.members(&owner).await.expect("members").into_iter().find(|m| m.name == "Texts").expect("a member");
    let told = browser.post_form(&format!("/settings/members/{}/remove", member.id), &[]).await;
    assert_eq!(told.location(), "/settings/members");
    let out = invited.get("/settings/profile").await;
    assert_eq!(out.status, StatusCode::SEE_OTHER, "one click ends the access");
    assert_eq!(invited.get("/sign-in").await.status, StatusCode::OK, "and says so");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_answered_alike_and_reset_once() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let manager = t.actor(Role::CommunityManager).await;
    let mut browser = t.client();
    let known = browser.post_form("/forgot", &[("email", "owner@kranich.example")]).await;
    let unknown = browser.post_form("/forgot", &[("email", "nobody@kranich.example")]).await;
    let plain = |reply: &testkit::Reply| reply.body.replace(reply.header("x-request-id"), "");
    assert_eq!((known.status, plain(&known)), (unknown.status, plain(&unknown)));

    let members = t.members(&owner).await.expect("members");
    let id = members.iter().find(|member| Some(member.user_id) == manager.user_id).expect("a member").id;
    let page = t.client_as(&owner).await.post_form(&format!("/settings/members/{id}/reset-link"), &[]).await;
    let path = link(&page.body, "http://127.0.0.1:8080/reset/").replace("http://127.0.0.1:8080", "");
    let mut theirs = t.client_as(&manager).await;
    assert_eq!(browser.get(&path).await.status, StatusCode::OK);
    let done = browser.post_form(&path, &[("password", "seven wet otters swim")]).await;
    assert_eq!(done.location(), "/sign-in");
    assert_eq!(
        browser.post_form(&path, &[("password", "seven wet otters swim")]).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(theirs.get("/settings/profile").await.status, StatusCode::SEE_OTHER, "every session ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_switches_workspace_and_brand() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let mut browser = t.client_as(&owner).await;
    let made = browser
        .post_form(
            "/settings/workspace/new",
            &[
                ("workspace_name", "Second Harbour"),
                ("brand_name", "Harbour Boats"),
                ("zone", "Europe/Madrid"),
                ("currency", "USD"),
            ],
        )
        .await;
    assert_eq!(made.location(), "/", "{}", made.body);
    let page = browser.get("/settings/profile").await;
    assert!(page.body.contains("Second Harbour") && page.body.contains("Kranich Studio"));
    let back = browser.post_form("/workspace", &[("workspace_id", &owner.workspace_id.to_string())]).await;
    assert_eq!(back.location(), "/");
    let foreign = t.second_workspace().await;
    let refused =
        browser.post_form("/workspace", &[("workspace_id", &foreign.workspace_id.to_string())]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);

    let brand = t.new_brand(&owner, "Kranich Coffee").await.to_string();
    browser.post_form("/brand", &[("brand", &brand), ("back", "/settings/brands")]).await;
    assert_eq!(browser.cookie("tandem_brand"), Some(brand.as_str()));
    let foreign = t.brand(&foreign).await.to_string();
    assert_eq!(browser.post_form("/brand", &[("brand", &foreign)]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_changed_and_faults_stand_beside_the_fields() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let mut browser = t.client_as(&owner).await;
    let profile =
        [("name", "Head of social"), ("language", "de"), ("theme", "dark"), ("zone", "America/Lima")];
    assert_eq!(browser.post_form("/settings/profile", &profile).await.location(), "/settings/profile");
    let page = browser.get("/settings/profile").await;
    assert!(page.body.contains("lang=\"de\"") && page.body.contains("Dein Profil"), "in the language chosen");
    let faulty = browser.post_form("/settings/profile", &[("name", ""), ("zone", "Mars/Olympus")]).await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);

    let workspace =
        [("name", "Kranich"), ("zone", "Europe/Berlin"), ("currency", "EUR"), ("hour_rate", "62,50")];
    assert_eq!(browser.post_form("/settings/workspace", &workspace).await.location(), "/settings/workspace");
    assert_eq!(t.workspace(&owner).await.expect("workspace").hour_rate_minor, 6_250);

    let password = [("current", PASSWORD), ("new", "seven wet otters swim")];
    assert_eq!(browser.post_form("/settings/password", &password).await.location(), "/settings/profile");
    assert_eq!(browser.get("/settings/profile").await.status, StatusCode::OK, "the new session holds");

    let token = browser
        .post_form("/settings/tokens", &[("name", "Shop"), ("scopes", "view"), ("scopes", "publish")])
        .await;
    assert!(link(&token.body, "tandem_").len() > 40);
    assert!(!browser.get("/settings/tokens").await.body.contains(&link(&token.body, "tandem_")));
    let log = browser.get("/settings/audit?action=create_token").await;
    assert!(log.body.contains("API-Schlüssel angelegt"), "{}", log.body);
    assert_eq!(browser.get("/settings/audit?cursor=%%%").await.status, StatusCode::UNPROCESSABLE_ENTITY);

    for path in [
        "/settings",
        "/settings/members",
        "/settings/brands",
        "/settings/workspace",
        "/settings/tokens",
        "/settings/audit",
    ] {
        let page = browser.get(path).await;
        assert!(page.status.is_success() || page.status.is_redirection(), "{path}: {}", page.status);
        assert!(!page.body.contains("error-"), "{path} shows a key");
    }
    let brand = t.brand(&owner).await;
    let page = browser.get(&format!("/settings/brands/{brand}")).await;
    assert!(page.body.contains("/t.js"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_owner_is_told_why_they_stay() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let mut browser = t.client_as(&owner).await;
    let id = t.members(&owner).await.expect("members")[0].id;
    let told = browser.post_form(&format!("/settings/members/{id}"), &[("role", "analyst")]).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.body.contains("A workspace needs an owner"));
    let told = browser.post_form(&format!("/settings/members/{id}/remove"), &[]).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
}
