//! The strategist's home: goals against targets, what is off plan, money, what goes out next.
//!
//! Owns no table: it asks the other rooms, and sums the month's money. Never changes anything.

mod month;
mod show;
mod store;

pub use month::MonthMoney;
pub use show::{FirstSteps, StrategistHome};
