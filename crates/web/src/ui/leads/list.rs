//! The pipeline.

use app::{
    App,
    leads::{Lead, LeadFilter, Stage, StageSum},
    page::PageRequest,
};
use askama::Template;
use axum::extract::{Query, State};

use crate::extract::Signed;
use crate::forms::FormState;
use crate::shell::{PageResult, Shell, fragment, page};
use crate::ui::lists::Next;

#[derive(Template)]
#[template(path = "leads/list.html", blocks = ["results"])]
struct LeadList {
    shell: Shell,
    form: FormState,
    stage: Option<Stage>,
    sums: Vec<StageSum>,
    total: i64,
    lines: Vec<Lead>,
    owners: Vec<(String, String)>,
    now: i64,
    filtered: bool,
    next: Next,
}

impl LeadList {
    fn is_stage(&self, stage: &Stage) -> bool {
        self.stage.as_ref() == Some(stage)
    }
}

/// `GET /leads`
pub async fn get(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Query(query): Query<Vec<(String, String)>>,
) -> PageResult {
    let form = FormState::typed(&shell, query);
    let filter = LeadFilter {
        brand_id: shell.brand(),
        stage: Stage::parse(form.value("stage")),
        owner_id: form.value("owner").parse().ok(),
        search: form.optional("q"),
    };
    let wanted = PageRequest { after: form.optional("after"), limit: 30 };
    let leads = app.list_leads(&actor, &filter, &wanted).await?;
    let sums = app.count_leads(&actor, filter.brand_id).await?;
    let owners = app.lead_owners(&actor).await?;
    let list = LeadList {
        stage: filter.stage,
        total: sums.iter().map(|sum| sum.leads).sum(),
        sums,
        lines: leads.items,
        owners: owners.into_iter().map(|owner| (owner.user_id.to_string(), owner.name)).collect(),
        now: app.now(),
        filtered: filter.stage.is_some() || filter.owner_id.is_some() || filter.search.is_some(),
        next: Next::of("/leads", &form, &["stage", "owner", "q"], leads.next),
        form,
        shell,
    };
    if list.shell.wants("results") {
        return fragment(list.as_results());
    }
    page(&list)
}
