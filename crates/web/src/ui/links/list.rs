//! The list of links.

use app::{
    App, Permission,
    links::{LinkFilter, LinkLine, short_url},
    page::PageRequest,
};
use askama::Template;
use axum::extract::{Query, State};

use crate::extract::Signed;
use crate::forms::FormState;
use crate::shell::{PageResult, Shell, fragment, page};
use crate::ui::lists::Next;

#[derive(Template)]
#[template(path = "links/list.html", blocks = ["results"])]
struct LinkList {
    shell: Shell,
    form: FormState,
    campaigns: Vec<(String, String)>,
    lines: Vec<LinkLine>,
    public_url: String,
    currency: String,
    money: bool,
    filtered: bool,
    next: Next,
}

impl LinkList {
    fn short(&self, line: &LinkLine) -> String {
        let url = short_url(&self.public_url, &line.slug);
        url.split_once("://").map_or(url.clone(), |(_, rest)| rest.to_owned())
    }
}

/// `GET /links`
pub async fn get(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Query(query): Query<Vec<(String, String)>>,
) -> PageResult {
    let form = FormState::typed(&shell, query);
    let brand_id = shell.brand();
    let filter = LinkFilter {
        brand_id,
        campaign_id: form.value("campaign").parse().ok(),
        post_id: form.value("post").parse().ok(),
        search: form.optional("q"),
    };
    let wanted = PageRequest { after: form.optional("after"), ..PageRequest::default() };
    let links = app.list_links(&actor, &filter, &wanted).await?;
    let campaigns = app.choose_campaigns(&actor, brand_id).await?;
    let list = LinkList {
        campaigns: campaigns.into_iter().map(|campaign| (campaign.id.to_string(), campaign.name)).collect(),
        lines: links.items,
        public_url: app.settings.public_url.clone(),
        currency: actor.currency.to_string(),
        money: actor.allows(Permission::ViewMoney),
        filtered: filter.campaign_id.is_some() || filter.post_id.is_some() || filter.search.is_some(),
        next: Next::of("/links", &form, &["campaign", "post", "q"], links.next),
        form,
        shell,
    };
    if list.shell.wants("results") {
        return fragment(list.as_results());
    }
    page(&list)
}
