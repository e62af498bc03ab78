//! The product over HTTP, without a socket. One program for all rooms: linking is the slow part. A room adds its line.

mod api;
mod people;
mod walk;
