//! What a network can do. Drives the composer, the validator, the metric pages and the shared test suite.

use serde::{Deserialize, Serialize};

use crate::{Limits, Network, Placement};

/// How a person connects an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectMethod {
    /// Handle and an app password, typed into Tandem.
    AppPassword,
    /// The network's own page asks for consent; the person types the server's address or their handle.
    #[serde(rename = "oauth_server")]
    OAuthServer,
    /// The network's own page asks for consent, through the operator's app.
    #[serde(rename = "oauth")]
    OAuth,
    /// A bot's token and the chat or channel that it writes to.
    BotToken,
    /// The secret address of one channel.
    Webhook,
    /// The site's address, a user name and an application password.
    SitePassword,
}

impl ConnectMethod {
    /// Every method.
    pub const ALL: [Self; 6] = [
        Self::AppPassword,
        Self::OAuthServer,
        Self::OAuth,
        Self::BotToken,
        Self::Webhook,
        Self::SitePassword,
    ];

    /// The word used in forms and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AppPassword => "app_password",
            Self::OAuthServer => "oauth_server",
            Self::OAuth => "oauth",
            Self::BotToken => "bot_token",
            Self::Webhook => "webhook",
            Self::SitePassword => "site_password",
        }
    }

    /// Reads [`ConnectMethod::as_str`] back; `None` for an unknown word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == word)
    }

    /// What the person has to type.
    #[must_use]
    pub const fn fields(self) -> &'static [ConnectField] {
        use ConnectField::{BaseUrl, Identifier, Secret, Target};
        match self {
            Self::AppPassword => &[Identifier, Secret],
            Self::OAuthServer => &[BaseUrl],
            Self::OAuth => &[],
            Self::BotToken => &[Secret, Target],
            Self::Webhook => &[Secret],
            Self::SitePassword => &[BaseUrl, Identifier, Secret],
        }
    }
}

/// A field of the form that connects an account; all that [`ConnectMethod::fields`] names are required.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectField {
    /// Address of the server or site.
    BaseUrl,
    /// Handle, e-mail address or user name.
    Identifier,
    /// Password, token or secret address.
    Secret,
    /// Chat or channel.
    Target,
}

/// A form that a post can have on a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Text alone.
    Text,
    /// One picture.
    Image,
    /// Several pictures (or films): album, carousel, gallery.
    Album,
    /// One film.
    Video,
    /// Pages to leaf through.
    Document,
    /// A link shown as a card or as the post's target.
    Link,
    /// A question with choices.
    Poll,
    /// Several posts, each an answer to the one before.
    Thread,
}

impl Format {
    /// Every format, in the order in which pages list them.
    pub const ALL: [Self; 8] = [
        Self::Text,
        Self::Image,
        Self::Album,
        Self::Video,
        Self::Document,
        Self::Link,
        Self::Poll,
        Self::Thread,
    ];

    /// The word used in the API and to name the format's text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Image => "image",
            Self::Album => "album",
            Self::Video => "video",
            Self::Document => "document",
            Self::Link => "link",
            Self::Poll => "poll",
            Self::Thread => "thread",
        }
    }
}

/// A choice that only one network offers: audience, category, flair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Its name in [`crate::Content::options`], e.g. `privacy`.
    pub name: String,
    /// What can be chosen, the network's own words; empty for a text of the author's.
    pub values: Vec<String>,
    /// Taken when nothing was chosen; empty when something must be.
    pub default: String,
    /// Whether a post may go out without.
    pub required: bool,
}

/// A counter that networks tell. Views, impressions and reach never merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Likes, favourites.
    Likes,
    /// Reactions of all kinds, where likes are not told apart.
    Reactions,
    /// Votes for minus votes against.
    Score,
    /// Reposts, boosts.
    Reposts,
    /// Times shared, where shares are not reposts.
    Shares,
    /// Replies, comments.
    Replies,
    /// Quotes.
    Quotes,
    /// Saves, bookmarks.
    Saves,
    /// Followers of an account, members of a channel.
    Followers,
    /// Posts of an account.
    Posts,
    /// Times shown.
    Impressions,
    /// People reached.
    Reach,
    /// Views of a video or post.
    Views,
    /// Clicks that the network counted, our own links' are counted apart.
    Clicks,
}

impl Metric {
    /// Every metric, in the order in which pages list them.
    pub const ALL: [Self; 14] = [
        Self::Likes,
        Self::Reactions,
        Self::Score,
        Self::Reposts,
        Self::Shares,
        Self::Replies,
        Self::Quotes,
        Self::Saves,
        Self::Followers,
        Self::Posts,
        Self::Impressions,
        Self::Reach,
        Self::Views,
        Self::Clicks,
    ];

    /// The word used in tables and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Likes => "likes",
            Self::Reactions => "reactions",
            Self::Score => "score",
            Self::Reposts => "reposts",
            Self::Shares => "shares",
            Self::Replies => "replies",
            Self::Quotes => "quotes",
            Self::Saves => "saves",
            Self::Followers => "followers",
            Self::Posts => "posts",
            Self::Impressions => "impressions",
            Self::Reach => "reach",
            Self::Views => "views",
            Self::Clicks => "clicks",
        }
    }

    /// Reads [`Metric::as_str`] back; `None` for an unknown word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.as_str() == word)
    }
}

/// What one network, on one account's server, can do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Capabilities {
    /// Which network.
    pub network: Network,
    /// How an account is connected, the usual way first.
    pub connect: Vec<ConnectMethod>,
    /// Accounts are connected through the operator's app at the network ([`crate::NetworkSettings::app`]).
    pub needs_app: bool,
    /// Limits for text and files.
    pub limits: Limits,
    /// Forms that a post can have.
    pub formats: Vec<Format>,
    /// Where a post can appear.
    pub placements: Vec<Placement>,
    /// A post must have a title.
    pub title_required: bool,
    /// A post must have a picture or film.
    pub media_required: bool,
    /// The network fetches files from an address that must be public.
    pub needs_public_media: bool,
    /// A comment of our own can follow the post.
    pub first_comment: bool,
    /// Choices that only this network has.
    pub options: Vec<Choice>,
    /// Repeating a send with the same handle makes no second post, natively, on every server of the network.
    pub repeatable: bool,
    /// A send of unknown outcome can be looked up.
    pub can_look_up: bool,
    /// A post can be changed.
    pub can_edit: bool,
    /// A post can be removed.
    pub can_delete: bool,
    /// Credentials run out and are refreshed.
    pub refreshes: bool,
    /// Counters of a post.
    pub post_metrics: Vec<Metric>,
    /// Counters of an account.
    pub account_metrics: Vec<Metric>,
    /// Most posts in one request for counters.
    pub metrics_batch: usize,
    /// What one post costs at the network, in millionths of a US dollar.
    pub post_price_micros: Option<i64>,
}

impl Capabilities {
    /// Whether a post that is nothing but a text can go out, with no further choice.
    #[must_use]
    pub fn takes_text_alone(&self) -> bool {
        let must_choose = self.options.iter().any(|choice| choice.required && choice.default.is_empty());
        self.formats.contains(&Format::Text) && !self.title_required && !self.media_required && !must_choose
    }

    /// What a network can do that can do nothing yet: to build upon.
    #[must_use]
    pub const fn none(network: Network, limits: Limits) -> Self {
        Self {
            network,
            connect: vec![],
            needs_app: false,
            limits,
            formats: vec![],
            placements: vec![],
            title_required: false,
            media_required: false,
            needs_public_media: false,
            first_comment: false,
            options: vec![],
            repeatable: false,
            can_look_up: false,
            can_edit: false,
            can_delete: false,
            refreshes: false,
            post_metrics: vec![],
            account_metrics: vec![],
            metrics_batch: 1,
            post_price_micros: None,
        }
    }
}
