//! The frame around every page: who looks, in which language, where they are, and what the page
//! may say to them. It knows no noun of the product and reads no database: the person arrives as a
//! [`Viewer`] in the request's extensions.

pub mod error;
pub mod flash;
pub mod format;
pub mod frame;
pub mod icons;
pub mod nav;
pub mod preferences;
pub mod respond;
pub mod security;
pub mod status;
#[cfg(test)]
mod styleguide;
#[cfg(test)]
mod tidy;
pub mod zones;

use std::convert::Infallible;
use std::sync::Arc;

use app::{Actor, FieldError, Permission, alerts::PauseNotice, ids::BrandId};
use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use jiff::tz::TimeZone;

pub use error::PageError;
pub use flash::Flash;
pub use format::Plain;
pub use icons::Icon;
pub use nav::{NavEntry, NavGroup};
pub use preferences::Theme;
pub use respond::{PageResult, fragment, leave, page, page_with, see_other, with_toast};
pub use status::Tone;

use crate::i18n::{Arg, Locale};

/// A brand in the switcher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrandChoice {
    /// Its id as it stands in URLs.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// The signed-in person, put into the request's extensions (as `Arc<Viewer>`) by the layer that
/// reads the session.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// Who acts.
    pub actor: Actor,
    /// The language from the person's settings.
    pub locale: Option<Locale>,
    /// The theme from the person's settings.
    pub theme: Option<Theme>,
    /// The zone in which the person wants times shown; none for the workspace's.
    pub zone: Option<TimeZone>,
    /// The brands the person may choose from.
    pub brands: Vec<BrandChoice>,
    /// The chosen brand's id; none for all of them.
    pub brand: Option<String>,
    /// A number beside a place in the navigation, such as what waits for an answer.
    pub badges: Vec<(&'static str, i64)>,
    /// How many alerts are unread.
    pub alerts: i64,
    /// What is paused now, the widest first.
    pub pauses: Vec<PauseNotice>,
    /// When the request came, for what is shown without its year; 0 shows every year.
    pub now: i64,
}

impl Viewer {
    /// A person with no settings of their own.
    #[must_use]
    pub const fn new(actor: Actor) -> Self {
        Self {
            actor,
            locale: None,
            theme: None,
            zone: None,
            brands: Vec::new(),
            brand: None,
            badges: Vec::new(),
            alerts: 0,
            pauses: Vec::new(),
            now: 0,
        }
    }
}

/// What every page's struct carries as its field `shell`.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The language of the page.
    pub locale: Locale,
    /// The theme chosen.
    pub theme: Theme,
    /// The path shown, without the query.
    pub path: String,
    /// Path and query, to come back to.
    pub here: String,
    /// The navigation for this person.
    pub nav: Vec<NavGroup>,
    /// The message the last action left.
    pub flash: Option<Flash>,
    /// The person; none before signing in.
    pub viewer: Option<Arc<Viewer>>,
    /// The request's id, shown on error pages.
    pub request_id: String,
    zone: TimeZone,
    target: Option<String>,
    htmx: bool,
}

impl Shell {
    /// The shell of a request, from its head alone.
    #[must_use]
    pub fn from_parts(parts: &Parts) -> Self {
        let viewer = parts.extensions.get::<Arc<Viewer>>().cloned();
        Self::new(&parts.headers, &parts.uri, viewer)
    }

    /// The shell from a request's headers and address and the person, if any.
    #[must_use]
    pub fn new(headers: &HeaderMap, uri: &Uri, viewer: Option<Arc<Viewer>>) -> Self {
        let locale = viewer
            .as_deref()
            .and_then(|viewer| viewer.locale)
            .or_else(|| cookie(headers, preferences::LANGUAGE_COOKIE).as_deref().and_then(Locale::from_tag))
            .unwrap_or_else(|| Locale::from_accept_language(header(headers, ACCEPT_LANGUAGE.as_str())));
        let theme = viewer
            .as_deref()
            .and_then(|viewer| viewer.theme)
            .or_else(|| cookie(headers, preferences::THEME_COOKIE).as_deref().and_then(Theme::from_name))
            .unwrap_or_default();
        let zone = viewer
            .as_deref()
            .map_or(TimeZone::UTC, |viewer| viewer.zone.clone().unwrap_or_else(|| viewer.actor.zone.clone()));
        let nav = viewer
            .as_deref()
            .map(|viewer| nav::entries(uri.path(), |permission| viewer.actor.allows(permission)))
            .unwrap_or_default();
        let target = header(headers, "hx-target");
        Self {
            locale,
            theme,
            path: uri.path().to_owned(),
            here: uri.path_and_query().map_or("/", |here| here.as_str()).to_owned(),
            nav,
            flash: cookie(headers, flash::COOKIE).as_deref().and_then(Flash::parse),
            viewer,
            request_id: header(headers, "x-request-id").to_owned(),
            zone,
            target: target.rsplit_once('#').map(|(_, id)| id.to_owned()),
            htmx: header(headers, "hx-request") == "true",
        }
    }

    /// The text of a key.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.locale.text(key)
    }

    /// The text of a key with one argument.
    #[must_use]
    pub fn t1(&self, key: &str, name: &str, value: impl Into<Arg>) -> String {
        self.locale.text_with(key, &[(name, value.into())])
    }

    /// The text of a key with two arguments.
    #[must_use]
    pub fn t2(
        &self,
        key: &str,
        first: &str,
        first_value: impl Into<Arg>,
        second: &str,
        second_value: impl Into<Arg>,
    ) -> String {
        self.locale.text_with(key, &[(first, first_value.into()), (second, second_value.into())])
    }

    /// The text of a key with any arguments.
    #[must_use]
    pub fn ta(&self, key: &str, args: &[(&str, Arg)]) -> String {
        self.locale.text_with(key, args)
    }

    /// The text of a key made from a prefix and a value, such as `role-` and the role's name.
    #[must_use]
    pub fn tk(&self, prefix: &str, value: impl std::fmt::Display) -> String {
        self.locale.text(&format!("{prefix}-{value}"))
    }

    /// The name of a network, of another place, or what a person called it.
    #[must_use]
    pub fn network(&self, word: &str) -> String {
        if let Some(network) = app::network::Network::parse(word) {
            return network.title().to_owned();
        }
        if app::channels::place::PLACES.contains(&word) { self.tk("place", word) } else { word.to_owned() }
    }

    /// What is wrong with a field, in the page's language.
    #[must_use]
    pub fn error(&self, error: &FieldError) -> String {
        let args: Vec<(&str, Arg)> = error
            .params
            .iter()
            .map(|(name, value)| {
                // A network's own choice is named as its field is.
                let key = format!("choice-{value}");
                let is_choice = *name == "choice" && self.locale.has(&key);
                (*name, if is_choice { Arg::from(self.t(&key)) } else { Arg::from(value) })
            })
            .collect();
        if self.knows_error(error.code) {
            self.ta(&format!("error-{}", error.code), &args)
        } else {
            self.t1("error-other", "code", error.code)
        }
    }

    /// A glyph by its name; see `shell/icons.rs`.
    #[must_use]
    pub fn icon(&self, name: &str) -> Icon {
        Icon::named(name)
    }

    /// The address of an embedded file.
    #[must_use]
    pub fn asset(&self, name: &str) -> &'static str {
        crate::assets::url(name)
    }

    /// A calendar day in the person's zone.
    #[must_use]
    pub fn date(&self, epoch_ms: impl Plain<i64>) -> String {
        format::date(self.locale, &self.zone, epoch_ms.plain())
    }

    /// The time of day in the person's zone.
    #[must_use]
    pub fn time(&self, epoch_ms: impl Plain<i64>) -> String {
        format::time(&self.zone, epoch_ms.plain())
    }

    /// Day and time in the person's zone.
    #[must_use]
    pub fn datetime(&self, epoch_ms: impl Plain<i64>) -> String {
        format::datetime(self.locale, &self.zone, epoch_ms.plain())
    }

    /// Day and time in the person's zone, without the year where it is this one.
    #[must_use]
    pub fn moment(&self, epoch_ms: impl Plain<i64>) -> String {
        let now = self.viewer.as_deref().map_or(0, |viewer| viewer.now);
        format::moment(self.locale, &self.zone, epoch_ms.plain(), now)
    }

    /// Day, time and the zone's name, where people of several zones read it.
    #[must_use]
    pub fn datetime_zone(&self, epoch_ms: impl Plain<i64>) -> String {
        format!("{} ({})", self.datetime(epoch_ms), self.zone_name())
    }

    /// The distance between a time and now.
    #[must_use]
    pub fn relative(&self, epoch_ms: impl Plain<i64>, now_ms: impl Plain<i64>) -> String {
        format::relative(self.locale, epoch_ms.plain(), now_ms.plain())
    }

    /// The machine's form of a time, for `<time datetime>`.
    #[must_use]
    pub fn iso(&self, epoch_ms: impl Plain<i64>) -> String {
        format::iso(epoch_ms.plain())
    }

    /// An amount in minor units.
    #[must_use]
    pub fn money(&self, minor: impl Plain<i64>, currency: &str) -> String {
        format::money(self.locale, minor.plain(), currency)
    }

    /// A whole number.
    #[must_use]
    pub fn number(&self, value: impl Plain<i64>) -> String {
        format::number(self.locale, value.plain())
    }

    /// A whole number in little room.
    #[must_use]
    pub fn compact(&self, value: impl Plain<i64>) -> String {
        format::compact(self.locale, value.plain())
    }

    /// A share, where 0.125 is 12.5 %.
    #[must_use]
    pub fn percent(&self, share: impl Plain<f64>) -> String {
        format::percent(self.locale, share.plain())
    }

    /// A number with decimals.
    #[must_use]
    pub fn decimal(&self, value: impl Plain<f64>, decimals: usize) -> String {
        format::decimal(self.locale, value.plain(), decimals)
    }

    /// The same page in another zone: what is arranged by the workspace's days is read in its zone, not in the person's.
    #[must_use]
    pub fn in_zone(mut self, zone: &TimeZone) -> Self {
        self.zone = zone.clone();
        self
    }

    /// The zone in which the page shows times.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// That zone's IANA name.
    #[must_use]
    pub fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// Whether the page shows times in another zone than the one that the person chose.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        self.viewer.as_deref().and_then(|viewer| viewer.zone.as_ref()).is_some_and(|own| *own != self.zone)
    }

    /// A moment as a field of day and time takes it.
    #[must_use]
    pub fn local(&self, epoch_ms: impl Plain<i64>) -> String {
        app::zone::local(epoch_ms.plain(), &self.zone)
    }

    /// The zone typed in a form, or the page's.
    #[must_use]
    pub fn zone_or(&self, typed: &str) -> String {
        if typed.is_empty() { self.zone_name().to_owned() } else { typed.to_owned() }
    }

    /// The look of a state by its name.
    #[must_use]
    pub fn look(&self, state: impl std::fmt::Display) -> status::Look {
        status::look(&state.to_string())
    }

    /// The width of a meter's part, in hundredths.
    #[must_use]
    pub fn meter_width(&self, share: impl Plain<f64>) -> String {
        let share = share.plain();
        format!("{:.1}", if share.is_finite() { share.clamp(0.0, 1.0) * 100.0 } else { 0.0 })
    }

    /// Whether the person holds a permission; a stranger holds none.
    #[must_use]
    pub fn allows(&self, permission: Permission) -> bool {
        self.viewer.as_deref().is_some_and(|viewer| viewer.actor.allows(permission))
    }

    /// Whether the person holds the permission of this word, for templates.
    #[must_use]
    pub fn may(&self, permission: &str) -> bool {
        Permission::parse(permission).is_some_and(|permission| self.allows(permission))
    }

    /// Whether htmx asks for the block with this element id instead of the whole page.
    #[must_use]
    pub fn wants(&self, id: &str) -> bool {
        self.htmx && self.target.as_deref() == Some(id)
    }

    /// Whether htmx asks at all.
    #[must_use]
    pub const fn is_htmx(&self) -> bool {
        self.htmx
    }

    /// The brand chosen in the switcher.
    #[must_use]
    pub fn brand(&self) -> Option<BrandId> {
        self.viewer.as_deref()?.brand.as_deref()?.parse().ok()
    }

    /// The name of the chosen brand.
    #[must_use]
    pub fn brand_name(&self) -> Option<&str> {
        let viewer = self.viewer.as_deref()?;
        let chosen = viewer.brand.as_deref()?;
        viewer.brands.iter().find(|brand| brand.id == chosen).map(|brand| brand.name.as_str())
    }

    /// Whether this brand is the chosen one.
    #[must_use]
    pub fn is_brand(&self, id: &str) -> bool {
        self.viewer.as_deref().and_then(|viewer| viewer.brand.as_deref()) == Some(id)
    }

    /// What the frame says of a pause.
    #[must_use]
    pub fn pause_text(&self, pause: &PauseNotice) -> String {
        let (name, reason) = (pause.name.as_str(), pause.reason.as_str());
        self.t2(&format!("pauses-banner-{}", pause.scope), "name", name, "reason", reason)
    }

    /// The number beside a place in the navigation; 0 shows none.
    #[must_use]
    pub fn badge(&self, key: &str) -> i64 {
        self.viewer
            .as_deref()
            .and_then(|viewer| viewer.badges.iter().find(|(place, _)| *place == key))
            .map_or(0, |(_, count)| *count)
    }

    /// The places of the phone's bottom bar.
    #[must_use]
    pub fn phone_places(&self) -> Vec<NavEntry> {
        self.nav.iter().flat_map(|group| &group.entries).filter(|entry| entry.place.phone).copied().collect()
    }

    /// Whether there is a text for the code of a fault.
    #[must_use]
    pub fn knows_error(&self, code: &str) -> bool {
        Locale::En.has(&format!("error-{code}"))
    }

    /// One or two letters that stand for a name.
    #[must_use]
    pub fn initials(&self, name: &str) -> String {
        let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
        let first = words.next();
        let last = words.next_back();
        first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
    }

    /// The themes of the menu.
    #[must_use]
    pub const fn themes(&self) -> [Theme; 3] {
        Theme::ALL
    }

    /// The languages of the menu.
    #[must_use]
    pub fn locales(&self) -> [Locale; 3] {
        Locale::ALL
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Shell {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::from_parts(parts))
    }
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The value of a cookie, percent-decoded.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}
