//! Connecting: the operator's app and every channel it sees, a workspace's own bot and one channel, or a webhook.

use serde::{Deserialize, Serialize};
use serde_json::json;
use url::Url;

use super::wire::{Channel, ChannelInfo, Channels, Granted, Tested};
use super::{Access, Bot, Slack, default_limits};
use crate::http::{Body, Call};
use crate::{
    ConnectInput, ConnectMethod, ConnectStep, Connected, Credentials, Error, ErrorKind, Next, Profile,
};

/// What the product does with a workspace (docs.slack.dev, "Scopes").
const SCOPES: &str = "chat:write,chat:write.public,channels:read,groups:read,channels:join,channels:history,\
                      groups:history,files:write,files:read,reactions:read";
const PAGES_MAX: usize = 10;

/// What [`Slack::finish`] needs.
#[derive(Serialize, Deserialize)]
struct Flow {
    slack_oauth: bool,
}

/// An id as Slack gives them (`C024BE91L`), fit for a form.
pub(super) fn plain_id(id: &str) -> Result<&str, Error> {
    let plain = (2..=32).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    plain
        .then_some(id)
        .ok_or_else(|| Error::new(ErrorKind::Invalid, Next::Never, "name the channel by its id (C024BE91L)"))
}

impl Slack {
    pub(super) async fn begin(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        let usual = match input.secret.trim() {
            "" => ConnectMethod::OAuth,
            secret if secret.starts_with("http") => ConnectMethod::Webhook,
            _ => ConnectMethod::BotToken,
        };
        match input.method.unwrap_or(usual) {
            ConnectMethod::Webhook => self.connect_hook(&input.secret).await,
            ConnectMethod::BotToken => self.connect_bot(input).await,
            _ => self.consent(input),
        }
    }

    /// The address of `/oauth/v2/authorize` (docs.slack.dev, "Installing with OAuth").
    fn consent(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        let (client_id, _) = self.app()?;
        let authorize_url = self.http.endpoint(
            &self.api,
            "/oauth/v2/authorize",
            &[
                ("client_id", client_id),
                ("scope", SCOPES),
                ("redirect_uri", &input.redirect_uri),
                ("state", &input.state),
            ],
        )?;
        let flow = Credentials(serde_json::to_value(Flow { slack_oauth: true }).unwrap_or_default());
        Ok(ConnectStep::Redirect { authorize_url: authorize_url.into(), flow, app: None })
    }

    fn app(&self) -> Result<(&str, &str), Error> {
        let set = self.app.as_ref().map(|(id, secret)| (id.as_str(), secret.as_str()));
        set.ok_or_else(|| {
            Error::new(ErrorKind::Setup, Next::Never, "the app's client_id and client_secret are not set")
        })
    }

    /// `oauth.v2.access` (docs.slack.dev, "oauth.v2.access"), then every channel that the app may post to.
    pub(super) async fn finish(
        &self,
        flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Vec<Connected>, Error> {
        Flow::deserialize(&flow.0).map_err(|_| {
            Error::new(ErrorKind::Credentials, Next::Reauthorise, "the connection must be begun anew")
        })?;
        let (client_id, client_secret) = self.app()?;
        let url = self.http.endpoint(&self.api, "/api/oauth.v2.access", &[])?;
        let form = vec![
            ("client_id", client_id.to_owned()),
            ("client_secret", client_secret.to_owned()),
            ("code", code.to_owned()),
            ("redirect_uri", redirect_uri.to_owned()),
        ];
        let call = Call::post(url, Body::Form(form)).secret(code).secret(client_secret);
        let granted: Granted = self.ask(call).await?;
        if granted.refresh_token.is_some() {
            // One token serves all channels of a workspace: renewing it for one would kill it for the others.
            let why = "token rotation is on for the app: turn it off (OAuth & Permissions)";
            return Err(Error::new(ErrorKind::Setup, Next::Never, why));
        }
        if granted.token_type.as_deref().is_some_and(|kind| kind != "bot") {
            return Err(Error::new(ErrorKind::Setup, Next::Never, "the app asked for no bot scopes"));
        }
        let base_url = self.http.base_url(&self.api)?;
        let token = granted.access_token;
        let team = self.test(&base_url, &token).await?;
        let mut connected = Vec::new();
        for channel in self.channels(&base_url, &token).await? {
            // A private channel takes nothing from an app that was not invited to it.
            if channel.is_archived || (channel.is_private && !channel.is_member) {
                continue;
            }
            connected.push(self.connected(&base_url, &token, &team, channel));
        }
        if connected.is_empty() {
            let why = "the workspace has no channel that the app may post to";
            return Err(Error::new(ErrorKind::Permission, Next::Never, why));
        }
        Ok(connected)
    }

    /// A bot token of an app of the workspace's own, and one channel by its id or address.
    async fn connect_bot(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        let token = input.secret.trim();
        let plain = token.starts_with("xoxb-")
            && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
        if !plain {
            let why = "that is not a bot token (xoxb-…)";
            return Err(Error::new(ErrorKind::Credentials, Next::Never, why));
        }
        let channel_id = input.target.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let channel_id = plain_id(channel_id)?;
        let base_url = self.http.base_url(&self.api)?;
        let team = self.test(&base_url, token).await.map_err(first_time)?;
        let channel = self.channel(&base_url, token, channel_id, false).await.map_err(first_time)?;
        Ok(ConnectStep::Done(vec![self.connected(&base_url, token, &team, channel)]))
    }

    fn connected(&self, base_url: &str, token: &str, team: &Tested, channel: Channel) -> Connected {
        let web = self.web_of(team);
        let bot = Bot {
            token: token.to_owned(),
            channel_id: channel.id.clone(),
            web,
            team_id: team.team_id.clone(),
        };
        let profile = describe(base_url, &bot, team.team.as_deref(), channel);
        Connected { profile, credentials: Access::Bot(bot).keep() }
    }

    /// `https://team.slack.com`, where the answer names it.
    fn web_of(&self, team: &Tested) -> String {
        let told = team.url.as_deref().and_then(|url| Url::parse(url).ok());
        told.map_or_else(|| self.api.clone(), |url| url.origin().ascii_serialization())
    }

    /// `auth.test` (docs.slack.dev, "auth.test").
    async fn test(&self, base_url: &str, token: &str) -> Result<Tested, Error> {
        self.ask(self.method(base_url, token, "auth.test", json!({}))?).await
    }

    /// `conversations.list`, page by page (docs.slack.dev, "conversations.list").
    async fn channels(&self, base_url: &str, token: &str) -> Result<Vec<Channel>, Error> {
        let mut all = Vec::new();
        let mut cursor = String::new();
        for _ in 0..PAGES_MAX {
            let mut fields = vec![
                ("types", "public_channel,private_channel".to_owned()),
                ("exclude_archived", "true".to_owned()),
                ("limit", "200".to_owned()),
            ];
            if !cursor.is_empty() {
                fields.push(("cursor", cursor));
            }
            let page: Channels = self.ask(self.form(base_url, token, "conversations.list", fields)?).await?;
            all.extend(page.channels);
            cursor = page.response_metadata.map(|next| next.next_cursor).unwrap_or_default();
            if cursor.is_empty() {
                break;
            }
        }
        Ok(all)
    }

    /// `conversations.info` (docs.slack.dev, "conversations.info").
    pub(super) async fn channel(
        &self,
        base_url: &str,
        token: &str,
        id: &str,
        count: bool,
    ) -> Result<Channel, Error> {
        let mut fields = vec![("channel", id.to_owned())];
        if count {
            fields.push(("include_num_members", "true".to_owned()));
        }
        let info: ChannelInfo = self.ask(self.form(base_url, token, "conversations.info", fields)?).await?;
        Ok(info.channel)
    }

    /// The health check: the token holds and the channel is there.
    pub(super) async fn read_profile(&self, base_url: &str, access: &Access) -> Result<Profile, Error> {
        let base_url = self.http.base_url(base_url)?;
        match access {
            Access::Hook { hook } => self.check_hook(&base_url, hook).await,
            Access::Bot(bot) => {
                let team = self.test(&base_url, &bot.token).await?;
                let channel = self.channel(&base_url, &bot.token, &bot.channel_id, false).await?;
                if channel.is_archived {
                    let why = "the channel was archived";
                    return Err(Error::new(ErrorKind::Permission, Next::Reauthorise, why));
                }
                Ok(describe(&base_url, bot, team.team.as_deref(), channel))
            }
        }
    }
}

fn describe(base_url: &str, bot: &Bot, team: Option<&str>, channel: Channel) -> Profile {
    let handle = format!("#{}", channel.name.as_deref().unwrap_or(&channel.id));
    Profile {
        remote_id: channel.id.clone(),
        display_name: team.map_or_else(|| handle.clone(), |team| format!("{team} {handle}")),
        handle,
        profile_url: format!("{}/archives/{}", bot.web, channel.id),
        avatar_url: None,
        base_url: base_url.to_owned(),
        limits: default_limits(),
    }
}

/// While a person types, a wrong token or channel is a fault of the form.
pub(super) fn first_time(error: Error) -> Error {
    match (error.kind, error.next) {
        (ErrorKind::Credentials | ErrorKind::Permission, _) => Error { next: Next::Never, ..error },
        // Another kind of server answers with what is no Slack answer.
        (ErrorKind::Protocol | ErrorKind::NotFound | ErrorKind::NotOffered, _) => {
            Error { kind: ErrorKind::Protocol, next: Next::Never, ..error }
        }
        _ => error,
    }
}
