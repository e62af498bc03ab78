//! Google Business Profile: posts of a location, one channel for each. Owns the post's state, which may be `REJECTED` in
//! an answer that says 200. It tells no counters: those of posts were retired, and those of a location are sums of days,
//! not counters.
//!
//! Sources: developers.google.com/my-business, the page named at each call.

mod locations;
mod look_up;
mod options;
mod publish;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;

use crate::google::{Google, Tokens, runs_out_soon, segment};
use crate::http::{Call, Http};
use crate::steps::Kept;
use crate::{
    Account, AccountMetrics, Capabilities, ConnectInput, ConnectMethod, ConnectStep, Connected, Connector,
    Content, Credentials, Error, ErrorKind, Finding, Format, Handle, Limits, LookUp, Network, Next, Outline,
    Placement, PostMetrics, Profile, Progress, Sending, Settings, Since, TextUnit,
};

/// Local posts still live in the older API.
const POSTS: &str = "https://mybusiness.googleapis.com";
/// developers.google.com/my-business/content/basic-setup.
const SCOPES: &str = "https://www.googleapis.com/auth/business.manage";

/// The connector.
pub struct GoogleBusiness {
    google: Google,
}

impl GoogleBusiness {
    /// A connector that reaches Google through `http`.
    #[must_use]
    pub fn new(http: Arc<Http>, settings: &Settings) -> Self {
        Self { google: Google::new(http, settings, Network::GoogleBusiness, SCOPES) }
    }

    fn get(&self, tokens: &Tokens, host: &str, path: &str, query: &[(&str, &str)]) -> Result<Call, Error> {
        let url = self.google.http.endpoint(&self.google.host(host), path, query)?;
        Ok(Call::get(url).bearer(&tokens.access))
    }

    /// The address of a location's posts, or of one of them.
    fn post_url(&self, name: &str, query: &[(&str, &str)]) -> Result<url::Url, Error> {
        self.google.http.endpoint(&self.google.host(POSTS), &format!("/v4/{name}"), query)
    }
}

/// A resource's name, `accounts/1/locations/2` and so on, whose parts lead nowhere else.
fn name(name: &str, kinds: &[&str]) -> Result<String, Error> {
    let parts: Vec<&str> = name.split('/').collect();
    let fits = parts.len() == kinds.len() * 2
        && parts.chunks(2).zip(kinds).all(|(pair, kind)| pair[0] == *kind && segment(pair[1]).is_ok());
    fits.then(|| name.to_owned())
        .ok_or_else(|| Error::new(ErrorKind::NotFound, Next::Never, "that is not an id of this network"))
}

/// A location as its posts' parent.
fn location(remote_id: &str) -> Result<String, Error> {
    name(remote_id, &["accounts", "locations"])
}

/// A post of this very location.
fn post_of(location: &str, remote_id: &str) -> Result<String, Error> {
    let post = name(remote_id, &["accounts", "locations", "localPosts"])?;
    let own = post.starts_with(&format!("{location}/"));
    own.then_some(post)
        .ok_or_else(|| Error::new(ErrorKind::NotFound, Next::Never, "no such post of this location"))
}

#[async_trait]
impl Connector for GoogleBusiness {
    fn network(&self) -> Network {
        Network::GoogleBusiness
    }

    fn capabilities(&self, limits: Option<&Limits>) -> Capabilities {
        let limits = limits.cloned().unwrap_or_else(default_limits);
        Capabilities {
            connect: vec![ConnectMethod::OAuth],
            needs_app: true,
            formats: vec![Format::Text, Format::Image, Format::Link],
            placements: vec![Placement::Feed],
            needs_public_media: true,
            options: options::offered(),
            can_look_up: true,
            can_edit: true,
            can_delete: true,
            refreshes: true,
            ..Capabilities::none(Network::GoogleBusiness, limits)
        }
    }

    fn own_findings(&self, _capabilities: &Capabilities, outline: &Outline) -> Vec<Finding> {
        options::own_findings(outline)
    }

    async fn begin_connect(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        self.google.begin(input)
    }

    async fn finish_connect(
        &self,
        flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Vec<Connected>, Error> {
        let tokens = self.google.finish(flow, code, redirect_uri).await?;
        let profiles = self.all_locations(&tokens).await?;
        if profiles.is_empty() {
            let why = "this Google account manages no location";
            return Err(Error::new(ErrorKind::Permission, Next::Never, why));
        }
        Ok(profiles.into_iter().map(|profile| Connected { profile, credentials: tokens.keep() }).collect())
    }

    fn needs_refresh(&self, credentials: &Credentials, now_ms: i64) -> bool {
        runs_out_soon(credentials, now_ms)
    }

    async fn refresh(&self, account: Account<'_>, now_ms: i64) -> Result<Credentials, Error> {
        self.google.renew(account.credentials, now_ms).await
    }

    // Revoking one token would take back the consent for every other location too
    // (developers.google.com/identity/protocols/oauth2/web-server, "Revoking a token"): it is left to the person.

    async fn profile(&self, account: Account<'_>) -> Result<Profile, Error> {
        self.read_location(&Tokens::read(account.credentials)?, account.remote_id).await
    }

    fn prepare(&self, _remote_id: &str, _content: &Content, now_ms: i64, _nonce: u64) -> Handle {
        publish::Plan::new(now_ms).keep()
    }

    /// What Google rejected is shown to nobody, and is begun anew once the author has mended it.
    fn anything_out(&self, handle: &Handle) -> bool {
        publish::Plan::read(handle).is_ok_and(|plan| plan.sent.is_some_and(|sent| sent.state != "REJECTED"))
    }

    /// Google decides by itself when it shows what it has.
    fn handed_over(&self, handle: &Handle) -> bool {
        handle.tells(&["sent"])
    }

    async fn publish(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        self.publish_post(account, content, handle, progress).await
    }

    async fn look_up(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error> {
        self.look_up_post(account, content, handle, since).await
    }

    async fn edit(&self, account: Account<'_>, handle: &Handle, content: &Content) -> Result<(), Error> {
        self.edit_post(account, handle, content).await
    }

    async fn delete(&self, account: Account<'_>, remote_id: &str) -> Result<(), Error> {
        self.delete_post(account, remote_id).await
    }

    /// Nothing is counted (developers.google.com/my-business/content/sunset-dates, "localPosts.reportInsights"); only
    /// whether the posts still stand.
    async fn post_metrics(
        &self,
        account: Account<'_>,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        let tokens = Tokens::read(account.credentials)?;
        let location = location(account.remote_id)?;
        let mut counted = Vec::with_capacity(remote_ids.len());
        for id in remote_ids {
            let values = match self.read_post(&tokens, &post_of(&location, id)?).await {
                Ok(_) => Some(vec![]),
                Err(error) if error.kind == ErrorKind::NotFound => None,
                Err(error) => return Err(error),
            };
            counted.push(PostMetrics { remote_id: id.clone(), values });
        }
        Ok(counted)
    }

    async fn account_metrics(&self, _account: Account<'_>) -> Result<AccountMetrics, Error> {
        Ok(AccountMetrics { values: vec![] })
    }
}

/// developers.google.com/my-business/reference/rest/v4/accounts.locations.localPosts (`summary`: 1,500 characters); for
/// pictures no official number was found.
fn default_limits() -> Limits {
    Limits {
        text_unit: TextUnit::CodePoints,
        text_max: 1_500,
        title_max: Some(58),
        images_max: 1,
        image_max_bytes: 5 * 1024 * 1024,
        image_types: ["image/jpeg", "image/png"].map(str::to_owned).into(),
        alt_max: Some(0),
        unverified: ["title_max", "image_max_bytes", "types"].map(str::to_owned).into(),
        ..Limits::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_else() {
        assert!(location("accounts/1/locations/2").is_ok());
        for wrong in
            ["", "accounts/1", "accounts/1/locations/..", "accounts/1/locations/2/localPosts/3", "a/b/c/d"]
        {
            assert!(location(wrong).is_err(), "{wrong}");
        }
        let own = "accounts/1/locations/2";
        assert!(post_of(own, "accounts/1/locations/2/localPosts/3").is_ok());
        assert!(post_of(own, "accounts/1/locations/22/localPosts/3").is_err());
        assert!(post_of(own, "accounts/1/locations/2/localPosts/../reviews").is_err());
    }
}
