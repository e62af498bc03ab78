//! Files: an address to upload to, the bytes, and the word that the upload is complete. Nothing of it is seen by anybody
//! until a message shows the file, so all of it may be repeated.

use serde_json::{Value, json};

use super::wire::{Done, File, FileInfo, UploadUrl};
use super::{Bot, Slack, auth::plain_id};
use crate::http::{Body, Call};
use crate::{Error, ErrorKind, Media, Next};

impl Slack {
    /// `files.getUploadURLExternal`, then the bytes to that address (docs.slack.dev, "Working with files").
    pub(super) async fn upload(&self, base_url: &str, bot: &Bot, media: &Media) -> Result<String, Error> {
        let facts = &media.facts;
        let mut fields = vec![("filename", facts.file_name.clone()), ("length", facts.bytes.to_string())];
        if !facts.alt.trim().is_empty() && facts.mime.starts_with("image/") {
            fields.push(("alt_txt", facts.alt.clone()));
        }
        let call = self.form(base_url, &bot.token, "files.getUploadURLExternal", fields)?;
        let UploadUrl { upload_url, file_id } = self.ask(call).await?;
        plain_id(&file_id)?;
        let url = url::Url::parse(&upload_url)
            .map_err(|_| Error::new(ErrorKind::Protocol, Next::Never, "the address to upload to is none"))?;
        let body = Body::Stream(media.clone());
        // The address is a secret of its own: whoever has it may upload.
        let answer = self.http.send(Call::post(url, body).secret(&upload_url)).await?;
        if answer.is_success() { Ok(file_id) } else { Err(answer.fault_by_status("the upload failed")) }
    }

    /// `files.completeUploadExternal`: without a channel the files stay unseen; with one they are shown, and that call
    /// must not be made twice (docs.slack.dev, "files.completeUploadExternal").
    pub(super) fn complete(
        &self,
        base_url: &str,
        bot: &Bot,
        files: &[(String, String)],
        shown: Option<Value>,
    ) -> Result<Call, Error> {
        let files: Vec<Value> = files.iter().map(|(id, title)| json!({ "id": id, "title": title })).collect();
        let mut body = json!({ "files": files });
        let once = shown.is_some();
        if let (Value::Object(body), Some(Value::Object(shown))) = (&mut body, shown) {
            body.extend(shown);
        }
        let call = self.method(base_url, &bot.token, "files.completeUploadExternal", body)?;
        Ok(if once { call.once() } else { call })
    }

    /// Completes uploads that are shown by a message of ours.
    pub(super) async fn complete_unseen(
        &self,
        base_url: &str,
        bot: &Bot,
        files: &[(String, String)],
    ) -> Result<(), Error> {
        let call = self.complete(base_url, bot, files, None)?;
        self.ask::<Done>(call).await.map(|_| ())
    }

    /// `files.info` (docs.slack.dev, "files.info"): what a file is, and where it is shown.
    pub(super) async fn file(&self, base_url: &str, bot: &Bot, id: &str) -> Result<File, Error> {
        let fields = vec![("file", id.to_owned())];
        let info: FileInfo = self.ask(self.form(base_url, &bot.token, "files.info", fields)?).await?;
        Ok(info.file)
    }
}
