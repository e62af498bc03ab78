//! SQL of the test kit: what no use case does.

use app::{Role, accounts::User, ids::WorkspaceId};
use db::{Db, values};

/// The statement cannot stand in a transaction, so it goes as a read.
pub(crate) async fn create_database(db: &Db, name: &str) {
    db.read().column::<String>(&format!("create database {name}"), vec![]).await.expect("a fresh database");
}

pub(crate) async fn drop_database(db: &Db, name: &str) {
    // A database that stays behind goes with the throw-away cluster.
    let dropped = db.read().column::<String>(&format!("drop database {name} with (force)"), vec![]).await;
    drop(dropped);
}

/// Lets a new person in, without an invitation.
pub(crate) async fn insert_member(
    app: &app::App,
    workspace_id: WorkspaceId,
    user: &User,
    password_hash: &str,
    access: &app::members::Access,
) {
    let tx = app.db.write().await.expect("a transaction");
    app::accounts::store::insert_user(&tx, user, password_hash, app.now()).await.expect("an account");
    let id = app::ids::MembershipId::generate();
    app::members::store::insert(&tx, workspace_id, id, user.id, access, app.now())
        .await
        .expect("a membership");
    tx.commit().await.expect("commit");
}

/// Replaces the slow hash that the set-up made.
pub(crate) async fn set_password_hash(app: &app::App, user_id: app::ids::UserId, hash: &str) {
    let tx = app.db.write().await.expect("a transaction");
    tx.run("update users set password_hash = $2 where id = $1", values![user_id, hash])
        .await
        .expect("update");
    tx.commit().await.expect("commit");
}

/// The membership of a role, for naming it in tests.
pub(crate) const fn whole_workspace(role: Role) -> app::members::Access {
    app::members::Access { role, brand_id: None, access_ends_at: None }
}
