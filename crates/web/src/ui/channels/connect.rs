//! Connecting an account: choose the network, type what it asks for, come back from its consent page.

use app::network::{ConnectField, ConnectMethod, Network};
use app::{
    Actor, App, Permission,
    channels::{ConnectChannel, ConnectOutcome, ConsentAnswer},
    ids::BrandId,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
};
use serde::Deserialize;

use crate::{
    extract::Signed,
    forms::FormState,
    shell::{Flash, PageError, PageResult, Shell, leave, page, page_with, see_other},
};

#[derive(Template)]
#[template(path = "channels/connect.html")]
struct Page<'a> {
    shell: &'a Shell,
    form: &'a FormState,
    networks: Vec<Network>,
    network: Option<Network>,
    /// Ways to connect to the chosen network; the one that is shown.
    methods: Vec<ConnectMethod>,
    method: Option<ConnectMethod>,
    brands: Vec<(String, String)>,
}

impl Page<'_> {
    fn is_chosen(&self, choice: &Network) -> bool {
        self.network == Some(*choice)
    }

    fn is_way(&self, way: &ConnectMethod) -> bool {
        self.method == Some(*way)
    }

    fn asks(&self, field: &str) -> bool {
        let fields = self.method.map_or(&[][..], ConnectMethod::fields);
        fields.contains(&match field {
            "base_url" => ConnectField::BaseUrl,
            "identifier" => ConnectField::Identifier,
            "secret" => ConnectField::Secret,
            _ => ConnectField::Target,
        })
    }

    /// A text about a field: the network's own where there is one, else the method's.
    fn words(&self, field: &str) -> String {
        let (network, method) =
            (self.network.map_or("", Network::as_str), self.method.map_or("", ConnectMethod::as_str));
        let own = format!("connect-{network}-{field}");
        if self.shell.locale.has(&own) {
            self.shell.t(&own)
        } else {
            self.shell.t(&format!("connect-{method}-{field}"))
        }
    }
}

/// Which network's form to show.
#[derive(Deserialize)]
pub struct Params {
    network: Option<String>,
    method: Option<String>,
}

/// What the consent page sends back.
#[derive(Deserialize)]
pub struct Callback {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// `GET /channels/new`
pub async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Query(params): Query<Params>,
) -> PageResult {
    actor.require(Permission::ManageChannels)?;
    let network = params.network.as_deref().and_then(Network::parse);
    let brands = brands(&app, &actor).await?;
    let mut form = FormState::new(&shell).with("network", network.map_or("", Network::as_str));
    if let [(only, _)] = brands.as_slice() {
        form = form.with("brand_id", only.clone());
    }
    let method = params.method.as_deref().and_then(ConnectMethod::parse);
    page(&view(&shell, &app, &form, (network, method), brands))
}

/// `POST /channels/new`
pub async fn post(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    mut form: FormState,
) -> PageResult {
    let network = Network::parse(form.value("network"));
    let brands = brands(&app, &actor).await?;
    let input = ConnectChannel {
        brand_id: brand_of(&form, &brands),
        network: form.text("network"),
        base_url: form.text("base_url"),
        identifier: form.text("identifier"),
        secret: form.value("secret").to_owned(),
        method: form.text("method"),
        target: form.text("target"),
    };
    match app.connect_channel(&actor, input).await {
        Ok(ConnectOutcome::Connected(id)) => {
            see_other(&shell, &format!("/channels/{id}"), Some(Flash::good("channels-connected")))
        }
        Ok(ConnectOutcome::Consent(url)) => leave(&shell, &url),
        Ok(ConnectOutcome::Choose(id)) => see_other(&shell, &format!("/channels/choose/{id}"), None),
        Err(error) => {
            form.absorb(error)?;
            let chosen = (network, ConnectMethod::parse(form.value("method")));
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &view(&shell, &app, &form, chosen, brands))
        }
    }
}

/// `GET /channels/callback`
pub async fn callback(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Query(params): Query<Callback>,
) -> PageResult {
    let (Some(state), Some(code)) = (params.state, params.code) else {
        let key = if params.error.is_some() { "channels-consent-refused" } else { "channels-consent-broken" };
        return see_other(&shell, "/channels/new", Some(Flash::bad(key)));
    };
    match app.finish_connection(&actor, &ConsentAnswer { state, code, issuer: params.iss }).await {
        Ok(ConnectOutcome::Connected(id)) => {
            see_other(&shell, &format!("/channels/{id}"), Some(Flash::good("channels-connected")))
        }
        Ok(ConnectOutcome::Choose(id)) => see_other(&shell, &format!("/channels/choose/{id}"), None),
        Ok(ConnectOutcome::Consent(url)) => leave(&shell, &url),
        Err(app::Error::NotFound) => {
            see_other(&shell, "/channels/new", Some(Flash::bad("channels-consent-broken")))
        }
        Err(error) => {
            let mut form = FormState::new(&shell);
            form.absorb(error)?;
            let reason = form.errors().iter().map(|fault| shell.error(fault)).collect::<Vec<_>>().join(" ");
            let flash = Flash::bad("channels-not-connected").with("reason", reason);
            see_other(&shell, "/channels/new", Some(flash))
        }
    }
}

/// Brands within reach, as choices of a field.
pub(super) async fn brands(app: &App, actor: &Actor) -> Result<Vec<(String, String)>, PageError> {
    let brands = app.choose_brands(actor).await?;
    Ok(brands.into_iter().map(|brand| (brand.id.to_string(), brand.name)).collect())
}

/// The chosen brand; the only one within reach need not be chosen.
pub(super) fn brand_of(form: &FormState, brands: &[(String, String)]) -> Option<BrandId> {
    let only = match brands {
        [(only, _)] => Some(only.as_str()),
        _ => None,
    };
    form.optional("brand_id").and_then(|id| id.parse().ok()).or_else(|| only?.parse().ok())
}

fn view<'a>(
    shell: &'a Shell,
    app: &App,
    form: &'a FormState,
    (network, method): (Option<Network>, Option<ConnectMethod>),
    brands: Vec<(String, String)>,
) -> Page<'a> {
    let networks = Network::ALL.iter().copied().filter(|network| app.connector(*network).is_some()).collect();
    let methods = network
        .and_then(|network| app.connector(network))
        .map(|connector| connector.capabilities(None).connect)
        .unwrap_or_default();
    let method = method.filter(|method| methods.contains(method)).or(methods.first().copied());
    Page { shell, form, networks, network, methods, method, brands }
}
