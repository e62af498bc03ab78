//! The fault matrix: every network under every fault, with a crash at every await of the send.

use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::shell;

/// Prints `network deliveries N duplicates 0 lost 0 waiting M` for each network; fails when anything was sent twice, got
/// lost, or waits for a person where the network could have told. `sample` tries the seeded part that every test run tries.
pub fn run(sample: bool) -> Result<()> {
    let mut tests = shell::command("cargo");
    tests.args(["test", "--quiet", "--package", "networks", "--test", "behaviour", "matrix_"]);
    tests.args(["--", "--nocapture", "--test-threads", "2"]);
    tests.env("TANDEM_TEST_MATRIX", if sample { "sample" } else { "full" });
    let ran =
        tests.stdout(Stdio::piped()).stderr(Stdio::inherit()).output().context("cargo cannot be run")?;
    let said = String::from_utf8_lossy(&ran.stdout);
    let tallies = || said.lines().filter(|line| line.contains(" deliveries "));
    for line in said.lines().filter(|line| line.contains(" deliveries ") || line.contains(", fault ")) {
        println!("{line}");
    }
    if !ran.status.success() {
        bail!("the fault matrix failed: the lines above name each fault and crash");
    }
    if tallies().count() == 0 {
        bail!("no network was tried");
    }
    Ok(())
}
