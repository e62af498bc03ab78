//! The plain HTML page of a post or profile: what a person sees behind a permalink.

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::clock::iso;
use crate::world::{Account, Post, World};

pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

pub(crate) fn html(title: &str, body: &str) -> Response {
    Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{}</title><style>\
         body{{font:16px/1.5 system-ui,sans-serif;max-width:38rem;margin:2rem auto;padding:0 1rem}}\
         article{{border:1px solid #999;border-radius:8px;padding:1rem;margin:1rem 0;white-space:pre-wrap}}\
         small{{color:#555}}label{{display:block;margin:.5rem 0}}</style></head>\
         <body><main>{body}</main></body></html>",
        escape(title)
    ))
    .into_response()
}

/// The picture of an account: its first letter on a colour of its own.
pub(crate) fn avatar(name: &str) -> Response {
    let hue = name.bytes().fold(0u32, |sum, byte| (sum * 31 + u32::from(byte)) % 360);
    let letter = name.chars().find(|letter| letter.is_alphanumeric()).unwrap_or('?').to_uppercase();
    let picture = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\" width=\"64\" height=\"64\">\
         <rect width=\"64\" height=\"64\" fill=\"hsl({hue} 45% 35%)\"/><text x=\"32\" y=\"43\" fill=\"#fff\" \
         font-family=\"sans-serif\" font-size=\"32\" text-anchor=\"middle\">{letter}</text></svg>"
    );
    ([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response()
}

pub(crate) fn not_found() -> Response {
    (StatusCode::NOT_FOUND, html("Not found", "<h1>Not found</h1><p>There is nothing at this address.</p>"))
        .into_response()
}

pub(crate) fn post(world: &World, network: &str, post: &Post) -> Response {
    let mut body = format!("<h1>{}</h1>", escape(&headline(world, network, post)));
    body.push_str(&article(world, post));
    if !post.replies.is_empty() {
        body.push_str("<h2>Replies</h2>");
        body.extend(post.replies.iter().filter_map(|id| world.post(id)).map(|reply| article(world, reply)));
    }
    html(&headline(world, network, post), &body)
}

pub(crate) fn profile(world: &World, network: &str, account: &Account) -> Response {
    let title = format!("{} on {network} (simulated)", account.display_name);
    let mut body = format!(
        "<h1>{}</h1><p>@{} · {} followers</p>",
        escape(&title),
        escape(&account.handle),
        account.followers_count()
    );
    body.extend(world.posts_of(&account.id).iter().rev().take(50).map(|post| article(world, post)));
    html(&title, &body)
}

fn headline(world: &World, network: &str, post: &Post) -> String {
    let name = world.account(&post.author).map_or("Somebody", |account| account.display_name.as_str());
    format!("{name} on {network} (simulated)")
}

fn article(world: &World, post: &Post) -> String {
    let handle = world.account(&post.author).map_or("", |account| account.handle.as_str());
    let counts = post.counts();
    format!(
        "<article><strong>@{}</strong>\n{}\n<small>{} · {} likes · {} replies · {} reposts · {} quotes</small></article>",
        escape(handle),
        escape(&post.text),
        iso(post.created_at),
        counts.likes,
        counts.replies,
        counts.reposts,
        counts.quotes
    )
}
