//! Numbers that networks would have told: reactions of posts, followers of channels.

use app::{
    clock::{DAY, HOUR, MINUTE, SECOND},
    deliveries::delivery::NEVER,
    demo_data::{FetchRow, History, LatestRow, PointRow},
    ids::MetricPointId,
    metrics::schedule::next_for_post,
};
use networks::Metric;
use simulator::Counts;

use super::{
    dice::Dice,
    posts::Out,
    setting::{DAYS, Setting},
};

/// Ages at which a post's numbers were fetched.
const AGES: [i64; 9] = [10 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 8 * HOUR, DAY, 3 * DAY, 9 * DAY, 27 * DAY];
/// After so long two thirds of those who will ever react have done so.
const FADES_IN: f64 = 3.0 * HOUR as f64;
/// The same for those who find a post late.
const TAIL: f64 = 21.0 * DAY as f64;

/// How much of what a post will ever gather it has gathered at an age.
pub fn share(age: i64) -> f64 {
    let age = age.max(0) as f64;
    0.93 * (1.0 - (-age / FADES_IN).exp()) + 0.07 * (1.0 - (-age / TAIL).exp())
}

/// What a post of such a quality has gathered at an age, on an account with so many followers.
pub fn counts(followers: i64, quality: f64, age: i64, dice: &mut Dice) -> Counts {
    let reach = (followers as f64 * 0.3).max(150.0) * quality * share(age);
    let mut of = |habit: f64| dice.times(reach * habit).unsigned_abs();
    Counts { likes: of(0.07), replies: of(0.010), reposts: of(0.012), quotes: of(0.002) }
}

/// Followers on a day of the past, between the first and the last.
pub fn followers(span: (i64, i64), offset: i32, dice: &mut Dice) -> i64 {
    let (first, last) = (span.0 as f64, span.1 as f64);
    let gone = f64::from(offset + DAYS) / f64::from(DAYS);
    // A slow start, then a little faster; and no day like the other.
    let way = 0.55 * gone + 0.45 * gone * gone;
    let noise = if offset >= -1 { 0 } else { dice.between(-3, 3) };
    (first + (last - first) * way).round() as i64 + noise
}

/// History, newest values and next fetches of everything that is out.
pub fn write(setting: &Setting, outs: &[Out], pace: i64, history: &mut History, dice: &mut Dice) {
    for out in outs {
        delivery(setting, out, pace, history, dice);
    }
    for outlet in &setting.outlets {
        let subject = outlet.id.uuid().hyphenated().to_string();
        let source = format!("{} account", outlet.network);
        let told = outlet.connector.capabilities(None).account_metrics;
        let posted =
            |at: i64| outs.iter().filter(|out| out.channel == outlet.id && out.at <= at).count() as i64;
        for offset in -DAYS..=0 {
            let at = if offset == 0 { setting.now - MINUTE } else { setting.at(offset, 6 * 60) };
            let followers = followers(outlet.followers, offset, dice);
            let values = [(Metric::Followers, followers), (Metric::Posts, posted(at))];
            for (metric, value) in values.into_iter().filter(|(metric, _)| told.contains(metric)) {
                let metric = metric.as_str();
                history.points.push(PointRow {
                    workspace_id: setting.workspace_id,
                    id: MetricPointId::from_uuid(dice.id(at)),
                    subject_kind: "channel",
                    subject_id: subject.clone(),
                    metric,
                    value,
                    source: source.clone(),
                    fetched_at: at,
                });
                if offset == 0 {
                    history.latest.push(latest(setting, &subject, metric, value, &source, at));
                }
            }
        }
    }
}

fn delivery(setting: &Setting, out: &Out, pace: i64, history: &mut History, dice: &mut Dice) {
    let subject = out.delivery_id.uuid().hyphenated().to_string();
    let source = format!("{} post", out.network);
    let age = setting.now - out.at;
    let fetched_at = setting.now - dice.between(20 * SECOND, 4 * MINUTE).min(age / 2);
    let ages = AGES.iter().copied().filter(|at| *at < age - 5 * MINUTE).chain([fetched_at - out.at]);
    let ages: Vec<i64> = ages.collect();
    let values = [
        (Metric::Likes, out.counts.likes),
        (Metric::Reposts, out.counts.reposts),
        (Metric::Replies, out.counts.replies),
        (Metric::Quotes, out.counts.quotes),
    ];
    for (metric, last) in values.into_iter().filter(|(metric, _)| out.metrics.contains(metric)) {
        let metric = metric.as_str();
        let last = i64::try_from(last).unwrap_or(0);
        let mut before = None;
        for (step, at) in ages.iter().enumerate() {
            let newest = step + 1 == ages.len();
            let value = if newest { last } else { (last as f64 * share(*at) / share(age)).floor() as i64 };
            // Kept when it changed, as the fetcher does.
            if before != Some(value) || newest {
                history.points.push(PointRow {
                    workspace_id: setting.workspace_id,
                    id: MetricPointId::from_uuid(dice.id(out.at + at)),
                    subject_kind: "delivery",
                    subject_id: subject.clone(),
                    metric,
                    value,
                    source: source.clone(),
                    fetched_at: out.at + at,
                });
            }
            before = Some(value);
        }
        history.latest.push(latest(setting, &subject, metric, last, &source, fetched_at));
    }
    let next = next_for_post(out.at, setting.now, pace);
    history.fetches.push(FetchRow {
        workspace_id: setting.workspace_id,
        id: subject,
        subject_kind: "delivery",
        channel_id: out.channel,
        state: "scheduled",
        due_at: if next == NEVER {
            NEVER
        } else {
            setting.now + dice.between(10 * SECOND, (next - setting.now).max(20 * SECOND))
        },
        attempts: 0,
        fetched_at: Some(fetched_at),
        fetches: ages.len() as i64,
    });
}

fn latest(
    setting: &Setting,
    subject: &str,
    metric: &'static str,
    value: i64,
    source: &str,
    fetched_at: i64,
) -> LatestRow {
    LatestRow {
        workspace_id: setting.workspace_id,
        subject_id: subject.to_owned(),
        metric,
        value,
        source: source.to_owned(),
        fetched_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attention_grows_and_slows_down() {
        assert!(share(0).abs() < 1e-9);
        assert!(share(HOUR) > 0.2 && share(DAY) > 0.9 && share(60 * DAY) < 1.0);
        let mut dice = Dice::new(3);
        assert_eq!(followers((600, 1_140), 0, &mut dice), 1_140);
        assert!((595..=605).contains(&followers((600, 1_140), -DAYS, &mut dice)));
    }
}
