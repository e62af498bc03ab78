//! One campaign.

use app::{
    App,
    budget::{CostQuery, CostSubject},
    ids::{CampaignId, PostId},
};
use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::{CampaignView, known, state_texts};
use crate::{
    extract::{Id, Signed},
    shell::{PageResult, Shell, page},
    ui::budget::CostView,
};

/// A post of the campaign in words.
struct PostView {
    id: String,
    title: String,
    states: Vec<(String, String)>,
    clicks: String,
    conversions: String,
    revenue: String,
}

#[derive(Deserialize)]
pub struct Params {
    #[serde(default)]
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "campaigns/show.html")]
struct ShowPage {
    shell: Shell,
    campaign: CampaignView,
    posts: Vec<PostView>,
    posts_total: i64,
    first: String,
    next: String,
    costs: Vec<CostView>,
}

/// `GET /campaigns/{campaign_id}`
pub async fn get(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<CampaignId>,
    Query(params): Query<Params>,
) -> PageResult {
    let report = app.show_campaign(&actor, id).await?;
    let after: Option<PostId> = params.after.as_deref().and_then(|after| after.parse().ok());
    let posts = app.list_campaign_posts(&actor, id, after, 25).await?;
    let costs = if report.money.is_some() {
        let query = CostQuery { subject: Some(CostSubject::Campaign(id)), limit: 50, ..CostQuery::default() };
        app.list_cost_lines(&actor, &query).await?.lines
    } else {
        Vec::new()
    };
    let currency = &report.campaign.currency;
    page(&ShowPage {
        posts: posts
            .posts
            .iter()
            .map(|post| PostView {
                id: post.id.to_string(),
                title: post.title.clone(),
                states: state_texts(&shell, &post.states),
                clicks: known(&shell, post.clicks),
                conversions: known(&shell, post.conversions),
                revenue: post
                    .revenue_minor
                    .map_or_else(|| shell.t("strategy-no-data"), |minor| shell.money(minor, currency)),
            })
            .collect(),
        posts_total: posts.total,
        first: if after.is_some() { format!("/campaigns/{id}") } else { String::new() },
        next: posts.next.map(|next| format!("/campaigns/{id}?after={next}#posts")).unwrap_or_default(),
        costs: costs.iter().map(|line| CostView::new(&shell, line)).collect(),
        campaign: CampaignView::new(&shell, app.now(), &report),
        shell,
    })
}
