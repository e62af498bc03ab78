//! The list of conversions.

use app::{
    App,
    page::PageRequest,
    visits::{Conversion, ConversionFilter},
};
use askama::Template;
use axum::extract::{Query, State};

use crate::extract::Signed;
use crate::forms::FormState;
use crate::shell::{PageResult, Shell, fragment, page};
use crate::ui::lists::Next;

#[derive(Template)]
#[template(path = "conversions/list.html", blocks = ["results"])]
struct ConversionList {
    shell: Shell,
    form: FormState,
    campaigns: Vec<(String, String)>,
    lines: Vec<Conversion>,
    filtered: bool,
    next: Next,
}

impl ConversionList {
    /// The order as its shop names it. A deal's is its lead, which the list does not spell out.
    fn order<'a>(&self, line: &'a Conversion) -> Option<&'a str> {
        line.order_id.as_deref().filter(|order| !order.starts_with("lead_"))
    }
}

/// `GET /conversions`
pub async fn get(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Query(query): Query<Vec<(String, String)>>,
) -> PageResult {
    let form = FormState::typed(&shell, query);
    let brand_id = shell.brand();
    let filter = ConversionFilter {
        brand_id,
        campaign_id: form.value("campaign").parse().ok(),
        link_id: form.value("link").parse().ok(),
        order_id: form.optional("order"),
    };
    let wanted = PageRequest { after: form.optional("after"), ..PageRequest::default() };
    let conversions = app.list_conversions(&actor, &filter, &wanted).await?;
    let campaigns = app.choose_campaigns(&actor, brand_id).await?;
    let list = ConversionList {
        campaigns: campaigns.into_iter().map(|campaign| (campaign.id.to_string(), campaign.name)).collect(),
        lines: conversions.items,
        filtered: filter.campaign_id.is_some() || filter.link_id.is_some() || filter.order_id.is_some(),
        next: Next::of("/conversions", &form, &["campaign", "link", "order"], conversions.next),
        form,
        shell,
    };
    if list.shell.wants("results") {
        return fragment(list.as_results());
    }
    page(&list)
}
