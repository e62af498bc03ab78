//! `tandem simulate`: the simulated networks alone.

use std::time::Duration;

use serde_json::Value;

use crate::kit::{Place, Running, get, stderr};

#[test]
fn every_network_has_an_address_and_an_account() {
    let place = Place::new();
    let arguments = ["simulate", "--json", "--listen", "127.0.0.1:0"];
    let mut running = Running::start(&mut place.command(&arguments));
    let told: Value = serde_json::from_str(&running.line()).expect("one line of JSON");
    let networks = told["networks"].as_array().expect("networks");
    assert!(networks.len() >= 2, "{told}");
    for network in networks {
        let address = network["url"].as_str().and_then(|url| url.strip_prefix("http://")).expect("address");
        assert_ne!(get(address, "/").0, 500, "{network}");
        for name in ["account", "handle", "password"] {
            assert!(network[name].as_str().is_some_and(|text| !text.is_empty()), "{network}");
        }
    }
    let mastodon = networks.iter().find(|network| network["network"] == "mastodon").expect("Mastodon");
    let address = mastodon["url"].as_str().and_then(|url| url.strip_prefix("http://")).expect("address");
    assert_eq!(get(address, "/api/v2/instance").0, 200);
    assert!(running.interrupt(Duration::from_secs(10)).success());
}

#[test]
fn it_is_for_this_machine_and_for_known_networks() {
    let place = Place::new();
    let elsewhere = place.run(&["simulate", "--listen", "0.0.0.0:0"]);
    assert!(!elsewhere.status.success() && stderr(&elsewhere).contains("127.0.0.1"));
    let unknown = place.run(&["simulate", "--network", "myspace"]);
    assert!(!unknown.status.success() && stderr(&unknown).contains("mastodon"), "{}", stderr(&unknown));
}
