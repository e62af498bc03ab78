//! Lists by cursor.

use app::page::{Page, PageRequest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ApiResult;

/// The query of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// `next_cursor` of the page before; none for the first page.
    pub cursor: Option<String>,
    /// How many items at most, 1 to 200; 50 when not said.
    pub limit: Option<i64>,
}

impl Paging {
    /// What the use case is asked for.
    ///
    /// # Errors
    /// `cursor_malformed`, `out_of_range`.
    pub fn request(&self) -> ApiResult<PageRequest> {
        let limit = self.limit.unwrap_or(50);
        if !(1..=PageRequest::MOST).contains(&limit) {
            return Err(app::Error::field("limit", "out_of_range").into());
        }
        let after = self.cursor.as_deref().map(Cursor::read).transpose()?;
        Ok(PageRequest { after, limit })
    }

    /// The same for lists whose cursor is an id: the id after which the page begins, and its size.
    ///
    /// # Errors
    /// `cursor_malformed`, `out_of_range`.
    pub fn by_id<I: std::str::FromStr>(&self) -> ApiResult<(Option<I>, u32)> {
        let request = self.request()?;
        let malformed = |_| app::Error::field("cursor", "cursor_malformed");
        let after = request.after.as_deref().map(|id| id.parse().map_err(malformed)).transpose()?;
        Ok((after, u32::try_from(request.limit).unwrap_or(50)))
    }
}

/// Cursors as they leave and come back: opaque, so that nobody builds one.
#[derive(Debug)]
pub struct Cursor;

impl Cursor {
    /// Wraps a use case's cursor.
    #[must_use]
    pub fn write(cursor: &str) -> String {
        BASE64.encode(cursor)
    }

    /// Unwraps it.
    ///
    /// # Errors
    /// `cursor_malformed`.
    pub fn read(text: &str) -> app::Result<String> {
        let bytes = BASE64.decode(text).ok();
        bytes
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or_else(|| app::Error::field("cursor", "cursor_malformed"))
    }
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct List<T> {
    /// The items.
    pub items: Vec<T>,
    /// Pass it as `cursor` for the next page; null on the last.
    pub next_cursor: Option<String>,
}

impl<T> List<T> {
    /// A whole list in one page.
    #[must_use]
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next_cursor: None }
    }

    /// A page of a list whose cursor is an id.
    pub fn by_id(items: Vec<T>, next: Option<impl ToString>) -> Self {
        Self { items, next_cursor: next.map(|id| Cursor::write(&id.to_string())) }
    }

    /// A page of a use case.
    pub fn of<U>(page: Page<U>, resource: impl FnMut(U) -> T) -> Self {
        Self {
            next_cursor: page.next.as_deref().map(Cursor::write),
            items: page.items.into_iter().map(resource).collect(),
        }
    }
}
