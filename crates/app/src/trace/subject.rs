//! What a trace is asked of.

use db::id::Uuid;

use super::Kind;
use crate::ids::{CampaignId, ClickId, ConversionId, DeliveryId, GoalId, LeadId, LinkId, PostId, VisitId};

/// Anything that a trace can begin at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// By an id with its prefix.
    Known(Kind, Uuid),
    /// A click: its link is traced.
    Click(Uuid),
    /// By a bare UUID: what it is, is looked up.
    Bare(Uuid),
}

impl Subject {
    /// Reads an id of any kind that can be traced, with or without its prefix.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let Some((prefix, _)) = text.split_once('_') else {
            return Uuid::try_parse(text).ok().map(Self::Bare);
        };
        let uuid = |prefix| db::id::parse(prefix, text).ok();
        match prefix {
            GoalId::PREFIX => uuid(GoalId::PREFIX).map(|id| Self::Known(Kind::Goal, id)),
            CampaignId::PREFIX => uuid(CampaignId::PREFIX).map(|id| Self::Known(Kind::Campaign, id)),
            PostId::PREFIX => uuid(PostId::PREFIX).map(|id| Self::Known(Kind::Post, id)),
            DeliveryId::PREFIX => uuid(DeliveryId::PREFIX).map(|id| Self::Known(Kind::Delivery, id)),
            LinkId::PREFIX => uuid(LinkId::PREFIX).map(|id| Self::Known(Kind::Link, id)),
            VisitId::PREFIX => uuid(VisitId::PREFIX).map(|id| Self::Known(Kind::Visit, id)),
            ConversionId::PREFIX => uuid(ConversionId::PREFIX).map(|id| Self::Known(Kind::Conversion, id)),
            LeadId::PREFIX => uuid(LeadId::PREFIX).map(|id| Self::Known(Kind::Lead, id)),
            ClickId::PREFIX => uuid(ClickId::PREFIX).map(Self::Click),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_with_and_without_prefix_and_others_are_not() {
        let id = PostId::generate();
        assert_eq!(Subject::parse(&id.to_string()), Some(Subject::Known(Kind::Post, id.uuid())));
        assert_eq!(Subject::parse(&id.uuid().hyphenated().to_string()), Some(Subject::Bare(id.uuid())));
        for text in ["", "post_", "post_x", "user_0190a0a0a0a07000800000000000000a", "🦀_🦀", "_"] {
            assert_eq!(Subject::parse(text), None, "{text}");
        }
    }
}
