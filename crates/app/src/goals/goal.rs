//! The goal itself.

use db::FromQueryResult;
use jiff::civil::Date;
use serde::Serialize;

use super::{FunnelStage, GoalMetric};
use crate::{
    Error, Now, Result,
    ids::{BrandId, GoalId, UserId},
};

/// What is to be reached by when.
#[derive(Debug, Clone, Serialize)]
pub struct Goal {
    /// Its id.
    pub id: GoalId,
    /// Of which brand.
    pub brand_id: BrandId,
    /// The brand's name.
    pub brand_name: String,
    /// What it is called.
    pub name: String,
    /// Which part of the funnel it works on.
    pub funnel_stage: FunnelStage,
    /// What is counted.
    pub metric: GoalMetric,
    /// The name of a custom metric.
    pub metric_name: Option<String>,
    /// In what it counts: a currency (values are then minor units), `count`, or a custom metric's own word (values are then
    /// millionths of it).
    pub unit: String,
    /// Where it began, or what the period before gave.
    pub baseline: i64,
    /// Where it is to get.
    pub target: i64,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub due_on: Date,
    /// Who answers for it.
    pub owner_id: UserId,
    /// The owner's name.
    pub owner_name: String,
    /// When it was set.
    pub created_at: Now,
    /// When it was put away.
    pub archived_at: Option<Now>,
}

impl Goal {
    /// Where the way to the target begins.
    #[must_use]
    pub fn origin(&self) -> i64 {
        if self.metric.accumulates() { 0 } else { self.baseline }
    }
}

/// A value of a custom metric, entered by hand.
#[derive(Debug, Clone, Serialize)]
pub struct GoalValue {
    /// The day it holds for.
    pub measured_on: Date,
    /// The value, in millionths.
    pub value: i64,
    /// Who entered it.
    pub entered_by: String,
    /// When.
    pub entered_at: Now,
}

/// A row of `goals` with the names beside it.
#[derive(FromQueryResult)]
pub(crate) struct GoalRow {
    id: GoalId,
    brand_id: BrandId,
    brand_name: String,
    name: String,
    funnel_stage: FunnelStage,
    metric: GoalMetric,
    metric_name: Option<String>,
    unit: String,
    baseline: i64,
    target: i64,
    starts_on: String,
    due_on: String,
    owner_id: UserId,
    owner_name: String,
    created_at: i64,
    archived_at: Option<i64>,
}

impl TryFrom<GoalRow> for Goal {
    type Error = Error;

    fn try_from(row: GoalRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            brand_id: row.brand_id,
            brand_name: row.brand_name,
            name: row.name,
            funnel_stage: row.funnel_stage,
            metric: row.metric,
            metric_name: row.metric_name,
            unit: row.unit,
            baseline: row.baseline,
            target: row.target,
            starts_on: stored_day(&row.starts_on)?,
            due_on: stored_day(&row.due_on)?,
            owner_id: row.owner_id,
            owner_name: row.owner_name,
            created_at: row.created_at,
            archived_at: row.archived_at,
        })
    }
}

/// Reads a day that we wrote.
pub(crate) fn stored_day(text: &str) -> Result<Date> {
    text.parse().map_err(|_| Error::Internal(format!("{text:?} in the database is no day")))
}
