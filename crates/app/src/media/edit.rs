//! Changing what is known of a file. The file itself never changes.

use serde_json::json;

use super::{
    Media,
    row::{join_tags, shelf_faults, tidy_name},
    store,
};
use crate::{Actor, App, Error, Faults, FieldError, Permission, Result, audit, ids::MediaId, zone};

/// What a person says of a file.
#[derive(Debug, Clone, Default)]
pub struct EditMedia {
    /// Name.
    pub file_name: String,
    /// Alternative text.
    pub alt: String,
    /// Folder; empty for none.
    pub folder: String,
    /// Tags with commas between them.
    pub tags: String,
    /// Who holds the rights.
    pub rights_holder: String,
    /// Under what licence or agreement it is used.
    pub licence: String,
    /// Last day on which it may be used, `YYYY-MM-DD` in the workspace's zone; empty for no end.
    pub rights_until: String,
    /// What stays in the picture when it is cut, percent from left and top.
    pub focus: (i64, i64),
}

impl App {
    /// Changes what is known of a file, and of its versions with it as far as they share it: folder, tags and rights.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` with every wrong field.
    pub async fn edit_media(&self, actor: &Actor, id: MediaId, input: &EditMedia) -> Result<Media> {
        actor.require(Permission::WritePosts)?;
        let known = self.media(actor, id).await?;
        let mut faults = Faults::default();
        let file_name = tidy_name(&faults.text("file_name", &input.file_name, 120));
        let mut optional = |field: &str, text: &str, max: usize| {
            let text = text.trim();
            let length = text.chars().count();
            if length > max {
                faults
                    .push(FieldError::new(field, "text_too_long").with("length", length).with("limit", max));
            }
            text.to_owned()
        };
        let rights_holder = optional("rights_holder", &input.rights_holder, 200);
        let licence = optional("licence", &input.licence, 200);
        for fault in shelf_faults(&input.folder, &input.tags, &input.alt) {
            faults.push(fault);
        }
        let until = input.rights_until.trim();
        let rights_end_at = if until.is_empty() {
            None
        } else {
            let day = faults.take(zone::date("rights_until", until));
            day.and_then(|day| day.tomorrow().ok()).map(|after| zone::start_of_day(after, &actor.zone))
        };
        let inside = (0..=100).contains(&input.focus.0) && (0..=100).contains(&input.focus.1);
        faults.check(inside, "focus_x", "out_of_range");
        faults.finish()?;
        let changed = Media {
            file_name,
            alt: input.alt.trim().to_owned(),
            folder: input.folder.trim().to_owned(),
            tags: join_tags(&input.tags),
            rights_holder,
            licence,
            rights_end_at,
            focus_x: input.focus.0,
            focus_y: input.focus.1,
            ..known
        };
        let tx = self.db.write().await?;
        if store::update(&tx, actor.workspace_id, &changed).await? == 0 {
            return Err(Error::NotFound);
        }
        store::share_with_versions(&tx, actor.workspace_id, &changed).await?;
        let detail = json!({"file_name": changed.file_name, "rights_end_at": changed.rights_end_at});
        audit::record(&tx, actor, self.now(), "edit_media", "media", id, detail).await?;
        tx.commit().await?;
        Ok(changed)
    }
}
