//! `tandem simulate`.

use std::net::SocketAddr;

use anyhow::{Context, bail};
use clap::Args;
use serde_json::json;
use simulator::{Audience, AudienceConfig, Config, Network, Sample, Simulator};

use super::say;
use crate::running;

/// Start the simulated networks alone, for trying connectors and settings by hand.
#[derive(Debug, Args)]
pub struct Simulate {
    /// Where the first network listens, on this machine only; each of the others has the next port.
    #[arg(long, default_value = "127.0.0.1:8700")]
    listen: SocketAddr,
    /// Start only this network; may be given several times.
    #[arg(long = "network", value_parser = network)]
    networks: Vec<Network>,
    /// Where the consent pages send people back to.
    #[arg(long, default_value = "http://127.0.0.1:8080/channels/callback")]
    redirect_uri: String,
    /// Let people read, like and answer, so many times faster than real life.
    #[arg(long)]
    pace: Option<f64>,
    /// The same seed gives the same accounts, passwords and apps.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Tell all as one line of JSON.
    #[arg(long)]
    json: bool,
}

fn network(word: &str) -> Result<Network, String> {
    Network::parse(word).ok_or_else(|| {
        let known: Vec<&str> = Network::ALL.iter().map(|network| network.as_str()).collect();
        format!("there is no such network; there are {}", known.join(", "))
    })
}

impl Simulate {
    /// Runs until SIGTERM or Ctrl-C.
    pub async fn run(self) -> anyhow::Result<()> {
        if !self.listen.ip().is_loopback() {
            bail!("simulated networks are for this machine only: listen on 127.0.0.1");
        }
        let networks = if self.networks.is_empty() { Network::ALL.to_vec() } else { self.networks };
        let config = Config { listen: self.listen, seed: self.seed, networks, ..Config::default() };
        let sim = Simulator::start(config).await.with_context(|| {
            format!("cannot listen on {} and the ports after it: name a free one with --listen", self.listen)
        })?;
        let samples: Vec<Sample> =
            sim.networks().into_iter().map(|network| sim.add_sample(network, &self.redirect_uri)).collect();
        if self.json {
            say(json!({ "networks": samples.iter().map(as_json).collect::<Vec<_>>() }))?;
        } else {
            samples.iter().try_for_each(tell)?;
            say("Ctrl-C ends it and forgets everything.")?;
        }
        let audience = self
            .pace
            .map(|pace| Audience::start(&sim, AudienceConfig { seed: self.seed, pace, tracker: None }))
            .transpose()
            .context("the audience cannot come")?;
        running::stop_signal().await;
        if let Some(audience) = audience {
            audience.stop().await;
        }
        sim.shutdown().await;
        Ok(())
    }
}

fn tell(sample: &Sample) -> anyhow::Result<()> {
    let line = |name: &str, value: &str| say(format!("  {name:20} {value}"));
    say(sample.network)?;
    line("address", &sample.url)?;
    line("account", &format!("{} ({})", sample.handle, sample.account))?;
    line("password", &sample.password)?;
    if let Some((id, secret)) = &sample.app {
        line("client id", id)?;
        line("client secret", secret)?;
    }
    if let Some(token) = &sample.token {
        line("token", token)?;
    }
    sample.more.iter().try_for_each(|(name, value)| line(name, value))?;
    say("")
}

fn as_json(sample: &Sample) -> serde_json::Value {
    let more: serde_json::Map<_, _> =
        sample.more.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect();
    json!({
        "network": sample.network.as_str(),
        "url": sample.url,
        "account": sample.account,
        "handle": sample.handle,
        "password": sample.password,
        "client_id": sample.app.as_ref().map(|(id, _)| id),
        "client_secret": sample.app.as_ref().map(|(_, secret)| secret),
        "token": sample.token,
        "more": more,
    })
}
