//! Connecting: the site's address, a user and an application password.

use reqwest::Method;
use serde_json::Value;
use url::Url;

use super::wire::{Index, User};
use super::{Access, WordPress, default_limits};
use crate::http::Call;
use crate::{ConnectInput, ConnectStep, Connected, Error, ErrorKind, Next, Profile};

impl WordPress {
    pub(super) async fn connect(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        let typed = [Some(input.base_url.trim()), self.proposed.as_deref()].into_iter().flatten();
        let typed = typed
            .into_iter()
            .find(|typed| !typed.is_empty())
            .ok_or_else(|| Error::new(ErrorKind::Invalid, Next::Never, "the site's address is missing"))?;
        let base_url = self.http.base_url(typed)?;
        let (root, _) = self.discover(&base_url, &folder(typed)).await.map_err(other_site)?;
        let access = Access {
            user: input.identifier.trim().to_owned(),
            // People copy it with the spaces between its groups; WordPress takes it without.
            password: input.secret.split_whitespace().collect(),
            root,
        };
        if access.user.is_empty() || access.user.contains(':') || access.password.is_empty() {
            let why = "the user name or the application password is missing";
            return Err(Error::new(ErrorKind::Credentials, Next::Never, why));
        }
        let profile = self.read_profile(&base_url, &access).await.map_err(first_time)?;
        Ok(ConnectStep::Done(vec![Connected { profile, credentials: access.keep() }]))
    }

    /// The API's index, at the usual place or at the one that always works ("Discovery", "Routes and Endpoints").
    async fn discover(&self, base_url: &str, folder: &str) -> Result<(String, Index), Error> {
        let mut first = None;
        for root in [format!("{folder}/wp-json"), format!("{folder}/?rest_route=")] {
            match self.index(base_url, &root).await {
                Ok(index) => return Ok((root, index)),
                Err(error)
                    if matches!(
                        error.kind,
                        ErrorKind::NotFound | ErrorKind::Protocol | ErrorKind::NotOffered
                    ) =>
                {
                    first.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
        let none = || Error::new(ErrorKind::Protocol, Next::Never, "the site has no REST API");
        Err(first.unwrap_or_else(none))
    }

    /// `GET /` of the API ("Discovery").
    async fn index(&self, base_url: &str, root: &str) -> Result<Index, Error> {
        let answer = self.ask(Call::get(self.route(base_url, root, "/", &[])?)).await?;
        let index: Index = answer.json()?;
        let speaks = index.namespaces.iter().any(|namespace| namespace == "wp/v2");
        if speaks { Ok(index) } else { Err(answer.not_this_network()) }
    }

    /// `GET /wp/v2/users/me?context=edit` (reference/users.md): the health check.
    pub(super) async fn read_profile(&self, base_url: &str, access: &Access) -> Result<Profile, Error> {
        let base_url = self.http.base_url(base_url)?;
        let index = self.index(&base_url, &access.root).await?;
        let query = [("context", "edit")];
        let call = self.call(&base_url, access, Method::GET, "/wp/v2/users/me", &query, None)?;
        let user: User = self.ask(call).await?.json()?;
        if user.capabilities.get("publish_posts").is_some_and(|may| *may == Value::Bool(false))
            || (user.capabilities.is_object() && user.capabilities.get("edit_posts").is_none())
        {
            let why = "the user may not write posts: give them the role of author or editor";
            return Err(Error::new(ErrorKind::Permission, Next::Reauthorise, why));
        }
        // The site's own word for its address; behind a proxy it may be another than the one we reach it by.
        let home = Some(index.home.trim_end_matches('/')).filter(|home| home.starts_with("http"));
        let home = home.unwrap_or(&base_url);
        let place = home.split_once("://").map_or(home, |(_, place)| place);
        let name = if index.name.trim().is_empty() { place } else { index.name.trim() };
        Ok(Profile {
            remote_id: place.to_owned(),
            handle: user.name.map_or_else(|| place.to_owned(), |user| format!("{user} ({place})")),
            display_name: name.to_owned(),
            profile_url: home.to_owned(),
            avatar_url: None,
            base_url,
            limits: default_limits(),
        })
    }
}

/// The folder of a site that does not stand at the top of its host: `/blog`, or nothing.
pub(super) fn folder(typed: &str) -> String {
    let with_scheme =
        if typed.contains("://") { typed.trim().to_owned() } else { format!("https://{}", typed.trim()) };
    let path = Url::parse(&with_scheme).map(|url| url.path().to_owned()).unwrap_or_default();
    let path = path.split("/wp-json").next().unwrap_or_default();
    let path =
        path.split("/wp-admin").next().unwrap_or_default().split("/wp-login.php").next().unwrap_or_default();
    path.trim_end_matches('/').to_owned()
}

/// A site that does not know the calls is one of another kind, and stays one.
fn other_site(error: Error) -> Error {
    match error.kind {
        ErrorKind::NotFound | ErrorKind::NotOffered | ErrorKind::Invalid | ErrorKind::Protocol => {
            Error { kind: ErrorKind::Protocol, next: Next::Never, ..error }
        }
        _ => error,
    }
}

/// While a person types, a wrong password is a fault of the form.
fn first_time(error: Error) -> Error {
    match error.kind {
        ErrorKind::Credentials | ErrorKind::Permission => Error { next: Next::Never, ..error },
        _ => other_site(error),
    }
}
