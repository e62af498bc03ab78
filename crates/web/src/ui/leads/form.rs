//! The form of a lead, new or known.

use app::{
    Actor, App, Permission,
    ids::{LeadId, LinkId},
    leads::{Lead, LeadInput, Stage},
    links::{LinkFilter, LinkLine},
    money,
    page::PageRequest,
};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;

use super::stages;
use crate::extract::{Id, Signed};
use crate::forms::FormState;
use crate::shell::{Flash, PageError, PageResult, Shell, page, page_with, see_other};

#[derive(Template)]
#[template(path = "leads/form.html")]
struct LeadForm {
    shell: Shell,
    form: FormState,
    lead: Option<Lead>,
    brands: Vec<(String, String)>,
    stages: Vec<(String, String)>,
    links: Vec<(String, String)>,
    owners: Vec<(String, String)>,
    owner: FormState,
    currency: String,
}

impl LeadForm {
    async fn of(
        app: &App,
        actor: &Actor,
        shell: Shell,
        form: FormState,
        lead: Option<Lead>,
    ) -> Result<Self, PageError> {
        let brands: Vec<(String, String)> = app
            .choose_brands(actor)
            .await?
            .into_iter()
            .map(|brand| (brand.id.to_string(), brand.name))
            .collect();
        let brand_id = lead.as_ref().map(|lead| lead.brand_id).or(shell.brand());
        let filter = LinkFilter { brand_id, ..LinkFilter::default() };
        let recent = app.list_links(actor, &filter, &PageRequest::first(100)).await?.items;
        let mut links: Vec<(String, String)> =
            recent.iter().map(|link| (link.id.to_string(), named(link))).collect();
        if let Some(known) = lead.as_ref().and_then(|lead| lead.link_id)
            && recent.iter().all(|link| link.id != known)
        {
            let link = app.link(actor, known).await?;
            links.push((known.to_string(), named(&link)));
        }
        let owners = app.lead_owners(actor).await?;
        let owners = owners
            .into_iter()
            .filter(|owner| match (owner.brand_id, lead.as_ref()) {
                (Some(reach), Some(lead)) => reach == lead.brand_id,
                _ => true,
            })
            .map(|owner| {
                let role = shell.tk("role", owner.role);
                (owner.user_id.to_string(), format!("{} ({role})", owner.name))
            })
            .collect();
        let owner = FormState::new(&shell).named("o");
        let owner = match lead.as_ref().and_then(|lead| lead.owner_id) {
            Some(id) => owner.with("owner_id", id.to_string()),
            None => owner,
        };
        let form = match brands.as_slice() {
            [(only, _)] => form.with("brand_id", only.clone()),
            _ => match brand_id {
                Some(brand) => form.with("brand_id", brand.to_string()),
                None => form,
            },
        };
        let currency = lead.as_ref().map_or_else(|| actor.currency.to_string(), |lead| lead.currency.clone());
        Ok(Self { stages: stages(&shell), shell, form, lead, brands, links, owners, owner, currency })
    }
}

/// A link as people know it: by its post, else by where it leads.
fn named(link: &LinkLine) -> String {
    match (&link.post_title, &link.handle) {
        (Some(title), Some(handle)) => format!("{title} · {handle}"),
        (Some(title), None) => title.clone(),
        _ => link.original_url.clone(),
    }
}

fn filled(shell: &Shell, lead: &Lead) -> FormState {
    let amount =
        |minor: Option<i64>| minor.map(|minor| money::plain(minor, &lead.currency)).unwrap_or_default();
    FormState::new(shell)
        .with("name", lead.name.clone())
        .with("contact", lead.contact.clone())
        .with("note", lead.note.clone())
        .with("stage", lead.stage.as_str())
        .with("link_id", lead.link_id.map(|id| id.to_string()).unwrap_or_default())
        .with("value", amount(lead.value_minor))
        .with("margin", amount(lead.margin_minor))
        .with("seen_at", lead.updated_at.to_string())
}

/// Reads the form; the brand of a known lead stays.
fn read(form: &mut FormState, actor: &Actor, lead: Option<&Lead>) -> Option<LeadInput> {
    let brand_id = match lead {
        Some(lead) => Some(lead.brand_id),
        None => form.required("brand_id").parse().ok(),
    };
    if brand_id.is_none() {
        form.fault("brand_id", "choice");
    }
    let stage = Stage::parse(form.value("stage"));
    if stage.is_none() {
        form.fault("stage", "choice");
    }
    let link_id: Option<LinkId> = form.optional("link_id").and_then(|text| {
        let link = text.parse().ok();
        if link.is_none() {
            form.fault("link_id", "choice");
        }
        link
    });
    let currency = lead.map_or(&*actor.currency, |lead| lead.currency.as_str());
    let value_minor = form.money("value", currency);
    let margin_minor = form.money("margin", currency);
    Some(LeadInput {
        brand_id: brand_id?,
        name: form.text("name"),
        contact: form.text("contact"),
        note: form.text("note"),
        stage: stage?,
        link_id,
        value_minor,
        margin_minor,
        seen_at: form.value("seen_at").parse().ok(),
    })
}

/// `GET /leads/new`
pub async fn new(State(app): State<App>, shell: Shell, Signed(actor): Signed) -> PageResult {
    actor.require(Permission::ManageLeads)?;
    let form = FormState::new(&shell).with("stage", Stage::New.as_str());
    page(&LeadForm::of(&app, &actor, shell, form, None).await?)
}

/// `POST /leads/new`
pub async fn create(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    mut form: FormState,
) -> PageResult {
    actor.require(Permission::ManageLeads)?;
    if let Some(input) = read(&mut form, &actor, None)
        && form.is_valid()
    {
        match app.create_lead(&actor, input).await {
            Ok(lead) => {
                let done = Flash::good("leads-created").with("name", lead.name);
                return see_other(&shell, "/leads", Some(done));
            }
            Err(error) => form.absorb(error)?,
        }
    }
    let shown = LeadForm::of(&app, &actor, shell, form, None).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

/// `GET /leads/{lead_id}`
pub async fn edit(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(lead_id): Id<LeadId>,
) -> PageResult {
    let lead = app.lead(&actor, lead_id).await?;
    let form = filled(&shell, &lead);
    page(&LeadForm::of(&app, &actor, shell, form, Some(lead)).await?)
}

/// `POST /leads/{lead_id}`
pub async fn update(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(lead_id): Id<LeadId>,
    mut form: FormState,
) -> PageResult {
    let lead = app.lead(&actor, lead_id).await?;
    if let Some(input) = read(&mut form, &actor, Some(&lead))
        && form.is_valid()
    {
        match app.update_lead(&actor, lead_id, input).await {
            Ok(lead) => {
                let done = Flash::good("leads-saved").with("name", lead.name);
                return see_other(&shell, "/leads", Some(done));
            }
            // Somebody was quicker: what was typed stays, to be looked over and saved or dropped.
            Err(app::Error::Conflict(code)) => {
                form.fault("name", code);
                let lead = app.lead(&actor, lead_id).await?;
                let form = form.without("seen_at").with("seen_at", lead.updated_at.to_string());
                let shown = LeadForm::of(&app, &actor, shell, form, Some(lead)).await?;
                return page_with(StatusCode::CONFLICT, &shown);
            }
            Err(error) => form.absorb(error)?,
        }
    }
    let shown = LeadForm::of(&app, &actor, shell, form, Some(lead)).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}
