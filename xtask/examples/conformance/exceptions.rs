//! What the descriptions leave out, each with its reason. Everything else that they do not know is a fault.

use crate::request::Request;

/// (network, what the path contains, why no description speaks of it)
const BEYOND: [(&str, &str, &str); 14] = [
    ("x", "/2/oauth2/", "OAuth has a page of its own, no place in the description"),
    ("pinterest", "/media-upload/", "the storage that Pinterest names for an upload"),
    ("discord", "/oauth2/token", "OAuth has a page of its own, no place in the description"),
    ("slack", "/upload/v1/", "the storage that Slack names for an upload"),
    ("slack", "/services/", "an incoming webhook is no method of the Web API"),
    ("slack", "/api/files.getUploadURLExternal", "newer than the archived description"),
    ("slack", "/api/files.completeUploadExternal", "newer than the archived description"),
    ("facebook", "/oauth/access_token", "OAuth is no node"),
    ("facebook", "/me/accounts", "the list of nodes lacks User"),
    ("facebook", "/video-upload/", "the storage that Meta names for an upload"),
    ("instagram", "/oauth/access_token", "OAuth is no node"),
    ("instagram", "/access_token", "OAuth is no node"),
    ("instagram", "/refresh_access_token", "OAuth is no node"),
    ("instagram", "/me", "the list of nodes lacks User, and the account of Instagram Login"),
];

/// (network, what the path contains, the fault, why it is none)
const NEWER: [(&str, &str, &str, &str); 8] = [
    (
        "bluesky",
        "app.bsky.video.uploadVideo",
        "no property `did`",
        "the video service's own guide asks for it",
    ),
    (
        "bluesky",
        "app.bsky.video.uploadVideo",
        "no property `name`",
        "the video service's own guide asks for it",
    ),
    ("pinterest", "/oauth/token", "no property `continuous_refresh`", "told on the page about tokens only"),
    (
        "discord",
        "/webhooks/",
        "no property `files[",
        "told on the page about uploads; described for channels only",
    ),
    ("slack", "/api/", "no parameter `metadata`", "newer than the archived description"),
    ("slack", "/api/", "no parameter `include_all_metadata`", "newer than the archived description"),
    // As a number a time stamp would lose digits: the method's page calls it a text.
    ("slack", "/api/chat.delete", "parameter `ts`", "a text on the method's page"),
    ("facebook", "/photos", "takes no `source`", "the list of nodes leaves out files"),
];

/// Why no description speaks of a request.
pub fn beyond(request: &Request) -> Option<&'static str> {
    // The list of nodes lacks the containers that Instagram works on.
    let fields = request.query.iter().find(|(name, _)| name == "fields").map_or("", |(_, value)| value);
    if request.network == "instagram" && fields.contains("status_code") {
        return Some("the list of nodes lacks the container of a post");
    }
    let whole = format!("{}/", request.path);
    let fits = |network: &str, path: &str| network == request.network && whole.contains(path);
    let hit = BEYOND.iter().find(|(network, path, _)| fits(network, path));
    hit.map(|(_, _, why)| *why)
}

/// Whether a fault is only a gap of the description.
pub fn newer(request: &Request, fault: &str) -> bool {
    NEWER.iter().any(|(network, path, gap, _)| {
        *network == request.network && request.path.contains(path) && fault.contains(gap)
    })
}
