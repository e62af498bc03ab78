//! What TikTok sends (developers.tiktok.com/doc/webhooks-overview, -events and -verification).

use serde_json::Value;

use crate::NetworkSettings;
use crate::webhook::{About, Delivered, Receiver, Refusal, Told, at_ms, from_hex, id, is_fresh, is_signed};

/// Reads what TikTok sends.
pub(super) struct TikTokReceiver {
    client_key: String,
    secret: String,
}

impl TikTokReceiver {
    /// With the app that the operator has set.
    pub(super) fn new(set: &NetworkSettings) -> Option<Self> {
        set.app().map(|(key, secret)| Self { client_key: key.to_owned(), secret: secret.to_owned() })
    }
}

impl Receiver for TikTokReceiver {
    /// `TikTok-Signature: t=<seconds>,s=<hex>` over `t.body`.
    fn prove(&self, delivered: Delivered<'_>, now_ms: i64) -> Result<(), Refusal> {
        let header = delivered.headers.get("tiktok-signature").map(String::as_str).unwrap_or_default();
        let part = |name: &str| header.split(',').find_map(|part| part.trim().strip_prefix(name));
        let (Some(time), Some(signature)) = (part("t="), part("s=").and_then(from_hex)) else {
            return Err(Refusal::Unproven);
        };
        let message = [time.as_bytes(), b".", delivered.body].concat();
        let proven = is_signed(&self.secret, &message, &signature) && is_fresh(time, now_ms);
        if proven { Ok(()) } else { Err(Refusal::Unproven) }
    }

    /// `content` is JSON within a text.
    fn read(&self, body: &[u8]) -> Option<Told> {
        let body: Value = serde_json::from_slice(body).ok()?;
        let event = body["event"].as_str()?;
        let mut told = Told::default();
        if body["client_key"].as_str() != Some(&self.client_key) {
            told.unused = 1;
            return Some(told);
        }
        let content: Value =
            body["content"].as_str().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let (account, at) = (id(&body["user_openid"]), at_ms(&body["create_time"]));
        let (publish_id, post_id) = (id(&content["publish_id"]), id(&content["post_id"]));
        if event == "authorization.removed" {
            told.add(&account, Some(About::Access), at);
        } else if event.starts_with("post.publish.") && !(publish_id.is_empty() && post_id.is_empty()) {
            if !publish_id.is_empty() && !event.contains("no_longer") {
                told.add(&account, Some(About::Sending(publish_id.clone())), at);
            }
            // A post that was published without a public id is known by its publish id. The word is spelt in two ways.
            if event.contains("publicly") || event.contains("publicaly") {
                for post in [post_id, publish_id].iter().filter_map(|id| About::post(id)) {
                    told.add(&account, Some(post), at);
                }
            }
        } else {
            told.unused = 1;
        }
        Some(told)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::webhook::Event;

    fn read(event: &str, content: &Value) -> Told {
        let receiver = TikTokReceiver { client_key: "app-1".into(), secret: "s".into() };
        let body = json!({"client_key": "app-1", "event": event, "create_time": 7, "user_openid": "o",
            "content": content.to_string()});
        receiver.read(body.to_string().as_bytes()).unwrap()
    }

    fn about(told: &Told) -> Vec<About> {
        told.events.iter().map(|event| event.about.clone()).collect()
    }

    #[test]
    fn each_event_says_what_to_look_at() {
        let ids = json!({"publish_id": "v_pub~1", "post_id": 7_123_456_789_012_345_678_i64});
        let (sending, by_publish_id) = (About::Sending("v_pub~1".into()), About::Post("v_pub~1".into()));
        let post = About::Post("7123456789012345678".into());
        for event in ["post.publish.complete", "post.publish.failed", "post.publish.inbox_delivered"] {
            assert_eq!(about(&read(event, &ids)), std::slice::from_ref(&sending), "{event}");
        }
        assert_eq!(
            about(&read("post.publish.publicly_available", &ids)),
            [sending, post.clone(), by_publish_id.clone()]
        );
        assert_eq!(about(&read("post.publish.no_longer_publicaly_available", &ids)), [post, by_publish_id]);
        let removed = read("authorization.removed", &json!({"reason": 1}));
        assert_eq!(removed.events, [Event { account: "o".into(), about: About::Access, at_ms: Some(7_000) }]);
        for (event, content) in [("video.upload.failed", &ids), ("post.publish.complete", &json!({}))] {
            assert_eq!(read(event, content), Told { unused: 1, ..Told::default() }, "{event}");
        }
    }

    #[test]
    fn another_apps_events_are_not_ours() {
        let receiver = TikTokReceiver { client_key: "app-2".into(), secret: "s".into() };
        let body = br#"{"client_key":"app-1","event":"authorization.removed","user_openid":"o"}"#;
        assert_eq!(receiver.read(body), Some(Told { unused: 1, ..Told::default() }));
        assert_eq!(receiver.read(b"not json"), None);
    }
}
