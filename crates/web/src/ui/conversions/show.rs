//! One conversion.

use app::{App, ids::ConversionId, visits::Conversion};
use askama::Template;
use axum::extract::State;

use crate::extract::{Id, Signed};
use crate::shell::{PageResult, Shell, page};

#[derive(Template)]
#[template(path = "conversions/show.html")]
struct ConversionPage {
    shell: Shell,
    conversion: Conversion,
}

/// `GET /conversions/{conversion_id}`
pub async fn get(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(conversion_id): Id<ConversionId>,
) -> PageResult {
    let conversion = app.conversion(&actor, conversion_id).await?;
    page(&ConversionPage { shell, conversion })
}
