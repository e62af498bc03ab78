//! The choices that only Google Business Profile has, and the post that they make. Pure.

use jiff::civil::{Date, DateTime};
use serde_json::{Value, json};

use crate::{Choice, Content, Error, ErrorKind, Fault, Finding, Next, Outline};

/// A button that calls the location's telephone and leads nowhere.
const CALL: &str = "CALL";

pub(super) fn offered() -> Vec<Choice> {
    let choice = |name: &str, values: &[&str], default: &str| Choice {
        name: name.to_owned(),
        values: values.iter().map(ToString::to_string).collect(),
        default: default.to_owned(),
        required: false,
    };
    vec![
        choice("topic", &["STANDARD", "EVENT", "OFFER"], "STANDARD"),
        choice("action", &["LEARN_MORE", "BOOK", "ORDER", "SHOP", "SIGN_UP", CALL], "LEARN_MORE"),
        choice("starts", &[], ""),
        choice("ends", &[], ""),
        choice("coupon", &[], ""),
        choice("redeem_url", &[], ""),
        choice("terms", &[], ""),
    ]
}

pub(super) fn own_findings(outline: &Outline) -> Vec<Finding> {
    let blocks = |fault| Finding { part: 0, fault, blocks: true };
    let choice = |name: &str| blocks(Fault::Choice { name: name.to_owned() });
    let mut found = Vec::new();
    if has_event(outline) {
        if outline.title.as_deref().is_none_or(|title| title.trim().is_empty()) {
            found.push(blocks(Fault::TitleMissing));
        }
        let starts = outline.option("starts").and_then(moment);
        let ends = outline.option("ends").and_then(moment);
        if starts.is_none() {
            found.push(choice("starts"));
        }
        if ends.is_none_or(|ends| starts.is_some_and(|starts| ends.at() < starts.at())) {
            found.push(choice("ends"));
        }
    }
    if outline.option("action") == Some(CALL) && outline.link.is_some() {
        found.push(choice("action"));
    }
    found
}

fn has_event<M>(content: &Content<M>) -> bool {
    matches!(content.option("topic"), Some("EVENT" | "OFFER"))
}

/// `2026-12-01` or `2026-12-01T09:30`, in the location's own time.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Moment {
    Day(Date),
    Time(DateTime),
}

impl Moment {
    fn at(self) -> DateTime {
        match self {
            Self::Day(day) => day.to_datetime(jiff::civil::Time::midnight()),
            Self::Time(time) => time,
        }
    }
}

fn moment(typed: &str) -> Option<Moment> {
    let typed = typed.trim();
    if typed.len() == 10 {
        return typed.parse().ok().map(Moment::Day);
    }
    typed.parse().ok().map(Moment::Time)
}

/// `LocalPost` as it is created (reference/rest/v4/accounts.locations.localPosts).
pub(super) fn local_post(content: &Content) -> Result<Value, Error> {
    let refused = |why: &str| Error::new(ErrorKind::Invalid, Next::Never, why);
    let topic = content.option("topic").unwrap_or("STANDARD");
    let mut post = json!({ "summary": content.text(), "topicType": topic });
    if let Some(language) = &content.language {
        post["languageCode"] = json!(language);
    }
    let action = content.option("action").unwrap_or("LEARN_MORE");
    if let Some(link) = &content.link {
        post["callToAction"] = json!({ "actionType": action, "url": link.url });
    } else if action == CALL {
        post["callToAction"] = json!({ "actionType": CALL });
    }
    if let Some(picture) = content.media().first() {
        let url = picture.public_url.as_deref();
        let url =
            url.ok_or_else(|| refused("Google fetches pictures, and this one has no public address"))?;
        post["media"] = json!([{ "mediaFormat": "PHOTO", "sourceUrl": url }]);
    }
    if has_event(content) {
        let when = |name| content.option(name).and_then(moment);
        let (Some(starts), Some(ends)) = (when("starts"), when("ends")) else {
            return Err(refused("an event or offer needs a beginning and an end"));
        };
        let title = content.title.as_deref().unwrap_or("").trim();
        let mut schedule = json!({});
        write(&mut schedule, "start", starts);
        write(&mut schedule, "end", ends);
        post["event"] = json!({ "title": title, "schedule": schedule });
    }
    if topic == "OFFER" {
        let fields =
            [("couponCode", "coupon"), ("redeemOnlineUrl", "redeem_url"), ("termsConditions", "terms")];
        let told =
            fields.iter().filter_map(|(field, name)| Some((field.to_string(), content.option(name)?.into())));
        post["offer"] = Value::Object(told.collect());
    }
    Ok(post)
}

/// The fields that [`crate::Connector::edit`] may change.
pub(super) const EDITABLE: [&str; 3] = ["summary", "callToAction", "languageCode"];

fn write(schedule: &mut Value, name: &str, moment: Moment) {
    let day = moment.at().date();
    schedule[format!("{name}Date")] = json!({ "year": day.year(), "month": day.month(), "day": day.day() });
    if let Moment::Time(time) = moment {
        schedule[format!("{name}Time")] = json!({ "hours": time.hour(), "minutes": time.minute() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LinkCard, Part};

    fn offer(starts: &str, ends: &str) -> Content {
        let mut content = Content::single("Two cups for one".into(), vec![], Some("en".into()));
        content.title = Some("Tea week".into());
        for (name, value) in [("topic", "OFFER"), ("starts", starts), ("ends", ends), ("coupon", "TEA")] {
            content.options.insert(name.into(), value.into());
        }
        content
    }

    #[test]
    fn an_offer_has_its_time() {
        assert_eq!(
            local_post(&offer("2026-12-01", "2026-12-07T18:30")).unwrap(),
            json!({
                "summary": "Two cups for one", "topicType": "OFFER", "languageCode": "en",
                "event": { "title": "Tea week", "schedule": {
                    "startDate": { "year": 2026, "month": 12, "day": 1 },
                    "endDate": { "year": 2026, "month": 12, "day": 7 },
                    "endTime": { "hours": 18, "minutes": 30 },
                } },
                "offer": { "couponCode": "TEA" },
            })
        );
    }

    #[test]
    fn finds_what_google_refuses() {
        for (starts, ends, faults) in [
            ("2026-12-01", "2026-12-07T18:30", 0),
            ("", "2026-12-07", 1),
            ("tomorrow", "", 2),
            ("2026-12-08", "2026-12-07", 1),
        ] {
            assert_eq!(own_findings(&offer(starts, ends).outline()).len(), faults, "{starts} {ends}");
        }
        let link = LinkCard {
            url: "https://brand.example".into(),
            title: String::new(),
            description: String::new(),
        };
        let mut content = Content { link: Some(link), ..Content::default() };
        content.parts.push(Part { text: "Tea".into(), media: vec![] });
        assert_eq!(own_findings(&content.outline()), []);
        assert_eq!(
            local_post(&content).unwrap()["callToAction"],
            json!({ "actionType": "LEARN_MORE", "url": "https://brand.example" })
        );
        content.options.insert("action".into(), CALL.into());
        assert_eq!(own_findings(&content.outline()).len(), 1);
    }
}
