//! Identifiers in the networks' own forms: record keys, content ids, DIDs, tokens.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

const SORTABLE: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";
const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The codec byte of a record's content id (dag-cbor).
pub(crate) const CODEC_RECORD: u8 = 0x71;
/// The codec byte of a blob's content id (raw).
pub(crate) const CODEC_BLOB: u8 = 0x55;

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// A record key: 13 sortable characters made of microseconds and a clock id.
pub(crate) fn tid(micros: u64, clock_id: u64) -> String {
    let value = ((micros & ((1 << 53) - 1)) << 10) | (clock_id & 0x3ff);
    (0..13).rev().map(|position| char::from(SORTABLE[((value >> (position * 5)) & 31) as usize])).collect()
}

pub(crate) fn is_tid(text: &str) -> bool {
    text.len() == 13
        && text.bytes().all(|byte| SORTABLE.contains(&byte))
        && text.bytes().next().is_some_and(|first| SORTABLE[..16].contains(&first))
}

/// A version 1 content id, SHA-256, in base 32.
pub(crate) fn cid(codec: u8, bytes: &[u8]) -> String {
    let mut raw = vec![0x01, codec, 0x12, 0x20];
    raw.extend(sha256(bytes));
    format!("b{}", base32(&raw))
}

pub(crate) fn did(seed: u64, handle: &str) -> String {
    let digest = sha256(format!("{seed}:{handle}").as_bytes());
    format!("did:plc:{}", &base32(&digest)[..24])
}

/// An opaque secret; `counter` keeps two of them apart.
pub(crate) fn token(seed: u64, purpose: &str, counter: u64) -> String {
    URL_SAFE_NO_PAD.encode(sha256(format!("{seed}:{purpose}:{counter}").as_bytes()))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A number of so many digits (18 at most) that does not begin with 0, stable by seed and name.
pub(crate) fn number(seed: u64, purpose: &str, name: &str, digits: u32) -> String {
    let digest = sha256(format!("{purpose}:{seed}:{name}").as_bytes());
    let value = digest[..8].iter().fold(0u64, |sum, byte| (sum << 8) | u64::from(*byte));
    let least = 10u64.pow(digits.clamp(1, 18) - 1);
    (least + value % (least * 9)).to_string()
}

pub(crate) fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn base32(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut buffer, mut bits) = (0u32, 0u32);
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(BASE32[((buffer >> bits) & 31) as usize]));
        }
        buffer &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(char::from(BASE32[((buffer << (5 - bits)) & 31) as usize]));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn record_keys_sort_by_time_and_are_recognised() {
        let (early, late) = (tid(1_700_000_000_000_000, 3), tid(1_700_000_000_000_001, 0));
        assert!(early < late);
        assert!(is_tid(&early) && is_tid(&late));
        assert!(!is_tid("my-own-key") && !is_tid("zzzzzzzzzzzzz"));
    }

    #[test]
    fn content_ids_have_the_known_prefixes() {
        assert!(cid(CODEC_RECORD, b"x").starts_with("bafyrei"));
        assert!(cid(CODEC_BLOB, b"x").starts_with("bafkrei"));
        assert_eq!(cid(CODEC_BLOB, b"x").len(), 59);
    }
}
