//! Campaigns: what is done for which goals, from when to when, for how much (PLN-14).
//!
//! Owns campaigns, their goals and UTM names, the list of orphans (STR-02) and the way to mend them. Never counts: clicks
//! and money come from [`crate::attribution`], the rules of pacing and return from [`crate::budget`].

mod archive;
mod campaign;
mod contribution;
mod create;
mod edit;
mod input;
mod list;
mod orphans;
mod place_post;
mod posts;
mod report;
pub(crate) mod store;
mod utm;

pub use campaign::Campaign;
pub use contribution::{Contribution, ContributionMoney, Contributions};
pub use input::CampaignInput;
pub use list::{BrandChoice, CampaignChoice, CampaignPage, CampaignQuery};
pub use orphans::{OrphanCampaign, OrphanPost, OrphanReason, Orphans};
pub use posts::{CampaignPost, CampaignPosts};
pub use report::{CampaignMoney, CampaignReport};
pub use utm::{UTM_MAX, propose_utm_name};
