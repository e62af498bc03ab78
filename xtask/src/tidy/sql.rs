//! SQL stands in stores and in the database crate, nowhere else.

use super::Fault;
use super::rust_text::scan_product;
use super::tree::{File, Tree};

pub fn only_in_stores(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in
        tree.with_extension("rs").filter(|file| file.path.starts_with("crates/") && !may_hold_sql(file))
    {
        for literal in scan_product(&file.text).literals.iter().filter(|literal| is_sql(&literal.text)) {
            let start: String = literal.text.trim_start().chars().take(40).collect();
            faults.push(Fault {
                path: file.path.clone(),
                line: literal.line,
                what: format!("a statement outside a store: \"{}…\"", start.replace('\n', " ")),
                mend: "move the statement into the room's store.rs and call it from here",
            });
        }
    }
    faults
}

fn may_hold_sql(file: &File) -> bool {
    file.is_test()
        || file.path.starts_with("crates/db/")
        || file.name() == "store.rs"
        || file.path.contains("/store/")
        || file.path.contains("/examples/")
}

fn is_sql(literal: &str) -> bool {
    let text = literal.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let has = |word: &str| words.contains(&word);
    match words.as_slice() {
        ["select", ..] => has("from") && words.len() > 3,
        ["insert", "into", ..] | ["delete", "from", ..] => true,
        ["update", ..] => has("set") && text.contains('='),
        ["with", _, "as", ..] => text.contains('('),
        ["create" | "alter" | "drop", "table" | "index" | "unique", ..] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::only_in_stores;
    use crate::tidy::tree::Tree;

    #[test]
    fn statements_outside_stores_are_faults() {
        let text = "// select a from b where c\nfn f() { q(\"select id from goals where id = $1\"); say(\"select \
                    one\"); q(\"update goals set name = $2\") }\n#[cfg(test)]\nmod tests { q(\"delete from x\") }\n";
        let tree = Tree::of(&[
            ("crates/app/src/goals/create.rs", text),
            ("crates/app/src/goals/store.rs", text),
            ("crates/db/src/lease.rs", text),
            ("crates/app/tests/goals.rs", text),
        ]);
        let faults = only_in_stores(&tree);
        assert_eq!(faults.len(), 2);
        assert!(faults.iter().all(|fault| fault.path == "crates/app/src/goals/create.rs" && fault.line == 2));
    }
}
