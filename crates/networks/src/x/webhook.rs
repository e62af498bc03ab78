//! What X sends (docs.x.com: "Webhooks", "X Activity API").

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::NetworkSettings;
use crate::webhook::{
    About, Delivered, Params, Receiver, Refusal, Reply, Told, challenge, id, is_signed, sign,
};

/// Reads what X sends.
pub(super) struct XReceiver {
    /// The app's consumer secret (API key secret): not the secret of its OAuth 2.0 client.
    secret: String,
}

impl XReceiver {
    /// With the secret that the operator has set.
    pub(super) fn new(set: &NetworkSettings) -> Option<Self> {
        set.webhook_secret.clone().map(|secret| Self { secret })
    }
}

impl Receiver for XReceiver {
    /// The challenge-response check, hourly.
    fn handshake(&self, query: &Params) -> Result<Reply, Refusal> {
        let token = challenge(query.get("crc_token"))?;
        let response = STANDARD.encode(sign(&self.secret, token.as_bytes()));
        let body = json!({ "response_token": format!("sha256={response}") });
        Ok(Reply { mime: "application/json", body: body.to_string() })
    }

    fn prove(&self, delivered: Delivered<'_>, _now_ms: i64) -> Result<(), Refusal> {
        let header =
            delivered.headers.get("x-twitter-webhooks-signature").map(String::as_str).unwrap_or_default();
        let signature = header.strip_prefix("sha256=").and_then(|text| STANDARD.decode(text).ok());
        if is_signed(&self.secret, delivered.body, &signature.unwrap_or_default()) {
            Ok(())
        } else {
            Err(Refusal::Unproven)
        }
    }

    fn read(&self, body: &[u8]) -> Option<Told> {
        let body: Value = serde_json::from_slice(body).ok()?;
        let data = &body["data"];
        let event = data["event_type"].as_str()?;
        let account = id(&data["filter"]["user_id"]);
        let payload = &data["payload"];
        let at = payload["created_at"].as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
        let at = at.map(jiff::Timestamp::as_millisecond);
        let mut told = Told::default();
        let mut posts = match event {
            "post.delete" => vec![id(&payload["id"])],
            "like.create" => vec![id(&payload["liked_tweet_id"])],
            "post.reply.create" => vec![id(&payload["conversation_id"])],
            "post.quote.create" | "post.repost.create" => vec![],
            "oauth.revoke" => {
                told.add(&account, Some(About::Access), at);
                return Some(told);
            }
            _ => {
                told.unused = 1;
                return Some(told);
            }
        };
        for name in ["referenced_tweets", "referenced_posts"] {
            posts.extend(payload[name].as_array().into_iter().flatten().map(|post| id(&post["id"])));
        }
        posts.retain(|post| !post.is_empty());
        posts.sort();
        posts.dedup();
        if posts.is_empty() {
            told.unused = 1;
        }
        for post in posts {
            told.add(&account, About::post(&post), at);
        }
        Some(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(event: &str, payload: &Value) -> Told {
        let body = json!({"data": {"event_type": event, "filter": {"user_id": "1"}, "payload": payload}});
        XReceiver { secret: "s".into() }.read(body.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn each_event_says_what_to_look_at() {
        let posts = |told: Told| {
            told.events.into_iter().map(|event| (event.account, event.about, event.at_ms)).collect::<Vec<_>>()
        };
        let post = |id: &str, at| ("1".to_owned(), About::Post(id.into()), at);
        assert_eq!(posts(read("post.delete", &json!({"id": "5"}))), [post("5", None)]);
        let reply = json!({"conversation_id": "5", "created_at": "2026-07-24T21:05:48.000Z",
            "referenced_tweets": [{"type": "replied_to", "id": "6"}, {"type": "replied_to", "id": "5"}]});
        let at = Some(1_784_927_148_000);
        assert_eq!(posts(read("post.reply.create", &reply)), [post("5", at), post("6", at)]);
        assert_eq!(posts(read("like.create", &json!({"liked_tweet_id": "5"}))), [post("5", None)]);
        assert_eq!(read("oauth.revoke", &json!({})).events[0].about, About::Access);
        assert_eq!(read("follow.follow", &json!({})), Told { unused: 1, ..Told::default() });
        assert_eq!(read("post.quote.create", &json!({})), Told { unused: 1, ..Told::default() });
    }

    #[test]
    fn the_check_has_the_form_of_the_documents() {
        let query = Params::from([("crc_token".to_owned(), "abc".to_owned())]);
        let reply = XReceiver { secret: "key".into() }.handshake(&query).unwrap().body;
        let expected = STANDARD.encode(sign("key", b"abc"));
        assert_eq!(reply, format!("{{\"response_token\":\"sha256={expected}\"}}"));
    }
}
