//! The two ways to sign in, renewal, and who the account is (instagram-platform/instagram-api-with-instagram-login and
//! instagram-platform/instagram-api-with-facebook-login).

use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;

use super::{API, Instagram, default_limits};
use crate::graph::access::{self, Access, app, code_fields};
use crate::graph::{maybe_text_or_number, pages, segment};
use crate::{
    Account, ConnectInput, ConnectStep, Connected, Credentials, Error, ErrorKind, NetworkSettings, Next,
    Profile,
};

const CONSENT: &str = "https://www.instagram.com";
const CODES: &str = "https://api.instagram.com";
const WEB: &str = "https://www.instagram.com";
const SCOPES: &str = "instagram_business_basic,instagram_business_content_publish,\
                      instagram_business_manage_comments,instagram_business_manage_insights";
const FACEBOOK_SCOPES: &str = "instagram_basic,instagram_content_publish,instagram_manage_comments,\
                               instagram_manage_insights,pages_show_list,pages_read_engagement,\
                               business_management";

/// An account as both logins describe it: `user_id` is what posts are made under, `id` stands alone at Facebook's.
#[derive(Deserialize)]
struct Me {
    #[serde(default, deserialize_with = "maybe_text_or_number")]
    user_id: Option<String>,
    #[serde(default, deserialize_with = "maybe_text_or_number")]
    id: Option<String>,
    username: Option<String>,
    name: Option<String>,
    profile_picture_url: Option<String>,
}

impl Instagram {
    /// Whether people sign in at Facebook: where the operator set an app there and none here.
    fn by_facebook(&self) -> bool {
        self.set.app().is_none() && self.facebook.app().is_some()
    }

    /// Where Facebook's login is: the test server of this network stands for all hosts, if there is one.
    fn facebook(&self) -> NetworkSettings {
        let base_url = self.set.base_url.clone().or_else(|| self.facebook.base_url.clone());
        NetworkSettings { base_url, ..self.facebook.clone() }
    }

    /// `GET /oauth/authorize` of Instagram, or Facebook's dialog.
    pub(super) fn begin(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        if self.by_facebook() {
            return pages::consent(&self.graph, &self.facebook(), FACEBOOK_SCOPES, input);
        }
        let (client_id, _) = app(&self.set)?;
        let host = self.set.host(CONSENT);
        access::consent(&self.graph, &host, "/oauth/authorize", client_id, SCOPES, input)
    }

    /// Every account that the consent opens: one at Instagram's login, one for each page with one at Facebook's.
    pub(super) async fn finish(
        &self,
        _flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Vec<Connected>, Error> {
        if self.by_facebook() {
            return self.finish_by_facebook(code, redirect_uri).await;
        }
        let app = app(&self.set)?;
        let url = self.graph.http.endpoint(&self.set.host(CODES), "/oauth/access_token", &[])?;
        let mut fields = code_fields(app, code, redirect_uri);
        fields.push(("grant_type", "authorization_code".to_owned()));
        let short = access::exchange(&self.graph, Method::POST, url, fields).await?;
        let host = self.set.host(API);
        let url = self.graph.http.endpoint(&host, "/access_token", &[])?;
        let fields = vec![
            ("grant_type", "ig_exchange_token".to_owned()),
            ("client_secret", app.1.to_owned()),
            ("access_token", short.token),
        ];
        let access = access::exchange(&self.graph, Method::GET, url, fields).await?;
        let profile = self.read_profile(&host, &access, "").await?;
        Ok(vec![Connected { credentials: access.keep(), profile }])
    }

    async fn finish_by_facebook(&self, code: &str, redirect_uri: &str) -> Result<Vec<Connected>, Error> {
        let set = self.facebook();
        let user = pages::sign_in(&self.graph, &set, code, redirect_uri).await?;
        let host = set.host(pages::API);
        let fields = "id,access_token,instagram_business_account{id,username,name,profile_picture_url}";
        let mut accounts = Vec::new();
        for page in pages::list::<Value>(&self.graph, &host, &user.token, fields).await? {
            let (Some(token), Some(account)) =
                (page["access_token"].as_str(), page.get("instagram_business_account"))
            else {
                continue;
            };
            // A page's token that came of a token of sixty days has no end.
            let access = Access { token: token.to_owned(), expires_ms: None, by_facebook: true };
            let Ok(me) = Me::deserialize(account) else { continue };
            accounts.push(Connected { profile: self.describe(&host, me)?, credentials: access.keep() });
        }
        if accounts.is_empty() {
            let why = "no professional account of Instagram is linked to a page that was opened to Tandem";
            return Err(Error::new(ErrorKind::Permission, Next::Never, why));
        }
        Ok(accounts)
    }

    /// `GET /refresh_access_token`: possible from the token's second day to its last.
    pub(super) async fn renew(&self, account: Account<'_>) -> Result<Credentials, Error> {
        let access = Access::read(account.credentials)?;
        if access.by_facebook {
            let why = "a page's token is not renewed, only given anew";
            return Err(Error::new(ErrorKind::Credentials, Next::Reauthorise, why));
        }
        let url = self.graph.http.endpoint(account.base_url, "/refresh_access_token", &[])?;
        let fields =
            vec![("grant_type", "ig_refresh_token".to_owned()), ("access_token", access.token.clone())];
        access::exchange(&self.graph, Method::GET, url, fields).await.map(|access| access.keep())
    }

    /// `GET /me`, and `GET /{ig-user}` with a page's token.
    pub(super) async fn read_profile(
        &self,
        base_url: &str,
        access: &Access,
        remote_id: &str,
    ) -> Result<Profile, Error> {
        let (path, fields) = if access.by_facebook {
            (format!("/{}", segment(remote_id)?), "id,username,name,profile_picture_url")
        } else {
            ("/me".to_owned(), "user_id,username,name,profile_picture_url")
        };
        let call = self.graph.get(base_url, &path, &access.token, &[("fields", fields)])?;
        let me: Me = self.graph.ask(call).await?.json()?;
        self.describe(base_url, me)
    }

    fn describe(&self, base_url: &str, me: Me) -> Result<Profile, Error> {
        let remote_id = me
            .user_id
            .or(me.id)
            .ok_or_else(|| Error::new(ErrorKind::Protocol, Next::Never, "the answer names no account"))?;
        let handle = me.username.unwrap_or_else(|| remote_id.clone());
        let web = self.set.web_url.as_deref().unwrap_or(WEB);
        Ok(Profile {
            display_name: me.name.filter(|name| !name.is_empty()).unwrap_or_else(|| handle.clone()),
            profile_url: format!("{web}/{handle}/"),
            avatar_url: me.profile_picture_url,
            base_url: self.graph.http.base_url(base_url)?,
            limits: default_limits(),
            remote_id,
            handle,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::http::Http;
    use crate::{Network, Settings};

    fn instagram(instagram: bool, facebook: bool) -> Instagram {
        let mut settings = Settings::default();
        for (network, set) in [(Network::Instagram, instagram), (Network::Facebook, facebook)] {
            let own = settings.networks.entry(network).or_default();
            own.client_id = set.then(|| format!("{network}-app"));
            own.client_secret = set.then(|| "secret".to_owned());
        }
        Instagram::new(Arc::new(Http::new(&settings).unwrap()), &settings)
    }

    #[test]
    fn the_login_follows_the_app_that_is_set() {
        let input = ConnectInput { state: "s".into(), ..ConnectInput::default() };
        for (own, facebook, expected) in [
            (true, true, Some("https://www.instagram.com/oauth/authorize?client_id=instagram-app")),
            (true, false, Some("https://www.instagram.com/oauth/authorize?client_id=instagram-app")),
            (false, true, Some("https://www.facebook.com/v25.0/dialog/oauth?client_id=facebook-app")),
            (false, false, None),
        ] {
            let step = instagram(own, facebook).begin(&input);
            match (step, expected) {
                (Ok(ConnectStep::Redirect { authorize_url, .. }), Some(start)) => {
                    assert!(authorize_url.starts_with(start), "{authorize_url}");
                }
                (Err(error), None) => assert_eq!(error.kind, ErrorKind::Setup),
                _ => panic!("{own} {facebook}"),
            }
        }
    }

    #[test]
    fn ids_are_read_as_text_or_number() {
        let me: Me = serde_json::from_value(json!({ "user_id": 17_841_400_000_000_001_i64 })).unwrap();
        assert_eq!(me.user_id.as_deref(), Some("17841400000000001"));
    }
}
