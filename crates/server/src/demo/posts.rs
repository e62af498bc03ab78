//! From a plan to posts, variants, deliveries, attempts and links; what is out exists on the simulated networks too.

use std::collections::HashSet;

use anyhow::Context;
use app::{
    Role,
    clock::{HOUR, MINUTE, SECOND},
    deliveries::{
        State,
        delivery::{AttemptKind, MAX_ATTEMPTS, NEVER, Outcome},
    },
    demo_data::{
        AttemptRow, AuditRow, DeliveryRow, History, LinkRow, PostMediaRow, PostRow, SlugRow, VariantRow,
    },
    ids::{AttemptId, AuditId, ChannelId, DeliveryId, LinkId, PostId, VariantId},
    links::{SLUG_LENGTH, Tags, short_url, tagged},
    posts::post::title_of,
    vault::token_hash,
};
use networks::{Content, Metric, Network};
use serde_json::json;
use simulator::{Counts, SeedPost, Simulator};
use url::Url;

use super::{
    curves,
    dice::Dice,
    networks::simulated,
    pictures::PICTURES,
    plan::{Fate, Planned},
    setting::{Outlet, Setting, Which},
    texts::Theme,
};

const SLUG_LETTERS: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
const WORKER: &str = "publisher-demo";

/// A delivery that is out, with what follows from it.
pub struct Out {
    pub delivery_id: DeliveryId,
    pub post_id: PostId,
    pub channel: ChannelId,
    pub network: Network,
    /// What the network tells of a post.
    pub metrics: Vec<Metric>,
    pub host: &'static str,
    pub at: i64,
    pub theme: Theme,
    pub campaign: Option<Which>,
    /// How well it did: 1 is usual.
    pub quality: f64,
    pub counts: Counts,
    pub link: Option<OutLink>,
}

/// Its link.
pub struct OutLink {
    pub id: LinkId,
    /// The page it leads to, without tags.
    pub page: String,
}

/// Writes everything that was planned.
pub struct Writer<'a> {
    pub setting: &'a Setting,
    pub sim: &'a Simulator,
    pub dice: &'a mut Dice,
    pub history: &'a mut History,
    pub slugs: HashSet<String>,
    pub outs: Vec<Out>,
}

impl Writer<'_> {
    /// One post with all that belongs to it.
    pub fn post(&mut self, planned: &Planned) -> anyhow::Result<()> {
        let setting = self.setting;
        let written_at = planned.at.min(setting.now) - self.dice.between(5 * HOUR, 90 * HOUR);
        let post_id = PostId::from_uuid(self.dice.id(written_at));
        let role = if self.dice.chance(0.55) { Role::CommunityManager } else { Role::ContentEditor };
        let author = setting.person(role).context("nobody writes")?;
        let text = planned.text.written();
        let title = title_of(&text);
        let campaign = planned.campaign.map(|which| setting.campaign(which));
        self.history.posts.push(PostRow {
            workspace_id: setting.workspace_id,
            id: post_id,
            brand_id: setting.brand_id,
            campaign_id: campaign.map(|(id, _)| id),
            title: title.clone(),
            text: text.clone(),
            language: Some(planned.text.language.to_owned()),
            author_id: Some(author.id),
            created_at: written_at,
            updated_at: written_at,
            version: 1,
            search_text: db::search_text(&[&title, &text]),
        });
        self.history.audit.push(AuditRow {
            workspace_id: setting.workspace_id,
            id: AuditId::from_uuid(self.dice.id(written_at)),
            at: written_at,
            actor_kind: "user",
            actor_id: Some(author.id.to_string()),
            actor_name: author.name.to_owned(),
            action: "create_post",
            subject_kind: "post",
            subject_id: post_id.to_string(),
            detail: json!({ "title": title }).to_string(),
        });
        let shown = planned.to.iter().filter_map(|at| setting.outlets.get(*at));
        let must = shown.clone().any(|outlet| outlet.connector.capabilities(None).media_required);
        let picture = planned.text.picture.filter(|_| self.dice.chance(0.6) || must);
        let picture = picture.and_then(|name| PICTURES.iter().find(|picture| picture.name == name));
        let media: Vec<_> = picture
            .and_then(|picture| {
                let id = setting.pictures.get(picture.name)?;
                Some((*id, picture.alt(planned.text.language).to_owned()))
            })
            .into_iter()
            .collect();
        for (media_id, alt) in &media {
            self.history.post_media.push(PostMediaRow {
                workspace_id: setting.workspace_id,
                post_id,
                media_id: *media_id,
                position: 0,
                alt: alt.clone(),
            });
        }
        let own_tags = self.dice.chance(0.75);
        for outlet in shown {
            // Where people look for tags, the post has some.
            let tags_found = matches!(outlet.network, Network::Mastodon | Network::Instagram);
            let own =
                (tags_found && own_tags && !planned.text.tags.is_empty()).then(|| planned.text.tagged());
            let variant_id = VariantId::from_uuid(self.dice.id(written_at));
            self.history.variants.push(VariantRow {
                workspace_id: setting.workspace_id,
                id: variant_id,
                post_id,
                channel_id: outlet.id,
                text: own.clone(),
                created_at: written_at,
            });
            if planned.fate != Fate::Draft {
                let text = own.as_deref().unwrap_or(&text);
                let media = json!(media);
                self.delivery(planned, outlet, (post_id, variant_id), text, &media, written_at)?;
            }
        }
        Ok(())
    }

    fn delivery(
        &mut self,
        planned: &Planned,
        outlet: &Outlet,
        (post_id, variant_id): (PostId, VariantId),
        text: &str,
        media: &serde_json::Value,
        written_at: i64,
    ) -> anyhow::Result<()> {
        let setting = self.setting;
        let made_at = written_at + self.dice.between(2 * MINUTE, 4 * HOUR);
        let mut row = DeliveryRow {
            workspace_id: setting.workspace_id,
            id: DeliveryId::from_uuid(self.dice.id(made_at)),
            brand_id: setting.brand_id,
            post_id,
            variant_id,
            channel_id: outlet.id,
            state: State::Scheduled,
            scheduled_at: planned.at,
            due_at: planned.at,
            attempts: 0,
            attempts_before: 0,
            last_error: None,
            content: None,
            handle: None,
            first_attempt_at: None,
            remote_id: None,
            remote_url: None,
            published_at: None,
            created_at: made_at.min(setting.now - MINUTE),
        };
        let on_mastodon = outlet.network == Network::Mastodon;
        let fate = match planned.fate {
            Fate::Failed | Fate::Unknown if !on_mastodon => Fate::Published,
            Fate::Missed if outlet.network != Network::Bluesky => Fate::Published,
            fate => fate,
        };
        if fate == Fate::Missed {
            (row.state, row.due_at, row.attempts) = (State::Missed, NEVER, 1);
            row.last_error = Some("too_late".to_owned());
        } else if fate != Fate::Scheduled {
            let sent_at = planned.at + self.dice.between(300, 4_000);
            let (outgoing, link) = self.freeze(planned, outlet, &mut row, text, media, sent_at)?;
            let quality = self.dice.spread();
            let counts = curves::counts(outlet.followers.1, quality, setting.now - sent_at, self.dice);
            match fate {
                Fate::Failed => self.refused(&mut row, sent_at),
                Fate::Unknown => {
                    self.on_network(outlet, outgoing, sent_at, Counts::default())?;
                    self.silence(&mut row, sent_at);
                }
                _ => {
                    let (remote_id, remote_url) = self.on_network(outlet, outgoing, sent_at, counts)?;
                    (row.state, row.due_at, row.attempts) = (State::Published, NEVER, 1);
                    row.published_at = Some(sent_at + 700);
                    (row.remote_id, row.remote_url) = (Some(remote_id), Some(remote_url));
                    self.attempt(&row, 1, AttemptKind::Send, (sent_at, 700), Outcome::Sent, None);
                    self.outs.push(Out {
                        delivery_id: row.id,
                        post_id,
                        channel: outlet.id,
                        network: outlet.network,
                        metrics: outlet.connector.capabilities(None).post_metrics,
                        host: outlet.host,
                        at: sent_at + 700,
                        theme: planned.text.theme,
                        campaign: planned.campaign,
                        quality,
                        counts,
                        link,
                    });
                }
            }
        }
        self.history.deliveries.push(row);
        Ok(())
    }

    /// What went out: the text with its short link, and the handle that makes the send repeatable.
    fn freeze(
        &mut self,
        planned: &Planned,
        outlet: &Outlet,
        row: &mut DeliveryRow,
        text: &str,
        media: &serde_json::Value,
        at: i64,
    ) -> anyhow::Result<(String, Option<OutLink>)> {
        let link =
            planned.text.link.as_deref().map(|page| self.link(planned, outlet, row, page, at)).transpose()?;
        let text = match (&link, &planned.text.link) {
            (Some((slug, _)), Some(page)) => {
                text.replace(page.as_str(), &short_url(&self.setting.public_url, slug))
            }
            _ => text.to_owned(),
        };
        let language = planned.text.language;
        let content = Content::single(text.clone(), Vec::new(), Some(language.to_owned()));
        let handle = outlet.connector.prepare(&outlet.remote_id, &content, at, self.dice.number());
        row.content = Some(json!({ "text": text, "language": language, "media": media }).to_string());
        row.handle = Some(serde_json::to_string(&handle)?);
        row.first_attempt_at = Some(at);
        Ok((text, link.map(|(_, link)| link)))
    }

    fn link(
        &mut self,
        planned: &Planned,
        outlet: &Outlet,
        row: &DeliveryRow,
        page: &str,
        at: i64,
    ) -> anyhow::Result<(String, OutLink)> {
        let setting = self.setting;
        let mut slug = self.dice.word(SLUG_LETTERS, SLUG_LENGTH);
        while !self.slugs.insert(slug.clone()) {
            slug = self.dice.word(SLUG_LETTERS, SLUG_LENGTH);
        }
        let campaign = planned.campaign.map(|which| setting.campaign(which));
        let tags = Tags {
            source: outlet.network.as_str(),
            medium: "social",
            campaign: campaign.map(|(_, utm_name)| utm_name),
            content: &slug,
        };
        let original = Url::parse(page).context("an address of the brand")?;
        let id = LinkId::from_uuid(self.dice.id(at));
        self.history.slugs.push(SlugRow {
            slug: slug.clone(),
            workspace_id: setting.workspace_id,
            link_id: id,
        });
        self.history.links.push(LinkRow {
            workspace_id: setting.workspace_id,
            id,
            slug: slug.clone(),
            brand_id: setting.brand_id,
            campaign_id: campaign.map(|(id, _)| id),
            post_id: Some(row.post_id),
            delivery_id: Some(row.id),
            channel_id: Some(outlet.id),
            original_url: original.to_string(),
            url_hash: token_hash(original.as_str()),
            target_url: tagged(&original, &tags).to_string(),
            created_at: at,
        });
        Ok((slug, OutLink { id, page: original.to_string() }))
    }

    /// Puts the post on the simulated network; gives its id and address there.
    fn on_network(
        &self,
        outlet: &Outlet,
        text: String,
        created_at: i64,
        counts: Counts,
    ) -> anyhow::Result<(String, String)> {
        let network = simulated(outlet.network)?;
        let post = SeedPost { remote_id: None, text, created_at, counts };
        let there = self.sim.seed_post(network, &outlet.account, post)?;
        Ok((there.id, there.url))
    }

    fn refused(&mut self, row: &mut DeliveryRow, at: i64) {
        (row.state, row.due_at, row.attempts) = (State::Failed, NEVER, 1);
        row.last_error = Some("network_invalid".to_owned());
        let says = "the server answered 422: Validation failed: the account is limited to 2 posts an hour by its moderators";
        let error = Some(("network_invalid", says, Some(422)));
        self.attempt(row, 1, AttemptKind::Send, (at, 420), Outcome::Refused, error);
    }

    fn silence(&mut self, row: &mut DeliveryRow, at: i64) {
        (row.state, row.due_at, row.attempts) = (State::Unknown, NEVER, MAX_ATTEMPTS);
        row.last_error = Some("network_cannot_tell".to_owned());
        let silent = ("network_timeout", "no answer within 20 seconds", None);
        self.attempt(row, 1, AttemptKind::Send, (at, 20_000), Outcome::Unknown, Some(silent));
        let away =
            ("network_unavailable", "the server answered 503: maintenance, back this evening", Some(503));
        for (number, wait) in
            [(2, 24 * SECOND), (5, 2 * MINUTE), (9, 20 * MINUTE), (MAX_ATTEMPTS, 50 * MINUTE)]
        {
            self.attempt(row, number, AttemptKind::LookUp, (at + wait, 300), Outcome::Unknown, Some(away));
        }
    }

    fn attempt(
        &mut self,
        row: &DeliveryRow,
        number: i64,
        kind: AttemptKind,
        (started_at, took): (i64, i64),
        outcome: Outcome,
        error: Option<(&str, &str, Option<i64>)>,
    ) {
        self.history.attempts.push(AttemptRow {
            workspace_id: row.workspace_id,
            id: AttemptId::from_uuid(self.dice.id(started_at)),
            delivery_id: row.id,
            number,
            kind,
            worker: WORKER.to_owned(),
            started_at,
            finished_at: Some(started_at + took),
            outcome: Some(outcome),
            error_code: error.map(|(code, ..)| code.to_owned()),
            error_message: error.map(|(_, says, _)| says.to_owned()),
            http_status: error.and_then(|(.., status)| status),
        });
    }
}
