//! Use cases on SQLite and PostgreSQL. One program for all rooms: linking is the slow part. A room adds its line.

mod members;
mod tokens;
