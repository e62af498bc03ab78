//! The resumable upload (developers.google.com/youtube/v3/guides/using_resumable_upload_protocol).

use reqwest::header::{CONTENT_RANGE, HeaderName};
use serde_json::json;
use url::Url;

use super::wire::Video;
use super::{API, YouTube, options};
use crate::google::{Tokens, refusal};
use crate::http::{Answer, Body, Call};
use crate::{Content, Error, ErrorKind, Media, Next};

const LENGTH: HeaderName = HeaderName::from_static("x-upload-content-length");
const TYPE: HeaderName = HeaderName::from_static("x-upload-content-type");
/// Pieces must be multiples of 256 KiB; this many bytes pass within one request's time on a slow line too.
const CHUNK: u64 = 4 * 1024 * 1024;

/// Whether the piece at `offset` is the last one.
pub(super) const fn is_last(offset: u64, total: u64) -> bool {
    offset + CHUNK >= total
}

/// How far an upload is.
pub(super) enum State {
    /// This many bytes have arrived.
    At(u64),
    /// All of them; the film has this id.
    Done(String),
    /// The session is not known any more.
    Gone,
}

impl YouTube {
    /// `POST /upload/youtube/v3/videos?uploadType=resumable`: opens a session and shows nothing yet ("Step 1"). Gives its
    /// address.
    pub(super) async fn open(
        &self,
        tokens: &Tokens,
        content: &Content,
        film: &Media,
    ) -> Result<String, Error> {
        let mut query = vec![("uploadType", "resumable"), ("part", "snippet,status")];
        if !options::notifies(content) {
            query.push(("notifySubscribers", "false"));
        }
        let body = json!({ "snippet": options::snippet(content), "status": options::status(content) });
        let call = self
            .post(tokens, "/upload/youtube/v3/videos", &query, Body::Json(body))?
            .header(LENGTH, &film.facts.bytes.to_string())
            .header(TYPE, &film.facts.mime);
        let answer = self.google.ask(call).await?;
        let session = answer.header("location").unwrap_or_default();
        self.session(session).map(String::from).map_err(|_| {
            let next = Next::After(std::time::Duration::from_secs(60));
            answer.fault(ErrorKind::Protocol, next, "the answer names no upload session")
        })
    }

    /// A session's address is used only on Google's own host.
    fn session(&self, session: &str) -> Result<Url, Error> {
        let lost = || Error::new(ErrorKind::Protocol, Next::Never, "that is no upload session");
        let url = Url::parse(session).map_err(|_| lost())?;
        let own = Url::parse(&self.google.host(API)).map_err(|_| lost())?;
        let ours = url.origin() == own.origin()
            || own.host_str() == Some("www.googleapis.com")
                && url.scheme() == "https"
                && url.host_str().is_some_and(|host| host.ends_with(".googleapis.com"));
        if ours { Ok(url) } else { Err(lost()) }
    }

    /// Asks how much has arrived: `PUT` of nothing with `bytes */TOTAL` ("Step 4.1").
    pub(super) async fn ask_session(
        &self,
        tokens: &Tokens,
        session: &str,
        total: u64,
    ) -> Result<State, Error> {
        let call = Call::put(self.session(session)?, Body::Bytes("application/octet-stream".into(), vec![]))
            .header(CONTENT_RANGE, &format!("bytes */{total}"))
            .bearer(&tokens.access)
            .secret(session);
        state(&self.google.http.send(call).await?)
    }

    /// Sends the piece that begins at `offset`. Only the last one makes the film: its fate may be unknown.
    pub(super) async fn send_piece(
        &self,
        tokens: &Tokens,
        session: &str,
        film: &Media,
        offset: u64,
    ) -> Result<State, Error> {
        let total = film.facts.bytes;
        let bytes = film.file.read(offset, CHUNK.min(total.saturating_sub(offset))).await?;
        let length = bytes.len() as u64;
        if length == 0 {
            return Err(Error::new(ErrorKind::Local, Next::Never, "the file is shorter than it was"));
        }
        let end = offset + length;
        let call = Call::put(self.session(session)?, Body::Bytes(film.facts.mime.clone(), bytes))
            .header(CONTENT_RANGE, &format!("bytes {offset}-{}/{total}", end - 1))
            .bearer(&tokens.access)
            .secret(session);
        let call = if end == total { call.once() } else { call };
        state(&self.google.http.send(call).await?)
    }
}

/// 308 with `Range: bytes=0-N` is incomplete, 200 and 201 carry the film, 404 and 410 mean that the session has run out.
fn state(answer: &Answer) -> Result<State, Error> {
    match answer.status {
        308 => Ok(State::At(answer.header("range").and_then(arrived).unwrap_or(0))),
        200 | 201 => answer.json::<Video>().map(|video| State::Done(video.id)),
        404 | 410 => Ok(State::Gone),
        _ => Err(refusal(answer)),
    }
}

/// `bytes=0-N` says that N+1 bytes have arrived.
fn arrived(range: &str) -> Option<u64> {
    let last: u64 = range.trim().strip_prefix("bytes=")?.split_once('-')?.1.parse().ok()?;
    last.checked_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read() {
        for (range, bytes) in
            [("bytes=0-0", Some(1)), ("bytes=0-524287", Some(524_288)), ("bytes=0-", None), ("", None)]
        {
            assert_eq!(arrived(range), bytes, "{range}");
        }
    }

    #[test]
    fn pieces_are_multiples_of_256_kib() {
        assert_eq!(CHUNK % (256 * 1024), 0);
    }
}
