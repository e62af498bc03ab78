//! Goals, campaigns, and what they cost.

use std::collections::HashSet;

use app::{
    Role,
    budget::{CostKind, CostPlace, hours_cost},
    clock::{DAY, HOUR},
    demo_data::{
        AuditRow, CampaignGoalRow, CampaignRow, CommerceRow, CostLineRow, GoalRow, GoalValueRow, History,
    },
    goals::{FunnelStage, GoalMetric},
    ids::{AuditId, CostLineId, GoalId, LinkId, UserId},
};
use db::id::Uuid;
use serde_json::json;

use super::{
    dice::Dice,
    posts::Out,
    setting::{CURRENCY, DAYS, SPANS, Setting, Which},
    traffic::MARGIN_BP,
};

/// What an hour of work costs, in cents.
pub const HOUR_RATE: i64 = 5_500;

const CAMPAIGNS: [(&str, i64); 3] =
    [("Where it grows", 320_000), ("The tasting box", 480_000), ("Tea at work", 330_000)];

/// First and last day of each goal, counted from today.
const TERMS: [(i32, i32); 5] = [(-89, 24), (-89, 31), (-89, 24), (-31, 45), (-89, 91)];

/// Which goals each campaign works for.
const WORKS_FOR: [(Which, &[usize]); 3] =
    [(Which::Origins, &[0, 1, 2]), (Which::TastingBox, &[0, 2]), (Which::Offices, &[3, 1])];

struct Planned {
    name: &'static str,
    stage: FunnelStage,
    metric: GoalMetric,
    metric_name: Option<&'static str>,
    baseline: f64,
    /// What it stands at today.
    value: f64,
    /// How far ahead of the even pace: 1 is on it, 0.7 is behind.
    ahead: f64,
    /// Targets are round.
    step: f64,
}

/// Writes goals with targets that make sense of what happened, campaigns, their costs, and the margin rate.
pub fn write(setting: &Setting, outs: &[Out], history: &mut History, dice: &mut Dice) {
    goals(setting, history, dice);
    for (at, (name, budget_minor)) in CAMPAIGNS.into_iter().enumerate() {
        let (first, last, utm_name) = SPANS[at];
        history.campaigns.push(CampaignRow {
            workspace_id: setting.workspace_id,
            id: setting.campaigns[at],
            brand_id: setting.brand_id,
            name: name.to_owned(),
            utm_name: utm_name.to_owned(),
            starts_on: setting.date(first).to_string(),
            ends_on: setting.date(last).to_string(),
            budget_minor,
            currency: CURRENCY.to_owned(),
            created_at: setting.start_of_day(first) - 3 * DAY + 10 * HOUR,
        });
        let made = (setting.start_of_day(first) - 3 * DAY + 10 * HOUR, "create_campaign", "campaign");
        audit(setting, made, setting.campaigns[at].to_string(), name, history, dice);
    }
    for (which, goals) in WORKS_FOR {
        for goal in goals {
            history.campaign_goals.push(CampaignGoalRow {
                workspace_id: setting.workspace_id,
                campaign_id: setting.campaigns[which as usize],
                goal_id: setting.goals[*goal],
            });
        }
    }
    costs(setting, outs, history, dice);
    history.commerce.push(CommerceRow {
        workspace_id: setting.workspace_id,
        brand_id: setting.brand_id,
        margin_rate_bp: MARGIN_BP,
    });
}

fn goals(setting: &Setting, history: &mut History, dice: &mut Dice) {
    // Revenue and sign-ups count through the goals' campaigns: the first two.
    let theirs = [Some(setting.campaigns[0]), Some(setting.campaigns[1])];
    let links: HashSet<LinkId> =
        history.links.iter().filter(|link| theirs.contains(&link.campaign_id)).map(|link| link.id).collect();
    let (mut revenue, mut sign_ups) = (0, 0);
    for row in &history.conversions {
        if row.link_id.is_some_and(|link| links.contains(&link)) {
            revenue += row.value_minor;
            sign_ups += i64::from(row.name == "sign_up");
        }
    }
    let leads = history.leads.len();
    let followers = setting.outlets.iter().map(|outlet| outlet.followers);
    let (before, today) = followers.fold((0, 0), |sum, outlet| (sum.0 + outlet.0, sum.1 + outlet.1));
    let planned = [
        Planned {
            name: "Sell tea through our own posts",
            stage: FunnelStage::Conversion,
            metric: GoalMetric::Revenue,
            metric_name: None,
            baseline: 980_000.0,
            value: revenue as f64,
            ahead: 1.03,
            step: 50_000.0,
        },
        Planned {
            name: "Grow the circle of people who read us",
            stage: FunnelStage::Awareness,
            metric: GoalMetric::Followers,
            metric_name: None,
            baseline: before as f64,
            value: today as f64,
            ahead: 0.97,
            step: 50.0,
        },
        Planned {
            name: "Win readers for the monthly letter",
            stage: FunnelStage::Interest,
            metric: GoalMetric::SignUps,
            metric_name: None,
            baseline: 60.0,
            value: sign_ups as f64,
            ahead: 0.66,
            step: 10.0,
        },
        Planned {
            name: "Bring offices to the sample case",
            stage: FunnelStage::Consideration,
            metric: GoalMetric::Leads,
            metric_name: None,
            baseline: 4.0,
            value: leads as f64,
            ahead: 1.1,
            step: 5.0,
        },
        Planned {
            name: "Be recommended",
            stage: FunnelStage::Loyalty,
            metric: GoalMetric::Custom,
            metric_name: Some("Net promoter score"),
            baseline: 41.0,
            value: 48.0,
            ahead: 1.0,
            step: 1.0,
        },
    ];
    let owner = setting.user(Role::Strategist).unwrap_or_else(UserId::generate);
    for (at, goal) in planned.into_iter().enumerate() {
        let (first, last) = TERMS[at];
        let gone = f64::from(-first) / f64::from(last - first + 1);
        let origin = if goal.metric.accumulates() { 0.0 } else { goal.baseline };
        let target = origin + (goal.value - origin) / gone / goal.ahead;
        let created_at = setting.start_of_day(first) - 5 * DAY + 9 * HOUR;
        history.goals.push(GoalRow {
            workspace_id: setting.workspace_id,
            id: setting.goals[at],
            brand_id: setting.brand_id,
            name: goal.name.to_owned(),
            funnel_stage: goal.stage,
            metric: goal.metric,
            metric_name: goal.metric_name.map(str::to_owned),
            unit: match goal.metric {
                GoalMetric::Revenue => CURRENCY,
                GoalMetric::Custom => "points",
                _ => "count",
            }
            .to_owned(),
            baseline: steps(goal.metric, goal.baseline),
            target: steps(goal.metric, (target / goal.step).ceil().max(1.0) * goal.step),
            starts_on: setting.date(first).to_string(),
            due_on: setting.date(last).to_string(),
            owner_id: owner,
            created_at,
        });
        audit(
            setting,
            (created_at, "create_goal", "goal"),
            setting.goals[at].to_string(),
            goal.name,
            history,
            dice,
        );
    }
    for (offset, value) in [(-80, 42.0), (-52, 44.0), (-24, 47.0), (-4, 48.0)] {
        let at = setting.at(offset, 11 * 60);
        history.goal_values.push(GoalValueRow {
            workspace_id: setting.workspace_id,
            id: GoalId::from_uuid(dice.id(at)),
            goal_id: setting.goals[4],
            measured_on: setting.date(offset).to_string(),
            value: steps(GoalMetric::Custom, value),
            entered_by: "Analyst".to_owned(),
            entered_at: at,
        });
    }
}

/// A value as goals keep it.
fn steps(metric: GoalMetric, value: f64) -> i64 {
    value.round() as i64 * metric.unit().steps()
}

fn audit(
    setting: &Setting,
    (at, action, subject_kind): (i64, &'static str, &'static str),
    subject_id: String,
    name: &str,
    history: &mut History,
    dice: &mut Dice,
) {
    history.audit.push(AuditRow {
        workspace_id: setting.workspace_id,
        id: AuditId::from_uuid(dice.id(at)),
        at,
        actor_kind: "user",
        actor_id: setting.user(Role::Strategist).map(|id| id.to_string()),
        actor_name: "Strategist".to_owned(),
        action,
        subject_kind,
        subject_id,
        detail: json!({ "name": name }).to_string(),
    });
}

/// What was spent, week by week and on single posts.
fn costs(setting: &Setting, outs: &[Out], history: &mut History, dice: &mut Dice) {
    let mut lines = Lines { setting, history, dice };
    for (which, minutes, media) in
        [(Which::Origins, 210, 7_500), (Which::TastingBox, 270, 11_000), (Which::Offices, 170, 6_000)]
    {
        let (first, last, _) = SPANS[which as usize];
        let campaign = setting.campaigns[which as usize].uuid();
        let mut day = first;
        while day <= last.min(-1) {
            let spent = minutes + lines.dice.between(-4, 4) * 15;
            lines.hours(campaign, "Planning, writing and answering", spent, day, "Community manager");
            if (day - first) % 14 == 7 {
                let amount = media + lines.dice.between(-9, 9) * 100;
                lines.add(
                    (CostPlace::Campaign, campaign),
                    (CostKind::Media, "Promoted posts"),
                    amount * 2,
                    day,
                    "Targeter",
                );
            }
            day += 7;
        }
    }
    let origins = setting.campaigns[0].uuid();
    let boxes = setting.campaigns[1].uuid();
    let offices = setting.campaigns[2].uuid();
    for (campaign, kind, label, amount, day) in [
        (origins, CostKind::Freelancer, "Photographs from the gardens", 62_000, -84),
        (origins, CostKind::Other, "Journey to two gardens", 84_000, -83),
        (origins, CostKind::Freelancer, "Translation into German and Spanish", 21_000, -80),
        (boxes, CostKind::Freelancer, "Copy for the launch week", 38_000, -44),
        (boxes, CostKind::Influencer, "Live tasting with a guest", 45_000, -23),
        (boxes, CostKind::Tools, "Streaming for the tasting", 4_900, -23),
        (offices, CostKind::Freelancer, "Case study, two interviews", 29_000, -28),
        (offices, CostKind::Tools, "Calculator, one month", 3_900, -30),
    ] {
        lines.add((CostPlace::Campaign, campaign), (kind, label), amount, day, "Strategist");
    }
    for day in [-75, -45, -15] {
        let goal = setting.goals[0].uuid();
        lines.add(
            (CostPlace::Goal, goal),
            (CostKind::Tools, "Picture library, share of a month"),
            2_900,
            day,
            "Strategist",
        );
    }
    // Some posts had somebody's help, some deliveries were boosted.
    for out in outs.iter().rev().filter(|out| out.quality > 2.1).take(9) {
        let day = i32::try_from((out.at - setting.now) / DAY).unwrap_or(0).max(1 - DAYS);
        let boosted = (CostPlace::Delivery, out.delivery_id.uuid());
        lines.add(boosted, (CostKind::Media, "Boost"), 1_500, day, "Targeter");
        if lines.dice.chance(0.4) {
            let post = (CostPlace::Post, out.post_id.uuid());
            lines.add(post, (CostKind::Freelancer, "Illustration"), 9_000, day, "Content editor");
        }
    }
}

struct Lines<'a> {
    setting: &'a Setting,
    history: &'a mut History,
    dice: &'a mut Dice,
}

impl Lines<'_> {
    fn hours(&mut self, campaign: Uuid, label: &str, minutes: i64, day: i32, by: &str) {
        self.add(
            (CostPlace::Campaign, campaign),
            (CostKind::Hours, label),
            hours_cost(minutes, HOUR_RATE),
            day,
            by,
        );
        if let Some(line) = self.history.cost_lines.last_mut() {
            (line.minutes, line.rate_minor) = (Some(minutes), Some(HOUR_RATE));
        }
    }

    fn add(
        &mut self,
        (subject_kind, subject): (CostPlace, Uuid),
        (kind, label): (CostKind, &str),
        amount_minor: i64,
        day: i32,
        by: &str,
    ) {
        let setting = self.setting;
        let created_at = setting.at(day, 16 * 60).min(setting.now - HOUR);
        self.history.cost_lines.push(CostLineRow {
            workspace_id: setting.workspace_id,
            id: CostLineId::from_uuid(self.dice.id(created_at)),
            brand_id: setting.brand_id,
            subject_kind,
            subject_id: subject.hyphenated().to_string(),
            kind,
            label: label.to_owned(),
            minutes: None,
            rate_minor: None,
            amount_minor,
            currency: CURRENCY.to_owned(),
            incurred_on: setting.date(day).to_string(),
            entered_by: Some(by.to_owned()),
            created_at,
        });
    }
}
