//! The program as an operator meets it: started as a process of its own, in an empty folder.

#![expect(clippy::print_stderr, reason = "a test that stands on less than it would like to says so")]
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up has failed")]

mod admin;
mod demo;
mod full_disk;
mod instance;
mod kit;
mod simulate;
