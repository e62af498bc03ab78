//! `tandem networks`.

use clap::Args;
use networks::{Capabilities, Network, Registry, TextUnit};

use super::say;
use crate::config::Config;

/// List the networks with what each can do.
#[derive(Debug, Args)]
pub struct Networks {
    /// As JSON, limits and all.
    #[arg(long)]
    json: bool,
}

impl Networks {
    /// Prints a block for each network.
    pub fn run(self, config: &Config) -> anyhow::Result<()> {
        let settings = config.network_settings();
        let registry = Registry::new(&settings)?;
        let all: Vec<Capabilities> =
            registry.all().iter().map(|connector| connector.capabilities(None)).collect();
        if self.json {
            return say(serde_json::to_string_pretty(&all)?);
        }
        for capabilities in &all {
            let ready = !capabilities.needs_app || settings.of(capabilities.network).app().is_some();
            say(block(capabilities, ready, &webhooks(config, &registry, capabilities.network)))?;
        }
        Ok(())
    }
}

/// Where the network sends what happens there, and the word that it asks for beside that.
fn webhooks(config: &Config, registry: &Registry, network: Network) -> String {
    let Some(receiver) = registry.get(network).and_then(|connector| connector.receiver()) else {
        return "not received".to_owned();
    };
    let address = config.listen.parse().map(|address| config.public_url(address)).unwrap_or_default();
    let token = receiver.verify_token().map_or_else(String::new, |token| format!(", verify token {token}"));
    format!("{address}{}/{network}{token}", app::webhooks::PATH)
}

fn block(can: &Capabilities, ready: bool, webhooks: &str) -> String {
    let limits = &can.limits;
    let list = |words: Vec<&str>| if words.is_empty() { "none".to_owned() } else { words.join(", ") };
    let formats = list(can.formats.iter().map(|format| format.as_str()).collect());
    let connect = list(can.connect.iter().map(|method| method.as_str()).collect());
    let metrics = list(can.post_metrics.iter().map(|metric| metric.as_str()).collect());
    let mut does = Vec::new();
    for (name, has) in [
        ("first comment", can.first_comment),
        ("edit", can.can_edit),
        ("delete", can.can_delete),
        ("refreshes tokens", can.refreshes),
        ("fetches media from a public address", can.needs_public_media),
    ] {
        if has {
            does.push(name);
        }
    }
    let unclear = if can.repeatable {
        "sent again under the same handle"
    } else if can.can_look_up {
        "looked up, then a person"
    } else {
        "a person says"
    };
    let setup = if ready { "" } else { "  (the operator's app is not set)" };
    let unit = match limits.text_unit {
        TextUnit::CodePoints | TextUnit::Graphemes => "characters",
        other => other.as_str(),
    };
    format!(
        "{} [{}]{setup}\n  connect   {connect}\n  formats   {formats}\n  text      {} {unit}\n  also      {}\n  \
         counters  {metrics}\n  unclear   {unclear}\n  webhooks  {webhooks}\n",
        can.network.title(),
        can.network,
        limits.text_max,
        list(does),
    )
}
