//! The guard against private addresses: people type server addresses, and servers tell addresses of others, so any
//! of them may point into the operator's own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use crate::{Error, ErrorKind, Next};

/// A name that leads to private addresses only.
#[derive(Debug, thiserror::Error)]
#[error("{0} leads to a private address")]
pub(super) struct PrivateName(String);

/// Whether the public Internet routes to this address. IPv6 is an allow-list (2000::/3 less its special blocks), so
/// IPv4-mapped, NAT64, unique local and link-local addresses are out without being named.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

const fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 168, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    )
}

const fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    if a & 0xe000 != 0x2000 {
        return false;
    }
    // 2001::/23 protocol assignments with Teredo, 2001:db8::/32 and 3fff::/20 documentation, 2002::/16 6to4.
    !(a == 0x2001 && (b < 0x0200 || b == 0x0db8) || a == 0x2002 || a == 0x3fff && b < 0x1000)
}

/// Checks what can be seen in the address itself: scheme, user-info, a literal private address.
///
/// # Errors
/// `Blocked`.
pub(super) fn check(url: &Url, allow_private: bool) -> Result<(), Error> {
    let blocked = |why: &str| Err(Error::new(ErrorKind::Blocked, Next::Never, why));
    match url.scheme() {
        "https" => {}
        "http" if allow_private => {}
        "http" => return blocked("the server's address must begin with https://"),
        _ => return blocked("the server's address must be a web address"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return blocked("the server's address must not carry a user name or password");
    }
    let private = match url.host() {
        None => return blocked("the server's address names no server"),
        Some(Host::Ipv4(address)) => !is_public_v4(address),
        Some(Host::Ipv6(address)) => !is_public_v6(address),
        Some(Host::Domain(name)) => is_local_name(name),
    };
    if private && !allow_private {
        return blocked("the server's address is private");
    }
    Ok(())
}

/// Whether servers elsewhere can fetch from this address, as far as the address itself tells.
#[must_use]
pub fn is_public_url(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    match url.host() {
        None => false,
        Some(Host::Ipv4(address)) => is_public_v4(address),
        Some(Host::Ipv6(address)) => is_public_v6(address),
        Some(Host::Domain(name)) => {
            let own = [".local", ".internal", ".home.arpa", ".lan"];
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            !is_local_name(&name) && name.contains('.') && !own.iter().any(|end| name.ends_with(end))
        }
    }
}

fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// Resolves names and drops private addresses, so that the connection goes to the very addresses that were checked.
pub(super) struct GuardedResolver {
    pub(super) inner: Arc<dyn Resolve>,
    pub(super) allow_private: bool,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        let host = name.as_str().to_owned();
        let found = self.inner.resolve(name);
        Box::pin(async move {
            let found: Vec<SocketAddr> = found.await?.collect();
            let kept: Vec<SocketAddr> =
                found.iter().copied().filter(|address| allow_private || is_public(address.ip())).collect();
            if kept.is_empty() && !found.is_empty() {
                return Err(PrivateName(host).into());
            }
            Ok(Box::new(kept.into_iter()) as Addrs)
        })
    }
}

/// The machine's own resolver.
pub(super) struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_at_home_serves_nobody_elsewhere() {
        for private in [
            "http://127.0.0.1:8080",
            "http://localhost",
            "https://10.0.0.7",
            "https://nas.local",
            "http://tandem",
            "nonsense",
        ] {
            assert!(!is_public_url(private), "{private}");
        }
        for public in ["https://tandem.example", "https://8.8.8.8", "https://[2606:4700::1111]/x"] {
            assert!(is_public_url(public), "{public}");
        }
    }

    #[test]
    fn special_addresses_are_not_public() {
        let special = [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "5f00::1",
        ];
        for address in special {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn ordinary_addresses_are_public() {
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.17.0.1",
            "223.255.255.1",
            "2606:4700::1111",
            "2a00:1450:4001::1",
            "2001:4860:4860::8888",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn addresses_are_checked_as_typed() {
        let refused = [
            "http://mastodon.example",
            "ftp://mastodon.example",
            "https://user@mastodon.example",
            "https://u:p@mastodon.example",
            "https://127.0.0.1",
            "https://0x7f.1",
            "https://2130706433",
            "https://[::1]",
            "https://[::ffff:10.0.0.1]",
            "https://localhost",
            "https://a.localhost.:8443",
            "https://169.254.169.254/latest/meta-data",
        ];
        for address in refused {
            let error = check(&Url::parse(address).unwrap(), false).unwrap_err();
            assert_eq!((error.kind, error.next), (ErrorKind::Blocked, Next::Never), "{address}");
        }
        check(&Url::parse("https://mastodon.example").unwrap(), false).unwrap();
        check(&Url::parse("https://8.8.8.8").unwrap(), false).unwrap();
        check(&Url::parse("http://127.0.0.1:8080").unwrap(), true).unwrap();
        assert!(check(&Url::parse("https://u:p@mastodon.example").unwrap(), true).is_err());
    }
}
