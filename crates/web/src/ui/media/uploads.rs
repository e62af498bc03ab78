//! Reading a form of texts and files: texts have a cap, files go to the disk as they come.

use app::{Actor, App, FieldError, media::Incoming};
use axum::extract::{
    Multipart,
    multipart::{Field, MultipartError},
};

use crate::{
    forms::FormState,
    shell::{PageError, Shell},
};

/// Most bytes of all texts of one form.
const MAX_TEXTS: usize = 8 * 1024 * 1024;

/// Most bytes of one form. Far more than its files may have, so that a file too large is told by its field, with
/// the text still there; what is too much is not kept.
pub(crate) const MAX_FORM_BYTES: usize = 16 * 1024 * 1024 * 1024;

/// Most files of one form: each is a file open on the disk until the form is read.
const MOST_FILES: usize = 50;

/// A file that was chosen but not yet kept.
pub(crate) struct Upload {
    pub file_name: String,
    pub incoming: Incoming,
}

/// Reads a form of texts and files. What is too large or broken is a fault of the field `file`; all that was
/// typed before it stays in the form.
pub(crate) async fn read(
    app: &App,
    actor: &Actor,
    shell: &Shell,
    mut multipart: Multipart,
) -> Result<(FormState, Vec<Upload>), PageError> {
    let (mut values, mut uploads, mut fault) = (Vec::new(), Vec::new(), None);
    let mut room = MAX_TEXTS;
    loop {
        let mut field = match multipart.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(_) => {
                fault = Some(broken());
                break;
            }
        };
        let name = field.name().unwrap_or_default().to_owned();
        let Some(file_name) = field.file_name().map(str::to_owned) else {
            match text_of(&mut field, &name, &mut room).await {
                Ok(Some(text)) => values.push((name, text.replace("\r\n", "\n"))),
                Ok(None) => fault = Some(FieldError::new("text", "form_too_large")),
                Err(_) => fault = Some(broken()),
            }
            continue;
        };
        if uploads.len() == MOST_FILES {
            fault = Some(FieldError::new("file", "too_many_files").with("limit", MOST_FILES));
            continue;
        }
        let mut incoming = app.receive_media(actor).await?;
        if !receive(&mut field, &mut incoming).await? {
            fault = Some(broken());
        } else if !file_name.is_empty() || incoming.bytes() > 0 {
            uploads.push(Upload { file_name, incoming });
        }
    }
    let mut form = FormState::typed(shell, values);
    if let Some(fault) = fault {
        form.push(fault);
    }
    Ok((form, uploads))
}

/// Takes one file in; `false` when it breaks off. One that is too large is read to its end and let go, so that the fields
/// after it arrive.
async fn receive(field: &mut Field<'_>, incoming: &mut Incoming) -> Result<bool, PageError> {
    loop {
        match field.chunk().await {
            Ok(Some(chunk)) => incoming.write(&chunk).await?,
            Ok(None) => return Ok(true),
            Err(_) => return Ok(false),
        }
    }
}

/// Reads a text to its end; `None` when all texts together leave no room for it, and then it is not kept.
async fn text_of(
    field: &mut Field<'_>,
    name: &str,
    room: &mut usize,
) -> Result<Option<String>, MultipartError> {
    let mut fits = take(room, name.len());
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await? {
        fits = fits && take(room, chunk.len());
        if fits {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(fits.then(|| String::from_utf8_lossy(&bytes).into_owned()))
}

/// Takes so much of the room, if there is as much.
fn take(room: &mut usize, length: usize) -> bool {
    let left = room.checked_sub(length);
    *room = left.unwrap_or(0);
    left.is_some()
}

fn broken() -> FieldError {
    FieldError::new("file", "upload_broken")
}
