//! Deliveries that go out together: one post at one time to several channels is one row to the reader.

use app::deliveries::Delivery;

/// One post at one time, on all its channels that stand alike.
#[derive(Debug, Clone)]
pub struct Together<'a> {
    /// The first of them.
    pub first: &'a Delivery,
    /// All of them, the first too.
    pub all: Vec<&'a Delivery>,
}

/// Puts deliveries together that have the post, the minute and the state in common; the order stays.
#[must_use]
pub fn together(deliveries: &[Delivery]) -> Vec<Together<'_>> {
    let mut rows: Vec<Together<'_>> = Vec::new();
    for delivery in deliveries {
        let same = |row: &&mut Together<'_>| {
            row.first.post_id == delivery.post_id
                && row.first.scheduled_at / 60_000 == delivery.scheduled_at / 60_000
                && row.first.state == delivery.state
                && row.first.last_error == delivery.last_error
        };
        match rows.iter_mut().rev().take(12).find(same) {
            Some(row) => row.all.push(delivery),
            None => rows.push(Together { first: delivery, all: vec![delivery] }),
        }
    }
    rows
}
