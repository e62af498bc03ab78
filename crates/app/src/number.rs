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

/// `amount` × `of` ÷ `whole` without a float, halves away from zero; all of it where `whole` is nothing.
pub(crate) fn part(amount: i64, of: i64, whole: i64) -> i64 {
    if whole == 0 {
        return amount;
    }
    let (product, whole) = (i128::from(amount) * i128::from(of), i128::from(whole));
    let half = if (product < 0) == (whole < 0) { whole / 2 } else { -whole / 2 };
    let parts = (product + half) / whole;
    i64::try_from(parts).unwrap_or(if parts < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_exact_and_halves_go_away_from_zero() {
        for (amount, of, whole, told) in [
            (100, 1, 3, 33),
            (100, 2, 3, 67),
            (5, 1, 2, 3),
            (-5, 1, 2, -3),
            (5, -1, 2, -3),
            (7, 3, 0, 7),
            (i64::MAX, i64::MAX, 1, i64::MAX),
            (i64::MIN, i64::MAX, 1, i64::MIN),
            (9_007_199_254_740_993, 3, 3, 9_007_199_254_740_993),
        ] {
            assert_eq!(part(amount, of, whole), told, "{amount} × {of} ÷ {whole}");
        }
    }

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
