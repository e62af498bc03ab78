//! Channels without a connection: people publish there by hand.

use networks::{Limits, Network, Profile};
use serde_json::json;

use super::{Health, channel::BY_HAND, place, store};
use crate::{
    Actor, App, Error, Faults, FieldError, Permission, Result, audit,
    ids::{BrandId, ChannelId},
};

/// Longest name of a network or an account, in characters.
const MAX_NAME: usize = 80;

/// What a person types of a channel without a connection.
#[derive(Debug, Clone, Default)]
pub struct ChannelByHand {
    /// Whose channel it becomes.
    pub brand_id: Option<BrandId>,
    /// Word of a network or place, or the name of a network that Tandem does not know.
    pub network: String,
    /// What people call it: an account's handle, the name of a webinar, the place of a poster.
    pub name: String,
    /// Its public address; may be empty.
    pub url: String,
}

impl App {
    /// Adds a channel whose posts people publish by hand. One that is there already is taken up again.
    ///
    /// # Errors
    /// `Invalid` with every wrong field; `NotFound` for another's brand.
    pub async fn add_channel_by_hand(&self, actor: &Actor, input: &ChannelByHand) -> Result<ChannelId> {
        actor.require(Permission::ManageChannels)?;
        let workspace_id = actor.workspace_id;
        let word = place::word_of(&input.network);
        let (name, url) = (input.name.trim(), input.url.trim());
        let mut faults = Faults::default();
        faults.check(input.brand_id.is_some(), "brand_id", "required");
        for (field, typed) in [("network", word.as_str()), ("name", name)] {
            let length = typed.chars().count();
            faults.check(length > 0, field, "required");
            if length > MAX_NAME {
                faults.push(
                    FieldError::new(field, "text_too_long").with("length", length).with("limit", MAX_NAME),
                );
            }
        }
        let address = url::Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        faults.check(url.is_empty() || address.is_some(), "url", "url_malformed");
        faults.finish()?;
        let brand_id = input.brand_id.ok_or(Error::NotFound)?;
        actor.require_brand(brand_id)?;
        if !store::brand_exists(self.db.read(), workspace_id, brand_id).await? {
            return Err(Error::NotFound);
        }
        let connector = Network::parse(&word).and_then(|network| self.connector(network));
        let limits = connector.map_or_else(Limits::default, |connector| connector.capabilities(None).limits);
        let kept = serde_json::to_string(&limits).map_err(|error| Error::Internal(error.to_string()))?;
        let profile = Profile {
            remote_id: format!("{BY_HAND}{}", name.to_lowercase()),
            handle: name.to_owned(),
            display_name: name.to_owned(),
            profile_url: url.to_owned(),
            avatar_url: None,
            base_url: address.map(|url| url.origin().ascii_serialization()).unwrap_or_default(),
            limits,
        };
        let now = self.now();
        let tx = self.db.write().await?;
        let known = store::id_of_account(tx.sql(), workspace_id, brand_id, &word, &profile.remote_id).await?;
        let id = known.unwrap_or_else(ChannelId::generate);
        let new = store::NewChannel {
            id,
            brand_id,
            network: &word,
            profile: &profile,
            limits: kept,
            secret: None,
            health: Health::ByHand,
            now,
        };
        store::put(&tx, workspace_id, new).await?;
        let detail = json!({"network": word, "handle": name, "by_hand": true});
        audit::record(&tx, actor, now, "connect_channel", "channel", id, detail).await?;
        tx.commit().await?;
        Ok(id)
    }
}
