//! Every request of the behaviour suite, held against the networks' own descriptions of their APIs.

use std::{fs, path::Path};

use anyhow::{Result, bail};

use crate::shell;

/// What is missing when no folder is given.
const HINT: &str = "conformance needs the networks' descriptions: cargo xtask conformance --specs DIR\n\
     DIR holds some of: bluesky/lexicons/ (atproto's lexicons), x.openapi.json, pinterest.openapi.json,\n\
     discord.openapi.json, slack.swagger2.json, telegram.api.json, meta/ (a file a node); they are their\n\
     publishers' and no part of this repository";

/// Cases that break a rule on purpose, to see the network refuse.
const ON_PURPOSE: &str = "a_refused_text_is_not_tried_again";

/// Prints `network requests_checked N faults M` for each network that the folder describes, then each fault.
pub fn run(specs: Option<&str>) -> Result<()> {
    let Some(specs) = specs else { bail!(HINT) };
    let specs = fs::canonicalize(Path::new(specs))?;
    let records = std::env::temp_dir().join(format!("tandem-conformance-{}", std::process::id()));
    fs::create_dir_all(&records)?;
    let checked = record(&records).and_then(|()| {
        let mut check = shell::command("cargo");
        check.args(["run", "--quiet", "--package", "xtask", "--example", "conformance", "--"]);
        shell::run(check.arg(&specs).arg(&records))
    });
    let _ = fs::remove_dir_all(&records);
    checked
}

/// Runs the suite, all but the fault matrix, which asks nothing that the rest does not ask.
fn record(folder: &Path) -> Result<()> {
    let mut suite = shell::command("cargo");
    suite.args(["test", "--quiet", "--package", "networks", "--test", "behaviour", "--"]);
    suite.args(["--skip", "matrix_", "--skip", ON_PURPOSE]);
    shell::run(suite.stdout(std::process::Stdio::null()).env("TANDEM_TEST_RECORD", folder))
}
