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
    let telegram = networks.iter().find(|network| network["network"] == "telegram").expect("Telegram");
    assert!(telegram["token"].as_str().is_some_and(|token| token.contains(':')), "{telegram}");
    let mastodon = networks.iter().find(|network| network["network"] == "mastodon").expect("Mastodon");
    let address = mastodon["url"].as_str().and_then(|url| url.strip_prefix("http://")).expect("address");
    assert_eq!(get(address, "/api/v2/instance").0, 200);
    assert!(running.interrupt(Duration::from_secs(10)).success());
}

#[test]
fn what_networks_offer_to_choose_has_words() {
    let place = Place::new();
    let told = place.run(&["networks", "--json"]);
    let told: Value = serde_json::from_slice(&told.stdout).expect("JSON");
    let texts = include_str!("../../../web/locales/en/composer.ftl");
    let mut missing = Vec::new();
    let mut choices = Vec::new();
    collect(&told, &mut choices);
    assert!(choices.len() > 20, "{choices:?}");
    let key = |prefix: &str, word: &str| {
        let word = word.to_ascii_lowercase();
        let parts =
            word.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|part| !part.is_empty());
        parts.fold(prefix.to_owned(), |key, part| format!("{key}-{part}"))
    };
    for choice in choices {
        let name = choice["name"].as_str().expect("a name");
        let values = choice["values"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let keys = values.map(|value| key("choice-value", value)).chain([key("choice", name)]);
        missing.extend(keys.filter(|key| !texts.contains(&format!("\n{key} ="))));
    }
    assert!(missing.is_empty(), "no text in composer.ftl for {missing:?}");
}

/// Every choice in what `tandem networks` tells: things with a name, values and a default.
fn collect<'a>(told: &'a Value, found: &mut Vec<&'a Value>) {
    match told {
        Value::Object(fields) if fields.contains_key("values") && fields.contains_key("default") => {
            found.push(told);
        }
        Value::Object(fields) => fields.values().for_each(|field| collect(field, found)),
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}

#[test]
fn it_is_for_this_machine_and_for_known_networks() {
    let place = Place::new();
    let elsewhere = place.run(&["simulate", "--listen", "0.0.0.0:0"]);
    assert!(!elsewhere.status.success() && stderr(&elsewhere).contains("127.0.0.1"));
    let unknown = place.run(&["simulate", "--network", "myspace"]);
    assert!(!unknown.status.success() && stderr(&unknown).contains("mastodon"), "{}", stderr(&unknown));
}
