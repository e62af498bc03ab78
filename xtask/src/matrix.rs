//! The fault matrix: every network under every fault, with a crash at every await: of the send alone, and of the product's
//! own worker on both engines.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::shell;

/// Prints `network deliveries N duplicates 0 lost 0 waiting M` for each network as it is done, and the same for the
/// worker on each engine; fails when anything was sent twice, got lost, or waits for a person where the network could
/// have told. `extent` is `full`, `sample` for the seeded part that every test run tries, or a number: the worker then
/// dies at every so-many-th await.
pub fn run(extent: &str) -> Result<()> {
    if !matches!(extent, "full" | "sample") && extent.parse::<usize>().is_err() {
        bail!("`{extent}` is none of: sample, or the number of awaits between two crashes");
    }
    let mut tests = shell::command("cargo");
    tests.args(["test", "--quiet", "--package", "networks", "--test", "behaviour", "matrix_"]);
    // They mostly wait: for answers that never come, and for the disk.
    tests.args(["--", "--nocapture", "--test-threads", "16"]);
    tests.env("TANDEM_TEST_MATRIX", extent);
    let mut running =
        tests.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().context("cargo cannot be run")?;
    let said = running.stdout.take().context("cargo says nothing")?;
    let mut tallies = 0;
    for line in BufReader::new(said).lines() {
        let line = line?;
        let is_tally = line.contains(" deliveries ");
        if is_tally || line.contains(", fault ") {
            println!("{line}");
        }
        tallies += usize::from(is_tally);
    }
    if !running.wait()?.success() {
        bail!("the fault matrix failed: the lines above name each fault and crash");
    }
    if tallies == 0 {
        bail!("no network was tried");
    }
    Ok(())
}
