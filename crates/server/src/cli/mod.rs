//! The commands, one file each. Errors on standard error say what to do next.

mod admin;
mod backup;
mod demo;
mod doctor;
mod faults;
mod migrate;
mod networks;
mod openapi;
mod restore;
mod serve;
mod simulate;
mod trace;

use std::io::{self, Write};

use anyhow::Context;
use clap::{Parser, Subcommand};

use crate::config::Config;

/// The working place of the social media manager and the community manager.
#[derive(Debug, Parser)]
#[command(name = "tandem", version, about, long_about = None)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Simulate(simulate::Simulate),
    /// Run the web server, the JSON API and the background work.
    Serve(serve::Serve),
    /// Bring the database up to date and stop.
    Migrate,
    /// Write a consistent copy of the database, the key and the media to one file.
    Backup(backup::Backup),
    /// Put a backup in the place of an empty data folder.
    Restore(restore::Restore),
    /// Check settings, database, key file, channels and disk, and say what to mend.
    Doctor(doctor::Doctor),
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Show what stands above anything and what came of it below.
    Trace(trace::Trace),
    Networks(networks::Networks),
    /// Print the OpenAPI description of the JSON API.
    Openapi,
}

/// Runs the command of this process.
///
/// # Errors
/// A sentence that says what to do.
pub fn run() -> anyhow::Result<()> {
    let cli = Cli::parse();
    if matches!(cli.command, Command::Openapi) {
        return openapi::run();
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start")?;
    if matches!(cli.command, Command::Demo(_) | Command::Simulate(_)) {
        // They heed no settings of this machine, only what is to be logged.
        log_to_stderr(&std::env::var("TANDEM_LOG").unwrap_or_else(|_| "warn".to_owned()), false);
    }
    let command = match cli.command {
        Command::Demo(demo) => return runtime.block_on(demo.run()),
        Command::Simulate(simulate) => return runtime.block_on(simulate.run()),
        other => other,
    };
    let config = Config::read()?;
    log_to_stderr(&config.log, config.log_json);
    runtime.block_on(async {
        match command {
            Command::Serve(serve) => serve.run(config).await,
            Command::Migrate => migrate::run(&config).await,
            Command::Backup(backup) => backup.run(&config).await,
            Command::Restore(restore) => restore.run(&config).await,
            Command::Doctor(doctor) => doctor.run(&config).await,
            Command::Admin(admin) => admin.run(&config).await,
            Command::Trace(trace) => trace.run(&config).await,
            Command::Networks(networks) => networks.run(&config),
            Command::Openapi => openapi::run(),
            Command::Demo(demo) => demo.run().await,
            Command::Simulate(simulate) => simulate.run().await,
        }
    })
}

/// Writes a line to standard output.
///
/// # Errors
/// When standard output is closed.
pub fn say(line: impl std::fmt::Display) -> anyhow::Result<()> {
    writeln!(io::stdout(), "{line}").context("standard output is closed")
}

/// Writes an error and its causes to standard error.
pub fn complain(error: &anyhow::Error) {
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(io::stderr(), "tandem: {error:#}");
}

/// Writes a sentence to standard error that is no error.
pub fn remark(sentence: &str) {
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(io::stderr(), "tandem: {sentence}");
}

fn log_to_stderr(what: &str, as_json: bool) {
    let filter = tracing_subscriber::EnvFilter::try_new(what)
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    if as_json { builder.json().init() } else { builder.with_target(false).init() }
}
