//! What a person typed: kept as typed, read into values, shown again with what is wrong.
//!
//! Every fault is collected; the page is rendered again with status 422 and nothing is lost.

use std::borrow::Cow;

use app::{Error, FieldError};
use axum::extract::{FromRequest, RawForm, Request};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::shell::{PageError, Shell};

/// The values and faults of one form.
#[derive(Clone, Debug, Default)]
pub struct FormState {
    prefix: Cow<'static, str>,
    values: Vec<(String, String)>,
    errors: Vec<FieldError>,
    zone: Option<TimeZone>,
}

impl FormState {
    /// An empty form in the page's language and zone.
    #[must_use]
    pub fn new(shell: &Shell) -> Self {
        Self::typed(shell, Vec::new())
    }

    /// A form with values that were typed or are being edited.
    #[must_use]
    pub fn typed(shell: &Shell, values: Vec<(String, String)>) -> Self {
        Self { prefix: "f".into(), values, errors: Vec::new(), zone: Some(shell.zone().clone()) }
    }

    /// Sets the prefix of the element ids, where a page has several forms.
    #[must_use]
    pub fn named(mut self, prefix: impl Into<Cow<'static, str>>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// With a value to begin with, unless one was typed.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        if !self.values.iter().any(|(key, _)| key == name) {
            self.values.push((name.to_owned(), value.into()));
        }
        self
    }

    /// With one more value of a field that may have several.
    #[must_use]
    pub fn and(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.push((name.to_owned(), value.into()));
        self
    }

    /// Without what was typed in a field.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.values.retain(|(key, _)| key != name);
        self
    }

    /// The element id of a field.
    #[must_use]
    pub fn id(&self, name: &str) -> String {
        format!("{}-{name}", self.prefix)
    }

    /// What was typed, as it was typed.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Every value of a field that may have several.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.values.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    /// Every field whose name begins so: the rest of the name, and the value.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let rest =
            move |(name, value): &'a (String, String)| Some((name.strip_prefix(prefix)?, value.as_str()));
        self.values.iter().filter_map(rest)
    }

    /// Whether a field has this value among its values.
    #[must_use]
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.values.iter().any(|(key, held)| key == name && held == value)
    }

    /// Whether a box was ticked.
    #[must_use]
    pub fn checked(&self, name: &str) -> bool {
        !matches!(self.value(name), "" | "0" | "false")
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn error(&self, name: &str) -> Option<&FieldError> {
        self.errors.iter().find(|error| error.field == name)
    }

    /// Whether something is wrong with a field.
    #[must_use]
    pub fn wrong(&self, name: &str) -> bool {
        self.error(name).is_some()
    }

    /// What the field's `aria-describedby` names: its hint and its fault, if there are any.
    #[must_use]
    pub fn described(&self, name: &str, hint: &str) -> String {
        let id = self.id(name);
        match (hint.is_empty(), self.wrong(name)) {
            (true, false) => String::new(),
            (false, false) => format!("{id}-hint"),
            (true, true) => format!("{id}-error"),
            (false, true) => format!("{id}-error {id}-hint"),
        }
    }

    /// All faults, for the summary above the form.
    #[must_use]
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// Whether nothing is wrong so far.
    #[must_use]
    pub const fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }

    /// Notes a fault with its stable code.
    pub fn fault(&mut self, field: &str, code: &'static str) {
        self.push(FieldError::new(field, code));
    }

    /// Notes a fault, unless the field is known to be wrong already: a field tells one fault.
    pub fn push(&mut self, error: FieldError) {
        if !self.wrong(&error.field) {
            self.errors.push(error);
        }
    }

    /// Keeps what a use case found wrong; passes on what no form can show.
    ///
    /// A conflict or a network's refusal becomes a fault of the form as a whole.
    ///
    /// # Errors
    /// Everything that is not about the input.
    pub fn absorb(&mut self, error: Error) -> Result<(), PageError> {
        match error {
            Error::Invalid(errors) => errors.into_iter().for_each(|error| self.push(error)),
            Error::Conflict(code) => self.fault("", code),
            Error::Network(error) => {
                self.push(FieldError::new("", error.code()).with("message", &error.message));
            }
            other => return Err(other.into()),
        }
        Ok(())
    }

    /// The faults that belong to no field.
    #[must_use]
    pub fn general(&self) -> Vec<&FieldError> {
        self.errors.iter().filter(|error| error.field.is_empty()).collect()
    }

    /// A text without surrounding space; empty when nothing was typed.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.value(name).trim().to_owned()
    }

    /// A text, none when nothing was typed.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// A text that must be there.
    pub fn required(&mut self, name: &str) -> String {
        let text = self.text(name);
        if text.is_empty() {
            self.fault(name, "required");
        }
        text
    }

    /// A whole number; groups of three are read over. None when nothing was typed or it is none.
    pub fn integer(&mut self, name: &str) -> Option<i64> {
        let text = self.optional(name)?;
        let digits: String = text
            .chars()
            .filter(|letter| !letter.is_whitespace() && !matches!(letter, '.' | ',' | '\''))
            .collect();
        let parsed = digits.parse().ok();
        if parsed.is_none() {
            self.fault(name, "number_malformed");
        }
        parsed
    }

    /// An amount of money in minor units.
    pub fn money(&mut self, name: &str, currency: &str) -> Option<i64> {
        let text = self.optional(name)?;
        let parsed = app::money::parse(&text, currency);
        if parsed.is_none() {
            self.fault(name, "money_malformed");
        }
        parsed
    }

    /// A calendar day.
    pub fn date(&mut self, name: &'static str) -> Option<Date> {
        let text = self.optional(name)?;
        self.take(app::zone::date(name, &text))
    }

    /// A local time in a zone, as an instant: epoch milliseconds.
    ///
    /// The zone is the value of `zone_name`, else the page's. An hour that daylight saving skips is
    /// a fault; of an hour that it repeats, the first is taken.
    pub fn instant(&mut self, name: &'static str, zone_name: &'static str) -> Option<i64> {
        let text = self.optional(name)?;
        let zone = match self.optional(zone_name) {
            None => self.zone.clone().unwrap_or(TimeZone::UTC),
            Some(named) => self.take(app::zone::zone(zone_name, &named))?,
        };
        self.take(app::zone::instant(name, &text, &zone))
    }

    fn take<T>(&mut self, outcome: Result<T, FieldError>) -> Option<T> {
        outcome.map_err(|error| self.push(error)).ok()
    }
}

impl<S: Send + Sync> FromRequest<S> for FormState {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let shell = Shell::from_parts(&parts);
        let RawForm(bytes) = RawForm::from_request(Request::from_parts(parts, body), state)
            .await
            .map_err(IntoResponse::into_response)?;
        Ok(Self::typed(&shell, url::form_urlencoded::parse(&bytes).into_owned().collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(values: &[(&str, &str)]) -> FormState {
        FormState {
            prefix: "f".into(),
            values: values.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            zone: TimeZone::get("Europe/Berlin").ok(),
            ..FormState::default()
        }
    }

    #[test]
    fn the_skipped_hour_is_a_fault_and_the_repeated_hour_its_first() {
        let mut form = form(&[
            ("due", "2026-03-29T02:30"),
            ("end", "2026-10-25T02:30"),
            ("utc", "2026-03-29T02:30"),
            ("utc_zone", "UTC"),
        ]);
        assert_eq!(form.instant("due", "due_zone"), None);
        assert_eq!(form.error("due").map(|error| error.code), Some("time_skipped"));
        assert_eq!(form.instant("end", "end_zone"), Some(1_792_888_200_000));
        assert_eq!(form.instant("utc", "utc_zone"), Some(1_774_751_400_000));
    }

    #[test]
    fn all_faults_are_told_and_nothing_is_lost() {
        let mut form =
            form(&[("name", "  "), ("amount", "many"), ("day", "2026-02-30"), ("due_zone", "Mars")]);
        form.required("name");
        form.money("amount", "EUR");
        form.date("day");
        assert_eq!(form.errors().len(), 3);
        assert_eq!(form.value("amount"), "many");
        assert_eq!(form.described("amount", "hint"), "f-amount-error f-amount-hint");
        let found =
            Error::Invalid(vec![FieldError::new("name", "taken"), FieldError::new("owner", "required")]);
        assert_eq!(form.absorb(found), Ok(()));
        assert_eq!(form.errors().len(), 4, "a field tells one fault");
        assert_eq!(form.absorb(Error::Conflict("closed")), Ok(()));
        assert_eq!(form.general().len(), 1);
        assert_eq!(form.absorb(Error::NotFound), Err(PageError::NotFound));
    }
}
