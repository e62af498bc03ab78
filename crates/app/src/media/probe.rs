//! Whether the place for files takes, gives and deletes them.

use super::files::MediaFiles;
use crate::{Error, Result, Settings};

/// Writes a small file where files are kept, reads it and deletes it; tells where that is.
///
/// # Errors
/// What does not work.
pub async fn probe_files(settings: &Settings) -> Result<String> {
    let files = MediaFiles::of(settings);
    let key = format!("probe/{:016x}", rand::random::<u64>());
    let bytes = b"Tandem was here\n".to_vec();
    let folder = settings.media_dir.join("probe");
    // A folder that was not there is not left behind: a backup is restored only where none is.
    let missing: Vec<_> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
    if files.bucket().is_none() {
        let made = tokio::fs::create_dir_all(&folder).await;
        made.map_err(|error| super::incoming::describe(&folder, &error))?;
    }
    let outcome = async {
        files.put_bytes(bytes.clone(), &key).await?;
        let read = files.read(&key, 0, bytes.len() as u64).await?;
        files.delete(&key).await?;
        if read != bytes {
            return Err(Error::Internal("what was read is not what was written".to_owned()));
        }
        if files.read_all(&key).await?.is_some() {
            return Err(Error::Internal("what was deleted is still there".to_owned()));
        }
        Ok(())
    };
    let outcome = outcome.await;
    for made in missing.iter().filter(|_| files.bucket().is_none()) {
        let _ = tokio::fs::remove_dir(made).await;
    }
    outcome?;
    Ok(files.bucket().map_or_else(|| settings.media_dir.display().to_string(), ToString::to_string))
}
