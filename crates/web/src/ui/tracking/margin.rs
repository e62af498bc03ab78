//! `/settings/tracking/{brand_id}/margin`

use app::{App, Error, Permission, ids::BrandId};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;

use crate::extract::{Id, Signed};
use crate::forms::FormState;
use crate::shell::{Flash, PageResult, Shell, page, page_with, see_other};

#[derive(Template)]
#[template(path = "tracking/margin.html")]
struct MarginPage {
    shell: Shell,
    form: FormState,
    brand_id: BrandId,
    brand_name: String,
}

/// `GET /settings/tracking/{brand_id}/margin`
pub async fn get(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(brand_id): Id<BrandId>,
) -> PageResult {
    actor.require(Permission::ManageBudget)?;
    let sites = app.list_sites(&actor).await?.0;
    let site = sites.into_iter().find(|site| site.brand_id == brand_id).ok_or(Error::NotFound)?;
    let rate = site.margin_rate_bp.map(percent).unwrap_or_default();
    let form = FormState::new(&shell).with("margin_rate", rate);
    page(&MarginPage { shell, form, brand_id, brand_name: site.brand_name })
}

/// `POST /settings/tracking/{brand_id}/margin`
pub async fn post(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(brand_id): Id<BrandId>,
    mut form: FormState,
) -> PageResult {
    actor.require(Permission::ManageBudget)?;
    let sites = app.list_sites(&actor).await?.0;
    let site = sites.into_iter().find(|site| site.brand_id == brand_id).ok_or(Error::NotFound)?;
    let rate = form.optional("margin_rate").map(|text| basis_points(&text));
    if rate == Some(None) {
        form.fault("margin_rate", "percent_out_of_range");
    } else {
        match app.set_margin_rate(&actor, brand_id, rate.flatten()).await {
            Ok(()) => {
                return see_other(&shell, "/settings/tracking", Some(Flash::good("tracking-margin-saved")));
            }
            Err(error) => form.absorb(error)?,
        }
    }
    let shown = MarginPage { shell, form, brand_id, brand_name: site.brand_name };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

/// `2550` basis points → `25.5`.
pub(super) fn percent(basis_points: i64) -> String {
    let text = format!("{}.{:02}", basis_points / 100, basis_points % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `25.5`, `25,5 %` → `2550`; none for what is no percentage with at most two decimals.
fn basis_points(text: &str) -> Option<i64> {
    let text = text.trim().trim_end_matches('%').trim_end();
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || fraction.len() > 2 || !digits(whole) || !digits(fraction) {
        return None;
    }
    format!("{whole}{fraction:0<2}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{basis_points, percent};

    #[test]
    fn percents_are_plain() {
        for (basis_points, text) in [(0, "0"), (5, "0.05"), (2_550, "25.5"), (10_000, "100")] {
            assert_eq!(percent(basis_points), text);
        }
    }

    #[test]
    fn percents_are_read_as_people_type_them() {
        let typed =
            [("25", Some(2_500)), ("25,5 %", Some(2_550)), ("0.05", Some(5)), ("a", None), ("1.234", None)];
        for (text, read) in typed {
            assert_eq!(basis_points(text), read, "{text}");
        }
    }
}
