//! The language files: the same keys in every language, and no key used that none has.

use std::collections::{BTreeMap, BTreeSet};

use super::Fault;
use super::rust_text::scan_product;
use super::templates::blank_between;
use super::tree::{File, Tree};

const MAIN: &str = "en";
const OTHERS: [&str; 2] = ["de", "es"];
/// The functions of pages and templates that take a key as their first argument.
const CALLS: [&str; 7] = ["t", "t1", "t2", "t3", "tn", "text", "text_with"];

/// Key to the place where it is written.
type Keys<'a> = BTreeMap<&'a str, (&'a str, usize)>;

pub fn same_keys_everywhere(tree: &Tree) -> Vec<Fault> {
    let main = keys_of(tree, MAIN);
    let mut faults = Vec::new();
    for other in OTHERS {
        let keys = keys_of(tree, other);
        for (key, (path, line)) in main.iter().filter(|(key, _)| !keys.contains_key(*key)) {
            faults.push(Fault {
                path: (*path).to_owned(),
                line: *line,
                what: format!("`{key}` has no text in `{other}`"),
                mend: "translate it in the file of the same name",
            });
        }
        for (key, (path, line)) in keys.iter().filter(|(key, _)| !main.contains_key(*key)) {
            faults.push(Fault {
                path: (*path).to_owned(),
                line: *line,
                what: format!("`{key}` has no text in `{MAIN}`"),
                mend: "add the English text, or remove the key",
            });
        }
    }
    faults
}

pub fn used_keys_exist(tree: &Tree) -> Vec<Fault> {
    let keys: BTreeSet<&str> = keys_of(tree, MAIN).into_keys().collect();
    if keys.is_empty() {
        return Vec::new();
    }
    let web = |file: &&File| file.path.starts_with("crates/web/");
    let mut faults = Vec::new();
    for file in tree.with_extension("html").filter(web).chain(tree.with_extension("rs").filter(web)) {
        let used =
            if file.extension() == "rs" { used_in_rust(&file.text) } else { used_in_template(&file.text) };
        for (line, key) in used.into_iter().filter(|(_, key)| !keys.contains(key.as_str())) {
            faults.push(Fault {
                path: file.path.clone(),
                line,
                what: format!("no language has the key `{key}`"),
                mend: "add it to locales/{en,de,es}/<room>.ftl, or correct its name",
            });
        }
    }
    faults
}

fn keys_of<'a>(tree: &'a Tree, language: &str) -> Keys<'a> {
    let mut keys = Keys::new();
    for file in tree.with_extension("ftl").filter(|file| file.path.split('/').any(|part| part == language)) {
        for (index, line) in file.text.lines().enumerate() {
            let Some((key, _)) = line.split_once('=') else { continue };
            let key = key.trim_end();
            if key.starts_with(|first: char| first.is_ascii_alphabetic()) && key.chars().all(in_key) {
                keys.insert(key, (&file.path, index + 1));
            }
        }
    }
    keys
}

fn in_key(next: char) -> bool {
    next.is_ascii_alphanumeric() || matches!(next, '-' | '_')
}

fn used_in_template(text: &str) -> Vec<(usize, String)> {
    used_keys(&blank_between(text, "{#", "#}"))
}

/// In Rust the calls inside comments and tests do not count.
fn used_in_rust(text: &str) -> Vec<(usize, String)> {
    let product = scan_product(text).code;
    let lines: Vec<&str> = product.lines().collect();
    let called = |&(line, _): &(usize, String)| {
        let code = lines.get(line - 1).copied().unwrap_or_default();
        CALLS.iter().any(|call| code.contains(&format!("{call}(")))
    };
    used_keys(text).into_iter().filter(called).collect()
}

/// Every `t("key"` and its like, with its line.
fn used_keys(text: &str) -> Vec<(usize, String)> {
    let mut used = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for (at, _) in line.match_indices("(\"") {
            let name: String = line[..at].chars().rev().take_while(|next| in_key(*next)).collect();
            let name: String = name.chars().rev().collect();
            let Some((key, _)) = line[at + 2..].split_once('"') else { continue };
            // `form.text("name")` reads a field, it names no text.
            let of_form = line[..at - name.len()].ends_with("form.");
            if CALLS.contains(&name.as_str()) && !of_form && !key.is_empty() && key.chars().all(in_key) {
                used.push((index + 1, key.to_owned()));
            }
        }
    }
    used
}

#[cfg(test)]
mod tests {
    use super::{same_keys_everywhere, used_keys_exist};
    use crate::tidy::tree::Tree;

    fn tree(template: &str) -> Tree {
        Tree::of(&[
            (
                "crates/web/locales/en/goals.ftl",
                "# Goals\ngoals-new = New goal\ngoals-name = Name\n    .hint = a = b\n",
            ),
            ("crates/web/locales/de/goals.ftl", "goals-new = Neues Ziel\ngoals-old = Alt\n"),
            ("crates/web/locales/es/goals.ftl", "goals-new = Nuevo objetivo\ngoals-name = Nombre\n"),
            ("crates/web/templates/goals/new.html", template),
        ])
    }

    #[test]
    fn languages_have_the_same_keys() {
        let found: Vec<_> = same_keys_everywhere(&tree("")).into_iter().map(|fault| fault.what).collect();
        assert_eq!(found, ["`goals-name` has no text in `de`", "`goals-old` has no text in `en`"]);
    }

    #[test]
    fn a_key_that_no_language_has_is_a_fault() {
        let tree = tree(
            "{# t(\"x\") #}{{ t(\"goals-new\") }}\n{{ ui.t(\"goals-gone\") }}{{ format(\"goals-other\") }}",
        );
        let found: Vec<_> =
            used_keys_exist(&tree).into_iter().map(|fault| (fault.line, fault.what)).collect();
        assert_eq!(found, [(2, "no language has the key `goals-gone`".to_owned())]);
    }
}
