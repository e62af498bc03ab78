//! One campaign.

use app::{
    App,
    budget::{CostQuery, CostSubject},
    campaigns::Contribution,
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

/// What a sort of channel contributes, in words.
struct ContributionView {
    sort: String,
    networks: Vec<(String, String)>,
    deliveries: String,
    clicks: String,
    visits: String,
    conversions: String,
    leads: String,
    /// Revenue, cost, return; only for those who may see money.
    money: Option<[String; 3]>,
}

impl ContributionView {
    fn new(shell: &Shell, currency: &str, line: &Contribution) -> Self {
        let amount = |minor: Option<i64>| {
            minor.map_or_else(|| shell.t("strategy-no-data"), |minor| shell.money(minor, currency))
        };
        Self {
            sort: shell.tk("sort", line.sort),
            networks: line.networks.iter().map(|word| (word.clone(), shell.network(word))).collect(),
            deliveries: shell.t2("posts-published-of", "done", line.published, "all", line.deliveries),
            clicks: known(shell, line.clicks),
            visits: known(shell, line.visits),
            conversions: known(shell, line.conversions),
            leads: known(shell, line.leads),
            money: line.money.map(|money| {
                let roi = money.roi.map_or_else(|| shell.t("strategy-no-data"), |roi| shell.percent(roi));
                [amount(money.revenue_minor), amount(Some(money.cost_minor)), roi]
            }),
        }
    }
}

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
    contributions: Vec<ContributionView>,
    unplaced: String,
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
    let contributions = app.campaign_contributions(&actor, id).await?;
    page(&ShowPage {
        contributions: contributions
            .lines
            .iter()
            .map(|line| ContributionView::new(&shell, currency, line))
            .collect(),
        unplaced: match contributions.unplaced_minor {
            Some(minor) if minor != 0 => {
                shell.t1("campaigns-unplaced", "amount", shell.money(minor, currency))
            }
            _ => String::new(),
        },
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
