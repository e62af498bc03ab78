//! The program `tandem`: one binary for the server, the demo and the operator's commands.

mod cli;
mod config;
mod demo;
mod running;

use std::process::ExitCode;

/// A tenth of what an event of the tracker costs went into the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cli::complain(&error);
            ExitCode::FAILURE
        }
    }
}
