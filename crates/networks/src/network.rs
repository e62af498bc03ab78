//! The networks that Tandem can speak to.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! networks {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $title:literal;)+) => {
        /// A social network that Tandem can speak to.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Network {
            $($(#[$doc])* #[serde(rename = $word)] $name,)+
        }

        impl Network {
            /// Every network, in the order in which pages list them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The word used in tables, URLs, settings and logs.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// The network's own name, the same in every language.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title),+ }
            }
        }
    };
}

networks! {
    /// AT Protocol.
    Bluesky = "bluesky", "Bluesky";
    /// Any server that speaks the Mastodon API.
    Mastodon = "mastodon", "Mastodon";
    /// Pages of Facebook.
    Facebook = "facebook", "Facebook";
    /// Professional accounts of Instagram.
    Instagram = "instagram", "Instagram";
    /// Threads.
    Threads = "threads", "Threads";
    /// LinkedIn, organisations and members.
    LinkedIn = "linkedin", "LinkedIn";
    /// X, once Twitter.
    X = "x", "X";
    /// Channels of Telegram, through a bot.
    Telegram = "telegram", "Telegram";
    /// YouTube.
    YouTube = "youtube", "YouTube";
    /// TikTok.
    TikTok = "tiktok", "TikTok";
    /// Boards of Pinterest.
    Pinterest = "pinterest", "Pinterest";
    /// Subreddits and profiles of Reddit.
    Reddit = "reddit", "Reddit";
    /// Channels of Discord, by webhook or bot.
    Discord = "discord", "Discord";
    /// Channels of Slack.
    Slack = "slack", "Slack";
    /// Blogs on WordPress.
    WordPress = "wordpress", "WordPress";
    /// Locations of Google Business Profile.
    GoogleBusiness = "google_business", "Google Business Profile";
}

impl Network {
    /// Reads [`Network::as_str`] back; `None` for an unknown word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|network| network.as_str() == word)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
