//! Texts as lists are searched: SQLite's own `lower` knows ASCII only, so what is searched is folded here and stored.

/// What is searched of a row: its texts, folded, one a line.
#[must_use]
pub fn search_text(parts: &[&str]) -> String {
    folded(&parts.join("\n"))
}

/// The pattern of `like … escape '!'` that finds what somebody typed in a [`search_text`].
#[must_use]
pub fn search_pattern(typed: &str) -> String {
    let escaped = folded(typed).replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{escaped}%")
}

/// Small letters; `ß` as `ss`, as capitals write it; the final sigma as any other; no dot above that `İ` leaves behind.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'ß' => folded.push_str("ss"),
            'ς' => folded.push('σ'),
            '\u{307}' => {}
            letter => folded.push(letter),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_of_every_script_are_found() {
        for (stored, typed) in [
            ("Österreich", "ÖSTER"),
            ("ÁRBOL", "árbol"),
            ("España", "ESPAÑA"),
            ("İstanbul", "istanbul"),
            ("İstanbul", "İSTANBUL"),
            ("Straße", "STRASSE"),
            ("STRASSE", "straße"),
            ("ΟΔΟΣ", "οδος"),
            ("ЧАЙ", "чай"),
        ] {
            let pattern = search_pattern(typed);
            let wanted = pattern.trim_matches('%');
            assert!(search_text(&["Tea", stored]).contains(wanted), "{stored} {typed}");
        }
        assert_eq!(search_pattern("50%_!"), "%50!%!_!!%");
    }
}
