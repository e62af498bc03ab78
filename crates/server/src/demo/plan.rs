//! What was posted when, and what is still to come.

use app::clock::{HOUR, MINUTE, SECOND};

use super::{
    dice::Dice,
    setting::{DAYS, Setting, Which},
    texts::{Shelf, Text, Theme},
};

/// What became of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is out on every channel.
    Published,
    /// Mastodon refused it.
    Failed,
    /// Whether Mastodon has it is not known.
    Unknown,
    /// Bluesky's time came while the program was not running.
    Missed,
    /// It waits for its time.
    Scheduled,
    /// Nobody has said when.
    Draft,
}

/// A post with its time.
pub struct Planned {
    pub at: i64,
    pub text: Text,
    pub fate: Fate,
    pub campaign: Option<Which>,
    /// Places of the outlets that it goes to.
    pub to: Vec<usize>,
}

/// Bytes of a text that every network takes.
const SHORT: usize = 250;
/// Days still to come that are planned.
const AHEAD: i32 = 9;
/// How soon the next three go out: one before anybody has signed in, two while they look.
const SOON: [i64; 3] = [40 * SECOND, 2 * MINUTE, 5 * MINUTE];

/// Everything, oldest first; drafts last.
pub fn plan(setting: &Setting, dice: &mut Dice) -> Vec<Planned> {
    let mut shelf = Shelf::new(dice);
    let mut planned = Vec::new();
    // What one sees first is chosen first.
    for wait in SOON {
        if let Some(text) = shelf.take(Theme::Box, true) {
            let (campaign, to) = (Some(Which::TastingBox), vec![0, 1]);
            planned.push(Planned { at: setting.now + wait, text, fate: Fate::Scheduled, campaign, to });
        }
    }
    let mut drafts = Vec::new();
    for theme in [Theme::Work, Theme::Box, Theme::Daily, Theme::Work, Theme::Daily] {
        if let Some(text) = shelf.take(theme, false) {
            let (at, campaign) = (setting.now - dice.between(1, 60) * HOUR, campaign_of(theme, 0, dice));
            drafts.push(Planned { at, text, fate: Fate::Draft, campaign, to: vec![0, 1] });
        }
    }
    for offset in -DAYS..=AHEAD {
        for minutes in times_of_day(setting, offset, dice) {
            let at = setting.at(offset, minutes);
            if (setting.now - 25 * MINUTE..=setting.now + 12 * MINUTE).contains(&at) {
                continue;
            }
            let theme = theme_of(offset, dice);
            let Some(text) = shelf.take(theme, false) else { continue };
            let fate = if at < setting.now { Fate::Published } else { Fate::Scheduled };
            let (campaign, to) = (campaign_of(theme, offset, dice), outlets(setting, &text, fate, dice));
            planned.push(Planned { at, text, fate, campaign, to });
        }
    }
    planned.sort_by_key(|post| post.at);
    trouble(setting, &mut planned);
    planned.extend(drafts);
    planned
}

/// Two a day or so, fewer at the weekend, at the hours at which the brand is read.
fn times_of_day(setting: &Setting, offset: i32, dice: &mut Dice) -> Vec<i64> {
    let weekend = setting.date(offset).weekday().to_monday_zero_offset() >= 5;
    let hours: &[i64] =
        if weekend { &[10 * 60 + 20, 18 * 60] } else { &[8 * 60 + 5, 12 * 60 + 20, 17 * 60 + 35] };
    let wanted = match (weekend, dice.between(0, 9)) {
        (true, 0..=5) | (false, 0) => 1,
        (false, 8..) => 3,
        _ => 2,
    };
    let mut chosen: Vec<i64> = hours.to_vec();
    while chosen.len() > wanted {
        let gone = dice.between(0, chosen.len() as i64 - 1) as usize;
        chosen.remove(gone);
    }
    chosen.into_iter().map(|minutes| minutes + dice.between(0, 28)).collect()
}

fn theme_of(offset: i32, dice: &mut Dice) -> Theme {
    let share = dice.between(0, 99);
    if offset <= -46 {
        return if share < 58 { Theme::Origin } else { Theme::Daily };
    }
    match share {
        0..42 => Theme::Box,
        42..68 if offset >= -31 => Theme::Work,
        _ => Theme::Daily,
    }
}

/// What has no campaign is an orphan: some of the shop's day is.
fn campaign_of(theme: Theme, offset: i32, dice: &mut Dice) -> Option<Which> {
    match theme {
        Theme::Origin => Some(Which::Origins),
        Theme::Box => Some(Which::TastingBox),
        Theme::Work => Some(Which::Offices),
        Theme::Daily if dice.chance(0.16) => None,
        Theme::Daily if offset <= -46 => Some(Which::Origins),
        Theme::Daily => Some(Which::TastingBox),
    }
}

fn outlets(setting: &Setting, text: &Text, fate: Fate, dice: &mut Dice) -> Vec<usize> {
    let mut to = match dice.between(0, 99) {
        0..70 => vec![0, 1],
        70..88 => vec![0],
        _ => vec![1],
    };
    for (at, outlet) in setting.outlets.iter().enumerate() {
        let needs = outlet.connector.capabilities(None);
        let fits = match fate {
            Fate::Published => text.picture.is_some() || !needs.media_required,
            // What is still to be sent must have everything that the network asks for.
            _ => !needs.media_required && !needs.title_required && text.written().len() < SHORT,
        };
        if dice.chance(outlet.share) && fits {
            to.push(at);
        }
    }
    to
}

/// Three posts of the last days that wait for somebody.
fn trouble(setting: &Setting, planned: &mut [Planned]) {
    for (fate, hours, channel) in [(Fate::Unknown, 20, 1), (Fate::Missed, 44, 0), (Fate::Failed, 68, 1)] {
        let before = setting.now - hours * HOUR;
        let last = planned.iter_mut().rev().find(|post| {
            post.at < before
                && post.fate == Fate::Published
                && post.to.contains(&channel)
                && post.text.link.is_some()
        });
        if let Some(post) = last {
            post.fate = fate;
        }
    }
}
