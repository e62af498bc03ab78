//! What no compiler checks: texts in all languages, names of keys, glyphs and files in templates,
//! and that no page carries inline script or style.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::Icon;
use crate::i18n::Locale;

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn files(folder: &Path, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            let name = path.strip_prefix(here("")).unwrap_or(&path).display().to_string();
            found.push((name, fs::read_to_string(&path).expect("a readable source")));
        }
    }
    found.sort();
    found
}

/// Key to the names of its arguments.
fn texts(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for (file, text) in files(&here("locales").join(locale.tag()), "ftl") {
        let mut current = None;
        for line in text.lines() {
            let starts = line.starts_with(|first: char| first.is_ascii_alphabetic());
            if let Some((key, _)) = line.split_once('=').filter(|_| starts) {
                let key = key.trim().to_owned();
                assert!(all.insert(key.clone(), BTreeSet::new()).is_none(), "{file}: {key} stands twice");
                current = Some(key);
            }
            let Some(names) = current.as_ref().and_then(|key| all.get_mut(key)) else { continue };
            for part in line.split('$').skip(1) {
                let name: String = part
                    .chars()
                    .take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '_')
                    .collect();
                names.insert(name);
            }
        }
    }
    all
}

/// Every string literal that directly follows one of the openings.
fn named<'t>(text: &'t str, openings: &[&str]) -> Vec<&'t str> {
    openings
        .iter()
        .flat_map(|opening| text.split(opening).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

fn sources() -> Vec<(String, String)> {
    let mut all = files(&here("templates"), "html");
    all.extend(files(&here("src"), "rs").into_iter().filter(|(name, _)| {
        !name.contains("shell/flash.rs") && !name.contains("shell/tidy.rs") && !name.contains("tests")
    }));
    all
}

#[test]
fn every_language_has_every_text_with_the_same_arguments() {
    let english = texts(Locale::En);
    let mut faults = Vec::new();
    for locale in Locale::ALL {
        let other = texts(locale);
        for (key, names) in &english {
            match other.get(key) {
                None => faults.push(format!("{locale}: {key} is missing")),
                Some(others) if others != names => {
                    faults.push(format!("{locale}: {key} has {others:?}, not {names:?}"));
                }
                Some(_) if !locale.has(key) => faults.push(format!("{locale}: {key} cannot be read")),
                Some(_) => {}
            }
        }
        for key in other.keys().filter(|key| !english.contains_key(*key)) {
            faults.push(format!("{locale}: {key} is not in English"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn sources_name_only_what_exists() {
    let keys = texts(Locale::En);
    let mut faults = Vec::new();
    for (file, text) in sources() {
        for key in named(
            &text,
            &[
                ".t(\"",
                ".t1(\"",
                ".t2(\"",
                ".ta(\"",
                ".text(\"",
                ".text_with(\"",
                "Flash::good(\"",
                "Flash::warn(\"",
                "Flash::bad(\"",
            ],
        ) {
            // `shell.text("name")` of a form reads a field; keys hold a hyphen.
            if key.contains('-') && !keys.contains_key(key) {
                faults.push(format!("{file}: no text {key}"));
            }
        }
        for prefix in named(&text, &[".tk(\""]) {
            if !keys.keys().any(|key| key.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('-'))) {
                faults.push(format!("{file}: no texts {prefix}-…"));
            }
        }
        for name in named(&text, &[".icon(\"", "icon=\"", "Icon::named(\""]) {
            if !name.is_empty() && !Icon::named(name).is_known() {
                faults.push(format!("{file}: no glyph {name}"));
            }
        }
        for name in named(&text, &["asset(\""]) {
            if crate::assets::url(name) == "/assets/missing" {
                faults.push(format!("{file}: no file {name}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn pages_hold_no_inline_script_or_style() {
    for (file, text) in files(&here("templates"), "html") {
        for forbidden in
            [" style=", "<style", "<script>", " hx-on", " onclick=", " onchange=", "javascript:", "'js:"]
        {
            assert!(!text.contains(forbidden), "{file}: {forbidden}");
        }
    }
}
