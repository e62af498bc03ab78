//! The pages: one folder per noun, one module per page. A page calls use cases of `app` and shows
//! what they answer; it holds no rule and no SQL.

pub mod accounts;
pub mod alerts;
pub mod budget;
pub mod calendar;
pub mod campaigns;
pub mod channels;
pub mod conversions;
pub mod deliveries;
pub mod goals;
pub mod home;
pub mod leads;
pub mod links;
pub mod lists;
pub mod media;
pub mod members;
pub mod newsletters;
pub mod pauses;
pub mod posts;
pub mod preferences;
pub mod trace;
pub mod tracking;
