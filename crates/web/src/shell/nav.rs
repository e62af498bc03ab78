//! The navigation: every place of the product once, in the order of the work's loop.

use app::Permission;

/// A place in the navigation.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Names the text (`nav-<key>`).
    pub key: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// Its glyph.
    pub icon: &'static str,
    /// The permission needed to see it; none for everybody.
    pub permission: Option<Permission>,
    /// The letter after `g` that leads there.
    pub letter: char,
    /// Whether it stands in the phone's bottom bar, for those who may see it.
    pub phone: bool,
}

/// A group of places; its text is `nav-group-<key>`.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// Names the text.
    pub key: &'static str,
    /// What it holds.
    pub places: &'static [Place],
}

const fn place(
    key: &'static str,
    href: &'static str,
    icon: &'static str,
    permission: Option<Permission>,
    letter: char,
    phone: bool,
) -> Place {
    Place { key, href, icon, permission, letter, phone }
}

/// Every place, grouped. A new page that people should find adds its line here.
pub static PLACES: &[Group] = &[
    Group {
        key: "now",
        places: &[
            place("home", "/", "home", None, 'h', true),
            place("my-day", "/my-day", "sun", None, 'd', true),
        ],
    },
    Group {
        key: "plan",
        places: &[
            place("goals", "/goals", "target", None, 'g', false),
            place("campaigns", "/campaigns", "flag", None, 'c', false),
            place("budget", "/budget", "coins", Some(Permission::ViewMoney), 'b', false),
        ],
    },
    Group {
        key: "publish",
        places: &[
            place("posts", "/posts", "post", None, 'p', true),
            place("calendar", "/calendar", "calendar", None, 'k', true),
            place("media", "/media", "image", None, 'f', false),
            place("channels", "/channels", "channel", None, 'n', false),
        ],
    },
    Group {
        key: "learn",
        places: &[
            place("trace", "/trace", "thread", None, 't', false),
            place("links", "/links", "link", None, 'l', false),
            place("conversions", "/conversions", "bag", Some(Permission::ViewMoney), 'o', false),
            place("leads", "/leads", "briefcase", Some(Permission::ManageLeads), 'e', false),
        ],
    },
    Group {
        key: "workspace",
        places: &[
            place("members", "/settings/members", "people", Some(Permission::ManageMembers), 'm', false),
            place(
                "settings",
                "/settings/workspace",
                "sliders",
                Some(Permission::ManageWorkspace),
                's',
                false,
            ),
        ],
    },
];

/// A place as one person sees it on one page.
#[derive(Clone, Copy, Debug)]
pub struct NavEntry {
    /// The place.
    pub place: Place,
    /// Whether the page shown is in it.
    pub current: bool,
}

/// A group as one person sees it.
#[derive(Clone, Debug)]
pub struct NavGroup {
    /// Names the text.
    pub key: &'static str,
    /// The places the person may see; never empty.
    pub entries: Vec<NavEntry>,
}

/// The navigation of a person on a page.
pub fn entries(path: &str, allows: impl Fn(Permission) -> bool) -> Vec<NavGroup> {
    PLACES
        .iter()
        .map(|group| NavGroup {
            key: group.key,
            entries: group
                .places
                .iter()
                .filter(|place| place.permission.is_none_or(&allows))
                .map(|place| NavEntry { place: *place, current: is_within(path, place.href) })
                .collect(),
        })
        .filter(|group| !group.entries.is_empty())
        .collect()
}

fn is_within(path: &str, href: &str) -> bool {
    path == href
        || (href != "/"
            && path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_below_a_place_marks_it() {
        assert!(is_within("/goals/goal_1", "/goals"));
        assert!(!is_within("/goalsetting", "/goals"));
        assert!(!is_within("/goals", "/"));
        assert!(is_within("/", "/"));
    }

    #[test]
    fn letters_and_keys_are_unique() {
        let places: Vec<_> = PLACES.iter().flat_map(|group| group.places).collect();
        for (index, place) in places.iter().enumerate() {
            for other in &places[..index] {
                assert_ne!(place.letter, other.letter, "{} and {}", place.key, other.key);
                assert_ne!(place.key, other.key);
            }
        }
        assert!(places.iter().filter(|place| place.phone).count() <= 4, "the bottom bar has room for four");
    }

    #[test]
    fn every_place_has_its_page() {
        let pages = crate::routes::page_list();
        for place in PLACES.iter().flat_map(|group| group.places) {
            let there =
                pages.iter().any(|page| page.method == axum::http::Method::GET && page.path == place.href);
            assert!(there, "{} leads nowhere", place.href);
        }
    }

    #[test]
    fn what_is_not_allowed_is_not_there() {
        let seen = entries("/goals", |_| false);
        assert!(seen.iter().flat_map(|group| &group.entries).all(|entry| entry.place.permission.is_none()));
    }
}
