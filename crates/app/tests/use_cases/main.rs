//! Use cases on SQLite and PostgreSQL. One program for all rooms: linking is the slow part. A room adds its line.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up has failed")]

mod alerts;
mod by_hand;
mod calendar;
mod campaigns;
mod channels;
mod deliveries;
mod goals;
mod leads;
mod letters;
mod link_texts;
mod mail_server;
mod media_files;
mod members;
mod newsletters;
mod pauses;
mod press;
mod renders;
mod scripted;
mod search;
mod shared_writes;
mod slots;
mod strategy_fixture;
mod sums;
mod tokens;
mod trace;
mod traffic;
mod uploads;
mod webhooks;
mod zones;
