//! The sums of links' days tell what counting the events tells, whatever the window and the zone.

use std::net::IpAddr;

use app::{
    Actor,
    clock::{DAY, MINUTE},
    goals::bounds,
    visits::{Beacon, Caller, ClickFacts},
};
use db::{FromQueryResult, sea_orm, values};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use testkit::{START, TestApp};

use crate::strategy_fixture::{Story, goal_input, story};

const PERSON: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";

/// Zones with whole, half and quarter hours, on both sides of UTC, and one whose day of change has 23.5 hours.
const ZONES: [&str; 7] = [
    "UTC",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Pacific/Kiritimati",
    "Australia/Lord_Howe",
];

/// Numbers that look random and are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).expect("31 bits") % most
    }
}

/// Clicks, clicks of crawlers and visits over ten days, some of them at the very edges of days.
async fn traffic(t: &TestApp, owner: &Actor, story: &Story, numbers: &mut Numbers) {
    let tx = t.db.write().await.expect("a transaction");
    tx.run(
        "insert into slugs (slug, workspace_id, link_id) values ('abc1234', $1, $2)",
        values![owner.workspace_id, story.link],
    )
    .await
    .expect("a slug");
    tx.commit().await.expect("commit");
    let site = t.site_key(owner).await;
    for number in 0..240_u32 {
        // Each offset of a zone is a multiple of a quarter of an hour.
        let quarter = START - 5 * DAY + numbers.below(10 * 96) * 15 * MINUTE;
        let at = match numbers.below(4) {
            0 => quarter,
            1 => quarter - 1,
            _ => quarter + numbers.below(15 * MINUTE),
        };
        t.clock.set(at);
        if number % 4 == 0 {
            let [_, a, b, c] = number.to_be_bytes();
            let text = format!(
                r#"{{"site":"{site}","kind":"visit","url":"https://shop.example/?utm_content=abc1234","referrer":""}}"#
            );
            let beacon = Beacon::read(text.as_bytes()).expect("a beacon");
            let caller = Caller { address: IpAddr::from([10, a, b, c]), user_agent: PERSON };
            t.collect(beacon, caller).await.expect("a visit");
        } else {
            let facts = ClickFacts { user_agent: PERSON, referrer: "", unseen: numbers.below(5) == 0 };
            t.follow_link("abc1234", facts).await.expect("followed").expect("known");
        }
    }
    t.finish_traffic().await;
    t.clock.set(START + 20 * DAY);
}

async fn times(t: &TestApp, text: &str) -> Vec<i64> {
    t.db.read().column(text, vec![]).await.expect("times")
}

#[derive(Debug, PartialEq, Eq, FromQueryResult)]
struct Sum {
    link_id: String,
    day: i64,
    clicks: i64,
    crawler_clicks: i64,
    last_click_at: Option<i64>,
    visits: i64,
    last_visit_at: Option<i64>,
}

async fn sums(t: &TestApp) -> Vec<Sum> {
    let text = "select link_id, day, clicks, crawler_clicks, last_click_at, visits, last_visit_at from link_days \
                order by link_id, day";
    t.db.read().all(text, vec![]).await.expect("sums")
}

testkit::db_test! {
    async fn sums_are_what_counting_tells(t: TestApp) {
        let owner = t.owner().await;
        let story = story(&t, &owner).await;
        let mut numbers = Numbers(7);
        traffic(&t, &owner, &story, &mut numbers).await;
        let clicks = times(&t, "select at from clicks where crawler = 0").await;
        let crawlers = times(&t, "select at from clicks where crawler = 1").await;
        let visits = times(&t, "select started_at from visits where link_id is not null").await;
        assert!(clicks.len() > 120 && crawlers.len() > 20 && visits.len() > 50);
        let mut input = goal_input(&t, &owner).await;
        let first: Date = "2026-06-09".parse().expect("a day");
        for zone in ZONES {
            let mut actor = owner.clone();
            actor.zone = TimeZone::get(zone).expect("a zone");
            for (metric, events) in [("clicks", &clicks), ("visits", &visits)] {
                for _ in 0..6 {
                    let from = first.checked_add(numbers.below(12).days()).expect("a day");
                    let to = from.checked_add((1 + numbers.below(5)).days()).expect("a day");
                    (input.starts_on, input.due_on) = (from.to_string(), to.to_string());
                    input.metric = metric.to_owned();
                    t.edit_goal(&actor, story.goal, &input).await.expect("changed");
                    let measured = t.show_goal(&actor, story.goal).await.expect("a goal").measured;
                    let (from, to) = bounds(from, to, &actor.zone);
                    let within: Vec<i64> = events.iter().copied().filter(|at| *at >= from && *at < to).collect();
                    let place = format!("{metric} from {from} to {to} in {zone}");
                    assert_eq!(measured.rows, i64::try_from(within.len()).expect("few"), "{place}");
                    assert_eq!(measured.at, within.iter().copied().max(), "{place}");
                }
            }
        }
        let report = t.show_campaign(&owner, story.campaign).await.expect("a campaign");
        let all = |events: &[i64]| i64::try_from(events.len()).expect("few");
        assert_eq!((report.clicks, report.crawler_clicks), (Some(all(&clicks)), all(&crawlers)));
        assert_eq!(report.visits, Some(all(&visits)));
        let line = t.link(&owner, story.link).await.expect("a link");
        assert_eq!((line.clicks, line.crawlers, line.visits), (all(&clicks), all(&crawlers), all(&visits)));
    }

    async fn events_from_before_the_sums_are_summed_up(t: TestApp) {
        let owner = t.owner().await;
        let story = story(&t, &owner).await;
        traffic(&t, &owner, &story, &mut Numbers(11)).await;
        let kept = sums(&t).await;
        assert!(kept.len() >= 10, "{kept:?}");
        let tx = t.db.write().await.expect("a transaction");
        for text in [
            "drop table link_days",
            "drop index leads_link",
            "delete from schema_migrations where name = '0015_link_days'",
        ] {
            tx.run(text, vec![]).await.expect("as before");
        }
        tx.commit().await.expect("commit");
        t.db.migrate().await.expect("migrated");
        assert_eq!(sums(&t).await, kept);
    }
}
