//! What the operator's command line asks over all workspaces: which there are, and in which one a thing is.
//!
//! Owns no table. Never serves a request: whoever may start the program on the server's own machine stands above
//! workspaces.

mod store;

use db::id::{Uuid, parse};

use crate::{
    Actor, App, Error, Result,
    ids::{
        CampaignId, ClickId, ConversionId, DeliveryId, GoalId, LeadId, LinkId, PostId, VisitId, WorkspaceId,
    },
    workspaces::{self, Workspace},
};

/// Tables of what can be looked up, by the prefix of its id.
const TABLES: [(&str, &str); 9] = [
    (GoalId::PREFIX, "goals"),
    (CampaignId::PREFIX, "campaigns"),
    (PostId::PREFIX, "posts"),
    (DeliveryId::PREFIX, "deliveries"),
    (LinkId::PREFIX, "links"),
    (ClickId::PREFIX, "clicks"),
    (VisitId::PREFIX, "visits"),
    (ConversionId::PREFIX, "conversions"),
    (LeadId::PREFIX, "leads"),
];

impl App {
    /// Every workspace, oldest first.
    ///
    /// # Errors
    /// Any database error.
    pub async fn workspaces_of_operator(&self) -> Result<Vec<Workspace>> {
        workspaces::store::all(self.db.read()).await
    }

    /// The owner of the workspace in which a thing is, acting on the operator's command line.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what is in no workspace, and for a text that is no id.
    pub async fn actor_of_operator_at(&self, id: &str) -> Result<Actor> {
        let (tables, uuid) = tables_of(id).ok_or(Error::NotFound)?;
        let found: Option<WorkspaceId> = store::workspace_of(self.db.read(), &tables, uuid).await?;
        self.actor_of_operator(Some(found.ok_or(Error::NotFound)?)).await
    }
}

/// The tables in which an id may stand: one by its prefix, all without.
fn tables_of(id: &str) -> Option<(Vec<&'static str>, Uuid)> {
    let id = id.trim();
    let Some((prefix, _)) = id.split_once('_') else {
        return Some((TABLES.iter().map(|(_, table)| *table).collect(), Uuid::try_parse(id).ok()?));
    };
    let (prefix, table) = TABLES.iter().find(|(known, _)| *known == prefix)?;
    Some((vec![table], parse(prefix, id).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_its_table() {
        let id = LeadId::generate();
        assert_eq!(tables_of(&id.to_string()), Some((vec!["leads"], id.uuid())));
        assert_eq!(tables_of(&id.uuid().to_string()).map(|(tables, _)| tables.len()), Some(9));
        for text in ["", "lead_", "user_0190a0a0a0a07000800000000000000a", "🦀_x"] {
            assert_eq!(tables_of(text), None, "{text}");
        }
    }
}
