//! What networks send by themselves: whether a request is the network's own, and what it tells.
//!
//! Everything here is pure. A [`Receiver`] proves a request over its raw bytes before it reads a word of it, and what it
//! reads is a hint and never a fact: whoever uses an [`Event`] asks the network itself.

use std::collections::BTreeMap;

use ring::hmac;

/// Names and values of a query or of headers; names of headers are in lower case.
pub type Params = BTreeMap<String, String>;

/// Most characters of a challenge that is sent back.
const CHALLENGE_MAX: usize = 512;

/// How far a signed time may be from ours, either way, in milliseconds.
pub(crate) const WINDOW_MS: i64 = 5 * 60 * 1_000;

/// What a network sent.
#[derive(Debug, Clone, Copy)]
pub struct Delivered<'a> {
    /// Its headers.
    pub headers: &'a Params,
    /// Its body, byte for byte.
    pub body: &'a [u8],
}

/// What a network wants to read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Its type.
    pub mime: &'static str,
    /// Its text.
    pub body: String,
}

/// Why a request is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// This network has no handshake.
    NoHandshake,
    /// The handshake lacks what it needs.
    Incomplete,
    /// It is not proven to be the network's, or it is too old.
    Unproven,
}

/// What a request tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// What the network wants to read back at once; nothing for most.
    pub reply: Option<Reply>,
    /// What Tandem can use.
    pub events: Vec<Event>,
    /// How many further things it told.
    pub unused: u32,
}

/// Something happened at an account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// The network's id of the account.
    pub account: String,
    /// What it is about.
    pub about: About,
    /// When it happened, by the network's clock, in epoch milliseconds; `None` where it does not say.
    pub at_ms: Option<i64>,
}

/// What an event is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// A send has come to something; by an id that stands in its handle.
    Sending(String),
    /// Somebody reacted to a post, or it changed or went; by its id.
    Post(String),
    /// The account may have taken its consent back.
    Access,
    /// So may every account of a group, whose id stands where the account's does.
    Group,
}

/// Proves and reads what one network sends.
pub trait Receiver: Send + Sync {
    /// The word that the operator enters at the network beside the address, where it asks for one.
    fn verify_token(&self) -> Option<String> {
        None
    }

    /// Answers the network's question whether the address is ours.
    ///
    /// # Errors
    /// Any [`Refusal`].
    fn handshake(&self, query: &Params) -> Result<Reply, Refusal> {
        let _ = query;
        Err(Refusal::NoHandshake)
    }

    /// Checks the signature over the raw bytes, in constant time, and the signed time where there is one.
    ///
    /// # Errors
    /// [`Refusal::Unproven`], without a word on what was wrong.
    fn prove(&self, delivered: Delivered<'_>, now_ms: i64) -> Result<(), Refusal>;

    /// Reads a proven body; `None` for one that is not what the network describes.
    fn read(&self, body: &[u8]) -> Option<Told>;
}

impl Told {
    /// Adds an event; counts as unused without an account or what it is about.
    pub(crate) fn add(&mut self, account: &str, about: Option<About>, at_ms: Option<i64>) {
        match about {
            Some(about) if !account.is_empty() => {
                self.events.push(Event { account: account.to_owned(), about, at_ms });
            }
            _ => self.unused = self.unused.saturating_add(1),
        }
    }
}

impl About {
    /// A post, if the id says something.
    pub(crate) fn post(id: &str) -> Option<Self> {
        (!id.is_empty()).then(|| Self::Post(id.to_owned()))
    }
}

/// HMAC with SHA-256.
pub(crate) fn sign(secret: &str, message: &[u8]) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), message)
}

/// Whether a signature is that of a message, in constant time. An empty secret signs nothing.
pub(crate) fn is_signed(secret: &str, message: &[u8], signature: &[u8]) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    !secret.is_empty() && hmac::verify(&key, message, signature).is_ok()
}

/// Whether two words are one, in constant time.
pub(crate) fn is_same(secret: &str, ours: &str, theirs: &str) -> bool {
    is_signed(secret, theirs.as_bytes(), sign(secret, ours.as_bytes()).as_ref())
}

/// The word for a network's handshake, drawn from the app's secret: every process knows it, and it tells nothing of that.
pub(crate) fn verify_token(secret: &str) -> String {
    to_hex(sign(secret, b"tandem webhook verify token").as_ref()).chars().take(40).collect()
}

/// A challenge that may be sent back as it came, or signed. LinkedIn and X have it signed with the key of their webhooks, and
/// anybody may ask: nothing that could be the body of one, a JSON object, gets a signature here.
pub(crate) fn challenge(text: Option<&String>) -> Result<&str, Refusal> {
    let text = text.map(String::as_str).unwrap_or_default();
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.+/=~".contains(&byte));
    if text.is_empty() || text.len() > CHALLENGE_MAX || !plain { Err(Refusal::Incomplete) } else { Ok(text) }
}

/// Whether seconds of a signed time are near enough to ours.
pub(crate) fn is_fresh(seconds: &str, now_ms: i64) -> bool {
    let at = seconds.parse::<i64>().ok().and_then(|seconds| seconds.checked_mul(1_000));
    at.is_some_and(|at| now_ms.abs_diff(at) <= WINDOW_MS.unsigned_abs())
}

/// Lower-case hexadecimal.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|half| char::from_digit(half.into(), 16))
        .collect()
}

/// Reads hexadecimal; nothing for anything else.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let halves: Option<Vec<u8>> =
        text.chars().map(|half| half.to_digit(16).and_then(|half| u8::try_from(half).ok())).collect();
    let halves = halves.filter(|halves| halves.len().is_multiple_of(2))?;
    Some(halves.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, half| byte << 4 | half)).collect())
}

/// An id that may come as a text or as a bare number.
pub(crate) fn id(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// Epoch milliseconds of a number of seconds; networks that mix both send milliseconds at times.
pub(crate) fn at_ms(value: &serde_json::Value) -> Option<i64> {
    let number = value.as_i64().or_else(|| value.as_str()?.split('.').next()?.parse().ok())?;
    if number > 100_000_000_000 { Some(number) } else { number.checked_mul(1_000) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_value_is_signed_and_nothing_near_it() {
        // RFC 4231, case 2.
        let digest = from_hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843").unwrap();
        assert!(is_signed("Jefe", b"what do ya want for nothing?", &digest));
        assert!(!is_signed("Jefe", b"what do ya want for nothing!", &digest));
        assert!(!is_signed("jefe", b"what do ya want for nothing?", &digest));
        assert!(!is_signed("Jefe", b"what do ya want for nothing?", &digest[..31]));
        assert!(!is_signed("", b"", sign("", b"").as_ref()), "no secret, no proof");
        assert_eq!(to_hex(&digest).len(), 64);
        assert_eq!((from_hex("abc"), from_hex("zz"), from_hex("")), (None, None, Some(vec![])));
    }

    #[test]
    fn words_and_times_are_compared() {
        assert!(
            is_same("key", "token", "token")
                && !is_same("key", "token", "Token")
                && !is_same("key", "token", "")
        );
        assert_ne!(verify_token("one"), verify_token("other"));
        assert_eq!(verify_token("one").len(), 40);
        assert!(is_fresh("1000", 1_000_000) && is_fresh("1000", 1_300_000) && !is_fresh("1000", 1_301_000));
        assert!(!is_fresh("1000", 690_000) && !is_fresh("", 0) && !is_fresh("9999999999999999999", 0));
        assert_eq!(at_ms(&serde_json::json!(1_700_000_000)), Some(1_700_000_000_000));
        assert_eq!(at_ms(&serde_json::json!(1_700_000_000_123_i64)), Some(1_700_000_000_123));
        assert_eq!(at_ms(&serde_json::json!("1700000000.000200")), Some(1_700_000_000_000));
    }

    #[test]
    fn only_a_plain_challenge_is_sent_back() {
        assert_eq!(challenge(Some(&"1158201444".to_owned())), Ok("1158201444"));
        let bodies = [r#"{"data":1}"#, r#"hmacsha256={"action":"LIKE"}"#, "hmacsha256=[1]", "{}"];
        for bad in ["", "<script>", "a b", &"x".repeat(513)].into_iter().chain(bodies) {
            assert_eq!(challenge(Some(&bad.to_owned())), Err(Refusal::Incomplete), "{bad}");
        }
        assert_eq!(challenge(None), Err(Refusal::Incomplete));
    }
}
