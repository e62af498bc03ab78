//! The levels at which sums are asked for.

use db::id::Uuid;

/// A level of the way from goal to link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// Through the goal's campaigns.
    Goal,
    /// Through the campaign's posts, and links made for the campaign alone.
    Campaign,
    /// Links of the post's deliveries.
    Post,
    /// Links of one delivery.
    Delivery,
    /// The link itself.
    Link,
}

/// One thing to sum up, over a time: from `from` up to, not with, `to`, epoch milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The thing's id.
    pub subject: Uuid,
    /// First instant.
    pub from: i64,
    /// The instant after the last.
    pub to: i64,
}

impl Window {
    /// All of the thing's time.
    #[must_use]
    pub const fn always(subject: Uuid) -> Self {
        Self { subject, from: 0, to: i64::MAX }
    }

    /// Whether it is all of the thing's time.
    #[must_use]
    pub const fn is_always(&self) -> bool {
        self.from == 0 && self.to == i64::MAX
    }
}
