//! Claims and fenced finishes a second, eight workers on one SQLite file, none claimed twice.

use std::{collections::HashSet, time::Instant};

use db::lease::Queue;
use tempfile::TempDir;

use crate::{figure, seed};

const ROWS: i64 = 8_000;
const DUE: Queue = Queue { table: "deliveries", due: "scheduled", claimed: "claimed" };

/// Prints `claims_per_s`.
pub async fn run() {
    let dir = TempDir::new().expect("folder");
    let seeded = seed::base(dir.path()).await;
    seed::posts(dir.path(), &seeded, ROWS).await;
    let app = seed::open(dir.path()).await;
    let tx = app.db.write().await.expect("tx");
    tx.run("update deliveries set state = 'scheduled', due_at = 0", vec![]).await.expect("due");
    tx.commit().await.expect("commit");
    let start = Instant::now();
    let workers = (0..8).map(|number| {
        let db = app.db.clone();
        tokio::spawn(async move {
            let worker = format!("bench-{number}");
            let mut taken = Vec::new();
            loop {
                let claims = DUE.claim(&db, &worker, 1, 60_000, 10).await.expect("claim");
                if claims.is_empty() {
                    return taken;
                }
                let tx = db.write().await.expect("tx");
                for claim in &claims {
                    assert!(DUE.finish(&tx, &worker, claim, "published", 1, None).await.expect("finish"));
                }
                tx.commit().await.expect("commit");
                taken.extend(claims.into_iter().map(|claim| claim.id));
            }
        })
    });
    let mut all = Vec::new();
    for worker in workers.collect::<Vec<_>>() {
        all.extend(worker.await.expect("worker"));
    }
    let seconds = start.elapsed().as_secs_f64();
    let once: HashSet<&String> = all.iter().collect();
    #[expect(clippy::cast_precision_loss, reason = "thousands")]
    let (count, doubles) = (all.len() as f64, (all.len() - once.len()) as f64);
    figure("claims_per_s", count / seconds, "claims/s");
    figure("claims_twice", doubles, "claims");
}
