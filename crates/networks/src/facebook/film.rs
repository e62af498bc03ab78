//! Films: posts, reels and stories. The id that the network gives before the first byte is the native handle: one film
//! becomes one post, however often its last call is sent.

use std::time::Duration;

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderName};
use serde::Deserialize;
use url::Url;

use super::plan::{Edge, Film, Plan};
use super::publish::Story;
use super::{FILMS, Seat, UPLOADS};
use crate::graph::{maybe_text_or_number, segment};
use crate::http::{Body, Call, Field};
use crate::steps::Kept;
use crate::{Content, Error, ErrorKind, Media, Next, Progress};

/// Largest piece that is sent at a time, where the network asks for more.
const PIECE: u64 = 8 * 1024 * 1024;
/// How often a film's state is asked for before it is given up: about an hour.
const POLLS_MAX: u32 = 70;

const OFFSET: HeaderName = HeaderName::from_static("offset");
const FILE_SIZE: HeaderName = HeaderName::from_static("file_size");
const FILE_URL: HeaderName = HeaderName::from_static("file_url");

/// What the phases of an upload answer; offsets come as texts.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Phase {
    #[serde(deserialize_with = "maybe_text_or_number")]
    video_id: Option<String>,
    #[serde(deserialize_with = "maybe_text_or_number")]
    upload_session_id: Option<String>,
    #[serde(deserialize_with = "maybe_text_or_number")]
    start_offset: Option<String>,
    #[serde(deserialize_with = "maybe_text_or_number")]
    end_offset: Option<String>,
    upload_url: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Video {
    status: Status,
    #[serde(deserialize_with = "maybe_text_or_number")]
    post_id: Option<String>,
    permalink_url: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Status {
    video_status: String,
    publishing_phase: Option<Published>,
    processing_phase: Option<Processed>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Published {
    status: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Processed {
    error: Option<Failure>,
    errors: Vec<Failure>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Failure {
    message: String,
}

/// Where a film stands.
pub(super) enum FilmState {
    Ready { post_id: Option<String>, url: Option<String> },
    Working,
    Failed(String),
}

impl Edge {
    const fn path(self) -> &'static str {
        match self {
            Self::Videos => "/videos",
            Self::Reels => "/video_reels",
            Self::Stories => "/video_stories",
        }
    }
}

fn broken(why: &str) -> Error {
    Error::new(ErrorKind::Protocol, Next::After(Duration::from_secs(60)), why)
}

impl Seat<'_> {
    /// Uploads, finishes, and waits; a time says that the network still works on it.
    pub(super) async fn send_film(
        &self,
        plan: &mut Plan,
        content: &Content,
        edge: Edge,
        progress: &dyn Progress,
    ) -> Result<Option<Duration>, Error> {
        let none = || Error::new(ErrorKind::Invalid, Next::Never, "a reel or film must have a file");
        let media = content.media().first().ok_or_else(none)?;
        if plan.film.is_none() {
            plan.film = Some(self.start(edge, media.facts.bytes).await?);
            progress.save(&plan.keep()).await?;
        }
        self.upload(plan, media, edge, progress).await?;
        let Some(film) = plan.film.as_mut() else { return Ok(None) };
        let tried = plan.tried;
        if !film.finished && tried {
            let state = self.film_state(&film.id).await.map_err(Error::as_unknown_as_before)?;
            film.finished = !matches!(state, FilmState::Working);
        }
        if !film.finished {
            plan.tried = true;
            progress.save(&plan.keep()).await?;
            let Some(film) = plan.film.as_mut() else { return Ok(None) };
            match self.finish(film, content, edge).await {
                Ok(post_id) => {
                    film.post_id = post_id;
                    film.finished = true;
                }
                // A film that was finished before may say no to being finished again.
                Err(error) if tried && error.next == Next::Never => {
                    return Err(error.now_unknown());
                }
                Err(error) => return Err(error),
            }
            progress.save(&plan.keep()).await?;
        }
        self.wait_for(plan, edge).await
    }

    /// The first phase, which gives the id (docs/video-api/guides/publishing, .../reels-publishing, docs/page-stories-api).
    async fn start(&self, edge: Edge, bytes: u64) -> Result<Film, Error> {
        let mut form = vec![("upload_phase", "start".to_owned())];
        if edge == Edge::Videos {
            form.push(("file_size", bytes.to_string()));
        }
        let phase: Phase = self.graph.ask(self.film_call(edge, form)?).await?.json()?;
        let id = phase.video_id.ok_or_else(|| broken("the answer names no film"))?;
        let number = |text: Option<String>| text.and_then(|text| text.parse::<u64>().ok());
        let film = Film {
            id: segment(&id)?.to_owned(),
            session: phase.upload_session_id,
            upload_url: phase.upload_url,
            start: number(phase.start_offset).unwrap_or(0),
            end: number(phase.end_offset).unwrap_or(bytes),
            ..Film::default()
        };
        if (edge == Edge::Videos && film.session.is_none())
            || (edge != Edge::Videos && film.upload_url.is_none())
        {
            return Err(broken("the answer does not say where the film goes"));
        }
        Ok(film)
    }

    /// A call of one of the phases; those of `/videos` have a host of their own.
    fn film_call(&self, edge: Edge, form: Vec<(&'static str, String)>) -> Result<Call, Error> {
        if edge == Edge::Videos {
            let path = format!("/{}{}", self.page_id, edge.path());
            return self.graph.post(&self.set.host(FILMS), &path, &self.token, form);
        }
        self.post(edge.path(), form)
    }

    async fn upload(
        &self,
        plan: &mut Plan,
        media: &Media,
        edge: Edge,
        progress: &dyn Progress,
    ) -> Result<(), Error> {
        loop {
            let Some(film) = plan.film.as_mut() else { return Ok(()) };
            if film.uploaded {
                return Ok(());
            }
            if edge == Edge::Videos {
                self.send_piece(film, media).await?;
            } else {
                self.send_whole(film, media).await?;
            }
            progress.save(&plan.keep()).await?;
        }
    }

    /// `upload_phase=transfer`: a piece at a time, from where the network says to where it says.
    async fn send_piece(&self, film: &mut Film, media: &Media) -> Result<(), Error> {
        if film.start >= film.end {
            film.uploaded = true;
            return Ok(());
        }
        let bytes = media.file.read(film.start, (film.end - film.start).min(PIECE)).await?;
        let session = film.session.clone().unwrap_or_default();
        let fields = vec![
            Field::Text("upload_phase", "transfer".to_owned()),
            Field::Text("upload_session_id", session),
            Field::Text("start_offset", film.start.to_string()),
            Field::File(
                "video_file_chunk",
                media.facts.file_name.clone(),
                "application/octet-stream".to_owned(),
                bytes,
            ),
        ];
        let path = format!("/{}{}", self.page_id, Edge::Videos.path());
        let call = self.graph.post_file(&self.set.host(FILMS), &path, &self.token, fields)?;
        let phase: Phase = self.graph.ask(call).await?.json()?;
        let number = |text: Option<String>| text.and_then(|text| text.parse::<u64>().ok());
        let (Some(start), Some(end)) = (number(phase.start_offset), number(phase.end_offset)) else {
            return Err(broken("the answer does not say which piece is next"));
        };
        // A network that asks for the same piece again and again would keep us here for ever.
        if start <= film.start || end > media.facts.bytes {
            return Err(broken("the network asks for a piece that it has, or that is none"));
        }
        (film.start, film.end) = (start, end);
        film.uploaded = start >= end;
        Ok(())
    }

    /// All bytes at once to the address that was told; the network fetches them itself where there is a public address.
    async fn send_whole(&self, film: &mut Film, media: &Media) -> Result<(), Error> {
        let url = self.upload_url(film.upload_url.as_deref().unwrap_or_default())?;
        let call = match &media.public_url {
            Some(public) => Call::new(Method::POST, url).header(FILE_URL, public),
            None => Call::post(url, Body::Stream(media.clone().untyped()))
                .header(OFFSET, "0")
                .header(FILE_SIZE, &media.facts.bytes.to_string()),
        };
        let call = call
            .secret(film.upload_url.as_deref().unwrap_or_default())
            .secret(&self.token)
            .header(AUTHORIZATION, &format!("OAuth {}", self.token));
        self.graph.ask(call).await?;
        film.uploaded = true;
        Ok(())
    }

    /// The token goes along, so the address must be the network's own.
    fn upload_url(&self, told: &str) -> Result<Url, Error> {
        let own = self.graph.http.base_url(&self.set.host(UPLOADS))?;
        Url::parse(told)
            .ok()
            .filter(|url| url.origin().ascii_serialization() == own)
            .ok_or_else(|| broken("the film should go to a server of somebody else"))
    }

    /// `upload_phase=finish`: the call that people see.
    async fn finish(&self, film: &Film, content: &Content, edge: Edge) -> Result<Option<String>, Error> {
        let mut form = vec![("upload_phase", "finish".to_owned())];
        match edge {
            Edge::Videos => form.push(("upload_session_id", film.session.clone().unwrap_or_default())),
            Edge::Reels => {
                form.push(("video_id", film.id.clone()));
                form.push(("video_state", "PUBLISHED".to_owned()));
            }
            Edge::Stories => form.push(("video_id", film.id.clone())),
        }
        if edge != Edge::Stories && !content.text().is_empty() {
            form.push(("description", content.text().to_owned()));
        }
        let answer = self.graph.ask_once(self.film_call(edge, form)?).await?;
        Ok(answer.try_json::<Story>().and_then(|story| story.post_id))
    }

    async fn wait_for(&self, plan: &mut Plan, edge: Edge) -> Result<Option<Duration>, Error> {
        let Some(film) = plan.film.as_mut() else { return Ok(None) };
        match self.film_state(&film.id).await.map_err(Error::as_unknown_as_before)? {
            FilmState::Ready { post_id, url } => {
                let id = self.post_id(film, post_id, edge);
                plan.note(&id, url.as_deref());
                Ok(None)
            }
            FilmState::Working if film.polls >= POLLS_MAX => Err(Error::new(
                ErrorKind::Timeout,
                Next::Unknown,
                "the network did not finish its work on the film within an hour",
            )),
            FilmState::Working => {
                film.polls += 1;
                let seconds = (5_u64 << film.polls.min(4)).min(60);
                Ok(Some(Duration::from_secs(seconds)))
            }
            FilmState::Failed(why) => Err(Error::new(ErrorKind::Invalid, Next::Never, why)),
        }
    }

    /// The post's own id where it is known: a film's id is none, except for reels.
    pub(super) fn post_id(&self, film: &Film, told: Option<String>, edge: Edge) -> String {
        let post = match edge {
            Edge::Reels => None,
            Edge::Videos | Edge::Stories => film.post_id.clone().or(told),
        };
        match post {
            Some(post) if post.contains('_') || edge == Edge::Stories => post,
            Some(post) => format!("{}_{post}", self.page_id),
            None => film.id.clone(),
        }
    }

    /// `GET /{video}?fields=status,post_id,permalink_url` (docs/graph-api/reference/video).
    pub(super) async fn film_state(&self, id: &str) -> Result<FilmState, Error> {
        let path = format!("/{}", segment(id)?);
        let query = [("fields", "status,post_id,permalink_url")];
        let call = self.graph.get(self.base_url, &path, &self.token, &query)?;
        let video: Video = match self.graph.ask(call).await {
            Ok(answer) => answer.json()?,
            // Not known everywhere yet.
            Err(refusal) if refusal.error.kind == ErrorKind::NotFound => return Ok(FilmState::Working),
            Err(refusal) => return Err(refusal.error),
        };
        Ok(state(video))
    }
}

fn state(video: Video) -> FilmState {
    let Video { status, post_id, permalink_url: url } = video;
    let Status { video_status, publishing_phase, processing_phase } = status;
    match video_status.as_str() {
        "error" | "upload_failed" | "expired" => {
            let Processed { error, errors } = processing_phase.unwrap_or_default();
            let told = error.into_iter().chain(errors).map(|failure| failure.message).collect::<Vec<_>>();
            FilmState::Failed(format!(
                "the network could not use the film: {video_status} {}",
                told.join("; ")
            ))
        }
        "ready" if publishing_phase.is_none_or(|phase| phase.status != "not_started") => {
            FilmState::Ready { post_id, url }
        }
        _ => FilmState::Working,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_is_out_when_it_is_ready_and_published() {
        let read = |status: serde_json::Value| match state(
            serde_json::from_value(serde_json::json!({ "status": status })).unwrap(),
        ) {
            FilmState::Ready { .. } => "ready",
            FilmState::Working => "working",
            FilmState::Failed(_) => "failed",
        };
        let cases = [
            (serde_json::json!({ "video_status": "ready" }), "ready"),
            (
                serde_json::json!({ "video_status": "ready", "publishing_phase": { "status": "complete" } }),
                "ready",
            ),
            (
                serde_json::json!({ "video_status": "ready", "publishing_phase": { "status": "not_started" } }),
                "working",
            ),
            (serde_json::json!({ "video_status": "processing" }), "working"),
            (serde_json::json!({}), "working"),
            (serde_json::json!({ "video_status": "error" }), "failed"),
        ];
        for (given, expected) in cases {
            assert_eq!(read(given.clone()), expected, "{given}");
        }
    }
}
