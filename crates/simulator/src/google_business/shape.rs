//! What a post must look like. Pure.

use serde_json::Value;

use crate::google::{Answer, GoogleError, known_fields};

const FIELDS: [&str; 7] = ["languageCode", "summary", "topicType", "media", "callToAction", "event", "offer"];
const ACTIONS: [&str; 6] = ["BOOK", "ORDER", "SHOP", "LEARN_MORE", "SIGN_UP", "CALL"];

fn invalid(message: &str) -> GoogleError {
    GoogleError::invalid("badRequest", format!("Request contains an invalid argument: {message}"))
}

fn address(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.starts_with("https://") || text.starts_with("http://"))
}

/// Checks a whole post.
pub(super) fn check(post: &Value) -> Answer<()> {
    known_fields(post, "local_post", &FIELDS)?;
    let summary = post["summary"].as_str().unwrap_or_default();
    let topic = post["topicType"].as_str().unwrap_or_default();
    if summary.chars().count() > 1500 {
        return Err(invalid("summary is longer than 1500 characters"));
    }
    match topic {
        "STANDARD" if summary.trim().is_empty() => return Err(invalid("summary is required")),
        "STANDARD" | "ALERT" if !post["event"].is_null() => return Err(invalid("event is not allowed")),
        "STANDARD" | "ALERT" => {}
        "EVENT" | "OFFER" => event(&post["event"])?,
        _ => return Err(invalid("topic_type")),
    }
    if !post["offer"].is_null() {
        if topic != "OFFER" {
            return Err(invalid("offer is only allowed for the topic OFFER"));
        }
        known_fields(
            &post["offer"],
            "local_post.offer",
            &["couponCode", "redeemOnlineUrl", "termsConditions"],
        )?;
    }
    action(&post["callToAction"])?;
    let media = post["media"].as_array().map_or(&[][..], Vec::as_slice);
    if media.len() > 1 {
        return Err(invalid("media has more than one item"));
    }
    for item in media {
        known_fields(item, "local_post.media", &["mediaFormat", "sourceUrl"])?;
        if item["mediaFormat"] != "PHOTO" || !address(&item["sourceUrl"]) {
            return Err(invalid("media must be a PHOTO with a source_url"));
        }
    }
    Ok(())
}

/// A button leads somewhere, except the one that calls.
fn action(action: &Value) -> Answer<()> {
    if action.is_null() {
        return Ok(());
    }
    known_fields(action, "local_post.call_to_action", &["actionType", "url"])?;
    let kind = action["actionType"].as_str().unwrap_or_default();
    if !ACTIONS.contains(&kind) {
        return Err(invalid("call_to_action.action_type"));
    }
    match kind {
        "CALL" if !action["url"].is_null() => Err(invalid("call_to_action.url is not allowed for CALL")),
        "CALL" => Ok(()),
        _ if address(&action["url"]) => Ok(()),
        _ => Err(invalid("call_to_action.url is required")),
    }
}

fn event(event: &Value) -> Answer<()> {
    known_fields(event, "local_post.event", &["title", "schedule"])?;
    let schedule = &event["schedule"];
    known_fields(schedule, "local_post.event.schedule", &["startDate", "startTime", "endDate", "endTime"])?;
    let date = |value: &Value| {
        let part = |name: &str| value[name].as_i64().unwrap_or_default();
        let fits =
            part("year") > 2000 && (1..=12).contains(&part("month")) && (1..=31).contains(&part("day"));
        fits.then(|| (part("year"), part("month"), part("day")))
    };
    let sound = date(&schedule["startDate"]).zip(date(&schedule["endDate"])).is_some_and(|(a, b)| a <= b);
    if event["title"].as_str().is_none_or(|title| title.trim().is_empty()) || !sound {
        return Err(invalid("event needs a title and a schedule"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn posts_are_checked_as_the_sheet_says() {
        let good = json!({ "languageCode": "en", "summary": "Tea", "topicType": "STANDARD" });
        assert!(check(&good).is_ok());
        for (field, value) in [
            ("summary", json!("x".repeat(1501))),
            ("summary", json!("")),
            ("topicType", json!("NEWS")),
            ("event", json!({ "title": "x" })),
            ("offer", json!({ "couponCode": "x" })),
            ("callToAction", json!({ "actionType": "BOOK" })),
            ("callToAction", json!({ "actionType": "CALL", "url": "https://a.example" })),
            ("media", json!([{ "mediaFormat": "VIDEO", "sourceUrl": "https://a.example" }])),
            ("title", json!("unknown")),
        ] {
            let mut bad = good.clone();
            bad[field] = value;
            assert!(check(&bad).is_err(), "{field}");
        }
        let schedule = json!({ "startDate": { "year": 2026, "month": 12, "day": 1 },
            "endDate": { "year": 2026, "month": 12, "day": 2 } });
        let mut offer = good;
        offer["topicType"] = "OFFER".into();
        assert!(check(&offer).is_err());
        offer["event"] = json!({ "title": "Tea week", "schedule": schedule });
        offer["offer"] = json!({ "couponCode": "TEA" });
        assert!(check(&offer).is_ok());
    }
}
