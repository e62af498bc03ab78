//! The only requests that leave a simulated network: media that it fetches and
//! webhooks that it sends. Both go to loopback addresses only.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::PoisonError;
use std::time::Duration;

use axum::body::Bytes;
use url::{Host, Url};

use crate::images::{Sniffed, sniff};
use crate::state::Shared;

/// A file that a network fetched from a public address.
#[derive(Debug, Clone)]
pub(crate) struct Fetched {
    pub(crate) bytes: Bytes,
    /// As the other server calls it.
    pub(crate) mime: String,
    /// What it really is.
    pub(crate) sniffed: Option<Sniffed>,
}

/// Why a network could not fetch a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FetchFault {
    #[error("{0} is not an address that this network fetches from")]
    Address(String),
    #[error("the server did not answer: {0}")]
    Unreachable(String),
    #[error("the server answered with status {0}")]
    Status(u16),
    #[error("the file is larger than {0} bytes")]
    TooLarge(usize),
}

/// The address, if it is on this machine.
pub(crate) fn loopback(text: &str) -> Option<Url> {
    let address = Url::parse(text).ok().filter(|address| matches!(address.scheme(), "http" | "https"))?;
    let local = match address.host()? {
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
        Host::Domain(name) => name == "localhost",
    };
    local.then_some(address)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the simulator is not the product: it has a client of its own, which goes to loopback only"
)]
pub(crate) fn client() -> io::Result<reqwest::Client> {
    // Fails when a provider is installed already, which is just as good.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(2))
        .timeout(Duration::from_secs(10))
        .no_proxy()
        .resolve("localhost", SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
        .build()
        .map_err(io::Error::other)
}

/// The loopback address that stands for a public one.
pub(crate) fn local_address(shared: &Shared, text: &str) -> Option<Url> {
    if let Some(address) = loopback(text) {
        return Some(address);
    }
    let wanted = Url::parse(text).ok().filter(|wanted| matches!(wanted.scheme(), "http" | "https"))?;
    let hosts = shared.hosts.lock().unwrap_or_else(PoisonError::into_inner);
    let base = hosts.get(wanted.host_str()?)?;
    let query = wanted.query().map(|query| format!("?{query}")).unwrap_or_default();
    loopback(&format!("{base}{}{query}", wanted.path()))
}

/// Fetches a file as a network does that is given a public address.
pub(crate) async fn fetch(shared: &Shared, text: &str, max: usize) -> Result<Fetched, FetchFault> {
    let address = local_address(shared, text).ok_or_else(|| FetchFault::Address(text.to_owned()))?;
    let unreachable = |error: reqwest::Error| FetchFault::Unreachable(error.without_url().to_string());
    let mut answer = shared.client.get(address).send().await.map_err(unreachable)?;
    if answer.status() != reqwest::StatusCode::OK {
        return Err(FetchFault::Status(answer.status().as_u16()));
    }
    let mime = answer.headers().get(reqwest::header::CONTENT_TYPE);
    let mime = mime.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mime = mime.split(';').next().unwrap_or_default().trim().to_owned();
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(unreachable)? {
        if bytes.len() + piece.len() > max {
            return Err(FetchFault::TooLarge(max));
        }
        bytes.extend_from_slice(&piece);
    }
    let sniffed = sniff(&bytes);
    Ok(Fetched { bytes: bytes.into(), mime, sniffed })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Config, Simulator};

    #[test]
    fn only_this_machine_is_visited() {
        for good in
            ["http://127.0.0.1:8080/l/x", "http://localhost/l/x", "http://[::1]:9/a", "https://127.8.0.1/"]
        {
            assert!(loopback(good).is_some(), "{good}");
        }
        for bad in
            ["https://example.com/", "http://10.0.0.1/", "http://localhost.example.com/", "ftp://127.0.0.1/"]
        {
            assert!(loopback(bad).is_none(), "{bad}");
        }
    }

    #[tokio::test]
    async fn files_are_fetched_from_named_hosts_and_faults_are_told() {
        let page = || async { ([("content-type", "image/gif; x=y")], "GIF89a\x02\0\x03\0") };
        let router = axum::Router::new().route("/a.gif", axum::routing::get(page));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let sim = Simulator::start(Config::only(&[])).await.unwrap();
        let address = "https://tandem.example/a.gif?sig=1";
        let fault = fetch(sim.shared(), address, 100).await.unwrap_err();
        assert_eq!(fault, FetchFault::Address(address.to_owned()));
        sim.name_host("tandem.example", &base);
        let got = fetch(sim.shared(), address, 100).await.unwrap();
        assert_eq!((got.mime.as_str(), got.bytes.len()), ("image/gif", 10));
        assert_eq!(got.sniffed.and_then(|sniffed| sniffed.size), Some((2, 3)));
        assert_eq!(fetch(sim.shared(), address, 9).await.unwrap_err(), FetchFault::TooLarge(9));
        let missing = fetch(sim.shared(), &format!("{base}/b"), 9).await.unwrap_err();
        assert_eq!(missing, FetchFault::Status(404));
        let nobody = fetch(sim.shared(), "http://127.0.0.1:1/x", 9).await.unwrap_err();
        assert!(matches!(nobody, FetchFault::Unreachable(_)), "{nobody}");
    }
}
