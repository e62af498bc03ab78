//! What a user agent tells: crawler or person, and on what device.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use db::text_enum;

text_enum! {
    /// Kind of device behind a click.
    pub enum Device {
        /// Telephone.
        Phone = "phone",
        /// Tablet.
        Tablet = "tablet",
        /// Computer.
        Desktop = "desktop",
        /// A television, a watch, a console, or nothing that tells.
        Other = "other",
    }
}

/// Parts of user agents of programs: search engines, previews of social networks, monitors, libraries. `+http` is the
/// custom of naming a page about the program.
const CRAWLERS: &[&str] = &[
    "+http",
    "bot",
    "crawl",
    "spider",
    "slurp",
    "scrape",
    "preview",
    "facebookexternalhit",
    "facebookcatalog",
    "meta-external",
    "embedly",
    "whatsapp/",
    "skypeuri",
    "vkshare",
    "pinterest/",
    "quora link",
    "outbrain",
    "iframely",
    "cardyb",
    "bluesky",
    "mastodon/",
    "pleroma",
    "akkoma",
    "misskey",
    "friendica",
    "gotosocial",
    "snac/",
    "lemmy",
    "hubzilla",
    "peertube",
    "pixelfed",
    "opengraph",
    "unfurl",
    "linkcheck",
    "validator",
    "lighthouse",
    "pagespeed",
    "gtmetrix",
    "pingdom",
    "uptime",
    "monitor",
    "statuscake",
    "headless",
    "phantomjs",
    "puppeteer",
    "playwright",
    "selenium",
    "curl/",
    "wget",
    "httpie",
    "python",
    "aiohttp",
    "httpx",
    "go-http-client",
    "java/",
    "okhttp",
    "apache-httpclient",
    "libwww",
    "lwp::",
    "ruby",
    "php/",
    "guzzle",
    "axios",
    "node-fetch",
    "undici",
    "node.js",
    "deno/",
    "reqwest",
    "hyper/",
    "postman",
    "insomnia",
    "archive.org",
    "ia_archiver",
    "feed",
    "rss",
    "google-read-aloud",
    "googleother",
    "google-inspectiontool",
    "mediapartners",
    "scan",
    "nmap",
    "masscan",
    "zgrab",
];

static CRAWLER: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(CRAWLERS).ok());

static DEVICES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(DEVICE_WORDS).ok());

const DEVICE_WORDS: [&str; 12] = [
    "iPad",
    "Tablet",
    "Silk/",
    "Mobile",
    "iPhone",
    "iPod",
    "Android",
    "Windows NT",
    "Macintosh",
    "X11",
    "CrOS",
    "Linux",
];

/// Whether a program sent this, not a person. No user agent at all is a program.
#[must_use]
pub fn is_crawler(user_agent: &str) -> bool {
    user_agent.is_empty() || CRAWLER.as_ref().is_some_and(|words| words.is_match(user_agent))
}

impl Device {
    /// The device behind a user agent. Android without `Mobile` is a tablet, by Google's own custom.
    #[must_use]
    pub fn of(user_agent: &str) -> Self {
        let Some(words) = DEVICES.as_ref() else { return Self::Other };
        let (mut phone, mut android, mut desktop) = (false, false, false);
        for found in words.find_iter(user_agent) {
            match found.pattern().as_usize() {
                0..=2 => return Self::Tablet,
                3..=5 => phone = true,
                6 => android = true,
                _ => desktop = true,
            }
        }
        match (phone, android, desktop) {
            (true, ..) => Self::Phone,
            (_, true, _) => Self::Tablet,
            (.., true) => Self::Desktop,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEOPLE: [(&str, Device); 5] = [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
             Version/19.1 Mobile/15E148 Safari/604.1",
            Device::Phone,
        ),
        (
            "Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile \
             Safari/537.36",
            Device::Phone,
        ),
        (
            "Mozilla/5.0 (Linux; Android 15; SM-X910) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 \
             Safari/537.36",
            Device::Tablet,
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 \
             Safari/537.36 Edg/142.0.0.0",
            Device::Desktop,
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0", Device::Desktop),
    ];

    #[test]
    fn people_are_not_crawlers_and_have_a_device() {
        for (user_agent, device) in PEOPLE {
            assert!(!is_crawler(user_agent), "{user_agent}");
            assert_eq!(Device::of(user_agent), device, "{user_agent}");
        }
    }

    #[test]
    fn programs_are_crawlers() {
        for user_agent in [
            "",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "facebookexternalhit/1.1",
            "Mastodon/4.5.0 (http.rb/5.2.0; +https://social.example/)",
            "Bluesky Cardyb/1.1; +mailto:support@bsky.app",
            "TelegramBot (like TwitterBot)",
            "curl/8.10.1",
            "python-requests/2.32",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0 Safari/537.36",
        ] {
            assert!(is_crawler(user_agent), "{user_agent}");
        }
    }
}
