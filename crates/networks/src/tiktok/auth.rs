//! Consent, tokens that live a day, and who the creator is.

use serde_json::json;

use super::wire::{CreatorInfo, UserInfo};
use super::{Access, TikTok, default_limits};
use crate::http::Call;
use crate::oauth::{App, ClientAuth, Pkce, Server};
use crate::{Connected, Credentials, Error, ErrorKind, Network, Next, Profile};

/// Posting, who it is, counters of the account and of its posts (doc/tiktok-api-scopes).
const SCOPES: &str = "user.info.basic,user.info.stats,video.publish,video.list";

impl TikTok {
    /// doc/login-kit-web and doc/oauth-user-access-token-management; the challenge of PKCE is written in hexadecimal.
    pub(super) fn server(&self) -> Result<Server, Error> {
        Ok(Server {
            app: App::of(&self.settings, Network::TikTok)?,
            authorize_url: format!("{}/v2/auth/authorize/", self.consent),
            token_url: format!("{}/v2/oauth/token/", self.api),
            scope: SCOPES.to_owned(),
            pkce: Pkce::S256Hex,
            client_auth: ClientAuth::Body,
            client_id_name: "client_key",
            extra: &[],
        })
    }

    /// Exchanges the code and asks who it is. Without the right to publish the account is of no use.
    pub(super) async fn finish(
        &self,
        flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Connected, Error> {
        let tokens = self.server()?.exchange(&self.http, flow, code, redirect_uri).await?;
        if !tokens.scope.is_empty() && !tokens.scope.split([',', ' ']).any(|scope| scope == "video.publish") {
            let why = "the consent leaves out video.publish";
            return Err(Error::new(ErrorKind::Permission, Next::Reauthorise, why));
        }
        let profile = self.read_profile(&self.api, &tokens.access).await?;
        let access = Access {
            token: tokens.access,
            refresh: tokens.refresh,
            expires_ms: tokens.expires_ms,
            open_id: profile.remote_id.clone(),
        };
        Ok(Connected { credentials: access.keep(), profile })
    }

    /// The refresh token that comes back may be another (doc/oauth-user-access-token-management).
    pub(super) async fn refresh_token(&self, access: &Access, now_ms: i64) -> Result<Credentials, Error> {
        let refresh = access.refresh.as_deref().ok_or_else(|| {
            Error::new(ErrorKind::Credentials, Next::Reauthorise, "there is no refresh token")
        })?;
        let tokens = self.server()?.refresh(&self.http, refresh, now_ms).await?;
        if tokens.answer["open_id"].as_str().is_some_and(|open_id| open_id != access.open_id) {
            let why = "the server gave a token of another account";
            return Err(Error::new(ErrorKind::Protocol, Next::Reauthorise, why));
        }
        let access = Access {
            token: tokens.access,
            refresh: tokens.refresh,
            expires_ms: tokens.expires_ms,
            open_id: access.open_id.clone(),
        };
        Ok(access.keep())
    }

    /// `POST /v2/oauth/revoke/` (doc/oauth-user-access-token-management).
    pub(super) async fn revoke_token(&self, access: &Access) -> Result<(), Error> {
        let url = format!("{}/v2/oauth/revoke/", self.api);
        let form = vec![("token", access.token.clone())];
        let call = self.server()?.call_at(&self.http, &url, form)?.secret(&access.token);
        let answer = self.http.send(call).await?;
        // Already dead is what was wanted.
        if answer.is_success() || matches!(answer.status, 400 | 401) {
            Ok(())
        } else {
            Err(answer.fault_by_status(""))
        }
    }

    /// `POST /v2/post/publish/creator_info/query/`: what this creator may do, to be asked anew for each post
    /// (content-posting-api-reference-query-creator-info).
    pub(super) async fn creator_info(&self, base_url: &str, token: &str) -> Result<CreatorInfo, Error> {
        self.ask(self.post(base_url, "/v2/post/publish/creator_info/query/", &[], json!({}), token)?).await
    }

    /// `GET /v2/user/info/` (doc/tiktok-api-v2-get-user-info) and the creator's own limits.
    pub(super) async fn read_profile(&self, base_url: &str, token: &str) -> Result<Profile, Error> {
        let base_url = self.http.base_url(base_url)?;
        let fields = [("fields", "open_id,avatar_url,display_name")];
        let url = self.http.endpoint(&base_url, "/v2/user/info/", &fields)?;
        let UserInfo { user } = self.ask(Call::get(url).bearer(token)).await?;
        let remote_id = user
            .open_id
            .ok_or_else(|| Error::new(ErrorKind::Protocol, Next::Never, "the answer names no user"))?;
        let creator = self.creator_info(&base_url, token).await?;
        let mut limits = default_limits();
        if let (Some(video), Some(seconds)) = (&mut limits.video, creator.max_video_post_duration_sec) {
            video.max_ms = video.max_ms.min(seconds.saturating_mul(1_000));
        }
        let shown = user.display_name.filter(|name| !name.trim().is_empty());
        let nickname = Some(creator.creator_nickname).filter(|name| !name.trim().is_empty());
        Ok(Profile {
            remote_id,
            display_name: shown.or(nickname).unwrap_or_else(|| creator.creator_username.clone()),
            profile_url: format!("{}/@{}", self.web, creator.creator_username),
            handle: creator.creator_username,
            avatar_url: user.avatar_url.filter(|avatar| !avatar.is_empty()),
            base_url,
            limits,
        })
    }
}
