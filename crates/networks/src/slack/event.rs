//! What Slack's Events API sends (docs.slack.dev, "Using the Events API" and "Verifying requests from Slack").

use serde_json::Value;

use crate::NetworkSettings;
use crate::webhook::{
    About, Delivered, Receiver, Refusal, Reply, Told, at_ms, challenge, from_hex, id, is_fresh, is_signed,
};

/// Reads what Slack sends.
pub(super) struct SlackReceiver {
    /// The app's signing secret.
    secret: String,
}

impl SlackReceiver {
    /// With the secret that the operator has set.
    pub(super) fn new(set: &NetworkSettings) -> Option<Self> {
        set.webhook_secret.clone().map(|secret| Self { secret })
    }
}

impl Receiver for SlackReceiver {
    /// `v0=<hex>` over `v0:time:body`.
    fn prove(&self, delivered: Delivered<'_>, now_ms: i64) -> Result<(), Refusal> {
        let header = |name: &str| delivered.headers.get(name).map(String::as_str).unwrap_or_default();
        let time = header("x-slack-request-timestamp");
        let signature =
            header("x-slack-signature").strip_prefix("v0=").and_then(from_hex).unwrap_or_default();
        let message = [b"v0:", time.as_bytes(), b":", delivered.body].concat();
        let proven = is_signed(&self.secret, &message, &signature) && is_fresh(time, now_ms);
        if proven { Ok(()) } else { Err(Refusal::Unproven) }
    }

    /// The account is the channel; what a whole team took back names the team.
    fn read(&self, body: &[u8]) -> Option<Told> {
        let body: Value = serde_json::from_slice(body).ok()?;
        let mut told = Told::default();
        if body["type"] == "url_verification" {
            let text = body["challenge"].as_str().map(str::to_owned);
            let text = challenge(text.as_ref()).ok()?.to_owned();
            told.reply = Some(Reply { mime: "text/plain; charset=utf-8", body: text });
            return Some(told);
        }
        let event = &body["event"];
        let kind = event["type"].as_str()?;
        let at = at_ms(&body["event_time"]);
        let (account, about) = match kind {
            "tokens_revoked" | "app_uninstalled" => (id(&body["team_id"]), Some(About::Group)),
            "reaction_added" | "reaction_removed" => {
                (id(&event["item"]["channel"]), About::post(&id(&event["item"]["ts"])))
            }
            "message" if event["subtype"] == "message_deleted" => {
                (id(&event["channel"]), About::post(&id(&event["deleted_ts"])))
            }
            // An answer in a thread; the thread's first message is no answer to itself.
            "message" if event["thread_ts"] != event["ts"] => {
                (id(&event["channel"]), About::post(&id(&event["thread_ts"])))
            }
            "channel_archive" | "channel_deleted" | "group_archive" | "channel_left" | "group_left" => {
                (id(&event["channel"]), Some(About::Access))
            }
            _ => (String::new(), None),
        };
        told.add(&account, about, at);
        Some(told)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::webhook::Event;

    #[test]
    fn each_event_says_what_to_look_at() {
        let receiver = SlackReceiver { secret: "s".into() };
        let read = |event: Value| {
            let body = json!({"type": "event_callback", "team_id": "T1", "event_time": 7, "event": event});
            receiver.read(body.to_string().as_bytes()).unwrap()
        };
        let told = |account: &str, about| Told {
            events: vec![Event { account: account.into(), about, at_ms: Some(7_000) }],
            ..Told::default()
        };
        let post = || About::Post("1.2".into());
        let item = json!({"type": "message", "channel": "C1", "ts": "1.2"});
        assert_eq!(read(json!({"type": "reaction_added", "item": item})), told("C1", post()));
        let answer = json!({"type": "message", "channel": "C1", "ts": "3.4", "thread_ts": "1.2"});
        assert_eq!(read(answer), told("C1", post()));
        let deleted =
            json!({"type": "message", "subtype": "message_deleted", "channel": "C1", "deleted_ts": "1.2"});
        assert_eq!(read(deleted), told("C1", post()));
        assert_eq!(read(json!({"type": "app_uninstalled"})), told("T1", About::Group));
        assert_eq!(read(json!({"type": "channel_archive", "channel": "C1"})), told("C1", About::Access));
        for event in [
            json!({"type": "message", "channel": "C1", "ts": "1.2"}),
            json!({"type": "message", "channel": "C1", "ts": "1.2", "thread_ts": "1.2"}),
            json!({"type": "team_join"}),
        ] {
            assert_eq!(read(event), Told { unused: 1, ..Told::default() });
        }
    }

    #[test]
    fn the_challenge_is_sent_back() {
        let receiver = SlackReceiver { secret: "s".into() };
        let told = receiver.read(br#"{"type":"url_verification","challenge":"3eZbrw1aB"}"#).unwrap();
        assert_eq!(told.reply.unwrap().body, "3eZbrw1aB");
        assert_eq!(receiver.read(br#"{"type":"url_verification","challenge":"<b>"}"#), None);
    }
}
