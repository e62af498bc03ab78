//! A simulated network with an account, and the connector that is tried on it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use networks::http::{Call, Http};
use networks::{
    Account, ConnectMethod, ConnectStep, Connected, Connector, Content, Credentials, Error, ErrorKind,
    Handle, LookUp, Media, MediaFacts, MediaKind, Network, Next, Profile, Progress, Published, Registry,
    Sending, Settings, Since,
};
use serde_json::Value;
use simulator::{Config, Fault, FaultKind, SimPost, Simulator};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

use crate::rig::{PASSWORD, REDIRECT, Rig, rig};

/// Short, so that a server that hangs does not hold the suite up.
pub const TIMEOUT_MS: u64 = 1_500;

pub struct World {
    pub sim: Simulator,
    pub network: Network,
    pub connector: Arc<dyn Connector>,
    pub connected: Connected,
    pub account: String,
    pub http: Http,
    pub rig: Box<dyn Rig>,
    /// How far our clock is ahead of the network's.
    pub ahead_ms: i64,
}

pub fn now_ms() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "the simulated networks run on real time")]
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

/// Since a moment, by the clock of this machine.
pub fn since(started_ms: i64) -> Since {
    Since::new(started_ms, now_ms())
}

pub fn settings() -> Settings {
    Settings { allow_private: true, timeout_ms: TIMEOUT_MS, ..Settings::default() }
}

/// With what is asked written down where `TANDEM_TEST_RECORD` names a folder.
pub fn recorded(config: Config) -> Config {
    Config { record: std::env::var_os("TANDEM_TEST_RECORD").map(Into::into), ..config }
}

/// A number of its own for each send, as the caller would draw it.
fn nonce() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl World {
    pub async fn start(network: Network) -> Self {
        let rig = rig(network);
        let sim = Simulator::start(recorded(Config::default())).await.unwrap();
        let account = rig.add_account(&sim);
        let connector = Registry::new(&rig.settings(&sim)).unwrap().get(network).unwrap();
        let http = Http::new(&settings()).unwrap();
        let connected = connect(&*rig, &connector, &rig.server(&sim), PASSWORD).await.unwrap();
        Self { sim, network, connector, connected, account, http, rig, ahead_ms: 0 }
    }

    pub fn server(&self) -> String {
        self.rig.server(&self.sim)
    }

    pub fn base_url(&self) -> &str {
        &self.connected.profile.base_url
    }

    pub fn credentials(&self) -> &Credentials {
        &self.connected.credentials
    }

    pub fn posts(&self) -> Vec<SimPost> {
        self.sim.posts(self.rig.sim_network(), &self.account)
    }

    /// The account as calls are made.
    pub fn as_account(&self) -> Account<'_> {
        account(self.base_url(), &self.connected)
    }

    /// The account with other credentials.
    pub fn with<'a>(&'a self, credentials: &'a Credentials) -> Account<'a> {
        Account { credentials, ..self.as_account() }
    }

    /// Whether accounts are connected over a consent page.
    pub fn asks_consent(&self) -> bool {
        let method = self.connector.capabilities(None).connect.first().copied();
        matches!(method, Some(ConnectMethod::OAuth | ConnectMethod::OAuthServer))
    }

    /// The simplest post of these words that the network takes.
    pub fn text(&self, text: &str) -> Content {
        self.rig.dress(Content::single(text.to_owned(), vec![], Some("en".to_owned())))
    }

    /// A post with files.
    pub fn with_media(&self, text: &str, media: Vec<Media>) -> Content {
        self.rig.dress(Content::single(text.to_owned(), media, None))
    }

    /// Lets the next `times` requests of a route fail.
    pub fn fail(&self, route: &str, kind: FaultKind, times: u32) {
        let network = self.rig.sim_network();
        self.sim.faults().push(Fault { network, route: route.to_owned(), kind, times });
    }

    /// The request that makes a post.
    pub fn write(&self) -> &'static str {
        self.rig.write()
    }

    /// The request that uploads a picture.
    pub fn upload(&self) -> &'static str {
        self.rig.upload()
    }

    /// The first request of a look-up.
    pub fn look(&self) -> &'static str {
        self.rig.look()
    }

    /// The first request of a health check.
    pub fn health(&self) -> &'static str {
        self.rig.health()
    }

    pub fn prepare(&self, content: &Content) -> Handle {
        self.connector.prepare(&self.connected.profile.remote_id, content, now_ms() + self.ahead_ms, nonce())
    }

    pub async fn publish(
        &self,
        content: &Content,
        handle: &Handle,
        notes: &Notes,
    ) -> Result<Published, Error> {
        let mut handle = handle.clone();
        // What the network works on is asked for again, as the worker does.
        for _ in 0..50 {
            match self.connector.publish(self.as_account(), content, &handle, notes).await? {
                Sending::Published(published) => return Ok(published),
                Sending::Processing(wait) => tokio::time::sleep(wait.min(Duration::from_millis(50))).await,
            }
            handle = notes.last().unwrap_or(handle);
        }
        panic!("the network never ends its work");
    }

    pub async fn look_up(
        &self,
        content: &Content,
        handle: &Handle,
        started_ms: i64,
    ) -> Result<LookUp, Error> {
        let since = Since::new(started_ms, now_ms() + self.ahead_ms);
        self.connector.look_up(self.as_account(), content, handle, since).await
    }

    /// As [`World::look_up`], until the network is done with a film that it has.
    pub async fn look_up_done(&self, content: &Content, handle: &Handle, started_ms: i64) -> LookUp {
        let mut found = self.look_up(content, handle, started_ms).await.unwrap();
        if found == LookUp::Absent && self.rig.processes() {
            found = self.look_up(content, handle, started_ms).await.unwrap();
        }
        found
    }

    /// Sends as the worker does: by what the errors say, until it is out.
    pub async fn deliver(&self, content: &Content) -> Published {
        let started_ms = now_ms();
        let notes = Notes::default();
        let first = self.prepare(content);
        for _ in 0..40 {
            let handle = notes.last().unwrap_or_else(|| first.clone());
            let error = match self.publish(content, &handle, &notes).await {
                Ok(published) => return published,
                Err(error) => error,
            };
            match error.next {
                Next::After(_) => {}
                Next::Unknown if self.connector.capabilities(None).repeatable => {}
                Next::Unknown => {
                    let handle = notes.last().unwrap_or_else(|| first.clone());
                    if let Some(published) = self.look_until_told(content, &handle, started_ms).await {
                        return published;
                    }
                }
                Next::Never | Next::Reauthorise => panic!("{error}"),
            }
        }
        panic!("not out after 40 tries");
    }

    async fn look_until_told(
        &self,
        content: &Content,
        handle: &Handle,
        started_ms: i64,
    ) -> Option<Published> {
        for _ in 0..40 {
            match self.look_up(content, handle, started_ms).await {
                Ok(LookUp::Found(published)) => return Some(published),
                Ok(LookUp::Absent) => return None,
                Ok(LookUp::CannotTell) => panic!("the network cannot tell"),
                Err(_) => {}
            }
        }
        panic!("not looked up after 40 tries");
    }

    /// Reads something of the network past the connector.
    pub async fn read(&self, path: &str, token: &str) -> Value {
        let url = Url::parse(&format!("{}{path}", self.server())).unwrap();
        self.http.send(Call::get(url).bearer(token)).await.unwrap().json().unwrap()
    }
}

/// The account as calls are made, at a server of the caller's.
pub fn account<'a>(base_url: &'a str, connected: &'a Connected) -> Account<'a> {
    let Profile { remote_id, handle, .. } = &connected.profile;
    Account { base_url, remote_id, handle, credentials: &connected.credentials }
}

/// What is out at once.
pub fn out(sending: Sending) -> Published {
    let Sending::Published(published) = sending else { panic!("{sending:?}") };
    published
}

/// Connects an account as a person would; of several the first.
pub async fn connect(
    rig: &dyn Rig,
    connector: &Arc<dyn Connector>,
    server: &str,
    password: &str,
) -> Result<Connected, Error> {
    let mut found = match connector.begin_connect(&rig.typed(server, password)).await? {
        ConnectStep::Done(found) => found,
        ConnectStep::Redirect { authorize_url, flow, .. } => {
            let code = rig.consent(&authorize_url, password).await?;
            connector.finish_connect(&flow, &code, REDIRECT).await?
        }
    };
    Ok(found.remove(0))
}

/// A browser's form, whose redirect is looked at instead of followed.
pub async fn post_form(url: &Url, body: &str) -> String {
    let address = url.socket_addrs(|| None).unwrap()[0];
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "POST {} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\n{body}",
        url.path(),
        body.len(),
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// Where an answer sends the browser.
pub fn redirected_to(answer: &str) -> Option<String> {
    let headers = answer.lines().filter_map(|line| line.split_once(": "));
    headers.filter(|(name, _)| name.eq_ignore_ascii_case("location")).map(|(_, to)| to.to_owned()).next()
}

/// Keeps what a connector commits, as the delivery's row would.
#[derive(Default)]
pub struct Notes {
    saved: Mutex<Vec<Handle>>,
    /// After this many saves the store is out of order.
    fails_after: Option<usize>,
    /// How far our clock is ahead.
    ahead_ms: i64,
}

impl Notes {
    pub fn failing() -> Self {
        Self { fails_after: Some(0), ..Self::default() }
    }

    /// Of a machine whose clock is ahead.
    pub fn ahead(ahead_ms: i64) -> Self {
        Self { ahead_ms, ..Self::default() }
    }

    pub fn all(&self) -> Vec<Handle> {
        self.saved.lock().unwrap().clone()
    }

    /// The first handle kept that says of itself that it was tried.
    pub fn tried(&self) -> Option<Handle> {
        let says = |handle: &Handle| handle.0["tried"] == true || handle.0["parts"][0]["tried"] == true;
        self.all().into_iter().find(says)
    }

    /// What a process that starts anew would read.
    pub fn last(&self) -> Option<Handle> {
        let text = serde_json::to_string(self.saved.lock().unwrap().last()?).unwrap();
        Some(serde_json::from_str(&text).unwrap())
    }
}

#[async_trait]
impl Progress for Notes {
    async fn save(&self, handle: &Handle) -> Result<(), Error> {
        let mut saved = self.saved.lock().unwrap();
        if self.fails_after.is_some_and(|limit| saved.len() >= limit) {
            return Err(Error::new(ErrorKind::Local, Next::After(Duration::from_secs(1)), "not saved"));
        }
        saved.push(handle.clone());
        Ok(())
    }

    fn now_ms(&self) -> i64 {
        now_ms() + self.ahead_ms
    }
}

pub fn text(text: &str) -> Content {
    Content::single(text.to_owned(), vec![], Some("en".to_owned()))
}

/// A red point.
pub fn png() -> Media {
    with_alt("A red point")
}

/// A red point, described otherwise.
pub fn with_alt(alt: &str) -> Media {
    let bytes = [
        0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0,
        0, 0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 0x0c, b'I', b'D', b'A', b'T', 8, 0xd7, 0x63,
        0xf8, 0xcf, 0xc0, 0, 0, 3, 1, 1, 0, 0x18, 0xdd, 0x8d, 0xb0, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae,
        0x42, 0x60, 0x82,
    ];
    let facts = MediaFacts {
        kind: MediaKind::Image,
        file_name: "point.png".into(),
        mime: "image/png".into(),
        bytes: bytes.len() as u64,
        width: 1,
        height: 1,
        duration_ms: None,
        alt: alt.to_owned(),
    };
    Media { facts, public_url: None, file: Arc::new(bytes.to_vec()) }
}
