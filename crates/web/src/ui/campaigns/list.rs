//! The list of campaigns.

use app::{
    App,
    campaigns::{CampaignPage, CampaignQuery},
    ids::CampaignId,
};
use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::CampaignView;
use crate::{
    extract::Signed,
    shell::{PageResult, Shell, page},
};

#[derive(Deserialize)]
pub struct Params {
    #[serde(default)]
    archived: Option<String>,
    #[serde(default)]
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "campaigns/list.html")]
struct ListPage {
    shell: Shell,
    campaigns: Vec<CampaignView>,
    archived: bool,
    money: bool,
    first: String,
    next: String,
}

/// `GET /campaigns`
pub async fn get(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Query(params): Query<Params>,
) -> PageResult {
    let archived = params.archived.is_some();
    let after: Option<CampaignId> = params.after.as_deref().and_then(|after| after.parse().ok());
    let query =
        CampaignQuery { brand_id: shell.brand(), archived, after, limit: 50, ..CampaignQuery::default() };
    let CampaignPage { campaigns, next } = app.list_campaigns(&actor, &query).await?;
    let base = if archived { "/campaigns?archived=1" } else { "/campaigns" };
    let joint = if archived { '&' } else { '?' };
    let now = app.now();
    page(&ListPage {
        campaigns: campaigns.iter().map(|report| CampaignView::new(&shell, now, report)).collect(),
        archived,
        money: actor.allows(app::Permission::ViewMoney),
        first: if after.is_some() { base.to_owned() } else { String::new() },
        next: next.map(|next| format!("{base}{joint}after={next}")).unwrap_or_default(),
        shell,
    })
}
