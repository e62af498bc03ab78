//! OAuth 2.0 with PKCE, rotating tokens, and who the account is.

use super::wire::{Found, User};
use super::{Access, X, limits};
use crate::oauth::{ClientAuth, Pkce, Server, fault};
use crate::{Connected, Credentials, Error, ErrorKind, Next, Profile};

/// What the product does with an account (docs.x.com, "OAuth 2.0 Authorization Code Flow with PKCE", scopes).
const SCOPES: &str = "tweet.read tweet.write tweet.moderate.write users.read media.write like.read like.write \
                      offline.access";

impl X {
    /// The consent page and `POST /2/oauth2/token`; a confidential client proves itself with Basic (docs.x.com, "OAuth
    /// 2.0 Authorization Code Flow with PKCE").
    pub(super) fn server(&self) -> Result<Server, Error> {
        Ok(Server {
            app: self.app()?,
            authorize_url: format!("{}/i/oauth2/authorize", self.consent),
            token_url: format!("{}/2/oauth2/token", self.api),
            scope: SCOPES.to_owned(),
            pkce: Pkce::S256,
            client_auth: ClientAuth::Basic,
            client_id_name: "client_id",
            extra: &[],
        })
    }

    pub(super) async fn finish(
        &self,
        flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Connected, Error> {
        let tokens = self.server()?.exchange(&self.http, flow, code, redirect_uri).await?;
        let profile = self.read_profile(&tokens.access).await?;
        let access = Access {
            token: tokens.access,
            refresh: tokens.refresh,
            expires_ms: tokens.expires_ms,
            user_id: profile.remote_id.clone(),
            username: profile.handle.clone(),
        };
        Ok(Connected { credentials: access.keep(), profile })
    }

    /// Both tokens are new afterwards and the old refresh token is dead (docs.x.com, same page; that it is good for one
    /// use only is seen in clients).
    pub(super) async fn refresh_access(&self, access: Access, now_ms: i64) -> Result<Credentials, Error> {
        let refresh = access.refresh.as_deref().ok_or_else(|| {
            Error::new(ErrorKind::Credentials, Next::Reauthorise, "the account gave no lasting access")
        })?;
        let tokens = self.server()?.refresh(&self.http, refresh, now_ms).await?;
        let renewed =
            Access { token: tokens.access, refresh: tokens.refresh, expires_ms: tokens.expires_ms, ..access };
        Ok(renewed.keep())
    }

    /// `POST /2/oauth2/revoke` (docs.x.com, same page), the lasting token first.
    pub(super) async fn revoke_access(&self, access: &Access) -> Result<(), Error> {
        let server = self.server()?;
        for (token, hint) in
            [(access.refresh.as_deref(), "refresh_token"), (Some(&*access.token), "access_token")]
        {
            let Some(token) = token else { continue };
            let form = vec![("token", token.to_owned()), ("token_type_hint", hint.to_owned())];
            let url = format!("{}/2/oauth2/revoke", self.api);
            let answer = self.http.send(server.call_at(&self.http, &url, form)?.secret(token)).await?;
            if !answer.is_success() {
                let error = fault(&answer);
                // Already dead is what was wanted.
                if error.kind != ErrorKind::Credentials {
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// `GET /2/users/me` (docs.x.com, "Get my User").
    pub(super) async fn me(&self, token: &str) -> Result<User, Error> {
        let fields = [("user.fields", "public_metrics,verified_type,profile_image_url")];
        let answer = self.ask(self.get("/2/users/me", &fields)?.bearer(token)).await?;
        let found: Found<User> = answer.json()?;
        found.data.ok_or_else(|| {
            let said = found.errors.first().map(super::wire::Problem::words).unwrap_or_default();
            answer.fault(ErrorKind::Permission, Next::Never, &format!("the account is not shown: {said}"))
        })
    }

    pub(super) async fn read_profile(&self, token: &str) -> Result<Profile, Error> {
        let user = self.me(token).await?;
        let paid = user.verified_type.as_deref().is_some_and(|kind| kind != "none");
        let shown = if user.name.trim().is_empty() { &user.username } else { &user.name };
        Ok(Profile {
            display_name: shown.clone(),
            profile_url: format!("{}/{}", self.web, user.username),
            remote_id: user.id,
            handle: user.username,
            avatar_url: user.profile_image_url.filter(|url| !url.is_empty()),
            base_url: self.http.base_url(&self.api)?,
            limits: limits::usual(paid),
        })
    }
}
