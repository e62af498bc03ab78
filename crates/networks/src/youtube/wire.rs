//! What the YouTube Data API says on the wire: the fields that we read, named as its reference names them. Counters come
//! as strings.

use serde::Deserialize;
use serde_json::Value;

/// Every list.
#[derive(Deserialize)]
pub(super) struct List<T> {
    #[serde(default = "Vec::new")]
    pub items: Vec<T>,
}

/// docs/channels.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Channel {
    pub id: String,
    pub snippet: ChannelSnippet,
    #[serde(default)]
    pub statistics: ChannelStatistics,
    #[serde(default)]
    pub content_details: ContentDetails,
    #[serde(default)]
    pub status: ChannelStatus,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChannelSnippet {
    pub title: String,
    pub custom_url: Option<String>,
    #[serde(default)]
    pub thumbnails: Value,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ChannelStatistics {
    pub subscriber_count: Option<Count>,
    pub hidden_subscriber_count: bool,
    pub view_count: Option<Count>,
    pub video_count: Option<Count>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ContentDetails {
    pub related_playlists: RelatedPlaylists,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct RelatedPlaylists {
    pub uploads: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct ChannelStatus {
    #[serde(rename = "longUploadsStatus")]
    pub long_uploads: Option<String>,
}

/// docs/videos.
#[derive(Deserialize)]
pub(super) struct Video {
    pub id: String,
    #[serde(default)]
    pub status: VideoStatus,
    #[serde(default)]
    pub statistics: VideoStatistics,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct VideoStatus {
    pub upload_status: Option<String>,
    pub failure_reason: Option<String>,
    pub rejection_reason: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct VideoStatistics {
    pub view_count: Option<Count>,
    pub like_count: Option<Count>,
    pub comment_count: Option<Count>,
}

/// docs/playlistItems.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PlaylistItem {
    pub snippet: ItemSnippet,
    pub content_details: ItemDetails,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ItemSnippet {
    #[serde(default)]
    pub title: String,
    pub published_at: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ItemDetails {
    pub video_id: String,
}

/// docs/commentThreads.
#[derive(Deserialize)]
pub(super) struct Thread {
    pub id: String,
    #[serde(default)]
    pub snippet: Value,
}

/// A counter: a string by the reference, read as a number too.
#[derive(Deserialize, Clone, Copy)]
#[serde(try_from = "Value")]
pub(super) struct Count(pub i64);

impl TryFrom<Value> for Count {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        let number = value.as_i64().or_else(|| value.as_str()?.parse().ok());
        number.map(Self).ok_or_else(|| "not a counter".to_owned())
    }
}
