//! The product over HTTP, without a socket. One program for all rooms: linking is the slow part. A room adds its line.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod api;
mod bad_input;
mod by_hand;
mod clients;
mod hooks;
mod library;
mod mail;
mod media;
mod newsletters;
mod pauses;
mod people;
mod posts;
mod renders;
mod slots;
mod small_forms;
mod strategy;
mod traffic;
mod uploads;
mod walk;
