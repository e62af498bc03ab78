//! Timestamp identifiers: the record keys of posts (atproto.com, "Timestamp Identifiers (TIDs)").

const ALPHABET: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";

/// The record key of part `index` of a send: 53 bits of microseconds and a clock identifier of 10 bits. The nonce
/// fills what the clock does not tell, so two sends within one millisecond get different keys.
pub(super) fn tid(now_ms: i64, nonce: u64, index: usize) -> String {
    let now = u64::try_from(now_ms).unwrap_or(0);
    let micros = now.saturating_mul(1_000) + nonce % 1_000 + index as u64;
    let clock = (nonce / 1_000) % 1_024;
    let number = ((micros & ((1 << 53) - 1)) << 10) | clock;
    (0..13).rev().map(|place| char::from(ALPHABET[(number >> (place * 5)) as usize & 31])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_the_form_that_the_protocol_wants() {
        let key = tid(1_795_341_600_000, 987_654_321, 0);
        assert_eq!(key.len(), 13);
        // The top bit is 0, so the first character is one of the first sixteen halves.
        assert!("234567abcdefghij".contains(&key[..1]), "{key}");
        assert_eq!(tid(0, 0, 0), "2222222222222");
        assert_eq!(key, tid(1_795_341_600_000, 987_654_321, 0));
    }

    proptest::proptest! {
        #[test]
        fn sorts_by_time_and_part(ms in 0_i64..4_000_000_000_000, later in 2_i64..1_000_000, nonce: u64, other: u64) {
            proptest::prop_assert!(tid(ms, nonce, 0) < tid(ms, nonce, 1));
            proptest::prop_assert!(tid(ms, nonce, 0) < tid(ms + later, other, 0));
        }
    }
}
