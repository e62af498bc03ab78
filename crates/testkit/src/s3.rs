//! An S3 server in a folder of its own. It checks signatures.

use std::{net::SocketAddr, time::Duration};

use app::media::{Bucket, BucketSettings};
use axum::{
    Router,
    error_handling::HandleError,
    extract::Request,
    http::{StatusCode, header::CONTENT_TYPE},
    middleware::{Next, from_fn},
    response::IntoResponse,
};
use s3s::{HttpError, auth::SimpleAuth, service::S3ServiceBuilder};
use tokio::{net::TcpListener, task::JoinHandle};

/// The key that it knows.
pub const KEY: &str = "AKTEST";
/// The key's secret.
pub const SECRET: &str = "kranich-secret";

/// A running server with the bucket `media`; it ends with this.
pub struct S3 {
    /// Where it listens.
    pub address: SocketAddr,
    folder: tempfile::TempDir,
    task: JoinHandle<()>,
}

impl S3 {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join("media")).expect("a bucket");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let task = serve(listener, folder.path());
        Self { address, folder, task }
    }

    /// Ends the server; what it holds stays.
    pub async fn stop(&mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }

    /// Starts it again where it was.
    pub async fn start_again(&mut self) {
        let listener = TcpListener::bind(self.address).await.expect("the port");
        self.task = serve(listener, self.folder.path());
    }

    /// What opens its bucket, with a prefix of its own.
    #[must_use]
    pub fn settings(&self) -> BucketSettings {
        BucketSettings {
            bucket: "media".to_owned(),
            prefix: "kranich/files".to_owned(),
            endpoint: format!("http://{}", self.address),
            region: "us-east-1".to_owned(),
            path_style: true,
            access_key_id: KEY.to_owned(),
            secret_access_key: SECRET.to_owned(),
            session_token: String::new(),
            timeout: Duration::from_secs(10),
        }
    }

    /// Its bucket.
    #[must_use]
    pub fn bucket(&self) -> Bucket {
        Bucket::new(self.settings()).expect("a bucket")
    }

    /// Keys of the files that it holds, without the prefix.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let root = self.folder.path().join("media/kranich/files");
        let (mut keys, mut folders) = (Vec::new(), vec![root.clone()]);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(key) = path.strip_prefix(&root) {
                    keys.push(key.display().to_string());
                }
            }
        }
        keys.sort();
        keys
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn serve(listener: TcpListener, folder: &std::path::Path) -> JoinHandle<()> {
    let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder).expect("a folder of buckets"));
    builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
    let service = HandleError::new(builder.build(), async |_: HttpError| StatusCode::INTERNAL_SERVER_ERROR);
    // Its files would make a bucket that is not there; a real server has none.
    let only_ours = from_fn(async |request: Request, next: Next| {
        if request.uri().path().starts_with("/media") {
            return next.run(request).await;
        }
        let text = "<?xml version=\"1.0\"?><Error><Code>NoSuchBucket</Code></Error>";
        (StatusCode::NOT_FOUND, [(CONTENT_TYPE, "application/xml")], text).into_response()
    });
    let router = Router::new().fallback_service(service).layer(only_ours);
    tokio::spawn(async move {
        let _ = axum::serve(listener, router).await;
    })
}
