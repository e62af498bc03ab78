//! The demo: a throw-away instance with a made-up brand, ninety days of its past, and simulated networks that go on
//! living.
//!
//! Owns inventing that past; the same seed makes the same one, counted back from now. Never touches another instance, and
//! nothing of it leaves this machine.

mod canvas;
mod curves;
mod dice;
mod leads;
mod money;
mod networks;
mod newsletter;
mod people;
mod pictures;
mod plan;
mod posts;
mod setting;
mod texts;
mod traffic;

use std::{
    collections::{BTreeMap, HashSet},
    net::SocketAddr,
    path::PathBuf,
};

use anyhow::Context;
use app::{
    Actor, App, Role,
    accounts::{NewOwner, OwnerMade, hash_password},
    brands::ChangeBrand,
    clock::DAY,
    demo_data::{Beginning, History},
    ids::MediaId,
    workspaces::NewWorkspace,
    zone,
};
use simulator::Simulator;

use crate::{config::Config, running};
use dice::Dice;
use people::Person;
use pictures::PICTURES;
use posts::Writer;
use setting::Setting;

/// The same past each time.
pub const SEED: u64 = 20_260_401;
const ZONE: &str = "Europe/Berlin";

/// A demo that is ready to be served.
pub struct Demo {
    /// The product.
    pub app: App,
    /// The networks.
    pub sim: Simulator,
    /// Who can sign in.
    pub people: Vec<Person>,
    /// With which password, all of them.
    pub password: String,
    /// The key of the brand's tracker.
    pub site_key: String,
    /// Something to trace: the post that earned most.
    pub best_post: Option<String>,
}

/// Makes everything: networks, instance, people, channels, pictures and the past.
///
/// # Errors
/// A sentence that says what to do.
pub async fn prepare(folder: PathBuf, address: SocketAddr, password: String) -> anyhow::Result<Demo> {
    let painting = tokio::task::spawn_blocking(|| {
        let paint = |pictures: &'static [pictures::Picture]| {
            pictures.iter().map(|picture| (picture, picture.png())).collect::<Vec<_>>()
        };
        let (one, other) = PICTURES.split_at(4);
        std::thread::scope(|scope| {
            let one = scope.spawn(|| paint(one));
            let mut painted = paint(other);
            painted.extend(one.join().unwrap_or_default());
            painted
        })
    });
    let sim = Simulator::start(simulator::Config { seed: SEED, ..simulator::Config::default() })
        .await
        .context("the simulated networks cannot start")?;
    let config = Config::for_demo(folder, &networks::servers(&sim)?, networks::APP)?;
    let app = running::open(&config, address).await?;
    let owner = found(&app, &password).await?;
    let actor = app.actor_of_operator(Some(owner.workspace_id)).await?;
    // A channel is connected by a person.
    let actor = Actor { user_id: Some(owner.user_id), ..actor };
    let change = ChangeBrand { name: "Nordlicht Tea".to_owned(), site_url: Some(texts::SITE.to_owned()) };
    app.change_brand(&actor, owner.brand_id, change).await?;
    let (outlets, password_hash) =
        tokio::try_join!(networks::connect(&app, &actor, owner.brand_id, &sim), async {
            Ok(hash_password(&password).await?)
        })?;
    set_posting_times(&app, &actor, &outlets).await?;
    let pictures = keep_pictures(&app, &actor, owner, painting.await?).await?;
    let mut dice = Dice::new(SEED);
    let now = app.now();
    let since = now - i64::from(setting::DAYS + 30) * DAY;
    let (campaigns, goals) = setting::campaign_and_goal_ids(&mut dice, since);
    let setting = Setting {
        now,
        since,
        zone: actor.zone.clone(),
        today: zone::day(now, &actor.zone),
        public_url: app.settings.public_url.clone(),
        workspace_id: owner.workspace_id,
        brand_id: owner.brand_id,
        people: people::everybody(owner.user_id, &mut dice, since),
        outlets,
        pictures,
        campaigns,
        goals,
    };
    let history = invent(&setting, &sim, app.settings.metrics_pace, &password_hash, &mut dice)?;
    let best_post = best_post(&history);
    let beginning = Beginning { since, hour_rate_minor: money::HOUR_RATE };
    app.write_demo_history(&actor, beginning, history).await?;
    newsletter::make(&app, &actor, owner.brand_id).await?;
    let site_key = app.brand(&actor, owner.brand_id).await?.site_key;
    Ok(Demo { app, sim, people: setting.people, password, site_key, best_post })
}

/// Posting times of the channels that are looked after daily: mornings of working days, and two evenings.
async fn set_posting_times(app: &App, actor: &Actor, outlets: &[setting::Outlet]) -> anyhow::Result<()> {
    for outlet in outlets.iter().take(6) {
        app.add_slots(actor, outlet.id, &[1, 2, 3, 4, 5], "09:15").await?;
        app.add_slots(actor, outlet.id, &[2, 4], "18:30").await?;
    }
    Ok(())
}

async fn found(app: &App, password: &str) -> anyhow::Result<OwnerMade> {
    let (name, email) = people::OWNER;
    let new = NewOwner {
        name: name.to_owned(),
        email: email.to_owned(),
        password: password.to_owned(),
        language: None,
        workspace: NewWorkspace {
            workspace: "Nordlicht".to_owned(),
            brand: "Nordlicht Tea".to_owned(),
            zone: ZONE.to_owned(),
            currency: setting::CURRENCY.to_owned(),
        },
    };
    app.create_owner(new).await.context("the demo's workspace cannot be made")
}

async fn keep_pictures(
    app: &App,
    actor: &Actor,
    owner: OwnerMade,
    painted: Vec<(&'static pictures::Picture, Vec<u8>)>,
) -> anyhow::Result<BTreeMap<&'static str, MediaId>> {
    let mut kept = BTreeMap::new();
    for (picture, file) in painted {
        let name = format!("{}.png", picture.name);
        let media = app.upload_media(actor, owner.brand_id, &name, picture.alt("en"), file).await?;
        kept.insert(picture.name, media.id);
    }
    Ok(kept)
}

/// The past, and what is planned.
fn invent(
    setting: &Setting,
    sim: &Simulator,
    pace: i64,
    password_hash: &str,
    dice: &mut Dice,
) -> anyhow::Result<History> {
    let mut history = History::default();
    (history.users, history.memberships) = people::rows(setting, password_hash, dice);
    let planned = plan::plan(setting, dice);
    let mut writer =
        Writer { setting, sim, dice, history: &mut history, slugs: HashSet::new(), outs: Vec::new() };
    for post in &planned {
        writer.post(post)?;
    }
    let outs = writer.outs;
    curves::write(setting, &outs, pace, &mut history, dice);
    let came = traffic::write(setting, &outs, &mut history, dice);
    leads::write(setting, &came, &mut history, dice);
    money::write(setting, &outs, &mut history, dice);
    Ok(history)
}

/// The post whose links brought the most money.
fn best_post(history: &History) -> Option<String> {
    let mut earned: BTreeMap<_, i64> = BTreeMap::new();
    let posts: BTreeMap<_, _> = history.links.iter().map(|link| (link.id, link.post_id)).collect();
    for row in &history.conversions {
        if let Some(post) = row.link_id.and_then(|link| posts.get(&link).copied().flatten()) {
            *earned.entry(post).or_default() += row.value_minor;
        }
    }
    earned.into_iter().max_by_key(|(_, value)| *value).map(|(post, _)| post.to_string())
}

/// A password for everybody here, easy to type and of no other use.
pub fn password() -> String {
    const WORDS: [&str; 16] = [
        "kettle", "harbour", "jasmine", "saucer", "orchid", "bergamot", "walnut", "cedar", "steam",
        "lantern", "apricot", "pebble", "copper", "meadow", "anchor", "clover",
    ];
    let chance: [u8; 6] = rand::random();
    let word = |at: usize| WORDS[usize::from(chance[at]) % WORDS.len()];
    let number = 1_000 + u16::from_le_bytes([chance[4], chance[5]]) % 9_000;
    format!("{}-{}-{number}-{}-{}", word(0), word(1), word(2), word(3))
}

impl Demo {
    /// Somebody of a role.
    pub fn person(&self, role: Role) -> Option<&Person> {
        self.people.iter().find(|person| person.role == role)
    }
}
