//! One page of a long list, by cursor.

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
