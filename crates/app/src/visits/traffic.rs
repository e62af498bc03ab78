//! What is shared by everything that counts: two caches and two writers.

use std::sync::{Arc, Mutex, OnceLock};

use crate::{
    App,
    clock::{MINUTE, SECOND},
    links::{Target, cache::TimedCache},
};

use super::{clicks::ClickWriter, intake::Intake, site::Site};

/// Counts. Part of [`App`]; its writers start with the first event.
pub struct Traffic {
    pub(crate) targets: TimedCache<Target>,
    pub(crate) sites: TimedCache<Site>,
    pub(crate) salt: Mutex<Option<(i64, Arc<str>)>>,
    pub(crate) clicks: OnceLock<ClickWriter>,
    pub(crate) intake: OnceLock<Intake>,
}

impl Default for Traffic {
    fn default() -> Self {
        Self {
            targets: TimedCache::new(100_000, 5 * MINUTE),
            sites: TimedCache::new(10_000, 30 * SECOND),
            salt: Mutex::new(None),
            clicks: OnceLock::new(),
            intake: OnceLock::new(),
        }
    }
}

impl App {
    /// Writes every click and event that was taken, then returns: the last act of an orderly shutdown, after the last
    /// request was answered.
    pub async fn finish_traffic(&self) {
        if let Some(intake) = self.traffic.intake.get() {
            intake.flush().await;
        }
        if let Some(clicks) = self.traffic.clicks.get() {
            clicks.flush().await;
        }
    }
}
