//! Keeps secrets out of what is kept of an answer.

use serde_json::Value;

const KEPT_CHARS: usize = 2_000;
const MASK: &str = "[removed]";

/// Names whose values are secrets, in lower case.
const SECRET_NAMES: [&str; 19] = [
    "access_token",
    "refresh_token",
    "id_token",
    "token",
    "accessjwt",
    "refreshjwt",
    "password",
    "passwd",
    "client_secret",
    "client_id",
    "secret",
    "code",
    "code_verifier",
    "authorization",
    "vapid_key",
    "jwt",
    "assertion",
    "authfactortoken",
    "apppassword",
];

/// The answer's body without secrets, cut to 2,000 characters. `secrets` are the values that this very request
/// carried; a server may echo them anywhere.
pub(super) fn body(body: &[u8], secrets: &[String]) -> String {
    let text = match serde_json::from_slice::<Value>(body) {
        Ok(mut value) => {
            mask_value(&mut value);
            value.to_string()
        }
        Err(_) => mask_text(&String::from_utf8_lossy(body)),
    };
    cut(&mask_known(text, secrets), KEPT_CHARS)
}

/// One line of at most 300 characters without secrets.
pub(super) fn line(text: &str, secrets: &[String]) -> String {
    let text = mask_known(mask_text(text), secrets);
    cut(&text.split_whitespace().collect::<Vec<_>>().join(" "), 300)
}

fn cut(text: &str, chars: usize) -> String {
    text.chars().filter(|c| !c.is_control() || *c == '\n' || *c == '\t').take(chars).collect()
}

fn mask_known(mut text: String, secrets: &[String]) -> String {
    for secret in secrets.iter().filter(|secret| secret.len() >= 4) {
        text = text.replace(secret.as_str(), MASK);
    }
    text
}

fn is_secret_name(name: &str) -> bool {
    SECRET_NAMES.contains(&name.to_ascii_lowercase().as_str())
}

fn mask_value(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                if is_secret_name(name) && value.is_string() {
                    *value = Value::String(MASK.into());
                } else {
                    mask_value(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask_value),
        Value::String(text) => *text = mask_text(text),
        _ => {}
    }
}

/// Masks `name=value`, `name: value` and `"name":"value"`, and what follows `Bearer`, in text of any kind.
fn mask_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_alphabetic()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        out.push_str(word);
        rest = after;
        let separator = if word.eq_ignore_ascii_case("bearer") || word.eq_ignore_ascii_case("dpop") {
            after.len() - after.trim_start_matches(' ').len()
        } else if is_secret_name(word) {
            separator_length(after)
        } else {
            0
        };
        if separator == 0 {
            continue;
        }
        out.push_str(&after[..separator]);
        let value = &after[separator..];
        let end = value.find(|c: char| c.is_whitespace() || "\"'&,;<>}".contains(c)).unwrap_or(value.len());
        if end > 0 {
            out.push_str(MASK);
        }
        rest = &value[end..];
    }
    out.push_str(rest);
    out
}

/// Length of `" : "` and the like, with the scheme of an `Authorization`; 0 when no `=` or `:` is in it.
fn separator_length(text: &str) -> usize {
    let end = text.find(|c: char| !" \"'=:".contains(c)).unwrap_or(text.len());
    if !text[..end].contains(['=', ':']) {
        return 0;
    }
    let scheme = ["Bearer ", "Basic ", "DPoP "].into_iter().find(|scheme| text[end..].starts_with(*scheme));
    end + scheme.map_or(0, str::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_leave_no_trace() {
        let secrets = ["tok-123456".to_owned()];
        for answer in [
            r#"{"access_token":"abcSECRET","scope":"read"}"#,
            r#"{"a":[{"refreshJwt":"abcSECRET"}],"accessJwt":"abcSECRET"}"#,
            r#"{"error":"bad code=abcSECRET&x=1"}"#,
            r#"{"access_token": "abcSECRET", "cut short"#,
            "<p>password: abcSECRET</p>",
            "grant_type=x&client_secret=abcSECRET&code=abcSECRET",
            "Authorization: Bearer abcSECRET",
            "you sent tok-123456 here",
            r#"{"echo":"tok-123456"}"#,
        ] {
            let kept = body(answer.as_bytes(), &secrets);
            assert!(!kept.contains("SECRET") && !kept.contains("tok-123456"), "{kept}");
            assert!(kept.contains(MASK), "{kept}");
        }
    }

    #[test]
    fn ordinary_words_stay() {
        let text = r#"{"error":"InvalidToken","message":"Token could not be verified"}"#;
        assert_eq!(body(text.as_bytes(), &[]), text);
        assert_eq!(line("Validation failed:\n too long", &[]), "Validation failed: too long");
        assert_eq!(body("é".repeat(3_000).as_bytes(), &[]).chars().count(), 2_000);
    }

    proptest::proptest! {
        #[test]
        fn any_body_is_kept_short(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..4_000)) {
            proptest::prop_assert!(body(&bytes, &[]).chars().count() <= 2_000);
        }
    }
}
