//! The simulated networks of the demo: started, peopled, connected by the product's own use cases.

use std::sync::Arc;

use anyhow::{Context, bail};
use app::{
    Actor, App,
    channels::{ConnectChannel, ConnectOutcome, ConsentAnswer},
    ids::{BrandId, ChannelId},
};
use networks::{ConnectMethod, Network};
use simulator::{AccountSpec, Simulator};
use url::Url;

use super::setting::Outlet;

/// The brand's name on the networks.
const DISPLAY_NAME: &str = "Nordlicht Tea";
/// Its account, where the network asks for no other form.
const LOGIN: &str = "nordlicht_tea";
/// Whoever administers the brand's page on LinkedIn.
const ADMINISTRATOR: &str = "nordlicht_strategist";
/// The instance's app at networks that want one.
pub const APP: (&str, &str) = ("tandem-demo", "tandem-demo-secret");
const TELEGRAM_BOT: &str = "123456:demo-bot-that-writes-to-one-channel";
const DISCORD_BOT: &str = "demo.bot.of-one-channel";

/// A place where the brand is.
struct Place {
    network: Network,
    /// Followers 90 days ago and today.
    followers: (i64, i64),
    /// Which part of the posts goes there too; those of the first two are planned by themselves.
    share: f64,
    /// Host that visitors come from.
    host: &'static str,
}

const fn place(network: Network, followers: (i64, i64), share: f64, host: &'static str) -> Place {
    Place { network, followers, share, host }
}

/// Films are the only posts of the two last ones, and the brand has made none yet.
const PLACES: [Place; 16] = [
    place(Network::Bluesky, (1_482, 2_390), 0.0, "bsky.app"),
    place(Network::Mastodon, (618, 1_146), 0.0, "mastodon.example"),
    place(Network::Instagram, (2_910, 3_544), 0.22, "instagram.com"),
    place(Network::Facebook, (1_105, 1_172), 0.10, "facebook.com"),
    place(Network::LinkedIn, (402, 691), 0.12, "linkedin.com"),
    place(Network::Threads, (233, 520), 0.08, "threads.net"),
    place(Network::X, (871, 858), 0.06, "x.com"),
    place(Network::Telegram, (312, 377), 0.10, "t.me"),
    place(Network::Pinterest, (540, 733), 0.10, "pinterest.com"),
    place(Network::WordPress, (0, 0), 0.04, "blog.nordlicht-tea.example"),
    place(Network::GoogleBusiness, (0, 0), 0.04, "google.com"),
    place(Network::Reddit, (58, 96), 0.02, "reddit.com"),
    place(Network::Discord, (120, 164), 0.03, "discord.com"),
    place(Network::Slack, (34, 41), 0.03, "slack.com"),
    place(Network::YouTube, (77, 102), 0.0, "youtube.com"),
    place(Network::TikTok, (15, 143), 0.0, "tiktok.com"),
];

/// Where the networks are, and with which app the instance speaks to those that want one.
pub fn servers(sim: &Simulator) -> anyhow::Result<Vec<(Network, String)>> {
    PLACES.iter().map(|place| Ok((place.network, sim.url(simulated(place.network)?)))).collect()
}

/// Makes the brand's accounts and connects them as a person would; those that the past is about come first.
pub async fn connect(
    app: &App,
    actor: &Actor,
    brand_id: BrandId,
    sim: &Simulator,
) -> anyhow::Result<Vec<Outlet>> {
    let password = app::vault::random_token();
    let mut outlets = Vec::with_capacity(PLACES.len());
    for place in PLACES {
        let network = place.network;
        let outlet = connect_one(app, actor, brand_id, sim, &password, place).await;
        outlets.push(outlet.with_context(|| format!("connecting the simulated {network}"))?);
    }
    Ok(outlets)
}

async fn connect_one(
    app: &App,
    actor: &Actor,
    brand_id: BrandId,
    sim: &Simulator,
    password: &str,
    place: Place,
) -> anyhow::Result<Outlet> {
    let Place { network, followers, share, host } = place;
    let connector = Arc::clone(app.connector(network).context("this program lacks a connector")?);
    let simulated = simulated(network)?;
    sim.add_app(simulated, APP.0, APP.1, &format!("{}/channels/callback", app.settings.public_url));
    let account = add_account(sim, network, simulated, password);
    sim.set_followers(simulated, &account, followers.1.unsigned_abs())?;
    let mut input = ConnectChannel {
        brand_id: Some(brand_id),
        network: network.to_string(),
        ..ConnectChannel::default()
    };
    match network {
        Network::Bluesky | Network::WordPress => {
            input.identifier = login(network).to_owned();
            input.secret = password.to_owned();
        }
        Network::Telegram => {
            (input.secret, input.target) = (TELEGRAM_BOT.to_owned(), format!("@{LOGIN}"));
        }
        Network::Discord => {
            input.method = ConnectMethod::BotToken.as_str().to_owned();
            (input.secret, input.target) = (DISCORD_BOT.to_owned(), account.clone());
        }
        _ => {}
    }
    if matches!(network, Network::Bluesky | Network::Mastodon | Network::WordPress) {
        input.base_url = sim.url(simulated);
    }
    let mut outcome = app.connect_channel(actor, input).await?;
    if let ConnectOutcome::Consent(page) = &outcome {
        let person = if network == Network::LinkedIn { ADMINISTRATOR } else { login(network) };
        outcome = app.finish_connection(actor, &consent(page, person, password).await?).await?;
    }
    let id = match outcome {
        ConnectOutcome::Connected(id) => id,
        ConnectOutcome::Choose(found) => brands_own(app, actor, found).await?,
        ConnectOutcome::Consent(_) => bail!("consent was asked for twice"),
    };
    let remote_id = app.find_channel(actor, id).await?.remote_id;
    Ok(Outlet { id, network, connector, remote_id, account, followers, share, host })
}

/// Of the accounts that a consent opened, the brand's own.
async fn brands_own(app: &App, actor: &Actor, found: app::ids::ConnectionId) -> anyhow::Result<ChannelId> {
    let accounts = app.found_accounts(actor, found).await?.profiles;
    let own = accounts.iter().find(|profile| profile.display_name == DISPLAY_NAME);
    let own = own.context("the brand's account is not among those found")?.remote_id.clone();
    let kept = app.choose_accounts(actor, found, &[own]).await?;
    kept.first().copied().context("no account was kept")
}

/// Makes the account; gives its id at the network.
fn add_account(sim: &Simulator, network: Network, simulated: simulator::Network, password: &str) -> String {
    let spec = match network {
        Network::LinkedIn => {
            sim.add_account(simulated, &AccountSpec::new(ADMINISTRATOR, password, "Strategist"));
            simulator::linkedin::organization("nordlicht-tea", DISPLAY_NAME, ADMINISTRATOR)
        }
        Network::Telegram => AccountSpec::new(LOGIN, TELEGRAM_BOT, DISPLAY_NAME),
        Network::Discord => AccountSpec::new(LOGIN, DISCORD_BOT, DISPLAY_NAME),
        _ => AccountSpec::new(login(network), password, DISPLAY_NAME),
    };
    sim.add_account(simulated, &spec)
}

const fn login(network: Network) -> &'static str {
    if matches!(network, Network::Bluesky) { "nordlicht-tea.test" } else { LOGIN }
}

/// The simulator's word for a network.
pub fn simulated(network: Network) -> anyhow::Result<simulator::Network> {
    simulator::Network::parse(network.as_str()).with_context(|| format!("the simulator has no {network}"))
}

/// The person's part on the consent page; gives what the page sends back.
#[expect(clippy::disallowed_methods, reason = "a browser's part, played towards this machine only")]
async fn consent(page: &str, login: &str, password: &str) -> anyhow::Result<ConsentAnswer> {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build()?;
    let mut page = Url::parse(page)?;
    let mut form: Vec<(String, String)> = page.query_pairs().into_owned().collect();
    page.set_query(None);
    let typed = [("login", login), ("password", password), ("decision", "allow")];
    form.extend(typed.map(|(name, value)| (name.to_owned(), value.to_owned())));
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
