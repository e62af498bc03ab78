//! Films: handed to the video service, which puts them on the account's server when it has worked them through
//! (docs.bsky.app, "Uploading video", the recommended way).

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::wire::{Job, JobAnswer, UploadLimits};
use super::{Bluesky, Tokens, fault};
use crate::http::{Answer, Body, Call};
use crate::{Error, ErrorKind, Media, Next};

/// The service.
pub(super) const SERVICE: &str = "https://video.bsky.app";
const SERVICE_DID: &str = "did:web:video.bsky.app";
/// How long the service may act on the account's server.
const ACT_FOR_S: i64 = 30 * 60;
const UPLOAD: &str = "app.bsky.video.uploadVideo";

/// How far the service is.
pub(super) enum Work {
    Done(Value),
    /// Under this job.
    Going(String),
    /// The job is lost or failed for no fault of the film's: begin anew.
    Lost,
}

#[derive(Deserialize)]
struct ServiceAuth {
    token: String,
}

impl Bluesky {
    /// Hands a film over. A repeat makes no second film: the service knows it by its name and bytes.
    pub(super) async fn upload_video(
        &self,
        base_url: &str,
        tokens: &Tokens,
        film: &Media,
        name: &str,
    ) -> Result<Work, Error> {
        let now_s = self.check_video_limits(base_url, tokens, film).await?;
        let until = now_s.map(|now| (now + ACT_FOR_S).to_string());
        let aud = server_did(base_url)?;
        let mut params = vec![("aud", aud.as_str()), ("lxm", "com.atproto.repo.uploadBlob")];
        if let Some(until) = &until {
            params.push(("exp", until));
        }
        let auth = self.service_auth(base_url, tokens, &params).await?;
        let token = auth.json::<ServiceAuth>()?.token;
        let query = [("did", tokens.did.as_str()), ("name", name)];
        let url = self.http.endpoint(&self.video, &format!("/xrpc/{UPLOAD}"), &query)?;
        let call = Call::post(url, Body::Stream(film.clone())).bearer(&token);
        let answer = self.http.send(call).await?;
        // A film that was there before answers an error with the job that made it.
        match answer.try_json::<JobAnswer>().and_then(JobAnswer::job) {
            Some(job) => judge(&answer, job),
            None if answer.is_success() => {
                let next = Next::After(Duration::from_secs(60));
                Err(answer.fault(ErrorKind::Protocol, next, "the video service named no job"))
            }
            None => Err(service_fault(&answer)),
        }
    }

    /// `app.bsky.video.getJobStatus` (lexicon of that name).
    pub(super) async fn video_job(&self, job: &str) -> Result<Work, Error> {
        let call = self.query(&self.video, "app.bsky.video.getJobStatus", &[("jobId", job)])?;
        let answer = self.http.send(call).await?;
        match answer.try_json::<JobAnswer>().and_then(JobAnswer::job) {
            Some(job) => judge(&answer, job),
            None if matches!(answer.status, 400 | 404) => Ok(Work::Lost),
            None => Err(service_fault(&answer)),
        }
    }

    /// `app.bsky.video.getUploadLimits` (lexicon of that name); gives the server's time in seconds, where it told it.
    async fn check_video_limits(
        &self,
        base_url: &str,
        tokens: &Tokens,
        film: &Media,
    ) -> Result<Option<i64>, Error> {
        const LIMITS: &str = "app.bsky.video.getUploadLimits";
        let auth = self.service_auth(base_url, tokens, &[("aud", SERVICE_DID), ("lxm", LIMITS)]).await?;
        let now_s = auth.server_time_ms().map(|ms| ms / 1_000);
        let token = auth.json::<ServiceAuth>()?.token;
        let answer = self.http.send(self.query(&self.video, LIMITS, &[])?.bearer(&token)).await?;
        if !answer.is_success() {
            return Err(service_fault(&answer));
        }
        let limits: UploadLimits = answer.json()?;
        let used_up = limits.remaining_daily_videos.is_some_and(|left| left <= 0)
            || limits.remaining_daily_bytes.is_some_and(|left| left < film.facts.bytes.cast_signed());
        if used_up {
            let next = Next::After(Duration::from_secs(60 * 60));
            return Err(answer.fault(ErrorKind::RateLimited, next, "today's films are used up"));
        }
        if !limits.can_upload {
            let why = limits.message.or(limits.error).unwrap_or_default();
            let why = format!("the account may not upload films: {why}");
            return Err(answer.fault(ErrorKind::Permission, Next::Never, &why));
        }
        Ok(now_s)
    }

    /// `com.atproto.server.getServiceAuth` (lexicon of that name).
    async fn service_auth(
        &self,
        base_url: &str,
        tokens: &Tokens,
        params: &[(&str, &str)],
    ) -> Result<Answer, Error> {
        self.ask_as(tokens, || self.query(base_url, "com.atproto.server.getServiceAuth", params)).await
    }
}

/// `did:web` of the account's server; a port's colon is written `%3A` (w3c-ccg.github.io/did-method-web).
fn server_did(base_url: &str) -> Result<String, Error> {
    let host = Url::parse(base_url).ok().and_then(|url| {
        let host = url.host_str()?.to_owned();
        Some(url.port().map_or(host.clone(), |port| format!("{host}%3A{port}")))
    });
    host.map(|host| format!("did:web:{host}"))
        .ok_or_else(|| Error::new(ErrorKind::Local, Next::Never, "the account's server has no address"))
}

/// A refusal of the service's token says nothing of the account's own.
fn service_fault(answer: &Answer) -> Error {
    let error = fault(answer);
    match error.kind {
        ErrorKind::Credentials => {
            Error { kind: ErrorKind::Permission, next: Next::After(Duration::from_secs(60)), ..error }
        }
        _ => error,
    }
}

/// What a job's state means (lexicon `app.bsky.video.defs#jobStatus`: every unknown state is work in progress).
fn judge(answer: &Answer, job: Job) -> Result<Work, Error> {
    if let Some(blob) = job.blob {
        return Ok(Work::Done(blob));
    }
    if job.state != "JOB_STATE_FAILED" {
        return Ok(Work::Going(job.job_id));
    }
    match job.failure_code.as_deref() {
        Some("pds_upload_failure" | "generic_failure") => Ok(Work::Lost),
        code => {
            let said = job.error.or(job.message).unwrap_or_default();
            let why = format!("the film was refused: {} {said}", code.unwrap_or_default());
            Err(answer.fault(ErrorKind::Invalid, Next::Never, why.trim()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_named_with_their_port() {
        assert_eq!(server_did("https://pds.example").unwrap(), "did:web:pds.example");
        assert_eq!(server_did("http://127.0.0.1:2583").unwrap(), "did:web:127.0.0.1%3A2583");
    }
}
