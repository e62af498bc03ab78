//! Clicks on links, visits and orders: the only requests that leave the simulator.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::header;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use url::Url;

use super::{Tally, TrackerTarget, count};
use crate::outgoing::{client, loopback};
use crate::world::Network;

/// Clicks on their way at the same time.
const AT_ONCE: usize = 8;

pub(super) struct Click {
    pub(super) link: String,
    /// The page with the post.
    pub(super) from: String,
    pub(super) network: Network,
    pub(super) person: usize,
    /// What they will order, if anything.
    pub(super) order_cents: Option<u32>,
    /// Seconds between the visit and the order.
    pub(super) thinks_for: f64,
}

#[derive(Clone)]
pub(super) struct Shopper {
    client: reqwest::Client,
    tracker: Option<TrackerTarget>,
    seats: Arc<Semaphore>,
    orders: Arc<AtomicU64>,
    tally: Arc<Tally>,
}

impl Shopper {
    pub(super) fn new(tracker: Option<TrackerTarget>, seed: u64, tally: Arc<Tally>) -> io::Result<Self> {
        if let Some(tracker) = &tracker
            && loopback(&tracker.collect_url).is_none()
        {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("the audience visits loopback addresses only, not {}", tracker.collect_url),
            ));
        }
        Ok(Self {
            client: client()?,
            tracker,
            seats: Arc::new(Semaphore::new(AT_ONCE)),
            orders: Arc::new(AtomicU64::new(1042 + seed % 1000)),
            tally,
        })
    }

    /// Opens a link in the background; links that lead off this machine are left alone.
    pub(super) fn click(&self, click: Click) {
        let Some(link) = loopback(&click.link) else { return };
        let shopper = self.clone();
        tokio::spawn(async move {
            if let Err(error) = shopper.visit(link, click).await {
                tracing::debug!(%error, "a click led nowhere");
            }
        });
    }

    async fn visit(self, link: Url, click: Click) -> reqwest::Result<()> {
        let agent = user_agent(click.network, click.person);
        let landing = {
            let Ok(_seat) = self.seats.acquire().await else { return Ok(()) };
            let opened = self
                .client
                .get(link.clone())
                .header(header::USER_AGENT, &agent)
                .header(header::REFERER, &click.from)
                .header(header::ACCEPT, "text/html,application/xhtml+xml")
                .send()
                .await?;
            count(&self.tally.clicks);
            let location = opened.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
            location.and_then(|location| link.join(location).ok())
        };
        let (Some(tracker), Some(landing)) = (&self.tracker, landing) else { return Ok(()) };
        let visit = json!({
            "site": tracker.site_key, "kind": "visit", "url": landing.as_str(), "referrer": click.from,
        });
        if self.report(&tracker.collect_url, &agent, &visit).await? {
            count(&self.tally.visits);
        }
        let Some(cents) = click.order_cents else { return Ok(()) };
        tokio::time::sleep(Duration::from_secs_f64(click.thinks_for.clamp(0.05, 86_400.0))).await;
        let order = json!({
            "site": tracker.site_key,
            "kind": "conversion",
            "name": "order",
            "url": landing.as_str(),
            "order_id": format!("A-{}", self.orders.fetch_add(1, Ordering::Relaxed)),
            "value": format!("{}.{:02}", cents / 100, cents % 100),
            "currency": "EUR",
        });
        if self.report(&tracker.collect_url, &agent, &order).await? {
            count(&self.tally.orders);
        }
        Ok(())
    }

    async fn report(&self, to: &str, agent: &str, event: &Value) -> reqwest::Result<bool> {
        let Ok(_seat) = self.seats.acquire().await else { return Ok(false) };
        let answer = self.client.post(to).header(header::USER_AGENT, agent).json(event).send().await?;
        if !answer.status().is_success() {
            tracing::debug!(status = %answer.status(), to, "the tracker refused an event");
        }
        Ok(answer.status().is_success())
    }
}

/// Every person's browser is a little different, and always the same.
fn user_agent(network: Network, person: usize) -> String {
    let (build, patch) = (4000 + person * 7 % 3000, person % 211);
    let person = person + 5 * network as usize;
    let version = 118 + person % 23;
    match person % 5 {
        0 => format!(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
             Chrome/{version}.0.{build}.{patch} Safari/537.36"
        ),
        1 => format!(
            "Mozilla/5.0 (Linux; Android 14; Mobile) AppleWebKit/537.36 (KHTML, like Gecko) \
             Chrome/{version}.0.{build}.{patch} Mobile Safari/537.36"
        ),
        2 => format!(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_{} like Mac OS X) AppleWebKit/605.1.{patch} \
             (KHTML, like Gecko) Version/17.{} Mobile/15E{build} Safari/604.1",
            person % 7,
            person % 6
        ),
        3 => format!(
            "Mozilla/5.0 (X11; Linux x86_64; rv:{version}.{patch}) Gecko/20100101 Firefox/{version}.{patch}"
        ),
        _ => format!(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.{patch} \
             (KHTML, like Gecko) Version/17.{} Safari/605.{build}",
            person % 6
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_person_has_a_browser_of_their_own() {
        let agents: HashSet<String> = (0..600).map(|person| user_agent(Network::Bluesky, person)).collect();
        assert_eq!(agents.len(), 600);
        assert!(agents.iter().all(|agent| agent.starts_with("Mozilla/5.0")));
    }
}
