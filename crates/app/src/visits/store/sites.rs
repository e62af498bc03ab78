//! SQL of tracker keys, salts, margin rates and refusals.

use db::{FromQueryResult, Sql, Tx, values};

use crate::{
    Now, Result,
    ids::{BrandId, WorkspaceId},
    visits::{
        site::Site,
        tracking::{Refusal, SiteStatus},
    },
};

#[derive(FromQueryResult)]
struct SiteRow {
    workspace_id: WorkspaceId,
    brand_id: BrandId,
    currency: String,
    margin_rate_bp: Option<i64>,
}

/// The site of a tracker key.
pub(crate) async fn find(sql: Sql<'_>, site_key: &str) -> Result<Option<Site>> {
    let row: Option<SiteRow> = sql
        .first(
            "select k.workspace_id, k.brand_id, w.currency, c.margin_rate_bp from site_keys k \
             join workspaces w on w.id = k.workspace_id \
             left join brand_commerce c on c.workspace_id = k.workspace_id and c.brand_id = k.brand_id \
             where k.site_key = $1",
            values![site_key],
        )
        .await?;
    Ok(row.map(|row| Site {
        workspace_id: row.workspace_id,
        brand_id: row.brand_id,
        currency: row.currency,
        margin_rate_bp: row.margin_rate_bp,
    }))
}

/// The salt of a day: the given one, unless there is one already.
pub(crate) async fn salt_of_day(tx: &Tx, day: i64, fresh: &str) -> db::Result<String> {
    tx.run(
        "insert into visitor_salts (day, salt) values ($1, $2) on conflict (day) do nothing",
        values![day, fresh],
    )
    .await?;
    let salt = tx.sql().scalar("select salt from visitor_salts where day = $1", values![day]).await?;
    Ok(salt.unwrap_or_default())
}

/// Deletes the salts of days before `day`.
pub(crate) async fn forget_salts(tx: &Tx, day: i64) -> db::Result<()> {
    tx.run("delete from visitor_salts where day < $1", values![day]).await?;
    Ok(())
}

/// Counts a refused conversion.
pub(crate) async fn note_refusal(
    tx: &Tx,
    site: &Site,
    day: i64,
    code: &str,
    now: Now,
    detail: &str,
) -> db::Result<()> {
    tx.run(
        "insert into collect_refusals (workspace_id, brand_id, day, code, refused, last_at, detail) \
         values ($1, $2, $3, $4, 1, $5, $6) on conflict (workspace_id, brand_id, day, code) do update set \
         refused = collect_refusals.refused + 1, last_at = excluded.last_at, detail = excluded.detail",
        values![site.workspace_id, site.brand_id, day, code, now, detail],
    )
    .await?;
    Ok(())
}

/// The margin rate of a brand.
pub(crate) async fn margin_rate(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_id: BrandId,
) -> Result<Option<i64>> {
    Ok(sql
        .scalar(
            "select margin_rate_bp from brand_commerce where workspace_id = $1 and brand_id = $2",
            values![workspace_id, brand_id],
        )
        .await?)
}

/// Sets the margin rate of a brand, or takes it away.
pub(crate) async fn set_margin_rate(
    tx: &Tx,
    workspace_id: WorkspaceId,
    brand_id: BrandId,
    rate_bp: Option<i64>,
) -> Result<()> {
    match rate_bp {
        Some(rate) => {
            tx.run(
                "insert into brand_commerce (workspace_id, brand_id, margin_rate_bp) values ($1, $2, $3) \
                 on conflict (workspace_id, brand_id) do update set margin_rate_bp = excluded.margin_rate_bp",
                values![workspace_id, brand_id, rate],
            )
            .await?
        }
        None => {
            tx.run(
                "delete from brand_commerce where workspace_id = $1 and brand_id = $2",
                values![workspace_id, brand_id],
            )
            .await?
        }
    };
    Ok(())
}

/// Whether the workspace has the brand.
pub(crate) async fn brand_exists(sql: Sql<'_>, workspace_id: WorkspaceId, brand_id: BrandId) -> Result<bool> {
    let found: Option<i64> = sql
        .scalar(
            "select count(*) from brands where workspace_id = $1 and id = $2",
            values![workspace_id, brand_id],
        )
        .await?;
    Ok(found == Some(1))
}

/// The sites of a workspace with the last sign of life of each.
pub(crate) async fn statuses(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
) -> Result<Vec<SiteStatus>> {
    Ok(sql
        .all(
            "select b.id as brand_id, b.name as brand_name, b.site_key, b.site_url, c.margin_rate_bp, \
             (select max(v.started_at) from visits v where v.workspace_id = b.workspace_id and v.brand_id = b.id) \
             as last_visit_at, \
             (select max(s.at) from conversions s where s.workspace_id = b.workspace_id and s.brand_id = b.id \
             and s.source <> 'lead') as last_conversion_at \
             from brands b left join brand_commerce c on c.workspace_id = b.workspace_id and c.brand_id = b.id \
             where b.workspace_id = $1 and b.archived_at is null and (cast($2 as text) is null or b.id = $2) \
             order by b.name",
            values![workspace_id, brand_scope],
        )
        .await?)
}

/// What was refused since a day.
pub(crate) async fn refusals(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
    since_day: i64,
) -> Result<Vec<Refusal>> {
    Ok(sql
        .all(
            "select brand_id, code, refused, last_at, detail from (select brand_id, code, last_at, detail, \
             cast(sum(refused) over (partition by brand_id, code) as bigint) as refused, \
             row_number() over (partition by brand_id, code order by last_at desc, day desc) as place \
             from collect_refusals where workspace_id = $1 and day >= $3 \
             and (cast($2 as text) is null or brand_id = $2)) newest where place = 1 order by last_at desc",
            values![workspace_id, brand_scope, since_day],
        )
        .await?)
}
