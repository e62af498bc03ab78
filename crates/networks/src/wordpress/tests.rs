//! The pure parts: slugs, blocks, what a refusal means.

use serde_json::json;

use super::auth::folder;
use super::html::{Placed, blocks, slug};
use super::terms::names;
use super::*;
use crate::{LinkCard, Media, MediaKind};

#[test]
fn a_title_becomes_a_slug() {
    for (title, expected) in [
        ("Spring offer!", "spring-offer"),
        ("Grüße & Größe", "gruesse-groesse"),
        ("¿Qué té?", "que-te"),
        ("  ", ""),
        ("日本", ""),
        ("a--b__c", "a-b-c"),
    ] {
        assert_eq!(slug(title), expected);
    }
    assert!(slug(&"long ".repeat(40)).len() <= 60);
    let content = Content { title: Some("Tea".into()), ..Content::single("x".into(), vec![], None) };
    assert_eq!(publish::prepare(&content, 5, 7), publish::prepare(&content, 9, 7));
    assert_eq!(publish::prepare(&content, 5, 7).0["slug"], "tea-0000000000000007");
    assert_eq!(publish::prepare(&Content::default(), 5, 8).0["slug"], "post-0000000000000008");
}

#[test]
fn a_text_becomes_blocks() {
    let mut content = Content::<Media>::single(
        "Tea & <b>\nmore\n\nhttps://t.example/?a=1&b=2 \"now\"".into(),
        vec![],
        None,
    );
    content.link = Some(LinkCard {
        url: "https://t.example/x".into(),
        title: "A <title>".into(),
        description: String::new(),
    });
    let file = |id: u64, kind, name: &str| Placed {
        id,
        url: format!("https://b.example/{name}"),
        kind,
        alt: "A \"point\"".into(),
        name: name.into(),
    };
    let placed = [
        file(1, MediaKind::Image, "a.png"),
        file(2, MediaKind::Image, "b.png"),
        file(3, MediaKind::Document, "c.pdf"),
    ];
    let html = blocks(&content, &placed);
    let expected = "<!-- wp:paragraph -->\n<p>Tea &amp; &lt;b&gt;<br>more</p>\n<!-- /wp:paragraph -->\n\n\
        <!-- wp:paragraph -->\n<p><a href=\"https://t.example/?a=1&amp;b=2\">https://t.example/?a=1&amp;b=2</a> \
        &quot;now&quot;</p>\n<!-- /wp:paragraph -->\n\n\
        <!-- wp:image {\"id\":2} -->\n<figure class=\"wp-block-image\"><img src=\"https://b.example/b.png\" \
        alt=\"A &quot;point&quot;\" class=\"wp-image-2\"/></figure>\n<!-- /wp:image -->\n\n\
        <!-- wp:file {\"id\":3,\"href\":\"https://b.example/c.pdf\"} -->\n<div class=\"wp-block-file\"><a \
        href=\"https://b.example/c.pdf\">c.pdf</a></div>\n<!-- /wp:file -->\n\n\
        <!-- wp:paragraph -->\n<p><a href=\"https://t.example/x\">A &lt;title&gt;</a></p>\n<!-- /wp:paragraph -->";
    assert_eq!(html, expected);
}

#[test]
fn a_site_may_stand_in_a_folder() {
    for (typed, expected) in [
        ("blog.example", ""),
        ("https://blog.example/", ""),
        ("https://example.org/blog/", "/blog"),
        ("example.org/blog/wp-json/", "/blog"),
        ("https://example.org/wp-admin/profile.php", ""),
    ] {
        assert_eq!(folder(typed), expected, "{typed}");
    }
    let settings = Settings::default();
    let blog = WordPress::new(Arc::new(Http::new(&settings).unwrap()), &settings);
    let url = |root: &str| {
        let query = [("slug", "a b")];
        blog.route("https://example.org", root, "/wp/v2/posts", &query).unwrap().to_string()
    };
    assert_eq!(url("/blog/wp-json"), "https://example.org/blog/wp-json/wp/v2/posts?slug=a+b");
    assert_eq!(url("/?rest_route="), "https://example.org/?rest_route=%2Fwp%2Fv2%2Fposts&slug=a+b");
}

#[test]
fn names_stand_between_commas() {
    assert_eq!(names(" News, Tea & more ,, "), ["News", "Tea & more"]);
    assert!(names("").is_empty());
}

#[test]
fn every_refusal_has_its_meaning() {
    use ErrorKind::{Credentials, Invalid, NotFound, NotOffered, Permission, Unavailable};
    for (status, code, kind, next) in [
        (401, "rest_cannot_create", Credentials, Next::Reauthorise),
        (401, "rest_not_logged_in", Credentials, Next::Reauthorise),
        (401, "incorrect_password", Credentials, Next::Reauthorise),
        (401, "invalid_username", Credentials, Next::Reauthorise),
        (403, "rest_cannot_create", Permission, Next::Never),
        (403, "rest_cannot_publish", Permission, Next::Never),
        (403, "rest_forbidden", Permission, Next::Never),
        (404, "rest_post_invalid_id", NotFound, Next::Never),
        (410, "rest_already_trashed", NotFound, Next::Never),
        (404, "rest_no_route", NotOffered, Next::Never),
        (400, "rest_invalid_param", Invalid, Next::Never),
        (500, "rest_upload_unknown_error", Invalid, Next::Never),
        (500, "db_insert_error", Unavailable, Next::After(Duration::from_secs(60))),
        (500, "internal_server_error", Unavailable, Next::Unknown),
    ] {
        let body = json!({ "code": code, "message": "x", "data": { "status": status } }).to_string();
        let error = fault(&Answer::of_once(status, body.as_bytes()));
        assert_eq!((error.kind, error.next), (kind, next), "{status} {code}");
    }
    // A firewall's page says nothing of the password.
    let page = fault(&Answer::of_once(401, b"<html>"));
    assert_eq!((page.kind, page.next), (Permission, Next::After(LATER)));
    assert_eq!(fault(&Answer::of_once(502, b"<html>")).next, Next::Unknown);
}
