//! The list of posts, by state, campaign and words.

use std::collections::HashMap;

use app::{
    App,
    ids::PostId,
    posts::{PostFilter, PostLine, PostList, PostResults},
};
use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use crate::{
    extract::Signed,
    shell::{PageResult, Shell, fragment, page},
};

#[derive(Template)]
#[template(path = "posts/list.html", blocks = ["results"])]
struct Page<'a> {
    shell: &'a Shell,
    now: i64,
    params: &'a Params,
    campaigns: Vec<(String, String)>,
    list: &'a PostList,
    results: HashMap<PostId, PostResults>,
    next: String,
    deleted: Option<PostId>,
}

/// What to list.
#[derive(Debug, Default, Deserialize)]
pub struct Params {
    #[serde(default)]
    state: String,
    #[serde(default)]
    campaign: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    orphans: String,
    #[serde(default)]
    after: String,
    /// The post that was just deleted: its undo is offered.
    deleted: Option<String>,
}

/// Tabs of the list: state and text key.
const TABS: &[&str] = &["", "draft", "scheduled", "published", "unknown", "failed", "missed", "paused"];

impl Page<'_> {
    fn tabs(&self) -> &'static [&'static str] {
        TABS
    }

    fn tab_text(&self, state: &str) -> String {
        if state.is_empty() { self.shell.t("posts-all") } else { self.shell.tk("state", state) }
    }

    /// Another state of what is searched for now.
    fn tab_href(&self, state: &str) -> String {
        let params = self.params;
        let pairs = [
            ("state", state),
            ("campaign", &params.campaign),
            ("q", &params.q),
            ("orphans", &params.orphans),
        ];
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
        let query = query.finish();
        if query.is_empty() { "/posts".to_owned() } else { format!("/posts?{query}") }
    }

    fn channels(&self, line: &PostLine) -> &[(String, String)] {
        self.results.get(&line.id).map_or(&[], |results| &results.channels)
    }

    /// When it goes out next, else when it went out.
    fn at(&self, line: &PostLine) -> Option<i64> {
        line.next_at.or_else(|| self.results.get(&line.id)?.published_at)
    }

    fn clicks(&self, line: &PostLine) -> String {
        self.number(self.results.get(&line.id).and_then(|results| results.clicks))
    }

    fn engagements(&self, line: &PostLine) -> String {
        self.number(self.results.get(&line.id).and_then(|results| results.engagements))
    }

    fn number(&self, told: Option<i64>) -> String {
        told.map_or_else(|| "–".to_owned(), |number| self.shell.number(number))
    }

    fn is_filtered(&self) -> bool {
        let params = self.params;
        !(params.state.is_empty()
            && params.campaign.is_empty()
            && params.q.is_empty()
            && params.orphans.is_empty())
    }
}

/// `GET /posts`
pub async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Query(params): Query<Params>,
) -> PageResult {
    // Times of publication are planned, read and shown in the workspace's zone.
    let shell = shell.in_zone(&actor.zone);
    let before = params
        .after
        .split_once('.')
        .and_then(|(at, id)| Some((at.parse().ok()?, id.parse::<PostId>().ok()?)));
    let brand_id = shell.brand();
    let filter = PostFilter {
        brand_id,
        campaign_id: params.campaign.parse().ok(),
        state: TABS
            .contains(&params.state.as_str())
            .then(|| params.state.clone())
            .filter(|state| !state.is_empty()),
        search: Some(params.q.trim().to_owned()).filter(|search| !search.is_empty()),
        orphans: params.orphans == "1",
        before,
        limit: 50,
    };
    let list = app.list_posts(&actor, &filter).await?;
    let ids: Vec<PostId> = list.lines.iter().map(|line| line.id).collect();
    let results = app.post_results(&actor, &ids).await?;
    let next = list.next.map_or_else(String::new, |(at, id)| {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("state", &params.state)
            .append_pair("campaign", &params.campaign)
            .append_pair("q", &params.q)
            .append_pair("orphans", &params.orphans)
            .append_pair("after", &format!("{at}.{id}"))
            .finish();
        format!("/posts?{query}")
    });
    let deleted = params.deleted.as_deref().and_then(|id| id.parse().ok());
    let campaigns = super::draft::campaigns(&app, &actor, brand_id, None).await?;
    let shown = Page {
        shell: &shell,
        now: app.now(),
        params: &params,
        campaigns,
        list: &list,
        results,
        next,
        deleted,
    };
    if shell.wants("results") {
        return fragment(shown.as_results());
    }
    page(&shown)
}
