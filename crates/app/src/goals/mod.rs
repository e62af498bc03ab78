//! Goals: what is to be reached, measured how, by when, and who answers for it (STR-02, STR-19).
//!
//! Owns goals, values of custom metrics, and the rules of progress, expected pace and forecast. Never counts clicks or
//! money itself: [`crate::attribution`] does.

mod archive;
mod create;
mod edit;
mod enter_value;
mod goal;
mod input;
mod list;
mod measure;
mod metric;
mod pace;
pub(crate) mod store;

pub use enter_value::GoalValueInput;
pub(crate) use goal::stored_day;
pub use goal::{Goal, GoalValue};
pub use input::{GoalInput, Quantity};
pub(crate) use input::{NAME_MAX, Scale, day, quantity, short, word};
pub(crate) use list::page_size;
pub use list::{GoalChoice, GoalPage, GoalQuery, GoalReport, OwnerChoice};
pub use measure::{Measured, Unknown};
pub use metric::{FunnelStage, GoalMetric, Unit};
pub use pace::{Elapsed, Pace, Standing, bounds};
