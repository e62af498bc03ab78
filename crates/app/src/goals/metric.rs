//! What a goal can be measured in.

use db::text_enum;
use serde_json::Number;

text_enum! {
    /// How far along the way to a loyal customer the goal works.
    pub enum FunnelStage {
        /// People get to know the brand.
        Awareness = "awareness",
        /// They want to know more.
        Interest = "interest",
        /// They weigh it against others.
        Consideration = "consideration",
        /// They buy or sign up.
        Conversion = "conversion",
        /// They come back and recommend.
        Loyalty = "loyalty",
    }
}

text_enum! {
    /// What is counted.
    pub enum GoalMetric {
        /// Money taken, through the goal's campaigns.
        Revenue = "revenue",
        /// Money earned, through the goal's campaigns.
        Margin = "margin",
        /// Conversions that carry an order id.
        Orders = "orders",
        /// Every conversion.
        Conversions = "conversions",
        /// Conversions named `sign_up`, `signup` or `registration`.
        SignUps = "sign_ups",
        /// Leads.
        Leads = "leads",
        /// Clicks on tracked links, crawlers apart.
        Clicks = "clicks",
        /// Visits that came over tracked links.
        Visits = "visits",
        /// Likes.
        Likes = "likes",
        /// Replies.
        Replies = "replies",
        /// Reposts.
        Reposts = "reposts",
        /// Quotes.
        Quotes = "quotes",
        /// Likes, replies, reposts and quotes together.
        Engagements = "engagements",
        /// Followers of the brand's channels.
        Followers = "followers",
        /// Anything else, entered by hand.
        Custom = "custom",
    }
}

/// In what a metric counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Minor units of the workspace's currency.
    Money,
    /// Whole things.
    Count,
    /// Whatever the goal says, in millionths: so a rate or an average is exact, too.
    Own,
}

impl Unit {
    /// How many of the steps in which values are kept make one: values are whole numbers, never floats.
    #[must_use]
    pub const fn steps(self) -> i64 {
        match self {
            // One minor unit, one thing.
            Self::Money | Self::Count => 1,
            Self::Own => 1_000_000,
        }
    }

    /// A value as programs read it: money in minor units, counts, and a custom metric's own number.
    #[must_use]
    pub fn number(self, value: i64) -> Number {
        let steps = self.steps();
        if value % steps == 0 {
            return Number::from(value / steps);
        }
        Number::from_f64(self.ratio(value)).unwrap_or_else(|| Number::from(value / steps))
    }

    /// The same for a picture or a text.
    #[must_use]
    pub fn ratio(self, value: i64) -> f64 {
        value as f64 / self.steps() as f64
    }

    /// A value that is no money as a form shows it: `12.5`.
    #[must_use]
    pub fn plain(self, value: i64) -> String {
        let steps = self.steps().unsigned_abs();
        let (whole, rest) = (value.unsigned_abs() / steps, value.unsigned_abs() % steps);
        let sign = if value < 0 { "-" } else { "" };
        if rest == 0 {
            return format!("{sign}{whole}");
        }
        let digits = steps.ilog10() as usize;
        format!("{sign}{whole}.{}", format!("{rest:0digits$}").trim_end_matches('0'))
    }
}

impl GoalMetric {
    /// In what it counts.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::Revenue | Self::Margin => Unit::Money,
            Self::Custom => Unit::Own,
            _ => Unit::Count,
        }
    }

    /// Whether it is counted from nothing over the goal's time (clicks), rather than read as a level (followers). The
    /// baseline of such a goal is the period before, for comparison.
    #[must_use]
    pub const fn accumulates(self) -> bool {
        !matches!(self, Self::Followers | Self::Custom)
    }

    /// Whether the value tells about money, which not everybody may see.
    #[must_use]
    pub const fn tells_money(self) -> bool {
        matches!(self, Self::Revenue | Self::Margin)
    }
}
