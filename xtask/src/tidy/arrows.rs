//! Which crate may lean on which.

use super::Fault;
use super::rust_text::scan;
use super::tree::Tree;

/// The arrows of docs/ARCHITECTURE.md; a crate that is not named here may lean on none of ours.
const ALLOWED: [(&str, &[&str]); 9] = [
    ("server", &["web", "app", "tasks", "networks", "simulator", "db"]),
    ("web", &["app"]),
    ("app", &["networks", "tasks", "db"]),
    ("tasks", &["db"]),
    ("networks", &[]),
    ("db", &[]),
    ("simulator", &[]),
    ("testkit", &["server", "web", "app", "tasks", "networks", "simulator", "db"]),
    ("xtask", &["testkit"]),
];

/// For tests every crate may use the test kit, and stand on the simulator.
const FOR_TESTS: [&str; 2] = ["testkit", "simulator"];

const MEND_ARROW: &str = "move the code to the crate that may know both, or pass what is needed as an argument \
     (docs/ARCHITECTURE.md shows the arrows)";
const MEND_APP: &str = "app is the product without HTTP: keep requests, pages and clients in web and networks, pass plain values";

pub fn between_crates(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in tree.files() {
        let Some(krate) = crate_of(&file.path) else { continue };
        let allowed = ALLOWED.iter().find(|(name, _)| *name == krate).map_or(&[][..], |(_, to)| *to);
        for Dependency { name, line, for_tests } in dependencies(&file.text) {
            let ours = ALLOWED.iter().any(|(ours, _)| *ours == name);
            let fine = allowed.contains(&name) || (for_tests && FOR_TESTS.contains(&name));
            if ours && !fine {
                let what = format!("{krate} must not depend on {name}");
                faults.push(Fault { path: file.path.clone(), line, what, mend: MEND_ARROW });
            }
        }
    }
    faults
}

pub fn app_stands_alone(tree: &Tree) -> Vec<Fault> {
    const FOREIGN: [&str; 4] = ["axum", "askama", "reqwest", "tower_http"];
    let mut faults = Vec::new();
    for file in tree.files().iter().filter(|file| file.path.starts_with("crates/app/")) {
        if file.path == "crates/app/Cargo.toml" {
            for Dependency { name, line, .. } in dependencies(&file.text) {
                if FOREIGN.contains(&name.replace('-', "_").as_str()) {
                    let what = format!("app must not depend on {name}");
                    faults.push(Fault { path: file.path.clone(), line, what, mend: MEND_APP });
                }
            }
        }
        if file.extension() != "rs" {
            continue;
        }
        for (index, line) in scan(&file.text).code.lines().enumerate() {
            for name in FOREIGN.iter().filter(|name| line.contains(&format!("{name}::"))) {
                let what = format!("app names a type of {name}");
                faults.push(Fault { path: file.path.clone(), line: index + 1, what, mend: MEND_APP });
            }
        }
    }
    faults
}

fn crate_of(path: &str) -> Option<&str> {
    match path {
        "xtask/Cargo.toml" => Some("xtask"),
        _ => path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml").filter(|name| !name.contains('/')),
    }
}

struct Dependency<'a> {
    name: &'a str,
    line: usize,
    for_tests: bool,
}

/// Reads the dependency tables of a Cargo.toml, in all the forms this repository writes.
fn dependencies(text: &str) -> Vec<Dependency<'_>> {
    let mut found = Vec::new();
    let mut table: Option<bool> = None;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            let (parent, last) = header.rsplit_once('.').unwrap_or(("", header));
            let kind = |name: &str| name.ends_with("dependencies").then(|| name.starts_with("dev-"));
            table = kind(last);
            let parent = parent.rsplit('.').next().unwrap_or(parent);
            if let Some(for_tests) = kind(parent) {
                found.push(Dependency { name: last, line: index + 1, for_tests });
                table = None;
            }
        } else if let Some(for_tests) = table
            && let Some(name) = line.split(['.', '=', ' ']).next()
            && !name.is_empty()
            && !name.starts_with('#')
        {
            found.push(Dependency { name: name.trim_matches('"'), line: index + 1, for_tests });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{app_stands_alone, between_crates};
    use crate::tidy::tree::Tree;

    #[test]
    fn an_arrow_against_the_grain_is_a_fault() {
        let tree = Tree::of(&[
            ("crates/web/Cargo.toml", "[dependencies]\napp.workspace = true\ndb = { path = \"../db\" }\n"),
            ("crates/tasks/Cargo.toml", "[dependencies.app]\nworkspace = true\n"),
            ("crates/db/Cargo.toml", "[dev-dependencies]\ntestkit.workspace = true\n"),
            ("crates/app/Cargo.toml", "[dependencies]\ntestkit.workspace = true\n[features]\nweb = []\n"),
        ]);
        let faults: Vec<_> =
            between_crates(&tree).into_iter().map(|fault| (fault.line, fault.what)).collect();
        let expected = [
            (3, "web must not depend on db".to_owned()),
            (1, "tasks must not depend on app".to_owned()),
            (2, "app must not depend on testkit".to_owned()),
        ];
        assert_eq!(faults, expected);
    }

    #[test]
    fn app_knows_no_http() {
        let tree = Tree::of(&[
            ("crates/app/src/lib.rs", "// axum::Router is not for us\nuse axum::Router;\n"),
            ("crates/web/src/lib.rs", "use axum::Router;\n"),
        ]);
        let faults = app_stands_alone(&tree);
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].line, 2);
    }
}
