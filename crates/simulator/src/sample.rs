//! An account and an app to try a network by hand.

use crate::account::AccountSpec;
use crate::ids;
use crate::linkedin;
use crate::sim::Simulator;
use crate::world::Network;

/// What a person needs to try a network by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The network.
    pub network: Network,
    /// Its base address.
    pub url: String,
    /// The id of the account.
    pub account: String,
    /// Its name.
    pub handle: String,
    /// The password for the consent page; also the app password, where the
    /// network has those.
    pub password: String,
    /// Client id and secret, where the network has apps.
    pub app: Option<(String, String)>,
    /// A token that does not run out, where the network has tokens.
    pub token: Option<String>,
    /// What only this network needs: name and value.
    pub more: Vec<(&'static str, String)>,
}

impl Simulator {
    /// Adds an account and an app to a network; the same for the same seed.
    pub fn add_sample(&self, network: Network, redirect_uri: &str) -> Sample {
        let (shared, stand_in) = (self.shared(), network.stand_in());
        let purpose = network.as_str();
        let letters = letters(&ids::sha256(format!("{}:{purpose}:password", shared.seed).as_bytes()));
        let password = match network {
            // A bot's token has the network's own form.
            Network::Telegram => format!("{}:{letters}", ids::number(shared.seed, purpose, "bot", 9)),
            Network::Discord => format!("{letters}.{letters}"),
            _ => letters,
        };
        let handle = stand_in.sample_handle();
        let spec = AccountSpec { followers: 1200, ..AccountSpec::new(handle, &password, "Sample Brand") };
        let account = self.add_account(network, &spec);
        if network == Network::LinkedIn {
            // One consent opens the member and their page: the person chooses.
            self.add_account(network, &linkedin::organization("brand-works", "Brand Works", handle));
        }
        let client = (ids::number(shared.seed, purpose, "client", 12), ids::token(shared.seed, purpose, 0));
        let has_apps = self.add_app(network, &client.0, &client.1, redirect_uri);
        Sample {
            network,
            url: self.url(network),
            token: stand_in.issue_token(shared, &account),
            more: stand_in.furnish(shared, &account),
            account,
            handle: handle.to_owned(),
            password,
            app: has_apps.then_some(client),
        }
    }
}

/// Four groups of four letters: the form of an app password.
fn letters(bytes: &[u8]) -> String {
    let letters: Vec<char> = bytes.iter().take(16).map(|byte| char::from(b'a' + byte % 26)).collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}
