//! What a connector learns on its way: committed before it goes on.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use networks::{Budget, Error as NetworkError, ErrorKind, Handle, Next, Progress};

use super::{
    store::{self, Job},
    work::Work,
};

/// Where a connector's progress is kept.
pub(super) struct Kept<'a> {
    pub work: &'a Work,
    pub job: &'a Job,
    pub handle: Mutex<Handle>,
}

#[async_trait]
impl Progress for Kept<'_> {
    async fn save(&self, handle: &Handle) -> Result<(), NetworkError> {
        let Work { app, worker, claim, .. } = self.work;
        let local = |message: String| NetworkError::new(ErrorKind::Local, Next::Unknown, message);
        let text = serde_json::to_string(handle).map_err(|error| local(error.to_string()))?;
        let saved = async {
            let tx = app.db.write_shared().await?;
            let mine = store::save_handle(&tx, worker, claim, &text).await?;
            tx.commit().await?;
            Ok(mine)
        };
        let saved: db::Result<bool> = saved.await;
        match saved {
            Ok(true) => {
                handle.clone_into(&mut self.handle.lock().unwrap_or_else(PoisonError::into_inner));
                Ok(())
            }
            Ok(false) => Err(local("another worker has this delivery now".to_owned())),
            Err(error) => Err(local(error.to_string())),
        }
    }

    fn now_ms(&self) -> i64 {
        self.work.app.now()
    }

    async fn budget(&self, told: Budget) {
        let kept = self.work.keep_budget(&self.job.network, self.job.channel_id, &told).await;
        if let Err(error) = kept {
            // The network will refuse by itself what is too much.
            tracing::warn!(delivery.id = %self.work.delivery_id, %error, "a network's budget was not kept");
        }
    }
}
