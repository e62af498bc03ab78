//! What came of what: which clicks, visits, conversions, leads, money, reactions and costs belong to which goal,
//! campaign, post, delivery or link.
//!
//! Owns the way down from any of these to its links, and the sums over it: one statement for each kind of row, however
//! many things are asked about. The model is last touch: a conversion belongs to the link that it carries. A post's
//! links belong to the campaign that the post is in now. Never writes.

mod level;
mod store;
mod takings;

pub use level::{Level, Window};
pub(crate) use store::{costs, hears, marks, reactions, sources, states, takings};
pub(crate) use takings::engagements;
pub use takings::{Cost, Hears, Reaction, Reactions, Takings};
