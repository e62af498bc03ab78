//! SQL of leads.

use db::{FromQueryResult, Sql, Tx, values};

use crate::{
    Now, Result, Role,
    ids::{BrandId, LeadId, UserId, WorkspaceId},
};

use super::{
    lead::Lead,
    list::{LeadFilter, Owner, StageSum},
};

const LEAD: &str = "select d.id, d.brand_id, d.name, d.contact, d.note, d.stage, d.link_id, d.conversion_id, d.value_minor, \
     d.margin_minor, d.currency, d.owner_id, u.name as owner_name, d.handed_over_at, d.created_at, d.updated_at, \
     p.title as post_title, l.slug from leads d left join users u on u.id = d.owner_id \
     left join links l on l.workspace_id = d.workspace_id and l.id = d.link_id \
     left join posts p on p.workspace_id = l.workspace_id and p.id = l.post_id";

/// Writes a new lead.
pub(crate) async fn insert(
    tx: &Tx,
    workspace_id: WorkspaceId,
    lead: &Lead,
    created_by: Option<UserId>,
) -> Result<()> {
    tx.run(
        "insert into leads (workspace_id, id, brand_id, name, contact, note, stage, link_id, conversion_id, value_minor, \
         margin_minor, currency, owner_id, handed_over_at, created_by, created_at, updated_at, search_text) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        values![
            workspace_id,
            lead.id,
            lead.brand_id,
            lead.name.as_str(),
            lead.contact.as_str(),
            lead.note.as_str(),
            lead.stage,
            lead.link_id,
            lead.conversion_id,
            lead.value_minor,
            lead.margin_minor,
            lead.currency.as_str(),
            lead.owner_id,
            lead.handed_over_at,
            created_by,
            lead.created_at,
            lead.updated_at,
            db::search_text(&[&lead.name, &lead.contact, &lead.note])
        ],
    )
    .await?;
    Ok(())
}

/// Changes a lead; `false` when it is gone.
pub(crate) async fn update(tx: &Tx, workspace_id: WorkspaceId, lead: &Lead) -> Result<()> {
    tx.run(
        "update leads set name = $3, contact = $4, note = $5, stage = $6, link_id = $7, conversion_id = $8, \
             value_minor = $9, margin_minor = $10, owner_id = $11, handed_over_at = $12, updated_at = $13, search_text = $14 \
             where workspace_id = $1 and id = $2",
        values![
            workspace_id,
            lead.id,
            lead.name.as_str(),
            lead.contact.as_str(),
            lead.note.as_str(),
            lead.stage,
            lead.link_id,
            lead.conversion_id,
            lead.value_minor,
            lead.margin_minor,
            lead.owner_id,
            lead.handed_over_at,
            lead.updated_at,
            db::search_text(&[&lead.name, &lead.contact, &lead.note])
        ],
    )
    .await?;
    Ok(())
}

/// Deletes a lead.
pub(crate) async fn delete(tx: &Tx, workspace_id: WorkspaceId, id: LeadId) -> Result<()> {
    tx.run("delete from leads where workspace_id = $1 and id = $2", values![workspace_id, id]).await?;
    Ok(())
}

/// One lead, locked until the transaction ends.
pub(crate) async fn lock(tx: &Tx, workspace_id: WorkspaceId, id: LeadId) -> Result<Option<Lead>> {
    // An update that changes nothing takes the row's lock on both engines.
    tx.run(
        "update leads set updated_at = updated_at where workspace_id = $1 and id = $2",
        values![workspace_id, id],
    )
    .await?;
    find(tx.sql(), workspace_id, id).await
}

/// One lead.
pub(crate) async fn find(sql: Sql<'_>, workspace_id: WorkspaceId, id: LeadId) -> Result<Option<Lead>> {
    Ok(sql
        .first(&format!("{LEAD} where d.workspace_id = $1 and d.id = $2"), values![workspace_id, id])
        .await?)
}

/// A page of leads.
pub(crate) async fn list(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
    filter: &LeadFilter,
    before: Option<(Now, LeadId)>,
    limit: i64,
) -> Result<Vec<Lead>> {
    let (before_at, before_id): (Option<Now>, Option<LeadId>) = before.unzip();
    let search = filter.search.as_deref().map(db::search_pattern);
    let text = format!(
        "{LEAD} where d.workspace_id = $1 and (cast($2 as text) is null or d.brand_id = $2) \
         and (cast($3 as text) is null or d.brand_id = $3) and (cast($4 as text) is null or d.stage = $4) \
         and (cast($5 as text) is null or d.owner_id = $5) \
         and (cast($6 as text) is null or d.search_text like $6 escape '!') \
         and (cast($7 as bigint) is null or d.created_at < $7 or (d.created_at = $7 and d.id < $8)) \
         order by d.created_at desc, d.id desc limit $9"
    );
    let values = values![
        workspace_id,
        brand_scope,
        filter.brand_id,
        filter.stage,
        filter.owner_id,
        search,
        before_at,
        before_id,
        limit
    ];
    Ok(sql.all(&text, values).await?)
}

/// Number and worth of leads by stage.
pub(crate) async fn sums(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
    brand_id: Option<BrandId>,
) -> Result<Vec<StageSum>> {
    Ok(sql
        .all(
            "select stage, count(*) as leads, cast(coalesce(sum(value_minor), 0) as bigint) as value_minor from leads \
             where workspace_id = $1 and (cast($2 as text) is null or brand_id = $2) \
             and (cast($3 as text) is null or brand_id = $3) group by stage",
            values![workspace_id, brand_scope, brand_id],
        )
        .await?)
}

#[derive(FromQueryResult)]
struct Member {
    user_id: UserId,
    name: String,
    role: Role,
    brand_id: Option<BrandId>,
}

/// Members whose access has not ended.
pub(crate) async fn members(sql: Sql<'_>, workspace_id: WorkspaceId, now: Now) -> Result<Vec<Owner>> {
    let members: Vec<Member> = sql
        .all(
            "select m.user_id, u.name, m.role, m.brand_id from memberships m join users u on u.id = m.user_id \
             where m.workspace_id = $1 and (m.access_ends_at is null or m.access_ends_at > $2) order by u.name",
            values![workspace_id, now],
        )
        .await?;
    Ok(members
        .into_iter()
        .map(|member| Owner {
            user_id: member.user_id,
            name: member.name,
            role: member.role,
            brand_id: member.brand_id,
        })
        .collect())
}
