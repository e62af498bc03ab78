//! Running other programs, and telling how long each step took.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// The root of the repository this command was started in.
pub fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.parent().map_or(here.clone(), Path::to_path_buf)
}

/// Where things that outlive a clone are kept: built dependencies, installed npm packages.
pub fn cache() -> Result<PathBuf> {
    let named = std::env::var_os("TANDEM_TEST_CACHE").filter(|value| !value.is_empty()).map(PathBuf::from);
    let at_home = || {
        let home = std::env::var_os("HOME").filter(|value| !value.is_empty()).map(PathBuf::from)?;
        Some(home.join(".cache/tandem-test"))
    };
    for folder in
        [named, at_home(), Some(std::env::temp_dir().join("tandem-test-cache"))].into_iter().flatten()
    {
        if std::fs::create_dir_all(&folder).is_ok() {
            return Ok(folder.canonicalize()?);
        }
    }
    bail!("no folder for the cache can be written: set TANDEM_TEST_CACHE to one")
}

/// What `cargo run` tells the program that it starts about its own package.
const OWN_PACKAGE: [&str; 3] = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"];

/// A command that starts in the root of the repository and reads nothing. It does not hear of this package: build scripts
/// would take another package's name for a change, and build half of the dependencies again.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root()).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if OWN_PACKAGE.iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command that talks to the terminal; its failure is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("cannot run {name}"))?;
    if !status.success() {
        let arguments: Vec<_> = command.get_args().map(OsStr::to_string_lossy).collect();
        bail!("`{name} {}` failed: {status}", arguments.join(" "));
    }
    Ok(())
}

/// Whether a program is on the PATH.
pub fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// The steps of a run, their seconds and how they ended.
#[derive(Default)]
pub struct Steps(Vec<(&'static str, f64, bool)>);

impl Steps {
    /// Runs a step; a failure is told and kept for the end, the answer is whether it went well.
    pub fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> bool {
        println!("\n== {name}");
        let started = Instant::now();
        let result = work();
        let seconds = started.elapsed().as_secs_f64();
        match &result {
            Ok(()) => println!("== {name}: {seconds:.1} s"),
            Err(error) => println!("== {name}: FAILED after {seconds:.1} s: {error:#}"),
        }
        self.0.push((name, seconds, result.is_ok()));
        result.is_ok()
    }

    /// Prints all steps; an error if one failed.
    pub fn close(&self) -> Result<()> {
        println!("\n== steps");
        for (name, seconds, fine) in &self.0 {
            println!("{} {seconds:7.1} s  {name}", if *fine { "ok    " } else { "FAILED" });
        }
        let failed: Vec<_> = self.0.iter().filter(|step| !step.2).map(|step| step.0).collect();
        if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(", ")) }
    }
}
