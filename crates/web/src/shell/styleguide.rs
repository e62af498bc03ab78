//! Renders every component with samples into `target/styleguide/`, to be looked at in a browser.

use std::fs;
use std::path::{Path, PathBuf};

use app::ids::WorkspaceId;
use app::{Actor, Role};
use askama::Template;
use axum::http::HeaderValue;
use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::*;
use crate::charts::{Chart, Figure, Sparkline, Unit};
use crate::forms::FormState;

#[derive(Template)]
#[template(path = "styleguide/work.html")]
struct Work {
    shell: Shell,
    form: FormState,
    crumbs: Vec<(String, String)>,
    stages: Vec<(String, String)>,
    states: Vec<&'static str>,
    spark: Sparkline,
    line: Figure,
    bars: Figure,
    near: Figure,
    none: Figure,
}

#[derive(Template)]
#[template(path = "styleguide/form.html")]
struct Form {
    shell: Shell,
    form: FormState,
    crumbs: Vec<(String, String)>,
    stages: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "styleguide/bare.html")]
struct Bare {
    shell: Shell,
    form: FormState,
}

fn viewer() -> Arc<Viewer> {
    let zone = TimeZone::get("Europe/Berlin").expect("a zone");
    let mut actor = Actor::system(WorkspaceId::generate(), zone, "EUR");
    actor.name = "Robin Sample".into();
    actor.workspace_name = "Sample workspace".into();
    actor.role = Role::Strategist;
    let brand = |id: &str, name: &str| BrandChoice { id: id.into(), name: name.into() };
    Arc::new(Viewer {
        brands: vec![brand("a", "Meridian"), brand("b", "Northwind Tea")],
        brand: Some("a".into()),
        badges: vec![("my-day", 3)],
        ..Viewer::new(actor)
    })
}

fn shell(theme: &str, language: &str, viewer: Option<Arc<Viewer>>) -> Shell {
    let mut headers = HeaderMap::new();
    let cookies = format!(
        "tandem_theme={theme}; tandem_language={language}; {}={}",
        flash::COOKIE,
        Flash::good("preferences-saved").encode()
    );
    headers.insert(COOKIE, HeaderValue::from_str(&cookies).expect("a header"));
    headers.insert("x-request-id", HeaderValue::from_static("0123456789abcdef"));
    Shell::new(&headers, &Uri::from_static("/campaigns/campaign_1"), viewer)
}

fn days(from: Date, count: i32, step: i32) -> Vec<Date> {
    (0..count).filter_map(|index| from.checked_add((index * step).days()).ok()).collect()
}

fn wave(count: i32, height: f64, phase: f64) -> Vec<Option<f64>> {
    (0..count)
        .map(|index| {
            let at = f64::from(index);
            Some(
                (height * (1.2 + (at / 4.1 + phase).sin() * 0.5 + (at * 1.7).cos() * 0.25 + at / 60.0))
                    .round(),
            )
        })
        .collect()
}

fn work(theme: &str, language: &str) -> String {
    let shell = shell(theme, language, Some(viewer()));
    let start = date(2026, 8, 26);
    let mut clicks = wave(80, 40.0, 0.0);
    clicks[30..34].fill(None);
    Work {
        form: FormState::new(&shell).with("stage", "sale"),
        crumbs: vec![("/campaigns".into(), shell.t("nav-campaigns"))],
        stages: stages(),
        states: vec![
            "draft",
            "awaiting_approval",
            "scheduled",
            "sending",
            "published",
            "retry_at",
            "processing",
            "unknown",
            "failed",
            "missed",
            "paused",
        ],
        spark: Sparkline::draw(&shell, &wave(30, 9.0, 1.0)),
        line: Chart::line("Clicks a day", days(start, 80, 1))
            .text("Clicks rise from about 50 to 90 a day.")
            .series("Clicks", clicks)
            .target("Needed", 70.0)
            .draw(&shell, "clicks"),
        bars: Chart::bars("Margin and full cost a week", days(start, 12, 7))
            .unit(Unit::Money("EUR".into()))
            .series("Margin", wave(12, 52_000.0, 2.0))
            .series("Full cost", wave(12, 31_000.0, 0.5))
            .draw(&shell, "weeks"),
        near: Chart::line("Followers", days(start, 40, 1))
            .near()
            .series(
                "@meridian.example",
                wave(40, 30.0, 0.0).into_iter().map(|v| v.map(|v| v + 4_100.0)).collect(),
            )
            .series(
                "@meridian@social.example",
                wave(40, 12.0, 1.5).into_iter().map(|v| v.map(|v| v + 4_050.0)).collect(),
            )
            .draw(&shell, "followers"),
        none: Chart::line("Shares", vec![]).draw(&shell, "shares"),
        shell,
    }
    .render()
    .expect("a page")
}

fn stages() -> Vec<(String, String)> {
    [("reach", "Reach"), ("interest", "Interest"), ("sale", "Sale")]
        .map(|(value, text)| (value.into(), text.into()))
        .into()
}

fn form(theme: &str, language: &str) -> String {
    let shell = shell(theme, language, Some(viewer()));
    let typed = [
        ("name", "Ünicode <b>"),
        ("budget", "lots"),
        ("stage", "sale"),
        ("networks", "reach"),
        ("kind", "sale"),
        ("due", "2026-03-29T02:30"),
        ("body", "Because the kettle is new and nobody knows it."),
    ];
    let mut form = FormState::typed(&shell, typed.map(|(name, value)| (name.into(), value.into())).into());
    form.money("budget", "EUR");
    form.required("target");
    form.instant("due", "due_zone");
    let crumbs = vec![("/goals".into(), shell.t("nav-goals"))];
    Form { form, crumbs, stages: stages(), shell }.render().expect("a page")
}

fn bare(theme: &str, language: &str) -> String {
    let shell = shell(theme, language, None);
    Bare { form: FormState::new(&shell), shell }.render().expect("a page")
}

#[test]
fn every_component_renders() {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"), PathBuf::from);
    let folder = target.join("styleguide");
    fs::create_dir_all(&folder).expect("a folder");
    crate::assets::write_to(&folder.join("assets")).expect("the assets");
    for theme in ["light", "dark"] {
        for (name, html) in [
            ("work", work(theme, "en")),
            ("form", form(theme, "en")),
            ("bare", bare(theme, "en")),
            ("work-de", work(theme, "de")),
            ("form-es", form(theme, "es")),
        ] {
            assert!(!html.contains("style=") && !html.contains("<script>"), "{name}: nothing inline");
            let html = html.replace("\"/assets/", "\"assets/");
            fs::write(folder.join(format!("{name}-{theme}.html")), html).expect("a file");
        }
    }
    assert!(form("light", "en").contains("Ünicode &#60;b&#62;"), "what was typed stays, escaped");
}
