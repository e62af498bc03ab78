//! Consent, tokens that live an hour or a day, and the subreddits that a consent opens.

use super::wire::{Listing, Me, Requirements, Subreddit};
use super::{Access, Reddit, default_limits, place};
use crate::oauth::{App, ClientAuth, Pkce, Server, Tokens, tokens};
use crate::{Account, Connected, Credentials, Error, ErrorKind, Limits, Network, Next, Profile};

const SCOPES: &str = "identity read submit edit flair history mysubreddits";
/// Five pages of a hundred.
const PAGES_MAX: usize = 5;

impl Reddit {
    /// `/api/v1/authorize` and `/api/v1/access_token`; only `duration=permanent` gives a refresh token.
    pub(super) fn server(&self) -> Result<Server, Error> {
        Ok(Server {
            app: App::of(&self.settings, Network::Reddit)?,
            authorize_url: format!("{}/api/v1/authorize", self.consent),
            token_url: format!("{}/api/v1/access_token", self.consent),
            scope: SCOPES.to_owned(),
            pkce: Pkce::None,
            client_auth: ClientAuth::Basic,
            client_id_name: "client_id",
            extra: &[("duration", "permanent")],
        })
    }

    async fn grant(
        &self,
        form: Vec<(&'static str, String)>,
        secret: &str,
        now_ms: Option<i64>,
    ) -> Result<Tokens, Error> {
        let server = self.server()?;
        let call = server.call_at(&self.http, &server.token_url, form)?.secret(secret);
        tokens(&self.http.send(self.named(call, "")).await?, now_ms)
    }

    /// Gives the profile and each subreddit that the account is a member of.
    pub(super) async fn finish(&self, code: &str, redirect_uri: &str) -> Result<Vec<Connected>, Error> {
        let form = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.to_owned()),
            ("redirect_uri", redirect_uri.to_owned()),
        ];
        let granted = self.grant(form, code, None).await?;
        let base_url = self.http.base_url(&self.api)?;
        let mut access = Access {
            token: granted.access,
            refresh: granted.refresh,
            expires_ms: granted.expires_ms,
            user: String::new(),
        };
        let me = self.me(&base_url, &access).await?;
        access.user.clone_from(&me.name);
        let connect = |profile| Connected { profile, credentials: access.keep() };
        let mut connected = vec![connect(self.describe_user(&base_url, me))];
        let mut after: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut query = vec![("limit", "100")];
            if let Some(after) = &after {
                query.push(("after", after));
            }
            let call = self.get(&base_url, "/subreddits/mine/subscriber", &query, &access)?;
            let page: Listing<Subreddit> = self.ask(call).await?.json()?;
            let open = page.data.children.into_iter().map(|thing| thing.data);
            connected.extend(
                open.filter(|place| place.user_is_banned != Some(true))
                    .map(|place| connect(self.describe(&base_url, place, default_limits()))),
            );
            after = page.data.after.filter(|after| !after.is_empty());
            if after.is_none() {
                break;
            }
        }
        Ok(connected)
    }

    /// The refresh token stays the same.
    pub(super) async fn refresh_token(&self, access: &Access, now_ms: i64) -> Result<Credentials, Error> {
        let refresh = access.refresh.clone().ok_or_else(|| {
            Error::new(ErrorKind::Credentials, Next::Reauthorise, "there is no refresh token")
        })?;
        let form = vec![("grant_type", "refresh_token".to_owned()), ("refresh_token", refresh.clone())];
        let granted = self.grant(form, &refresh, Some(now_ms)).await?;
        let access = Access {
            token: granted.access,
            refresh: granted.refresh.or(Some(refresh)),
            expires_ms: granted.expires_ms,
            user: access.user.clone(),
        };
        Ok(access.keep())
    }

    /// `GET /api/v1/me`.
    async fn me(&self, base_url: &str, access: &Access) -> Result<Me, Error> {
        self.ask(self.get(base_url, "/api/v1/me", &[], access)?).await?.json()
    }

    /// `GET /r/{sr}/about`; profiles are subreddits, too.
    pub(super) async fn about(
        &self,
        base_url: &str,
        access: &Access,
        place: &str,
    ) -> Result<Subreddit, Error> {
        let call = self.get(base_url, &format!("/r/{place}/about"), &[], access)?;
        let thing: super::wire::Thing<Subreddit> = self.ask(call).await?.json()?;
        Ok(thing.data)
    }

    /// Whether the token lives, then the place with its own rules.
    pub(super) async fn read_profile(&self, account: Account<'_>, access: &Access) -> Result<Profile, Error> {
        let base_url = self.http.base_url(account.base_url)?;
        let me = self.me(&base_url, access).await?;
        if account.handle.starts_with("u/") {
            return Ok(self.describe_user(&base_url, me));
        }
        let place = place(account.handle)?;
        let about = self.about(&base_url, access, &place).await?;
        let limits = self.requirements(&base_url, access, &place).await?;
        Ok(self.describe(&base_url, about, limits))
    }

    /// `GET /api/v1/{sr}/post_requirements`. What cannot be read holds nobody up: Reddit checks again.
    async fn requirements(&self, base_url: &str, access: &Access, place: &str) -> Result<Limits, Error> {
        let path = format!("/api/v1/{place}/post_requirements");
        let told = match self.ask(self.get(base_url, &path, &[], access)?).await {
            Ok(answer) => answer.try_json().unwrap_or_default(),
            Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::Permission) => {
                Requirements::default()
            }
            Err(error) => return Err(error),
        };
        Ok(shorter(&told))
    }

    fn describe_user(&self, base_url: &str, me: Me) -> Profile {
        let (profile_id, title) = me.subreddit.map_or((None, None), |own| (own.name, own.title));
        Profile {
            remote_id: profile_id.unwrap_or_else(|| format!("u_{}", me.name)),
            handle: format!("u/{}", me.name),
            display_name: title.filter(|title| !title.trim().is_empty()).unwrap_or_else(|| me.name.clone()),
            profile_url: format!("{}/user/{}/", self.web, me.name),
            avatar_url: me.icon_img.filter(|icon| !icon.is_empty()),
            base_url: base_url.to_owned(),
            limits: default_limits(),
        }
    }

    fn describe(&self, base_url: &str, place: Subreddit, mut limits: Limits) -> Profile {
        if place.allow_galleries == Some(false) {
            limits.images_max = limits.images_max.min(1);
        }
        if place.allow_images == Some(false) {
            limits.images_max = 0;
        }
        if place.allow_videos == Some(false) {
            limits.video = None;
        }
        let icons = [place.community_icon, place.icon_img];
        let name = place.display_name;
        Profile {
            remote_id: place.name.unwrap_or_else(|| name.clone()),
            handle: format!("r/{name}"),
            display_name: place
                .title
                .filter(|title| !title.trim().is_empty())
                .unwrap_or_else(|| name.clone()),
            profile_url: format!("{}/r/{name}/", self.web),
            avatar_url: icons.into_iter().flatten().find(|icon| !icon.is_empty()),
            base_url: base_url.to_owned(),
            limits,
        }
    }
}

/// The usual limits, where a subreddit's own are shorter.
fn shorter(told: &Requirements) -> Limits {
    let mut limits = default_limits();
    let least = |usual: u32, own: Option<u32>| own.filter(|own| *own > 0).map_or(usual, |own| usual.min(own));
    limits.title_max = limits.title_max.map(|usual| least(usual, told.title_text_max_length));
    limits.text_max = match told.body_restriction_policy.as_deref() {
        Some("notAllowed") => 0,
        _ => least(limits.text_max, told.body_text_max_length),
    };
    limits.images_max = least(limits.images_max, told.gallery_max_items);
    limits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subreddits_rules_are_its_limits() {
        let told = r#"{"title_text_max_length":120,"body_restriction_policy":"notAllowed","gallery_max_items":null,
            "body_text_max_length":500,"is_flair_required":true}"#;
        let limits = shorter(&serde_json::from_str(told).unwrap());
        assert_eq!((limits.title_max, limits.text_max, limits.images_max), (Some(120), 0, 20));
        assert_eq!(shorter(&Requirements::default()), default_limits());
    }
}
