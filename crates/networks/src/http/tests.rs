use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body as AxumBody;
use axum::http::{HeaderMap as AxumHeaders, StatusCode as AxumStatus};
use axum::response::{IntoResponse, Redirect};
use axum::routing::{any, get};
use reqwest::dns::{Addrs, Name, Resolving};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

/// Answers every name with the same addresses.
struct Fixed(Vec<SocketAddr>, Arc<AtomicUsize>);

impl Resolve for Fixed {
    fn resolve(&self, _name: Name) -> Resolving {
        self.1.fetch_add(1, Ordering::SeqCst);
        let found = self.0.clone();
        Box::pin(async move { Ok(Box::new(found.into_iter()) as Addrs) })
    }
}

fn open(timeout_ms: u64) -> Http {
    Http::new(&Settings { allow_private: true, timeout_ms, ..Settings::default() }).unwrap()
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

fn url(base: &str, path: &str) -> Url {
    Url::parse(&format!("{base}{path}")).unwrap()
}

fn post(base: &str, path: &str) -> Call {
    Call::post(url(base, path), Body::Json(serde_json::json!({ "status": "hi" }))).once()
}

async fn failure(http: &Http, call: Call) -> Error {
    match http.send(call).await {
        Ok(answer) => panic!("answered {}", answer.status),
        Err(error) => error,
    }
}

#[tokio::test]
async fn a_name_that_leads_to_a_private_address_is_refused() {
    let asked = Arc::new(AtomicUsize::new(0));
    for address in ["127.0.0.1:0", "10.0.0.7:0", "[::1]:0", "[::ffff:192.168.0.1]:0", "169.254.169.254:0"] {
        let resolver = Arc::new(Fixed(vec![address.parse().unwrap()], Arc::clone(&asked)));
        let http = Http::with_resolver(&Settings::default(), resolver).unwrap();
        let error = failure(&http, Call::get(url("https://social.example", "/"))).await;
        assert_eq!((error.kind, error.next), (ErrorKind::Blocked, Next::Never), "{address}: {error}");
        let error = failure(&http, post("https://social.example", "/")).await;
        assert_eq!((error.kind, error.next), (ErrorKind::Blocked, Next::Never), "{address}: {error}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 10);
}

#[tokio::test]
async fn a_literal_private_address_is_refused_without_a_connection() {
    let http = Http::new(&Settings::default()).unwrap();
    for base in ["https://127.0.0.1", "https://[::1]", "http://social.example", "https://u@social.example"] {
        assert_eq!(failure(&http, Call::get(url(base, "/"))).await.kind, ErrorKind::Blocked, "{base}");
        assert_eq!(http.base_url(base).unwrap_err().kind, ErrorKind::Blocked, "{base}");
    }
}

#[tokio::test]
async fn redirects_are_checked_each() {
    let router = Router::new()
        .route("/three", get(|| async { Redirect::temporary("/two") }))
        .route("/two", get(|| async { Redirect::temporary("/one") }))
        .route("/one", get(|| async { Redirect::temporary("/end") }))
        .route("/four", get(|| async { Redirect::temporary("/three") }))
        .route("/file", get(|| async { Redirect::temporary("file:///etc/passwd") }))
        .route("/user", get(|| async { Redirect::temporary("http://u:p@127.0.0.1/") }))
        .route("/end", any(|| async { "end" }))
        .route("/write", any(|| async { Redirect::temporary("/end") }));
    let base = serve(router).await;
    let http = open(0);
    assert_eq!(http.send(Call::get(url(&base, "/three"))).await.unwrap().body, b"end");
    assert_eq!(failure(&http, Call::get(url(&base, "/four"))).await.kind, ErrorKind::Protocol);
    assert_eq!(failure(&http, Call::get(url(&base, "/file"))).await.kind, ErrorKind::Blocked);
    assert_eq!(failure(&http, Call::get(url(&base, "/user"))).await.kind, ErrorKind::Blocked);
    let error = failure(&http, post(&base, "/write")).await;
    assert_eq!((error.kind, error.next), (ErrorKind::Protocol, Next::Unknown));
}

/// The guard is asked anew for the target of a redirect: a public server cannot lead inside.
#[test]
fn the_target_of_a_redirect_passes_the_same_guard() {
    for target in ["https://127.0.0.1/", "https://[::1]/", "http://social.example/", "https://10.0.0.1/admin"]
    {
        assert!(guard::check(&Url::parse(target).unwrap(), false).is_err(), "{target}");
    }
}

/// A public server that leads to a name of the operator's own network: the name is resolved behind the same guard.
#[tokio::test]
async fn a_redirect_to_a_name_that_leads_inside_is_refused() {
    let away = || async { Redirect::temporary("http://inside.example/admin") };
    let base = serve(Router::new().route("/away", get(away))).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let inside = Fixed(vec!["10.0.0.7:0".parse().unwrap()], Arc::clone(&asked));
    let guarded = Http::with_resolver(&Settings::default(), Arc::new(inside)).unwrap();
    // The test's own server stands for the public one, whose address would be let through.
    let http = Http { allow_private: true, ..guarded };
    let error = failure(&http, Call::get(url(&base, "/away"))).await;
    assert_eq!((error.kind, error.next), (ErrorKind::Blocked, Next::Never), "{error}");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

/// Answers a name with one address first and with another ever after, as an attacker's name server does.
struct Turning(SocketAddr, SocketAddr, AtomicUsize);

impl Resolve for Turning {
    fn resolve(&self, _name: Name) -> Resolving {
        let first = self.2.fetch_add(1, Ordering::SeqCst) == 0;
        let found = vec![if first { self.0 } else { self.1 }];
        Box::pin(async move { Ok(Box::new(found.into_iter()) as Addrs) })
    }
}

#[tokio::test]
async fn a_name_that_turns_private_is_refused_at_its_next_use() {
    // Resolved only: nothing is sent to the public address.
    let turning =
        Turning("1.0.0.1:0".parse().unwrap(), "192.168.0.9:0".parse().unwrap(), AtomicUsize::new(0));
    let guarded = guard::GuardedResolver { inner: Arc::new(turning), allow_private: false };
    let name = || "social.example".parse::<Name>().unwrap();
    let found: Vec<SocketAddr> = guarded.resolve(name()).await.unwrap().collect();
    assert_eq!(found.len(), 1);
    let refused = guarded.resolve(name()).await.err().unwrap();
    assert!(refused.downcast_ref::<guard::PrivateName>().is_some(), "{refused}");
}

#[tokio::test]
async fn every_request_asks_for_the_name_anew() {
    let base = serve(Router::new().route("/", get(|| async { "here" }))).await;
    let port = Url::parse(&base).unwrap().port().unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let here = Fixed(vec!["127.0.0.1:0".parse().unwrap()], Arc::clone(&asked));
    let settings = Settings { allow_private: true, ..Settings::default() };
    let http = Http::with_resolver(&settings, Arc::new(here)).unwrap();
    for count in 1..=3 {
        let call = Call::get(url(&format!("http://social.example:{port}"), "/"));
        assert_eq!(http.send(call).await.unwrap().body, b"here");
        assert_eq!(asked.load(Ordering::SeqCst), count, "a kept connection would go round the guard");
    }
}

#[tokio::test]
async fn a_token_does_not_follow_a_redirect_to_another_server() {
    let echo = |headers: AxumHeaders| async move { headers.contains_key("authorization").to_string() };
    let other = serve(Router::new().route("/echo", get(echo))).await;
    let target = format!("{other}/echo");
    let router = Router::new()
        .route("/echo", get(echo))
        .route("/away", get(move || async move { Redirect::temporary(&target) }))
        .route("/here", get(|| async { Redirect::temporary("/echo") }));
    let base = serve(router).await;
    let http = open(0);
    let here = http.send(Call::get(url(&base, "/here")).bearer("secret")).await.unwrap();
    assert_eq!(here.body, b"true");
    let away = http.send(Call::get(url(&base, "/away")).bearer("secret")).await.unwrap();
    assert_eq!(away.body, b"false");
}

#[tokio::test]
async fn what_never_left_is_not_unknown() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let http = open(3_000);
    let refused = failure(&http, post(&closed, "/")).await;
    assert_eq!((refused.kind, refused.next), (ErrorKind::Unavailable, SOON), "{refused}");
    // RFC 2606 keeps this name from ever resolving.
    let unnamed = failure(&http, post("http://tandem.invalid", "/")).await;
    assert_eq!((unnamed.kind, unnamed.next), (ErrorKind::Unavailable, SOON), "{unnamed}");
    let plain = serve(Router::new()).await.replace("http:", "https:");
    let no_tls = failure(&http, post(&plain, "/")).await;
    assert_eq!((no_tls.kind, no_tls.next), (ErrorKind::Unavailable, SOON), "{no_tls}");
}

#[tokio::test]
async fn a_server_that_never_finishes_tls_was_sent_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            held.push(stream);
        }
    });
    let error = failure(&open(400), post(&base, "/")).await;
    assert_eq!((error.kind, error.next), (ErrorKind::Unavailable, SOON), "{error}");
}

#[tokio::test]
async fn what_may_have_left_is_unknown_for_a_write_only() {
    let hang = serve(Router::new().fallback(std::future::pending::<()>)).await;
    let http = open(300);
    let write = failure(&http, post(&hang, "/")).await;
    assert_eq!((write.kind, write.next), (ErrorKind::Timeout, Next::Unknown));
    let read = failure(&http, Call::get(url(&hang, "/"))).await;
    assert_eq!((read.kind, read.next), (ErrorKind::Timeout, SOON));

    let reset = resetting().await;
    let write = failure(&http, post(&reset, "/")).await;
    assert_eq!((write.kind, write.next), (ErrorKind::Unavailable, Next::Unknown));
    let read = failure(&http, Call::get(url(&reset, "/"))).await;
    assert_eq!((read.kind, read.next), (ErrorKind::Unavailable, SOON));
}

#[tokio::test]
async fn a_large_file_has_the_time_that_its_bytes_take() {
    let slow = Router::new().fallback(|_: axum::body::Bytes| async {
        tokio::time::sleep(Duration::from_millis(600)).await;
        "taken"
    });
    let base = serve(slow.layer(axum::extract::DefaultBodyLimit::disable())).await;
    let http = open(300);
    let bytes = |count: usize| Body::Bytes("video/mp4".into(), vec![0; count]);
    assert_eq!(failure(&http, Call::post(url(&base, "/"), bytes(10))).await.kind, ErrorKind::Timeout);
    // A second for every 128 KiB, whatever carries them.
    let whole = http.send(Call::post(url(&base, "/"), bytes(256 * 1024))).await.unwrap();
    assert_eq!(whole.body, b"taken");
    let film = || Field::File("film", "film.mp4".into(), "video/mp4".into(), vec![0; 256 * 1024]);
    let form = http.send(Call::post(url(&base, "/"), Body::Multipart(vec![film()]))).await.unwrap();
    assert_eq!(form.body, b"taken");
    let text = Body::Json(serde_json::json!({ "items": [{ "data": "x".repeat(256 * 1024) }] }));
    assert_eq!(http.send(Call::post(url(&base, "/"), text)).await.unwrap().body, b"taken");
}

/// Reads a request and hangs up.
async fn resetting() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut buffer = [0; 4_096];
            let _ = stream.read(&mut buffer).await;
            let _ = stream.shutdown().await;
        }
    });
    format!("http://{address}")
}

#[tokio::test]
async fn server_faults_are_unknown_for_a_write_only() {
    let router = Router::new()
        .route("/500", any(|| async { AxumStatus::INTERNAL_SERVER_ERROR }))
        .route("/429", any(|| async { (AxumStatus::TOO_MANY_REQUESTS, [("retry-after", "7")]) }))
        .route("/html", any(|| async { axum::response::Html("<p>maintenance</p>") }));
    let base = serve(router).await;
    let http = open(0);
    let by_status = |answer: Answer| answer.fault_by_status("");
    let write = by_status(http.send(post(&base, "/500")).await.unwrap());
    assert_eq!((write.kind, write.next, write.status), (ErrorKind::Unavailable, Next::Unknown, Some(500)));
    let read = by_status(http.send(Call::get(url(&base, "/500"))).await.unwrap());
    assert!(matches!(read.next, Next::After(_)));
    let limited = by_status(http.send(post(&base, "/429")).await.unwrap());
    assert_eq!((limited.kind, limited.next), (ErrorKind::RateLimited, Next::After(Duration::from_secs(7))));
    let html = http.send(post(&base, "/html")).await.unwrap().json::<serde_json::Value>().unwrap_err();
    assert_eq!((html.kind, html.next), (ErrorKind::Protocol, Next::Unknown));
}

#[tokio::test]
async fn an_endless_answer_is_cut() {
    let big = serve(
        Router::new().fallback(|| async { AxumBody::from(vec![b'x'; 3 * 1024 * 1024]).into_response() }),
    );
    let base = big.await;
    let error = failure(&open(0), Call::get(url(&base, "/"))).await;
    assert_eq!((error.kind, error.next), (ErrorKind::Protocol, Next::Never));
}

#[tokio::test]
async fn an_answer_cut_short_is_unknown_for_a_write() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut buffer = [0; 4_096];
            let _ = stream.read(&mut buffer).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\"").await;
        }
    });
    let error = failure(&open(0), post(&base, "/")).await;
    assert_eq!((error.next, error.status), (Next::Unknown, Some(200)), "{error}");
}

#[tokio::test]
async fn what_is_kept_names_no_secret() {
    let echo = |headers: AxumHeaders, body: String| async move {
        let token =
            headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
        (
            AxumStatus::BAD_REQUEST,
            format!("{{\"error\":\"{token}\",\"x\":\"{body}\",\"password\":\"hunter22\"}}"),
        )
    };
    let base = serve(Router::new().fallback(any(echo))).await;
    let call = Call::post(url(&base, "/"), Body::Bytes("text/plain".into(), b"shared-key".to_vec()));
    let answer = open(0).send(call.bearer("token-abc").secret("shared-key")).await.unwrap();
    let error = answer.fault_by_status("refused token-abc");
    let kept = format!("{} {}", error.message, error.body.unwrap());
    for secret in ["token-abc", "hunter22", "shared-key"] {
        assert!(!kept.contains(secret), "{kept}");
    }
}
