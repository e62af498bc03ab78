//! Holds what the connectors asked against the machine-readable descriptions of the networks' APIs.
//!
//! `cargo xtask conformance --specs DIR` runs the behaviour suite with everything that is asked written down, and then
//! this: `conformance SPECS RECORDS`. One line a network, then each fault with a request that shows it.
#![expect(clippy::print_stdout, reason = "a command line tool talks to its terminal")]

mod exceptions;
mod forms;
mod lexicons;
mod meta;
mod openapi;
mod request;
mod shape;
mod telegram;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use request::{Request, Verdict};

/// A network's own description of its API.
pub trait Description {
    /// What a request has wrong, if the description says anything about it.
    fn check(&mut self, request: &Request) -> Verdict;
}

/// What came of one network's requests.
#[derive(Default)]
struct Tally {
    checked: usize,
    beyond: BTreeMap<&'static str, usize>,
    /// Each fault, how often, and the request that showed it first.
    faults: BTreeMap<String, (usize, String)>,
}

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [specs, records] = arguments.as_slice() else {
        println!("usage: conformance SPECS RECORDS; better: cargo xtask conformance --specs DIR");
        return ExitCode::FAILURE;
    };
    match run(specs, records) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether no request had a fault.
fn run(specs: &Path, records: &Path) -> Result<bool> {
    let requests = read(records)?;
    let mut fine = true;
    for (network, mut description) in descriptions(specs)? {
        let mut tally = Tally::default();
        for request in requests.iter().filter(|request| request.network == network) {
            match exceptions::beyond(request).map_or_else(|| description.check(request), Verdict::Beyond) {
                Verdict::Checked(faults) => {
                    tally.checked += 1;
                    for fault in faults.into_iter().filter(|fault| !exceptions::newer(request, fault)) {
                        tally.faults.entry(fault).or_insert_with(|| (0, request.to_string())).0 += 1;
                    }
                }
                Verdict::Beyond(why) => *tally.beyond.entry(why).or_default() += 1,
            }
        }
        println!("{network} requests_checked {} faults {}", tally.checked, tally.faults.len());
        for (why, count) in &tally.beyond {
            println!("  not described: {count} ({why})");
        }
        for (fault, (count, request)) in &tally.faults {
            println!("  fault: {fault} ({count} times, first in {request})");
        }
        fine &= tally.faults.is_empty() && tally.checked > 0;
    }
    Ok(fine)
}

/// The descriptions that the folder holds; none at all is an error.
fn descriptions(folder: &Path) -> Result<Vec<(&'static str, Box<dyn Description>)>> {
    let mut found: Vec<(&'static str, Box<dyn Description>)> = Vec::new();
    let lexicons = folder.join("bluesky/lexicons");
    if lexicons.is_dir() {
        found.push(("bluesky", Box::new(lexicons::Lexicons::read(&lexicons)?)));
    }
    for (network, file, base) in [
        ("x", "x.openapi.json", ""),
        ("pinterest", "pinterest.openapi.json", "/v5"),
        ("discord", "discord.openapi.json", "/api/v10"),
        ("slack", "slack.swagger2.json", "/api"),
    ] {
        if let Some(document) = json(&folder.join(file))? {
            found.push((network, Box::new(openapi::OpenApi::new(document, base))));
        }
    }
    if let Some(document) = json(&folder.join("telegram.api.json"))? {
        found.push(("telegram", Box::new(telegram::Methods(document))));
    }
    let nodes = folder.join("meta");
    if nodes.is_dir() {
        for (network, names) in [
            ("facebook", &["Page", "PagePost", "Photo", "AdVideo", "Comment"][..]),
            ("instagram", &["IGUser", "IGMedia", "IGComment", "Page"][..]),
        ] {
            found.push((network, Box::new(meta::Nodes::read(&nodes, names)?)));
        }
    }
    if found.is_empty() {
        bail!("{} holds no description that is known here", folder.display());
    }
    Ok(found)
}

/// A file's JSON; `None` when there is no such file.
fn json(file: &Path) -> Result<Option<serde_json::Value>> {
    if !file.is_file() {
        return Ok(None);
    }
    let text = fs::read_to_string(file)?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", file.display())).map(Some)
}

fn read(folder: &Path) -> Result<Vec<Request>> {
    let mut requests = Vec::new();
    for entry in fs::read_dir(folder)?.flatten() {
        for line in fs::read_to_string(entry.path())?.lines() {
            requests.push(Request::read(&serde_json::from_str(line)?));
        }
    }
    if requests.is_empty() {
        bail!("{} holds no recorded request", folder.display());
    }
    Ok(requests)
}
