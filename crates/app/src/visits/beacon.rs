//! What the tracker sends, read and checked.

use std::net::IpAddr;

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::{
    Error, Faults, FieldError, Result,
    ids::{ClickId, LinkId, VisitId},
    links::is_slug,
    money,
};

use super::{amount::amount, clicks::host};

/// Longest address taken.
const URL_MOST: usize = 4096;

/// Who sends an event.
#[derive(Debug, Clone, Copy)]
pub struct Caller<'a> {
    /// The client's address; only a digest of it is kept, for a day.
    pub address: IpAddr,
    /// `User-Agent`.
    pub user_agent: &'a str,
}

/// An event of the tracker.
#[derive(Debug, Clone, PartialEq)]
pub struct Beacon {
    /// Tracker key.
    pub site: String,
    /// What happened.
    pub kind: BeaconKind,
    /// Address of the page without its query.
    pub page: Option<String>,
    /// Host of the page before.
    pub referrer_host: Option<String>,
    /// The click's id, from `tdm`.
    pub click_id: Option<ClickId>,
    /// The link's slug, from `utm_content`.
    pub slug: Option<String>,
    /// `utm_source`.
    pub utm_source: Option<String>,
    /// `utm_medium`.
    pub utm_medium: Option<String>,
    /// `utm_campaign`.
    pub utm_campaign: Option<String>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum BeaconKind {
    /// A page was opened.
    Visit,
    /// A sale, registration or the like.
    Conversion(Sale),
}

/// A conversion as somebody reports it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sale {
    /// What kind: `order`, `registration`.
    pub name: String,
    /// The shop's own number of it.
    pub order_id: Option<String>,
    /// Value as written.
    pub value: Option<Value>,
    /// Margin as written.
    pub margin: Option<Value>,
    /// ISO 4217; the workspace's when absent.
    pub currency: Option<String>,
}

/// A conversion with its money in minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PricedSale {
    pub(crate) name: String,
    pub(crate) order_id: Option<String>,
    pub(crate) value_minor: i64,
    pub(crate) margin_minor: Option<i64>,
    pub(crate) currency: String,
}

#[derive(Deserialize)]
struct Raw {
    #[serde(default)]
    site: String,
    #[serde(default)]
    kind: String,
    url: Option<String>,
    referrer: Option<String>,
    name: Option<String>,
    #[serde(alias = "orderId")]
    order_id: Option<Value>,
    value: Option<Value>,
    margin: Option<Value>,
    currency: Option<String>,
}

impl Beacon {
    /// Reads the body of `/collect`.
    ///
    /// # Errors
    /// Every fault of it.
    pub fn read(body: &[u8]) -> Result<Self> {
        let raw: Raw = serde_json::from_slice(body).map_err(|error| {
            Error::Invalid(vec![FieldError::new("body", "json_malformed").with("reason", error)])
        })?;
        let mut faults = Faults::default();
        faults.check(!raw.site.is_empty(), "site", "required");
        let mut beacon = Self {
            site: raw.site,
            kind: BeaconKind::Visit,
            page: None,
            referrer_host: raw.referrer.as_deref().and_then(host),
            click_id: None,
            slug: None,
            utm_source: None,
            utm_medium: None,
            utm_campaign: None,
        };
        match raw.url.as_deref() {
            Some(url) => faults.take(beacon.read_url(url)).unwrap_or_default(),
            None => faults.check(raw.kind != "visit", "url", "required"),
        }
        match raw.kind.as_str() {
            "visit" => {}
            "conversion" => {
                let order_id = faults.take(order_id(raw.order_id)).flatten();
                let sale = Sale {
                    name: raw.name.unwrap_or_default(),
                    order_id,
                    value: raw.value.filter(|value| !value.is_null()),
                    margin: raw.margin.filter(|margin| !margin.is_null()),
                    currency: raw.currency,
                };
                beacon.kind = BeaconKind::Conversion(sale.checked(&mut faults));
            }
            _ => faults.push(FieldError::new("kind", "kind_unknown")),
        }
        faults.finish()?;
        Ok(beacon)
    }

    fn read_url(&mut self, text: &str) -> Result<(), FieldError> {
        if text.len() > URL_MOST {
            return Err(FieldError::new("url", "text_too_long")
                .with("length", text.len())
                .with("limit", URL_MOST));
        }
        let mut url = Url::parse(text).map_err(|_| FieldError::new("url", "url"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(FieldError::new("url", "url"));
        }
        for (name, value) in url.query_pairs() {
            let value = || Some(clean(&value, 200)).filter(|value| !value.is_empty());
            match name.as_ref() {
                "tdm" => self.click_id = value().and_then(|value| value.parse().ok()),
                "utm_content" => self.slug = value().filter(|value| is_slug(value)),
                "utm_source" => self.utm_source = value(),
                "utm_medium" => self.utm_medium = value(),
                "utm_campaign" => self.utm_campaign = value(),
                _ => {}
            }
        }
        // A query may hold names, addresses, tokens: none of our business.
        url.set_query(None);
        url.set_fragment(None);
        let _ = url.set_username("");
        let _ = url.set_password(None);
        self.page = Some(url.into());
        Ok(())
    }
}

impl Sale {
    /// The texts trimmed, their faults noted.
    pub(crate) fn checked(mut self, faults: &mut Faults) -> Self {
        self.name = clean(&faults.text("name", &self.name, 64), 64);
        self.order_id = self.order_id.map(|id| clean(&id, 200)).filter(|id| !id.is_empty());
        self.currency =
            self.currency.map(|code| code.trim().to_ascii_uppercase()).filter(|code| !code.is_empty());
        if let Some(code) = self.currency.as_deref()
            && money::digits(code).is_none()
        {
            faults.push(FieldError::new("currency", "currency_unknown").with("currency", code));
        }
        self
    }

    /// The money in the workspace's currency. Where no margin is told, the brand's rate makes it; without a rate it is
    /// unknown.
    pub(crate) fn priced(self, currency: &str, margin_rate_bp: Option<i64>) -> Result<PricedSale> {
        let mut faults = Faults::default();
        if let Some(told) = self.currency.filter(|told| told != currency) {
            let fault = FieldError::new("currency", "currency_differs");
            faults.push(fault.with("currency", told).with("expected", currency));
        }
        let mut read = |field, value: Option<&Value>| {
            value.and_then(|value| faults.take(amount(field, value, currency)))
        };
        let value_minor = read("value", self.value.as_ref()).unwrap_or(0);
        let told_margin = read("margin", self.margin.as_ref());
        faults.finish()?;
        let margin_minor = told_margin.or_else(|| margin_rate_bp.map(|rate| share(value_minor, rate)));
        Ok(PricedSale {
            name: self.name,
            order_id: self.order_id,
            value_minor,
            margin_minor,
            currency: currency.to_owned(),
        })
    }
}

/// `rate_bp` basis points of an amount, half away from zero.
pub(crate) fn share(minor: i64, rate_bp: i64) -> i64 {
    let product = i128::from(minor) * i128::from(rate_bp);
    let rounded = (product.abs() + 5_000) / 10_000 * product.signum();
    i64::try_from(rounded).unwrap_or(i64::MAX)
}

/// Without control characters (PostgreSQL refuses NUL), at most so many characters.
pub(crate) fn clean(text: &str, most: usize) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(most).collect()
}

fn order_id(value: Option<Value>) -> Result<Option<String>, FieldError> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.chars().count() > 200 => {
            Err(FieldError::new("order_id", "text_too_long")
                .with("length", text.chars().count())
                .with("limit", 200))
        }
        Some(Value::String(text)) => Ok(Some(text)),
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(_) => Err(FieldError::new("order_id", "text_malformed")),
    }
}

/// How a conversion names its touch, apart from the visitor.
#[derive(Debug, Clone, Copy, Default)]
pub struct Named {
    /// By its click.
    pub click_id: Option<ClickId>,
    /// By its link.
    pub link_id: Option<LinkId>,
    /// By its visit.
    pub visit_id: Option<VisitId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(body: &str) -> Vec<(String, &'static str)> {
        match Beacon::read(body.as_bytes()) {
            Err(Error::Invalid(faults)) => {
                faults.into_iter().map(|fault| (fault.field, fault.code)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_visit_keeps_its_tags_and_drops_its_query() {
        let click = ClickId::generate();
        let body = format!(
            r#"{{"site":"site_x","kind":"visit","url":"https://me@shop.example/a?mail=a@b.example&utm_source=mastodon&utm_content=abcDEF1&tdm={click}#top","referrer":"https://Social.example/@x"}}"#
        );
        let beacon = Beacon::read(body.as_bytes()).expect("beacon");
        assert_eq!(beacon.page.as_deref(), Some("https://shop.example/a"));
        assert_eq!(beacon.referrer_host.as_deref(), Some("social.example"));
        assert_eq!(beacon.click_id, Some(click));
        assert_eq!(beacon.slug.as_deref(), Some("abcDEF1"));
        assert_eq!(beacon.utm_source.as_deref(), Some("mastodon"));
    }

    #[test]
    fn every_fault_is_told_at_once() {
        assert_eq!(codes("{"), [("body".to_owned(), "json_malformed")]);
        assert_eq!(
            codes(r#"{"kind":"visit","url":"javascript:1"}"#),
            [("site".to_owned(), "required"), ("url".to_owned(), "url")]
        );
        assert_eq!(
            codes(r#"{"site":"s","kind":"conversion","order_id":[],"currency":"XXX"}"#),
            [
                ("order_id".to_owned(), "text_malformed"),
                ("name".to_owned(), "required"),
                ("currency".to_owned(), "currency_unknown")
            ]
        );
        assert_eq!(codes(r#"{"site":"s","kind":"wish"}"#), [("kind".to_owned(), "kind_unknown")]);
    }

    #[test]
    fn the_margin_comes_from_the_rate_and_rounds_half_up() {
        let sale = |margin: Option<Value>| Sale {
            name: "order".to_owned(),
            value: Some(Value::from("0.25")),
            margin,
            ..Sale::default()
        };
        let margin = |sale: Sale, rate| sale.priced("EUR", rate).expect("priced").margin_minor;
        assert_eq!(margin(sale(None), Some(3_000)), Some(8));
        assert_eq!(margin(sale(None), None), None);
        assert_eq!(margin(sale(Some(Value::from("0.10"))), Some(3_000)), Some(10));
    }
}
