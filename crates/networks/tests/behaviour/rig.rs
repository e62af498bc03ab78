//! What the suite has to know of each network to try it: one rig a network.

use async_trait::async_trait;
use networks::{ConnectInput, Content, Error, ErrorKind, Network, Next, Settings};
use serde_json::json;
use simulator::Simulator;
use url::Url;

use crate::world::{World, post_form, redirected_to, settings};

pub const HANDLE: &str = "brand.test";
pub const USERNAME: &str = "brand";
pub const PASSWORD: &str = "abcd-efgh-ijkl-mnop";
pub const REDIRECT: &str = "https://tandem.example/channels/back";

/// What is different from network to network.
#[async_trait]
pub trait Rig: Send + Sync {
    /// Which network of the simulator it is.
    fn sim_network(&self) -> simulator::Network;

    /// Address of the simulated network.
    fn server(&self, sim: &Simulator) -> String;

    /// Makes the account, and whatever it needs to be connected; gives its id at the network.
    fn add_account(&self, sim: &Simulator) -> String;

    /// What an operator would have set.
    fn settings(&self, sim: &Simulator) -> Settings {
        let _ = sim;
        settings()
    }

    /// Whether a person types the server's address.
    fn is_typed(&self) -> bool {
        true
    }

    /// The connector's id of the account, where it is not the network's.
    fn remote_id(&self, sim: &Simulator, account: &str) -> String {
        let _ = sim;
        account.to_owned()
    }

    /// What the account is called.
    fn display_name(&self) -> &'static str {
        "The Brand"
    }

    /// Whether every part of a thread answers the first one.
    fn flat_threads(&self) -> bool {
        false
    }

    /// What the account's handle begins with.
    fn handle(&self) -> &'static str {
        USERNAME
    }

    /// What a person types.
    fn typed(&self, server: &str, password: &str) -> ConnectInput {
        ConnectInput {
            base_url: server.to_owned(),
            identifier: HANDLE.to_owned(),
            secret: password.to_owned(),
            redirect_uri: REDIRECT.to_owned(),
            state: "state-1".to_owned(),
            ..ConnectInput::default()
        }
    }

    /// Agrees on the network's page; gives the code.
    async fn consent(&self, authorize_url: &str, password: &str) -> Result<String, Error> {
        consent(authorize_url, password).await
    }

    /// Adds what the network's simplest post must have beside its text.
    fn dress(&self, content: Content) -> Content {
        content
    }

    /// Whether the network works for a while on every post that it has taken.
    fn processes(&self) -> bool {
        false
    }

    /// Whether credentials that ran out can still be renewed.
    fn renews_late(&self) -> bool {
        true
    }

    /// The request that makes a post visible.
    fn write(&self) -> &'static str;

    /// The request that uploads a picture.
    fn upload(&self) -> &'static str;

    /// The first request of a look-up.
    fn look(&self) -> &'static str;

    /// The first request of a health check.
    fn health(&self) -> &'static str;

    /// The request that renews credentials.
    fn refresh(&self) -> &'static str {
        "/oauth"
    }

    /// Whether the network refuses the same post again.
    fn refuses_same(&self) -> bool {
        false
    }

    /// Whether counters tell a removed post from one that nobody saw.
    fn knows_removed(&self) -> bool {
        true
    }

    /// How long credentials last.
    fn token_life_ms(&self) -> i64 {
        2 * 3_600_000
    }

    /// Whether renewing credentials makes the old ones useless.
    fn rotates(&self) -> bool {
        true
    }

    /// Whether disconnecting an account withdraws its credentials at the network.
    fn revokes(&self) -> bool {
        true
    }

    /// How long the network's lists may leave out what is new.
    fn lag_ms(&self) -> i64 {
        0
    }

    /// Alternative texts of a post's pictures as the network has them; `None` where it has none.
    async fn alts(&self, world: &World, remote_id: &str) -> Option<Vec<String>> {
        let _ = (world, remote_id);
        None
    }
}

/// The rig of a network.
pub fn rig(network: Network) -> Box<dyn Rig> {
    match network {
        Network::Bluesky => Box::new(Bluesky),
        Network::Mastodon => Box::new(Mastodon),
        Network::Facebook => Box::new(crate::meta::Facebook),
        Network::Instagram => Box::new(crate::meta::Instagram),
        Network::Threads => Box::new(crate::meta::Threads),
        Network::LinkedIn => Box::new(crate::linkedin::LinkedIn),
        Network::X => Box::new(crate::x::X),
        Network::Telegram => Box::new(crate::telegram::Telegram),
        Network::TikTok => Box::new(crate::tiktok::TikTok),
        Network::Pinterest => Box::new(crate::pinterest::Pinterest),
        Network::Reddit => Box::new(crate::reddit::Reddit),
        Network::Discord => Box::new(crate::discord::Discord),
        Network::Slack => Box::new(crate::slack::Slack),
        Network::WordPress => Box::new(crate::wordpress::WordPress),
        Network::YouTube => Box::new(crate::youtube::YouTube),
        Network::GoogleBusiness => Box::new(crate::google_business::GoogleBusiness),
    }
}

/// Agrees on a consent page of the simulator; the answer's redirect names the code.
pub async fn consent(authorize_url: &str, password: &str) -> Result<String, Error> {
    let mut url = Url::parse(authorize_url).unwrap();
    let mut form: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    url.set_query(None);
    form.extend(
        [("login", USERNAME), ("password", password), ("decision", "allow")]
            .map(|(key, value)| (key.to_owned(), value.to_owned())),
    );
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).finish();
    let answer = post_form(&url, &body).await;
    let refused = || Error::new(ErrorKind::Credentials, Next::Never, "the person was refused");
    let back = Url::parse(&redirected_to(&answer).ok_or_else(refused)?).unwrap();
    let value =
        |name: &str| back.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    assert_eq!(value("state").as_deref(), Some("state-1"));
    value("code").ok_or_else(refused)
}

struct Bluesky;

#[async_trait]
impl Rig for Bluesky {
    fn sim_network(&self) -> simulator::Network {
        simulator::Network::Bluesky
    }

    fn server(&self, sim: &Simulator) -> String {
        sim.bluesky_url()
    }

    fn add_account(&self, sim: &Simulator) -> String {
        sim.add_bluesky_account(HANDLE, PASSWORD, "The Brand")
    }

    fn handle(&self) -> &'static str {
        HANDLE
    }

    fn write(&self) -> &'static str {
        "putRecord"
    }

    fn upload(&self) -> &'static str {
        "uploadBlob"
    }

    fn look(&self) -> &'static str {
        "getRecord"
    }

    fn health(&self) -> &'static str {
        "getSession"
    }

    fn refresh(&self) -> &'static str {
        "refreshSession"
    }

    async fn alts(&self, world: &World, remote_id: &str) -> Option<Vec<String>> {
        let rkey = remote_id.rsplit('/').next().unwrap();
        let account = &world.account;
        let path = format!(
            "/xrpc/com.atproto.repo.getRecord?repo={account}&collection=app.bsky.feed.post&rkey={rkey}"
        );
        let token = world.credentials().0["access"].as_str().unwrap().to_owned();
        let images = world.read(&path, &token).await["value"]["embed"]["images"].clone();
        assert_eq!(images[0]["aspectRatio"], json!({ "width": 1, "height": 1 }));
        Some([0, 1].map(|place| images[place]["alt"].as_str().unwrap_or("").to_owned()).into())
    }
}

struct Mastodon;

#[async_trait]
impl Rig for Mastodon {
    fn sim_network(&self) -> simulator::Network {
        simulator::Network::Mastodon
    }

    fn server(&self, sim: &Simulator) -> String {
        sim.mastodon_url()
    }

    fn add_account(&self, sim: &Simulator) -> String {
        sim.add_mastodon_account(USERNAME, PASSWORD, "The Brand")
    }

    fn write(&self) -> &'static str {
        "POST /api/v1/statuses"
    }

    fn upload(&self) -> &'static str {
        "POST /api/v2/media"
    }

    fn look(&self) -> &'static str {
        "/statuses?limit="
    }

    fn health(&self) -> &'static str {
        "verify_credentials"
    }

    async fn alts(&self, world: &World, remote_id: &str) -> Option<Vec<String>> {
        let token = world.credentials().0["token"].as_str().unwrap().to_owned();
        let status = world.read(&format!("/api/v1/statuses/{remote_id}"), &token).await;
        let alt = |place: usize| {
            status["media_attachments"][place]["description"].as_str().unwrap_or("").to_owned()
        };
        Some([0, 1].map(alt).into())
    }
}
