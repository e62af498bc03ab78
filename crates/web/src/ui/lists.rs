//! What pages of lists share: the way to the next page.

use crate::forms::FormState;

/// Addresses around a page of a list; empty where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Next {
    /// The first page, when this is a later one.
    pub first: String,
    /// The page after this.
    pub next: String,
}

impl Next {
    /// The addresses with the filter of a form kept; `next` is the use case's cursor.
    #[must_use]
    pub fn of(path: &str, form: &FormState, kept: &[&str], next: Option<String>) -> Self {
        let address = |after: Option<&str>| {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            for name in kept {
                if let Some(value) = form.optional(name) {
                    query.append_pair(name, &value);
                }
            }
            if let Some(after) = after {
                query.append_pair("after", after);
            }
            let query = query.finish();
            if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
        };
        Self {
            first: if form.optional("after").is_some() { address(None) } else { String::new() },
            next: next.map_or_else(String::new, |next| address(Some(&next))),
        }
    }
}
