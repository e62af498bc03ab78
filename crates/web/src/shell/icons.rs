//! The glyphs: our own drawings on a grid of 20, stroked in the colour of the text beside them, and the signs of the
//! networks. A page names them; the drawings themselves are one file, which the browser keeps.

use std::fmt;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// Every glyph as a symbol of one drawing.
static SHEET: LazyLock<String> = LazyLock::new(|| {
    let glyphs = GLYPHS
        .iter()
        .map(|(name, paths)| format!(r#"<symbol id="{name}" viewBox="0 0 20 20">{paths}</symbol>"#));
    let signs = NETWORK_SIGNS.iter().map(|(name, path)| {
        format!(r#"<symbol id="{name}" viewBox="-1 -1 26 26"><path d="{path}"/></symbol>"#)
    });
    format!(r#"<svg xmlns="http://www.w3.org/2000/svg">{}</svg>"#, glyphs.chain(signs).collect::<String>())
});

/// Where the sheet lies; its name holds its content's hash.
static SHEET_URL: LazyLock<String> = LazyLock::new(|| {
    let hash = Sha256::digest(SHEET.as_bytes());
    let short: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("/assets/glyphs.{short}.svg")
});

/// All glyphs as one drawing, with the file's name.
pub(crate) fn sheet() -> (&'static str, &'static str) {
    (SHEET_URL.trim_start_matches("/assets/"), &SHEET)
}

/// A glyph, ready to be put into a page. It is decoration: the text beside it says what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Icon {
    name: &'static str,
    filled: bool,
}

impl Icon {
    /// The glyph of a name; an empty one for an unknown name, which a test forbids in templates.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let find = |list: &[(&'static str, &str)]| {
            list.iter().find(|(known, _)| *known == name).map(|(known, _)| *known)
        };
        if let Some(name) = find(&NETWORK_SIGNS) {
            return Self { name, filled: true };
        }
        Self { name: find(GLYPHS).unwrap_or(""), filled: false }
    }

    /// The glyph of a network; a plain one for a network without its own.
    #[must_use]
    pub fn network(name: &str) -> Self {
        if NETWORK_SIGNS.iter().any(|(known, _)| *known == name) {
            return Self::named(name);
        }
        Self::named(match name {
            "blog" => "pencil",
            "webinar" => "device",
            "event" => "calendar",
            "print" => "image",
            "messenger" => "reply",
            "newsletter" => "mail",
            _ => "channel",
        })
    }

    /// Whether there is such a glyph.
    #[must_use]
    pub const fn is_known(self) -> bool {
        !self.name.is_empty()
    }
}

/// The end of the class that colours a network's glyph.
#[must_use]
pub fn tint(network: &str) -> &str {
    if app::network::Network::parse(network).is_some() { network } else { "other" }
}

impl fmt::Display for Icon {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let class = if self.filled { "icon icon-filled" } else { "icon" };
        write!(
            formatter,
            r#"<svg class="{class}" aria-hidden="true"><use href="{}#{}"/></svg>"#,
            *SHEET_URL, self.name
        )
    }
}

impl askama::filters::HtmlSafe for Icon {}

// The networks' signs from the package simple-icons: name of the network and path on a grid of 24.
include!(concat!(env!("OUT_DIR"), "/network_signs.rs"));

/// Everything else, stroked.
const GLYPHS: &[(&str, &str)] = &[
    ("home", r#"<path d="M3 9.5 10 3.5l7 6V16a1 1 0 0 1-1 1h-3.5v-4.5h-5V17H4a1 1 0 0 1-1-1z"/>"#),
    (
        "sun",
        r#"<circle cx="10" cy="10" r="3.3"/><path d="M10 2v2M10 16v2M2 10h2M16 10h2M4.3 4.3l1.4 1.4M14.3 14.3l1.4 1.4M4.3 15.7l1.4-1.4M14.3 5.7l1.4-1.4"/>"#,
    ),
    ("moon", r#"<path d="M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5z"/>"#),
    ("device", r#"<rect x="2.5" y="4" width="15" height="9.5" rx="1.5"/><path d="M7 17h6M10 13.5V17"/>"#),
    (
        "target",
        r#"<circle cx="10" cy="10" r="7"/><circle cx="10" cy="10" r="3.5"/><circle cx="10" cy="10" r=".5"/>"#,
    ),
    ("flag", r#"<path d="M5 17.5V3M5 3.8c3.5-1.8 6 1.8 10 0v7.4c-4 1.8-6.5-1.8-10 0"/>"#),
    (
        "coins",
        r#"<ellipse cx="8" cy="6" rx="5" ry="2.5"/><path d="M3 6v4c0 1.4 2.2 2.5 5 2.5M3 10v4c0 1.4 2.2 2.5 5 2.5"/><ellipse cx="13" cy="12" rx="4.5" ry="2.2"/><path d="M8.5 12v3.5c0 1.2 2 2.2 4.5 2.2s4.5-1 4.5-2.2V12M13 6v2"/>"#,
    ),
    (
        "post",
        r#"<path d="M12.5 3H4.5A1.5 1.5 0 0 0 3 4.5v11A1.5 1.5 0 0 0 4.5 17h11a1.5 1.5 0 0 0 1.5-1.5v-8"/><path d="m8 12 .6-2.6L15.5 2.5l2 2-6.9 6.9z"/>"#,
    ),
    ("pencil", r#"<path d="m4 16 .8-3.5L13.5 3.8a1.4 1.4 0 0 1 2 0l.7.7a1.4 1.4 0 0 1 0 2L7.5 15.2z"/>"#),
    (
        "calendar",
        r#"<rect x="3" y="4" width="14" height="13" rx="2"/><path d="M3 8h14M7 2.5v3M13 2.5v3M7 11.5h.01M10 11.5h.01M13 11.5h.01M7 14.2h.01M10 14.2h.01"/>"#,
    ),
    (
        "channel",
        r#"<circle cx="10" cy="10" r="1.6"/><path d="M6.5 13.5a5 5 0 0 1 0-7M13.5 6.5a5 5 0 0 1 0 7M4 16a8.5 8.5 0 0 1 0-12M16 4a8.5 8.5 0 0 1 0 12"/>"#,
    ),
    (
        "thread",
        r#"<circle cx="5" cy="4.5" r="2"/><circle cx="15" cy="10" r="2"/><circle cx="5" cy="15.5" r="2"/><path d="M7 4.5h3.5a2.5 2.5 0 0 1 2.5 2.5v1.2M13 11.8V13a2.5 2.5 0 0 1-2.5 2.5H7"/>"#,
    ),
    (
        "link",
        r#"<path d="M8.5 11.5a3.5 3.5 0 0 0 5 0l2.5-2.5a3.5 3.5 0 0 0-5-5L10 5M11.5 8.5a3.5 3.5 0 0 0-5 0L4 11a3.5 3.5 0 0 0 5 5l1-1"/>"#,
    ),
    (
        "people",
        r#"<circle cx="7.5" cy="7" r="3"/><path d="M2 16.5c0-3 2.5-5 5.5-5s5.5 2 5.5 5M13 4.3a3 3 0 0 1 0 5.4M15 12c1.8.7 3 2.3 3 4.5"/>"#,
    ),
    (
        "person",
        r#"<circle cx="10" cy="6.5" r="3.2"/><path d="M3.8 17c0-3.2 2.7-5.3 6.2-5.3s6.2 2.1 6.2 5.3"/>"#,
    ),
    (
        "sliders",
        r#"<path d="M3 6h7M14 6h3M3 14h3M10 14h7"/><circle cx="12" cy="6" r="2"/><circle cx="8" cy="14" r="2"/>"#,
    ),
    ("plus", r#"<path d="M10 4v12M4 10h12"/>"#),
    (
        "more",
        r#"<circle cx="4.5" cy="10" r=".9"/><circle cx="10" cy="10" r=".9"/><circle cx="15.5" cy="10" r=".9"/>"#,
    ),
    ("menu", r#"<path d="M3 6h14M3 10h14M3 14h9"/>"#),
    ("chevron-down", r#"<path d="m5.5 8 4.5 4.5L14.5 8"/>"#),
    ("chevron-right", r#"<path d="m8 5.5 4.5 4.5L8 14.5"/>"#),
    ("chevron-left", r#"<path d="M12 5.5 7.5 10l4.5 4.5"/>"#),
    ("sort", r#"<path d="m6.5 8 3.5-4 3.5 4M6.5 12l3.5 4 3.5-4"/>"#),
    ("check", r#"<path d="m4 10.5 4 4 8-9"/>"#),
    ("cross", r#"<path d="m5 5 10 10M15 5 5 15"/>"#),
    ("ring", r#"<circle cx="10" cy="10" r="5.5"/>"#),
    ("info", r#"<circle cx="10" cy="10" r="7.5"/><path d="M10 9v5M10 6.3h.01"/>"#),
    ("warning", r#"<path d="M10 3 2.5 16.5h15zM10 8v4M10 14.2h.01"/>"#),
    (
        "question",
        r#"<circle cx="10" cy="10" r="7.5"/><path d="M7.8 7.8A2.2 2.2 0 1 1 10 10.5v1M10 14h.01"/>"#,
    ),
    ("clock", r#"<circle cx="10" cy="10" r="7.5"/><path d="M10 5.5V10l3 2"/>"#),
    (
        "progress",
        r#"<circle cx="10" cy="10" r="7.5" stroke-dasharray="3 2.9"/><path d="M10 6.5v7M7 10.5l3 3 3-3" transform="rotate(180 10 10)"/>"#,
    ),
    ("retry", r#"<path d="M16.5 10A6.5 6.5 0 1 1 14.3 5.1M16.5 2.5v4h-4"/>"#),
    ("missed", r#"<circle cx="10" cy="10" r="7.5"/><path d="M10 5.5V10M4.8 15.2 15.2 4.8"/>"#),
    ("pause", r#"<path d="M7 4.5v11M13 4.5v11"/>"#),
    ("play", r#"<path d="M6 4v12l10-6z"/>"#),
    ("send", r#"<path d="M17.5 2.5 9 11M17.5 2.5 12 17.5 9 11 2.5 8z"/>"#),
    ("search", r#"<circle cx="9" cy="9" r="5.5"/><path d="m13.2 13.2 4.3 4.3"/>"#),
    ("filter", r#"<path d="M3 5h14M6 10h8M8.5 15h3"/>"#),
    (
        "image",
        r#"<rect x="3" y="3.5" width="14" height="13" rx="2"/><circle cx="7.2" cy="7.7" r="1.3"/><path d="m3.5 15 4.5-4.5 3 3 2.5-2.5 3.5 3.5"/>"#,
    ),
    (
        "upload",
        r#"<path d="M10 13V4M6.5 7 10 3.5 13.5 7M4 13v2.5A1.5 1.5 0 0 0 5.5 17h9a1.5 1.5 0 0 0 1.5-1.5V13"/>"#,
    ),
    (
        "download",
        r#"<path d="M10 3.5v9M6.5 9.5 10 13l3.5-3.5M4 13v2.5A1.5 1.5 0 0 0 5.5 17h9a1.5 1.5 0 0 0 1.5-1.5V13"/>"#,
    ),
    (
        "trash",
        r#"<path d="M3.5 5.5h13M8 5V3.5h4V5M5 5.5l.8 10A1.5 1.5 0 0 0 7.3 17h5.4a1.5 1.5 0 0 0 1.5-1.5l.8-10M8.5 8.5v5M11.5 8.5v5"/>"#,
    ),
    (
        "copy",
        r#"<rect x="7" y="7" width="10" height="10" rx="2"/><path d="M13 7V4.5A1.5 1.5 0 0 0 11.5 3h-7A1.5 1.5 0 0 0 3 4.5v7A1.5 1.5 0 0 0 4.5 13H7"/>"#,
    ),
    (
        "external",
        r#"<path d="M11.5 3H17v5.5M17 3l-8 8M14.5 11.5v4A1.5 1.5 0 0 1 13 17H4.5A1.5 1.5 0 0 1 3 15.5V7a1.5 1.5 0 0 1 1.5-1.5h4"/>"#,
    ),
    (
        "keyboard",
        r#"<rect x="2" y="5" width="16" height="10.5" rx="2"/><path d="M5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M6.5 12.2h7"/>"#,
    ),
    (
        "globe",
        r#"<circle cx="10" cy="10" r="7.5"/><path d="M2.5 10h15M10 2.5c2.2 2.2 3.3 4.7 3.3 7.5s-1.1 5.3-3.3 7.5M10 2.5C7.8 4.7 6.7 7.2 6.7 10s1.1 5.3 3.3 7.5"/>"#,
    ),
    (
        "sign-out",
        r#"<path d="M8 3H4.5A1.5 1.5 0 0 0 3 4.5v11A1.5 1.5 0 0 0 4.5 17H8M13 6.5l3.5 3.5-3.5 3.5M16.5 10H8"/>"#,
    ),
    ("shield", r#"<path d="M10 2.5 4 4.7V9.5c0 3.8 2.5 6.5 6 8 3.5-1.5 6-4.2 6-8V4.7z"/>"#),
    ("key", r#"<circle cx="7" cy="13" r="3.5"/><path d="m9.5 10.5 7-7M14 6l2 2M11.8 8.2l1.5 1.5"/>"#),
    ("mail", r#"<rect x="2.5" y="4.5" width="15" height="11" rx="2"/><path d="m3 6 7 5.5L17 6"/>"#),
    ("bell", r#"<path d="M4.5 14.5h11c-1-1-1.5-2.2-1.5-4.5a4 4 0 0 0-8 0c0 2.3-.5 3.5-1.5 4.5zM8.5 17h3"/>"#),
    (
        "heart",
        r#"<path d="M10 16.5C5 13 2.8 10.5 2.8 7.7a3.7 3.7 0 0 1 7.2-1.2 3.7 3.7 0 0 1 7.2 1.2c0 2.8-2.2 5.3-7.2 8.8z"/>"#,
    ),
    (
        "repost",
        r#"<path d="M5.5 7.5V12a2 2 0 0 0 2 2h5M3 9.5l2.5-2.5L8 9.5M14.5 12.5V8a2 2 0 0 0-2-2h-5M17 10.5 14.5 13 12 10.5"/>"#,
    ),
    ("reply", r#"<path d="M8 5 3.5 9.5 8 14M3.5 9.5H11a5.5 5.5 0 0 1 5.5 5.5v.5"/>"#),
    ("quote", r#"<path d="M8.5 6.5C6 7.5 5 9 5 11.5h3.5v3.5H4M16 6.5c-2.5 1-3.5 2.5-3.5 5H16v3.5h-4.5"/>"#),
    (
        "eye",
        r#"<path d="M2 10c2-3.7 4.7-5.5 8-5.5s6 1.8 8 5.5c-2 3.7-4.7 5.5-8 5.5S4 13.7 2 10z"/><circle cx="10" cy="10" r="2.3"/>"#,
    ),
    ("click", r#"<path d="m8 8 3 9 1.8-3.7L16.5 11.5zM4.5 8H3M5.5 5.5l-1-1M8 4.5V3"/>"#),
    ("bag", r#"<path d="M4 7h12l1 10H3zM7 7V6a3 3 0 0 1 6 0v1"/>"#),
    ("trend-up", r#"<path d="m3 14 5-5 3 3 6-6.5M12.5 5.5H17V10"/>"#),
    ("trend-down", r#"<path d="m3 6 5 5 3-3 6 6.5M12.5 14.5H17V10"/>"#),
    ("chart", r#"<path d="M3 3v14h14M7 13.5v-3M11 13.5v-7M15 13.5v-5"/>"#),
    ("table", r#"<rect x="3" y="4" width="14" height="12" rx="1.5"/><path d="M3 8h14M3 12h14M8.5 8v8"/>"#),
    ("archive", r#"<path d="M3 4h14v3.5H3zM4 7.5V16h12V7.5M8.5 11h3"/>"#),
    ("list", r#"<path d="M7 5.5h10M7 10h10M7 14.5h10M3.5 5.5h.01M3.5 10h.01M3.5 14.5h.01"/>"#),
    ("grip", r#"<path d="M8 5h.01M12 5h.01M8 10h.01M12 10h.01M8 15h.01M12 15h.01"/>"#),
    (
        "briefcase",
        r#"<rect x="3" y="6.5" width="14" height="10" rx="2"/><path d="M7.5 6.5V5A1.5 1.5 0 0 1 9 3.5h2A1.5 1.5 0 0 1 12.5 5v1.5M3 11h14"/>"#,
    ),
    ("bolt", r#"<path d="M11 2.5 4.5 11.5h5L9 17.5l6.5-9h-5z"/>"#),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_glyph_has_one_name() {
        let names: Vec<_> = NETWORK_SIGNS.iter().chain(GLYPHS).map(|(name, _)| *name).collect();
        for (index, name) in names.iter().enumerate() {
            assert!(!names[..index].contains(name), "{name} twice");
        }
        assert!(Icon::network("bluesky").filled);
        assert!(!Icon::network("some-new-one").filled);
    }
}
