//! Brands, and the tag for their sites.

use app::brands::{Brand, ChangeBrand};
use app::ids::BrandId;
use app::{Actor, App, Permission};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;

use super::settings::{Tab, tabs};
use crate::extract::{Id, Signed};
use crate::forms::FormState;
use crate::shell::{Flash, PageResult, Shell, page_with, see_other};

#[derive(Template)]
#[template(path = "members/brands.html")]
struct BrandsPage {
    shell: Shell,
    tabs: Vec<Tab>,
    manages: bool,
    brands: Vec<Brand>,
    form: FormState,
}

#[derive(Template)]
#[template(path = "members/brand.html")]
struct BrandPage {
    shell: Shell,
    tabs: Vec<Tab>,
    manages: bool,
    brand: Brand,
    tag: String,
    form: FormState,
}

fn input(form: &FormState) -> ChangeBrand {
    ChangeBrand { name: form.text("name"), site_url: form.optional("site_url") }
}

async fn list(app: &App, status: StatusCode, shell: Shell, actor: &Actor, form: FormState) -> PageResult {
    let shown = BrandsPage {
        tabs: tabs(&shell),
        manages: actor.allows(Permission::ManageWorkspace),
        brands: app.brands(actor, true).await?,
        form,
        shell,
    };
    page_with(status, &shown)
}

fn one(
    app: &App,
    status: StatusCode,
    shell: Shell,
    actor: &Actor,
    brand: Brand,
    form: FormState,
) -> PageResult {
    let shown = BrandPage {
        tabs: tabs(&shell),
        manages: actor.allows(Permission::ManageWorkspace),
        tag: format!(
            "<script async src=\"{}/t.js\" data-site=\"{}\"></script>",
            app.settings.public_url, brand.site_key
        ),
        brand,
        form,
        shell,
    };
    page_with(status, &shown)
}

/// `GET /settings/brands`
pub async fn get(State(app): State<App>, shell: Shell, Signed(actor): Signed) -> PageResult {
    let form = FormState::new(&shell);
    list(&app, StatusCode::OK, shell, &actor, form).await
}

/// `POST /settings/brands`
pub async fn create(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    mut form: FormState,
) -> PageResult {
    match app.create_brand(&actor, input(&form)).await {
        Ok(made) => {
            let told = Flash::good("brands-created").with("name", made.name);
            see_other(&shell, &format!("/settings/brands/{}", made.id), Some(told))
        }
        Err(error) => {
            form.absorb(error)?;
            list(&app, StatusCode::UNPROCESSABLE_ENTITY, shell, &actor, form).await
        }
    }
}

/// `GET /settings/brands/{brand_id}`
pub async fn show(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<BrandId>,
) -> PageResult {
    let brand = app.brand(&actor, id).await?;
    let form = FormState::new(&shell)
        .with("name", &brand.name)
        .with("site_url", brand.site_url.clone().unwrap_or_default());
    one(&app, StatusCode::OK, shell, &actor, brand, form)
}

/// `POST /settings/brands/{brand_id}`
pub async fn change(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<BrandId>,
    mut form: FormState,
) -> PageResult {
    match app.change_brand(&actor, id, input(&form)).await {
        Ok(_) => see_other(&shell, &format!("/settings/brands/{id}"), Some(Flash::good("preferences-saved"))),
        Err(error) => {
            form.absorb(error)?;
            let brand = app.brand(&actor, id).await?;
            one(&app, StatusCode::UNPROCESSABLE_ENTITY, shell, &actor, brand, form)
        }
    }
}

/// `POST /settings/brands/{brand_id}/archive`
pub async fn archive(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<BrandId>,
) -> PageResult {
    let brand = app.archive_brand(&actor, id, true).await?;
    see_other(&shell, "/settings/brands", Some(Flash::good("brands-archived").with("name", brand.name)))
}

/// `POST /settings/brands/{brand_id}/restore`
pub async fn restore(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<BrandId>,
) -> PageResult {
    let brand = app.archive_brand(&actor, id, false).await?;
    see_other(&shell, "/settings/brands", Some(Flash::good("brands-restored").with("name", brand.name)))
}
