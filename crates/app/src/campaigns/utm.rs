//! The name under which a campaign is found in web statistics.

/// Longest UTM name.
pub const UTM_MAX: usize = 60;

/// Whether a text is small letters, digits and single dashes or underscores between them.
pub(crate) fn is_utm_name(text: &str) -> bool {
    let word = |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    !text.is_empty()
        && text.len() <= UTM_MAX
        && text.split(['-', '_']).all(|part| !part.is_empty() && word(part))
}

/// A UTM name made from a name: `Spätsommer 2026!` → `spaetsommer-2026`. Empty when nothing of the name can stay.
#[must_use]
pub fn propose_utm_name(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.to_lowercase().chars() {
        let plain: &str = match letter {
            'a'..='z' | '0'..='9' => {
                slug.push(letter);
                continue;
            }
            'ä' | 'æ' => "ae",
            'ö' | 'œ' => "oe",
            'ü' => "ue",
            'ß' => "ss",
            'á' | 'à' | 'â' | 'ã' | 'å' | 'ą' => "a",
            'ç' | 'ć' | 'č' => "c",
            'é' | 'è' | 'ê' | 'ë' | 'ę' | 'ě' => "e",
            'í' | 'ì' | 'î' | 'ï' => "i",
            'ł' => "l",
            'ñ' | 'ń' => "n",
            'ó' | 'ò' | 'ô' | 'õ' | 'ø' => "o",
            'ś' | 'š' => "s",
            'ú' | 'ù' | 'û' => "u",
            'ý' | 'ÿ' => "y",
            'ź' | 'ż' | 'ž' => "z",
            _ => "-",
        };
        if plain != "-" || !(slug.is_empty() || slug.ends_with('-')) {
            slug.push_str(plain);
        }
    }
    slug.truncate(UTM_MAX);
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_become_slugs() {
        assert_eq!(propose_utm_name("Spätsommer 2026!"), "spaetsommer-2026");
        assert_eq!(propose_utm_name("  Año  nuevo — ¡ya! "), "ano-nuevo-ya");
        assert_eq!(propose_utm_name("日本"), "");
    }

    #[test]
    fn only_slugs_are_utm_names() {
        for good in ["a", "summer-2026", "summer_2026", "2026"] {
            assert!(is_utm_name(good), "{good}");
        }
        for bad in ["", "-a", "a-", "a--b", "A", "a b", "ä", "a&b=c"] {
            assert!(!is_utm_name(bad), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_proposed_is_accepted(name in ".{0,200}") {
            let slug = propose_utm_name(&name);
            prop_assert!(slug.is_empty() || is_utm_name(&slug), "{slug}");
        }
    }
}
