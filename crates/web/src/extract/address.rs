//! Where a request comes from.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use app::App;
use axum::{
    extract::ConnectInfo,
    http::{Extensions, HeaderMap},
};

/// The client's address. `X-Forwarded-For` is believed as far as the settings trust the proxies that wrote it: from the
/// right, the first address that is no trusted proxy.
#[must_use]
pub fn client_address(app: &App, headers: &HeaderMap, extensions: &Extensions) -> IpAddr {
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip().to_canonical());
    let trusted =
        |address: IpAddr| app.settings.trusted_proxies.iter().any(|network| network.contains(&address));
    if !trusted(peer) {
        return peer;
    }
    let mut client = peer;
    for header in headers.get_all("x-forwarded-for").iter().rev() {
        let Ok(header) = header.to_str() else { return client };
        for told in header.rsplit(',') {
            let Some(told) = parse(told.trim()) else { return client };
            client = told;
            if !trusted(told) {
                return client;
            }
        }
    }
    client
}

/// An address, with or without a port, in brackets or not.
fn parse(text: &str) -> Option<IpAddr> {
    let address = match text.parse::<SocketAddr>() {
        Ok(socket) => socket.ip(),
        Err(_) => text.trim_start_matches('[').trim_end_matches(']').parse().ok()?,
    };
    Some(address.to_canonical())
}
