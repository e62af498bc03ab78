//! Reading a list of addresses: CSV with or without a head line, or lines as people paste them. Pure.

use std::collections::HashMap;

use super::{
    State,
    subscriber::{address, person},
};

/// With what a formula begins in a spreadsheet.
pub(super) const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

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

/// What a head line calls the column that says whether somebody still gets it; an export of ours has it.
const STATE_HEADS: [&str; 4] = ["state", "status", "estado", "zustand"];

/// What stands there of somebody who gets it.
const SUBSCRIBED_WORDS: [&str; 5] = ["", "subscribed", "active", "aktiv", "activo"];

/// So many lines one record may have: a field between quotation marks may hold line ends.
const MOST_JOINED: usize = 10;

/// An address that can be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// In small letters.
    pub email: String,
    /// May be empty.
    pub name: String,
    /// Subscribed, unless the list says that they are not.
    pub state: State,
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
    state: Option<usize>,
}

/// Reads a list. Wrong lines are told by number; what is good is kept.
#[must_use]
pub fn read(text: &str) -> ReadList {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let delimiter = delimiter(text);
    let lines: Vec<&str> = text.lines().collect();
    let mut list = ReadList::default();
    let mut known = HashMap::new();
    let mut columns = Columns::default();
    let (mut at, mut rows) = (0, 0);
    while let Some(rest) = lines.get(at..).filter(|rest| !rest.is_empty()) {
        let (fields, taken) = record(rest, delimiter);
        let (line, row) = (at + 1, rows);
        at += taken;
        if fields.iter().all(String::is_empty) {
            continue;
        }
        if row >= MOST_LINES {
            list.cut = true;
            break;
        }
        rows += 1;
        if row == 0
            && let Some(found) = head(&fields)
        {
            columns = found;
            continue;
        }
        let (found, is_bad) = entries(&fields, &columns);
        for entry in found {
            list.enter(entry, &mut known);
        }
        if is_bad {
            list.bad_lines += 1;
            if list.bad.len() < MOST_SHOWN {
                let text = fields.join(", ").chars().take(80).collect();
                list.bad.push(BadLine { line: line as u64, text });
            }
        }
    }
    list
}

impl ReadList {
    /// Each address once; of one that stands twice, that its person left is what counts.
    fn enter(&mut self, entry: Entry, known: &mut HashMap<String, usize>) {
        let at = *known.entry(entry.email.clone()).or_insert(self.entries.len());
        match self.entries.get_mut(at) {
            Some(first) => {
                self.repeated += 1;
                if first.state == State::Subscribed {
                    first.state = entry.state;
                }
            }
            None => self.entries.push(entry),
        }
    }
}

/// The fields of the next record, and how many lines it takes. A quotation mark that is never closed ends with its line, so
/// that it swallows no other.
fn record(lines: &[&str], delimiter: char) -> (Vec<String>, usize) {
    let first = lines.first().copied().unwrap_or_default();
    let (fields, mut is_open) = split(first, delimiter, true);
    if !is_open {
        return (fields, 1);
    }
    let (mut joined, mut addresses) = (first.to_owned(), usize::from(first.contains('@')));
    for (taken, line) in lines.iter().enumerate().take(MOST_JOINED).skip(1) {
        addresses += usize::from(line.contains('@'));
        joined.push('\n');
        joined.push_str(line);
        let (fields, still) = split(&joined, delimiter, true);
        is_open = still;
        if !is_open && addresses < 2 {
            return (fields, taken + 1);
        }
        if !is_open || addresses > 1 {
            break;
        }
    }
    (split(first, delimiter, false).0, 1)
}

/// The fields of a record without space around them, and whether a quotation mark is still open at its end.
fn split(record: &str, delimiter: char, quoting: bool) -> (Vec<String>, bool) {
    let (mut fields, mut field) = (Vec::new(), String::new());
    let (mut is_quoted, mut is_start) = (false, true);
    let mut signs = record.chars().peekable();
    while let Some(sign) = signs.next() {
        if is_quoted {
            if sign != '"' {
                field.push(sign);
            } else if signs.next_if_eq(&'"').is_some() {
                field.push('"');
            } else {
                is_quoted = false;
            }
        } else if sign == delimiter {
            fields.push(std::mem::take(&mut field));
            is_start = true;
        } else if sign == '"' && is_start && quoting {
            (is_quoted, is_start) = (true, false);
            field.clear();
        } else {
            is_start &= sign.is_whitespace();
            field.push(sign);
        }
    }
    fields.push(field);
    let strip = |field: String| {
        let field = if quoting { field.trim() } else { field.trim().trim_matches('"').trim() };
        plain(field).to_owned()
    };
    (fields.into_iter().map(strip).collect(), is_quoted)
}

/// What a spreadsheet would run as a formula has a sign before it in an export; here it goes.
fn plain(field: &str) -> &str {
    let bare = field.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA));
    bare.unwrap_or(field)
}

/// The sign that parts the columns: what the first line has most of.
fn delimiter(text: &str) -> char {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |sign: u8| first.bytes().filter(|byte| *byte == sign).count();
    let found = [b';', b'\t', b','].into_iter().max_by_key(|sign| (count(*sign), *sign == b','));
    char::from(found.unwrap_or(b','))
}

/// The columns, if a line names them.
fn head(fields: &[String]) -> Option<Columns> {
    let find =
        |words: &[&str]| fields.iter().position(|field| words.contains(&field.to_lowercase().as_str()));
    let email = find(&EMAIL_HEADS)?;
    Some(Columns {
        email: Some(email),
        name: find(&NAME_HEADS),
        first: find(&FIRST_HEADS),
        last: find(&LAST_HEADS),
        state: find(&STATE_HEADS),
    })
}

/// Whom a record names, and whether something in it is no address where one should be.
fn entries(fields: &[String], columns: &Columns) -> (Vec<Entry>, bool) {
    let Some(email) = columns.email else { return without_heads(fields) };
    let at = |column: Option<usize>| column.and_then(|column| fields.get(column)).map_or("", String::as_str);
    let (inner, own) = unwrapped(at(Some(email)));
    let Ok(email) = address("email", inner) else { return (Vec::new(), true) };
    let name = match columns.name {
        Some(_) => at(columns.name).to_owned(),
        None => format!("{} {}", at(columns.first), at(columns.last)),
    };
    let name = if name.trim().is_empty() { own.to_owned() } else { name };
    let word = at(columns.state).to_lowercase();
    let state = match State::parse(&word) {
        Some(state) => state,
        None if SUBSCRIBED_WORDS.contains(&word.as_str()) => State::Subscribed,
        None => State::Unsubscribed,
    };
    (vec![Entry { email, name: person(&name), state }], false)
}

/// Without a head line: every field that is an address is one, and what stands beside a single one is its name.
fn without_heads(fields: &[String]) -> (Vec<Entry>, bool) {
    let (mut found, mut names, mut is_bad) = (Vec::new(), Vec::new(), false);
    for field in fields {
        let (inner, own) = unwrapped(field);
        match address("email", inner) {
            Ok(email) => found.push(Entry { email, name: person(own), state: State::Subscribed }),
            Err(_) if field.contains('@') => is_bad = true,
            Err(_) => names.push(field.as_str()),
        }
    }
    if let [only] = found.as_mut_slice()
        && only.name.is_empty()
    {
        only.name = person(&names.into_iter().take(2).collect::<Vec<_>>().join(" "));
    }
    is_bad |= found.is_empty();
    (found, is_bad)
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
    fn every_address_of_a_line_is_read_and_none_is_a_name() {
        assert_eq!(
            pairs("ada@example.com; bo@example.com;\nCy <cy@example.com>, dee@example.com"),
            [pair("ada@example.com", ""), pair("bo@example.com", "")]
        );
        assert_eq!(
            pairs("a@example.com,b@example.com\nCy <cy@example.com>,dee@example.com"),
            [
                pair("a@example.com", ""),
                pair("b@example.com", ""),
                pair("cy@example.com", "Cy"),
                pair("dee@example.com", "")
            ]
        );
        let list = read("ada@example.com,ada@@example.com,Ada");
        assert_eq!((list.entries[0].name.as_str(), list.bad_lines), ("Ada", 1), "what is lost is told");
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_swallows_no_line() {
        let text = "name,email\n\"Ada,ada@example.com\nBo,bo@example.com\n\"Cy\",cy@example.com\n\"Dee\n";
        let list = read(text);
        let told: Vec<_> = list.entries.iter().map(|entry| entry.email.as_str()).collect();
        assert_eq!(told, ["ada@example.com", "bo@example.com", "cy@example.com"]);
        assert_eq!((list.entries[0].name.as_str(), list.bad_lines, list.bad[0].line), ("Ada", 1, 5));
        assert_eq!(
            pairs("name,email\n\"Ada\nTea \"\"the\"\" Great\",ada@example.com\n"),
            [pair("ada@example.com", "Ada Tea \"the\" Great")],
            "a name may hold a line end"
        );
    }

    #[test]
    fn who_left_a_list_stays_off_it() {
        let text = "email,name,state\na@x.de,'=A,subscribed\nb@x.de,B,unsubscribed\nc@x.de,C,bounced\nd@x.de,D,cleaned\n\
                    e@x.de,E,\na@x.de,A,unsubscribed\n";
        let states: Vec<_> = read(text).entries.into_iter().map(|entry| (entry.name, entry.state)).collect();
        let all = [
            State::Unsubscribed,
            State::Unsubscribed,
            State::Bounced,
            State::Unsubscribed,
            State::Subscribed,
        ];
        let names = ["=A", "B", "C", "D", "E"].map(str::to_owned);
        assert_eq!(states, names.into_iter().zip(all).collect::<Vec<_>>());
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
