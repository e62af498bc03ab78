//! Words of requests, read into types.

use std::str::FromStr;

use app::{Faults, FieldError};

/// An id of the input, or a noted fault.
pub(super) fn id<T: FromStr>(
    faults: &mut Faults,
    field: &str,
    code: &'static str,
    text: Option<&str>,
) -> Option<T> {
    let text = text?;
    faults.take(text.parse().map_err(|_| FieldError::new(field, code)))
}

/// An instant in RFC 3339, as epoch milliseconds, or a noted fault.
pub(super) fn time(faults: &mut Faults, field: &str, text: Option<&str>) -> Option<i64> {
    let read = text?.parse::<jiff::Timestamp>().map(jiff::Timestamp::as_millisecond);
    faults.take(read.map_err(|_| FieldError::new(field, "time_malformed")))
}
