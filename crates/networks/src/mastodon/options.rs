//! The choices that only Mastodon has, the words of a status, and what its servers object to. Pure.

use serde_json::{Value, json};

use super::instance;
use crate::{Capabilities, Choice, Content, Fault, Finding, Format, Outline, Poll, text};

/// A text above the post, behind which it is folded away.
const WARNING: &str = "content_warning";

pub(super) fn offered() -> Vec<Choice> {
    let choice = |name: &str, values: &[&str], default: &str| Choice {
        name: name.to_owned(),
        values: values.iter().map(ToString::to_string).collect(),
        default: default.to_owned(),
        required: false,
    };
    vec![
        choice("visibility", &["public", "unlisted", "private"], "public"),
        choice("sensitive", &["no", "yes"], "no"),
        choice(WARNING, &[], ""),
    ]
}

/// A warning counts with the text, and a poll stands without files (docs.joinmastodon.org, "Posting to your profile"
/// and "statuses API methods").
pub(super) fn own_findings(capabilities: &Capabilities, outline: &Outline) -> Vec<Finding> {
    let limits = &capabilities.limits;
    let mut found = Vec::new();
    if outline.poll.is_some() && !outline.media().is_empty() {
        found.push(Finding { part: 0, fault: Fault::Format { format: Format::Poll }, blocks: true });
    }
    let Some(warning) = outline.option(WARNING) else {
        return found;
    };
    let units =
        |text: &str| text::measure_mastodon(text, limits.link_length.unwrap_or(instance::LINK_LENGTH)).units;
    for (index, part) in outline.parts.iter().enumerate() {
        let (alone, length) = (units(&part.text), units(&format!("{warning}{}", part.text)));
        // A text that is too long by itself is told already.
        if length > limits.text_max && alone <= limits.text_max {
            let fault = Fault::TextTooLong { length, limit: limits.text_max };
            found.push(Finding { part: index, fault, blocks: true });
        }
    }
    found
}

pub(super) fn visibility(content: &Content) -> &str {
    content.option("visibility").unwrap_or("public")
}

/// Text, warning and language of a part.
pub(super) fn words(content: &Content, index: usize) -> Value {
    let mut body = json!({ "status": content.parts.get(index).map_or("", |part| &part.text) });
    let warning = content.option(WARNING);
    if let Some(warning) = warning {
        body["spoiler_text"] = json!(warning);
    }
    if warning.is_some() || content.option("sensitive") == Some("yes") {
        body["sensitive"] = json!(true);
    }
    if let Some(language) = content.language.as_deref().and_then(primary_language) {
        body["language"] = json!(language);
    }
    body
}

/// A poll that is open for so long from now on.
pub(super) fn poll(poll: &Poll, seconds: u64) -> Value {
    json!({ "options": poll.options, "expires_in": seconds, "multiple": false })
}

/// The ISO 639 code at the start of a BCP 47 tag.
fn primary_language(tag: &str) -> Option<String> {
    let code = tag.split(['-', '_']).next()?;
    let plain = (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphabetic());
    plain.then(|| code.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Part;

    #[test]
    fn languages_are_cut_to_their_code() {
        for (tag, code) in
            [("en", Some("en")), ("de-AT", Some("de")), ("ES_mx", Some("es")), ("x", None), ("", None)]
        {
            assert_eq!(primary_language(tag).as_deref(), code, "{tag}");
        }
    }

    #[test]
    fn a_warning_counts_with_the_text() {
        let capabilities = Capabilities::none(crate::Network::Mastodon, instance::default_limits());
        let parts = vec![Part { text: "x".repeat(490), media: vec![] }];
        let mut outline = Outline { parts, ..Outline::default() };
        assert_eq!(own_findings(&capabilities, &outline), []);
        outline.options.insert(WARNING.into(), "Ten letters".into());
        let fault = Fault::TextTooLong { length: 501, limit: 500 };
        assert_eq!(own_findings(&capabilities, &outline), [Finding { part: 0, fault, blocks: true }]);
    }

    #[test]
    fn words_follow_the_choices() {
        let mut content = Content::single("Tea".into(), vec![], Some("de-AT".into()));
        assert_eq!(words(&content, 0), json!({ "status": "Tea", "language": "de" }));
        content.options.insert(WARNING.into(), "Hot".into());
        assert_eq!(
            words(&content, 0),
            json!({ "status": "Tea", "language": "de", "spoiler_text": "Hot", "sensitive": true })
        );
        assert_eq!(visibility(&content), "public");
    }
}
