//! Pictures and documents in one piece, films in pieces, and the wait until the network can use them. What no post
//! names is seen by nobody, so a repeat does no harm.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use super::plan::{Plan, PlannedFile};
use super::wire::{Asset, Initialized};
use super::{Access, LinkedIn, segment};
use crate::http::{Body, Call};
use crate::steps::Kept;
use crate::{Error, ErrorKind, Media, MediaKind, Next, Part, Progress};

const ASK_AGAIN: Duration = Duration::from_secs(5);
/// Where the network does not tell how far it is.
const BLIND_WAIT: Duration = Duration::from_secs(10);

/// Whether all files of a post can be used now, or after which time to ask again.
pub(super) enum Files {
    Ready,
    Later(Duration),
}

/// Why a file is not there.
enum Waiting {
    Lost,
    Failed(Error),
}

impl From<Error> for Waiting {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// The collection that a kind of file belongs to.
const fn collection(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "images",
        MediaKind::Video => "videos",
        MediaKind::Document => "documents",
    }
}

impl LinkedIn {
    /// Uploads what is missing of the post's files.
    pub(super) async fn upload_all(
        &self,
        access: &Access,
        part: &Part,
        plan: &mut Plan,
        progress: &dyn Progress,
    ) -> Result<Files, Error> {
        for (place, media) in part.media.iter().enumerate() {
            if plan.files.len() == place {
                let file = self.begin_upload(access, media).await?;
                plan.files.push(file);
                progress.save(&plan.keep()).await?;
            }
            while !plan.files[place].whole {
                self.go_on(access, media, &mut plan.files[place]).await?;
                progress.save(&plan.keep()).await?;
            }
        }
        for (place, media) in part.media.iter().enumerate() {
            if !plan.files[place].ready {
                let wait = match self.wait_for(access, media.facts.kind, &mut plan.files[place]).await {
                    Err(Waiting::Lost) => {
                        // Its bytes never came: it is uploaded anew with those behind it.
                        plan.files.truncate(place);
                        progress.save(&plan.keep()).await?;
                        return Ok(Files::Later(ASK_AGAIN));
                    }
                    Err(Waiting::Failed(error)) => return Err(error),
                    Ok(wait) => wait,
                };
                progress.save(&plan.keep()).await?;
                if let Some(wait) = wait {
                    return Ok(Files::Later(wait));
                }
            }
        }
        Ok(Files::Ready)
    }

    /// `POST /rest/images|videos|documents?action=initializeUpload`, and for what goes in one piece the piece
    /// (learn.microsoft.com, "Images API", "Videos API", "Documents API").
    async fn begin_upload(&self, access: &Access, media: &Media) -> Result<PlannedFile, Error> {
        let facts = &media.facts;
        let mut request = json!({ "owner": access.author });
        if facts.kind == MediaKind::Video {
            request["fileSizeBytes"] = json!(facts.bytes);
            request["uploadCaptions"] = json!(false);
            request["uploadThumbnail"] = json!(false);
        }
        let path = format!("{}?action=initializeUpload", collection(facts.kind));
        let body = Body::Json(json!({ "initializeUploadRequest": request }));
        let answer = self.ask(self.rest(Method::POST, &path, access, body)?).await?;
        let upload = answer.json::<Initialized>()?.value;
        segment(&upload.urn)?;
        let nowhere =
            || answer.fault(ErrorKind::Protocol, Next::Never, "the answer names no place for the upload");
        let mut file = PlannedFile { urn: upload.urn, ..PlannedFile::default() };
        if facts.kind == MediaKind::Video {
            file.token = upload.upload_token.unwrap_or_default();
            file.pieces = upload
                .upload_instructions
                .into_iter()
                .map(|piece| (piece.upload_url, piece.first_byte, piece.last_byte))
                .collect();
            if file.pieces.is_empty() {
                return Err(nowhere());
            }
        } else {
            let (url, own) = self.upload_address(&upload.upload_url.ok_or_else(nowhere)?)?;
            let call = Call::put(url, Body::Stream(media.clone()));
            self.ask(if own { call.bearer(&access.token) } else { call }).await?;
            file.whole = true;
        }
        Ok(file)
    }

    /// The next piece of a film, without the token (its address is the permission), or the end: `POST
    /// /rest/videos?action=finalizeUpload` with what the pieces were called (learn.microsoft.com, "Videos API").
    async fn go_on(&self, access: &Access, media: &Media, file: &mut PlannedFile) -> Result<(), Error> {
        if let Some((address, first, last)) = file.pieces.get(file.tags.len()) {
            let (url, _) = self.upload_address(address)?;
            let bytes = media.file.read(*first, last.saturating_sub(*first).saturating_add(1)).await?;
            let answer = self.ask(put(url, "application/octet-stream", bytes).secret(address)).await?;
            let tag = answer.header("etag").map(|tag| tag.trim_matches('"').to_owned()).ok_or_else(|| {
                answer.fault(ErrorKind::Protocol, Next::Never, "the answer does not name the piece")
            })?;
            file.tags.push(tag);
            return Ok(());
        }
        let request = json!({ "video": file.urn, "uploadToken": file.token, "uploadedPartIds": file.tags });
        let body = Body::Json(json!({ "finalizeUploadRequest": request }));
        self.ask(self.rest(Method::POST, "videos?action=finalizeUpload", access, body)?).await?;
        file.whole = true;
        // The addresses are of no more use.
        file.pieces.clear();
        Ok(())
    }

    /// `GET /rest/images|videos|documents/{urn}`: how long it still takes, `None` when it is done. A post made before
    /// that may stay invisible. A token that may only write is refused here, and waits a little instead.
    async fn wait_for(
        &self,
        access: &Access,
        kind: MediaKind,
        file: &mut PlannedFile,
    ) -> Result<Option<Duration>, Waiting> {
        let path = format!("{}/{}", collection(kind), segment(&file.urn)?);
        let answer = match self.ask(self.get(&path, access)?).await {
            Ok(answer) => answer,
            Err(error) if error.kind == ErrorKind::Permission => {
                file.ready = file.waited;
                file.waited = true;
                return Ok((!file.ready).then_some(BLIND_WAIT));
            }
            Err(error) => return Err(error.into()),
        };
        let Asset { status } = answer.json()?;
        match status.as_str() {
            "AVAILABLE" => {
                file.ready = true;
                Ok(None)
            }
            "PROCESSING_FAILED" => {
                Err(answer.fault(ErrorKind::Invalid, Next::Never, "the network cannot use the file").into())
            }
            // Told once it may be late, told again it is lost.
            "WAITING_UPLOAD" if file.waited => Err(Waiting::Lost),
            "WAITING_UPLOAD" => {
                file.waited = true;
                Ok(Some(ASK_AGAIN))
            }
            _ => Ok(Some(ASK_AGAIN)),
        }
    }
}

fn put(url: url::Url, mime: &str, bytes: Vec<u8>) -> Call {
    Call::with_body(Method::PUT, url, Body::Bytes(mime.to_owned(), bytes))
}
