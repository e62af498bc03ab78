//! Migrations: numbered, forward only, embedded. Each stands in `migrations/` as one file for both engines.

use sea_orm::FromQueryResult;

use crate::{Db, Error, Result, Tx, search::search_text, values};

macro_rules! migrations {
    ($($file:literal),* $(,)?) => { &[$(($file, include_str!(concat!("../migrations/", $file, ".sql")))),*] };
}

/// File name without ending (`0001_members`) and text, in order.
const MIGRATIONS: &[(&str, &str)] = migrations![
    "0001_members",
    "0002_strategy",
    "0003_publishing",
    "0004_traffic",
    "0005_metrics",
    "0006_fewer_index_rows",
    "0007_networks",
    "0008_calendar_month",
    "0009_engine",
    "0009_pauses",
    "0009_alerts",
    "0010_media_library",
    "0011_short_ways",
    "0012_posts_changed",
    "0013_spending",
    "0014_by_hand",
    "0014_pauses_may_overlap",
    "0015_link_days",
    "0016_goal_steps",
    "0017_search_text",
    "0018_slots",
    "0019_uploads",
    "0020_webhooks",
    "0021_newsletters",
    "0022_renders",
    "0023_left_from",
    "0024_renders_broken",
];

#[derive(FromQueryResult)]
struct Applied {
    name: String,
    text: String,
}

/// Names of the migrations that this database has, in order.
///
/// # Errors
/// Any database error.
pub async fn applied_migrations(db: &Db) -> Result<Vec<String>> {
    match db.read().column::<String>("select name from schema_migrations order by name", vec![]).await {
        Ok(names) => Ok(names),
        // The table is made by the first run.
        Err(Error::Other(_)) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Names of the migrations that this program has and the database does not.
///
/// # Errors
/// Any database error.
pub async fn pending_migrations(db: &Db) -> Result<Vec<&'static str>> {
    let applied = applied_migrations(db).await?;
    Ok(MIGRATIONS
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| !applied.iter().any(|done| done == name))
        .collect())
}

/// Applies what is missing, all in one transaction.
pub(crate) async fn run(db: &Db) -> Result<()> {
    let tx = db.write().await?;
    if let Some(lock) = db.engine().migration_lock() {
        tx.run(lock, vec![]).await?;
    }
    tx.run(
        "create table if not exists schema_migrations (name text primary key, text text not null)",
        vec![],
    )
    .await?;
    let applied: Vec<Applied> =
        tx.all("select name, text from schema_migrations order by name", vec![]).await?;
    if let Some(unknown) = applied.iter().find(|done| MIGRATIONS.iter().all(|(name, _)| *name != done.name)) {
        return Err(custom(format!(
            "the database has the migration {} that this program does not know: it was used by a newer version; run \
             that version, or restore a backup made before",
            unknown.name
        )));
    }
    for (name, text) in MIGRATIONS {
        match applied.iter().find(|done| done.name == *name) {
            Some(done) if done.text != *text => {
                return Err(custom(format!("the migration {name} was changed after it had been applied")));
            }
            Some(_) => {}
            None => {
                for statement in statements(text) {
                    tx.run(&statement, vec![]).await?;
                }
                if *name == "0017_search_text" {
                    fill_search_texts(&tx).await?;
                }
                tx.run("insert into schema_migrations (name, text) values ($1, $2)", values![*name, *text])
                    .await?;
                tracing::info!(migration = name, "migration applied");
            }
        }
    }
    tx.commit().await
}

/// Which texts of a table's row lists are searched by.
const SEARCHED: [(&str, &str); 3] = [
    ("posts", "title || '\n' || text"),
    ("leads", "name || '\n' || contact || '\n' || note"),
    ("media", "file_name || '\n' || alt || '\n' || tags || '\n' || rights_holder"),
];

#[derive(FromQueryResult)]
struct Searched {
    workspace_id: String,
    id: String,
    told: String,
}

/// No SQL of both engines makes small letters of more than ASCII.
async fn fill_search_texts(tx: &Tx) -> Result<()> {
    for (table, told) in SEARCHED {
        let page = format!(
            "select workspace_id, id, {told} as told from {table} where workspace_id > $1 or (workspace_id = $1 \
             and id > $2) order by workspace_id, id limit 500"
        );
        let update = format!("update {table} set search_text = $3 where workspace_id = $1 and id = $2");
        let (mut workspace, mut id) = (String::new(), String::new());
        loop {
            let rows: Vec<Searched> = tx.all(&page, values![workspace.as_str(), id.as_str()]).await?;
            let Some(last) = rows.last() else { break };
            (workspace, id) = (last.workspace_id.clone(), last.id.clone());
            for row in rows {
                let text = search_text(&[&row.told]);
                tx.run(&update, values![row.workspace_id, row.id, text]).await?;
            }
        }
    }
    Ok(())
}

fn custom(message: String) -> Error {
    Error::Other(sea_orm::DbErr::Custom(message))
}

/// Statements end with `;` at the end of a line; lines that begin with `--` are comments.
fn statements(text: &str) -> Vec<String> {
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    code.join("\n")
        .split(";\n")
        .map(|statement| statement.trim().trim_end_matches(';').to_owned())
        .filter(|statement| !statement.is_empty())
        .collect()
}
