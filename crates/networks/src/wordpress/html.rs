//! A plain text as the blocks of WordPress's editor. Pure.

use crate::text::links;
use crate::{Content, MediaKind};

/// A file at the site.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub id: u64,
    pub url: String,
    pub kind: MediaKind,
    pub alt: String,
    pub name: String,
}

/// What HTML and the block comments would take for their own.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A paragraph's text: lines kept, links made links.
fn inline(text: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    for link in links(text) {
        let url = escaped(&text[link.clone()]);
        out.push_str(&escaped(&text[at..link.start]));
        out.push_str(&format!("<a href=\"{url}\">{url}</a>"));
        at = link.end;
    }
    out.push_str(&escaped(&text[at..]));
    out.replace('\n', "<br>")
}

/// The post's content. The first picture is shown by the theme as the featured one and is not repeated.
pub(super) fn blocks(content: &Content, placed: &[Placed]) -> String {
    let mut blocks = Vec::new();
    let text = content.text().replace("\r\n", "\n");
    for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        blocks.push(format!("<!-- wp:paragraph -->\n<p>{}</p>\n<!-- /wp:paragraph -->", inline(paragraph)));
    }
    let featured = placed.iter().position(|file| file.kind == MediaKind::Image);
    for (place, file) in placed.iter().enumerate() {
        if Some(place) != featured {
            blocks.push(block(file));
        }
    }
    if let Some(link) = content.link.as_ref().filter(|link| !text.contains(&link.url)) {
        let title = if link.title.trim().is_empty() { &link.url } else { &link.title };
        let line = format!("<a href=\"{}\">{}</a>", escaped(&link.url), escaped(title));
        blocks.push(format!("<!-- wp:paragraph -->\n<p>{line}</p>\n<!-- /wp:paragraph -->"));
    }
    blocks.join("\n\n")
}

fn block(file: &Placed) -> String {
    let Placed { id, kind, .. } = file;
    let (url, alt, name) = (escaped(&file.url), escaped(&file.alt), escaped(&file.name));
    match kind {
        MediaKind::Image => format!(
            "<!-- wp:image {{\"id\":{id}}} -->\n<figure class=\"wp-block-image\"><img src=\"{url}\" alt=\"{alt}\" \
             class=\"wp-image-{id}\"/></figure>\n<!-- /wp:image -->"
        ),
        MediaKind::Video => format!(
            "<!-- wp:video {{\"id\":{id}}} -->\n<figure class=\"wp-block-video\"><video controls \
             src=\"{url}\"></video></figure>\n<!-- /wp:video -->"
        ),
        MediaKind::Document => format!(
            "<!-- wp:file {{\"id\":{id},\"href\":\"{url}\"}} -->\n<div class=\"wp-block-file\"><a \
             href=\"{url}\">{name}</a></div>\n<!-- /wp:file -->"
        ),
    }
}

/// What a slug keeps of a title: at most 60 characters of `a-z`, `0-9` and `-`.
pub(super) fn slug(title: &str) -> String {
    let mut slug = String::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            'ä' => slug.push_str("ae"),
            'ö' => slug.push_str("oe"),
            'ü' => slug.push_str("ue"),
            'ß' => slug.push_str("ss"),
            'á' | 'à' | 'â' => slug.push('a'),
            'é' | 'è' | 'ê' => slug.push('e'),
            'í' | 'ì' => slug.push('i'),
            'ó' | 'ò' | 'ô' => slug.push('o'),
            'ú' | 'ù' => slug.push('u'),
            'ñ' => slug.push('n'),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    slug.truncate(60);
    slug.trim_end_matches('-').to_owned()
}
