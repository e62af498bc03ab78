//! A goal in words and widths, as every page shows it.

use app::{
    goals::{Goal, GoalReport, Unit},
    zone,
};
use jiff::civil::Date;

use crate::shell::{Shell, Tone};

/// A goal as pages show it: every text is made, every width computed.
#[derive(Debug, Clone)]
pub(crate) struct GoalView {
    /// Shown id.
    pub id: String,
    /// Name.
    pub name: String,
    /// The brand's name.
    pub brand: String,
    /// Part of the funnel.
    pub stage: String,
    /// What is counted.
    pub metric: String,
    /// The value; empty when it is not known.
    pub value: String,
    /// Why it is not known; empty when it is.
    pub unknown: String,
    /// Target with its unit.
    pub target: String,
    /// Baseline with its unit.
    pub baseline: String,
    /// The value at an even pace.
    pub expected: String,
    /// The value on the due day if it goes on so; empty when unknown.
    pub forecast: String,
    /// Way done as a percentage; empty when unknown.
    pub progress: String,
    /// Width of the bar, in hundredths.
    pub width: String,
    /// Where the mark of the expected pace stands, in hundredths.
    pub mark: String,
    /// The bar in a sentence.
    pub told: String,
    /// Way done against way expected; that nothing is known otherwise.
    pub short: String,
    /// Word of the standing.
    pub standing: &'static str,
    /// Its tone.
    pub tone: &'static str,
    /// Who answers for it.
    pub owner: String,
    /// First and last day.
    pub starts: String,
    /// Last day.
    pub due: String,
    /// Where the value comes from; empty when it is not known.
    pub source: String,
    /// Whether it was put away.
    pub archived: bool,
}

impl GoalView {
    pub(crate) fn new(shell: &Shell, report: &GoalReport) -> Self {
        let GoalReport { goal, measured, pace } = report;
        let standing = pace.standing;
        let quantity = |value: i64| quantity(shell, goal, value);
        let estimate = |value: i64| quantity(estimated(goal, value));
        let value = measured.value.map(quantity).unwrap_or_default();
        let progress = pace.progress.map(|progress| shell.percent(progress)).unwrap_or_default();
        let state = shell.tk("state", standing.as_str());
        let told = if progress.is_empty() {
            shell.t2("goals-bar-unknown", "target", quantity(goal.target), "state", &state)
        } else {
            shell.ta(
                "goals-bar",
                &[
                    ("value", (&value).into()),
                    ("target", quantity(goal.target).into()),
                    ("progress", (&progress).into()),
                    ("expected", shell.percent(pace.expected).into()),
                    ("state", (&state).into()),
                ],
            )
        };
        let short = if progress.is_empty() {
            shell.t("strategy-no-data")
        } else {
            shell.t2("goals-short", "progress", &progress, "expected", shell.percent(pace.expected))
        };
        Self {
            id: goal.id.to_string(),
            name: goal.name.clone(),
            brand: goal.brand_name.clone(),
            stage: shell.tk("goals-stage", goal.funnel_stage),
            metric: goal.metric_name.clone().unwrap_or_else(|| shell.tk("goals-metric", goal.metric)),
            value,
            unknown: measured.unknown.map(|why| shell.tk("goals-unknown", why.as_str())).unwrap_or_default(),
            target: quantity(goal.target),
            baseline: quantity(goal.baseline),
            expected: estimate(pace.expected_value),
            forecast: pace.forecast.map(estimate).unwrap_or_default(),
            progress,
            width: shell.meter_width(pace.progress.unwrap_or(0.0)),
            mark: shell.meter_width(pace.expected.min(0.994)),
            short,
            told,
            standing: standing.as_str(),
            tone: shell.look(standing.as_str()).tone.name(),
            owner: goal.owner_name.clone(),
            starts: day(shell, goal.starts_on),
            due: day(shell, goal.due_on),
            source: source(shell, report),
            archived: goal.archived_at.is_some(),
        }
    }

    /// Whether somebody has to look at it.
    pub(crate) fn is_off_plan(&self) -> bool {
        self.tone == Tone::Bad.name()
    }
}

fn source(shell: &Shell, report: &GoalReport) -> String {
    let measured = &report.measured;
    if measured.value.is_none() {
        return String::new();
    }
    let at = measured.at.map(|at| shell.datetime(at)).unwrap_or_default();
    let key = match (report.goal.metric.unit(), measured.at) {
        (Unit::Own, _) => "goals-source-entered",
        (_, Some(_)) => "goals-source",
        (_, None) => "goals-source-none",
    };
    shell.ta(key, &[("rows", measured.rows.into()), ("from", (&measured.source).into()), ("at", at.into())])
}

/// A value in the goal's unit.
pub(crate) fn quantity(shell: &Shell, goal: &Goal, value: i64) -> String {
    match goal.metric.unit() {
        Unit::Money => shell.money(value, &goal.unit),
        Unit::Count => shell.number(value),
        Unit::Own => {
            let number = shell.decimal(Unit::Own.ratio(value), decimals(value));
            if goal.unit.is_empty() { number } else { format!("{number} {}", goal.unit) }
        }
    }
}

/// The digits that an own metric's value is shown with: none where it is whole, two at least otherwise.
fn decimals(value: i64) -> usize {
    match Unit::Own.plain(value).split_once('.') {
        None => 0,
        Some((_, digits)) => digits.len().max(2),
    }
}

/// What was worked out, no finer than what it was worked out from.
fn estimated(goal: &Goal, value: i64) -> i64 {
    let shown = decimals(goal.target).max(decimals(goal.baseline)).max(2);
    let (mut grain, most) = (1, Unit::Own.steps());
    for _ in shown..most.ilog10() as usize {
        grain *= 10;
    }
    if goal.metric.unit() == Unit::Own {
        value.saturating_add(grain / 2).div_euclid(grain).saturating_mul(grain)
    } else {
        value
    }
}

/// A calendar day of the workspace.
pub(crate) fn day(shell: &Shell, day: Date) -> String {
    shell.date(zone::start_of_day(day, shell.zone()))
}

/// From a day to another.
pub(crate) fn day_range(shell: &Shell, from: Date, to: Date) -> String {
    format!("{} – {}", day(shell, from), day(shell, to))
}

#[cfg(test)]
mod tests {
    use crate::i18n::Locale;
    use app::{
        budget::{Band, CostKind, CostPlace},
        goals::{FunnelStage, GoalMetric, Standing, Unknown},
        trace::{Kind, SourceRule},
    };

    const STANDINGS: [Standing; 7] = [
        Standing::Reached,
        Standing::NotBegun,
        Standing::OnTrack,
        Standing::Watch,
        Standing::Behind,
        Standing::Late,
        Standing::NoData,
    ];

    #[test]
    fn every_word_of_the_rooms_has_its_text() {
        let mut keys: Vec<String> = STANDINGS.iter().map(|word| format!("state-{}", word.as_str())).collect();
        keys.extend(FunnelStage::ALL.iter().map(|word| format!("goals-stage-{word}")));
        keys.extend(GoalMetric::ALL.iter().map(|word| format!("goals-metric-{word}")));
        for why in [
            Unknown::NoCampaign,
            Unknown::NoLinks,
            Unknown::NoScript,
            Unknown::NotFetched,
            Unknown::NotEntered,
            Unknown::NoMargin,
            Unknown::Hidden,
        ] {
            keys.push(format!("goals-unknown-{}", why.as_str()));
        }
        keys.extend(CostKind::ALL.iter().map(|word| format!("budget-kind-{word}")));
        keys.extend(CostPlace::ALL.iter().map(|word| format!("budget-place-{word}")));
        keys.extend(Kind::ALL.iter().map(|word| format!("trace-kind-{word}")));
        keys.extend(SourceRule::ALL.iter().map(|word| format!("trace-rule-{word}")));
        for band in [Band::OnTrack, Band::Watch, Band::Over, Band::Under] {
            keys.push(format!("state-{}", band.as_str()));
        }
        for locale in Locale::ALL {
            for key in &keys {
                assert!(locale.has(key), "{key} in {locale}");
            }
        }
    }
}
