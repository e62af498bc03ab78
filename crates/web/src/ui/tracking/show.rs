//! `/settings/tracking`

use app::{
    Actor, App, Permission,
    visits::{Refusal, SiteStatus},
};
use askama::Template;
use axum::extract::State;

use super::margin::percent;
use crate::extract::Signed;
use crate::shell::{PageError, PageResult, Shell, page};
use crate::ui::members::settings::{Tab, tabs};

#[derive(Template)]
#[template(path = "tracking/show.html")]
struct TrackingPage {
    shell: Shell,
    tabs: Vec<Tab>,
    sites: Vec<Site>,
    public_url: String,
    currency: String,
    now: i64,
    may_set_margin: bool,
}

/// One brand's part of the page.
struct Site {
    status: SiteStatus,
    snippet: String,
    refusals: Vec<Refusal>,
    margin_rate: Option<String>,
}

/// `GET /settings/tracking`
pub async fn get(State(app): State<App>, shell: Shell, Signed(actor): Signed) -> PageResult {
    page(&TrackingPage::of(&app, &actor, shell).await?)
}

impl TrackingPage {
    fn order_example(&self) -> String {
        format!(
            "tandem('conversion', {{ name: 'order', orderId: 'A-1042', value: '49.90', currency: '{}' }})",
            self.currency
        )
    }

    fn server_example(&self) -> String {
        format!(
            "curl -X POST {}/api/v1/conversions -H 'Authorization: Bearer tandem_…' -H 'Content-Type: application/json' \
             -d '{{\"name\":\"order\",\"order_id\":\"A-1042\",\"value\":\"49.90\",\"currency\":\"{}\",\"click_id\":\"click_…\"}}'",
            self.public_url, self.currency
        )
    }

    async fn of(app: &App, actor: &Actor, shell: Shell) -> Result<Self, PageError> {
        let (sites, refusals) = app.list_sites(actor).await?;
        let public_url = app.settings.public_url.clone();
        let sites = sites
            .into_iter()
            .map(|status| Site {
                snippet: format!(
                    "<script defer src=\"{public_url}/t.js\" data-site=\"{}\"></script>",
                    status.site_key
                ),
                refusals: refusals
                    .iter()
                    .filter(|refusal| refusal.brand_id == status.brand_id)
                    .cloned()
                    .collect(),
                margin_rate: status.margin_rate_bp.map(percent),
                status,
            })
            .collect();
        Ok(Self {
            tabs: tabs(&shell),
            sites,
            public_url,
            currency: actor.currency.to_string(),
            now: app.now(),
            may_set_margin: actor.allows(Permission::ManageBudget),
            shell,
        })
    }
}
