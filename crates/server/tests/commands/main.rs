//! The program as an operator meets it: started as a process of its own, in an empty folder.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up has failed")]

mod admin;
mod demo;
mod instance;
mod kit;
mod simulate;
