//! The token of a link that unsubscribes: whom it is about, signed with the key of this instance. Nothing of it is stored,
//! and nobody can make one.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use uuid::Uuid;

use crate::{
    ids::{DeliveryId, SubscriberId, WorkspaceId},
    vault::Vault,
};

/// What the signature is for.
const PURPOSE: &str = "newsletter.unsubscribe";

/// Hex digits of the signature: 128 bits.
const SIGNED: usize = 32;

/// Whom a link is about, and in which mail it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaving {
    /// Where.
    pub workspace_id: WorkspaceId,
    /// Who.
    pub subscriber_id: SubscriberId,
    /// The delivery whose mail it stood in.
    pub delivery_id: DeliveryId,
}

/// The token of a link.
#[must_use]
pub fn make(vault: &Vault, leaving: &Leaving) -> String {
    let ids = [leaving.workspace_id.uuid(), leaving.subscriber_id.uuid(), leaving.delivery_id.uuid()];
    let body = BASE64.encode(ids.map(Uuid::into_bytes).concat());
    let signature = signature(vault, &body);
    format!("{body}{signature}")
}

/// Whom a token is about; `None` when it was not made here.
#[must_use]
pub fn read(vault: &Vault, token: &str) -> Option<Leaving> {
    let (body, told) = token.split_at_checked(token.len().checked_sub(SIGNED)?)?;
    let right = signature(vault, body);
    // Every digit is compared: how long it takes tells nothing.
    let differs = right.bytes().zip(told.bytes()).fold(0, |found, (one, other)| found | (one ^ other));
    if differs != 0 || right.len() != told.len() {
        return None;
    }
    let bytes = BASE64.decode(body).ok()?;
    let id = |at: usize| Uuid::from_slice(bytes.get(at..at + 16)?).ok();
    Some(Leaving {
        workspace_id: WorkspaceId::from_uuid(id(0)?),
        subscriber_id: SubscriberId::from_uuid(id(16)?),
        delivery_id: DeliveryId::from_uuid(id(32)?),
    })
}

fn signature(vault: &Vault, body: &str) -> String {
    vault.digest(PURPOSE, body).chars().take(SIGNED).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_only_where_it_was_made() {
        let vault = Vault::new([7; 32]);
        let leaving = Leaving {
            workspace_id: WorkspaceId::generate(),
            subscriber_id: SubscriberId::generate(),
            delivery_id: DeliveryId::generate(),
        };
        let token = make(&vault, &leaving);
        assert!(
            token.len() < 100
                && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        );
        assert_eq!(read(&vault, &token), Some(leaving));
        assert_eq!(read(&Vault::new([8; 32]), &token), None);
        for at in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(read(&vault, &String::from_utf8(forged).expect("text")), None, "{at}");
        }
        for wrong in [
            "",
            "a",
            "a-link-that-nobody-made",
            &token[1..],
            &token[..token.len() - 1],
            "ä".repeat(60).as_str(),
        ] {
            assert_eq!(read(&vault, wrong), None, "{wrong}");
        }
    }
}
