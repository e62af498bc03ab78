//! What is known of a file, and the pure rules of its rights, tags and names.

use db::{FromQueryResult, text_enum};
use networks::{Fault, Finding};
use serde::Serialize;

use crate::{
    FieldError, Now,
    clock::DAY,
    ids::{BrandId, MediaId},
};

text_enum! {
    /// What sort of file it is.
    pub enum Sort {
        /// A picture.
        Image = "image",
        /// A film.
        Video = "video",
        /// A document.
        Document = "document",
    }
}

text_enum! {
    /// How long a file may still be used.
    pub enum Rights {
        /// Without an end, or with one that is far.
        Open = "open",
        /// They end within thirty days.
        Ending = "ending",
        /// They have ended: no post goes out with it.
        Ended = "ended",
    }
}

/// How long before their end rights are told to be ending.
pub const ENDING_WITHIN: i64 = 30 * DAY;

/// A file as its row stands.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Media {
    /// Id.
    pub id: MediaId,
    /// Whose it is.
    pub brand_id: BrandId,
    /// File name without folders.
    pub file_name: String,
    /// Media type, from the file's own bytes.
    pub mime: String,
    /// Size of the file.
    pub bytes: i64,
    /// Pixels, as it is shown.
    pub width: i64,
    /// Pixels, as it is shown.
    pub height: i64,
    /// Digest of the file, hex.
    pub sha256: String,
    /// Length of a film in milliseconds.
    pub duration_ms: Option<i64>,
    /// Codec of a film, as its container writes it.
    pub codec: Option<String>,
    /// Alternative text.
    pub alt: String,
    /// Folder of the library; empty for none.
    pub folder: String,
    /// See [`join_tags`].
    pub tags: String,
    /// Who holds the rights.
    pub rights_holder: String,
    /// Under what licence or agreement it is used.
    pub licence: String,
    /// First instant at which it may no longer be used.
    pub rights_end_at: Option<Now>,
    /// What stays in the picture when it is cut, percent from the left.
    pub focus_x: i64,
    /// The same, percent from the top.
    pub focus_y: i64,
    /// The file that this is a version of.
    pub original_id: Option<MediaId>,
    /// When it was uploaded or made.
    pub created_at: Now,
}

impl Media {
    /// What sort of file it is.
    #[must_use]
    pub fn sort(&self) -> Sort {
        match self.mime.split('/').next() {
            Some("image") => Sort::Image,
            Some("video") => Sort::Video,
            _ => Sort::Document,
        }
    }

    /// Its tags.
    #[must_use]
    pub fn tags(&self) -> Vec<&str> {
        self.tags.split(',').filter(|tag| !tag.is_empty()).collect()
    }

    /// How long it may still be used.
    #[must_use]
    pub fn rights(&self, now: Now) -> Rights {
        match self.rights_end_at {
            Some(end) if end <= now => Rights::Ended,
            Some(end) if end <= now + ENDING_WITHIN => Rights::Ending,
            _ => Rights::Open,
        }
    }

    /// The file of which versions are made: itself, or that of which it is one.
    #[must_use]
    pub fn root(&self) -> MediaId {
        self.original_id.unwrap_or(self.id)
    }
}

/// Every file that may not be used at an instant, as findings of a check.
#[must_use]
pub fn ended_rights(files: &[Media], at: Now) -> Vec<Finding> {
    let ended = files.iter().filter(|file| file.rights(at) == Rights::Ended);
    let fault = |file: &Media| Fault::RightsEnded { file_name: file.file_name.clone() };
    ended.map(|file| Finding { part: 0, fault: fault(file), blocks: true }).collect()
}

/// Most tags of a file.
const MAX_TAGS: usize = 20;

/// What is wrong with a file's folder, tags and alternative text as typed: of the fields `folder`, `tags` and `alt`.
#[must_use]
pub fn shelf_faults(folder: &str, tags: &str, alt: &str) -> Vec<FieldError> {
    let mut faults = Vec::new();
    for (field, text, most) in [("folder", folder, 80), ("tags", tags, 1000), ("alt", alt, 2000)] {
        let length = text.trim().chars().count();
        if length > most {
            faults.push(FieldError::new(field, "text_too_long").with("length", length).with("limit", most));
        }
    }
    if join_tags(tags).split(',').filter(|tag| !tag.is_empty()).count() > MAX_TAGS {
        faults.push(FieldError::new("tags", "too_many_tags").with("limit", MAX_TAGS));
    }
    faults
}

/// Tags typed with commas as they are kept: lower case, each once, in order, commas around each; empty for none.
#[must_use]
pub fn join_tags(typed: &str) -> String {
    let mut tags: Vec<String> = typed
        .split([',', '\n', ';', '#'])
        .map(|tag| tag.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
        .filter(|tag| !tag.is_empty())
        .collect();
    tags.sort_unstable();
    tags.dedup();
    if tags.is_empty() { String::new() } else { format!(",{},", tags.join(",")) }
}

/// The last part of a path, without control characters, at most 120 characters.
#[must_use]
pub(crate) fn tidy_name(file_name: &str) -> String {
    let last = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !c.is_control()).take(120).collect();
    if name.trim().is_empty() { "file".to_owned() } else { name }
}

/// The name of a version: the original's with its size, and the ending of its type.
#[must_use]
pub(super) fn version_name(original: &str, width: u32, height: u32, mime: &str) -> String {
    let stem = original.rsplit_once('.').map_or(original, |(stem, _)| stem);
    let stem: String = stem.chars().take(90).collect();
    let ending = if mime == "image/jpeg" { "jpg" } else { mime.rsplit('/').next().unwrap_or("bin") };
    format!("{stem}-{width}x{height}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_kept_once_and_in_order() {
        assert_eq!(join_tags(" Tea, autumn\n#tea ;green  tea"), ",autumn,green tea,tea,");
        assert_eq!(join_tags(" , "), "");
    }

    #[test]
    fn a_version_is_named_by_its_size() {
        assert_eq!(version_name("tea.png", 1080, 1350, "image/jpeg"), "tea-1080x1350.jpg");
        assert_eq!(version_name("tea", 10, 10, "image/png"), "tea-10x10.png");
    }
}
