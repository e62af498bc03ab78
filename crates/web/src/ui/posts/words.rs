//! Words that networks use, in the page's language; a word that we have no text for is shown as the network writes it.

use app::{FieldError, network::Finding};

use crate::shell::Shell;

/// What a network's own choice is called.
pub(super) fn choice(shell: &Shell, name: &str) -> String {
    known(shell, "choice", name)
}

/// What one of its values is called.
pub(super) fn value(shell: &Shell, value: &str) -> String {
    known(shell, "choice-value", value)
}

fn known(shell: &Shell, prefix: &str, word: &str) -> String {
    let key = format!("{prefix}-{}", word.to_ascii_lowercase());
    if shell.locale.has(&key) { shell.t(&key) } else { spaced(word) }
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
    let fault = fault(shell, &app::posts::post::field_error("", channel, &finding.fault));
    if parts > 1 {
        let part = shell.t1("composer-part", "number", finding.part + 1);
        return format!("{part}: {fault}");
    }
    fault
}

/// A fault of a variant; a network's own choice is named as its field is.
pub(super) fn fault(shell: &Shell, error: &FieldError) -> String {
    let mut error = error.clone();
    for (name, word) in &mut error.params {
        if *name == "choice" {
            *word = choice(shell, word);
        }
    }
    shell.error(&error)
}

/// How long a poll is open.
pub(super) fn minutes(shell: &Shell, minutes: u32) -> String {
    match minutes {
        days if days % 1_440 == 0 => shell.t1("composer-days", "count", i64::from(days / 1_440)),
        hours if hours % 60 == 0 => shell.t1("composer-hours", "count", i64::from(hours / 60)),
        minutes => shell.t1("composer-minutes", "count", i64::from(minutes)),
    }
}

#[cfg(test)]
mod tests {
    use super::spaced;

    #[test]
    fn a_networks_word_becomes_readable() {
        assert_eq!(spaced("reply_control"), "Reply control");
        assert_eq!(spaced("creativeCommon"), "Creative common");
        assert_eq!(spaced("LOGGED_IN"), "Logged in");
        assert_eq!(spaced("People & Blogs"), "People & Blogs");
    }
}
