//! What LinkedIn sends for pages (learn.microsoft.com, "Webhook Validation" and "Organization Social Action
//! Notifications").

use serde_json::{Value, json};

use crate::NetworkSettings;
use crate::webhook::{
    About, Delivered, Params, Receiver, Refusal, Reply, Told, at_ms, challenge, from_hex, id, is_signed,
    sign, to_hex,
};

/// Reads what LinkedIn sends.
pub(super) struct LinkedInReceiver {
    secret: String,
}

impl LinkedInReceiver {
    /// With the app that the operator has set.
    pub(super) fn new(set: &NetworkSettings) -> Option<Self> {
        set.app().map(|(_, secret)| Self { secret: secret.to_owned() })
    }
}

impl Receiver for LinkedInReceiver {
    fn handshake(&self, query: &Params) -> Result<Reply, Refusal> {
        let code = challenge(query.get("challengeCode"))?;
        let response = to_hex(sign(&self.secret, code.as_bytes()).as_ref());
        let body = json!({ "challengeCode": code, "challengeResponse": response });
        Ok(Reply { mime: "application/json", body: body.to_string() })
    }

    fn prove(&self, delivered: Delivered<'_>, _now_ms: i64) -> Result<(), Refusal> {
        let header = delivered.headers.get("x-li-signature").map(String::as_str).unwrap_or_default();
        // Some gateways pass it on with the name of the method before it.
        let signature = from_hex(header.strip_prefix("hmacsha256=").unwrap_or(header)).unwrap_or_default();
        let message = [b"hmacsha256=", delivered.body].concat();
        if is_signed(&self.secret, &message, &signature) { Ok(()) } else { Err(Refusal::Unproven) }
    }

    /// The name of the list is documented nowhere that could be found: any list of notifications is read, and one alone.
    fn read(&self, body: &[u8]) -> Option<Told> {
        let body: Value = serde_json::from_slice(body).ok()?;
        let all = match &body {
            Value::Array(list) => list.iter().collect(),
            Value::Object(object) if object.contains_key("action") => vec![&body],
            Value::Object(object) => object.values().filter_map(Value::as_array).flatten().collect(),
            _ => return None,
        };
        let mut told = Told::default();
        for one in all {
            let (account, at) = (id(&one["organizationalEntity"]), at_ms(&one["lastModifiedAt"]));
            let posts = [&one["decoratedSourcePost"]["entity"], &one["sourcePost"]];
            // A post goes by the urn of its share; that of its activity is not ours to know.
            let post = posts
                .into_iter()
                .map(id)
                .find(|urn| urn.starts_with("urn:li:share:") || urn.starts_with("urn:li:ugcPost:"));
            told.add(&account, post.map(About::Post), at);
        }
        Some(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webhook::Event;

    #[test]
    fn notifications_are_read_alone_and_in_any_list() {
        let receiver = LinkedInReceiver { secret: "s".into() };
        let one = json!({"action": "COMMENT", "organizationalEntity": "urn:li:organization:5", "lastModifiedAt": 1_700_000_000_123_i64,
            "sourcePost": "urn:li:activity:9", "decoratedSourcePost": {"entity": "urn:li:share:7"}, "notificationId": 1});
        let other = json!({"action": "LIKE", "organizationalEntity": "urn:li:organization:5", "sourcePost": "urn:li:activity:9"});
        let event = Event {
            account: "urn:li:organization:5".into(),
            about: About::Post("urn:li:share:7".into()),
            at_ms: Some(1_700_000_000_123),
        };
        let read = |body: &Value| receiver.read(body.to_string().as_bytes()).unwrap();
        assert_eq!(read(&one), Told { events: vec![event.clone()], ..Told::default() });
        for body in [json!([one, other]), json!({"type": "x", "notifications": [one, other]})] {
            assert_eq!(read(&body), Told { events: vec![event.clone()], unused: 1, ..Told::default() });
        }
        assert_eq!(receiver.read(b"\"text\""), None);
    }

    #[test]
    fn the_challenge_is_signed() {
        let receiver = LinkedInReceiver { secret: "Jefe".into() };
        let query =
            Params::from([("challengeCode".to_owned(), "890e4665-4dfe-4ab1-b689-ed553bceeed0".to_owned())]);
        let reply: Value = serde_json::from_str(&receiver.handshake(&query).unwrap().body).unwrap();
        let expected = to_hex(sign("Jefe", b"890e4665-4dfe-4ab1-b689-ed553bceeed0").as_ref());
        assert_eq!(reply["challengeResponse"], expected);
        assert_eq!(receiver.handshake(&Params::new()), Err(Refusal::Incomplete));
    }
}
