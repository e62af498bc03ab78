//! The project's own commands: `cargo xtask <verb>`. Nothing has to be installed beforehand.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool talks to its terminal")]

use std::process::ExitCode;

use anyhow::{Result, bail};

mod bench;
mod conformance;
mod matrix;
mod needs;
mod node;
#[expect(dead_code, reason = "the test kit's own half: clusters that outlive the process that started them")]
#[path = "../../crates/testkit/src/postgres.rs"]
mod postgres;
mod servers;
mod shell;
mod test;
mod tidy;

const USAGE: &str = "\
cargo xtask test [--all]   format, lints, tidy, every test, then the end-to-end stories;
                           --all tells the thread on PostgreSQL too, walks every page, and kills
                           the program in full size: 200 deliveries a step, 2,000 for two processes
cargo xtask tidy           the rules of this repository that clippy cannot check
cargo xtask servers [NAME] start the real servers of the end-to-end stories until Ctrl-C:
                           all, or some of: postgres bluesky bluesky-network mastodon,
                           and wordpress (half a gigabyte, installed when it is named)
cargo xtask bench [NAME]   the figures of docs/guide/performance.md, one a line: name value unit;
                           `publish` alone: posts due at once, on SQLite and on PostgreSQL;
                           `pages` alone: every page on the demo's data, the slowest first
cargo xtask conformance --specs DIR
                           every request of the connectors' tests against the networks' own descriptions in DIR
cargo xtask fault-matrix   every network x every fault x a crash at every await, of the send and of the
                           worker on SQLite and PostgreSQL, counted on the network's side (half an hour);
                           `sample` tries the part that every test run tries, a number N every N-th await
cargo xtask e2e [STORY]    only the end-to-end stories, or one of them; `connectors` installs WordPress too";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<()> {
    match arguments {
        ["test"] => test::run(test::Extent::Usual),
        ["test", "--all"] => test::run(test::Extent::All),
        ["tidy"] => tidy::run(),
        ["bench"] => bench::run(None),
        ["bench", name] => bench::run(Some(name)),
        ["conformance"] => conformance::run(None),
        ["conformance", "--specs", specs] => conformance::run(Some(specs)),
        ["fault-matrix"] => matrix::run("full"),
        ["fault-matrix", extent] => matrix::run(extent),
        ["servers", names @ ..] => servers::run(names),
        ["e2e", names @ ..] => test::run_stories(names),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => bail!("unknown command `{}`\n{USAGE}", arguments.join(" ")),
    }
}
