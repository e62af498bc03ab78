//! Connecting: the secret address of a webhook, or a bot's token and a channel.

use reqwest::Method;
use url::Url;

use super::wire::{Channel, Guild, User, Webhook as Hook};
use super::{Access, Bot, Discord, Webhook, default_limits, snowflake};
use crate::{ConnectInput, ConnectMethod, ConnectStep, Connected, Error, ErrorKind, Next, Profile};

/// Kinds of channels in which messages stand ("Channel Types"): text, announcement, threads.
const WITH_MESSAGES: [u32; 6] = [0, 2, 5, 10, 11, 12];
const HOSTS: [&str; 4] = ["discord.com", "discordapp.com", "ptb.discord.com", "canary.discord.com"];

fn typed(what: &str) -> Error {
    Error::new(ErrorKind::Credentials, Next::Never, what)
}

/// A bot's token, fit for a header.
fn plain_token(token: &str) -> Result<&str, Error> {
    let token = token.trim().strip_prefix("Bot ").unwrap_or(token.trim());
    let plain = (20..=200).contains(&token.len())
        && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    plain.then_some(token).ok_or_else(|| typed("that is not a bot's token"))
}

/// `https://discord.com/api/webhooks/{id}/{token}`, with the version or a thread where they are named. Elsewhere than
/// at Discord only where the operator replaced its address.
pub(super) fn webhook_of(address: &str, any_host: bool) -> Result<(String, String, Option<String>), Error> {
    let wrong = || typed("that is not the address of a webhook (https://discord.com/api/webhooks/…)");
    let url = Url::parse(address.trim()).map_err(|_| wrong())?;
    if !any_host && !url.host_str().is_some_and(|host| HOSTS.contains(&host)) {
        return Err(wrong());
    }
    let parts: Vec<&str> = url.path_segments().map(Iterator::collect).unwrap_or_default();
    let (id, token) = match parts.as_slice() {
        ["api", "webhooks", id, token] | ["api", _, "webhooks", id, token] => (*id, *token),
        _ => return Err(wrong()),
    };
    let is_token = !token.is_empty()
        && token.len() <= 200
        && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if !is_token || snowflake(id).is_err() {
        return Err(wrong());
    }
    let thread = url.query_pairs().find(|(name, _)| name == "thread_id").map(|(_, value)| value.into_owned());
    if let Some(thread) = &thread {
        snowflake(thread).map_err(|_| wrong())?;
    }
    Ok((id.to_owned(), token.to_owned(), thread))
}

impl Discord {
    /// By webhook: its address, and if wanted the token of a bot that may read the channel, so that a lost answer can
    /// be looked up. By bot: its token and the channel's number or address.
    pub(super) async fn connect(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        let base_url = self.http.base_url(&self.api)?;
        let mut access = Access { bot: None, webhook: None, channel_id: String::new(), guild_id: None };
        let is_address = input.secret.trim().starts_with("http");
        if input.method.unwrap_or(if is_address { ConnectMethod::Webhook } else { ConnectMethod::BotToken })
            == ConnectMethod::Webhook
        {
            let mut words = input.secret.split_whitespace();
            let (id, token, thread_id) = webhook_of(words.next().unwrap_or_default(), self.replaced)?;
            access.webhook = Some(Webhook { id, token, thread_id });
            if let Some(token) = words.next() {
                access.bot = Some(self.bot(&base_url, plain_token(token)?).await.map_err(first_time)?);
            }
        } else {
            let channel = input.target.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let missing = "name the channel by its number (Copy Channel ID) or its address";
            access.channel_id = snowflake(channel)
                .map_err(|_| Error::new(ErrorKind::Invalid, Next::Never, missing))?
                .to_owned();
            access.bot = Some(self.bot(&base_url, plain_token(&input.secret)?).await.map_err(first_time)?);
        }
        let profile = self.describe(base_url, &mut access).await.map_err(first_time)?;
        Ok(ConnectStep::Done(vec![Connected { profile, credentials: access.keep() }]))
    }

    /// `GET /users/@me` (resources/user.mdx, "Get Current User").
    async fn bot(&self, base_url: &str, token: &str) -> Result<Bot, Error> {
        let bot = Bot { token: token.to_owned(), user_id: String::new() };
        let access = Access { bot: Some(bot), webhook: None, channel_id: String::new(), guild_id: None };
        let call = self.call(base_url, &access, Method::GET, "/users/@me", &[], None)?;
        let user: User = self.ask(call).await?.json()?;
        Ok(Bot { token: token.to_owned(), user_id: user.id })
    }

    /// `GET /webhooks/{id}/{token}` (resources/webhook.mdx, "Get Webhook with Token").
    async fn hook(&self, base_url: &str, access: &Access, path: &str) -> Result<Hook, Error> {
        let call = self.call(base_url, access, Method::GET, path, &[], None)?;
        self.ask(call).await?.json()
    }

    /// `GET /channels/{id}` (resources/channel.mdx, "Get Channel").
    pub(super) async fn channel(&self, base_url: &str, access: &Access) -> Result<Channel, Error> {
        let path = format!("/channels/{}", snowflake(&access.channel_id)?);
        self.ask(self.call(base_url, access, Method::GET, &path, &[], None)?).await?.json()
    }

    /// The health check: the channel or webhook is there.
    pub(super) async fn read_profile(&self, base_url: &str, access: &Access) -> Result<Profile, Error> {
        let mut access = Access::read(&access.keep())?;
        self.describe(self.http.base_url(base_url)?, &mut access).await
    }

    async fn describe(&self, base_url: String, access: &mut Access) -> Result<Profile, Error> {
        let name = if let Some(path) = access.hook_path() {
            let hook = self.hook(&base_url, access, &path).await?;
            let channel = hook.channel_id.ok_or_else(|| typed("the webhook belongs to no channel"))?;
            snowflake(&channel)?.clone_into(&mut access.channel_id);
            access.guild_id = hook.guild_id;
            hook.name.unwrap_or_else(|| "Webhook".to_owned())
        } else {
            let channel = self.channel(&base_url, access).await?;
            if !WITH_MESSAGES.contains(&channel.kind) {
                let why = "messages cannot be sent to that kind of channel (a forum, a category)";
                return Err(Error::new(ErrorKind::Invalid, Next::Never, why));
            }
            access.guild_id = channel.guild_id;
            format!("#{}", channel.name.unwrap_or(channel.id))
        };
        let server = match (&access.guild_id, &access.bot) {
            // A bot beside a webhook may be in no server at all: the name is only for show.
            (Some(guild), Some(_)) => {
                self.guild(&base_url, access, guild).await.ok().and_then(|guild| guild.name)
            }
            _ => None,
        };
        let guild = access.guild_id.as_deref().unwrap_or("@me");
        Ok(Profile {
            remote_id: access.channel_id.clone(),
            display_name: server.map_or_else(|| name.clone(), |server| format!("{server} {name}")),
            handle: name,
            profile_url: format!("{}/channels/{guild}/{}", self.web, access.channel_id),
            avatar_url: None,
            base_url,
            limits: default_limits(),
        })
    }

    /// `GET /guilds/{id}?with_counts=true` (resources/guild.mdx, "Get Guild").
    pub(super) async fn guild(&self, base_url: &str, access: &Access, guild: &str) -> Result<Guild, Error> {
        let path = format!("/guilds/{}", snowflake(guild)?);
        let call = self.call(base_url, access, Method::GET, &path, &[("with_counts", "true")], None)?;
        self.ask(call).await?.json()
    }
}

/// While a person types, a wrong token or channel is a fault of the form.
fn first_time(error: Error) -> Error {
    match (error.kind, error.next) {
        (ErrorKind::Credentials | ErrorKind::Permission, _) => Error { next: Next::Never, ..error },
        // Another kind of server answers with what is no Discord answer.
        (ErrorKind::Protocol | ErrorKind::NotFound | ErrorKind::NotOffered, _) => {
            Error { kind: ErrorKind::Protocol, next: Next::Never, ..error }
        }
        _ => error,
    }
}
