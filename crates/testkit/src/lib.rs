//! Builders, a settable clock and throw-away databases for tests.
//!
//! A test of a use case is written once and runs on both engines:
//!
//! ```ignore
//! testkit::db_test! {
//!     async fn a_goal_is_kept(t: testkit::TestApp) {
//!         let owner = t.owner().await;
//!         …
//!     }
//! }
//! ```
//!
//! Tests stand in `crates/<crate>/tests/`, not beside the code: a crate under test is compiled again for its own unit
//! tests, and the test kit's types would be those of the other copy.
#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod clock;
mod database;
#[cfg(feature = "http")]
mod http;
pub mod postgres;
mod postgres_shared;
#[cfg(feature = "s3")]
pub mod s3;
mod sender;
mod store;
mod test_app;
mod things;
mod traffic;

pub use app::deliveries::State;
pub use clock::{MockClock, START};
pub use database::{Engine, block_on_database};
#[cfg(feature = "http")]
pub use http::{Client, Reply};
pub use postgres_shared::{VARIABLE as POSTGRES_VARIABLE, postgres_url};
pub use sender::Sender;
pub use store::Standing;
pub use test_app::{APP_SECRET, PASSWORD, TestApp, unique};
pub use things::Things;

/// Declares a test that runs on SQLite and on PostgreSQL, each time on a fresh, empty database.
#[macro_export]
macro_rules! db_test {
    ($($(#[$meta:meta])* async fn $name:ident($kit:ident: $kind:ty) $body:block)+) => { $(
        $(#[$meta])*
        async fn $name($kit: $kind) $body

        mod $name {
            #[test]
            fn sqlite() {
                $crate::block_on_database($crate::Engine::Sqlite, super::$name);
            }

            #[test]
            fn postgres() {
                $crate::block_on_database($crate::Engine::Postgres, super::$name);
            }
        }
    )+ };
}
