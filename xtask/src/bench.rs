//! The benchmarks: builds the program and `crates/server/examples/bench` for release, and runs them.

use anyhow::{Result, bail};

use crate::shell;

/// Prints every figure, or the one named with those measured beside it.
pub fn run(name: Option<&str>) -> Result<()> {
    if !shell::has("wrk") {
        bail!("missing: wrk, which makes the load.\nOn Debian as root: apt-get install wrk");
    }
    let build =
        ["build", "--quiet", "--release", "--package", "server", "--bin", "tandem", "--example", "bench"];
    shell::run(shell::command("cargo").args(build))?;
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| shell::root().join("target"), Into::into);
    let release = target.join("release");
    let mut bench = shell::command(release.join("examples/bench"));
    bench.arg(release.join("tandem")).args(name);
    shell::run(&mut bench)
}
