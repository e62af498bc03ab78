//! Our own recent posts or comments: the way back from an unknown outcome.

use jiff::Timestamp;
use serde::Deserialize;

use super::{Graph, List, text_or_number};
use crate::look_back::{Search, same_text};
use crate::{Error, Since};

const PAGES_MAX: usize = 5;
/// What the guides of all three networks use, and none refuses.
const PAGE: &str = "25";

/// A post or comment, under the names that the networks have for its text and time.
#[derive(Deserialize, Clone)]
pub(crate) struct Item {
    #[serde(alias = "post_id", deserialize_with = "text_or_number")]
    pub id: String,
    #[serde(alias = "message", alias = "caption")]
    text: Option<String>,
    #[serde(alias = "created_time", alias = "creation_time")]
    timestamp: Option<serde_json::Value>,
    #[serde(alias = "permalink", alias = "permalink_url")]
    pub url: Option<String>,
    /// What a story shows.
    #[serde(default, deserialize_with = "super::maybe_text_or_number")]
    pub media_id: Option<String>,
}

impl Item {
    /// Networks write `2026-09-01T08:06:09+0000`, stories epoch seconds.
    fn created_ms(&self) -> Option<i64> {
        match self.timestamp.as_ref()? {
            serde_json::Value::String(text) => match text.parse::<i64>() {
                Ok(seconds) => seconds.checked_mul(1_000),
                Err(_) => text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond),
            },
            other => other.as_i64()?.checked_mul(1_000),
        }
    }
}

/// What a search among the recent posts found.
pub(crate) type Found = Search<Box<Item>>;

impl Found {
    /// What was found by its own id.
    pub(crate) fn by_id(id: &str, url: Option<String>) -> Self {
        let id = id.to_owned();
        Self::Found(Box::new(Item { id, text: None, timestamp: None, url, media_id: None }))
    }

    /// The id alone.
    pub(crate) fn id(self) -> Search<String> {
        match self {
            Self::Found(item) => Search::Found(item.id),
            Self::Absent => Search::Absent,
            Self::CannotTell => Search::CannotTell,
        }
    }
}

/// A list since a moment, newest first.
pub(crate) struct Recent {
    items: Vec<Item>,
    /// Whether nothing since that moment can be missing.
    whole: bool,
    since: Since,
}

impl Recent {
    /// The one with `text` (any, for `None`) that is none of `known`. Two that fit cannot be told apart where the text
    /// says nothing.
    pub(crate) fn find(&self, text: Option<&str>, known: &[String]) -> Found {
        let nothing = text.is_none_or(|text| text.trim().is_empty());
        let mut fit = self.items.iter().filter(|item| {
            item.created_ms().is_some_and(|created| self.since.holds(created))
                && !known.contains(&item.id)
                && text.is_none_or(|text| same_text(item.text.as_deref().unwrap_or(""), text))
        });
        match (fit.next(), fit.next()) {
            (Some(_), Some(_)) if nothing => Search::CannotTell,
            (Some(item), _) => Search::Found(Box::new(item.clone())),
            (None, _) => self.none(),
        }
    }

    /// The story that shows `media_id`.
    pub(crate) fn find_media(&self, media_id: &str) -> Found {
        match self.items.iter().find(|item| item.media_id.as_deref() == Some(media_id)) {
            Some(item) => Search::Found(Box::new(item.clone())),
            None => self.none(),
        }
    }

    const fn none(&self) -> Found {
        if self.whole { Search::Absent } else { Search::CannotTell }
    }
}

impl Graph {
    /// A list, newest first, page by page back to before `since`.
    pub(crate) async fn recent(
        &self,
        base_url: &str,
        path: &str,
        token: &str,
        query: &[(&str, &str)],
        since: Since,
    ) -> Result<Recent, Error> {
        let mut recent = Recent { items: vec![], whole: false, since };
        let mut after: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut query = query.to_vec();
            query.push(("limit", PAGE));
            if let Some(after) = &after {
                query.push(("after", after));
            }
            let answer = self.ask(self.get(base_url, path, token, &query)?).await?;
            recent.since = recent.since.by(&answer);
            let page: List<Item> = answer.json()?;
            let reached = page
                .data
                .last()
                .and_then(Item::created_ms)
                .is_some_and(|created| !recent.since.holds(created));
            let next = page.paging.after().filter(|_| !page.data.is_empty());
            recent.items.extend(page.data);
            if reached || next.is_none() {
                recent.whole = true;
                break;
            }
            after = next;
        }
        Ok(recent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recent(whole: bool) -> Recent {
        let items = serde_json::json!([
            { "id": "3", "message": "Tea  today\n", "created_time": "2026-11-22T10:00:30+0000" },
            { "id": "2", "caption": "Coffee today", "timestamp": "2026-11-22T09:00:00+0000" },
            { "post_id": 9, "creation_time": "1795341640", "media_id": "77" },
        ]);
        let began = "2026-11-22T10:00:00Z".parse::<Timestamp>().unwrap().as_millisecond();
        Recent { items: serde_json::from_value(items).unwrap(), whole, since: Since::new(began, began) }
    }

    #[test]
    fn only_a_recent_post_of_the_same_text_is_the_post() {
        let find = |whole, text: &str, known: &[String]| recent(whole).find(Some(text), known);
        assert!(matches!(find(true, "Tea today", &[]), Search::Found(item) if item.id == "3"));
        assert!(matches!(find(false, "Tea today", &[]), Search::Found(_)));
        assert!(matches!(find(true, "Coffee today", &[]), Search::Absent));
        assert!(matches!(find(false, "Coffee today", &[]), Search::CannotTell));
        assert!(matches!(find(true, "Tea today", &["3".into()]), Search::Absent));
    }

    #[test]
    fn without_a_text_only_a_single_one_is_it() {
        assert!(matches!(recent(true).find(None, &[]), Search::CannotTell));
        assert!(matches!(recent(true).find(None, &["3".into()]), Search::Found(item) if item.id == "9"));
        assert!(matches!(recent(true).find(Some(""), &[]), Search::Found(item) if item.id == "9"));
        assert!(matches!(recent(true).find_media("77"), Search::Found(item) if item.id == "9"));
        assert!(matches!(recent(true).find_media("78"), Search::Absent));
        assert!(matches!(recent(false).find_media("78"), Search::CannotTell));
    }
}
