//! The conversion that a won lead is.

use db::Tx;

use crate::{
    Actor, Now, Result,
    ids::ConversionId,
    visits::{Deal, put_deal, remove_deal},
};

use super::lead::{Lead, Stage};

/// Makes, changes or takes away the conversion, as the lead's stage says; gives its id. The figures of one that is there
/// stay while the lead's do: a new margin rate holds for what is sold from then on.
pub(super) async fn keep_in_step(
    tx: &Tx,
    actor: &Actor,
    before: Option<&Lead>,
    lead: &Lead,
    margin_rate_bp: Option<i64>,
    now: Now,
) -> Result<Option<ConversionId>> {
    match (lead.stage, lead.value_minor) {
        (Stage::Won, Some(value_minor)) => {
            let deal = Deal {
                known: lead.conversion_id.map(|id| {
                    let money = |lead: &Lead| (lead.value_minor, lead.margin_minor);
                    (id, before.is_some_and(|before| money(before) == money(lead)))
                }),
                brand_id: lead.brand_id,
                order_id: lead.id.to_string(),
                value_minor,
                margin_minor: lead.margin_minor,
                margin_rate_bp,
                currency: lead.currency.clone(),
                link_id: lead.link_id,
                now,
            };
            put_deal(tx, actor.workspace_id, deal).await.map(Some)
        }
        _ => {
            if let Some(id) = lead.conversion_id {
                remove_deal(tx, actor.workspace_id, id).await?;
            }
            Ok(None)
        }
    }
}
