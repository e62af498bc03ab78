//! The program `tandem`: one binary for the server, the demo and the operator's commands.

mod cli;
mod config;
mod demo;
mod running;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cli::complain(&error);
            ExitCode::FAILURE
        }
    }
}
