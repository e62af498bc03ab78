//! SQL of cost lines.

use db::{FromQueryResult, Sql, Tx, Value, values};

use super::{
    CostLine, CostSubject,
    cost_line::{CostFields, CostLineRow},
};
use crate::{
    Actor, Error, Now, Result,
    ids::{BrandId, CostLineId, WorkspaceId},
};

const SELECT: &str = "select l.id, l.brand_id, l.subject_kind, l.subject_id, \
     coalesce(g.name, c.name, p.title, dp.title, '') as subject_title, l.kind, l.label, l.minutes, l.rate_minor, \
     l.amount_minor, l.currency, l.incurred_on, l.entered_by, l.created_at";

/// What a line `l` stands on.
const SUBJECT: &str = "left join goals g on g.workspace_id = l.workspace_id and g.id = l.subject_id \
     left join campaigns c on c.workspace_id = l.workspace_id and c.id = l.subject_id \
     left join posts p on p.workspace_id = l.workspace_id and p.id = l.subject_id \
     left join deliveries d on d.workspace_id = l.workspace_id and d.id = l.subject_id \
     left join posts dp on dp.workspace_id = l.workspace_id and dp.id = d.post_id";

/// The rate of an hour in the workspace's settings.
pub(crate) async fn hour_rate(sql: Sql<'_>, workspace_id: WorkspaceId) -> Result<i64> {
    let rate: Option<i64> =
        sql.scalar("select hour_rate_minor from workspaces where id = $1", values![workspace_id]).await?;
    Ok(rate.unwrap_or(0))
}

#[derive(FromQueryResult)]
struct BrandRow {
    brand_id: BrandId,
}

/// The brand of what a cost line stands on.
pub(crate) async fn brand_of(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    subject: CostSubject,
) -> Result<BrandId> {
    let table = match subject {
        CostSubject::Goal(_) => "goals",
        CostSubject::Campaign(_) => "campaigns",
        CostSubject::Post(_) => "posts",
        CostSubject::Delivery(_) => "deliveries",
    };
    let row: Option<BrandRow> = sql
        .first(
            &format!("select brand_id from {table} where workspace_id = $1 and id = $2"),
            values![workspace_id, subject.uuid().hyphenated().to_string()],
        )
        .await?;
    row.map(|row| row.brand_id).ok_or(Error::NotFound)
}

pub(crate) async fn insert(
    tx: &Tx,
    actor: &Actor,
    id: CostLineId,
    brand_id: BrandId,
    subject: CostSubject,
    fields: &CostFields,
    now: Now,
) -> Result<()> {
    tx.run(
        "insert into cost_lines (workspace_id, id, brand_id, subject_kind, subject_id, kind, label, minutes, rate_minor, \
         amount_minor, currency, incurred_on, entered_by, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        values![
            actor.workspace_id, id, brand_id, subject.place(), subject.uuid().hyphenated().to_string(), fields.kind,
            fields.label.as_str(), fields.minutes, fields.rate_minor, fields.amount_minor, actor.currency.to_string(),
            fields.incurred_on.to_string(), actor.name.to_string(), now
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn update(tx: &Tx, actor: &Actor, id: CostLineId, fields: &CostFields) -> Result<u64> {
    Ok(tx
        .run(
            "update cost_lines set kind = $3, label = $4, minutes = $5, rate_minor = $6, amount_minor = $7, \
             currency = $8, incurred_on = $9 where workspace_id = $1 and id = $2 and deleted_at is null",
            values![
                actor.workspace_id,
                id,
                fields.kind,
                fields.label.as_str(),
                fields.minutes,
                fields.rate_minor,
                fields.amount_minor,
                actor.currency.to_string(),
                fields.incurred_on.to_string()
            ],
        )
        .await?)
}

pub(crate) async fn set_deleted(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: CostLineId,
    at: Option<Now>,
) -> Result<u64> {
    Ok(tx
        .run(
            "update cost_lines set deleted_at = $3 where workspace_id = $1 and id = $2",
            values![workspace_id, id, at],
        )
        .await?)
}

/// A line; `deleted` finds those that were deleted too.
pub(crate) async fn find(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    id: CostLineId,
    deleted: bool,
) -> Result<CostLine> {
    let living = if deleted { "" } else { " and l.deleted_at is null" };
    let row: Option<CostLineRow> = sql
        .first(
            &format!("{SELECT} from cost_lines l {SUBJECT} where l.workspace_id = $1 and l.id = $2{living}"),
            values![workspace_id, id],
        )
        .await?;
    row.ok_or(Error::NotFound)?.try_into()
}

/// Which lines a list wants.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub brand_id: Option<BrandId>,
    pub subject: Option<CostSubject>,
    pub after: Option<CostLineId>,
    pub limit: u32,
}

pub(crate) async fn list(sql: Sql<'_>, workspace_id: WorkspaceId, wanted: &Wanted) -> Result<Vec<CostLine>> {
    let subject = wanted.subject.map(|subject| subject.uuid().hyphenated().to_string());
    let rows: Vec<CostLineRow> = sql
        .all(
            &format!(
                "{SELECT} from cost_lines l {SUBJECT} where l.workspace_id = $1 and l.deleted_at is null and \
                 (cast($2 as text) is null or l.brand_id = $2) and \
                 (cast($3 as text) is null or l.subject_id = $3) and \
                 (cast($4 as text) is null or l.id < $4) order by l.id desc limit $5"
            ),
            values![workspace_id, wanted.brand_id, subject, wanted.after, i64::from(wanted.limit)],
        )
        .await?;
    rows.into_iter().map(CostLine::try_from).collect()
}

/// The newest lines of each subject, `each` at most.
pub(crate) async fn of_subjects(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    subjects: &[db::id::Uuid],
    each: u32,
) -> Result<Vec<CostLine>> {
    if subjects.is_empty() {
        return Ok(vec![]);
    }
    let mut values = values![workspace_id, i64::from(each)];
    values.extend(subjects.iter().map(|id| Value::from(id.hyphenated().to_string())));
    let marks = crate::attribution::marks(3, subjects.len());
    let rows: Vec<CostLineRow> = sql
        .all(
            &format!(
                "{SELECT} from (select c.*, row_number() over \
                 (partition by subject_id order by amount_minor desc, id) as place from cost_lines c \
                 where workspace_id = $1 and deleted_at is null and subject_id in ({marks})) l {SUBJECT} \
                 where l.place <= $2 order by l.subject_id, l.place"
            ),
            values,
        )
        .await?;
    rows.into_iter().map(CostLine::try_from).collect()
}

#[derive(FromQueryResult)]
struct TitleRow {
    title: String,
}

/// What something is called that a cost line can stand on.
pub(crate) async fn title_of(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    subject: CostSubject,
) -> Result<String> {
    let text = match subject {
        CostSubject::Goal(_) => "select name as title from goals where workspace_id = $1 and id = $2",
        CostSubject::Campaign(_) => "select name as title from campaigns where workspace_id = $1 and id = $2",
        CostSubject::Post(_) => "select title from posts where workspace_id = $1 and id = $2",
        CostSubject::Delivery(_) => {
            "select p.title from deliveries d join posts p on p.workspace_id = d.workspace_id and p.id = d.post_id \
             where d.workspace_id = $1 and d.id = $2"
        }
    };
    let row: Option<TitleRow> =
        sql.first(text, values![workspace_id, subject.uuid().hyphenated().to_string()]).await?;
    row.map(|row| row.title).ok_or(Error::NotFound)
}
