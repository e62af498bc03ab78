//! The simulated networks of the demo: started, peopled, connected by the product's own use cases.

use anyhow::{Context, bail};
use app::{
    Actor, App,
    channels::{ConnectChannel, ConnectOutcome, ConsentAnswer},
    ids::{BrandId, ChannelId},
};
use networks::Network;
use simulator::Simulator;
use url::Url;

use super::setting::Outlet;

/// The brand's name on the networks.
const DISPLAY_NAME: &str = "Nordlicht Tea";
const BLUESKY_HANDLE: &str = "nordlicht-tea.test";
const MASTODON_NAME: &str = "nordlicht_tea";
/// Followers 90 days ago and today.
const FOLLOWERS: [(i64, i64); 2] = [(1_482, 2_390), (618, 1_146)];

/// Makes the brand's accounts and connects them as a person would.
pub async fn connect(
    app: &App,
    actor: &Actor,
    brand_id: BrandId,
    sim: &Simulator,
) -> anyhow::Result<[Outlet; 2]> {
    let password = app::vault::random_token();
    let did = sim.add_bluesky_account(BLUESKY_HANDLE, &password, DISPLAY_NAME);
    let account = sim.add_mastodon_account(MASTODON_NAME, &password, DISPLAY_NAME);
    for (network, account, followers) in [
        (simulator::Network::Bluesky, &did, FOLLOWERS[0]),
        (simulator::Network::Mastodon, &account, FOLLOWERS[1]),
    ] {
        sim.set_followers(network, account, followers.1.unsigned_abs())?;
    }
    let bluesky = async {
        let input = ConnectChannel {
            brand_id: Some(brand_id),
            network: Network::Bluesky.to_string(),
            base_url: sim.bluesky_url(),
            identifier: BLUESKY_HANDLE.to_owned(),
            secret: password.clone(),
            ..ConnectChannel::default()
        };
        match app.connect_channel(actor, input).await? {
            ConnectOutcome::Connected(id) => Ok(id),
            _ => bail!("Bluesky asked for consent"),
        }
    };
    let mastodon = async {
        let input = ConnectChannel {
            brand_id: Some(brand_id),
            network: Network::Mastodon.to_string(),
            base_url: sim.mastodon_url(),
            ..ConnectChannel::default()
        };
        match app.connect_channel(actor, input).await? {
            ConnectOutcome::Consent(page) => {
                let answer = consent(&page, &password).await?;
                match app.finish_connection(actor, &answer).await? {
                    ConnectOutcome::Connected(id) => Ok(id),
                    _ => bail!("Mastodon gave no account"),
                }
            }
            _ => bail!("Mastodon asked for no consent"),
        }
    };
    let (bluesky, mastodon) =
        tokio::try_join!(bluesky, mastodon).context("connecting the simulated networks")?;
    Ok([
        outlet(app, Network::Bluesky, bluesky, did, FOLLOWERS[0], "bsky.app")?,
        outlet(app, Network::Mastodon, mastodon, account, FOLLOWERS[1], "mastodon.example")?,
    ])
}

fn outlet(
    app: &App,
    network: Network,
    id: ChannelId,
    account: String,
    followers: (i64, i64),
    host: &'static str,
) -> anyhow::Result<Outlet> {
    let connector = app.connector(network).context("this program lacks a connector")?;
    let connector = std::sync::Arc::clone(connector);
    Ok(Outlet { id, network, connector, remote_id: account.clone(), account, followers, host })
}

/// The person's part on the consent page; gives what the page sends back.
#[expect(clippy::disallowed_methods, reason = "a browser's part, played towards this machine only")]
async fn consent(page: &str, password: &str) -> anyhow::Result<ConsentAnswer> {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build()?;
    let form = [("login", MASTODON_NAME), ("password", password)];
    let answer = client.post(page).form(&form).send().await?;
    let to = answer.headers().get(reqwest::header::LOCATION).context("the consent page sent nobody back")?;
    let to = Url::parse(to.to_str()?)?;
    let value =
        |name: &str| to.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    Ok(ConsentAnswer {
        state: value("state").context("no state")?,
        code: value("code").context("no code")?,
        issuer: value("iss"),
    })
}
