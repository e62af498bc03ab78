//! A cost line in words, and the way to what it stands on.

use app::budget::{CostLine, CostSubject};

use crate::{shell::Shell, ui::goals::day};

/// A cost line as pages show it.
#[derive(Debug, Clone)]
pub(crate) struct CostView {
    /// Shown id.
    pub id: String,
    /// What the money went into.
    pub kind: String,
    /// In somebody's words.
    pub label: String,
    /// Time and rate, for hours; empty otherwise.
    pub hours: String,
    /// The amount.
    pub amount: String,
    /// The day.
    pub day: String,
    /// Who entered it; empty when nobody is known.
    pub by: String,
    /// When it was entered.
    pub at: i64,
    /// What it stands on.
    pub place: String,
    /// The name of that.
    pub subject: String,
    /// Its page.
    pub href: String,
}

impl CostView {
    pub(crate) fn new(shell: &Shell, line: &CostLine) -> Self {
        let hours = line.minutes.zip(line.rate_minor).map(|(minutes, rate)| {
            shell.t2(
                "budget-hours-rate",
                "hours",
                format!("{}:{:02}", minutes / 60, minutes % 60),
                "rate",
                shell.money(rate, &line.currency),
            )
        });
        Self {
            id: line.id.to_string(),
            kind: shell.tk("budget-kind", line.kind),
            label: line.label.clone(),
            hours: hours.unwrap_or_default(),
            amount: shell.money(line.amount_minor, &line.currency),
            day: day(shell, line.incurred_on),
            by: line.entered_by.clone().unwrap_or_default(),
            at: line.created_at,
            place: shell.tk("budget-place", line.subject.place()),
            subject: line.subject_title.clone(),
            href: href(line.subject),
        }
    }
}

/// The page of what a cost line stands on.
pub(super) fn href(subject: CostSubject) -> String {
    match subject {
        CostSubject::Goal(id) => format!("/goals/{id}"),
        CostSubject::Campaign(id) => format!("/campaigns/{id}"),
        CostSubject::Post(id) => format!("/posts/{id}"),
        CostSubject::Delivery(id) => format!("/trace/{id}"),
    }
}
