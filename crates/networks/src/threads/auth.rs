//! Consent, the two exchanges, renewal, and who the account is (docs/threads/get-started/get-access-tokens-and-permissions,
//! .../long-lived-tokens).

use reqwest::Method;
use serde::Deserialize;

use super::{API, CONSENT, Threads, WEB, default_limits};
use crate::graph::access::{self, Access, app, code_fields};
use crate::graph::text_or_number;
use crate::{ConnectInput, ConnectStep, Connected, Credentials, Error, Profile};

const SCOPES: &str = "threads_basic,threads_content_publish,threads_manage_insights,threads_manage_replies,\
                      threads_read_replies,threads_delete";

#[derive(Deserialize)]
struct Me {
    #[serde(deserialize_with = "text_or_number")]
    id: String,
    username: Option<String>,
    name: Option<String>,
    threads_profile_picture_url: Option<String>,
}

impl Threads {
    /// `GET /oauth/authorize`.
    pub(super) fn begin(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        let (client_id, _) = app(&self.set)?;
        access::consent(&self.graph, &self.set.host(CONSENT), "/oauth/authorize", client_id, SCOPES, input)
    }

    /// `POST /oauth/access_token` for a token of an hour, `GET /access_token` for one of sixty days.
    pub(super) async fn finish(&self, code: &str, redirect_uri: &str) -> Result<Connected, Error> {
        let app = app(&self.set)?;
        let host = self.set.host(API);
        let endpoint = |path| self.graph.http.endpoint(&host, path, &[]);
        let mut fields = code_fields(app, code, redirect_uri);
        fields.push(("grant_type", "authorization_code".to_owned()));
        let short =
            access::exchange(&self.graph, Method::POST, endpoint("/oauth/access_token")?, fields).await?;
        let fields = vec![
            ("grant_type", "th_exchange_token".to_owned()),
            ("client_secret", app.1.to_owned()),
            ("access_token", short.token),
        ];
        let access = access::exchange(&self.graph, Method::GET, endpoint("/access_token")?, fields).await?;
        let profile = self.read_profile(&host, &access.token).await?;
        Ok(Connected { credentials: access.keep(), profile })
    }

    /// `GET /refresh_access_token`: possible from the token's second day to its last.
    pub(super) async fn renew(&self, base_url: &str, access: &Access) -> Result<Credentials, Error> {
        let url = self.graph.http.endpoint(base_url, "/refresh_access_token", &[])?;
        let fields =
            vec![("grant_type", "th_refresh_token".to_owned()), ("access_token", access.token.clone())];
        access::exchange(&self.graph, Method::GET, url, fields).await.map(|access| access.keep())
    }

    /// `GET /me` (docs/threads/threads-profiles).
    pub(super) async fn read_profile(&self, base_url: &str, token: &str) -> Result<Profile, Error> {
        let query = [("fields", "id,username,name,threads_profile_picture_url")];
        let me: Me = self.graph.ask(self.graph.get(base_url, "/me", token, &query)?).await?.json()?;
        let handle = me.username.unwrap_or_else(|| me.id.clone());
        let web = self.set.web_url.as_deref().unwrap_or(WEB);
        Ok(Profile {
            display_name: me.name.filter(|name| !name.is_empty()).unwrap_or_else(|| handle.clone()),
            profile_url: format!("{web}/@{handle}"),
            avatar_url: me.threads_profile_picture_url,
            remote_id: me.id,
            handle,
            base_url: self.graph.http.base_url(base_url)?,
            limits: default_limits(),
        })
    }
}
