//! From the engines' messages to our constraint names.
//!
//! PostgreSQL names the violated constraint. SQLite lists its columns (`goals.workspace_id, goals.name`); because every
//! unique constraint is named `<table>_<columns without workspace_id>_key`, the name follows from them.

use sea_orm::{DbErr, RuntimeErr, sqlx};

use crate::Error;

/// Turns a driver error into ours.
pub(crate) fn explain(error: DbErr) -> Error {
    let sqlx_error = match &error {
        DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner))
        | DbErr::Conn(RuntimeErr::SqlxError(inner)) => inner.clone(),
        DbErr::ConnectionAcquire(_) => return Error::Busy(error.to_string()),
        _ => return Error::Other(error),
    };
    let sqlx::Error::Database(database) = sqlx_error.as_ref() else {
        return match sqlx_error.as_ref() {
            sqlx::Error::PoolTimedOut => Error::Busy(error.to_string()),
            _ => Error::Other(error),
        };
    };
    let code = database.code().unwrap_or_default().into_owned();
    let message = database.message().to_owned();
    match code.as_str() {
        // PostgreSQL SQLSTATE; SQLite extended result codes (sqlite.org/rescode.html).
        "23505" => Error::Unique(database.constraint().unwrap_or(&message).to_owned()),
        "2067" | "1555" => Error::Unique(constraint_name(&message)),
        "23503" | "787" => Error::ForeignKey(database.constraint().unwrap_or(&message).to_owned()),
        "5" | "6" | "261" | "517" | "40001" | "40P01" | "55P03" | "57014" | "53300" => Error::Busy(message),
        "13" | "53100" => Error::Full(message),
        _ => Error::Other(error),
    }
}

/// `UNIQUE constraint failed: goals.workspace_id, goals.name` → `goals_name_key`.
fn constraint_name(message: &str) -> String {
    let Some((_, columns)) = message.split_once("failed: ") else { return message.to_owned() };
    if let Some(index) = columns.strip_prefix("index '") {
        return index.trim_end_matches('\'').to_owned();
    }
    let mut table = "";
    let mut name = String::new();
    for column in columns.split(", ") {
        let Some((found, column)) = column.split_once('.') else { continue };
        table = found;
        if column != "workspace_id" {
            name.push('_');
            name.push_str(column);
        }
    }
    format!("{table}{name}_key")
}

#[cfg(test)]
mod tests {
    use super::constraint_name;

    #[test]
    fn sqlite_columns_become_the_constraint_name() {
        assert_eq!(
            constraint_name("UNIQUE constraint failed: goals.workspace_id, goals.name"),
            "goals_name_key"
        );
        assert_eq!(constraint_name("UNIQUE constraint failed: users.email"), "users_email_key");
        assert_eq!(constraint_name("UNIQUE constraint failed: index 'a_b_key'"), "a_b_key");
    }
}
