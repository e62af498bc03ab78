//! What a network sends by itself, signed by its own scheme.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::outgoing::local_address;
use crate::state::Shared;
use crate::world::Network;

/// A request that is about to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// Simulated epoch milliseconds.
    pub(crate) at: i64,
}

/// Why a webhook did not arrive.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// The address is not on this machine.
    #[error("{0} is not a loopback address; simulated networks send nothing elsewhere")]
    Address(String),
    /// Nobody answered.
    #[error("nobody answered: {0}")]
    Unreachable(String),
}

impl Webhook {
    /// Sets a header; a value that cannot be one is left out.
    pub(crate) fn header(&mut self, name: &'static str, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
    }
}

/// HMAC with SHA-256.
pub(crate) fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    // A key of any length is good for HMAC.
    Hmac::<Sha256>::new_from_slice(key)
        .map(|mac| mac.chain_update(message).finalize().into_bytes().into())
        .unwrap_or_default()
}

/// Signs and posts a body; answers the status of the receiver.
pub(crate) async fn deliver(
    shared: &Shared,
    network: Network,
    url: &str,
    body: Vec<u8>,
) -> Result<u16, WebhookError> {
    let address = local_address(shared, url).ok_or_else(|| WebhookError::Address(url.to_owned()))?;
    let mut webhook = Webhook { headers: HeaderMap::new(), body, at: shared.clock.now() };
    webhook.header("content-type", "application/json");
    network.stand_in().sign_webhook(shared, &mut webhook);
    let sent = shared.client.post(address).headers(webhook.headers).body(webhook.body).send().await;
    sent.map(|answer| answer.status().as_u16())
        .map_err(|error| WebhookError::Unreachable(error.without_url().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hmac_has_the_known_value() {
        let digest = hmac_sha256(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(
            crate::ids::hex(&digest),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
