//! What every simulated network is to the rest of the simulator, and the one
//! list of them.

use std::marker::PhantomData;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::Response;

use crate::account::AccountSpec;
use crate::call::{Call, any_token};
use crate::faults::{self, FaultContext, Refusal};
use crate::limits::{self, Charge, Standing};
use crate::oauth::authority::Authority;
use crate::page;
use crate::state::Shared;
use crate::webhooks::Webhook;
use crate::world::{Account, Draft, Post, SimPost, World, links_in};

macro_rules! stand_ins {
    ($($(#[$doc:meta])* $name:ident = $module:ident, $title:literal;)+) => {
        /// A network that the simulator plays.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Network { $($(#[$doc])* $name),+ }

        impl Network {
            /// Every simulated network.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The word for it in addresses, settings and tables.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($module)),+ }
            }

            /// The network's own name.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title),+ }
            }

            pub(crate) fn stand_in(self) -> &'static dyn Play {
                match self { $(Self::$name => &Of::<crate::$module::State>(PhantomData)),+ }
            }
        }

        /// What each network keeps.
        #[derive(Default)]
        pub(crate) struct States { $($module: Mutex<crate::$module::State>),+ }

        $(impl Listed for crate::$module::State {
            const NETWORK: Network = Network::$name;

            fn slot(states: &States) -> &Mutex<Self> {
                &states.$module
            }
        })+
    };
}

// The list. A network stands below the comment that names its folder.
stand_ins! {
    /// A Bluesky personal data server with app view behaviour.
    Bluesky = bluesky, "Bluesky";
    /// One Mastodon server.
    Mastodon = mastodon, "Mastodon";

    // telegram
    /// The Bot API of Telegram with its channels.
    Telegram = telegram, "Telegram";

    // facebook
    /// Pages of Facebook.
    Facebook = facebook, "Facebook";

    // instagram
    /// Professional accounts of Instagram.
    Instagram = instagram, "Instagram";

    // threads
    /// Threads.
    Threads = threads, "Threads";

    // linkedin
    /// LinkedIn, the versioned REST API.
    LinkedIn = linkedin, "LinkedIn";

    // x
    /// X, API v2.
    X = x, "X";

    // youtube
    /// YouTube.
    YouTube = youtube, "YouTube";

    // tiktok
    /// TikTok.
    TikTok = tiktok, "TikTok";

    // pinterest
    /// Pinterest.
    Pinterest = pinterest, "Pinterest";

    // reddit
    /// Reddit.
    Reddit = reddit, "Reddit";

    // discord
    /// One Discord server with its channels.
    Discord = discord, "Discord";

    // slack
    /// One Slack workspace with its channels.
    Slack = slack, "Slack";

    // wordpress
    /// One blog on WordPress.
    WordPress = wordpress, "WordPress";

    // google_business
    /// Google Business Profile.
    GoogleBusiness = google_business, "Google Business Profile";

}

impl Network {
    /// Reads [`Network::as_str`] back; `None` for an unknown word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|network| network.as_str() == word)
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.title())
    }
}

/// Its place in the list; the list itself implements it.
pub(crate) trait Listed: Send + Sized + 'static {
    const NETWORK: Network;

    fn slot(states: &States) -> &Mutex<Self>;
}

/// One simulated network; implemented by the `State` of its folder.
///
/// `router`, `world`, `refusal`, `new_post_id` and `post_url` must be written;
/// the rest has an answer that suits most networks. A method with `self` is
/// called with the state locked: it must not ask `shared` for the same state.
pub(crate) trait StandIn: Listed {
    /// The API and its fallback, with the state given, without faults and limits:
    /// those are laid around it.
    fn router(shared: &Arc<Shared>) -> Router;

    fn world(&mut self) -> &mut World;

    /// A failure in the network's own words, status and headers.
    fn refusal(shared: &Shared, refusal: &Refusal) -> Response;

    /// The id of a post that does not exist yet.
    fn new_post_id(&mut self, shared: &Shared, draft: &Draft) -> String;

    /// The address of a post for people.
    fn post_url(&mut self, shared: &Shared, author: &str, post_id: &str) -> String;

    /// Gives a post that did not come over the API what only this network knows of it.
    fn dress(&mut self, _shared: &Shared, _post: &mut Post) {}

    /// The id of a new account: the same for the same seed and handle.
    fn account_id(shared: &Shared, handle: &str) -> String {
        crate::ids::number(shared.seed, Self::NETWORK.as_str(), handle, 15)
    }

    /// Adds an account of the product's users; answers its id.
    fn add_account(shared: &Shared, spec: &AccountSpec) -> String {
        let account = spec.account(Self::account_id(shared, &spec.handle), shared.clock.now());
        let id = account.id.clone();
        shared.state::<Self>().world().add_account(account);
        id
    }

    /// The handle of a person of the audience.
    fn reader_handle(number: usize) -> String {
        format!("reader-{number}")
    }

    /// The account of a person of the audience, made when first asked for.
    fn reader(shared: &Shared, number: usize) -> String {
        let handle = Self::reader_handle(number);
        let id = Self::account_id(shared, &handle);
        let mut state = shared.state::<Self>();
        if state.world().account(&id).is_none() {
            state.world().add_account(Account {
                id: id.clone(),
                handle,
                display_name: format!("Reader {number}"),
                audience: true,
                base_followers: (number as u64 * 41) % 800,
                created_at: shared.clock.now(),
                ..Account::default()
            });
        }
        id
    }

    /// The id of a like, repost or follow.
    fn reaction_id(shared: &Shared, _by: &str, _kind: &str) -> String {
        shared.clock.unique_micros().to_string()
    }

    /// Publishes what the audience or a seed writes. A `silent` post is history.
    fn publish_draft(shared: &Shared, draft: &Draft, silent: bool) -> SimPost {
        let mut state = shared.state::<Self>();
        let id = draft.remote_id.clone().unwrap_or_else(|| state.new_post_id(shared, draft));
        state.world().remove_post(&id);
        let mut text = draft.text.clone();
        for mentioned in &draft.mentions {
            let Some(account) = state.world().account(mentioned) else { continue };
            let name = format!("@{}", account.handle);
            if !text.contains(&name) {
                text = format!("{name} {text}");
            }
        }
        let mut post = Post {
            url: state.post_url(shared, &draft.author, &id),
            id,
            author: draft.author.clone(),
            links: links_in(&text),
            text,
            created_at: draft.created_at,
            parent: draft.parent.clone(),
            quoted: draft.quoted.clone(),
            mentions: draft.mentions.clone(),
            base: draft.base,
            ..Post::default()
        };
        state.dress(shared, &mut post);
        let view = post.to_sim();
        state.world().publish(post, silent);
        view
    }

    /// Apps and tokens, where the network has OAuth (or keeps its own tokens there).
    fn authority(&mut self) -> Option<&mut Authority> {
        None
    }

    /// The token that a request carries, wherever the network takes it.
    fn token(call: &Call) -> Option<String> {
        any_token(call)
    }

    /// A token for an account as if its owner had signed in.
    fn issue_token(shared: &Shared, account: &str) -> Option<String> {
        let mut state = shared.state::<Self>();
        Some(state.authority()?.issue(shared.seed, Self::NETWORK.as_str(), account))
    }

    /// The name of the account with which the network is tried by hand.
    fn sample_handle() -> &'static str {
        "brand"
    }

    /// Adds what that account needs beside (a page, a board, a chat); answers
    /// names and values to be printed.
    fn furnish(_shared: &Shared, _account: &str) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Lets the access token run out, for a fault.
    fn expire_token(shared: &Shared, token: &str) {
        if let Some(authority) = shared.state::<Self>().authority() {
            authority.expire(token);
        }
    }

    /// Revokes a token and all that came of the same sign-in, for a fault.
    fn revoke_token(shared: &Shared, token: &str) {
        if let Some(authority) = shared.state::<Self>().authority() {
            authority.revoke(token);
        }
    }

    /// What a request costs; by its method, path, query and headers.
    fn charges(&mut self, _request: &Request, _now: i64) -> Vec<Charge> {
        Vec::new()
    }

    /// Tells how the limits stand, in the headers of any answer. `now` is the
    /// simulated time.
    fn limit_headers(_headers: &mut HeaderMap, _standings: &[Standing], _now: i64) {}

    /// Signs a webhook by the network's scheme: adds headers, or changes the body.
    fn sign_webhook(&mut self, _shared: &Shared, _webhook: &mut Webhook) {}
}

/// [`StandIn`] for whoever knows the network only at run time.
pub(crate) trait Play: Sync {
    fn router(&self, shared: &Arc<Shared>) -> Router;
    fn with_world(&self, shared: &Shared, work: &mut dyn FnMut(&mut World));
    fn with_authority(&self, shared: &Shared, work: &mut dyn FnMut(&mut Authority)) -> bool;
    fn add_account(&self, shared: &Shared, spec: &AccountSpec) -> String;
    fn reader(&self, shared: &Shared, number: usize) -> String;
    fn reaction_id(&self, shared: &Shared, by: &str, kind: &str) -> String;
    fn publish_draft(&self, shared: &Shared, draft: &Draft, silent: bool) -> SimPost;
    fn refusal(&self, shared: &Shared, refusal: &Refusal) -> Response;
    fn token(&self, call: &Call) -> Option<String>;
    fn issue_token(&self, shared: &Shared, account: &str) -> Option<String>;
    fn sample_handle(&self) -> &'static str;
    fn furnish(&self, shared: &Shared, account: &str) -> Vec<(&'static str, String)>;
    fn expire_token(&self, shared: &Shared, token: &str);
    fn revoke_token(&self, shared: &Shared, token: &str);
    fn sign_webhook(&self, shared: &Shared, webhook: &mut Webhook);
}

/// A network as a value.
struct Of<S>(PhantomData<fn() -> S>);

impl<S: StandIn> Play for Of<S> {
    fn router(&self, shared: &Arc<Shared>) -> Router {
        let context = FaultContext { shared: Arc::clone(shared), network: S::NETWORK };
        S::router(shared)
            .layer(from_fn_with_state(Arc::clone(shared), limits::layer::<S>))
            .layer(from_fn_with_state(context, faults::layer))
    }

    fn with_world(&self, shared: &Shared, work: &mut dyn FnMut(&mut World)) {
        work(shared.state::<S>().world());
    }

    fn with_authority(&self, shared: &Shared, work: &mut dyn FnMut(&mut Authority)) -> bool {
        shared.state::<S>().authority().map(work).is_some()
    }

    fn add_account(&self, shared: &Shared, spec: &AccountSpec) -> String {
        S::add_account(shared, spec)
    }

    fn reader(&self, shared: &Shared, number: usize) -> String {
        S::reader(shared, number)
    }

    fn reaction_id(&self, shared: &Shared, by: &str, kind: &str) -> String {
        S::reaction_id(shared, by, kind)
    }

    fn publish_draft(&self, shared: &Shared, draft: &Draft, silent: bool) -> SimPost {
        S::publish_draft(shared, draft, silent)
    }

    fn refusal(&self, shared: &Shared, refusal: &Refusal) -> Response {
        S::refusal(shared, refusal)
    }

    fn token(&self, call: &Call) -> Option<String> {
        S::token(call)
    }

    fn issue_token(&self, shared: &Shared, account: &str) -> Option<String> {
        S::issue_token(shared, account)
    }

    fn sample_handle(&self) -> &'static str {
        S::sample_handle()
    }

    fn furnish(&self, shared: &Shared, account: &str) -> Vec<(&'static str, String)> {
        S::furnish(shared, account)
    }

    fn expire_token(&self, shared: &Shared, token: &str) {
        S::expire_token(shared, token);
    }

    fn revoke_token(&self, shared: &Shared, token: &str) {
        S::revoke_token(shared, token);
    }

    fn sign_webhook(&self, shared: &Shared, webhook: &mut Webhook) {
        shared.state::<S>().sign_webhook(shared, webhook);
    }
}

/// The page of the post whose address ends in this path, if there is one; for fallbacks.
pub(crate) fn page_at<S: StandIn>(shared: &Shared, path: &str) -> Option<Response> {
    let address = format!("{}{path}", shared.url(S::NETWORK));
    let mut state = shared.state::<S>();
    let world = &*state.world();
    let post = world.all_posts().find(|post| post.url == address)?;
    Some(page::post(world, S::NETWORK.title(), post))
}

/// A status from a number that a test gave.
pub(crate) fn status(number: u16) -> StatusCode {
    StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
