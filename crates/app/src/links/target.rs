//! Where a slug leads.

use std::sync::Arc;

use crate::{
    App, Result,
    ids::{BrandId, ClickId, LinkId, WorkspaceId},
};

use super::{slug::is_slug, store};

/// What the redirect needs of a link.
#[derive(Debug, PartialEq, Eq)]
pub struct Target {
    /// The link's workspace.
    pub workspace_id: WorkspaceId,
    /// The link.
    pub link_id: LinkId,
    /// The brand.
    pub brand_id: BrandId,
    head: String,
    fragment: String,
}

impl Target {
    pub(crate) fn new(
        workspace_id: WorkspaceId,
        link_id: LinkId,
        brand_id: BrandId,
        target_url: &str,
    ) -> Self {
        let (address, fragment) = match target_url.split_once('#') {
            Some((address, fragment)) => (address, format!("#{fragment}")),
            None => (target_url, String::new()),
        };
        let joint = match address.split_once('?') {
            None => "?",
            Some((_, "")) => "",
            Some(_) => "&",
        };
        Self { workspace_id, link_id, brand_id, head: format!("{address}{joint}tdm="), fragment }
    }

    /// The address with the click's id in it.
    #[must_use]
    pub fn with_click(&self, click_id: ClickId) -> String {
        format!("{}{click_id}{}", self.head, self.fragment)
    }
}

impl App {
    /// Where a slug leads; `None` for a slug that is nobody's. Needs no actor: a short link is public.
    ///
    /// # Errors
    /// Any database error.
    pub async fn link_target(&self, slug: &str) -> Result<Option<Arc<Target>>> {
        if !is_slug(slug) {
            return Ok(None);
        }
        let now = self.now();
        if let Some(target) = self.traffic.targets.get(slug, now) {
            return Ok(Some(target));
        }
        let target = store::target_of_slug(self.db.read(), slug).await?;
        Ok(target.map(|target| self.traffic.targets.put(slug, target, now)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_click_goes_into_the_query() {
        let click = ClickId::generate();
        let with = |url: &str| {
            Target::new(WorkspaceId::generate(), LinkId::generate(), BrandId::generate(), url)
                .with_click(click)
        };
        assert_eq!(with("https://a.example/x"), format!("https://a.example/x?tdm={click}"));
        assert_eq!(with("https://a.example/?"), format!("https://a.example/?tdm={click}"));
        assert_eq!(with("https://a.example/?b=c#d?e"), format!("https://a.example/?b=c&tdm={click}#d?e"));
    }
}
