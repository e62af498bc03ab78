//! `tandem admin`.

use crate::kit::{PASSWORD, Place, stderr, stdout};

#[test]
fn an_owner_a_token_and_a_reset_link_are_made_beside_a_running_server() {
    let place = Place::new();
    let first = place.create_owner("Owner@Kranich.example", "Kranich Studio");
    assert_eq!(first["email"], "owner@kranich.example");
    assert!(first["workspace_id"].as_str().expect("id").starts_with("ws_"));
    assert!(first["password"].as_str().expect("a made password").len() >= 12);

    let mut server = place.serve();
    let _ = server.address();
    let second = place.run_with(
        &[
            "admin",
            "create-owner",
            "--name",
            "Other",
            "--email",
            "other@reiher.example",
            "--workspace",
            "Reiher",
            "--brand",
            "Reiher",
            "--password-stdin",
            "--json",
        ],
        &format!("{PASSWORD}\n"),
    );
    assert!(second.status.success(), "{}", stderr(&second));
    assert!(stdout(&second).contains(r#""password":null"#), "a given password is not repeated");

    let token = place.json(&[
        "admin",
        "create-token",
        "--workspace",
        "Kranich Studio",
        "--name",
        "Report",
        "--scopes",
        "view,view_money",
        "--json",
    ]);
    assert!(token["token"].as_str().expect("token").starts_with("tandem_"));
    assert_eq!(token["workspace_id"], first["workspace_id"]);

    let link = place.json(&["admin", "reset-password", "--email", "owner@kranich.example", "--json"]);
    assert!(link["url"].as_str().expect("link").contains("/reset/"));
}

#[test]
fn errors_say_what_to_do() {
    let place = Place::new();
    let tell = |arguments: &[&str]| {
        let output = place.run(arguments);
        assert!(!output.status.success(), "{arguments:?}");
        stderr(&output)
    };
    assert!(tell(&["admin", "create-token", "--name", "x", "--scopes", "view"]).contains("create-owner"));
    let all = tell(&[
        "admin",
        "create-owner",
        "--name",
        " ",
        "--email",
        "nobody",
        "--workspace",
        "W",
        "--brand",
        "B",
        "--zone",
        "Mars/North",
        "--currency",
        "ZZZ",
    ]);
    for part in ["--name: is missing", "--email: is no mail address", "Europe/Berlin", "ISO 4217"] {
        assert!(all.contains(part), "{part} in {all}");
    }
    place.create_owner("owner@kranich.example", "Kranich Studio");
    let taken = tell(&[
        "admin",
        "create-owner",
        "--name",
        "Owner",
        "--email",
        "owner@kranich.example",
        "--workspace",
        "W",
        "--brand",
        "B",
    ]);
    assert!(taken.contains("--email: has an account already"), "{taken}");
    assert!(tell(&["admin", "create-token", "--name", "x", "--scopes", "fly"]).contains("unknown: fly"));
    let unknown = tell(&["admin", "create-token", "--workspace", "W", "--name", "x", "--scopes", "all"]);
    assert!(unknown.contains("Kranich Studio"), "{unknown}");
    assert!(tell(&["admin", "reset-password", "--email", "x@y.example"]).contains("nobody signs in"));
}
