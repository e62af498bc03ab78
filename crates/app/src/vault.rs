//! Secrets at rest: XChaCha20-Poly1305 under the key file, bound to the row they belong to.

use std::{
    io::{ErrorKind, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::{Error, Result};

/// First characters of a sealed text: the version of this format and the key it was sealed under.
const VERSION: &str = "v1.";

/// Seals and opens secrets.
pub struct Vault {
    cipher: XChaCha20Poly1305,
    key: [u8; 32],
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}

impl Vault {
    /// A vault over a key.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self { cipher: XChaCha20Poly1305::new(&key.into()), key }
    }

    /// Reads the key file, or makes one (mode 0600) when there is none.
    ///
    /// # Errors
    /// When it cannot be read or made, is readable by others, or holds no key.
    pub fn open(file: &Path) -> Result<Self> {
        let describe = |what: &str| Error::Internal(format!("secret key file {}: {what}", file.display()));
        match std::fs::read_to_string(file) {
            Ok(text) => {
                let mode =
                    std::fs::metadata(file).map_err(|e| describe(&e.to_string()))?.permissions().mode();
                if mode & 0o077 != 0 {
                    return Err(describe("other users can read it; run chmod 600 on it"));
                }
                let bytes = BASE64
                    .decode(text.trim())
                    .map_err(|_| describe("holds no key; restore it from a backup"))?;
                let key = bytes.try_into().map_err(|_| describe("holds no key; restore it from a backup"))?;
                Ok(Self::new(key))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let key: [u8; 32] = rand::random();
                let mut made = std::fs::OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .mode(0o600)
                    .open(file)
                    .map_err(|e| describe(&e.to_string()))?;
                made.write_all(BASE64.encode(key).as_bytes()).map_err(|e| describe(&e.to_string()))?;
                made.sync_all().map_err(|e| describe(&e.to_string()))?;
                Ok(Self::new(key))
            }
            Err(error) => Err(describe(&error.to_string())),
        }
    }

    /// Seals `secret` for one place (`channels.secret/channel_…`): it opens nowhere else.
    ///
    /// # Errors
    /// Never in practice; the cipher refuses messages of 256 GiB.
    pub fn seal(&self, place: &str, secret: &[u8]) -> Result<String> {
        let nonce: [u8; 24] = rand::random();
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: secret, aad: place.as_bytes() })
            .map_err(|_| Error::Internal("sealing failed".to_owned()))?;
        let mut bytes = nonce.to_vec();
        bytes.extend(sealed);
        Ok(format!("{VERSION}{}", BASE64.encode(bytes)))
    }

    /// Opens what [`Vault::seal`] made for the same place.
    ///
    /// # Errors
    /// When the text was changed, belongs to another place, or was sealed under another key.
    pub fn open_sealed(&self, place: &str, sealed: &str) -> Result<Vec<u8>> {
        let refuse = || {
            Error::Internal(format!("the secret of {place} does not open: wrong key file, or changed data"))
        };
        let bytes =
            sealed.strip_prefix(VERSION).and_then(|text| BASE64.decode(text).ok()).ok_or_else(refuse)?;
        let (nonce, message) = bytes.split_at_checked(24).ok_or_else(refuse)?;
        let nonce: [u8; 24] = nonce.try_into().map_err(|_| refuse())?;
        self.cipher
            .decrypt(&XNonce::from(nonce), Payload { msg: message, aad: place.as_bytes() })
            .map_err(|_| refuse())
    }

    /// A keyed digest (HMAC-SHA-256, hex) for values that must be compared but not read: visitor keys, signed state.
    #[must_use]
    pub fn digest(&self, purpose: &str, value: &str) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return String::new() };
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        hex(&mac.finalize().into_bytes())
    }
}

/// Two digits a byte, without a text of its own for each: digests are made for every event of the tracker.
fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

/// A new random token of 256 bits, URL-safe; only [`token_hash`] of it is stored.
#[must_use]
pub fn random_token() -> String {
    let bytes: [u8; 32] = rand::random();
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// SHA-256 of a token, hex: tokens are random, so a plain digest is enough.
#[must_use]
pub fn token_hash(token: &str) -> String {
    use sha2::Digest;
    hex(&Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_only_in_its_place() {
        let vault = Vault::new([7; 32]);
        let sealed = vault.seal("channels.secret/a", b"hush").expect("seal");
        assert_eq!(vault.open_sealed("channels.secret/a", &sealed).expect("open"), b"hush");
        assert!(vault.open_sealed("channels.secret/b", &sealed).is_err());
        assert!(Vault::new([8; 32]).open_sealed("channels.secret/a", &sealed).is_err());
    }
}
