//! The calendar and *My day*: deliveries by time.
//!
//! Owns no rows: it reads those of `deliveries`.

mod month;
mod my_day;
mod store;

pub use month::{Day, Month};
pub use my_day::MyDay;
