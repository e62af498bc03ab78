//! SQL of alerts.

use db::{FromQueryResult, Result, Sql, Tx, Value, values};

use super::{
    alert::{Alert, Kind},
    frame::FactRow,
    mail::AlertMail,
};
use crate::{
    Actor, Now, Role,
    ids::{AlertId, BrandId, ChannelId, UserId, WorkspaceId},
};

/// Who is told of a brand's things at `now`: people in one of these roles.
pub(super) async fn recipients(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_id: BrandId,
    roles: &[Role],
    now: Now,
) -> Result<Vec<UserId>> {
    let words: Vec<String> = roles.iter().map(|role| format!("'{role}'")).collect();
    sql.column(
        &format!(
            "select user_id from memberships where workspace_id = $1 and (brand_id is null or brand_id = $2) \
             and (access_ends_at is null or access_ends_at > $3) and role in ({})",
            words.join(", ")
        ),
        values![workspace_id, brand_id, now],
    )
    .await
}

/// An alert to write.
pub(super) struct NewAlert<'a> {
    pub kind: Kind,
    pub subject: &'a str,
    pub brand_id: BrandId,
    pub params: &'a str,
    pub now: Now,
}

/// Writes an alert for each person, in one statement. One that stands stays as it is; one that was well again is raised
/// anew. Of a delivery nobody gets a second mail; of a channel only after it was well.
pub(super) async fn insert(
    tx: &Tx,
    workspace_id: WorkspaceId,
    people: &[UserId],
    new: &NewAlert<'_>,
) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    let mut values: Vec<Value> =
        values![workspace_id, new.kind, new.subject, new.brand_id, new.params, new.now];
    let mut rows = Vec::new();
    for user_id in people {
        values.extend(values![AlertId::generate(), *user_id]);
        let last = values.len();
        rows.push(format!("($1, ${}, ${last}, $2, $3, $4, $5, $6, $6, 0)", last - 1));
    }
    tx.run(
        &format!(
            "insert into alerts (workspace_id, id, user_id, kind, subject, brand_id, params, created_at, mail_due, \
             mail_tries) values {} on conflict (workspace_id, user_id, kind, subject) do update \
             set params = excluded.params, created_at = excluded.created_at, read_at = null, cleared_at = null, \
             mail_due = case when alerts.mailed_at is null then excluded.mail_due else null end, mail_tries = 0 \
             where alerts.cleared_at is not null",
            rows.join(", ")
        ),
        values,
    )
    .await?;
    Ok(())
}

/// What was wrong with a subject is well again. With `again`, the next time is told by mail too.
pub(crate) async fn clear(
    tx: &Tx,
    workspace_id: WorkspaceId,
    subject: &str,
    kinds: &[Kind],
    again: bool,
    now: Now,
) -> Result<u64> {
    let words: Vec<String> = kinds.iter().map(|kind| format!("'{kind}'")).collect();
    let mailed = if again { ", mailed_at = null" } else { "" };
    tx.run(
        &format!(
            "update alerts set cleared_at = $1, read_at = coalesce(read_at, $1), mail_due = null{mailed} \
             where workspace_id = $2 and subject = $3 and cleared_at is null and kind in ({})",
            words.join(", ")
        ),
        values![now, workspace_id, subject],
    )
    .await
}

/// Posts of a channel that are due within a time are at risk no more.
pub(crate) async fn clear_risks(
    tx: &Tx,
    workspace_id: WorkspaceId,
    channel_id: ChannelId,
    (from, to): (Now, Now),
    now: Now,
) -> Result<u64> {
    tx.run(
        "update alerts set cleared_at = $1, read_at = coalesce(read_at, $1), mail_due = null, mailed_at = null \
         where workspace_id = $2 and kind = 'post_at_risk' and cleared_at is null and subject in \
         (select 'delivery_' || replace(d.id, '-', '') from deliveries d where d.workspace_id = $2 \
         and d.channel_id = $3 and d.scheduled_at >= $4 and d.scheduled_at < $5)",
        values![now, workspace_id, channel_id, from, to],
    )
    .await
}

/// A person's alerts, unread ones first.
pub(super) async fn list(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    user_id: UserId,
    brand_scope: Option<BrandId>,
    offset: i64,
    limit: i64,
) -> Result<Vec<Alert>> {
    sql.all(
        "select id, kind, subject, brand_id, params, created_at, read_at, cleared_at from alerts \
         where workspace_id = $1 and user_id = $2 \
         and (cast($3 as text) is null or brand_id is null or brand_id = $3) \
         order by case when read_at is null then 0 else 1 end, created_at desc, id limit $4 offset $5",
        values![workspace_id, user_id, brand_scope, limit, offset],
    )
    .await
}

/// Notes that one alert of a person was read, or all.
pub(super) async fn mark_read(
    tx: &Tx,
    workspace_id: WorkspaceId,
    user_id: UserId,
    id: Option<AlertId>,
    now: Now,
) -> Result<u64> {
    tx.run(
        "update alerts set read_at = coalesce(read_at, $1), mail_due = null where workspace_id = $2 and user_id = $3 \
         and (cast($4 as text) is null or id = $4)",
        values![now, workspace_id, user_id, id],
    )
    .await
}

/// Whether a person wants alerts by mail.
pub(super) async fn wants_mail(sql: Sql<'_>, user_id: UserId) -> Result<bool> {
    let found: Option<i64> =
        sql.scalar("select alert_mail from users where id = $1", values![user_id]).await?;
    Ok(found == Some(1))
}

/// Sets whether a person wants alerts by mail.
pub(super) async fn set_wants_mail(tx: &Tx, user_id: UserId, wanted: bool) -> Result<()> {
    tx.run("update users set alert_mail = $1 where id = $2", values![i64::from(wanted), user_id]).await?;
    Ok(())
}

/// Takes alerts that are to be mailed: whoever takes one sends it, and nobody else does.
pub(super) async fn take_mail(db: &db::Db, now: Now, limit: i64) -> Result<Vec<AlertMail>> {
    #[derive(FromQueryResult)]
    struct Taken {
        workspace_id: WorkspaceId,
        id: AlertId,
    }
    let due: Option<i64> = db
        .read()
        .scalar("select min(mail_due) from alerts where mail_due <= $1", values![now])
        .await?
        .flatten();
    if due.is_none() {
        return Ok(Vec::new());
    }
    let skip_locked = db.engine().skip_locked();
    let tx = db.write().await?;
    let taken: Vec<Taken> = tx
        .all(
            &format!(
                "with picked as materialized (select workspace_id as w, id as i from alerts where mail_due <= $1 \
                 order by mail_due limit $2{skip_locked}) update alerts set mail_due = null, \
                 mail_tries = mail_tries + 1 from picked where workspace_id = picked.w and id = picked.i \
                 and mail_due <= $1 returning workspace_id, id"
            ),
            values![now, limit],
        )
        .await?;
    let mut mails = Vec::new();
    // A handful: alerts are few, and each goes through a mail server anyway.
    for Taken { workspace_id, id } in taken {
        let mail: Option<AlertMail> = tx
            .sql()
            .first(
                "select a.workspace_id, w.name as workspace_name, a.id, a.kind, a.subject, a.params, a.created_at, \
                 a.mail_tries, u.email, u.locale as language from alerts a join users u on u.id = a.user_id \
                 join workspaces w on w.id = a.workspace_id join memberships m on m.workspace_id = a.workspace_id \
                 and m.user_id = a.user_id and (m.access_ends_at is null or m.access_ends_at > $3) \
                 and (m.brand_id is null or a.brand_id is null or m.brand_id = a.brand_id) \
                 where a.workspace_id = $1 and a.id = $2 and u.alert_mail = 1 and a.read_at is null",
                values![workspace_id, id, now],
            )
            .await?;
        mails.extend(mail);
    }
    tx.commit().await?;
    Ok(mails)
}

/// Notes that an alert was mailed.
pub(super) async fn set_mailed(tx: &Tx, workspace_id: WorkspaceId, id: AlertId, now: Now) -> Result<()> {
    tx.run(
        "update alerts set mailed_at = $1 where workspace_id = $2 and id = $3",
        values![now, workspace_id, id],
    )
    .await?;
    Ok(())
}

/// Gives an alert back that could not be mailed.
pub(super) async fn set_mail_due(tx: &Tx, workspace_id: WorkspaceId, id: AlertId, at: Now) -> Result<()> {
    tx.run(
        "update alerts set mail_due = $1 where workspace_id = $2 and id = $3 and read_at is null",
        values![at, workspace_id, id],
    )
    .await?;
    Ok(())
}

/// What the frame tells a person: two counts and the pauses that hold.
pub(super) async fn frame_facts(sql: Sql<'_>, actor: &Actor, now: Now, since: Now) -> Result<Vec<FactRow>> {
    sql.all(
        "select 'troubled' as kind, count(*) as number, cast(null as text) as name, cast(null as text) as reason, \
         cast(null as text) as paused_by, cast(null as bigint) as until from (select d.id from deliveries d \
         left join posts p on p.workspace_id = d.workspace_id and p.id = d.post_id where d.workspace_id = $1 \
         and d.state in ('unknown', 'failed', 'missed', 'paused') and d.scheduled_at >= $2 and p.deleted_at is null \
         and (cast($3 as text) is null or d.brand_id = $3) limit 50) troubled \
         union all select 'alerts', count(*), null, null, null, null from (select id from alerts \
         where workspace_id = $1 and user_id = $4 and read_at is null \
         and (cast($3 as text) is null or brand_id is null or brand_id = $3) limit 100) unread \
         union all select z.scope, 1, coalesce(c.handle, b.name), z.reason, z.paused_by, z.until from pauses z \
         left join channels c on c.workspace_id = z.workspace_id and c.id = z.channel_id \
         left join brands b on b.workspace_id = z.workspace_id and b.id = z.brand_id \
         where z.workspace_id = $1 and z.ended_at is null and z.starts_at <= $5 \
         and coalesce(z.until, 9000000000000000) > $5 \
         and (cast($3 as text) is null or z.brand_id is null or z.brand_id = $3)",
        values![actor.workspace_id, since, actor.brand_scope, actor.user_id, now],
    )
    .await
}
