//! What the made-up past is made of: workspace, people, channels, pictures, and the time.

use std::{collections::BTreeMap, sync::Arc};

use app::{
    Role,
    clock::DAY,
    ids::{BrandId, CampaignId, ChannelId, GoalId, MediaId, UserId, WorkspaceId},
    zone,
};
use jiff::{Span, civil::Date, tz::TimeZone};
use networks::{Connector, Network};

use super::{dice::Dice, people::Person};

/// How many days the past has.
pub const DAYS: i32 = 90;
/// The workspace's currency.
pub const CURRENCY: &str = "EUR";

/// A connected account.
pub struct Outlet {
    pub id: ChannelId,
    pub network: Network,
    pub connector: Arc<dyn Connector>,
    /// The account's name in the simulator.
    pub account: String,
    /// The network's id of the account.
    pub remote_id: String,
    /// Followers 90 days ago and today.
    pub followers: (i64, i64),
    /// Which part of the posts goes there too.
    pub share: f64,
    /// Host that visitors come from.
    pub host: &'static str,
}

/// A campaign by what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Origins,
    TastingBox,
    Offices,
}

/// Everything that is fixed before anything is invented.
pub struct Setting {
    pub now: i64,
    pub since: i64,
    pub zone: TimeZone,
    pub today: Date,
    pub public_url: String,
    pub workspace_id: WorkspaceId,
    pub brand_id: BrandId,
    pub people: Vec<Person>,
    /// Bluesky, then Mastodon, where most of it happens; then the others.
    pub outlets: Vec<Outlet>,
    pub pictures: BTreeMap<&'static str, MediaId>,
    pub campaigns: [CampaignId; 3],
    pub goals: [GoalId; 5],
}

/// First and last day of each campaign, counted from today, and its UTM name.
pub const SPANS: [(i32, i32, &str); 3] =
    [(-89, -46, "origins"), (-45, 24, "tasting-box"), (-31, 45, "tea-at-work")];

impl Setting {
    /// A day counted from today.
    pub fn date(&self, offset: i32) -> Date {
        self.today.saturating_add(Span::new().days(offset))
    }

    /// The first instant of a day counted from today.
    pub fn start_of_day(&self, offset: i32) -> i64 {
        zone::start_of_day(self.date(offset), &self.zone)
    }

    /// An instant by day and minutes since midnight, as the clock on the wall shows them.
    pub fn at(&self, offset: i32, minutes: i64) -> i64 {
        let (hour, minute) = (minutes.div_euclid(60).clamp(0, 23) as i8, minutes.rem_euclid(60) as i8);
        let local = self.date(offset).at(hour, minute, 0, 0);
        self.zone
            .to_ambiguous_timestamp(local)
            .compatible()
            .map_or_else(|_| self.now + i64::from(offset) * DAY, jiff::Timestamp::as_millisecond)
    }

    /// Who has a role.
    pub fn person(&self, role: Role) -> Option<&Person> {
        self.people.iter().find(|person| person.role == role)
    }

    /// Their id.
    pub fn user(&self, role: Role) -> Option<UserId> {
        self.person(role).map(|person| person.id)
    }

    /// A campaign's id and UTM name.
    pub fn campaign(&self, which: Which) -> (CampaignId, &'static str) {
        let at = which as usize;
        (self.campaigns[at], SPANS[at].2)
    }
}

/// Ids that others point at.
pub fn campaign_and_goal_ids(dice: &mut Dice, since: i64) -> ([CampaignId; 3], [GoalId; 5]) {
    let mut step = since;
    let mut next = || {
        step += 60_000;
        dice.id(step)
    };
    let campaigns = std::array::from_fn(|_| CampaignId::from_uuid(next()));
    let goals = std::array::from_fn(|_| GoalId::from_uuid(next()));
    (campaigns, goals)
}
