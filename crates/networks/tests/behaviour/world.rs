//! A simulated network with an account, and the connector that is tried on it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use networks::http::{Call, Http};
use networks::{
    ConnectInput, ConnectStep, Connected, Connector, Content, Credentials, Error, ErrorKind, Handle, Image,
    LookUp, Network, Next, Progress, Published, Registry, Settings,
};
use serde_json::Value;
use simulator::{Config, Fault, FaultKind, SimPost, Simulator};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

pub const HANDLE: &str = "brand.test";
pub const USERNAME: &str = "brand";
pub const PASSWORD: &str = "abcd-efgh-ijkl-mnop";
pub const REDIRECT: &str = "https://tandem.example/channels/back";
/// Short, so that a server that hangs does not hold the suite up.
pub const TIMEOUT_MS: u64 = 1_500;

pub struct World {
    pub sim: Simulator,
    pub network: Network,
    pub connector: Arc<dyn Connector>,
    pub connected: Connected,
    pub account: String,
    pub http: Http,
}

pub fn now_ms() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "the simulated networks run on real time")]
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

pub fn settings() -> Settings {
    Settings { allow_private: true, timeout_ms: TIMEOUT_MS, ..Settings::default() }
}

/// A number of its own for each send, as the caller would draw it.
fn nonce() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl World {
    pub async fn start(network: Network) -> Self {
        let sim = Simulator::start(Config::default()).await.unwrap();
        let account = match network {
            Network::Bluesky => sim.add_bluesky_account(HANDLE, PASSWORD, "The Brand"),
            Network::Mastodon => sim.add_mastodon_account(USERNAME, PASSWORD, "The Brand"),
        };
        let connector = Registry::new(&settings()).unwrap().get(network).unwrap();
        let http = Http::new(&settings()).unwrap();
        let connected = connect(&connector, &server(&sim, network), PASSWORD).await.unwrap();
        Self { sim, network, connector, connected, account, http }
    }

    pub fn server(&self) -> String {
        server(&self.sim, self.network)
    }

    pub fn base_url(&self) -> &str {
        &self.connected.profile.base_url
    }

    pub fn credentials(&self) -> &Credentials {
        &self.connected.credentials
    }

    pub fn posts(&self) -> Vec<SimPost> {
        match self.network {
            Network::Bluesky => self.sim.bluesky_posts(&self.account),
            Network::Mastodon => self.sim.mastodon_posts(&self.account),
        }
    }

    pub fn sim_network(&self) -> simulator::Network {
        match self.network {
            Network::Bluesky => simulator::Network::Bluesky,
            Network::Mastodon => simulator::Network::Mastodon,
        }
    }

    /// Lets the next `times` requests of a route fail.
    pub fn fail(&self, route: &str, kind: FaultKind, times: u32) {
        let network = self.sim_network();
        self.sim.faults().push(Fault { network, route: route.to_owned(), kind, times });
    }

    /// The request that makes a post.
    pub fn write(&self) -> &'static str {
        match self.network {
            Network::Bluesky => "putRecord",
            Network::Mastodon => "POST /api/v1/statuses",
        }
    }

    /// The request that uploads a picture.
    pub fn upload(&self) -> &'static str {
        match self.network {
            Network::Bluesky => "uploadBlob",
            Network::Mastodon => "POST /api/v2/media",
        }
    }

    /// The first request of a look-up.
    pub fn look(&self) -> &'static str {
        match self.network {
            Network::Bluesky => "getRecord",
            Network::Mastodon => "/statuses?limit=",
        }
    }

    /// The first request of a health check.
    pub fn health(&self) -> &'static str {
        match self.network {
            Network::Bluesky => "getSession",
            Network::Mastodon => "verify_credentials",
        }
    }

    pub fn prepare(&self, content: &Content) -> Handle {
        self.connector.prepare(&self.connected.profile.remote_id, content, now_ms(), nonce())
    }

    pub async fn publish(
        &self,
        content: &Content,
        handle: &Handle,
        notes: &Notes,
    ) -> Result<Published, Error> {
        self.connector.publish(self.base_url(), self.credentials(), content, handle, notes).await
    }

    pub async fn look_up(
        &self,
        content: &Content,
        handle: &Handle,
        started_ms: i64,
    ) -> Result<LookUp, Error> {
        self.connector.look_up(self.base_url(), self.credentials(), content, handle, started_ms).await
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

pub fn server(sim: &Simulator, network: Network) -> String {
    match network {
        Network::Bluesky => sim.bluesky_url(),
        Network::Mastodon => sim.mastodon_url(),
    }
}

/// Connects an account as a person would.
pub async fn connect(
    connector: &Arc<dyn Connector>,
    server: &str,
    password: &str,
) -> Result<Connected, Error> {
    let input = ConnectInput {
        base_url: server.to_owned(),
        identifier: HANDLE.to_owned(),
        password: password.to_owned(),
        redirect_uri: REDIRECT.to_owned(),
        state: "state-1".to_owned(),
        app: None,
    };
    match connector.begin_connect(&input).await? {
        ConnectStep::Done(connected) => Ok(*connected),
        ConnectStep::Redirect { authorize_url, flow, .. } => {
            let code = consent(&authorize_url, password).await?;
            connector.finish_connect(&flow, &code, REDIRECT).await
        }
    }
}

/// Agrees on the network's page; the answer's redirect names the code.
pub async fn consent(authorize_url: &str, password: &str) -> Result<String, Error> {
    let mut url = Url::parse(authorize_url).unwrap();
    let mut form: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    url.set_query(None);
    form.extend(
        [("login", USERNAME), ("password", password), ("decision", "allow")]
            .map(|(key, value)| (key.to_owned(), value.to_owned())),
    );
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).finish();
    let answer = post_form(&url, &body).await;
    let refused = || Error::new(ErrorKind::Credentials, Next::Never, "the person was refused");
    let back = Url::parse(&redirected_to(&answer).ok_or_else(refused)?).unwrap();
    let value =
        |name: &str| back.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    assert_eq!(value("state").as_deref(), Some("state-1"));
    value("code").ok_or_else(refused)
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
}

impl Notes {
    pub fn failing() -> Self {
        Self { fails_after: Some(0), ..Self::default() }
    }

    pub fn all(&self) -> Vec<Handle> {
        self.saved.lock().unwrap().clone()
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
}

pub fn text(text: &str) -> Content {
    Content::single(text.to_owned(), vec![], Some("en".to_owned()))
}

/// A red point.
pub fn png() -> Image {
    let bytes = [
        0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0,
        0, 0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 0x0c, b'I', b'D', b'A', b'T', 8, 0xd7, 0x63,
        0xf8, 0xcf, 0xc0, 0, 0, 3, 1, 1, 0, 0x18, 0xdd, 0x8d, 0xb0, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae,
        0x42, 0x60, 0x82,
    ];
    Image {
        bytes: bytes.to_vec(),
        mime: "image/png".into(),
        file_name: "point.png".into(),
        alt: "A red point".into(),
        width: 1,
        height: 1,
    }
}
