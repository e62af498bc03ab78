//! What the brand says: posts written beforehand, and the series about its teas.

use super::dice::Dice;

const POSTS: &str = include_str!("posts.txt");
const TEAS: &str = include_str!("teas.txt");

/// The brand's own site, which exists in no real network.
pub const SITE: &str = "https://nordlicht-tea.example";

/// What a post works for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Where the tea comes from.
    Origin,
    /// The tasting box.
    Box,
    /// Tea for offices.
    Work,
    /// The shop's day.
    Daily,
}

/// A text to be posted.
#[derive(Debug, Clone)]
pub struct Text {
    pub theme: Theme,
    pub language: &'static str,
    pub text: String,
    /// Address on the brand's site.
    pub link: Option<String>,
    /// Name of a picture.
    pub picture: Option<&'static str>,
    /// Tags, for networks where people look for them.
    pub tags: String,
}

impl Text {
    /// The text as its author typed it: the link stands at its end.
    pub fn written(&self) -> String {
        match &self.link {
            Some(link) => format!("{}\n\n{link}", self.text),
            None => self.text.clone(),
        }
    }

    /// With its tags.
    pub fn tagged(&self) -> String {
        if self.tags.is_empty() { self.written() } else { format!("{}\n\n{}", self.written(), self.tags) }
    }
}

/// Texts in the order in which they are used up, by theme.
pub struct Shelf {
    texts: Vec<Text>,
    used: Vec<Text>,
}

impl Shelf {
    /// Every text, in an order of the dice's.
    pub fn new(dice: &mut Dice) -> Self {
        let mut written: Vec<Text> = POSTS.split("\n===\n").filter_map(read).collect();
        let mut series: Vec<Text> = TEAS.lines().filter_map(tea).flatten().collect();
        dice.shuffle(&mut written);
        dice.shuffle(&mut series);
        // Taken from the end: two written ones for each of the series.
        let mut texts = Vec::with_capacity(written.len() + series.len());
        while !(written.is_empty() && series.is_empty()) {
            texts.extend(series.pop());
            texts.extend(written.pop());
            texts.extend(written.pop());
        }
        texts.reverse();
        Self { texts, used: Vec::new() }
    }

    /// A text for a theme; when there is none left, the one used longest ago comes back by request.
    pub fn take(&mut self, theme: Theme, with_link: bool) -> Option<Text> {
        let fits = |text: &Text| text.theme == theme && (!with_link || text.link.is_some());
        if let Some(at) = self.texts.iter().rposition(fits) {
            let text = self.texts.remove(at);
            self.used.push(text.clone());
            return Some(text);
        }
        let lasting = |text: &Text| {
            let guide = text.link.as_deref().is_some_and(|link| {
                ["/guide", "/tea/", "/recipes", "/origins", "/tasting-box", "/office"]
                    .iter()
                    .any(|part| link.contains(part))
            });
            guide && text.language == "en" && text.text.chars().count() < 245
        };
        let at = self.used.iter().position(|text| fits(text) && lasting(text))?;
        let text = self.used.remove(at);
        self.used.push(text.clone());
        Some(Text { text: format!("Again by request. {}", text.text), ..text })
    }
}

fn read(record: &'static str) -> Option<Text> {
    let (head, text) = record.trim().split_once('\n')?;
    let mut words = head.split(' ');
    let theme = match words.next()? {
        "origin" => Theme::Origin,
        "box" => Theme::Box,
        "work" => Theme::Work,
        _ => Theme::Daily,
    };
    let (language, path, picture) = (words.next()?, words.next()?, words.next()?);
    let tags: Vec<&str> = words.filter(|word| word.len() > 1).collect();
    Some(Text {
        theme,
        language,
        text: text.trim().to_owned(),
        link: path.starts_with('/').then(|| format!("{SITE}{path}")),
        picture: Some(picture).filter(|picture| *picture != "-"),
        tags: tags.join(" "),
    })
}

/// The series about one tea.
fn tea(line: &'static str) -> Option<Vec<Text>> {
    let fields: Vec<&'static str> = line.split('|').collect();
    let [
        slug,
        name,
        place,
        place_de,
        place_es,
        notes,
        notes_de,
        notes_es,
        grams,
        heat,
        minutes,
        with,
        forgives,
    ] = fields[..]
    else {
        return None;
    };
    let text = |theme, language, prefix: &str, tags: &str, picture, text: String| Text {
        theme,
        language,
        text,
        link: Some(format!("{SITE}{prefix}/tea/{slug}")),
        picture,
        tags: tags.to_owned(),
    };
    Some(vec![
        text(
            Theme::Origin,
            "en",
            "",
            "#Tea #LooseLeaf",
            Some("leaves"),
            format!(
                "Leaf of the week: {name}, from {place}. In the cup: {notes}. {grams} g for the big pot, {heat} degrees, \
                 {minutes} minutes."
            ),
        ),
        text(
            Theme::Box,
            "en",
            "",
            "#TeaTasting",
            Some("cups"),
            format!(
                "{name} likes company: {with}. Pour at {heat} degrees, wait {minutes} minutes, and leave the telephone \
                 in the other room."
            ),
        ),
        text(
            Theme::Work,
            "en",
            "",
            "#OfficeTea",
            None,
            format!(
                "Desk tea of the week: {name}. It tastes of {notes} and forgives {forgives} forgotten minutes. 100 g last \
                 a team of ten about a week."
            ),
        ),
        text(
            Theme::Daily,
            "de",
            "/de",
            "#Tee",
            None,
            format!(
                "Blatt der Woche: {name} aus {place_de}. In der Tasse: {notes_de}. {grams} g auf die große Kanne, {heat} \
                 Grad, {minutes} Minuten."
            ),
        ),
        text(
            Theme::Daily,
            "es",
            "/es",
            "#Té",
            None,
            format!(
                "Hoja de la semana: {name}, de {place_es}. En la taza: {notes_es}. {grams} g para la tetera grande, \
                 {heat} grados, {minutes} minutos."
            ),
        ),
    ])
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_text_is_read_differs_and_fits_the_shortest_network() {
        let mut shelf = Shelf::new(&mut Dice::new(1));
        assert_eq!(shelf.texts.len(), POSTS.split("\n===\n").count() + TEAS.lines().count() * 5);
        let texts: HashSet<&str> = shelf.texts.iter().map(|text| text.text.as_str()).collect();
        assert_eq!(texts.len(), shelf.texts.len());
        for text in &shelf.texts {
            // Bluesky: 300 graphemes; a short link of this machine has 31, the blank line two.
            assert!(text.text.chars().count() + 35 <= 300, "{}", text.text);
            assert!(["en", "de", "es"].contains(&text.language), "{}", text.language);
        }
        for theme in [Theme::Origin, Theme::Box, Theme::Work, Theme::Daily] {
            for _ in 0..100 {
                let text = shelf.take(theme, true).expect("a text");
                assert!(text.theme == theme && text.link.is_some());
                assert!(text.text.chars().count() + 35 <= 300, "{}", text.text);
            }
        }
    }
}
