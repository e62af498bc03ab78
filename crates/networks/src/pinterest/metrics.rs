//! Counters of pins and of the board.

use super::wire::Pin;
use super::{Pinterest, number};
use crate::{AccountMetrics, Error, ErrorKind, Metric, PostMetrics};

/// Each pin is a request of its own: the call for many is open to some apps only.
pub(super) const BATCH: usize = 20;

impl Pinterest {
    /// Operation `pins/get` with `pin_metrics`, for each. The counters since the pin's beginning are told for pins made
    /// since 2023-03-20.
    pub(super) async fn count_pins(
        &self,
        base_url: &str,
        token: &str,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        let mut counted = Vec::with_capacity(remote_ids.len());
        for id in remote_ids {
            let values = match self.count_pin(base_url, token, id).await {
                Ok(values) => Some(values),
                Err(error) if error.kind == ErrorKind::NotFound => None,
                Err(error) => return Err(error),
            };
            counted.push(PostMetrics { remote_id: id.clone(), values });
        }
        Ok(counted)
    }

    async fn count_pin(&self, base_url: &str, token: &str, id: &str) -> Result<Vec<(Metric, i64)>, Error> {
        let path = format!("/v5/pins/{}", number(id)?);
        let call = self.get(base_url, &path, &[("pin_metrics", "true")], token)?;
        let pin: Pin = self.ask(call).await?.json()?;
        Ok(counters(&pin))
    }

    /// Operation `boards/get`: a channel is a board.
    pub(super) async fn count_board(
        &self,
        base_url: &str,
        token: &str,
        id: &str,
    ) -> Result<AccountMetrics, Error> {
        let board = self.board(base_url, token, id).await?;
        let counters = [(Metric::Followers, board.follower_count), (Metric::Posts, board.pin_count)];
        let values = counters.into_iter().filter_map(|(metric, value)| Some((metric, value?)));
        Ok(AccountMetrics { values: values.collect() })
    }
}

/// Clicks are those that leave Pinterest. A counter that was not told is absent, never 0.
pub(super) fn counters(pin: &Pin) -> Vec<(Metric, i64)> {
    let Some(told) = pin.pin_metrics.as_ref().and_then(|metrics| metrics.lifetime_metrics.as_ref()) else {
        return vec![];
    };
    [
        (Metric::Impressions, "impression"),
        (Metric::Clicks, "clickthrough"),
        (Metric::Saves, "save"),
        (Metric::Reactions, "reaction"),
        (Metric::Replies, "comment"),
    ]
    .into_iter()
    .filter_map(|(metric, name)| {
        let value = told.get(name).copied().flatten()?;
        #[expect(clippy::cast_possible_truncation, reason = "a count of whole things")]
        let whole = value as i64;
        Some((metric, whole))
    })
    .collect()
}
