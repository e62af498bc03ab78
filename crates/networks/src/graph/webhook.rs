//! What Meta sends: changes of pages, accounts and threads, and the word that somebody took the app away.
//!
//! Sources: developers.facebook.com/docs/graph-api/webhooks/getting-started (handshake, `X-Hub-Signature-256`),
//! /docs/graph-api/webhooks/reference/page and /instagram, /docs/threads/webhooks, and
//! /docs/facebook-login/guides/advanced/deauthorize-callback (`signed_request`).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use url::form_urlencoded;

use crate::webhook::{
    About, Delivered, Params, Receiver, Refusal, Reply, Told, at_ms, challenge, from_hex, id, is_same,
    is_signed, verify_token,
};
use crate::{Network, NetworkSettings};

/// Reads what one of Meta's three networks sends.
pub(crate) struct MetaReceiver {
    network: Network,
    /// Whose signature is good: the network's own app, and Facebook's where people sign in there.
    secrets: Vec<String>,
}

impl MetaReceiver {
    /// With the apps that the operator has set; `None` without any.
    pub(crate) fn new(network: Network, apps: &[&NetworkSettings]) -> Option<Self> {
        let secrets: Vec<String> =
            apps.iter().filter_map(|set| set.app().map(|(_, secret)| secret.to_owned())).collect();
        (!secrets.is_empty()).then_some(Self { network, secrets })
    }

    fn is_signed(&self, message: &[u8], signature: Option<Vec<u8>>) -> bool {
        let signature = signature.unwrap_or_default();
        self.secrets.iter().any(|secret| is_signed(secret, message, &signature))
    }
}

/// `signed_request`, where a body is one: signature and payload, both in base64url.
fn signed_request(body: &[u8]) -> Option<(String, String)> {
    body.starts_with(b"signed_request=").then_some(())?;
    let (_, value) = form_urlencoded::parse(body).next()?;
    let (signature, payload) = value.split_once('.')?;
    Some((signature.trim_end_matches('=').to_owned(), payload.to_owned()))
}

impl Receiver for MetaReceiver {
    fn verify_token(&self) -> Option<String> {
        self.secrets.first().map(|secret| verify_token(secret))
    }

    fn handshake(&self, query: &Params) -> Result<Reply, Refusal> {
        let (Some(theirs), Some("subscribe")) =
            (query.get("hub.verify_token"), query.get("hub.mode").map(String::as_str))
        else {
            return Err(Refusal::Incomplete);
        };
        let challenge = challenge(query.get("hub.challenge"))?;
        if !self.secrets.iter().any(|secret| is_same(secret, &verify_token(secret), theirs)) {
            return Err(Refusal::Unproven);
        }
        Ok(Reply { mime: "text/plain; charset=utf-8", body: challenge.to_owned() })
    }

    fn prove(&self, delivered: Delivered<'_>, _now_ms: i64) -> Result<(), Refusal> {
        let proven = match signed_request(delivered.body) {
            Some((signature, payload)) => {
                self.is_signed(payload.as_bytes(), URL_SAFE_NO_PAD.decode(signature).ok())
            }
            None => {
                let header =
                    delivered.headers.get("x-hub-signature-256").map(String::as_str).unwrap_or_default();
                self.is_signed(delivered.body, header.strip_prefix("sha256=").and_then(from_hex))
            }
        };
        if proven { Ok(()) } else { Err(Refusal::Unproven) }
    }

    fn read(&self, body: &[u8]) -> Option<Told> {
        let mut told = Told::default();
        if let Some((_, payload)) = signed_request(body) {
            let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
            let payload: Value = serde_json::from_slice(&payload).ok()?;
            told.add(&id(&payload["user_id"]), Some(About::Access), at_ms(&payload["issued_at"]));
            return Some(told);
        }
        let body: Value = serde_json::from_slice(body).ok()?;
        if self.network == Network::Threads {
            threads(&body, &mut told)?;
            return Some(told);
        }
        for entry in body["entry"].as_array()? {
            let (account, at) = (id(&entry["id"]), at_ms(&entry["time"]));
            let changes = entry["changes"].as_array().map(Vec::as_slice).unwrap_or_default();
            for change in changes {
                let posts = match self.network {
                    Network::Facebook => of_page(change),
                    _ => of_account(change),
                };
                if posts.is_empty() {
                    told.unused = told.unused.saturating_add(1);
                }
                for post in posts {
                    told.add(&account, About::post(&post), at);
                }
            }
            // Messages and the rest.
            told.unused = told.unused.saturating_add(u32::from(changes.is_empty()));
        }
        Some(told)
    }
}

/// The posts that a change of a page is about: a film or picture may be known by its own id.
fn of_page(change: &Value) -> Vec<String> {
    let value = &change["value"];
    if change["field"] != "feed" {
        return vec![];
    }
    let ids = [&value["post_id"], &value["video_id"], &value["photo_id"]];
    ids.into_iter().map(id).filter(|id| !id.is_empty()).collect()
}

/// The posts that a change of an Instagram account is about.
fn of_account(change: &Value) -> Vec<String> {
    let value = &change["value"];
    let post = match change["field"].as_str() {
        Some("comments" | "live_comments") => id(&value["media"]["id"]),
        Some("story_insights") => id(&value["media_id"]),
        _ => String::new(),
    };
    Some(post).filter(|post| !post.is_empty()).into_iter().collect()
}

/// Threads has a form of its own: `values` is one object in the documents and a list on the wire.
fn threads(body: &Value, told: &mut Told) -> Option<()> {
    let at = at_ms(&body["time"]);
    let values = match &body["values"] {
        Value::Array(values) => values.iter().collect(),
        value @ Value::Object(_) => vec![value],
        _ => return None,
    };
    for change in values {
        let value = &change["value"];
        let root = &value["root_post"];
        match change["field"].as_str() {
            Some("replies") => told.add(&id(&root["owner_id"]), About::post(&id(&root["id"])), at),
            Some("publish" | "delete") => {
                let owner =
                    [&value["owner_id"], &value["owner"]["id"]].into_iter().map(id).find(|id| !id.is_empty());
                told.add(&owner.unwrap_or_default(), About::post(&id(&value["id"])), at);
            }
            _ => told.unused = told.unused.saturating_add(1),
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::webhook::{Event, sign};

    fn receiver(network: Network) -> MetaReceiver {
        MetaReceiver { network, secrets: vec!["own".into(), "facebook".into()] }
    }

    fn read(network: Network, body: &Value) -> Told {
        receiver(network).read(body.to_string().as_bytes()).unwrap()
    }

    fn event(account: &str, about: About, at_ms: i64) -> Event {
        Event { account: account.into(), about, at_ms: Some(at_ms) }
    }

    #[test]
    fn a_page_tells_of_its_posts() {
        let told = read(
            Network::Facebook,
            &json!({"object": "page", "entry": [
                {"id": 77, "time": 1_700_000_000, "changes": [
                    {"field": "feed", "value": {"item": "comment", "verb": "add", "post_id": "77_1", "comment_id": "1_2"}},
                    {"field": "feed", "value": {"item": "video", "post_id": "77_3", "video_id": 9}},
                    {"field": "mention", "value": {"post_id": "8_8"}},
                ]},
                {"id": "78", "time": 1, "messaging": [{"message": {"text": "hello"}}]},
            ]}),
        );
        let post = |id: &str| event("77", About::Post(id.into()), 1_700_000_000_000);
        assert_eq!(told.events, [post("77_1"), post("77_3"), post("9")]);
        assert_eq!(told.unused, 2);
    }

    #[test]
    fn accounts_and_threads_tell_of_theirs() {
        let told = read(
            Network::Instagram,
            &json!({"object": "instagram", "entry": [{"id": "5", "time": 7, "changes": [
                {"field": "comments", "value": {"id": "c", "media": {"id": "m1"}}},
                {"field": "story_insights", "value": {"media_id": "m2"}},
                {"field": "mentions", "value": {"media_id": "foreign"}},
            ]}]}),
        );
        assert_eq!(
            told.events,
            [event("5", About::Post("m1".into()), 7_000), event("5", About::Post("m2".into()), 7_000)]
        );
        assert_eq!(told.unused, 1);
        let reply =
            json!({"field": "replies", "value": {"id": "r", "root_post": {"id": "p", "owner_id": "9"}}});
        for values in [reply.clone(), json!([reply])] {
            let told = read(Network::Threads, &json!({"topic": "moderate", "time": 7, "values": values}));
            assert_eq!(told.events, [event("9", About::Post("p".into()), 7_000)]);
        }
        assert_eq!(receiver(Network::Threads).read(b"{}"), None);
        assert_eq!(receiver(Network::Facebook).read(b"[1]"), None);
    }

    #[test]
    fn a_consent_taken_back_is_signed_in_its_body() {
        let payload = URL_SAFE_NO_PAD.encode(json!({"user_id": "5", "issued_at": 7}).to_string());
        let body = |secret: &str| {
            let signature = URL_SAFE_NO_PAD.encode(sign(secret, payload.as_bytes()));
            format!("signed_request={signature}.{payload}")
        };
        let prove = |body: &str| {
            receiver(Network::Threads).prove(Delivered { headers: &Params::new(), body: body.as_bytes() }, 0)
        };
        assert_eq!(prove(&body("own")), Ok(()));
        assert_eq!(prove(&body("facebook")), Ok(()));
        assert_eq!(prove(&body("other")), Err(Refusal::Unproven));
        assert_eq!(prove("signed_request=x"), Err(Refusal::Unproven));
        let told = receiver(Network::Threads).read(body("own").as_bytes()).unwrap();
        assert_eq!(told.events, [event("5", About::Access, 7_000)]);
    }

    #[test]
    fn the_handshake_wants_our_word() {
        let receiver = receiver(Network::Facebook);
        let token = receiver.verify_token().unwrap();
        let ask = |token: &str, mode: &str| {
            let pairs = [("hub.mode", mode), ("hub.verify_token", token), ("hub.challenge", "115")];
            receiver.handshake(&pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
        };
        assert_eq!(ask(&token, "subscribe").unwrap().body, "115");
        assert_eq!(ask("guess", "subscribe"), Err(Refusal::Unproven));
        assert_eq!(ask(&token, "unsubscribe"), Err(Refusal::Incomplete));
        assert_eq!(receiver.handshake(&Params::new()), Err(Refusal::Incomplete));
    }
}
