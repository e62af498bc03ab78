//! The same connectors on real servers, which a person starts first (`cargo xtask servers bluesky mastodon`) and
//! names as `address|account|password`:
//!
//! - `TANDEM_TEST_BLUESKY`: a PDS with or without an app view
//! - `TANDEM_TEST_SNAC`: snac2, a Mastodon API without idempotency
//! - `TANDEM_TEST_WORDPRESS`: a WordPress site with an application password
//!
//! A proxy between swallows answers, so that the server has the post and we do not know it. What came of it is counted by the
//! server's own API, past the connector.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use base64::Engine;
use networks::{
    Account, ConnectInput, ConnectStep, Connected, Connector, Content, ErrorKind, LookUp, Network, Next,
    Part, Registry,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::rig::REDIRECT;
use crate::world::{Notes, account, now_ms, out, png, post_form, redirected_to, settings, since};

struct Real {
    connector: Arc<dyn Connector>,
    connected: Connected,
    /// The address of the server behind the proxy.
    base_url: String,
    swallow: Arc<AtomicBool>,
    /// The account's name and password, where its server is asked with these.
    basic: String,
}

async fn start(network: Network, variable: &str) -> Real {
    let named = std::env::var(variable).unwrap();
    let [server, account, password] = named.split('|').collect::<Vec<_>>()[..] else {
        panic!("{variable} is address|account|password")
    };
    let connector = Registry::new(&settings()).unwrap().get(network).unwrap();
    let input = ConnectInput {
        base_url: server.into(),
        identifier: account.into(),
        secret: password.into(),
        redirect_uri: REDIRECT.into(),
        state: "state-1".into(),
        ..ConnectInput::default()
    };
    let connected = match connector.begin_connect(&input).await.unwrap() {
        ConnectStep::Done(connected) => connected,
        ConnectStep::Redirect { authorize_url, flow, .. } => {
            let code = snac_consent(&authorize_url, account, password).await;
            connector.finish_connect(&flow, &code, REDIRECT).await.unwrap()
        }
    }
    .remove(0);
    let swallow = Arc::new(AtomicBool::new(false));
    let base_url = proxy(&connected.profile.base_url, Arc::clone(&swallow)).await;
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("{account}:{password}"));
    Real { connector, connected, base_url, swallow, basic }
}

/// What a server answers to a plain request of its own API.
async fn ask(address: &Url, authorization: &str) -> serde_json::Value {
    let socket = address.socket_addrs(|| None).unwrap().into_iter().find(SocketAddr::is_ipv4).unwrap();
    let mut stream = TcpStream::connect(socket).await.unwrap();
    let path = &address[url::Position::BeforePath..];
    // The old version, whose answers come in one piece.
    let request = format!("GET {path} HTTP/1.0\r\nhost: {socket}\r\nauthorization: {authorization}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.lines().next().unwrap().contains("200"), "{head}");
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"))
}

/// Fills in snac2's own form.
async fn snac_consent(authorize_url: &str, account: &str, password: &str) -> String {
    let asked = Url::parse(authorize_url).unwrap();
    let value = |name: &str| asked.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    let form = [
        ("login", account.to_owned()),
        ("passwd", password.to_owned()),
        ("redir", value("redirect_uri")),
        ("cid", value("client_id")),
        ("state", value("state")),
    ];
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).finish();
    let answer = post_form(&asked.join("/oauth/x-snac-login").unwrap(), &body).await;
    let back = Url::parse(&redirected_to(&answer).unwrap()).unwrap();
    back.query_pairs().find(|(key, _)| key == "code").unwrap().1.into_owned()
}

/// Hands everything on; when told so, the next answer to a post is taken from the server and dropped.
async fn proxy(server: &str, swallow: Arc<AtomicBool>) -> String {
    let target: SocketAddr = Url::parse(server)
        .unwrap()
        .socket_addrs(|| None)
        .unwrap()
        .into_iter()
        .find(SocketAddr::is_ipv4)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(target).await.unwrap();
            tokio::spawn(hand_on(client, server, Arc::clone(&swallow)));
        }
    });
    address
}

async fn hand_on(mut client: TcpStream, mut server: TcpStream, swallow: Arc<AtomicBool>) {
    let (mut asked, mut answered) = (vec![0; 65_536], vec![0; 65_536]);
    let mut write_unanswered = false;
    loop {
        tokio::select! {
            read = client.read(&mut asked) => match read {
                Ok(length @ 1..) => {
                    let head = String::from_utf8_lossy(&asked[..length]);
                    write_unanswered |= ["putRecord", "POST /api/v1/statuses", "POST /wp-json/wp/v2/posts "]
                        .iter()
                        .any(|write| head.contains(write));
                    server.write_all(&asked[..length]).await.unwrap();
                }
                _ => return,
            },
            read = server.read(&mut answered) => match read {
                Ok(1..) if write_unanswered && swallow.swap(false, Ordering::SeqCst) => return,
                Ok(length @ 1..) => {
                    write_unanswered = false;
                    if client.write_all(&answered[..length]).await.is_err() {
                        return;
                    }
                }
                _ => return,
            },
        }
    }
}

impl Real {
    /// How many of the account's posts say this, by the server's own API.
    async fn count(&self, said: &str) -> usize {
        let profile = &self.connected.profile;
        let remote_id = &profile.remote_id;
        let (path, authorization) = match self.connector.network() {
            Network::Bluesky => {
                let query = format!("repo={remote_id}&collection=app.bsky.feed.post&limit=100");
                (format!("/xrpc/com.atproto.repo.listRecords?{query}"), String::new())
            }
            Network::WordPress => {
                let path = "/wp-json/wp/v2/posts?status=any&context=edit&per_page=100".to_owned();
                (path, format!("Basic {}", self.basic))
            }
            _ => {
                let token = self.connected.credentials.0["token"].as_str().unwrap();
                (format!("/api/v1/accounts/{remote_id}/statuses?limit=40"), format!("Bearer {token}"))
            }
        };
        let address = Url::parse(&profile.base_url).unwrap().join(&path).unwrap();
        let answer = ask(&address, &authorization).await;
        let posts = answer.get("records").unwrap_or(&answer).as_array().unwrap();
        posts.iter().filter(|post| post.to_string().contains(said)).count()
    }

    async fn whole_story(&self) {
        let Self { connector, connected, base_url, swallow, .. } = self;
        let credentials = &connected.credentials;
        let account = account(base_url, connected);
        assert_eq!(connector.profile(account).await.unwrap().remote_id, connected.profile.remote_id);

        // A thread with a picture, whose second part's answer is lost.
        let number = now_ms();
        let part = |text: String, media| Part { text, media };
        let content = Content {
            parts: vec![
                part(
                    format!("Spring **offer** {number} & more: https://t.example/l/Ab3?x=1&y=2 #tea"),
                    vec![png()],
                ),
                part(format!("Second part of {number} <3"), vec![]),
            ],
            language: Some("en".into()),
            ..Content::default()
        };
        let prepare =
            |content: &Content| connector.prepare(&connected.profile.remote_id, content, now_ms(), 7);
        let notes = Notes::default();
        let published = out(connector.publish(account, &content, &prepare(&content), &notes).await.unwrap());
        assert!(published.url.starts_with("http"), "{}", published.url);
        let kept = notes.last().unwrap();
        let LookUp::Found(found) = connector.look_up(account, &content, &kept, since(number)).await.unwrap()
        else {
            panic!("not found")
        };
        assert_eq!(found.remote_id, published.remote_id);

        // Lost answers: found, and not sent again.
        for round in 0..3 {
            let text =
                format!("Lost {number}-{round}: *a* & https://t.example/l/b{round}?x=1&y=2 #tea\n\nEnd.");
            let content = Content::single(text, vec![png()], None);
            let (notes, started_ms) = (Notes::default(), now_ms());
            let handle = prepare(&content);
            assert_eq!(
                connector.look_up(account, &content, &handle, since(started_ms)).await.unwrap(),
                LookUp::Absent
            );
            swallow.store(true, Ordering::SeqCst);
            let error = connector.publish(account, &content, &handle, &notes).await.unwrap_err();
            assert_eq!(error.next, Next::Unknown, "{error}");
            let kept = notes.last().unwrap();
            let found = connector.look_up(account, &content, &kept, since(started_ms)).await.unwrap();
            let LookUp::Found(found) = found else { panic!("{found:?}") };
            let again = out(connector.publish(account, &content, &kept, &Notes::default()).await.unwrap());
            assert_eq!((again.remote_id, again.url), (found.remote_id, found.url));
            assert_eq!(self.count(&format!("Lost {number}-{round}")).await, 1, "round {round}");
        }
        assert_eq!(self.count(&number.to_string()).await, 5, "the thread's two, and three that were lost");

        self.counters(&published.remote_id).await;
        match connector.delete(account, &published.remote_id).await {
            Ok(()) => {
                let again = connector.delete(account, &published.remote_id).await;
                assert_eq!(again.unwrap_err().kind, ErrorKind::NotFound);
            }
            // snac2 does not offer it.
            Err(error) => assert_eq!(error.kind, ErrorKind::NotFound, "{error}"),
        }

        let mut dead = credentials.clone();
        for secret in ["token", "access"] {
            if dead.0.get(secret).is_some() {
                dead.0[secret] = "not-a-token".into();
            }
        }
        let error = connector.profile(Account { credentials: &dead, ..account }).await.unwrap_err();
        assert_eq!((error.kind, error.next), (ErrorKind::Credentials, Next::Reauthorise), "{error}");
    }

    async fn counters(&self, remote_id: &str) {
        let Self { connector, connected, base_url, .. } = self;
        let account = account(base_url, connected);
        let ids = [remote_id.to_owned(), format!("{remote_id}2")];
        for _ in 0..20 {
            match connector.post_metrics(account, &ids).await {
                Ok(counted) if counted[0].values.is_some() => {
                    let values = counted[0].values.clone().unwrap();
                    assert!(values.len() >= 3 && values.iter().all(|(_, value)| *value >= 0), "{values:?}");
                    assert_eq!(counted[1].values, None);
                    let account = connector.account_metrics(account).await.unwrap();
                    assert!(!account.values.is_empty());
                    return;
                }
                // The app view has not seen the post yet.
                Ok(_) => tokio::time::sleep(Duration::from_millis(250)).await,
                // A PDS without an app view.
                Err(error) => {
                    assert_eq!(error.kind, ErrorKind::Unavailable, "{error}");
                    assert!(matches!(error.next, Next::After(_)), "{error}");
                    return;
                }
            }
        }
        panic!("no counters");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a PDS named by TANDEM_TEST_BLUESKY"]
async fn a_bluesky_server() {
    let real = start(Network::Bluesky, "TANDEM_TEST_BLUESKY").await;
    real.whole_story().await;
    let (base_url, old) = (&real.base_url, &real.connected.credentials);
    assert!(real.connector.needs_refresh(old, now_ms() + 116 * 60_000));
    let fresh = real.connector.refresh(account(base_url, &real.connected), now_ms()).await.unwrap();
    let connected = Connected { credentials: fresh, ..real.connected.clone() };
    let account = account(base_url, &connected);
    real.connector.profile(account).await.unwrap();
    // Text over the limit, in the server's own words.
    let content = Content::single("x".repeat(400), vec![], None);
    let handle = real.connector.prepare("", &content, now_ms(), 9);
    let error = real.connector.publish(account, &content, &handle, &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
    real.connector.revoke(account).await.unwrap();
    let error = real.connector.refresh(account, now_ms()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Credentials, Next::Reauthorise), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a snac2 named by TANDEM_TEST_SNAC"]
async fn a_small_mastodon_server() {
    start(Network::Mastodon, "TANDEM_TEST_SNAC").await.whole_story().await;
}

/// The story of a blog: titles, files, terms, lost answers, changes and the bin.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a WordPress site named by TANDEM_TEST_WORDPRESS"]
async fn a_wordpress_site() {
    let real = start(Network::WordPress, "TANDEM_TEST_WORDPRESS").await;
    let Real { connector, connected, base_url, swallow, .. } = &real;
    let account = account(base_url, connected);
    let profile = connector.profile(account).await.unwrap();
    assert_eq!(
        (profile.display_name.as_str(), &profile.remote_id),
        ("The blog", &connected.profile.remote_id)
    );

    let number = now_ms();
    let post = |title: String, media| Content {
        title: Some(title),
        ..Content::single(format!("Tea & <more> {number}\nline\n\nhttps://t.example/?a=1&b=2"), media, None)
    };
    let prepare = |content: &Content, nonce| connector.prepare("", content, number, nonce);
    let mut content = post(format!("Grüße {number}"), vec![png(), png()]);
    content.options.insert("tags".into(), "green, hot & cold".into());
    content.options.insert("categories".into(), "Uncategorized".into());
    let published =
        out(connector.publish(account, &content, &prepare(&content, 1), &Notes::default()).await.unwrap());
    assert!(published.url.contains("/gruesse-"), "{}", published.url);

    // Lost answers: found by the slug, and not sent again; a draft too.
    for (round, status) in [(2, "publish"), (3, "draft"), (4, "private")] {
        let mut content = post(format!("Lost {number}"), vec![png()]);
        content.options.insert("status".into(), status.into());
        content.options.insert("tags".into(), "green, hot & cold".into());
        let (notes, handle) = (Notes::default(), prepare(&content, round));
        assert_eq!(
            connector.look_up(account, &content, &handle, since(number)).await.unwrap(),
            LookUp::Absent
        );
        swallow.store(true, Ordering::SeqCst);
        let error = connector.publish(account, &content, &handle, &notes).await.unwrap_err();
        assert_eq!(error.next, Next::Unknown, "{error}");
        let kept = notes.last().unwrap();
        let found = connector.look_up(account, &content, &kept, since(number)).await.unwrap();
        let LookUp::Found(found) = found else { panic!("{status}: {found:?}") };
        let again = out(connector.publish(account, &content, &kept, &Notes::default()).await.unwrap());
        assert_eq!((again.remote_id, again.url), (found.remote_id, found.url));
        let made = usize::try_from(round).unwrap();
        assert_eq!(real.count(&number.to_string()).await, made, "{status}: each exists once");
    }

    let ids = [published.remote_id.clone(), "99999999".to_owned()];
    let counted = connector.post_metrics(account, &ids).await.unwrap();
    assert_eq!(counted[0].values, Some(vec![(networks::Metric::Replies, 0)]));
    assert_eq!(counted[1].values, None);
    let site = connector.account_metrics(account).await.unwrap();
    assert!(matches!(site.values[..], [(networks::Metric::Posts, 2..)]), "{site:?}");

    let mut changed = content.clone();
    changed.title = Some(format!("Changed {number}"));
    connector.edit(account, &published.handle, &changed).await.unwrap();
    connector.delete(account, &published.remote_id).await.unwrap();
    let again = connector.delete(account, &published.remote_id).await.unwrap_err();
    assert_eq!(again.kind, ErrorKind::NotFound, "{again}");
    assert_eq!(connector.post_metrics(account, &ids[..1]).await.unwrap()[0].values, None);

    let mut dead = connected.credentials.clone();
    dead.0["password"] = "not a password at all".into();
    let error = connector.profile(Account { credentials: &dead, ..account }).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Credentials, Next::Reauthorise), "{error}");
    let (handle, notes, as_nobody) =
        (prepare(&content, 9), Notes::default(), Account { credentials: &dead, ..account });
    let error = connector.publish(as_nobody, &content, &handle, &notes).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Credentials, Next::Reauthorise), "{error}");
}
