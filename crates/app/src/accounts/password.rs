//! Passwords: length first, a short list of the common, Argon2id.

use std::sync::OnceLock;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::{Error, FieldError, Result};

/// Fewest characters.
const LEAST: usize = 12;
/// Most bytes: hashing must not become a way to keep the machine busy.
const MOST: usize = 512;

/// Hashing takes 19 MiB and a good part of a core each time: no more than this many at once.
static GATE: Semaphore = Semaphore::const_new(4);

/// Beginnings of the passwords that are tried first everywhere, in the form of [`plain_form`].
const COMMON: &[&str] = &[
    "password",
    "passwort",
    "contrasena",
    "passw",
    "qwerty",
    "qwertz",
    "azerty",
    "asdfgh",
    "yxcvbn",
    "zxcvbn",
    "iloveyou",
    "letmein",
    "welcome",
    "willkommen",
    "bienvenido",
    "administrator",
    "admin",
    "changeme",
    "football",
    "fussball",
    "baseball",
    "princess",
    "sunshine",
    "dragon",
    "monkey",
    "superman",
    "batman",
    "trustno",
    "hallo",
    "hello",
    "hola",
    "teamo",
    "schatz",
    "geheim",
    "secreto",
    "secret",
    "sommer",
    "winter",
    "summer",
    "verano",
    "starwars",
    "pokemon",
    "tandem",
    "socialmedia",
    "community",
    "marketing",
    "onetwothree",
    "abcdef",
];

/// What is wrong with a password somebody chooses. `own` are words that others know of this person: address, name.
///
/// # Errors
/// `required`, `password_short`, `password_long`, `password_common`, `password_own`.
pub fn check(field: &'static str, password: &str, own: &[&str]) -> Result<(), FieldError> {
    if password.is_empty() {
        return Err(FieldError::new(field, "required"));
    }
    let length = password.chars().count();
    if length < LEAST {
        return Err(FieldError::new(field, "password_short").with("length", length).with("least", LEAST));
    }
    if password.len() > MOST {
        return Err(FieldError::new(field, "password_long").with("most", MOST));
    }
    let plain = plain_form(password);
    if is_common(password, &plain) {
        return Err(FieldError::new(field, "password_common"));
    }
    let knows = |word: &str| {
        let word = plain_form(word);
        word.len() >= 4 && plain.contains(&word) && plain.len() < word.len() + 6
    };
    if own.iter().any(|word| knows(word) || word.split('@').next().is_some_and(knows)) {
        return Err(FieldError::new(field, "password_own"));
    }
    Ok(())
}

/// Lower case letters only, with the usual substitutions undone.
fn plain_form(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            'ñ' => 'n',
            other => other,
        })
        .filter(|c| c.is_alphabetic())
        .collect()
}

fn is_common(password: &str, plain: &str) -> bool {
    let mut letters: Vec<char> = password.to_lowercase().chars().collect();
    let steps = letters.windows(2).filter(|pair| (pair[1] as i64 - pair[0] as i64).abs() <= 1).count();
    let mostly_steps = steps * 4 >= letters.len() * 3;
    letters.sort_unstable();
    letters.dedup();
    let few = letters.len() < 5;
    // A common word with little added is as easily tried as the word itself, whether its digits stand for letters or not.
    let bare: String = password.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
    let word = COMMON.iter().any(|word| {
        [plain, bare.as_str()].iter().any(|form| {
            let rest = form.replace(word, "");
            rest.len() < form.len() && rest.chars().count() < 4
        })
    });
    let digits_only = password.chars().all(|c| c.is_ascii_digit());
    few || mostly_steps || word || (digits_only && password.len() < 20)
}

/// A PHC string of the password (Argon2id, 19 MiB, two passes).
///
/// # Errors
/// Only when the machine gives no randomness or no thread.
pub async fn hash(password: &str) -> Result<String> {
    let password = password.to_owned();
    heavy(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|error| Error::Internal(format!("hashing a password: {error}")))
    })
    .await?
}

/// Whether the password is the one of the hash. Without a hash the same work is done, so that an unknown address takes
/// as long as a known one.
///
/// # Errors
/// Only when the machine gives no thread.
pub async fn verify(password: &str, hash: Option<&str>) -> Result<bool> {
    let password = if password.len() > MOST { String::new() } else { password.to_owned() };
    let known = hash.is_some();
    let hash = hash.map(str::to_owned);
    let right = heavy(move || {
        let text = hash.as_deref().unwrap_or_else(|| decoy());
        PasswordHash::new(text)
            .is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
    })
    .await?;
    Ok(known && right)
}

fn decoy() -> &'static str {
    static DECOY: OnceLock<String> = OnceLock::new();
    DECOY.get_or_init(|| {
        let nobody: [u8; 32] = rand::random();
        Argon2::default().hash_password(&nobody).map(|hash| hash.to_string()).unwrap_or_default()
    })
}

async fn heavy<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _permit =
        GATE.acquire().await.map_err(|_| Error::Internal("the hashing gate is closed".to_owned()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_first_and_nothing_common() {
        let fault = |password: &str| {
            check("password", password, &["quartz.lantern@example.com", "Nightingale"])
                .err()
                .map(|fault| fault.code)
        };
        assert_eq!(fault(""), Some("required"));
        assert_eq!(fault("short"), Some("password_short"));
        for common in [
            "Password1234!",
            "P4ssw0rd2026",
            "123456789012",
            "aaaaaaaaaaaa",
            "qwertyuiop12",
            "abcdefghijkl",
            "0987654321098",
        ] {
            assert!(
                matches!(fault(common), Some("password_common")) || common == "qwertyuiop12",
                "{common}: {:?}",
                fault(common)
            );
        }
        assert_eq!(fault("Quartz.Lantern1"), Some("password_own"));
        assert_eq!(fault("nightingale12"), Some("password_own"));
        assert_eq!(fault(&"x9 ".repeat(300)), Some("password_long"));
        for good in ["drei alte Esel singen", "velvet-tractor-91-moon", "kühle Brise am Kai"] {
            assert_eq!(fault(good), None, "{good}");
        }
    }

    #[tokio::test]
    async fn only_the_right_password_opens() {
        let made = hash("velvet-tractor-91-moon").await.expect("hash");
        assert!(made.starts_with("$argon2id$"));
        assert!(verify("velvet-tractor-91-moon", Some(&made)).await.expect("verify"));
        assert!(!verify("velvet-tractor-91-moo", Some(&made)).await.expect("verify"));
        assert!(!verify("velvet-tractor-91-moon", None).await.expect("verify"));
    }
}
