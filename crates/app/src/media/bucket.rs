//! A bucket of an S3 server, or of anything that speaks its language.

use std::{sync::Arc, time::Duration};

use futures::StreamExt;
use object_store::{
    ClientOptions, MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    path::Path,
};
use tokio::{fs::File, io::AsyncReadExt};

use crate::{Error, Result};

/// Bytes of one part of a large file; S3 takes ten thousand parts.
const PART: u64 = 8 * 1024 * 1024;

/// No more parts than this, so that the largest file stays under what S3 takes.
const MOST_PARTS: u64 = 9_000;

/// How long one request is tried anew after faults of the server or the way to it.
const TRIED_FOR: Duration = Duration::from_secs(15);

/// Where a bucket is and what opens it. Its secret is never printed.
#[derive(Clone, Default)]
pub struct BucketSettings {
    /// Name.
    pub bucket: String,
    /// What every key begins with, without slashes around it; empty for nothing.
    pub prefix: String,
    /// Address of the server; empty for Amazon's in `region`.
    pub endpoint: String,
    /// Region; `us-east-1` where a server has none.
    pub region: String,
    /// The bucket stands in the path, not in the host's name.
    pub path_style: bool,
    /// Key; empty to ask the machine for its role's.
    pub access_key_id: String,
    /// Its secret.
    pub secret_access_key: String,
    /// Of keys that are lent.
    pub session_token: String,
    /// How long one request may take.
    pub timeout: Duration,
}

impl BucketSettings {
    /// Bucket and prefix of `s3://BUCKET/PREFIX`.
    #[must_use]
    pub fn of_url(url: &str) -> Option<(String, String)> {
        let rest = url.strip_prefix("s3://")?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let prefix = prefix.trim_matches('/');
        let good = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
        let steps = prefix.is_empty() || prefix.split('/').all(|step| !matches!(step, "" | "." | ".."));
        (!bucket.is_empty() && good(bucket) && good(prefix) && steps)
            .then(|| (bucket.to_owned(), prefix.to_owned()))
    }
}

impl std::fmt::Debug for BucketSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BucketSettings")
            .field("bucket", &self.bucket)
            .field("prefix", &self.prefix)
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

/// A bucket. Cheap to clone.
#[derive(Clone)]
pub struct Bucket(Arc<Inner>);

struct Inner {
    store: AmazonS3,
    settings: BucketSettings,
}

impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.settings.fmt(f)
    }
}

impl std::fmt::Display for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let set = &self.0.settings;
        write!(f, "s3://{}", set.bucket)?;
        if set.prefix.is_empty() { Ok(()) } else { write!(f, "/{}", set.prefix) }
    }
}

impl Bucket {
    /// Reads the settings; the server is not asked yet.
    ///
    /// # Errors
    /// What is wrong with the settings, in words for the operator.
    pub fn new(settings: BucketSettings) -> Result<Self, String> {
        // A second call finds the provider in place and changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = ClientOptions::new()
            .with_allow_http(settings.endpoint.starts_with("http://"))
            .with_connect_timeout(Duration::from_secs(5).min(settings.timeout))
            .with_timeout(settings.timeout);
        let retry = RetryConfig { max_retries: 3, retry_timeout: TRIED_FOR, ..RetryConfig::default() };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&settings.bucket)
            .with_region(&settings.region)
            .with_client_options(client)
            .with_retry(retry)
            .with_virtual_hosted_style_request(!settings.path_style)
            // Many servers that speak S3 know no deletion of several at once.
            .with_disable_bulk_delete(true);
        if !settings.endpoint.is_empty() {
            builder = builder.with_endpoint(endpoint(&settings));
        }
        if !settings.access_key_id.is_empty() || !settings.secret_access_key.is_empty() {
            builder = builder
                .with_access_key_id(&settings.access_key_id)
                .with_secret_access_key(&settings.secret_access_key);
        }
        if !settings.session_token.is_empty() {
            builder = builder.with_token(&settings.session_token);
        }
        let store = builder.build().map_err(|error| redacted(&settings, &error))?;
        Ok(Self(Arc::new(Inner { store, settings })))
    }

    fn path(&self, key: &str) -> Path {
        match self.0.settings.prefix.as_str() {
            "" => Path::from(key),
            prefix => Path::from(format!("{prefix}/{key}")),
        }
    }

    /// Keeps the `length` bytes of an open file from where it stands; large ones go part by part, and are there when all are.
    pub(crate) async fn put(&self, key: &str, file: &mut File, length: u64) -> Result<()> {
        let path = self.path(key);
        if length <= 2 * PART {
            let bytes = piece_of(file, length).await?;
            self.0.store.put(&path, PutPayload::from(bytes)).await.map_err(|error| self.fault(&error))?;
            return Ok(());
        }
        let part = PART.max(length / MOST_PARTS + 1);
        let mut upload = self.0.store.put_multipart(&path).await.map_err(|error| self.fault(&error))?;
        let sent = self.send_parts(&mut *upload, file, length, part).await;
        if sent.is_err() {
            // What arrived costs room until it is given up.
            let _ = upload.abort().await;
        }
        sent
    }

    async fn send_parts(
        &self,
        upload: &mut dyn MultipartUpload,
        file: &mut File,
        mut left: u64,
        part: u64,
    ) -> Result<()> {
        while left > 0 {
            let bytes = piece_of(file, left.min(part)).await?;
            left -= bytes.len() as u64;
            upload.put_part(PutPayload::from(bytes)).await.map_err(|error| self.fault(&error))?;
        }
        upload.complete().await.map_err(|error| self.fault(&error))?;
        Ok(())
    }

    /// Keeps bytes that are in memory.
    pub(crate) async fn put_bytes(&self, key: &str, bytes: Vec<u8>) -> Result<()> {
        let put = self.0.store.put(&self.path(key), PutPayload::from(bytes)).await;
        put.map(|_| ()).map_err(|error| self.fault(&error))
    }

    /// Bytes from `offset` on, at most `length`; `None` when there is no such file.
    pub(crate) async fn get(&self, key: &str, offset: u64, length: u64) -> Result<Option<Vec<u8>>> {
        if length == 0 {
            return Ok(Some(Vec::new()));
        }
        let range = offset..offset.saturating_add(length);
        let got = self.0.store.get_range(&self.path(key), range).await;
        Ok(self.there(got)?.map(Vec::from))
    }

    /// Every byte; `None` when there is no such file.
    pub(crate) async fn get_all(&self, key: &str) -> Result<Option<Vec<u8>>> {
        let Some(found) = self.there(self.0.store.get(&self.path(key)).await)? else { return Ok(None) };
        Ok(self.there(found.bytes().await)?.map(Vec::from))
    }

    /// How many bytes a file has; `None` when there is no such file.
    pub(crate) async fn size(&self, key: &str) -> Result<Option<u64>> {
        Ok(self.there(self.0.store.head(&self.path(key)).await)?.map(|found| found.size))
    }

    /// Deletes a file, if it is there.
    pub(crate) async fn delete(&self, key: &str) -> Result<()> {
        self.there(self.0.store.delete(&self.path(key)).await)?;
        Ok(())
    }

    /// Deletes every file whose key begins with `key` and a slash.
    pub(crate) async fn delete_under(&self, key: &str) -> Result<()> {
        let mut found = self.0.store.list(Some(&self.path(key)));
        while let Some(each) = found.next().await {
            let each = each.map_err(|error| self.fault(&error))?;
            self.there(self.0.store.delete(&each.location).await)?;
        }
        Ok(())
    }

    /// What is not there is nothing; that the bucket itself is not there is a fault.
    fn there<T>(&self, outcome: object_store::Result<T>) -> Result<Option<T>> {
        match outcome {
            Ok(found) => Ok(Some(found)),
            Err(error @ object_store::Error::NotFound { .. }) => {
                if error.to_string().contains("NoSuchBucket") { Err(self.fault(&error)) } else { Ok(None) }
            }
            Err(error) => Err(self.fault(&error)),
        }
    }

    fn fault(&self, error: &object_store::Error) -> Error {
        Error::Store(format!("{self}: {}", redacted(&self.0.settings, error)))
    }
}

/// What went wrong, without the keys: servers repeat them in what they answer.
fn redacted(settings: &BucketSettings, error: &object_store::Error) -> String {
    let mut text = error.to_string();
    for secret in [&settings.access_key_id, &settings.secret_access_key, &settings.session_token] {
        if !secret.is_empty() {
            text = text.replace(secret.as_str(), "…");
        }
    }
    text.chars().take(600).collect()
}

/// The server's address as object_store wants it: with the bucket in its name where that is the style.
fn endpoint(settings: &BucketSettings) -> String {
    let endpoint = settings.endpoint.trim_end_matches('/');
    match endpoint.split_once("://") {
        Some((scheme, host)) if !settings.path_style => format!("{scheme}://{}.{host}", settings.bucket),
        _ => endpoint.to_owned(),
    }
}

async fn piece_of(file: &mut File, length: u64) -> Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
    let read = file.read_exact(&mut bytes).await;
    read.map_err(|error| Error::Internal(format!("a file on its way into the store: {error}")))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_bucket_and_prefix() {
        let of = |url: &str| BucketSettings::of_url(url);
        assert_eq!(of("s3://media"), Some(("media".into(), String::new())));
        assert_eq!(of("s3://media/a/b/"), Some(("media".into(), "a/b".into())));
        for wrong in ["s3://", "s3:///a", "s3://media/a//b", "s3://media/../b", "s3://me dia", "file://x"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn no_secret_is_printed() {
        let settings = BucketSettings {
            bucket: "media".into(),
            access_key_id: "AKIAKEY".into(),
            secret_access_key: "hushhush".into(),
            session_token: "lent".into(),
            timeout: Duration::from_secs(1),
            ..BucketSettings::default()
        };
        let bucket = Bucket::new(settings.clone()).expect("good settings");
        for text in [format!("{settings:?}"), format!("{bucket:?}"), bucket.to_string()] {
            assert!(text.contains("media") && !text.contains("AKIA") && !text.contains("hush"), "{text}");
        }
        let told = object_store::Error::NotSupported { source: "AKIAKEY, hushhush, lent".into() };
        assert!(redacted(&settings, &told).ends_with("…, …, …"));
    }
}
