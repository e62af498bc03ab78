//! Categories and tags by their names, as an author types them: `News, Tea`.

use serde_json::json;

use super::wire::Term;
use super::{Access, WordPress};
use crate::http::Body;
use crate::{Error, ErrorKind, Next};

const MOST: usize = 20;

/// Names between commas.
pub(super) fn names(typed: &str) -> Vec<String> {
    let names = typed.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
    names.take(MOST).collect()
}

impl WordPress {
    /// `GET /wp/v2/categories|tags?search=` for each name (reference/categories.md, tags.md). A tag that is missing is
    /// made; a category that is missing is a fault of the author's.
    pub(super) async fn terms(
        &self,
        base_url: &str,
        access: &Access,
        kind: &str,
        typed: Option<&str>,
    ) -> Result<Vec<u64>, Error> {
        let mut ids = Vec::new();
        for name in names(typed.unwrap_or_default()) {
            let path = format!("/wp/v2/{kind}");
            // Names are kept as HTML, and are searched so: a plain word of them is found either way.
            let words = name.split(|c: char| !c.is_alphanumeric());
            let word =
                words.max_by_key(|word| word.len()).filter(|word| !word.is_empty()).unwrap_or(name.as_str());
            let query = [("search", word), ("per_page", "100")];
            let found: Vec<Term> = self.ask(self.get(base_url, access, &path, &query)?).await?.json()?;
            let same = |term: &&Term| unescaped(&term.name).to_lowercase() == name.to_lowercase();
            if let Some(term) = found.iter().find(same) {
                ids.push(term.id);
            } else if kind == "tags" {
                let call = self.post(base_url, access, &path, Body::Json(json!({ "name": name })))?;
                ids.push(self.ask(call).await?.json::<Term>()?.id);
            } else {
                let why = format!("the site has no category \"{name}\"");
                return Err(Error::new(ErrorKind::Invalid, Next::Never, why));
            }
        }
        Ok(ids)
    }
}

/// Names of terms come as HTML.
fn unescaped(name: &str) -> String {
    name.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#039;", "'")
        .replace("&amp;", "&")
}
