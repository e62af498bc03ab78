//! The source files of the repository, read once.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell;

/// One text file: its path from the root of the repository, and what it holds.
#[derive(Debug)]
pub struct File {
    pub path: String,
    pub text: String,
}

impl File {
    pub fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Whether the file holds tests only.
    pub fn is_test(&self) -> bool {
        let name = self.name();
        self.path.split('/').any(|part| matches!(part, "tests" | "benches"))
            || self.path.starts_with("e2e/")
            || self.path.starts_with("crates/testkit/")
            || matches!(name, "tests.rs")
            || name.ends_with("_tests.rs")
            || name.ends_with(".test.mjs")
    }
}

/// All text files that git knows or would add.
#[derive(Debug)]
pub struct Tree(Vec<File>);

impl Tree {
    pub fn read() -> Result<Self> {
        let root = shell::root();
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(&root)
            .output()
            .context("cannot run git")?;
        if !listed.status.success() {
            bail!("git ls-files failed: {}", String::from_utf8_lossy(&listed.stderr).trim());
        }
        let mut files = Vec::new();
        for path in String::from_utf8(listed.stdout)?.split_terminator('\0') {
            let full = root.join(path);
            if !full.is_file() {
                continue;
            }
            if let Ok(text) = String::from_utf8(fs::read(full)?) {
                files.push(File { path: path.to_owned(), text });
            }
        }
        Ok(Self(files))
    }

    pub fn files(&self) -> &[File] {
        &self.0
    }

    pub fn with_extension<'a>(&'a self, extension: &'a str) -> impl Iterator<Item = &'a File> {
        self.0.iter().filter(move |file| file.extension() == extension)
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| File { path: (*path).to_owned(), text: (*text).to_owned() };
        Self(files.iter().map(file).collect())
    }
}
