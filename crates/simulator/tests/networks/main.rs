//! The simulated networks over HTTP, as a connector meets them.

#[cfg(test)]
mod audience;
#[cfg(test)]
mod bluesky;
#[cfg(test)]
mod discord;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod linkedin;
#[cfg(test)]
mod mastodon;
#[cfg(test)]
mod meta;
#[cfg(test)]
mod pinterest;
#[cfg(test)]
mod reddit;
#[cfg(test)]
mod slack;
#[cfg(test)]
mod telegram;
#[cfg(test)]
mod tiktok;
#[cfg(test)]
mod wordpress;
#[cfg(test)]
mod world;
#[cfg(test)]
mod x;
