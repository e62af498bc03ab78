//! Reading a list of addresses: CSV with or without a head line, or lines as people paste them. Pure.

use std::collections::BTreeSet;

use super::subscriber::{address, person};

/// Most lines of one import.
pub const MOST_LINES: usize = 50_000;

/// So many wrong lines are shown; the rest are counted.
const MOST_SHOWN: usize = 100;

/// What a head line calls the column of addresses.
const EMAIL_HEADS: [&str; 8] = [
    "email",
    "e-mail",
    "mail",
    "email address",
    "e-mail-adresse",
    "e-mail adresse",
    "correo",
    "correo electrónico",
];

/// What a head line calls the column of names.
const NAME_HEADS: [&str; 6] =
    ["name", "full name", "fullname", "vollständiger name", "nombre", "nombre completo"];

/// What a head line calls the two halves of a name.
const FIRST_HEADS: [&str; 4] = ["first name", "firstname", "vorname", "given name"];
const LAST_HEADS: [&str; 5] = ["last name", "lastname", "nachname", "apellidos", "surname"];

/// An address that can be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// In small letters.
    pub email: String,
    /// May be empty.
    pub name: String,
}

/// A line that holds no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Its number, from 1.
    pub line: u64,
    /// What it says, cut short.
    pub text: String,
}

/// What a text holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadList {
    /// Each address once.
    pub entries: Vec<Entry>,
    /// The first wrong lines.
    pub bad: Vec<BadLine>,
    /// How many lines are wrong.
    pub bad_lines: usize,
    /// How many lines name an address that stands above already.
    pub repeated: usize,
    /// There were more lines than an import takes; those after are not read.
    pub cut: bool,
}

/// Which columns hold what.
#[derive(Default)]
struct Columns {
    email: Option<usize>,
    name: Option<usize>,
    first: Option<usize>,
    last: Option<usize>,
}

/// Reads a list. Wrong lines are told by number; what is good is kept.
#[must_use]
pub fn read(text: &str) -> ReadList {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut list = ReadList::default();
    let mut known = BTreeSet::new();
    let mut columns = Columns::default();
    for (row, record) in reader.records().enumerate() {
        if row >= MOST_LINES {
            list.cut = true;
            break;
        }
        let Ok(record) = record else { continue };
        let line = record.position().map_or(0, csv::Position::line);
        let fields: Vec<&str> = record.iter().collect();
        if fields.iter().all(|field| field.is_empty()) {
            continue;
        }
        if row == 0
            && let Some(found) = head(&fields)
        {
            columns = found;
            continue;
        }
        match entry(&fields, &columns) {
            Some(entry) if known.insert(entry.email.clone()) => list.entries.push(entry),
            Some(_) => list.repeated += 1,
            None => {
                list.bad_lines += 1;
                if list.bad.len() < MOST_SHOWN {
                    list.bad.push(BadLine { line, text: fields.join(", ").chars().take(80).collect() });
                }
            }
        }
    }
    list
}

/// The sign that parts the columns: what the first line has most of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |sign: u8| first.bytes().filter(|byte| *byte == sign).count();
    let found = [b';', b'\t', b','].into_iter().max_by_key(|sign| (count(*sign), *sign == b','));
    found.unwrap_or(b',')
}

/// The columns, if a line names them.
fn head(fields: &[&str]) -> Option<Columns> {
    let find =
        |words: &[&str]| fields.iter().position(|field| words.contains(&field.to_lowercase().as_str()));
    let email = find(&EMAIL_HEADS)?;
    Some(Columns {
        email: Some(email),
        name: find(&NAME_HEADS),
        first: find(&FIRST_HEADS),
        last: find(&LAST_HEADS),
    })
}

fn entry(fields: &[&str], columns: &Columns) -> Option<Entry> {
    if let Some(email) = columns.email {
        let at =
            |column: Option<usize>| column.and_then(|column| fields.get(column)).copied().unwrap_or_default();
        let name = match columns.name {
            Some(_) => at(columns.name).to_owned(),
            None => format!("{} {}", at(columns.first), at(columns.last)),
        };
        let (inner, own) = unwrapped(fields.get(email).copied()?);
        let name = if name.trim().is_empty() { own.to_owned() } else { name };
        return Some(Entry { email: address("email", inner).ok()?, name: person(&name) });
    }
    // Without a head line: the first field that is an address, and what stands beside it is the name.
    let (column, email, own) = fields.iter().enumerate().find_map(|(column, field)| {
        let (inner, own) = unwrapped(field);
        Some((column, address("email", inner).ok()?, own))
    })?;
    let beside = fields.iter().enumerate().filter(|(other, _)| *other != column).map(|(_, field)| *field);
    let name = if own.is_empty() { beside.take(2).collect::<Vec<_>>().join(" ") } else { own.to_owned() };
    Some(Entry { email, name: person(&name) })
}

/// `Ada <ada@example.com>` as address and name.
fn unwrapped(field: &str) -> (&str, &str) {
    match field.trim().strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        Some((name, email)) => (email, name.trim().trim_matches('"').trim()),
        None => (field, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(String, String)> {
        read(text).entries.into_iter().map(|entry| (entry.email, entry.name)).collect()
    }

    fn pair(email: &str, name: &str) -> (String, String) {
        (email.to_owned(), name.to_owned())
    }

    #[test]
    fn columns_are_found_by_their_heads() {
        let text = "\u{feff}Id;Vorname;Nachname;E-Mail\n1;Ada;Tee;ADA@example.com\n2;;;b@example.com\n";
        assert_eq!(pairs(text), [pair("ada@example.com", "Ada Tee"), pair("b@example.com", "")]);
        let text = "name,email\n\"Tea, Ada\",ada@example.com\n";
        assert_eq!(pairs(text), [pair("ada@example.com", "Tea, Ada")]);
    }

    #[test]
    fn lines_as_people_paste_them_are_read() {
        let text = "ada@example.com\r\nBo Tea <bo@example.com>\n\n\"Cy\" <cy@example.com>\n";
        assert_eq!(
            pairs(text),
            [pair("ada@example.com", ""), pair("bo@example.com", "Bo Tea"), pair("cy@example.com", "Cy")]
        );
        assert_eq!(pairs("ada@example.com\tAda\tTea"), [pair("ada@example.com", "Ada Tea")]);
        assert_eq!(pairs("Ada,ada@example.com"), [pair("ada@example.com", "Ada")]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_the_rest_is_kept() {
        let read = read("email\nada@example.com\nnobody\nADA@example.com\nbo@@example.com\nbo@example.com\n");
        assert_eq!(read.entries.len(), 2);
        assert_eq!(read.repeated, 1);
        let told: Vec<_> = read.bad.iter().map(|bad| (bad.line, bad.text.as_str())).collect();
        assert_eq!(told, [(3, "nobody"), (5, "bo@@example.com")]);
    }

    #[test]
    fn an_import_has_an_end() {
        let text: String = (0..MOST_LINES + 5).map(|number| format!("p{number}@example.com\n")).collect();
        let list = read(&text);
        assert_eq!((list.entries.len(), list.cut), (MOST_LINES, true));
        let list = read(&"wrong\n".repeat(300));
        assert_eq!((list.bad.len(), list.bad_lines), (MOST_SHOWN, 300));
    }
}
