//! Words that networks use, in the page's language; a word that we have no text for is shown as the network writes it.

use app::network::Finding;

use crate::shell::Shell;

/// What a network's own choice is called.
pub(super) fn choice(shell: &Shell, name: &str) -> String {
    known(shell, &[key_of("choice", name)]).unwrap_or_else(|| spaced(name))
}

/// What one of its values is called; the same word may mean something else on another network.
pub(super) fn value(shell: &Shell, network: &str, value: &str) -> String {
    let keys = [key_of(&format!("choice-value-{network}"), value), key_of("choice-value", value)];
    known(shell, &keys).unwrap_or_else(|| spaced(value))
}

fn known(shell: &Shell, keys: &[String]) -> Option<String> {
    keys.iter().find(|key| shell.locale.has(key)).map(|key| shell.t(key))
}

/// `choice-value` and `People & Blogs` as `choice-value-people-blogs`.
fn key_of(prefix: &str, word: &str) -> String {
    let word = word.to_ascii_lowercase();
    let words = word.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|part| !part.is_empty());
    words.fold(prefix.to_owned(), |key, part| format!("{key}-{part}"))
}

/// `reply_control` as `Reply control`, `creativeCommon` as `Creative common`.
fn spaced(word: &str) -> String {
    let mut text = String::new();
    let shouted = !word.chars().any(char::is_lowercase);
    for letter in word.chars() {
        let begins = letter.is_uppercase() && !shouted && text.chars().last().is_some_and(char::is_lowercase);
        if begins {
            text.push(' ');
        }
        let letter = if letter == '_' { ' ' } else { letter };
        if text.is_empty() {
            text.extend(letter.to_uppercase());
        } else if shouted || begins {
            text.extend(letter.to_lowercase());
        } else {
            text.push(letter);
        }
    }
    text
}

/// Why a network would refuse it, with the part of the thread where it is.
pub(super) fn finding(shell: &Shell, channel: &str, finding: &Finding, parts: usize) -> String {
    let fault = shell.error(&app::posts::post::field_error("", channel, &finding.fault));
    if parts > 1 {
        let part = shell.t1("composer-part", "number", finding.part + 1);
        return format!("{part}: {fault}");
    }
    fault
}

/// How long a poll is open.
pub(in crate::ui) fn minutes(shell: &Shell, minutes: u32) -> String {
    match minutes {
        days if days % 1_440 == 0 => shell.t1("composer-days", "count", i64::from(days / 1_440)),
        hours if hours % 60 == 0 => shell.t1("composer-hours", "count", i64::from(hours / 60)),
        minutes => shell.t1("composer-minutes", "count", i64::from(minutes)),
    }
}

#[cfg(test)]
mod tests {
    use super::{key_of, spaced};

    #[test]
    fn a_networks_word_becomes_readable() {
        assert_eq!(spaced("reply_control"), "Reply control");
        assert_eq!(spaced("creativeCommon"), "Creative common");
        assert_eq!(spaced("LOGGED_IN"), "Logged in");
        assert_eq!(spaced("People & Blogs"), "People & Blogs");
        assert_eq!(key_of("choice-value", "People & Blogs"), "choice-value-people-blogs");
    }
}
