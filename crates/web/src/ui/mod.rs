//! The pages: one folder per noun, one module per page. A page calls use cases of `app` and shows
//! what they answer; it holds no rule and no SQL.

pub mod members;
pub mod preferences;
