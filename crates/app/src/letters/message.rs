//! The form of a mail: text and HTML with pictures inside, the imprint, the link that unsubscribes and the headers by which
//! mail programs offer it themselves (RFC 8058). Pure.

use std::{
    fmt::Write,
    time::{Duration, UNIX_EPOCH},
};

use lettre::{
    Message,
    message::{
        Attachment, Body, Mailbox, MultiPart, SinglePart,
        header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
    },
};

use crate::{Now, links, posts::shape::parts_of};

/// A picture of a post.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    pub mime: String,
    pub alt: String,
    /// As it goes out, encoded once for all letters.
    pub body: Body,
}

/// What is the same in every letter of a delivery.
#[derive(Debug, Clone)]
pub(crate) struct Edition {
    pub subject: String,
    /// With its links shortened.
    pub text: String,
    pub language: String,
    pub pictures: Vec<Picture>,
    pub from: Mailbox,
    pub reply_to: Option<Mailbox>,
    /// Who answers for it.
    pub imprint: String,
    /// Why somebody gets it.
    pub reason: String,
    /// What the link that unsubscribes is called.
    pub unsubscribe: String,
    /// The host of this instance, for ids.
    pub host: String,
    /// Delivery and channel as ids have them.
    pub delivery: String,
    pub channel: String,
}

/// What is one person's own.
#[derive(Debug, Clone)]
pub(crate) struct Own {
    pub to: Mailbox,
    /// The subscriber as an id has them.
    pub subscriber: String,
    /// Where they unsubscribe.
    pub link: String,
}

/// A header whose value is ASCII without line ends.
fn header(name: &'static str, value: String) -> HeaderValue {
    let encoded = value.clone();
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value, encoded)
}

/// The letter as it goes over the line. The same letter has the same Message-ID however often it is made.
pub(crate) fn compose(edition: &Edition, own: &Own, now: Now) -> Result<Vec<u8>, lettre::error::Error> {
    let id = format!("<{}.{}@{}>", edition.delivery, own.subscriber, edition.host);
    let mut builder = Message::builder()
        .from(edition.from.clone())
        .to(own.to.clone())
        .subject(one_line(&edition.subject))
        .date(UNIX_EPOCH + Duration::from_millis(now.unsigned_abs()))
        .message_id(Some(id))
        .raw_header(header("List-Id", format!("<{}.{}>", edition.channel, edition.host)))
        .raw_header(header("List-Unsubscribe", format!("<{}>", own.link)))
        .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
    if let Some(reply_to) = &edition.reply_to {
        builder = builder.reply_to(reply_to.clone());
    }
    let text = SinglePart::plain(text(edition, own));
    let html = SinglePart::html(html(edition, own));
    let both = MultiPart::alternative().singlepart(text);
    let both = if edition.pictures.is_empty() {
        both.singlepart(html)
    } else {
        let mut related = MultiPart::related().singlepart(html);
        for (number, picture) in edition.pictures.iter().enumerate() {
            let kind = ContentType::parse(&picture.mime).unwrap_or(ContentType::TEXT_PLAIN);
            let inline = Attachment::new_inline(content_id(number, edition));
            related = related.singlepart(inline.body(picture.body.clone(), kind));
        }
        both.multipart(related)
    };
    Ok(builder.multipart(both)?.formatted())
}

/// A text without line ends, so that it stays one header.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A picture's bytes as mail carries them.
pub(crate) fn encoded(bytes: Vec<u8>) -> Body {
    Body::new_with_encoding(bytes, ContentTransferEncoding::Base64)
        .unwrap_or_else(|bytes| Body::dangerous_pre_encoded(bytes, ContentTransferEncoding::Binary))
}

fn content_id(number: usize, edition: &Edition) -> String {
    format!("picture-{number}.{}@{}", edition.delivery, edition.host)
}

/// The part for those who read text.
fn text(edition: &Edition, own: &Own) -> String {
    let mut text = edition.text.trim().to_owned();
    for picture in edition.pictures.iter().filter(|picture| !picture.alt.is_empty()) {
        let _ = write!(text, "\n\n[{}]", picture.alt);
    }
    let Edition { reason, unsubscribe, imprint, .. } = edition;
    let _ = write!(text, "\n\n-- \n{reason}\n{unsubscribe}: {}\n\n{imprint}\n", own.link);
    text
}

/// The part for those who see. Styles stand at the elements: many mail programs read no others.
fn html(edition: &Edition, own: &Own) -> String {
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{}</title></head>\n<body style=\"margin:0;padding:16px\">\
         <div style=\"max-width:600px;margin:0 auto;font:16px/1.5 system-ui,sans-serif\">\n",
        escaped(&edition.language),
        escaped(&edition.subject)
    );
    for (number, part) in parts_of(edition.text.trim()).iter().enumerate() {
        if number > 0 {
            html.push_str("<hr style=\"border:0;border-top:1px solid #999;margin:24px 0\">\n");
        }
        if number == 0 {
            pictures(&mut html, edition);
        }
        for paragraph in part.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
            let _ = writeln!(html, "<p style=\"margin:0 0 16px\">{}</p>", linked(paragraph));
        }
    }
    let _ = write!(
        html,
        "<div style=\"margin-top:32px;padding-top:16px;border-top:1px solid #999;font-size:13px\">\n\
         <p style=\"margin:0 0 8px\">{} <a href=\"{}\">{}</a></p>\n<p style=\"margin:0\">{}</p>\n</div>\n</div></body></html>\n",
        escaped(&edition.reason),
        escaped(&own.link),
        escaped(&edition.unsubscribe),
        linked(&edition.imprint)
    );
    html
}

fn pictures(html: &mut String, edition: &Edition) {
    for (number, picture) in edition.pictures.iter().enumerate() {
        let _ = writeln!(
            html,
            "<p style=\"margin:0 0 16px\"><img src=\"cid:{}\" alt=\"{}\" style=\"max-width:100%;height:auto\"></p>",
            content_id(number, edition),
            escaped(&picture.alt)
        );
    }
}

/// A text with its addresses as links and its line ends kept.
fn linked(text: &str) -> String {
    let mut html = String::new();
    let mut done = 0;
    for found in links::find_urls(text) {
        let address = escaped(found.url.as_str());
        let shown = text.get(found.range.clone()).unwrap_or_default();
        let before = text.get(done..found.range.start).unwrap_or_default();
        let _ = write!(html, "{}<a href=\"{address}\">{}</a>", lines(before), escaped(shown));
        done = found.range.end;
    }
    html.push_str(&lines(text.get(done..).unwrap_or_default()));
    html
}

fn lines(text: &str) -> String {
    escaped(text).replace('\n', "<br>\n")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition() -> Edition {
        Edition {
            subject: "Frühlingstee <jetzt>".to_owned(),
            text: "Hello & welcome\nhttps://tandem.example/l/abc\n\nMore <b>tea</b>".to_owned(),
            language: "de".to_owned(),
            pictures: vec![],
            from: "Tea Post <post@tea.example>".parse().expect("a sender"),
            reply_to: Some("answers@tea.example".parse().expect("a mailbox")),
            imprint: "Kranich Tea, Harbour 1, Hamburg".to_owned(),
            reason: "You asked for it.".to_owned(),
            unsubscribe: "Unsubscribe".to_owned(),
            host: "tandem.example".to_owned(),
            delivery: "d1".to_owned(),
            channel: "c1".to_owned(),
        }
    }

    fn own() -> Own {
        Own {
            to: Mailbox::new(
                Some("Ada \"Tea\" Müller".to_owned()),
                "ada@example.com".parse().expect("an address"),
            ),
            subscriber: "s1".to_owned(),
            link: format!("https://tandem.example/u/{}", "a".repeat(96)),
        }
    }

    fn made(edition: &Edition) -> String {
        String::from_utf8(compose(edition, &own(), 1_780_000_000_000).expect("a letter")).expect("ASCII")
    }

    #[test]
    fn a_letter_has_what_the_law_and_mail_programs_want() {
        let letter = made(&edition());
        let (head, body) = letter.split_once("\r\n\r\n").expect("head and body");
        let head = head.replace("\r\n ", " ");
        let has = |line: &str| head.lines().any(|found| found == line);
        let link = format!("https://tandem.example/u/{}", "a".repeat(96));
        assert!(has(&format!("List-Unsubscribe: <{link}>")), "{head}");
        assert!(has("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
        assert!(has("Message-ID: <d1.s1@tandem.example>") && has("List-Id: <c1.tandem.example>"));
        assert!(
            has("Reply-To: answers@tea.example") && has("From: \"Tea Post\" <post@tea.example>"),
            "{head}"
        );
        assert!(head.contains("Date: ") && head.contains("=?utf-8?"), "{head}");
        assert!(head.contains("multipart/alternative"));
        let plain = body.replace("=\r\n", "").replace("=3D", "=");
        assert_eq!(plain.matches(&link).count(), 2, "in both parts");
        assert_eq!(plain.matches("Kranich Tea, Harbour 1, Hamburg").count(), 2);
        assert!(plain.contains("Hello &amp; welcome<br>") && plain.contains("More &lt;b&gt;tea&lt;/b&gt;"));
        assert!(plain.contains("<a href=\"https://tandem.example/l/abc\">https://tandem.example/l/abc</a>"));
        assert!(letter.is_ascii() && letter.lines().all(|line| line.len() < 998));
    }

    #[test]
    fn the_same_letter_is_the_same_however_often_it_is_made() {
        let id = |letter: &str| letter.lines().find(|line| line.starts_with("Message-ID")).map(str::to_owned);
        assert_eq!(id(&made(&edition())), id(&made(&edition())));
    }

    #[test]
    fn pictures_are_inside() {
        let picture = Picture {
            mime: "image/png".to_owned(),
            alt: "A \"cup\"".to_owned(),
            body: encoded(vec![1, 2, 3]),
        };
        let letter = made(&Edition { pictures: vec![picture], ..edition() });
        assert!(
            letter.contains("multipart/related")
                && letter.contains("Content-ID: <picture-0.d1@tandem.example>")
        );
        let plain = letter.replace("=\r\n", "").replace("=3D", "=");
        assert!(
            plain.contains("src=\"cid:picture-0.d1@tandem.example\" alt=\"A &quot;cup&quot;\""),
            "{plain}"
        );
    }

    #[test]
    fn nobody_can_add_a_header() {
        let subject = "Tea\r\nBcc: all@example.com".to_owned();
        let letter = made(&Edition { subject, ..edition() });
        let (head, _) = letter.split_once("\r\n\r\n").expect("head and body");
        assert!(head.contains("Subject: Tea Bcc: all@example.com"), "{head}");
    }
}
