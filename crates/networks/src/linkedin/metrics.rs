//! Counters of organisations' posts and pages. A member's are not offered to apps like ours.

use super::wire::{List, NetworkSize, ShareStatistics, Totals};
use super::{Access, LinkedIn, segment};
use crate::{AccountMetrics, Error, Metric, PostMetrics};

/// Ids in one request: they all stand in its address.
pub(super) const BATCH: usize = 20;

impl LinkedIn {
    /// `GET /rest/organizationalEntityShareStatistics` (learn.microsoft.com, "Organization Share Statistics"): lifetime
    /// counters without paid ones. A post that nobody saw is left out by the network: there, absence is 0.
    pub(super) async fn count_posts(
        &self,
        access: &Access,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        let known = |id: &&String| segment(id).is_ok();
        let not_ours = remote_ids.iter().filter(|id| !known(id));
        let mut counted: Vec<PostMetrics> =
            not_ours.map(|id| PostMetrics { remote_id: id.clone(), values: None }).collect();
        let ids: Vec<&String> = remote_ids.iter().filter(known).collect();
        if access.organization().is_none() {
            let nothing = ids.iter().map(|id| PostMetrics { remote_id: (*id).clone(), values: Some(vec![]) });
            counted.extend(nothing);
            return Ok(counted);
        }
        for ids in ids.chunks(BATCH) {
            let mut path = format!(
                "organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={}",
                segment(&access.author)?
            );
            for (name, kind) in [("shares", "urn:li:share:"), ("ugcPosts", "urn:li:ugcPost:")] {
                let list: Vec<String> = ids
                    .iter()
                    .filter(|id| id.starts_with(kind))
                    .map(|id| segment(id))
                    .collect::<Result<_, _>>()?;
                if !list.is_empty() {
                    path.push_str(&format!("&{name}=List({})", list.join(",")));
                }
            }
            let found: List<ShareStatistics> = self.ask(self.get(&path, access)?).await?.json()?;
            for id in ids {
                let own = found.elements.iter().find(|element| element.share.as_ref() == Some(*id));
                let values = own.map_or_else(zeros, |element| counters(&element.total_share_statistics));
                counted.push(PostMetrics { remote_id: (*id).clone(), values: Some(values) });
            }
        }
        Ok(counted)
    }

    /// `GET /rest/networkSizes/{urn}` (learn.microsoft.com, "Organization Lookup API", "Retrieve Organization Follower
    /// Count").
    pub(super) async fn count_account(&self, access: &Access) -> Result<AccountMetrics, Error> {
        if access.organization().is_none() {
            return Ok(AccountMetrics { values: vec![] });
        }
        let path = format!("networkSizes/{}?edgeType=COMPANY_FOLLOWED_BY_MEMBER", segment(&access.author)?);
        let size: NetworkSize = self.ask(self.get(&path, access)?).await?.json()?;
        let values = size.first_degree_size.map(|followers| (Metric::Followers, followers));
        Ok(AccountMetrics { values: values.into_iter().collect() })
    }
}

/// A counter that was not told is absent.
fn counters(totals: &Totals) -> Vec<(Metric, i64)> {
    [
        (Metric::Likes, totals.like_count),
        (Metric::Replies, totals.comment_count),
        (Metric::Shares, totals.share_count),
        (Metric::Impressions, totals.impression_count),
        (Metric::Reach, totals.unique_impressions_count),
        (Metric::Clicks, totals.click_count),
    ]
    .into_iter()
    .filter_map(|(metric, value)| Some((metric, value?)))
    .collect()
}

fn zeros() -> Vec<(Metric, i64)> {
    let all =
        [Metric::Likes, Metric::Replies, Metric::Shares, Metric::Impressions, Metric::Reach, Metric::Clicks];
    all.map(|metric| (metric, 0)).into()
}
