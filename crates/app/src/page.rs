//! One page of a long list, by cursor.

use crate::{Error, Now, Result};

/// Which page is wanted.
#[derive(Debug, Clone)]
pub struct PageRequest {
    /// What the page before gave as [`Page::next`]; `None` for the first.
    pub after: Option<String>,
    /// How many items at most, 1 to [`PageRequest::MOST`].
    pub limit: i64,
}

impl PageRequest {
    /// The most items of one page.
    pub const MOST: i64 = 200;

    /// The first page of so many items.
    #[must_use]
    pub fn first(limit: i64) -> Self {
        Self { after: None, limit }
    }

    /// How many rows to ask the database for: one more than shown tells whether there is another page.
    #[must_use]
    pub fn rows(&self) -> i64 {
        self.shown() + 1
    }

    fn shown(&self) -> i64 {
        self.limit.clamp(1, Self::MOST)
    }
}

impl Default for PageRequest {
    fn default() -> Self {
        Self::first(50)
    }
}

/// One page.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// The cursor of the page after it; `None` on the last.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Makes a page of [`PageRequest::rows`] rows; `cursor` tells where the next page begins after an item.
    pub fn cut(mut items: Vec<T>, request: &PageRequest, cursor: impl Fn(&T) -> String) -> Self {
        let shown = usize::try_from(request.shown()).unwrap_or(1);
        let more = items.len() > shown;
        items.truncate(shown);
        let next = if more { items.last().map(cursor) } else { None };
        Self { items, next }
    }
}

/// The cursor of a list ordered by time and then by id.
pub fn time_cursor(at: Now, id: impl std::fmt::Display) -> String {
    format!("{at}.{id}")
}

/// Reads [`time_cursor`] back.
///
/// # Errors
/// `cursor_malformed` on `cursor`.
pub fn read_time_cursor<I: std::str::FromStr>(page: &PageRequest) -> Result<Option<(Now, I)>> {
    let Some(cursor) = page.after.as_deref() else { return Ok(None) };
    let read = |cursor: &str| {
        let (at, id) = cursor.split_once('.')?;
        Some((at.parse().ok()?, id.parse().ok()?))
    };
    read(cursor).map(Some).ok_or_else(|| Error::field("cursor", "cursor_malformed"))
}
