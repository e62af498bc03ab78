//! A proxy in front of a network. It holds back requests or answers, so that a process can die while it sends.

use std::{
    io,
    net::{SocketAddr, ToSocketAddrs},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};
use url::Url;

/// The request that makes a post.
pub const SEND: &str = "com.atproto.repo.putRecord";
/// The request that looks one up.
pub const LOOK_UP: &str = "com.atproto.repo.getRecord";

/// What is held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// The request: the network has not seen it. It is handed on when released, even if nobody waits any more.
    Request,
    /// The answer: the network has done what was asked.
    Answer,
}

/// The proxy; a cheap handle.
#[derive(Clone)]
pub struct Proxy {
    pub url: String,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    hold: Mutex<Option<(&'static str, Hold)>>,
    held: AtomicUsize,
    sent: AtomicUsize,
    keys: Mutex<Vec<String>>,
    /// Counts the calls of [`Proxy::hold`].
    batch: AtomicUsize,
    /// Requests that are held back, with their batch.
    waiting: Mutex<Vec<(usize, oneshot::Sender<()>)>>,
}

impl Proxy {
    /// Hands everything on to the server at `server`.
    pub async fn start(server: &str) -> Self {
        let server = Url::parse(server).expect("address");
        let host = (server.host_str().expect("host"), server.port_or_known_default().expect("port"));
        let target = host.to_socket_addrs().expect("address").find(SocketAddr::is_ipv4).expect("IPv4");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("port");
        let url = format!("http://{}", listener.local_addr().expect("address"));
        let state = Arc::new(State::default());
        let proxy = Self { url, state: Arc::clone(&state) };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let state = Arc::clone(&state);
                // A process that is killed breaks its connections off.
                tokio::spawn(async move { state.hand_on(client, target).await });
            }
        });
        proxy
    }

    /// From now on requests of this kind, or their answers, are held back: a new batch.
    pub fn hold(&self, kind: &'static str, what: Hold) {
        self.state.held.store(0, Ordering::SeqCst);
        self.state.batch.fetch_add(1, Ordering::SeqCst);
        *self.state.hold.lock().unwrap_or_else(PoisonError::into_inner) = Some((kind, what));
    }

    /// From now on nothing is held back; what is held stays so.
    pub fn open(&self) {
        *self.state.hold.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Hands on the requests of these batches that are held back.
    pub fn release(&self, which: impl Fn(usize) -> bool) {
        let mut waiting = self.state.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, go) in waiting.extract_if(.., |(batch, _)| which(*batch)) {
            let _ = go.send(());
        }
    }

    /// How many were held back since the last call of [`Self::hold`].
    pub fn held(&self) -> usize {
        self.state.held.load(Ordering::SeqCst)
    }

    /// How many posts the network has confirmed to a process.
    pub fn sent(&self) -> usize {
        self.state.sent.load(Ordering::SeqCst)
    }

    /// The record key of each request to make a post, in order; more than one of a key is a repeat.
    pub fn keys(&self) -> Vec<String> {
        self.state.keys.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl State {
    async fn hand_on(&self, mut client: TcpStream, target: SocketAddr) -> io::Result<()> {
        let request = read_request(&mut client).await?;
        let text = String::from_utf8_lossy(&request);
        let line = text.lines().next().unwrap_or_default();
        let is_send = line.contains(SEND);
        if is_send {
            let key = text.split("\"rkey\":\"").nth(1).and_then(|rest| rest.split('"').next());
            let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
            keys.push(key.unwrap_or_default().to_owned());
        }
        let hold = *self.hold.lock().unwrap_or_else(PoisonError::into_inner);
        let hold = hold.filter(|(kind, _)| line.contains(kind)).map(|(_, what)| what);
        let mut answer = vec![0; 65_536];
        if hold == Some(Hold::Request) {
            let (go, released) = oneshot::channel();
            let batch = self.batch.load(Ordering::SeqCst);
            self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((batch, go));
            self.held.fetch_add(1, Ordering::SeqCst);
            let _ = released.await;
            let mut server = TcpStream::connect(target).await?;
            server.write_all(&request).await?;
            let _length = server.read(&mut answer).await?;
            return Ok(());
        }
        let mut server = TcpStream::connect(target).await?;
        server.write_all(&request).await?;
        let (mut more, mut first) = ([0; 1024], true);
        loop {
            tokio::select! {
                read = server.read(&mut answer) => {
                    let length = read?;
                    if length == 0 {
                        return Ok(());
                    }
                    if first && hold == Some(Hold::Answer) {
                        self.held.fetch_add(1, Ordering::SeqCst);
                        let _length = client.read(&mut more).await?;
                        return Ok(());
                    }
                    if first && is_send && answer.starts_with(b"HTTP/1.1 200") {
                        self.sent.fetch_add(1, Ordering::SeqCst);
                    }
                    first = false;
                    client.write_all(&answer[..length]).await?;
                }
                read = client.read(&mut more) => {
                    if read? == 0 {
                        return Ok(());
                    }
                }
            }
        }
    }
}

/// One whole request: the product opens a connection for each.
async fn read_request(client: &mut TcpStream) -> io::Result<Vec<u8>> {
    let (mut request, mut buffer) = (Vec::new(), vec![0; 65_536]);
    loop {
        let length = client.read(&mut buffer).await?;
        if length == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        request.extend_from_slice(&buffer[..length]);
        let Some(head) = request.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let fields = String::from_utf8_lossy(&request[..head]).to_ascii_lowercase();
        let body = fields.lines().find_map(|line| line.strip_prefix("content-length:"));
        let body: usize = body.map_or(0, |length| length.trim().parse().unwrap_or(0));
        if request.len() >= head + 4 + body {
            return Ok(request);
        }
    }
}
