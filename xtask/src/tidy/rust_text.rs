//! Splits Rust source into code, comments and string literals: enough for rules on words.

/// A string literal and the line on which it starts.
#[derive(Debug, PartialEq, Eq)]
pub struct Literal {
    pub line: usize,
    pub text: String,
}

/// The source with comments and literals blanked out (lines stay where they are), and the literals.
pub struct Scan {
    pub code: String,
    pub literals: Vec<Literal>,
}

/// Scans the source up to its first `#[cfg(test)]`, which by custom stands last in a file.
pub fn scan_product(text: &str) -> Scan {
    scan(text.split_once("#[cfg(test)]\nmod ").map_or(text, |(product, _)| product))
}

pub fn scan(text: &str) -> Scan {
    let mut cursor = Cursor { rest: text, line: 1, code: String::with_capacity(text.len()) };
    let mut literals = Vec::new();
    while let Some(next) = cursor.rest.chars().next() {
        if cursor.rest.starts_with("//") {
            let length = cursor.rest.find('\n').unwrap_or(cursor.rest.len());
            cursor.blank(length);
        } else if cursor.rest.starts_with("/*") {
            let length = block_comment(cursor.rest);
            cursor.blank(length);
        } else if let Some((open, hashes)) = raw_string(cursor.rest, &cursor.code) {
            let close = format!("\"{}", "#".repeat(hashes));
            let inner = &cursor.rest[open..];
            let length = inner.find(&close).unwrap_or(inner.len());
            literals.push(Literal { line: cursor.line, text: inner[..length].to_owned() });
            cursor.blank((open + length + close.len()).min(cursor.rest.len()));
        } else if next == '"' {
            let length = quoted(cursor.rest, '"');
            let inner = cursor.rest[1..length].trim_end_matches('"').to_owned();
            literals.push(Literal { line: cursor.line, text: inner });
            cursor.blank(length);
        } else if next == '\'' && is_char(cursor.rest) {
            let length = quoted(cursor.rest, '\'');
            cursor.blank(length);
        } else {
            cursor.keep(next);
        }
    }
    Scan { code: cursor.code, literals }
}

struct Cursor<'a> {
    rest: &'a str,
    line: usize,
    code: String,
}

impl Cursor<'_> {
    fn keep(&mut self, next: char) {
        self.line += usize::from(next == '\n');
        self.code.push(next);
        self.rest = &self.rest[next.len_utf8()..];
    }

    fn blank(&mut self, length: usize) {
        for skipped in self.rest[..length].chars() {
            self.line += usize::from(skipped == '\n');
            self.code.push(if skipped == '\n' { '\n' } else { ' ' });
        }
        self.rest = &self.rest[length..];
    }
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// Where the text inside a raw string begins, and the number of its hashes.
fn raw_string(text: &str, before: &str) -> Option<(usize, usize)> {
    if before.chars().next_back().is_some_and(|last| last.is_alphanumeric() || last == '_') {
        return None;
    }
    let prefix = ["br", "cr", "r"].into_iter().find(|prefix| text.starts_with(prefix))?;
    let rest = &text[prefix.len()..];
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    rest[hashes..].starts_with('"').then_some((prefix.len() + hashes + 1, hashes))
}

/// The length of a quoted literal with its quotes.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, next) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if next == '\\' {
            escaped = true;
        } else if next == quote {
            return at + 1;
        }
    }
    text.len()
}

/// Tells a character from a lifetime or a label.
fn is_char(text: &str) -> bool {
    let mut chars = text.chars().skip(1);
    let first = chars.next();
    first == Some('\\') || chars.next() == Some('\'')
}

#[cfg(test)]
mod tests {
    use super::scan;

    #[test]
    fn literals_are_told_from_code_and_comments() {
        let source = "let a = \"one \\\" two\"; // \"three\"\nfn f<'a>(c: char) { c == '\"' }\n/* \"four\" */\
                      let b = r#\"five \"six\"\n\"#; let c = r\"seven\";";
        let scanned = scan(source);
        let found: Vec<_> = scanned.literals.iter().map(|found| (found.line, found.text.as_str())).collect();
        assert_eq!(found, [(1, "one \\\" two"), (3, "five \"six\"\n"), (4, "seven")]);
        assert!(!scanned.code.contains("three") && scanned.code.contains("fn f<'a>"));
        assert_eq!(scanned.code.lines().count(), source.lines().count());
    }
}
