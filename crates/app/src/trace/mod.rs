//! The trace: from any goal, campaign, post, delivery, link, conversion or lead, all that stands above it and all that
//! came of it below, with money on every level and the source of every number.
//!
//! Owns the tree and the rules by which money is put on its levels:
//! - revenue and margin: last touch, of conversions in the workspace's currency (formulas 2.3);
//! - a level's own cost lines and those of all levels below it are its direct cost;
//! - a campaign's own cost lines are split evenly, to the cent, over its posts, and a post's own over its deliveries:
//!   that is the shared cost of the one below. A goal's own lines stay with the goal;
//! - ROI = (margin − full cost) ÷ full cost, where full cost = direct + shared.
//!
//! Reads in a fixed number of statements, however large the tree; long lists are cut and say by how much. Never writes.

mod below;
mod build;
mod counts;
mod node;
mod rows;
mod show;
mod store;
mod subject;
mod text;

pub use below::Depth;
pub use node::{CostEntry, Kind, Node, Number, NumberUnit, Source, SourceRule, Trace};
pub use subject::Subject;
