//! Telling the people whom it concerns: those who may publish for the brand.

use std::collections::BTreeMap;

use db::Tx;

use super::{
    alert::Kind,
    store::{self, NewAlert},
};
use crate::{
    Now, Permission, Result, Role,
    deliveries::Delivery,
    ids::{BrandId, ChannelId, WorkspaceId},
};

/// What is told, of what.
pub(crate) struct Raise<'a> {
    pub kind: Kind,
    pub subject: String,
    pub brand_id: BrandId,
    pub params: BTreeMap<&'a str, String>,
}

impl Raise<'_> {
    /// Of a delivery.
    pub(crate) fn delivery(kind: Kind, delivery: &Delivery) -> Self {
        let params = BTreeMap::from([
            ("title", delivery.post_title.clone()),
            ("channel", delivery.channel_handle.clone()),
            ("network", delivery.network.clone()),
            ("post", delivery.post_id.to_string()),
        ]);
        Self { kind, subject: delivery.id.to_string(), brand_id: delivery.brand_id, params }
    }

    /// Of a channel.
    pub(crate) fn channel(kind: Kind, id: ChannelId, brand_id: BrandId, handle: &str, network: &str) -> Self {
        let params = BTreeMap::from([("channel", handle.to_owned()), ("network", network.to_owned())]);
        Self { kind, subject: id.to_string(), brand_id, params }
    }
}

/// Raises an alert for everybody who may publish for the brand. One that stands already stays as it is.
pub(crate) async fn raise(tx: &Tx, workspace_id: WorkspaceId, raised: &Raise<'_>, now: Now) -> Result<()> {
    let roles: Vec<Role> = Role::ALL
        .iter()
        .copied()
        .filter(|role| role.permissions(false).contains(&Permission::Publish))
        .collect();
    let people = store::recipients(tx.sql(), workspace_id, raised.brand_id, &roles, now).await?;
    let params = serde_json::to_string(&raised.params).unwrap_or_default();
    let new = NewAlert {
        kind: raised.kind,
        subject: &raised.subject,
        brand_id: raised.brand_id,
        params: &params,
        now,
    };
    store::insert(tx, workspace_id, &people, &new).await?;
    Ok(())
}
