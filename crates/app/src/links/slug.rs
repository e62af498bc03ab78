//! Slugs: the random part of a short link.

use rand::RngExt;

/// Characters of a slug. 62⁷ are 3.5 × 10¹²: nobody guesses the slugs of others.
pub const SLUG_LENGTH: usize = 7;

const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A new random slug.
pub(crate) fn random_slug() -> String {
    let mut random = rand::rng();
    (0..SLUG_LENGTH).map(|_| char::from(LETTERS[random.random_range(0..LETTERS.len())])).collect()
}

/// Whether a text has the form of a slug.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    text.len() == SLUG_LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The address under which a slug is reached. `public_url` has no slash at its end.
#[must_use]
pub fn short_url(public_url: &str, slug: &str) -> String {
    format!("{public_url}/l/{slug}")
}
