//! Manual mode: what a person sees who publishes a delivery by hand, and what they say of it.

use std::collections::BTreeMap;

use db::text_enum;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    delivery::{Delivery, Move, Outcome, State},
    freeze::read_snapshot,
    store::{self, by_hand::Word},
};
use crate::{
    Actor, App, Error, Faults, FieldError, Now, Permission, Result, alerts, audit,
    channels::{self, Channel, place},
    clock::MINUTE,
    ids::DeliveryId,
    media::{self, Media},
    posts::{self, Shape, shape::parts_of},
    zone,
};

/// Longest reason, in characters.
const MAX_REASON: usize = 500;

text_enum! {
    /// A step of publishing by hand.
    pub enum Step {
        /// The text is copied.
        Text = "text",
        /// Pictures, films and documents are downloaded.
        Files = "files",
        /// It is published there.
        Published = "published",
        /// The first comment is written below it.
        Comment = "comment",
    }
}

/// Who did a step, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tick {
    /// The person's name.
    pub by: String,
    /// Epoch milliseconds.
    pub at: Now,
}

/// All that a person needs who publishes a delivery by hand.
#[derive(Debug, Clone)]
pub struct HandSheet {
    /// The delivery.
    pub delivery: Delivery,
    /// Its channel, with a pause that holds.
    pub channel: Channel,
    /// The texts, one for each post of a thread; links shortened when `is_ready`.
    pub parts: Vec<String>,
    /// What there is beside the text.
    pub shape: Shape,
    /// Files in order with their descriptions.
    pub media: Vec<Media>,
    /// What was frozen for the person is shown, links shortened; else the post as it stands now.
    pub is_ready: bool,
    /// The steps that this delivery has, in order, with who did them.
    pub steps: Vec<(Step, Option<Tick>)>,
    /// Whether what is published has an address that proves it.
    pub needs_link: bool,
}

/// What proves that a delivery is published.
#[derive(Debug, Clone, Default)]
pub struct Proof {
    /// Public address of the post; may be empty where there are none.
    pub url: String,
    /// When it went out, `YYYY-MM-DDTHH:MM` in the workspace's zone; empty means now.
    pub at: String,
}

impl App {
    /// What a person needs to publish a delivery by hand, before, while and after they do.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn hand_sheet(&self, actor: &Actor, id: DeliveryId) -> Result<HandSheet> {
        let delivery = self.find_delivery(actor, id).await?;
        let (sql, workspace_id) = (self.db.read(), actor.workspace_id);
        let channel = channels::store::find(sql, workspace_id, delivery.channel_id, self.now()).await?;
        let channel = channel.ok_or(Error::NotFound)?;
        let kept = store::by_hand::kept(sql, workspace_id, id).await?;
        let is_ready = kept.content.is_some();
        let (text, shape, media) = match kept.content.as_deref().map(read_snapshot).transpose()? {
            Some(frozen) => {
                let files = media::store::with_alts(sql, workspace_id, &frozen.media).await?;
                (frozen.text, frozen.shape, files)
            }
            None => self.as_it_stands(actor, &delivery).await?,
        };
        let parts = parts_of(&text);
        let done: BTreeMap<Step, Tick> =
            kept.hand_steps.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default();
        let has_text = parts.iter().any(|part| !part.trim().is_empty()) || shape.title.is_some();
        let steps = Step::ALL.iter().filter(|step| match step {
            Step::Text => has_text || shape.link.is_some() || shape.poll.is_some(),
            Step::Files => !media.is_empty(),
            Step::Published => true,
            Step::Comment => shape.first_comment.is_some(),
        });
        let steps = steps.map(|step| (*step, done.get(step).cloned())).collect();
        let needs_link = place::has_addresses(&delivery.network);
        Ok(HandSheet { delivery, channel, parts, shape, media, is_ready, steps, needs_link })
    }

    /// The text, shape and files that a delivery would go out with.
    async fn as_it_stands(&self, actor: &Actor, delivery: &Delivery) -> Result<(String, Shape, Vec<Media>)> {
        let (sql, workspace_id) = (self.db.read(), actor.workspace_id);
        let Some(post) = posts::store::find(sql, workspace_id, delivery.post_id).await? else {
            return Ok((String::new(), Shape::default(), Vec::new()));
        };
        let variants = posts::store::variants(sql, workspace_id, post.id).await?;
        let variant = variants.iter().find(|variant| variant.id == delivery.variant_id);
        let shape = variant.map(posts::Variant::shape).unwrap_or_default();
        let text = variant.map_or(post.text.as_str(), |variant| variant.text(&post)).to_owned();
        let files = media::store::of_post(sql, workspace_id, post.id).await?;
        let files = self.with_versions(workspace_id, &files, &shape.versions).await?;
        Ok((text, shape, files))
    }

    /// Notes that a step, named by its word, is done, or that it is not.
    ///
    /// # Errors
    /// `NotFound`; `step: unknown_choice`; `Conflict("delivery_not_by_hand")` when it does not wait for a person.
    pub async fn tick_hand_step(&self, actor: &Actor, id: DeliveryId, step: &str, done: bool) -> Result<()> {
        actor.require(Permission::Publish)?;
        self.find_delivery(actor, id).await?;
        let step = Step::parse(step).ok_or_else(|| Error::field("step", "unknown_choice"))?;
        let workspace_id = actor.workspace_id;
        let tx = self.db.write().await?;
        if !store::by_hand::hold(&tx, workspace_id, id).await? {
            return Err(Error::Conflict("delivery_not_by_hand"));
        }
        let kept = store::by_hand::kept(tx.sql(), workspace_id, id).await?.hand_steps;
        let mut steps: BTreeMap<Step, Tick> =
            kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default();
        if done {
            steps.entry(step).or_insert(Tick { by: actor.name.to_string(), at: self.now() });
        } else {
            steps.remove(&step);
        }
        let kept = serde_json::to_string(&steps).map_err(|error| Error::Internal(error.to_string()))?;
        store::by_hand::set_steps(&tx, workspace_id, id, &kept).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A person's word on a delivery that waited for them: it is published, and there it is.
    ///
    /// # Errors
    /// `NotFound`; faults on `url` (`required`, `url_malformed`, `link_not_https`, `link_other_host`) and `at`;
    /// `Conflict("delivery_not_by_hand")` when it does not wait for a person.
    pub async fn publish_by_hand(&self, actor: &Actor, id: DeliveryId, proof: &Proof) -> Result<()> {
        actor.require(Permission::Publish)?;
        let delivery = self.find_delivery(actor, id).await?;
        let (now, workspace_id) = (self.now(), actor.workspace_id);
        let channel = channels::store::find(self.db.read(), workspace_id, delivery.channel_id, now).await?;
        let profile_url = channel.map(|channel| channel.profile_url).unwrap_or_default();
        let mut faults = Faults::default();
        let url = faults.take(proof_link(&delivery.network, &profile_url, &proof.url));
        let at = match proof.at.trim() {
            "" => Some(now),
            local => faults.take(zone::instant("at", local, &actor.zone)),
        };
        faults.check(at.is_none_or(|at| at <= now + MINUTE), "at", "time_future");
        faults.finish()?;
        let tx = self.db.write().await?;
        if !store::by_hand::hold(&tx, workspace_id, id).await? {
            return Err(Error::Conflict("delivery_not_by_hand"));
        }
        store::by_hand::end(&tx, workspace_id, id, State::Published, None).await?;
        let number = delivery.attempts + 1;
        let word = Word { number, person: &actor.name, outcome: Outcome::Sent, reason: None, now };
        store::by_hand::put_word(&tx, workspace_id, id, &word).await?;
        let url = url.unwrap_or_default();
        store::set_published(&tx, workspace_id, id, &url, at.unwrap_or(now)).await?;
        alerts::settle(&tx, workspace_id, id, now).await?;
        let detail = json!({"url": url, "at": at});
        audit::record(&tx, actor, now, "publish_by_hand", "delivery", id, detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A person's word on a delivery that waited for them: it was not published, for a reason.
    ///
    /// # Errors
    /// `NotFound`; faults on `reason`; `Conflict("delivery_not_by_hand")`.
    pub async fn not_published(&self, actor: &Actor, id: DeliveryId, reason: &str) -> Result<()> {
        actor.require(Permission::Publish)?;
        let delivery = self.find_delivery(actor, id).await?;
        let (reason, length) = (reason.trim(), reason.trim().chars().count());
        if length == 0 {
            return Err(Error::field("reason", "required"));
        }
        if length > MAX_REASON {
            let fault = FieldError::new("reason", "text_too_long").with("length", length);
            return Err(Error::Invalid(vec![fault.with("limit", MAX_REASON)]));
        }
        let (now, workspace_id) = (self.now(), actor.workspace_id);
        let tx = self.db.write().await?;
        if !store::by_hand::hold(&tx, workspace_id, id).await? {
            return Err(Error::Conflict("delivery_not_by_hand"));
        }
        store::by_hand::end(&tx, workspace_id, id, State::Canceled, Some("not_published")).await?;
        let (number, outcome) = (delivery.attempts + 1, Outcome::NotSent);
        let word = Word { number, person: &actor.name, outcome, reason: Some(reason), now };
        store::by_hand::put_word(&tx, workspace_id, id, &word).await?;
        alerts::settle(&tx, workspace_id, id, now).await?;
        audit::record(&tx, actor, now, "not_published", "delivery", id, json!({"reason": reason})).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Gives a delivery that the network's API was to carry into a person's hands: at its time, or now when that has
    /// passed.
    ///
    /// # Errors
    /// `NotFound`; `Conflict("delivery_in_flight")` when it is being sent or is out, `Conflict("post_partly_out")` when a
    /// part of it is.
    pub async fn hand_over_delivery(&self, actor: &Actor, id: DeliveryId) -> Result<()> {
        actor.require(Permission::Publish)?;
        let delivery = self.find_delivery(actor, id).await?;
        let (now, workspace_id) = (self.now(), actor.workspace_id);
        let at = delivery.scheduled_at.max(now);
        let tx = self.db.write().await?;
        if self.partly_out(tx.sql(), workspace_id, delivery.post_id).await?.contains(&id) {
            return Err(Error::Conflict("post_partly_out"));
        }
        let to = Move { state: State::Scheduled, due_at: at };
        let moved = store::move_waiting(&tx, workspace_id, id, super::act::MOVABLE, to, Some(at)).await;
        if !crate::OnConstraint::on_constraint(moved, "deliveries_variant_id_key", "at", "already_scheduled")?
        {
            return Err(Error::Conflict("delivery_in_flight"));
        }
        store::begin_anew(&tx, workspace_id, id, false).await?;
        let variants = posts::store::variants(tx.sql(), workspace_id, delivery.post_id).await?;
        if let Some(variant) = variants.iter().find(|variant| variant.id == delivery.variant_id) {
            // The composer shows it so from now on.
            let shape = Shape { by_hand: true, ..variant.shape() };
            let (post_id, channel_id) = (delivery.post_id, delivery.channel_id);
            let text = variant.text.as_deref();
            posts::store::put_variant(&tx, workspace_id, post_id, channel_id, text, &shape, now).await?;
        }
        store::by_hand::set(&tx, workspace_id, delivery.post_id, delivery.channel_id, true).await?;
        alerts::settle(&tx, workspace_id, id, now).await?;
        let detail = json!({"was": delivery.state, "at": at});
        audit::record(&tx, actor, now, "hand_over_delivery", "delivery", id, detail).await?;
        tx.commit().await?;
        self.wake_publisher.notify_one();
        Ok(())
    }
}

/// The address of what was published, if it can be one of this place.
fn proof_link(network: &str, profile_url: &str, typed: &str) -> Result<String, FieldError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return match place::has_addresses(network) {
            true => Err(FieldError::new("url", "required")),
            false => Ok(String::new()),
        };
    }
    let url = url::Url::parse(typed).map_err(|_| FieldError::new("url", "url_malformed"))?;
    let Some(host) = url.host_str() else { return Err(FieldError::new("url", "url_malformed")) };
    if url.scheme() != "https" {
        return Err(FieldError::new("url", "link_not_https"));
    }
    match place::other_host(network, profile_url, host) {
        Some(usual) => Err(FieldError::new("url", "link_other_host").with("host", host).with("usual", usual)),
        None => Ok(typed.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_an_address_of_its_network() {
        let code = |network, typed| proof_link(network, "", typed).map_err(|fault| fault.code);
        assert_eq!(code("facebook", ""), Err("required"));
        assert_eq!(code("print", " "), Ok(String::new()));
        assert_eq!(code("facebook", "my post"), Err("url_malformed"));
        assert_eq!(code("facebook", "http://www.facebook.com/tea/posts/1"), Err("link_not_https"));
        assert_eq!(code("facebook", "https://tea.example/1"), Err("link_other_host"));
        assert_eq!(code("facebook", "javascript:alert(1)"), Err("url_malformed"));
        let fine = "https://www.facebook.com/tea/posts/1";
        assert_eq!(code("facebook", fine), Ok(fine.to_owned()));
        assert_eq!(code("Xing", "https://anywhere.example/1"), Ok("https://anywhere.example/1".to_owned()));
    }
}
