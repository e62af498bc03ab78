//! Templates: escaping stays on, and every text a person reads comes from the language files.

use super::Fault;
use super::tree::{File, Tree};

/// Words that are the same in every language.
const SAME_EVERYWHERE: [&str; 14] = [
    "Tandem", "API", "CSV", "UTC", "URL", "ROI", "UTM", "JSON", "Bluesky", "Mastodon", "English", "Deutsch",
    "Español", "Esc",
];
const SHOWN_ATTRIBUTES: [&str; 6] =
    ["alt", "title", "placeholder", "aria-label", "aria-description", "label"];

const MEND_TEXT: &str = "put the text into locales/{en,de,es}/<room>.ftl and name its key here";
const MEND_SAFE: &str =
    "build the markup in templates/components/, where it is reviewed for escaping, or drop `|safe`";

pub fn safe_only_in_components(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in tree.with_extension("html").filter(|file| file.path.contains("templates/")) {
        if file.path.contains("templates/components/") {
            continue;
        }
        for (index, line) in file.text.lines().enumerate() {
            let squeezed: String = line.split_whitespace().collect();
            if squeezed.contains("|safe}}") || squeezed.contains("|safe|") || squeezed.contains("|safe%}") {
                let what = "`|safe` switches escaping off".to_owned();
                faults.push(Fault { path: file.path.clone(), line: index + 1, what, mend: MEND_SAFE });
            }
        }
    }
    faults
}

pub fn no_literal_texts(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    // The samples of the styleguide are shown to nobody but those who build the components.
    let shown =
        |file: &&File| file.path.contains("templates/") && !file.path.contains("templates/styleguide/");
    for file in tree.with_extension("html").filter(shown) {
        for (line, text) in shown_texts(&file.text) {
            let what = format!("a text in the template: \"{text}\"");
            faults.push(Fault { path: file.path.clone(), line, what, mend: MEND_TEXT });
        }
    }
    faults
}

/// What a reader would see that no expression made, with its line.
fn shown_texts(template: &str) -> Vec<(usize, String)> {
    let mut text = template.to_owned();
    for (open, close) in [("{#", "#}"), ("<!--", "-->"), ("{%", "%}"), ("{{", "}}")] {
        text = blank_between(&text, open, close);
    }
    for name in ["script", "style", "code", "kbd", "pre"] {
        text = blank_between(&text, &format!("<{name}>"), &format!("</{name}>"));
        text = blank_between(&text, &format!("<{name} "), &format!("</{name}>"));
    }
    let mut found = Vec::new();
    let mut line = 1;
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (shown, tag) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        note(shown, line, &mut found);
        line += shown.matches('\n').count();
        let tag = &tag[..tag_length(tag)];
        note_attributes(tag, line, &mut found);
        line += tag.matches('\n').count();
        rest = &rest[shown.len() + tag.len()..];
    }
    found
}

/// The length of a tag up to its `>`, not counting one inside a quoted value.
fn tag_length(tag: &str) -> usize {
    let mut quote = None;
    for (at, next) in tag.char_indices() {
        match quote {
            Some(open) if next == open => quote = None,
            None if next == '"' || next == '\'' => quote = Some(next),
            None if next == '>' => return at + 1,
            _ => {}
        }
    }
    tag.len()
}

fn note_attributes(tag: &str, first_line: usize, found: &mut Vec<(usize, String)>) {
    for name in SHOWN_ATTRIBUTES {
        let start = format!("{name}=\"");
        for (at, _) in tag.match_indices(&start) {
            let alone = tag[..at].ends_with(char::is_whitespace);
            let value = tag[at + start.len()..].split('"').next().unwrap_or_default();
            if alone {
                note(value, first_line + tag[..at].matches('\n').count(), found);
            }
        }
    }
}

fn note(shown: &str, first_line: usize, found: &mut Vec<(usize, String)>) {
    // A macro may hold attributes for a tag that its caller opens.
    for (index, line) in shown.lines().enumerate().filter(|(_, line)| !line.contains("=\"")) {
        let plain = drop_entities(line);
        let strange = plain
            .split(|next: char| !next.is_alphabetic())
            .any(|word| word.chars().count() > 1 && !SAME_EVERYWHERE.contains(&word));
        if strange {
            found.push((first_line + index, plain.trim().to_owned()));
        }
    }
}

fn drop_entities(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        let name = &rest[at + 1..];
        let end = name.find(|next: char| !next.is_alphanumeric() && next != '#').unwrap_or(name.len());
        rest = if name[end..].starts_with(';') { &name[end + 1..] } else { name };
    }
    plain + rest
}

/// Replaces what stands between the marks, and the marks, by spaces; line ends stay.
pub fn blank_between(text: &str, open: &str, close: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(open) {
        kept.push_str(&rest[..at]);
        let inside = &rest[at..];
        let length = inside.find(close).map_or(inside.len(), |end| end + close.len());
        kept.extend(inside[..length].chars().map(|next| if next == '\n' { '\n' } else { ' ' }));
        rest = &inside[length..];
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::{no_literal_texts, safe_only_in_components};
    use crate::tidy::tree::Tree;

    #[test]
    fn texts_outside_the_language_files_are_faults() {
        let template = "{# a note #}\n<title>Tandem</title>\n<p class=\"a > b\">{{ t(\"goal-new\") }} &middot; 3 %</p>\n\
                        {% if x > 1 %}<b>Save</b>{% endif %}\n<script>let word = 1;</script>\n\
                        <input\n placeholder=\"Your name\" value=\"{{ name }}\" data-title=\"no text\">\n<p>\n Hello\n</p>\n\
                        {% macro about() %} aria-invalid=\"true\" required{% endmacro %}";
        let tree =
            Tree::of(&[("crates/web/templates/goals/new.html", template), ("docs/x.html", "<p>Free</p>")]);
        let found: Vec<_> =
            no_literal_texts(&tree).into_iter().map(|fault| (fault.line, fault.what)).collect();
        let expected = [(4, "Save"), (7, "Your name"), (9, "Hello")]
            .map(|(line, text)| (line, format!("a text in the template: \"{text}\"")));
        assert_eq!(found, expected);
    }

    #[test]
    fn unescaped_values_are_for_components_only() {
        let tree = Tree::of(&[
            ("crates/web/templates/goals/list.html", "{{ a|safe }}\n{{ b }}"),
            ("crates/web/templates/components/chart.html", "{{ svg | safe }}"),
        ]);
        assert_eq!(safe_only_in_components(&tree).len(), 1);
    }
}
