//! Pictures as bytes within the pin, films as an upload of their own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::wire::{Media as Status, MediaUpload};
use super::{Pinterest, number};
use crate::http::{Body, Call, Field};
use crate::{Content, Error, ErrorKind, Media, MediaKind, Next};

/// Schema `PinMediaSource`: one picture, two to five, or a film with its cover.
pub(super) async fn source(content: &Content, media_id: Option<&str>) -> Result<Value, Error> {
    let images: Vec<&Media> =
        content.media().iter().filter(|media| media.facts.kind == MediaKind::Image).collect();
    if let Some(media_id) = media_id {
        let mut source = json!({ "source_type": "video_id", "media_id": media_id });
        match images.first() {
            Some(cover) => {
                source["cover_image_content_type"] = json!(cover.facts.mime);
                source["cover_image_data"] = json!(encoded(cover).await?);
            }
            // Without any cover the pin is refused.
            None => {
                let second = content.option("cover_second").and_then(|second| second.parse::<u32>().ok());
                source["cover_image_key_frame_time"] = json!(second.unwrap_or(0));
            }
        }
        return Ok(source);
    }
    match images.as_slice() {
        [] => Err(Error::new(ErrorKind::Invalid, Next::Never, "Pinterest takes no pin without a picture")),
        [image] => Ok(json!({
            "source_type": "image_base64", "content_type": image.facts.mime, "data": encoded(image).await?,
        })),
        images => {
            let mut items = Vec::with_capacity(images.len());
            for image in images {
                let mut item = json!({ "content_type": image.facts.mime, "data": encoded(image).await? });
                if let Some(link) = &content.link {
                    item["link"] = json!(link.url);
                }
                items.push(item);
            }
            Ok(json!({ "source_type": "multiple_image_base64", "items": items, "index": 0 }))
        }
    }
}

async fn encoded(image: &Media) -> Result<String, Error> {
    Ok(STANDARD.encode(image.read_all().await?))
}

impl Pinterest {
    /// Operation `media/create`, then the film with all that was told as one form: 204.
    pub(super) async fn upload_video(
        &self,
        base_url: &str,
        token: &str,
        video: &Media,
    ) -> Result<String, Error> {
        let url = self.http.endpoint(base_url, "/v5/media", &[])?;
        let body = Body::Json(json!({ "media_type": "video" }));
        let upload: MediaUpload = self.ask(Call::post(url, body).bearer(token)).await?.json()?;
        let url = upload.upload_url.parse().map_err(|_| {
            Error::new(ErrorKind::Protocol, Next::Never, "the place to upload to is no address")
        })?;
        let secrets: Vec<String> = upload.upload_parameters.values().cloned().collect();
        let mut fields: Vec<Field> =
            upload.upload_parameters.into_iter().map(|(name, text)| Field::Named(name, text)).collect();
        // The file comes last: what follows it is not read.
        fields.push(Field::Stream("file", video.clone()));
        let call = Call::post(url, Body::Multipart(fields));
        let call = secrets.iter().filter(|secret| secret.len() >= 16).fold(call, |call, s| call.secret(s));
        let answer = self.http.send(call).await?;
        // Nothing else says that the film is there: a proxy may answer 200.
        if matches!(answer.status, 201 | 204) {
            return Ok(upload.media_id);
        }
        let error = answer.fault_by_status("the film was refused");
        // The place is good for some time only: a new one is asked for.
        Err(Error { kind: ErrorKind::Unavailable, next: Next::After(answer.wait()), ..error })
    }

    /// Operation `media/get`: `registered`, `processing`, `succeeded` or `failed`.
    pub(super) async fn video_status(
        &self,
        base_url: &str,
        token: &str,
        media_id: &str,
    ) -> Result<String, Error> {
        let path = format!("/v5/media/{}", number(media_id)?);
        let media: Status = self.ask(self.get(base_url, &path, &[], token)?).await?.json()?;
        Ok(media.status)
    }
}
