//! Money that goes out: cost lines entered by hand, pacing, return.
//!
//! Owns cost lines and the rules of pacing (formulas 2.6), even shares and ROI on full cost (formulas 2.3). One currency:
//! the workspace's. Never counts revenue: [`crate::attribution`] does.

mod add;
mod cost_line;
mod delete;
mod edit;
mod list;
mod pacing;
mod roi;
pub(crate) mod store;

pub use cost_line::{CostKind, CostLine, CostLineInput, CostPlace, CostSubject, hours_cost};
pub use list::{CostPage, CostQuery};
pub use pacing::{Band, Pacing};
pub use roi::{Return, even_share};
