//! From what a person typed to the servers of an account: handle, DID, data server, authorization server.

use serde::Deserialize;
use url::Url;

use super::Bluesky;
use super::wire::{DidDoc, Resolved};
use crate::http::Call;
use crate::{Error, ErrorKind, Next};

/// Where DIDs of the method `plc` are read (atproto.com, "DID").
pub(super) const PLC: &str = "https://plc.directory";

/// The part of an authorization server's metadata that is needed (atproto.com, "OAuth", "Authorization Servers").
#[derive(Deserialize)]
pub(super) struct Issuer {
    pub issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub pushed_authorization_request_endpoint: String,
    pub revocation_endpoint: Option<String>,
}

/// `/.well-known/oauth-protected-resource` of an account's server.
#[derive(Deserialize)]
struct Resource {
    #[serde(default)]
    authorization_servers: Vec<String>,
}

impl Bluesky {
    /// `com.atproto.identity.resolveHandle` (docs.bsky.app, "Resolving Identities"); `None` for what is no handle.
    pub(super) async fn did_of(&self, base_url: &str, handle: &str) -> Result<Option<String>, Error> {
        let call = self.query(base_url, "com.atproto.identity.resolveHandle", &[("handle", handle)])?;
        match self.ask(call).await {
            Ok(answer) => Ok(Some(answer.json::<Resolved>()?.did)),
            Err(error) if matches!(error.kind, ErrorKind::Invalid | ErrorKind::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The account's data server as its DID document names it: `did:plc` from the directory, `did:web` from its own host
    /// (atproto.com, "DID").
    pub(super) async fn pds_of(&self, did: &str) -> Result<String, Error> {
        let unknown = |why: &str| Error::new(ErrorKind::Protocol, Next::Never, why);
        let url = match did.split(':').collect::<Vec<_>>().as_slice() {
            ["did", "plc", id] if id.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                self.http.endpoint(&self.plc, &format!("/{did}"), &[])?
            }
            ["did", "web", host] => {
                let host = host.replace("%3A", ":");
                self.http.endpoint(&format!("https://{host}"), "/.well-known/did.json", &[])?
            }
            _ => return Err(unknown("the account's identifier is of an unknown kind")),
        };
        let doc: DidDoc = self.ask(Call::get(url)).await?.json()?;
        let pds = doc.pds().ok_or_else(|| unknown("the account's document names no data server"))?;
        self.http.base_url(pds)
    }

    /// The authorization server of a data server; a server that tells of none is taken to be one itself (the entryway).
    pub(super) async fn issuer_of(&self, server: &str) -> Result<Issuer, Error> {
        let url = self.http.endpoint(server, "/.well-known/oauth-protected-resource", &[])?;
        let answer = self.http.send(Call::get(url)).await?;
        let resource = answer.is_success().then(|| answer.try_json::<Resource>()).flatten();
        let told = resource.and_then(|resource| resource.authorization_servers.into_iter().next());
        let server = self.http.base_url(told.as_deref().unwrap_or(server))?;
        let url = self.http.endpoint(&server, "/.well-known/oauth-authorization-server", &[])?;
        let answer = self.http.send(Call::get(url.clone())).await?;
        self.servers.note(&url, &answer);
        if !answer.is_success() {
            let why = "this server offers no consent page; use an app password";
            return Err(answer.fault(ErrorKind::Protocol, Next::Never, why));
        }
        let issuer: Issuer = answer.json().map_err(|error| Error { next: Next::Never, ..error })?;
        if Url::parse(&issuer.issuer).map(|url| url.origin()).ok() != Some(url.origin()) {
            let why = "the server describes another one's consent page";
            return Err(answer.fault(ErrorKind::Protocol, Next::Never, why));
        }
        Ok(issuer)
    }
}
