//! OAuth 2.0 without PKCE, and who the token opens: organisations' pages and the member.

use reqwest::Method;

use super::wire::{Acl, List, Organization, UserInfo};
use super::{Access, LinkedIn, limits};
use crate::http::{Body, Call};
use crate::oauth::{ClientAuth, Pkce, Server};
use crate::{Connected, Credentials, Error, ErrorKind, Network, Next, Profile};

/// What the product does with pages and members (learn.microsoft.com, "Posts API", permissions; "Sign In with LinkedIn
/// using OpenID Connect"). Asking for another set later makes every earlier token of the member invalid.
const SCOPES: &str = "openid profile w_member_social w_organization_social r_organization_social \
                      rw_organization_admin";
/// Roles that may post in an organisation's name.
const ROLES: [&str; 3] = ["ADMINISTRATOR", "CONTENT_ADMIN", "CONTENT_ADMINISTRATOR"];
const PAGE: usize = 100;
const PAGES_MAX: usize = 5;

impl LinkedIn {
    /// learn.microsoft.com, "Authorization Code Flow".
    pub(super) fn server(&self) -> Result<Server, Error> {
        Ok(Server {
            app: self.app()?,
            authorize_url: format!("{}/oauth/v2/authorization", self.consent),
            token_url: format!("{}/oauth/v2/accessToken", self.consent),
            scope: self.settings.of(Network::LinkedIn).scopes.unwrap_or_else(|| SCOPES.to_owned()),
            pkce: Pkce::None,
            client_auth: ClientAuth::Body,
            client_id_name: "client_id",
            extra: &[],
        })
    }

    /// Every page that the member may post to, then the member.
    pub(super) async fn finish(
        &self,
        flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Vec<Connected>, Error> {
        let tokens = self.server()?.exchange(&self.http, flow, code, redirect_uri).await?;
        let access = Access {
            token: tokens.access,
            refresh: tokens.refresh,
            expires_ms: tokens.expires_ms,
            author: String::new(),
        };
        // A server that does not tell what was granted has granted all.
        let granted = |scope: &str| tokens.scope.is_empty() || tokens.scope.contains(scope);
        let mut authors = if granted("organization") { self.organizations(&access).await? } else { vec![] };
        if granted("w_member_social") {
            authors.push(format!("urn:li:person:{}", self.user_info(&access).await?.sub));
        }
        let mut connected = Vec::with_capacity(authors.len());
        for author in authors {
            let access = Access { author, ..access.clone() };
            let profile = self.read_profile(&access).await?;
            connected.push(Connected { profile, credentials: access.keep() });
        }
        if connected.is_empty() {
            let why = "the member may not post to any page, and did not allow posts of their own";
            return Err(Error::new(ErrorKind::Permission, Next::Never, why));
        }
        Ok(connected)
    }

    /// Offered to approved partners only; the refresh token stays the same and its life is not prolonged
    /// (learn.microsoft.com, "Programmatic Refresh Tokens").
    pub(super) async fn refresh_access(&self, access: Access, now_ms: i64) -> Result<Credentials, Error> {
        let refresh = access.refresh.as_deref().ok_or_else(|| {
            Error::new(ErrorKind::Credentials, Next::Reauthorise, "the consent has run out: give it anew")
        })?;
        let tokens = self.server()?.refresh(&self.http, refresh, now_ms).await?;
        let renewed =
            Access { token: tokens.access, refresh: tokens.refresh, expires_ms: tokens.expires_ms, ..access };
        Ok(renewed.keep())
    }

    /// `GET /v2/userinfo` (learn.microsoft.com, "Sign In with LinkedIn using OpenID Connect").
    async fn user_info(&self, access: &Access) -> Result<UserInfo, Error> {
        let url = self.http.endpoint(&self.api, "/v2/userinfo", &[])?;
        self.ask(Call::get(url).bearer(&access.token)).await?.json()
    }

    /// `GET /rest/organizationAcls?q=roleAssignee` (learn.microsoft.com, "Organization Access Control by Role"). An app
    /// without the Community Management product is refused: then there are no pages.
    async fn organizations(&self, access: &Access) -> Result<Vec<String>, Error> {
        let mut found: Vec<String> = Vec::new();
        for page in 0..PAGES_MAX {
            let path =
                format!("organizationAcls?q=roleAssignee&state=APPROVED&start={}&count={PAGE}", page * PAGE);
            let list: List<Acl> = match self.ask(self.get(&path, access)?).await {
                Ok(answer) => answer.json()?,
                Err(error) if error.kind == ErrorKind::Permission => break,
                Err(error) => return Err(error),
            };
            let count = list.elements.len();
            for acl in list.elements {
                let may =
                    ROLES.contains(&acl.role.as_str()) && acl.state != "REVOKED" && acl.state != "REQUESTED";
                if may
                    && acl.organization.starts_with("urn:li:organization:")
                    && !found.contains(&acl.organization)
                {
                    found.push(acl.organization);
                }
            }
            if count < PAGE {
                break;
            }
        }
        Ok(found)
    }

    /// `GET /rest/organizations/{id}` (learn.microsoft.com, "Organization Lookup API"), or the member.
    pub(super) async fn read_profile(&self, access: &Access) -> Result<Profile, Error> {
        let base_url = self.http.base_url(&self.api)?;
        let limits = limits::usual();
        if let Some(id) = access.organization() {
            if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(Error::new(ErrorKind::Protocol, Next::Never, "that is not an organisation's id"));
            }
            let call = self.rest(Method::GET, &format!("organizations/{id}"), access, Body::Empty)?;
            let organization: Organization = self.ask(call).await?.json()?;
            let name =
                organization.vanity_name.filter(|name| !name.is_empty()).unwrap_or_else(|| id.to_owned());
            let shown = organization.localized_name;
            return Ok(Profile {
                remote_id: access.author.clone(),
                profile_url: format!("{}/company/{name}", self.web),
                display_name: if shown.is_empty() { name.clone() } else { shown },
                handle: name,
                avatar_url: None,
                base_url,
                limits,
            });
        }
        let info = self.user_info(access).await?;
        let author = format!("urn:li:person:{}", info.sub);
        if author != access.author {
            let why = "the token belongs to another member";
            return Err(Error::new(ErrorKind::Protocol, Next::Reauthorise, why));
        }
        let name = if info.name.trim().is_empty() { info.sub } else { info.name };
        Ok(Profile {
            remote_id: author,
            handle: name.clone(),
            display_name: name,
            // Members' addresses are not told.
            profile_url: self.web.clone(),
            avatar_url: info.picture.filter(|url| !url.is_empty()),
            base_url,
            limits,
        })
    }
}
