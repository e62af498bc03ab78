//! The lock files: one SQLite in the program, and no machine's own registry in what is shared.

use super::Fault;
use super::tree::Tree;

const MEND_SQLITE: &str = "only SeaORM may bring SQLite along: drop the crate that brings its own copy";
const MEND_RESOLVED: &str = "put `omit-lockfile-registry-resolved=true` into the folder's .npmrc, delete the lock and run `npm install`";

pub fn locks(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in tree.files() {
        match file.name() {
            "Cargo.lock" => {
                let lines = |name: &str| -> Vec<usize> {
                    let wanted = format!("name = \"{name}\"");
                    let lines = file.text.lines().enumerate();
                    lines.filter(|(_, line)| *line == wanted).map(|(index, _)| index + 1).collect()
                };
                let mut fault = |line: usize, what: &str| {
                    let what = what.to_owned();
                    faults.push(Fault { path: file.path.clone(), line, what, mend: MEND_SQLITE });
                };
                lines("rusqlite").into_iter().for_each(|line| fault(line, "rusqlite is in the lock file"));
                lines("libsqlite3-sys").into_iter().skip(1).for_each(|line| fault(line, "a second SQLite"));
            }
            "package-lock.json" => {
                let resolved = file
                    .text
                    .lines()
                    .enumerate()
                    .find(|(_, line)| line.trim_start().starts_with("\"resolved\": \"http"));
                if let Some((index, _)) = resolved {
                    let what = "the lock names the registry of one machine".to_owned();
                    faults.push(Fault {
                        path: file.path.clone(),
                        line: index + 1,
                        what,
                        mend: MEND_RESOLVED,
                    });
                }
            }
            _ => {}
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::locks;
    use crate::tidy::tree::Tree;

    #[test]
    fn a_second_sqlite_and_a_named_registry_are_faults() {
        let lock = "name = \"libsqlite3-sys\"\nname = \"rusqlite\"\nname = \"libsqlite3-sys\"\n";
        let npm = "{\n  \"resolved\": \"https://registry.example/a.tgz\"\n}";
        let tree = Tree::of(&[("Cargo.lock", lock), ("e2e/package-lock.json", npm)]);
        let lines: Vec<_> = locks(&tree).into_iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [2, 3, 2]);
        assert!(locks(&Tree::of(&[("Cargo.lock", "name = \"libsqlite3-sys\"\n")])).is_empty());
    }
}
