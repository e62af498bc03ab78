//! The benchmarks: builds the program and `crates/server/examples/bench` for release, and runs them.

use anyhow::{Result, bail};

use crate::{postgres::Cluster, shell};

/// Prints every figure, or the one named with those measured beside it.
pub fn run(name: Option<&str>) -> Result<()> {
    // wrk makes the load on the pages for everybody; the publisher's is deliveries, and pages are asked for one by one.
    if !matches!(name, Some("publish" | "pages")) && !shell::has("wrk") {
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
    let mut cluster = None;
    if name.is_none_or(|name| name == "publish") && std::env::var_os("TANDEM_TEST_POSTGRES_URL").is_none() {
        let folder = std::env::temp_dir().join("tandem-bench").join(std::process::id().to_string());
        let started = cluster.insert(Cluster::start(&folder)?);
        bench.env("TANDEM_TEST_POSTGRES_URL", started.url());
    }
    shell::run(&mut bench)
}
