//! The library: files and what is said of them.

use serde_json::{Value, json};

use super::{Given, Refused, State, invalid, refuse, user};
use crate::call::{Call, Form};
use crate::images::sniff;
use crate::stand_in::Network;
use crate::state::Shared;

const SIZE_MAX: usize = 64 * 1024 * 1024;

#[derive(Debug, Clone, Default)]
pub(super) struct File {
    name: String,
    mime: String,
    pub(super) alt: String,
}

pub(super) fn view(shared: &Shared, id: u64, file: &File) -> Value {
    json!({
        "id": id,
        "source_url": format!("{}/wp-content/uploads/{id}/{}", shared.url(Network::WordPress), file.name),
        "mime_type": file.mime,
        "alt_text": file.alt,
        "media_type": if file.mime.starts_with("image/") { "image" } else { "file" },
    })
}

pub(super) fn answer(
    state: &mut State,
    shared: &Shared,
    call: &Call,
    form: &Form,
    rest: &[&str],
) -> Result<Given, Refused> {
    match (call.method.as_str(), rest) {
        ("POST", []) => {
            user(state, call)?;
            upload(state, shared, call)
        }
        ("GET" | "POST", [id]) => {
            user(state, call)?;
            let unknown = || refuse(404, "rest_post_invalid_id", "Invalid post ID.");
            let id: u64 = id.parse().map_err(|_| unknown())?;
            let file = state.media.get_mut(&id).ok_or_else(unknown)?;
            if call.method == "POST"
                && let Some(alt) = form.params.get("alt_text")
            {
                alt.clone_into(&mut file.alt);
            }
            Ok(view(shared, id, file).into())
        }
        _ => Err(refuse(404, "rest_no_route", "No route was found matching the URL and request method.")),
    }
}

/// The raw bytes under the name of `Content-Disposition`.
fn upload(state: &mut State, shared: &Shared, call: &Call) -> Result<Given, Refused> {
    if call.body.is_empty() {
        return Err(refuse(400, "rest_upload_no_data", "No data supplied."));
    }
    if call.content_type().is_empty() {
        return Err(refuse(400, "rest_upload_no_content_type", "No Content-Type supplied."));
    }
    let disposition = call.header("content-disposition").ok_or_else(|| {
        refuse(400, "rest_upload_no_content_disposition", "No Content-Disposition supplied.")
    })?;
    let name =
        disposition.split("filename=").nth(1).map(|name| name.trim_matches(['"', ' '])).unwrap_or_default();
    if !disposition.starts_with("attachment") || name.is_empty() {
        return Err(refuse(400, "rest_upload_invalid_disposition", "Invalid Content-Disposition supplied."));
    }
    if call.body.len() > SIZE_MAX {
        return Err(refuse(413, "rest_upload_file_too_big", "This file is too big."));
    }
    let found = sniff(&call.body)
        .map(|found| found.mime)
        .or_else(|| call.body.starts_with(b"%PDF").then_some("application/pdf"));
    let Some(mime) =
        found.filter(|found| *found == call.content_type() || !call.content_type().starts_with("image/"))
    else {
        let message = "Sorry, you are not allowed to upload this file type.";
        return Err(refuse(500, "rest_upload_sideload_error", message));
    };
    if name.contains('/') {
        return Err(invalid("filename", "not a file name"));
    }
    let file = File { name: name.to_owned(), mime: mime.to_owned(), alt: String::new() };
    let id = state.number();
    let view = view(shared, id, &file);
    state.media.insert(id, file);
    Ok(Given { status: 201, body: view, total: None })
}
