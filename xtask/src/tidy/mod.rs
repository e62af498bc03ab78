//! The rules of this repository that neither Cargo nor clippy can check.
//!
//! Each rule is a function from the tree of source files to faults; a fault names the place and how
//! to mend it. Nothing here reads a file or runs a program: `tree.rs` does that once.

use anyhow::{Result, bail};

mod arrows;
mod fluent;
mod layout;
mod locks;
mod rust_text;
mod sql;
mod templates;
mod tree;

use tree::Tree;

/// One thing that is wrong, where, and what to do about it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fault {
    path: String,
    line: usize,
    what: String,
    mend: &'static str,
}

type Rule = fn(&Tree) -> Vec<Fault>;

const RULES: [(&str, Rule); 11] = [
    ("arrows", arrows::between_crates),
    ("app-stands-alone", arrows::app_stands_alone),
    ("length", layout::length),
    ("names", layout::names),
    ("rooms", layout::rooms_say_what_they_own),
    ("sql", sql::only_in_stores),
    ("safe", templates::safe_only_in_components),
    ("texts", templates::no_literal_texts),
    ("languages", fluent::same_keys_everywhere),
    ("keys", fluent::used_keys_exist),
    ("locks", locks::locks),
];

/// Checks the whole tree and prints every fault.
pub fn run() -> Result<()> {
    let tree = Tree::read()?;
    let mut count = 0;
    for (name, rule) in RULES {
        let mut faults = rule(&tree);
        faults.sort();
        for Fault { path, line, what, mend } in faults {
            println!("{path}:{line}: {name}: {what}\n    mend: {mend}");
            count += 1;
        }
    }
    match count {
        0 => {
            println!("tidy: {} files, {} rules, nothing to mend", tree.files().len(), RULES.len());
            Ok(())
        }
        1 => bail!("tidy: 1 fault"),
        _ => bail!("tidy: {count} faults"),
    }
}
