//! What serves no goal, and mending it.

use app::{
    App,
    campaigns::{CampaignChoice, OrphanCampaign, OrphanPost},
    ids::{CampaignId, PostId},
};
use askama::Template;
use axum::extract::State;

use crate::{
    extract::{Id, Signed},
    forms::FormState,
    shell::{Flash, PageResult, Shell, page, see_other},
};

/// An orphan in words, with the campaigns that it can go to.
struct OrphanView {
    id: String,
    title: String,
    brand: String,
    reason: String,
    campaign: Option<(String, String)>,
    written: String,
    choices: Vec<(String, String)>,
}

impl OrphanView {
    fn new(shell: &Shell, post: &OrphanPost, campaigns: &[CampaignChoice]) -> Self {
        Self {
            id: post.id.to_string(),
            title: post.title.clone(),
            brand: post.brand_name.clone(),
            reason: shell.tk("orphans-reason", post.reason.as_str()),
            campaign: post.campaign_id.map(|id| id.to_string()).zip(post.campaign_name.clone()),
            written: shell.date(post.created_at),
            choices: campaigns
                .iter()
                .filter(|campaign| campaign.brand_id == post.brand_id)
                .filter(|campaign| Some(campaign.id) != post.campaign_id)
                .map(|campaign| (campaign.id.to_string(), campaign.name.clone()))
                .collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "campaigns/orphans.html")]
struct OrphansPage {
    shell: Shell,
    posts: Vec<OrphanView>,
    total: i64,
    campaigns: Vec<OrphanCampaign>,
}

/// `GET /orphans`
pub async fn get(State(app): State<App>, shell: Shell, Signed(actor): Signed) -> PageResult {
    let orphans = app.list_orphans(&actor).await?;
    let choices = app.choose_campaigns(&actor, None).await?;
    page(&OrphansPage {
        posts: orphans.posts.iter().map(|post| OrphanView::new(&shell, post, &choices)).collect(),
        total: orphans.posts_total,
        campaigns: orphans.campaigns,
        shell,
    })
}

/// `POST /orphans/{post_id}`: puts the post into a campaign.
pub async fn mend(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<PostId>,
    form: FormState,
) -> PageResult {
    let Ok(campaign_id) = form.text("campaign_id").parse::<CampaignId>() else {
        return see_other(&shell, "/orphans", Some(Flash::warn("orphans-choose")));
    };
    let flash = match app.place_post(&actor, id, campaign_id).await {
        Ok(()) => Flash::good("orphans-mended"),
        Err(app::Error::Invalid(_)) => Flash::bad("orphans-not-there"),
        Err(error) => return Err(error.into()),
    };
    see_other(&shell, "/orphans", Some(flash))
}
