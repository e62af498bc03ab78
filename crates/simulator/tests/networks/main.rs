//! The simulated networks over HTTP, as a connector meets them.

#[cfg(test)]
mod audience;
#[cfg(test)]
mod bluesky;
#[cfg(test)]
mod common;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod mastodon;
