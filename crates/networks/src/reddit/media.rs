//! Pictures and films: a lease for a place, then the bytes to that place.

use serde::{Deserialize, Serialize};

use super::wire::Lease;
use super::{Access, Reddit, address};
use crate::http::{Body, Call, Field};
use crate::{Error, ErrorKind, Media, Next};

/// A file that is in its place.
#[derive(Serialize, Deserialize)]
pub(super) struct Uploaded {
    pub asset_id: String,
    pub url: String,
}

impl Reddit {
    /// `POST /api/media/asset`, then all its fields and the file as one form to the place told. A file that no post
    /// names shows nowhere, so a repeat does no harm.
    pub(super) async fn upload(
        &self,
        base_url: &str,
        access: &Access,
        media: &Media,
    ) -> Result<Uploaded, Error> {
        let form = vec![
            ("filepath", media.facts.file_name.clone()),
            ("mimetype", media.facts.mime.clone()),
            ("api_type", "json".to_owned()),
        ];
        let call = self.post(base_url, "/api/media/asset", Body::Form(form), access)?;
        let lease: Lease = self.ask(call).await?.json()?;
        let url = address(&lease.args.action)?;
        let place = url.as_str().trim_end_matches('/').to_owned();
        let key = lease.args.fields.iter().find(|field| field.name == "key").map(|field| field.value.clone());
        let key = key.ok_or_else(|| {
            Error::new(ErrorKind::Protocol, Next::Never, "the answer names no key for the file")
        })?;
        let secrets: Vec<String> = lease
            .args
            .fields
            .iter()
            .filter(|field| field.name.starts_with("x-amz-") || field.name == "policy")
            .map(|field| field.value.clone())
            .collect();
        let mut fields: Vec<Field> =
            lease.args.fields.into_iter().map(|field| Field::Named(field.name, field.value)).collect();
        // The file comes last: what follows it is not read.
        fields.push(Field::Stream("file", media.clone()));
        let call = Call::post(url, Body::Multipart(fields));
        let call = secrets.iter().filter(|secret| secret.len() >= 16).fold(call, |call, s| call.secret(s));
        let answer = self.http.send(call).await?;
        if answer.is_success() {
            return Ok(Uploaded { asset_id: lease.asset.asset_id, url: format!("{place}/{key}") });
        }
        let error = answer.fault_by_status("the file was refused");
        // The place is good for some time only: a new one is asked for.
        Err(Error { kind: ErrorKind::Unavailable, next: Next::After(answer.wait()), ..error })
    }
}
