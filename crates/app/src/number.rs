//! Numbers as people type them.

/// The digits of a number that somebody typed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Typed {
    /// Whether a minus stands before it.
    pub(crate) negative: bool,
    /// The digits before the mark, at least one.
    pub(crate) whole: String,
    /// The digits after it; may be empty.
    pub(crate) fraction: String,
}

/// Reads `1250`, `1250.5`, `1.250,5`, `1,250.5`, `12 500`, `1'250.50`, `1,25,000`; `None` for anything else, so for marks
/// that stand where no group of digits ends. `1.250` groups thousands, unless `thousandths` are usual (three digits
/// after the mark, as in Kuwaiti dinars); `0.250` and `.250` never do.
pub(crate) fn typed(text: &str, thousandths: bool) -> Option<Typed> {
    let text: String = text.trim().chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    let (negative, text) = text.strip_prefix('-').map_or((false, text.as_str()), |rest| (true, rest));
    let (whole, fraction) = match text.rfind(['.', ',']) {
        None => (text, ""),
        Some(at) => {
            let (before, after) = (&text[..at], &text[at + 1..]);
            let mark = &text[at..=at];
            let alone = !before.contains(['.', ',']);
            let groups = if alone {
                after.len() == 3
                    && !thousandths
                    && (1..=3).contains(&before.len())
                    && !before.starts_with('0')
            } else {
                before.contains(mark)
            };
            if groups { (text, "") } else { (before, after) }
        }
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !digits(fraction) {
        return None;
    }
    let whole = match whole.find(['.', ',']) {
        None => whole.to_owned(),
        Some(at) => ungrouped(whole, &whole[at..=at])?,
    };
    if !digits(&whole) {
        return None;
    }
    let whole = if whole.is_empty() { "0".to_owned() } else { whole };
    Some(Typed { negative, whole, fraction: fraction.to_owned() })
}

/// The digits of `1.250.000`, or of `12,50,000` as in India; `None` where the marks are elsewhere.
fn ungrouped(text: &str, mark: &str) -> Option<String> {
    let groups: Vec<&str> = text.split(mark).collect();
    let (first, rest) = groups.split_first()?;
    let (last, middle) = rest.split_last()?;
    let opens = |most: usize| (1..=most).contains(&first.len()) && !first.starts_with('0');
    let thousands = opens(3) && middle.iter().all(|group| group.len() == 3);
    let lakhs = mark == "," && opens(2) && middle.iter().all(|group| group.len() == 2);
    (last.len() == 3 && (thousands || lakhs)).then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, thousandths: bool) -> Option<String> {
        let typed = typed(text, thousandths)?;
        Some(format!("{}{}.{}", if typed.negative { "-" } else { "" }, typed.whole, typed.fraction))
    }

    #[test]
    fn marks_group_or_divide() {
        for (text, number) in [
            ("1250", "1250."),
            ("1.250", "1250."),
            ("1,250.5", "1250.5"),
            ("1.250,50", "1250.50"),
            ("1.250.000", "1250000."),
            ("12,50,000.5", "1250000.5"),
            ("12 500", "12500."),
            ("1'250.50", "1250.50"),
            ("0.125", "0.125"),
            (".125", "0.125"),
            ("-3,5", "-3.5"),
            ("5.", "5."),
            ("1250.125", "1250.125"),
        ] {
            assert_eq!(read(text, false).as_deref(), Some(number), "{text}");
        }
        assert_eq!(read("1.250", true).as_deref(), Some("1.250"));
    }

    #[test]
    fn marks_in_odd_places_are_no_number() {
        for text in [
            "",
            "-",
            ".",
            "abc",
            "1e5",
            "--1",
            "1.2.3",
            "1,25.000,5",
            "12.34.567",
            "0.250.000",
            "1..5",
            "1,2,3.4",
        ] {
            assert_eq!(read(text, false), None, "{text}");
        }
    }
}
