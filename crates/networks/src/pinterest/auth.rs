//! Consent, tokens that live thirty days, and the boards that a consent opens.

use super::wire::{Board, Page, User};
use super::{Access, Pinterest, default_limits, number};
use crate::oauth::{App, ClientAuth, Pkce, Server, tokens};
use crate::{Connected, Credentials, Error, ErrorKind, Network, Next, Profile};

const SCOPES: &str = "boards:read,pins:read,pins:write,user_accounts:read";
/// Twenty pages of 250.
const PAGES_MAX: usize = 20;

impl Pinterest {
    /// `www.pinterest.com/oauth/` and `POST /oauth/token` (operation `oauth/token`).
    pub(super) fn server(&self) -> Result<Server, Error> {
        Ok(Server {
            app: App::of(&self.settings, Network::Pinterest)?,
            authorize_url: format!("{}/oauth/", self.consent),
            token_url: format!("{}/v5/oauth/token", self.api),
            scope: SCOPES.to_owned(),
            pkce: Pkce::None,
            client_auth: ClientAuth::Basic,
            client_id_name: "client_id",
            extra: &[],
        })
    }

    /// Exchanges the code for tokens whose refresh token can itself be renewed for ever: apps of before September 2025
    /// must ask for that. Gives each board.
    pub(super) async fn finish(&self, code: &str, redirect_uri: &str) -> Result<Vec<Connected>, Error> {
        let server = self.server()?;
        let form = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.to_owned()),
            ("redirect_uri", redirect_uri.to_owned()),
            ("continuous_refresh", "true".to_owned()),
        ];
        let call = server.call_at(&self.http, &server.token_url, form)?.secret(code);
        let granted = tokens(&self.http.send(call).await?, None)?;
        let access =
            Access { token: granted.access, refresh: granted.refresh, expires_ms: granted.expires_ms };
        let base_url = self.http.base_url(&self.api)?;
        let user: User =
            self.ask(self.get(&base_url, "/v5/user_account", &[], &access.token)?).await?.json()?;
        let mut connected = Vec::new();
        let mut bookmark: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut query = vec![("page_size", "250")];
            if let Some(bookmark) = &bookmark {
                query.push(("bookmark", bookmark));
            }
            // Operation `boards/list`.
            let call = self.get(&base_url, "/v5/boards", &query, &access.token)?;
            let page: Page<Board> = self.ask(call).await?.json()?;
            connected.extend(page.items.into_iter().map(|board| Connected {
                profile: self.describe(&base_url, board, &user),
                credentials: access.keep(),
            }));
            bookmark = page.bookmark.filter(|bookmark| !bookmark.is_empty());
            if bookmark.is_none() {
                break;
            }
        }
        if connected.is_empty() {
            let why = "the account has no board: make one at Pinterest first";
            return Err(Error::new(ErrorKind::Invalid, Next::Never, why));
        }
        Ok(connected)
    }

    /// The refresh token that comes back may be another.
    pub(super) async fn refresh_token(&self, access: &Access, now_ms: i64) -> Result<Credentials, Error> {
        let refresh = access.refresh.as_deref().ok_or_else(|| {
            Error::new(ErrorKind::Credentials, Next::Reauthorise, "there is no refresh token")
        })?;
        let granted = self.server()?.refresh(&self.http, refresh, now_ms).await?;
        let access =
            Access { token: granted.access, refresh: granted.refresh, expires_ms: granted.expires_ms };
        Ok(access.keep())
    }

    /// Operation `boards/get`.
    pub(super) async fn board(&self, base_url: &str, token: &str, id: &str) -> Result<Board, Error> {
        let path = format!("/v5/boards/{}", number(id)?);
        self.ask(self.get(base_url, &path, &[], token)?).await?.json()
    }

    /// Operations `user_account/get` and `boards/get`.
    pub(super) async fn read_board(&self, base_url: &str, token: &str, id: &str) -> Result<Profile, Error> {
        let base_url = self.http.base_url(base_url)?;
        let user: User = self.ask(self.get(&base_url, "/v5/user_account", &[], token)?).await?.json()?;
        let board = self.board(&base_url, token, id).await?;
        Ok(self.describe(&base_url, board, &user))
    }

    fn describe(&self, base_url: &str, board: Board, user: &User) -> Profile {
        let owner = board.owner.and_then(|owner| owner.username).or_else(|| user.username.clone());
        let owner = owner.unwrap_or_default();
        let cover = board.media.and_then(|media| media.image_cover_url);
        Profile {
            handle: format!("{owner}/{}", board.name),
            remote_id: board.id,
            display_name: board.name,
            // The board's own address is not told.
            profile_url: format!("{}/{owner}/", self.web),
            avatar_url: cover.or_else(|| user.profile_image.clone()).filter(|address| !address.is_empty()),
            base_url: base_url.to_owned(),
            limits: default_limits(),
        }
    }
}
