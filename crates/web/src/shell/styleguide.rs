//! Renders every component with samples, to be looked at: `target/styleguide/`.

use askama::Template;

use super::*;
use crate::forms::FormState;

#[derive(Template)]
#[template(path = "styleguide.html")]
struct Guide {
    shell: Shell,
    form: FormState,
    crumbs: Vec<(String, String)>,
    stages: Vec<(String, String)>,
}

fn shell() -> Shell {
    Shell::new(&HeaderMap::new(), &Uri::from_static("/campaigns"), None)
}

#[test]
fn every_component_renders() -> Result<(), askama::Error> {
    let shell = shell();
    let mut form = FormState::new(&shell).with("name", "Ünicode <b>").with("budget", "lots");
    form.money("budget", "EUR");
    let html = Guide {
        form,
        crumbs: vec![("/campaigns".into(), "Campaigns".into())],
        stages: vec![("reach".into(), "Reach".into()), ("sale".into(), "Sale".into())],
        shell,
    }
    .render()?;
    assert!(html.contains("Ünicode &#60;b&#62;"));
    assert!(!html.contains("style="), "no inline style");
    Ok(())
}
