//! Forgetting uploads whose time is over.

use std::time::Duration;

use async_trait::async_trait;
use tasks::{Activation, Task};
use tokio::sync::watch;

use super::store;
use crate::{App, Result};

/// The background task: uploads that nobody goes on with make room again.
pub struct SweepUploads {
    /// The product.
    pub app: App,
}

impl SweepUploads {
    async fn sweep(&self, stopping: &watch::Receiver<bool>) -> Result<usize> {
        let over = store::expired(self.app.db.read(), self.app.now()).await?;
        let mut done = 0;
        for each in over {
            if *stopping.borrow() {
                break;
            }
            self.app.forget_upload(each.workspace_id, each.id).await?;
            done += 1;
        }
        Ok(done)
    }
}

#[async_trait]
impl Task for SweepUploads {
    fn name(&self) -> &'static str {
        "sweep_uploads"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(600)
    }

    async fn activate(&self, stopping: &watch::Receiver<bool>) -> Result<Activation, String> {
        let done = self.sweep(stopping).await.map_err(|error| error.to_string())?;
        Ok(Activation { done, again_in: None })
    }
}
