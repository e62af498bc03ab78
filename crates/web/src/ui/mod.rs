//! The pages: one folder per noun, one module per page. A page calls use cases of `app` and shows
//! what they answer; it holds no rule and no SQL.

pub mod calendar;
pub mod channels;
pub mod deliveries;
pub mod media;
pub mod members;
<<<<<<< HEAD
pub mod preferences;
=======
pub mod posts;
>>>>>>> 5e3241d (posts, channels, calendar: Pages for connecting, composing, scheduling and the day)
