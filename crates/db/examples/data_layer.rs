//! The figures of ADR 0001, a line each: `name value unit`.
//!
//! `cargo run --release -p db --example data_layer -- [URL …]` measures each database named, by default a fresh SQLite
//! file. On PostgreSQL name an empty, throw-away database: the tables made here stay.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]
#![expect(clippy::expect_used, reason = "a measurement that cannot be made has failed")]

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use db::{
    Db, Engine, FromQueryResult, Value,
    lease::Queue,
    sea_orm::{
        ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement, TransactionTrait,
        sea_query::{Alias, PostgresQueryBuilder, Query, SqliteQueryBuilder},
        sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
    values,
};
use tokio::task::JoinSet;

const DUE: i64 = 1_000;
const COLUMNS: [&str; 8] =
    ["workspace_id", "id", "state", "due_at", "attempts", "leased_by", "leased_until", "last_error"];
const QUEUE: Queue = Queue { table: "things", due: "scheduled", claimed: "claimed" };
/// A queue of which PostgreSQL has no statistics, as on a new instance: the claim must be right then too.
const FRESH: Queue = Queue { table: "fresh_things", ..QUEUE };

#[tokio::main]
async fn main() {
    let mut urls: Vec<String> = std::env::args().skip(1).collect();
    let folder = std::env::temp_dir().join(format!("tandem-data-layer-{}", std::process::id()));
    if urls.is_empty() {
        std::fs::create_dir_all(&folder).expect("a folder for the file");
        urls.push(format!("sqlite://{}", folder.join("things.sqlite").display()));
    }
    for url in urls {
        measure(&url).await;
    }
    // Nothing is there when databases were named.
    let _ = std::fs::remove_dir_all(folder);
}

async fn measure(url: &str) {
    let db = Db::connect(url).await.expect("the database opens");
    let word = if db.engine() == Engine::Sqlite { "sqlite" } else { "postgres" };
    let tell = |name: &str, value: f64, unit: &str| println!("{word}_{name} {value:.0} {unit}");
    make_tables(&db).await;

    for (name, claim) in [("plain_claim", Claim::Plain), ("claim", Claim::Ours)] {
        fill(&db, FRESH, 600).await;
        tell(&format!("{name}_most_rows_for_limit_10"), claim_most(&db, claim).await, "rows");
    }
    for rows in [100, 500] {
        tell(&format!("insert_text_{rows}"), insert(&db, QUEUE, rows, 20_000, text).await, "rows/s");
        tell(&format!("insert_builder_{rows}"), insert(&db, QUEUE, rows, 20_000, builder).await, "rows/s");
    }
    for workers in [1, 8] {
        fill(&db, QUEUE, 8_000).await;
        let claims = claim_all(&db, workers).await;
        tell(&format!("claims_per_s_{workers}_workers"), claims.per_s, "1/s");
        tell(&format!("claimed_twice_{workers}_workers"), claims.twice, "rows");
    }
    let waits = read_then_write_gated(&db).await;
    tell("read_then_write_gated_failed_of_400", waits.failed, "transactions");
    tell("read_then_write_gated_longest_wait", waits.longest_ms, "ms");
    let pool = open_plainly(url, SqliteSynchronous::Full).await;
    let waits = read_then_write_default(&pool).await;
    tell("read_then_write_default_failed_of_400", waits.failed, "transactions");
    tell("commits_per_s_synchronous_full", commits(&pool).await, "1/s");
    pool.close().await.expect("the pool closes");
    if db.engine() == Engine::Sqlite {
        let pool = open_plainly(url, SqliteSynchronous::Normal).await;
        tell("commits_per_s_synchronous_normal", commits(&pool).await, "1/s");
        pool.close().await.expect("the pool closes");
    }
    db.close().await.expect("the database closes");
}

async fn make_tables(db: &Db) {
    let no_statistics = match db.engine() {
        Engine::Sqlite => "",
        Engine::Postgres => " with (autovacuum_enabled = off)",
    };
    let columns = "(workspace_id text not null, id text not null, state text not null, due_at bigint not null, \
                   attempts bigint not null, leased_by text, leased_until bigint, last_error text, \
                   primary key (workspace_id, id))";
    for statement in [
        &format!("create table things {columns}"),
        "create index things_due on things (state, due_at)",
        &format!("create table fresh_things {columns}{no_statistics}"),
        "create index fresh_things_due on fresh_things (state, due_at)",
        "create table counters (id text primary key, n bigint not null)",
        "insert into counters (id, n) values ('a', 0)",
    ] {
        db.read().execute_outside_transaction(statement).await.expect("an empty, throw-away database");
    }
}

/// One statement that inserts rows from `first` on: as text with `$n`, or as the builder writes it for the engine.
type Write = fn(Engine, &str, i64, i64) -> (String, Vec<Value>);

fn row(number: i64) -> Vec<Value> {
    let none = None::<String>;
    values!["w", format!("{number:012}"), "scheduled", DUE, 0_i64, none.clone(), None::<i64>, none]
}

fn text(_: Engine, table: &str, first: i64, rows: i64) -> (String, Vec<Value>) {
    let marks: Vec<String> = (0..rows)
        .map(|index| {
            let at = index as usize * COLUMNS.len();
            let marks: Vec<String> = (1..=COLUMNS.len()).map(|column| format!("${}", at + column)).collect();
            format!("({})", marks.join(", "))
        })
        .collect();
    let text = format!("insert into {table} ({}) values {}", COLUMNS.join(", "), marks.join(", "));
    (text, (first..first + rows).flat_map(row).collect())
}

fn builder(engine: Engine, table: &str, first: i64, rows: i64) -> (String, Vec<Value>) {
    let mut insert = Query::insert();
    insert.into_table(Alias::new(table)).columns(COLUMNS.map(Alias::new));
    for number in first..first + rows {
        insert.values_panic(row(number).into_iter().map(Into::into));
    }
    let (text, values) = match engine {
        Engine::Sqlite => insert.build(SqliteQueryBuilder),
        Engine::Postgres => insert.build(PostgresQueryBuilder),
    };
    (text, values.0)
}

/// Rows a second, one transaction for each statement.
async fn insert(db: &Db, Queue { table, .. }: Queue, rows: i64, total: i64, write: Write) -> f64 {
    let tx = db.write().await.expect("a transaction");
    tx.run(&format!("delete from {table}"), vec![]).await.expect("an empty table");
    tx.commit().await.expect("a commit");
    let began = Instant::now();
    for first in (0..total).step_by(rows as usize) {
        let (text, values) = write(db.engine(), table, first, rows);
        let tx = db.write().await.expect("a transaction");
        tx.run(&text, values).await.expect("rows");
        tx.commit().await.expect("a commit");
    }
    total as f64 / began.elapsed().as_secs_f64()
}

async fn fill(db: &Db, queue: Queue, total: i64) {
    insert(db, queue, 100, total, text).await;
}

struct Claims {
    per_s: f64,
    twice: f64,
}

/// Claims 32 at a time and finishes each in a transaction of its own, as the publisher does.
async fn claim_all(db: &Db, workers: usize) -> Claims {
    let began = Instant::now();
    let mut running = JoinSet::new();
    for worker in 0..workers {
        let (db, worker) = (db.clone(), format!("worker-{worker}"));
        running.spawn(async move {
            let mut claimed = Vec::new();
            loop {
                let claims = QUEUE.claim(&db, &worker, DUE + 1, 60_000, 32).await.expect("a claim");
                if claims.is_empty() {
                    return claimed;
                }
                for claim in claims {
                    let tx = db.write().await.expect("a transaction");
                    let held = QUEUE.finish(&tx, &worker, &claim, "done", i64::MAX, None).await;
                    assert!(held.expect("a finish"), "a claim was lost");
                    tx.commit().await.expect("a commit");
                    claimed.push(claim.id);
                }
            }
        });
    }
    let claimed = running.join_all().await.concat();
    let once: HashSet<&String> = claimed.iter().collect();
    let per_s = claimed.len() as f64 / began.elapsed().as_secs_f64();
    Claims { per_s, twice: (claimed.len() - once.len()) as f64 }
}

#[derive(Clone, Copy)]
enum Claim {
    Ours,
    /// As one would write it first: the pick stands in the condition.
    Plain,
}

#[derive(FromQueryResult)]
struct Taken {
    #[expect(dead_code, reason = "rows are counted only")]
    id: String,
}

/// The most rows that one claim with a limit of ten took, until nothing was left.
async fn claim_most(db: &Db, claim: Claim) -> f64 {
    let text = format!(
        "update fresh_things set state = 'claimed', leased_by = $1, leased_until = $2, attempts = attempts + 1 \
         where state = 'scheduled' and due_at <= $3 and (workspace_id, id) in (select workspace_id, id from fresh_things \
         where state = 'scheduled' and due_at <= $3 order by due_at limit $4{}) returning id",
        db.engine().skip_locked()
    );
    let mut most = 0;
    loop {
        let taken = match claim {
            Claim::Ours => FRESH.claim(db, "worker", DUE + 1, 60_000, 10).await.expect("a claim").len(),
            Claim::Plain => {
                let tx = db.write().await.expect("a transaction");
                let values = values!["worker", 60_000_i64, DUE + 1, 10_i64];
                let taken: Vec<Taken> = tx.all(&text, values).await.expect("rows");
                tx.commit().await.expect("a commit");
                taken.len()
            }
        };
        if taken == 0 {
            return most as f64;
        }
        most = most.max(taken);
    }
}

struct Waits {
    failed: f64,
    longest_ms: f64,
}

fn summed(outcomes: &[(bool, Duration)]) -> Waits {
    Waits {
        failed: outcomes.iter().filter(|(kept, _)| !kept).count() as f64,
        longest_ms: outcomes.iter().map(|(_, took)| took.as_secs_f64() * 1_000.0).fold(0.0, f64::max),
    }
}

const READ: &str = "select n from counters where id = 'a'";
const WRITE: &str = "update counters set n = n + 1 where id = 'a'";

/// Eight tasks with fifty read-then-write transactions each, as a use case writes.
async fn read_then_write_gated(db: &Db) -> Waits {
    let mut running = JoinSet::new();
    for _ in 0..8 {
        let db = db.clone();
        running.spawn(async move {
            let mut outcomes = Vec::new();
            for _ in 0..50 {
                let began = Instant::now();
                let kept = async {
                    let tx = db.write().await?;
                    tx.sql().scalar::<i64>(READ, vec![]).await?;
                    tx.run(WRITE, vec![]).await?;
                    tx.commit().await
                };
                outcomes.push((kept.await.is_ok(), began.elapsed()));
            }
            outcomes
        });
    }
    summed(&running.join_all().await.concat())
}

/// The same in the pool's default transactions, without a gate.
async fn read_then_write_default(pool: &DatabaseConnection) -> Waits {
    let mut running = JoinSet::new();
    for _ in 0..8 {
        let pool = pool.clone();
        running.spawn(async move {
            let mut outcomes = Vec::new();
            for _ in 0..50 {
                let began = Instant::now();
                let kept = async {
                    let backend = pool.get_database_backend();
                    let transaction = pool.begin().await?;
                    transaction.query_one_raw(Statement::from_string(backend, READ)).await?;
                    transaction.execute_raw(Statement::from_string(backend, WRITE)).await?;
                    transaction.commit().await
                };
                outcomes.push((kept.await.is_ok(), began.elapsed()));
            }
            outcomes
        });
    }
    summed(&running.join_all().await.concat())
}

/// Small transactions one after another, as attempts are committed.
async fn commits(pool: &DatabaseConnection) -> f64 {
    const MANY: u32 = 500;
    let began = Instant::now();
    for _ in 0..MANY {
        pool.execute_unprepared(WRITE).await.expect("a commit");
    }
    f64::from(MANY) / began.elapsed().as_secs_f64()
}

/// A pool with the product's settings but for `synchronous`, and without its gate.
async fn open_plainly(url: &str, synchronous: SqliteSynchronous) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(8).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(move |options| {
        options
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous)
            .busy_timeout(Duration::from_secs(10))
    });
    Database::connect(options).await.expect("the database opens")
}
