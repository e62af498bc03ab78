//! UTM tags in the target of a link.

use url::Url;

/// Values of the four tags that Tandem sets.
#[derive(Debug, Clone, Copy)]
pub struct Tags<'a> {
    /// `utm_source`: the network.
    pub source: &'a str,
    /// `utm_medium`: `social`, or the sort of a place that is no network.
    pub medium: &'a str,
    /// `utm_campaign`: the campaign's UTM name.
    pub campaign: Option<&'a str>,
    /// `utm_content`: the link's slug, so that a visit is recognised even where the click id got lost.
    pub content: &'a str,
}

/// The address with the tags added. What its author set by hand stays.
#[must_use]
pub fn tagged(url: &Url, tags: &Tags<'_>) -> Url {
    let mut target = url.clone();
    let wanted = [
        ("utm_source", Some(tags.source)),
        ("utm_medium", Some(tags.medium)),
        ("utm_campaign", tags.campaign),
        ("utm_content", Some(tags.content)),
    ];
    let missing: Vec<(&str, &str)> = wanted
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| (name, value)))
        .filter(|(name, _)| !url.query_pairs().any(|(found, _)| found.eq_ignore_ascii_case(name)))
        .collect();
    if !missing.is_empty() {
        target.query_pairs_mut().extend_pairs(missing);
    }
    target
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_added_and_those_set_by_hand_stay() {
        let tags =
            Tags { source: "bluesky", medium: "social", campaign: Some("autumn sale"), content: "abc" };
        let target = |text: &str| tagged(&Url::parse(text).expect("url"), &tags).to_string();
        assert_eq!(
            target("https://shop.example/a?b=c%20d&e#part"),
            "https://shop.example/a?b=c%20d&e&utm_source=bluesky&utm_medium=social&utm_campaign=autumn+sale&utm_content=abc#part"
        );
        assert_eq!(
            target("https://shop.example/?UTM_Source=own&utm_campaign=mine"),
            "https://shop.example/?UTM_Source=own&utm_campaign=mine&utm_medium=social&utm_content=abc"
        );
    }
}
