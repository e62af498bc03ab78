//! Writes that share a commit, as many at once as a property asks for: each must see its own outcome and no other's.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use db::{Db, Engine, Error, values};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use testkit::TestApp;
use tokio::sync::Barrier;

/// Rows that a writer puts down one by one: that it is all of them or none shows that its part is a whole.
const ROWS: i64 = 3;

/// A row that is there before: to write it again breaches its constraint.
const TAKEN: i64 = -1;

/// What a writer does before its end.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    Commits,
    /// Leaves without a commit.
    Leaves,
    /// Breaches a constraint between its rows, and leaves.
    Breaches,
    /// Runs a statement that cannot be run, and leaves.
    Fails,
    /// As [`Way::Fails`], and commits all the same.
    FailsAndCommits,
    Panics,
    /// Its task is aborted after so many microseconds, wherever it is.
    Aborted(u64),
}

impl Way {
    fn random(rng: &mut StdRng) -> Self {
        match rng.random_range(0..12) {
            0 => Self::Leaves,
            1 => Self::Breaches,
            2 => Self::Fails,
            3 => Self::FailsAndCommits,
            4 => Self::Panics,
            5 | 6 => Self::Aborted(rng.random_range(0..4_000)),
            _ => Self::Commits,
        }
    }
}

async fn table(db: &Db) {
    let tx = db.write().await.expect("tx");
    tx.run("create table written (writer bigint not null, n bigint primary key)", vec![])
        .await
        .expect("table");
    tx.run("insert into written (writer, n) values (0, $1)", values![TAKEN]).await.expect("row");
    tx.commit().await.expect("commit");
}

async fn write(db: &Db, writer: i64, way: Way) -> db::Result<()> {
    let tx = db.write_shared().await?;
    for number in 0..ROWS {
        let insert = "insert into written (writer, n) values ($1, $2)";
        tx.run(insert, values![writer, writer * ROWS + number]).await?;
        if number == 1 {
            match way {
                Way::Commits | Way::Aborted(_) => {}
                Way::Leaves => return Err(Error::Busy("left".to_owned())),
                Way::Breaches => {
                    let error = tx.run(insert, values![writer, TAKEN]).await.expect_err("a breach");
                    assert!(matches!(error, Error::Unique(_)), "{error}");
                    return Err(error);
                }
                Way::Fails => {
                    tx.run("insert into nowhere values ($1)", values![writer]).await?;
                }
                Way::FailsAndCommits => {
                    let _ = tx.run("insert into nowhere values ($1)", values![writer]).await;
                    break;
                }
                Way::Panics => std::panic::resume_unwind(Box::new("on purpose")),
            }
        }
    }
    tx.commit().await
}

/// Whose rows stand, each writer's all of them.
async fn standing(db: &Db) -> BTreeSet<i64> {
    let found: Vec<i64> =
        db.read().column("select writer from written where n <> -1 order by n", vec![]).await.expect("rows");
    let writers: BTreeSet<i64> = found.iter().copied().collect();
    for writer in &writers {
        assert_eq!(found.iter().filter(|found| *found == writer).count(), 3, "a part of {writer} stands");
    }
    writers
}

testkit::db_test! {
    async fn each_writer_sees_its_own_outcome(t: TestApp) {
        let db = t.app.db.clone();
        table(&db).await;
        let seed: u64 = rand::random();
        let mut rng = StdRng::seed_from_u64(seed);
        let mut next = 1;
        let (mut must, mut may) = (BTreeSet::new(), BTreeSet::new());
        for round in 0..30 {
            let count = rng.random_range(1..120);
            let together = Arc::new(Barrier::new(count));
            let mut tasks = Vec::new();
            for _ in 0..count {
                let (way, writer) = (Way::random(&mut rng), next);
                next += 1;
                let (db, together) = (db.clone(), Arc::clone(&together));
                let task = tokio::spawn(async move {
                    together.wait().await;
                    write(&db, writer, way).await
                });
                if let Way::Aborted(after) = way {
                    let handle = task.abort_handle();
                    tokio::spawn(async move {
                        tokio::time::sleep(Duration::from_micros(after)).await;
                        handle.abort();
                    });
                }
                tasks.push((writer, way, task));
            }
            for (writer, way, task) in tasks {
                let ended = tokio::time::timeout(Duration::from_secs(60), task).await.expect("no write waits for ever");
                match (way, ended) {
                    (Way::Commits | Way::Aborted(_), Ok(Ok(()))) => drop(must.insert(writer)),
                    // It may have been durable before the word of it came.
                    (Way::Aborted(_), Err(_)) => drop(may.insert(writer)),
                    (Way::Commits, other) => panic!("seed {seed}, round {round}, {writer}: {other:?}"),
                    // PostgreSQL answers a commit after an error with an orderly end: nothing stands.
                    (Way::FailsAndCommits, Ok(Ok(()))) => assert_eq!(db.engine(), Engine::Postgres),
                    (_, Ok(Ok(()))) => panic!("seed {seed}, round {round}, {writer}: {way:?} cannot have gone well"),
                    _ => {}
                }
            }
            // What was told is there at once, for readers of any connection.
            let standing = standing(&db).await;
            assert!(must.is_subset(&standing), "seed {seed}, round {round}: lost {:?}", must.difference(&standing));
            let odd: Vec<_> = standing.iter().filter(|writer| !must.contains(*writer) && !may.contains(*writer)).collect();
            assert!(odd.is_empty(), "seed {seed}, round {round}: stands and should not: {odd:?}");
        }
        // Ordinary writes get their turn, and nothing is left open.
        let tx = db.write().await.expect("tx");
        tx.run("delete from written", vec![]).await.expect("delete");
        tx.commit().await.expect("commit");
        assert!(standing(&db).await.is_empty());
    }

    async fn ordinary_writes_get_their_turn(t: TestApp) {
        let db = t.app.db.clone();
        table(&db).await;
        let shared = (1..=400).map(|writer| {
            let db = db.clone();
            tokio::spawn(async move { write(&db, writer, Way::Commits).await })
        });
        let shared: Vec<_> = shared.collect();
        let others = (401..=420).map(|writer| {
            let db = db.clone();
            tokio::spawn(async move {
                let tx = db.write().await?;
                for number in 0..ROWS {
                    let values = values![writer, writer * ROWS + number];
                    tx.run("insert into written (writer, n) values ($1, $2)", values).await?;
                }
                tx.commit().await
            })
        });
        for task in others.chain(shared) {
            tokio::time::timeout(Duration::from_secs(60), task).await.expect("in time").expect("task").expect("written");
        }
        assert_eq!(standing(&db).await.len(), 420);
    }

    async fn a_full_disk_takes_the_whole_batch_and_says_so(t: TestApp) {
        let db = t.app.db.clone();
        // A file that may not grow is SQLite's own full disk.
        if db.engine() != Engine::Sqlite {
            return;
        }
        table(&db).await;
        let mut told = BTreeSet::new();
        let mut refused = 0;
        let tx = db.write().await.expect("tx");
        let pages: Option<i64> = tx.sql().scalar("select page_count from pragma_page_count", vec![]).await.expect("pages");
        tx.commit().await.expect("commit");
        let pages = pages.expect("a number");
        let scratch = db.write().await.expect("tx");
        scratch.run("create table filling (text text)", vec![]).await.expect("table");
        scratch.commit().await.expect("commit");
        let write = |writer: i64| {
            let db = db.clone();
            tokio::spawn(async move {
                let tx = db.write_shared().await?;
                // It holds for the connection of this transaction.
                let _: Option<i64> = tx.sql().scalar(&format!("pragma max_page_count = {}", pages + 8), vec![]).await?;
                for number in 0..ROWS {
                    let values = values![writer, writer * ROWS + number];
                    tx.run("insert into written (writer, n) values ($1, $2)", values).await?;
                }
                // So that it does not fit for long.
                tx.run("insert into filling values ($1)", values!["x".repeat(900)]).await?;
                tx.commit().await
            })
        };
        // One after another for as long as there is room for some, then a crowd that cannot fit.
        for writer in 1..=5 {
            write(writer).await.expect("task").expect("there is room");
            told.insert(writer);
        }
        for (writer, task) in (6..).zip((6..=200).map(write).collect::<Vec<_>>()) {
            match tokio::time::timeout(Duration::from_secs(60), task).await.expect("in time").expect("task") {
                Ok(()) => drop(told.insert(writer)),
                Err(Error::Full(_) | Error::Busy(_)) => refused += 1,
                Err(other) => panic!("{other}"),
            }
        }
        assert!(refused > 0, "it does not all fit");
        assert_eq!(standing(&db).await, told);
    }
}
