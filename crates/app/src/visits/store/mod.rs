//! SQL of clicks, visits and conversions.

pub(crate) mod clicks;
pub(crate) mod conversions;
pub(crate) mod days;
pub(crate) mod lists;
mod rows;
pub(crate) mod sites;
pub(crate) mod touches;
pub(crate) mod visits;
