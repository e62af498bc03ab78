//! Pure rules of places: what sort each network or other place is, and where its posts have their addresses.

use db::text_enum;
use networks::Network;

text_enum! {
    /// What sort of place a channel is.
    pub enum Sort {
        /// A social network.
        Social = "social",
        /// A blog.
        Blog = "blog",
        /// Messages to those who subscribed, or to a group.
        Messenger = "messenger",
        /// Mail to a list.
        Email = "email",
        /// A webinar.
        Webinar = "webinar",
        /// Events, posters, leaflets.
        Offline = "offline",
    }
}

/// Places that are no network: what goes there, people bring there.
pub const PLACES: [&str; 6] = ["blog", "webinar", "event", "print", "messenger", NEWSLETTER];

/// Mail to a list. Tandem can send it itself: the rooms `subscribers` and `letters`.
pub const NEWSLETTER: &str = "newsletter";

/// What sort of place a network's word, or that of another place, names. A network that a person named is social.
#[must_use]
pub fn sort_of(network: &str) -> Sort {
    match network {
        "wordpress" | "blog" => Sort::Blog,
        "telegram" | "discord" | "slack" | "messenger" => Sort::Messenger,
        NEWSLETTER => Sort::Email,
        "webinar" => Sort::Webinar,
        "event" | "print" => Sort::Offline,
        _ => Sort::Social,
    }
}

impl Sort {
    /// `utm_medium` of links that go there. What networks carry is `social`, whatever they are.
    #[must_use]
    pub const fn medium(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Webinar => "webinar",
            Self::Offline => "offline",
            Self::Social | Self::Blog | Self::Messenger => "social",
        }
    }
}

/// `utm_source` of links that go to a place: its word, or the typed name of a network in small letters.
#[must_use]
pub fn source_of(network: &str) -> String {
    network.trim().to_lowercase().split_whitespace().collect::<Vec<_>>().join("_")
}

/// The word of what a person typed as a network's name: a known one's own, else as it was typed.
#[must_use]
pub fn word_of(typed: &str) -> String {
    let typed = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let small = typed.to_lowercase();
    let known = Network::ALL
        .iter()
        .find(|network| network.as_str() == small || network.title().to_lowercase() == small)
        .map(|network| network.as_str())
        .or_else(|| PLACES.into_iter().find(|place| *place == small));
    known.map_or(typed, str::to_owned)
}

/// Whether what is published there has a public address that proves it.
#[must_use]
pub fn has_addresses(network: &str) -> bool {
    matches!(sort_of(network), Sort::Social | Sort::Blog)
        || matches!(network, "telegram" | "discord" | "slack")
}

/// Hosts under which a network shows posts; `None` where each account has its own, or where nobody knows.
const fn hosts(network: Network) -> Option<&'static [&'static str]> {
    Some(match network {
        Network::Bluesky => &["bsky.app"],
        Network::Facebook => &["facebook.com", "fb.com", "fb.watch"],
        Network::Instagram => &["instagram.com"],
        Network::Threads => &["threads.net", "threads.com"],
        Network::LinkedIn => &["linkedin.com", "lnkd.in"],
        Network::X => &["x.com", "twitter.com"],
        Network::Telegram => &["t.me", "telegram.me"],
        Network::YouTube => &["youtube.com", "youtu.be"],
        Network::TikTok => &["tiktok.com"],
        Network::Reddit => &["reddit.com", "redd.it"],
        Network::Discord => &["discord.com"],
        Network::Slack => &["slack.com"],
        Network::GoogleBusiness => &["google.com", "g.page", "goo.gl", "posts.gle", "g.co"],
        Network::Pinterest => &["pinterest.com", "pin.it"],
        Network::Mastodon | Network::WordPress => return None,
    })
}

/// Whether a host is a name of its own under a country, or a page below it: `pinterest.de`, `www.pinterest.co.uk`.
fn is_national(host: &str, name: &str) -> bool {
    let labels: Vec<&str> = host.split('.').rev().collect();
    match labels.as_slice() {
        [country, own, ..] if *own == name => country.len() == 2,
        [country, "co" | "com", own, ..] if *own == name => country.len() == 2,
        _ => false,
    }
}

/// The host at which a post of this place would be, when `host` is another one: the usual name, for people.
#[must_use]
pub fn other_host(network: &str, profile_url: &str, host: &str) -> Option<String> {
    let under =
        |name: &&str| host == *name || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
    let known = Network::parse(network)?;
    if known == Network::Pinterest && is_national(host, "pinterest") {
        return None;
    }
    if let Some(names) = hosts(known) {
        return if names.iter().any(under) { None } else { names.first().map(|n| (*n).to_owned()) };
    }
    let own = url::Url::parse(profile_url).ok()?.host_str()?.to_owned();
    (own != host).then_some(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_known_by_its_networks_host() {
        assert_eq!(other_host("x", "", "x.com"), None);
        assert_eq!(other_host("x", "", "mobile.twitter.com"), None);
        assert_eq!(other_host("x", "", "netflix.com").as_deref(), Some("x.com"));
        assert_eq!(other_host("facebook", "", "facebook.com.evil.example").as_deref(), Some("facebook.com"));
        assert_eq!(other_host("pinterest", "", "www.pinterest.co.uk"), None);
        assert_eq!(other_host("pinterest", "", "de.pinterest.com"), None);
        assert_eq!(other_host("pinterest", "", "pinterest.nl"), None);
        assert_eq!(other_host("pinterest", "", "pinterest.evil.de").as_deref(), Some("pinterest.com"));
        assert_eq!(other_host("pinterest", "", "pinterest.evil.com").as_deref(), Some("pinterest.com"));
        let own = "https://social.example/@tea";
        assert_eq!(other_host("mastodon", own, "social.example"), None);
        assert_eq!(other_host("mastodon", own, "other.example").as_deref(), Some("social.example"));
        assert_eq!(other_host("mastodon", "", "other.example"), None);
        assert_eq!(other_host("VK", "https://vk.com/tea", "vk.ru"), None);
    }

    #[test]
    fn a_typed_name_of_a_known_network_is_its_word() {
        assert_eq!(word_of(" Google  Business Profile "), "google_business");
        assert_eq!(word_of("FACEBOOK"), "facebook");
        assert_eq!(word_of("Webinar"), "webinar");
        assert_eq!(word_of("Xing "), "Xing");
        assert_eq!(source_of("Odnoklassniki Groups"), "odnoklassniki_groups");
    }

    #[test]
    fn every_place_has_its_sort_and_medium() {
        let all: Vec<_> =
            PLACES.iter().map(|place| (sort_of(place).as_str(), sort_of(place).medium())).collect();
        assert_eq!(
            all,
            [
                ("blog", "social"),
                ("webinar", "webinar"),
                ("offline", "offline"),
                ("offline", "offline"),
                ("messenger", "social"),
                ("email", "email")
            ]
        );
        assert!(has_addresses("Xing") && has_addresses("blog") && !has_addresses("print"));
        assert!(has_addresses("telegram") && !has_addresses("messenger"));
    }
}
