//! Which pages a person opened, and who a page is.

use serde::Deserialize;
use serde_json::Value;

use super::{Facebook, Seat, WEB, default_limits};
use crate::graph::access::Access;
use crate::graph::{pages, text_or_number};
use crate::{Connected, Error, ErrorKind, Next, Profile};

/// docs/permissions: without `business_management` pages that a business portfolio owns are not listed.
pub(super) const SCOPES: &str = "pages_show_list,pages_manage_posts,pages_read_engagement,\
                                 pages_read_user_content,pages_manage_engagement,read_insights,\
                                 business_management";

const FIELDS: &str = "id,name,username,link,picture{url}";
const LISTED: &str = "id,name,username,link,picture{url},access_token,tasks";

/// A page (docs/graph-api/reference/page).
#[derive(Deserialize)]
pub(super) struct Page {
    #[serde(deserialize_with = "text_or_number")]
    id: String,
    name: Option<String>,
    username: Option<String>,
    link: Option<String>,
    picture: Option<Value>,
    access_token: Option<String>,
    tasks: Option<Vec<String>>,
}

impl Page {
    /// Whether the person may post there; a page that tells no tasks says no when it is tried.
    fn takes_posts(&self) -> bool {
        self.tasks
            .as_ref()
            .is_none_or(|tasks| tasks.iter().any(|task| matches!(task.as_str(), "CREATE_CONTENT" | "MANAGE")))
    }
}

impl Facebook {
    /// Every page on which the person may post.
    pub(super) async fn finish(&self, code: &str, redirect_uri: &str) -> Result<Vec<Connected>, Error> {
        let user = pages::sign_in(&self.graph, &self.set, code, redirect_uri).await?;
        let host = self.set.host(pages::API);
        let listed: Vec<Page> = pages::list(&self.graph, &host, &user.token, LISTED).await?;
        let mut connected = Vec::new();
        for page in listed {
            let Some(token) = page.access_token.clone().filter(|_| page.takes_posts()) else { continue };
            // It came of a token of sixty days, so it has no end itself.
            let access = Access { token, expires_ms: None, by_facebook: true };
            connected.push(Connected { profile: self.describe(&host, page)?, credentials: access.keep() });
        }
        if connected.is_empty() {
            let why = "no page on which this person may post was opened to Tandem";
            return Err(Error::new(ErrorKind::Permission, Next::Never, why));
        }
        Ok(connected)
    }

    /// `GET /{page}`.
    pub(super) async fn read_profile(&self, seat: &Seat<'_>) -> Result<Profile, Error> {
        let call = seat.get("", &[("fields", FIELDS)])?;
        let page: Page = self.graph.ask(call).await?.json()?;
        self.describe(seat.base_url, page)
    }

    fn describe(&self, base_url: &str, page: Page) -> Result<Profile, Error> {
        let handle = page.username.filter(|name| !name.is_empty()).unwrap_or_else(|| page.id.clone());
        let web = self.set.web_url.as_deref().unwrap_or(WEB);
        let avatar_url = page
            .picture
            .as_ref()
            .and_then(|picture| picture.pointer("/data/url").or_else(|| picture.get("url")))
            .and_then(Value::as_str)
            .map(str::to_owned);
        Ok(Profile {
            display_name: page.name.unwrap_or_else(|| handle.clone()),
            profile_url: page.link.unwrap_or_else(|| format!("{web}/{}", page.id)),
            avatar_url,
            base_url: self.graph.http.base_url(base_url)?,
            limits: default_limits(),
            remote_id: page.id,
            handle,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_that_take_posts_are_connected() {
        for (tasks, takes) in [
            (serde_json::json!({ "id": 1 }), true),
            (serde_json::json!({ "id": "1", "tasks": ["ANALYZE", "CREATE_CONTENT"] }), true),
            (serde_json::json!({ "id": "1", "tasks": ["ANALYZE"] }), false),
        ] {
            let page: Page = serde_json::from_value(tasks.clone()).unwrap();
            assert_eq!(page.takes_posts(), takes, "{tasks}");
        }
    }
}
