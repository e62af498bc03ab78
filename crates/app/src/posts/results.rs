//! What came of posts, for a list of them.

use std::collections::HashMap;

use db::FromQueryResult;

use super::store;
use crate::{
    Actor, App, Now, Permission, Result,
    attribution::{self, Level, Window, engagements},
    ids::PostId,
};

/// Where a post goes, and what came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostResults {
    /// Its channels: word of the network, and handle.
    pub channels: Vec<(String, String)>,
    /// When its newest delivery went out.
    pub published_at: Option<Now>,
    /// Clicks on its links; unknown without links.
    pub clicks: Option<i64>,
    /// Likes, replies, reposts and quotes together; unknown while no network told any.
    pub engagements: Option<i64>,
}

/// A channel that a post goes to.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Target {
    pub post_id: PostId,
    pub network: String,
    pub handle: String,
    pub published_at: Option<Now>,
}

impl App {
    /// Where posts go and what came of them; ids of other workspaces are not in the answer.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn post_results(&self, actor: &Actor, ids: &[PostId]) -> Result<HashMap<PostId, PostResults>> {
        actor.require(Permission::View)?;
        let mut found: HashMap<PostId, PostResults> = HashMap::new();
        if ids.is_empty() {
            return Ok(found);
        }
        let (sql, workspace_id) = (self.db.read(), actor.workspace_id);
        for target in store::targets(sql, workspace_id, actor.brand_scope, ids).await? {
            let results = found.entry(target.post_id).or_default();
            results.published_at = results.published_at.max(target.published_at);
            results.channels.push((target.network, target.handle));
        }
        let windows: Vec<Window> = ids.iter().map(|id| Window::always(id.uuid())).collect();
        let takings = attribution::takings(sql, workspace_id, &actor.currency, Level::Post, &windows).await?;
        let reactions = attribution::reactions(sql, workspace_id, Level::Post, &windows).await?;
        for (id, results) in &mut found {
            let takings = takings.get(&id.uuid()).filter(|takings| takings.links > 0);
            results.clicks = takings.map(|takings| takings.clicks);
            results.engagements = reactions.get(&id.uuid()).and_then(engagements).map(|told| told.value);
        }
        Ok(found)
    }
}
