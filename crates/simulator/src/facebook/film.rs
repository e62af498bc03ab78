//! Films in their phases: start, bytes, finish; then the network works on them.

use std::sync::Arc;

use serde_json::{Value, json};

use super::State;
use super::create::story;
use crate::call::{Call, Form};
use crate::meta::{Answered, GraphError, required};
use crate::outgoing::fetch;
use crate::processing::{Processing, Stage};
use crate::stand_in::{Network, StandIn};
use crate::state::Shared;
use crate::uploads::{Upload, UploadFault};
use crate::world::{Draft, Post, links_in};

/// The largest piece that is asked for.
const PIECE: u64 = 1024 * 1024;
const FILM_MAX: usize = 64 * 1024 * 1024;
const REELS_A_DAY: usize = 30;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A film of a page.
#[derive(Debug, Clone)]
pub(crate) struct Film {
    page: String,
    edge: String,
    session: String,
    upload: Upload,
    /// The last phase was called.
    finished: Option<Processing>,
    pub(super) post: Option<String>,
}

/// `POST /{page}/videos`, `/video_reels`, `/video_stories`.
pub(super) fn phase(shared: &Arc<Shared>, me: &str, edge: &str, sent: &Form, doomed: bool) -> Answered {
    match (required(&sent.params, "upload_phase")?, edge) {
        ("start", _) => start(shared, me, edge, sent),
        ("transfer", "videos") => transfer(shared, me, sent),
        ("finish", _) => finish(shared, me, edge, sent, doomed),
        ("cancel", "videos") => Ok(json!({ "success": true })),
        _ => {
            Err(GraphError::parameter("Param upload_phase must be one of {START, TRANSFER, FINISH, CANCEL}"))
        }
    }
}

fn start(shared: &Arc<Shared>, me: &str, edge: &str, sent: &Form) -> Answered {
    let total = match edge {
        "videos" => {
            let size = required(&sent.params, "file_size")?.parse::<u64>();
            Some(size.ok().filter(|size| *size > 0).ok_or_else(|| GraphError::parameter("Param file_size"))?)
        }
        _ => None,
    };
    let id = shared.clock.unique_micros().to_string();
    let session = shared.clock.unique_micros().to_string();
    let upload = Upload::new(&id, me, total, "video/mp4", shared.clock.now());
    let film = Film {
        page: me.to_owned(),
        edge: edge.to_owned(),
        session: session.clone(),
        upload,
        finished: None,
        post: None,
    };
    shared.state::<State>().films.insert(id.clone(), film);
    if let Some(total) = total {
        return Ok(json!({
            "upload_session_id": session, "video_id": id, "start_offset": "0",
            "end_offset": total.min(PIECE).to_string(),
        }));
    }
    let upload_url = format!("{}/video-upload/v25.0/{id}", shared.url(Network::Facebook));
    Ok(json!({ "video_id": id, "upload_url": upload_url }))
}

/// The film of a session.
fn of_session<'a>(state: &'a mut State, me: &str, sent: &Form) -> Result<&'a mut Film, GraphError> {
    let session = required(&sent.params, "upload_session_id")?;
    let mut films = state.films.values_mut();
    films
        .find(|film| film.page == me && film.session == session)
        .ok_or_else(|| GraphError::new(6000, 1_363_030, "There was a problem uploading your video file."))
}

fn transfer(shared: &Arc<Shared>, me: &str, sent: &Form) -> Answered {
    let offset = required(&sent.params, "start_offset")?.parse::<u64>();
    let offset = offset.map_err(|_| GraphError::parameter("Param start_offset must be an integer"))?;
    let piece = sent.file("video_file_chunk");
    let piece = piece.ok_or_else(|| GraphError::parameter("The parameter video_file_chunk is required"))?;
    let mut state = shared.state::<State>();
    let film = of_session(&mut state, me, sent)?;
    let total = film.upload.total.unwrap_or_default();
    let at = match film.upload.append(offset, &piece.bytes) {
        Ok(at) => at,
        // The answer says from where it should go on.
        Err(UploadFault::Offset(at)) => at,
        Err(_) => return Err(GraphError::new(6000, 1_363_037, "The chunk does not fit the file")),
    };
    Ok(json!({
        "start_offset": at.to_string(), "end_offset": total.min(at + PIECE).to_string(),
    }))
}

/// `POST` of the bytes, or of an address, to where a reel or story goes.
pub(super) async fn receive(shared: &Arc<Shared>, me: &str, id: &str, call: &Call) -> Answered {
    let wrong = |message: &str| GraphError::new(100, 0, message);
    let bytes = match call.header("file_url") {
        Some(url) => {
            let fetched = fetch(shared, url, FILM_MAX).await;
            fetched.map_err(|_| wrong("The file could not be fetched"))?.bytes
        }
        None => {
            if call.header("offset") != Some("0") {
                return Err(wrong("The header offset is required"));
            }
            let size = call.header("file_size").and_then(|size| size.parse::<usize>().ok());
            if size != Some(call.body.len()) {
                return Err(wrong("The header file_size does not fit the body"));
            }
            call.body.clone()
        }
    };
    let mut state = shared.state::<State>();
    let film = state.films.get_mut(id).filter(|film| film.page == me && film.edge != "videos");
    let film = film.ok_or_else(|| GraphError::missing(id))?;
    film.upload.total = Some(bytes.len() as u64);
    let at = film.upload.received();
    if at == 0 && film.upload.append(0, &bytes).is_err() {
        return Err(wrong("The bytes do not fit"));
    }
    Ok(json!({ "success": true }))
}

fn finish(shared: &Arc<Shared>, me: &str, edge: &str, sent: &Form, doomed: bool) -> Answered {
    let params = &sent.params;
    let now = shared.clock.now();
    let mut state = shared.state::<State>();
    let id = if edge == "videos" {
        of_session(&mut state, me, sent)?.upload.id.clone()
    } else {
        required(params, "video_id")?.to_owned()
    };
    if edge == "video_reels" {
        if !matches!(params.get("video_state"), Some("PUBLISHED" | "DRAFT" | "SCHEDULED")) {
            return Err(GraphError::parameter("The parameter video_state is required"));
        }
        let reels = state.world.posts_of(me).into_iter();
        if reels.filter(|post| post.created_at > now - DAY_MS && post.raw["reel"] == true).count()
            >= REELS_A_DAY
        {
            return Err(GraphError::new(368, 1_390_008, "You are posting reels too fast"));
        }
    }
    let film = state.films.get(&id).filter(|film| film.page == me && film.edge == edge);
    let film = film.ok_or_else(|| GraphError::missing(&id))?;
    if film.finished.is_some() {
        return Err(GraphError::parameter("The video was published already"));
    }
    if !film.upload.is_whole() {
        return Err(GraphError::new(6000, 1_363_031, "The video was not uploaded whole"));
    }
    let broken = !film.upload.sniffed().is_some_and(|found| found.mime.starts_with("video/"));
    let processing = Processing::begin(shared, doomed || broken);
    let mut answer = json!({ "success": true });
    let mut post = None;
    if !(doomed || broken) {
        let text = params.get("description").unwrap_or_default();
        let post_id = if edge == "video_stories" {
            let post_id = story(&mut state, shared, me, &id);
            answer["post_id"] = json!(post_id);
            post_id
        } else {
            publish(&mut state, shared, me, &id, text, edge == "video_reels")
        };
        post = Some(post_id);
    }
    if let Some(film) = state.films.get_mut(&id) {
        film.finished = Some(processing);
        film.post = post;
    }
    Ok(answer)
}

fn publish(state: &mut State, shared: &Shared, me: &str, film: &str, text: &str, reel: bool) -> String {
    let draft = Draft { author: me.to_owned(), ..Draft::default() };
    let id = if reel { film.to_owned() } else { state.new_post_id(shared, &draft) };
    let post = Post {
        url: state.post_url(shared, me, &id),
        id: id.clone(),
        author: me.to_owned(),
        links: links_in(text),
        text: text.to_owned(),
        created_at: shared.clock.now(),
        media: vec![film.to_owned()],
        raw: json!({ "reel": reel }),
        ..Post::default()
    };
    state.world.publish(post, false);
    id
}

impl State {
    /// A film as a read gives it; asking counts.
    pub(super) fn film_view(&mut self, me: &str, id: &str, now: i64) -> Option<Value> {
        let film = self.films.get_mut(id).filter(|film| film.page == me)?;
        let stage = film.finished.as_mut().map(|processing| processing.poll(now));
        let uploaded = if film.upload.is_whole() { "complete" } else { "in_progress" };
        let (video, processing, publishing) = match stage {
            None => ("processing", "not_started", "not_started"),
            Some(Stage::Working) => ("processing", "in_progress", "not_started"),
            Some(Stage::Done) => ("ready", "complete", "complete"),
            Some(Stage::Failed) => ("error", "error", "not_started"),
        };
        let received = film.upload.received();
        let mut view = json!({
            "id": id,
            "status": {
                "video_status": video,
                "uploading_phase": { "status": uploaded, "bytes_transfered": received },
                "processing_phase": { "status": processing },
                "publishing_phase": { "status": publishing },
            },
        });
        if stage == Some(Stage::Done) {
            let post = film.post.clone();
            view["permalink_url"] = json!(format!("/{me}/videos/{id}/"));
            // The bare number, as the reference of films has it.
            view["post_id"] = json!(post.as_ref().map(|post| post.rsplit('_').next().unwrap_or(post)));
            if let Some(post) = post.and_then(|post| self.world.post(&post)) {
                let counts = post.counts();
                view["comments"] = json!({ "data": [], "summary": { "total_count": counts.replies } });
                view["reactions"] = json!({ "data": [], "summary": { "total_count": counts.likes } });
                view["description"] = json!(post.text);
            }
        }
        Some(view)
    }
}
