//! What a goal can be measured in.

use db::text_enum;

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
    /// Whatever the goal says.
    Own,
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
