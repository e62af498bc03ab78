//! Facebook's login, which opens pages and the accounts of Instagram behind them
//! (developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow and .../guides/access-tokens/get-long-lived).

use reqwest::Method;
use serde::de::DeserializeOwned;

use super::access::{self, Access, app, code_fields};
use super::{Graph, List};
use crate::{ConnectInput, ConnectStep, Error, NetworkSettings};

pub(crate) const API: &str = "https://graph.facebook.com";
const CONSENT: &str = "https://www.facebook.com";
/// More pages than anybody manages.
const LISTS_MAX: usize = 20;

/// `GET /dialog/oauth`.
pub(crate) fn consent(
    graph: &Graph,
    set: &NetworkSettings,
    scope: &str,
    input: &ConnectInput,
) -> Result<ConnectStep, Error> {
    let (client_id, _) = app(set)?;
    let path = graph.versioned("/dialog/oauth");
    access::consent(graph, &set.host(CONSENT), &path, client_id, scope, input)
}

/// `GET /oauth/access_token` twice: the code for a token of hours, that for one of sixty days.
pub(crate) async fn sign_in(
    graph: &Graph,
    set: &NetworkSettings,
    code: &str,
    redirect_uri: &str,
) -> Result<Access, Error> {
    let app = app(set)?;
    let url = graph.http.endpoint(&set.host(API), &graph.versioned("/oauth/access_token"), &[])?;
    let short =
        access::exchange(graph, Method::GET, url.clone(), code_fields(app, code, redirect_uri)).await?;
    let fields = vec![
        ("grant_type", "fb_exchange_token".to_owned()),
        ("client_id", app.0.to_owned()),
        ("client_secret", app.1.to_owned()),
        ("fb_exchange_token", short.token),
    ];
    access::exchange(graph, Method::GET, url, fields).await
}

/// `GET /me/accounts`: every page that the person opened to the app.
pub(crate) async fn list<T: DeserializeOwned>(
    graph: &Graph,
    base_url: &str,
    token: &str,
    fields: &str,
) -> Result<Vec<T>, Error> {
    let mut pages = Vec::new();
    let mut after: Option<String> = None;
    for _ in 0..LISTS_MAX {
        let mut query = vec![("fields", fields), ("limit", "100")];
        if let Some(after) = &after {
            query.push(("after", after));
        }
        let answer = graph.ask(graph.get(base_url, "/me/accounts", token, &query)?).await?;
        let list: List<T> = answer.json()?;
        let next = list.paging.after();
        pages.extend(list.data);
        if next.is_none() {
            break;
        }
        after = next;
    }
    Ok(pages)
}
