//! What people do after they saw a post: clicks on short links, visits to the brand's own pages, conversions.
//!
//! Owns the tables `clicks`, `visits`, `link_days`, `conversions`, `brand_commerce`, `visitor_salts` and
//! `collect_refusals`, and the two writers that gather many small events into few transactions. Never keeps an address, a cookie or a user agent;
//! never counts a crawler as a person. How credit is shared among touches is the room `attribution`'s: here is the last
//! touch only.

mod agent;
mod amount;
mod beacon;
mod clicks;
mod conversion;
mod deal;
mod intake;
mod list_clicks;
mod list_conversions;
mod list_visits;
mod record_conversion;
mod site;
mod store;
mod touch;
mod tracking;
mod traffic;

pub use agent::{Device, is_crawler};
pub use amount::amount;
pub use beacon::{Beacon, BeaconKind, Caller, Named, Sale};
pub use clicks::ClickFacts;
pub use conversion::{Conversion, ConversionSource};
pub(crate) use deal::{Deal, put_deal, remove_deal};
pub use intake::Outcome;
pub use list_clicks::{ClickDay, ClickFilter, ClickSummary, Counted};
pub use list_conversions::ConversionFilter;
pub use list_visits::{Visit, VisitFilter};
pub use record_conversion::{ConversionInput, Recorded};
pub(crate) use store::days::LinkDays;
pub(crate) use store::sites::{brand_exists, margin_rate};
pub use tracking::{Refusal, SiteStatus};
pub use traffic::Traffic;
