//! Connecting: a bot's token and the channel it writes to, checked against what the bot may do there.

use serde_json::json;

use super::wire::{Chat, Member, User};
use super::{Access, Telegram, default_limits};
use crate::http::Body;
use crate::{ConnectInput, ConnectStep, Connected, Error, ErrorKind, Next, Profile};

/// A token as @BotFather gives it, fit for the path of an address.
pub(super) fn plain_token(token: &str) -> Result<&str, Error> {
    let plain = token.split_once(':').is_some_and(|(id, secret)| {
        let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        let is_secret =
            secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        is_id && !secret.is_empty() && is_secret && token.len() <= 128
    });
    plain.then_some(token).ok_or_else(|| {
        Error::new(ErrorKind::Credentials, Next::Never, "that is not a bot's token (123456:ABC…)")
    })
}

/// `@name`, `name`, `https://t.me/name` or `-100…` as the API takes it.
pub(super) fn chat_of(typed: &str) -> Result<serde_json::Value, Error> {
    let typed = typed.trim().trim_end_matches('/');
    if let Ok(id) = typed.parse::<i64>() {
        return Ok(json!(id));
    }
    let name = typed.rsplit('/').next().unwrap_or(typed).trim_start_matches('@');
    let plain = (4..=32).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !name.starts_with('+');
    if plain {
        Ok(json!(format!("@{name}")))
    } else {
        Err(Error::new(
            ErrorKind::Invalid,
            Next::Never,
            "name the channel as @name, or a private one by its number -100…",
        ))
    }
}

impl Telegram {
    /// The bot's token, or two of them: the bot that posts and one that watches.
    pub(super) async fn connect(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        let mut tokens = input.secret.split([' ', ',', '\n', '\t']).filter(|token| !token.is_empty());
        let token = plain_token(tokens.next().unwrap_or_default())?.to_owned();
        let watcher = tokens.next().map(plain_token).transpose()?.map(str::to_owned);
        let base_url = self.http.base_url(&self.api)?;
        let chat = self.chat(&base_url, &token, chat_of(&input.target)?).await.map_err(first_time)?;
        let mut access = Access { token, watcher, chat_id: chat.id, username: chat.username.clone() };
        access.username = access.username.filter(|name| !name.is_empty());
        self.check_rights(&base_url, &access, &chat).await.map_err(first_time)?;
        let profile = self.describe(base_url, chat);
        Ok(ConnectStep::Done(vec![Connected { profile, credentials: access.keep() }]))
    }

    /// `getChat` (core.telegram.org/bots/api, "getChat").
    async fn chat(&self, base_url: &str, token: &str, chat_id: serde_json::Value) -> Result<Chat, Error> {
        let body = Body::Json(json!({ "chat_id": chat_id }));
        self.ask(self.method(base_url, token, "getChat", body)?).await
    }

    /// `getMe` and `getChatMember` (core.telegram.org/bots/api, pages of those names).
    async fn member(&self, base_url: &str, token: &str, chat_id: i64) -> Result<Member, Error> {
        let bot: User = self.ask(self.method(base_url, token, "getMe", Body::Json(json!({})))?).await?;
        let body = Body::Json(json!({ "chat_id": chat_id, "user_id": bot.id }));
        self.ask(self.method(base_url, token, "getChatMember", body)?).await
    }

    /// Whether the bot may post, and whether the watcher sees all posts ("ChatMemberAdministrator").
    async fn check_rights(&self, base_url: &str, access: &Access, chat: &Chat) -> Result<(), Error> {
        let refuse = |what: &str| Error::new(ErrorKind::Permission, Next::Reauthorise, what);
        let bot = self.member(base_url, &access.token, access.chat_id).await?;
        let may_post = match bot.status.as_str() {
            "creator" => true,
            "administrator" => chat.kind != "channel" || bot.can_post_messages,
            "member" => chat.kind != "channel",
            "restricted" => chat.kind != "channel" && bot.can_send_messages,
            _ => false,
        };
        if !may_post {
            return Err(refuse(
                "the bot may not post there: make it an administrator that may post messages",
            ));
        }
        if let Some(watcher) = &access.watcher {
            let member = self.member(base_url, watcher, access.chat_id).await?;
            if !matches!(member.status.as_str(), "creator" | "administrator") {
                return Err(refuse("the second bot must be an administrator of the channel too"));
            }
        }
        Ok(())
    }

    /// The health check: the channel is there and the bot may post.
    pub(super) async fn read_profile(&self, base_url: &str, access: &Access) -> Result<Profile, Error> {
        let base_url = self.http.base_url(base_url)?;
        let chat = self.chat(&base_url, &access.token, json!(access.chat_id)).await?;
        self.check_rights(&base_url, access, &chat).await?;
        Ok(self.describe(base_url, chat))
    }

    fn describe(&self, base_url: String, chat: Chat) -> Profile {
        let username = chat.username.filter(|name| !name.is_empty());
        let title = chat.title.unwrap_or_else(|| chat.id.to_string());
        Profile {
            remote_id: chat.id.to_string(),
            handle: username.as_ref().map_or_else(|| title.clone(), |name| format!("@{name}")),
            display_name: title,
            profile_url: match &username {
                Some(name) => format!("{}/{name}", self.web),
                None => format!("{}/c/{}", self.web, internal_id(chat.id)),
            },
            avatar_url: None,
            base_url,
            limits: default_limits(),
        }
    }

    /// The address of a post: by the name of a public channel, by the number of a private one.
    pub(super) fn permalink(&self, access: &Access, message_id: i64) -> String {
        match &access.username {
            Some(name) => format!("{}/{name}/{message_id}", self.web),
            None => format!("{}/c/{}/{message_id}", self.web, internal_id(access.chat_id)),
        }
    }
}

/// The number of a channel in addresses: without the `-100` that the API puts before it.
fn internal_id(chat_id: i64) -> String {
    let text = chat_id.to_string();
    text.strip_prefix("-100").or_else(|| text.strip_prefix('-')).unwrap_or(&text).to_owned()
}

/// While a person types, a wrong channel or token is a fault of the form.
fn first_time(error: Error) -> Error {
    match (error.kind, error.next) {
        (ErrorKind::Credentials | ErrorKind::Permission, Next::Reauthorise) => {
            Error { next: Next::Never, ..error }
        }
        // Another kind of server answers with what is no Telegram answer.
        (ErrorKind::Protocol | ErrorKind::NotFound | ErrorKind::NotOffered, _) => {
            Error { kind: ErrorKind::Protocol, next: Next::Never, ..error }
        }
        _ => error,
    }
}
