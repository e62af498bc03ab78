//! SQL that finds which link an event came by.

use std::collections::{HashMap, HashSet};

use db::{FromQueryResult, Result, Sql, values};

use crate::{
    Now,
    ids::{BrandId, ClickId, LinkId, WorkspaceId},
    visits::intake::Event,
};

use super::rows::{padded, tuples};

/// Links by what events name: click ids and slugs, each only within the workspace and brand of the event.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    clicks: HashMap<(WorkspaceId, ClickId), (BrandId, LinkId, Now)>,
    slugs: HashMap<(WorkspaceId, String), (BrandId, LinkId)>,
}

#[derive(FromQueryResult)]
struct ClickRow {
    workspace_id: WorkspaceId,
    id: ClickId,
    link_id: LinkId,
    brand_id: BrandId,
    at: Now,
}

#[derive(FromQueryResult)]
struct SlugRow {
    workspace_id: WorkspaceId,
    slug: String,
    id: LinkId,
    brand_id: BrandId,
}

impl Touched {
    /// The click that an event names, with its link and time.
    pub(crate) fn click(&self, event: &Event) -> Option<(ClickId, LinkId, Now)> {
        let id = event.click_id?;
        let (brand, link, at) = self.clicks.get(&(event.site.workspace_id, id))?;
        (*brand == event.site.brand_id).then_some((id, *link, *at))
    }

    /// The link that an event names by its slug.
    pub(crate) fn link(&self, event: &Event) -> Option<LinkId> {
        let slug = event.slug.as_ref()?;
        let (brand, link) = self.slugs.get(&(event.site.workspace_id, slug.clone()))?;
        (*brand == event.site.brand_id).then_some(*link)
    }

    /// Whether an event names a click that is not stored.
    pub(crate) fn misses_click(&self, events: &[Event]) -> bool {
        events.iter().any(|event| {
            event.click_id.is_some_and(|id| !self.clicks.contains_key(&(event.site.workspace_id, id)))
        })
    }
}

/// Finds the links of events.
pub(crate) async fn links_of(sql: Sql<'_>, events: &[Event]) -> Result<Touched> {
    let mut touched = Touched::default();
    let clicks: HashSet<(WorkspaceId, ClickId)> =
        events.iter().filter_map(|event| Some((event.site.workspace_id, event.click_id?))).collect();
    let clicks: Vec<_> = clicks.into_iter().collect();
    for slice in padded(&clicks) {
        let text = format!(
            "select c.workspace_id, c.id, c.link_id, l.brand_id, c.at from (values {}) as k \
             join clicks c on c.workspace_id = k.column1 and c.id = k.column2 \
             join links l on l.workspace_id = c.workspace_id and l.id = c.link_id",
            tuples(slice.len(), 2)
        );
        let keys = slice.iter().flat_map(|(workspace, id)| values![*workspace, *id]).collect();
        for row in sql.all::<ClickRow>(&text, keys).await? {
            touched.clicks.insert((row.workspace_id, row.id), (row.brand_id, row.link_id, row.at));
        }
    }
    let slugs: HashSet<(WorkspaceId, &str)> = events
        .iter()
        .filter(|event| touched.click(event).is_none())
        .filter_map(|event| Some((event.site.workspace_id, event.slug.as_deref()?)))
        .collect();
    let slugs: Vec<_> = slugs.into_iter().collect();
    for slice in padded(&slugs) {
        let text = format!(
            "select l.workspace_id, l.slug, l.id, l.brand_id from (values {}) as k \
             join links l on l.workspace_id = k.column1 and l.slug = k.column2",
            tuples(slice.len(), 2)
        );
        let keys = slice.iter().flat_map(|(workspace, slug)| values![*workspace, *slug]).collect();
        for row in sql.all::<SlugRow>(&text, keys).await? {
            touched.slugs.insert((row.workspace_id, row.slug), (row.brand_id, row.id));
        }
    }
    Ok(touched)
}
