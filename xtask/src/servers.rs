//! `cargo xtask servers`: the real third-party servers, for a person to try things on.

use anyhow::{Result, bail};

use crate::{needs, node, postgres, shell};

const NAMES: [&str; 5] = ["postgres", "bluesky", "bluesky-network", "mastodon", "wordpress"];

/// Starts the named servers, or all, and waits until Ctrl-C ends them.
pub fn run(names: &[&str]) -> Result<()> {
    if let Some(unknown) = names.iter().find(|name| !NAMES.contains(*name)) {
        bail!("no server `{unknown}`; there are: {}", NAMES.join(", "));
    }
    // The whole network has a PDS of its own, so "all" leaves the small one out; WordPress is not installed unasked.
    let names = if names.is_empty() { &["postgres", "bluesky-network", "mastodon"][..] } else { names };
    needs::ensure()?;
    if names.contains(&"wordpress") {
        needs::ensure_wordpress()?;
    }
    node::install()?;
    let with_postgres = names.iter().any(|name| matches!(*name, "postgres" | "bluesky-network"));
    let folder = std::env::temp_dir().join("tandem-servers").join(std::process::id().to_string());
    let cluster = if with_postgres { Some(postgres::Cluster::start(&folder)?) } else { None };
    let mut command = node::node();
    command.arg("e2e/servers/run.mjs").args(names);
    if let Some(cluster) = &cluster {
        command.env("TANDEM_TEST_POSTGRES_URL", cluster.url());
    }
    shell::run(&mut command)
}
