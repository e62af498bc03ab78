//! `cargo xtask test`: everything that has to hold before a change goes in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::postgres::Cluster;
use crate::shell::{self, Steps};
use crate::{needs, node, tidy};

/// How much is run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What every change is checked with.
    Usual,
    /// The slow end-to-end stories too.
    All,
}

/// Runs every step. A step that needs an earlier one is not tried after that failed; all others are.
pub fn run(extent: Extent) -> Result<()> {
    let mut steps = Steps::default();
    if !steps.step("what is needed", needs::ensure) {
        return steps.close();
    }
    let target = target()?;
    steps.step("format", || shell::run(cargo(&target).args(["fmt", "--all", "--check"])));
    steps.step("tidy", tidy::run);
    let lints = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
    steps.step("lints", || shell::run(cargo(&target).args(lints)));

    let mut cluster = None;
    let started = steps.step("PostgreSQL", || {
        cluster = Some(start_postgres()?);
        Ok(())
    });
    let (true, Some(cluster)) = (started, cluster) else { return steps.close() };
    let url = cluster.url();
    steps.step("tests", || {
        let mut nextest = cargo(&target);
        nextest.args(["nextest", "run", "--workspace", "--locked", "--no-fail-fast"]);
        shell::run(nextest.env("TANDEM_TEST_POSTGRES_URL", &url))
    });
    if extent == Extent::All {
        steps.step("WordPress", needs::ensure_wordpress);
    }
    let built = steps.step("build", || build(&target));
    if built && steps.step("npm packages", node::install) {
        steps.step("end to end", || stories(&target, &url, extent, &[]));
    }
    drop(cluster);
    steps.close()
}

/// `cargo xtask e2e`: only the stories, or some of them.
pub fn run_stories(names: &[&str]) -> Result<()> {
    needs::ensure()?;
    if names.contains(&"connectors") {
        needs::ensure_wordpress()?;
    }
    node::install()?;
    let target = target()?;
    build(&target)?;
    let cluster = start_postgres()?;
    stories(&target, &cluster.url(), Extent::Usual, names)
}

fn build(target: &Path) -> Result<()> {
    shell::run(cargo(target).args(["build", "--workspace", "--bins", "--locked"]))
}

fn stories(target: &Path, postgres: &str, extent: Extent, names: &[&str]) -> Result<()> {
    let mut command = node::node();
    cargo_settings(&mut command, target);
    command.arg("e2e/run.mjs").args(names);
    if extent == Extent::All {
        command.arg("--all");
    }
    command.env("TANDEM_TEST_POSTGRES_URL", postgres);
    command.env("TANDEM_TEST_TARGET", target).env("TANDEM_TEST_PROGRAM", target.join("debug/tandem"));
    shell::run(&mut command)
}

fn cargo(target: &Path) -> Command {
    let mut command = shell::command("cargo");
    cargo_settings(&mut command, target);
    command
}

fn cargo_settings(command: &mut Command, target: &Path) {
    command.env("CARGO_TARGET_DIR", target);
    if is_ci() {
        command.env("CARGO_INCREMENTAL", "0");
    }
}

fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| value == "true")
}

/// The caller's target folder; in CI one outside the clone, so that the next clone builds less.
fn target() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("CARGO_TARGET_DIR").filter(|value| !value.is_empty()) {
        return Ok(shell::root().join(named));
    }
    if !is_ci() {
        return Ok(shell::root().join("target"));
    }
    let target = shell::cache()?.join("target");
    fs::create_dir_all(&target)?;
    forget_other_clones(&target)?;
    Ok(target)
}

/// What another clone built of our own crates is of no use to this one: only the dependencies are.
fn forget_other_clones(target: &Path) -> Result<()> {
    let note = target.join("clone");
    let here = shell::root();
    let here = here.to_str().context("the clone's path is not UTF-8")?;
    if fs::read_to_string(&note).is_ok_and(|noted| noted != here) {
        let mut clean = cargo(target);
        clean.args(["clean", "--quiet"]);
        for entry in fs::read_dir(shell::root().join("crates"))?.flatten() {
            clean.arg("-p").arg(entry.file_name());
        }
        shell::run(&mut clean)?;
    }
    Ok(fs::write(&note, here)?)
}

/// A cluster in a folder of this process; folders whose process is gone are removed first.
fn start_postgres() -> Result<Cluster> {
    let shelf = std::env::temp_dir().join("tandem-test");
    for entry in fs::read_dir(&shelf).into_iter().flatten().flatten() {
        let lives = Path::new("/proc").join(entry.file_name()).exists();
        if !lives {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    let cluster = Cluster::start(&shelf.join(std::process::id().to_string()))?;
    println!("PostgreSQL at {}", cluster.url());
    Ok(cluster)
}
