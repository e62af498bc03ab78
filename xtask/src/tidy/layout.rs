//! How long a file may be, what it may be called, and how a room introduces itself.

use super::Fault;
use super::tree::Tree;

const SOURCES: [&str; 7] = ["rs", "css", "js", "mjs", "html", "ftl", "sql"];
const MOST_LINES: usize = 500;
const MOST_TEST_LINES: usize = 800;

pub fn length(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in tree.files().iter().filter(|file| SOURCES.contains(&file.extension())) {
        let most = if file.is_test() { MOST_TEST_LINES } else { MOST_LINES };
        let lines = file.text.lines().count();
        if lines > most {
            let what = format!("{lines} lines, at most {most}");
            faults.push(Fault {
                path: file.path.clone(),
                line: most + 1,
                what,
                mend: "split it along its nouns or verbs",
            });
        }
    }
    faults
}

pub fn names(tree: &Tree) -> Vec<Fault> {
    const VAGUE: [&str; 8] =
        ["utils.rs", "util.rs", "helpers.rs", "helper.rs", "common.rs", "misc.rs", "utils.js", "helpers.js"];
    let vague = tree.files().iter().filter(|file| VAGUE.contains(&file.name()));
    vague
        .map(|file| Fault {
            path: file.path.clone(),
            line: 1,
            what: format!("{} says nothing about what it holds", file.name()),
            mend: "name the file after the noun or the job it holds",
        })
        .collect()
}

pub fn rooms_say_what_they_own(tree: &Tree) -> Vec<Fault> {
    let rooms = tree.files().iter().filter(|file| file.name() == "mod.rs");
    rooms
        .filter(|file| !file.text.starts_with("//!"))
        .map(|file| Fault {
            path: file.path.clone(),
            line: 1,
            what: "the room does not say what it owns".to_owned(),
            mend: "open the file with `//!` and say what the room owns and what it never does",
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{length, names, rooms_say_what_they_own};
    use crate::tidy::tree::Tree;

    #[test]
    fn long_files_are_faults_and_tests_may_be_longer() {
        let text = "x\n".repeat(501);
        let tree = Tree::of(&[
            ("crates/app/src/a.rs", &text),
            ("crates/app/tests/a.rs", &text),
            ("docs/long.md", &text),
        ]);
        let faults = length(&tree);
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].path, "crates/app/src/a.rs");
    }

    #[test]
    fn vague_names_and_silent_rooms_are_faults() {
        let tree =
            Tree::of(&[("crates/app/src/utils.rs", ""), ("crates/app/src/posts/mod.rs", "mod store;\n")]);
        assert_eq!(names(&tree).len(), 1);
        assert_eq!(rooms_say_what_they_own(&tree).len(), 1);
    }
}
