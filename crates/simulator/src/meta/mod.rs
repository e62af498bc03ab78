//! What Meta's networks have in common: the form of refusals, of reads by `fields`, of lists and counters, and how a
//! webhook is signed. It never knows an edge of any network.

pub(crate) mod container;
pub(crate) mod oauth;

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::call::{Call, Form};
use crate::faults::Refusal;
use crate::ids;
use crate::limits::{Charge, Rule, Standing};
use crate::oauth::authority::{Token, TokenFault};
use crate::params::Params;
use crate::stand_in::StandIn;
use crate::state::Shared;
use crate::webhooks::{Webhook, hmac_sha256};

/// Calls of one app within an hour.
const CALLS: Rule = Rule { name: "meta-calls", limit: 20_000, window_ms: 60 * 60 * 1000 };

/// A refusal; nearly all have status 400.
#[derive(Debug, Clone)]
pub(crate) struct GraphError {
    pub(crate) status: StatusCode,
    pub(crate) code: i64,
    pub(crate) subcode: i64,
    pub(crate) message: String,
    pub(crate) transient: bool,
}

pub(crate) type Answered = Result<Value, GraphError>;

impl GraphError {
    pub(crate) fn new(code: i64, subcode: i64, message: &str) -> Self {
        let status = StatusCode::BAD_REQUEST;
        Self { status, code, subcode, message: message.to_owned(), transient: false }
    }

    /// An invalid parameter.
    pub(crate) fn parameter(message: &str) -> Self {
        Self::new(100, 0, &format!("(#100) {message}"))
    }

    /// An object that is not there, or not for this token.
    pub(crate) fn missing(id: &str) -> Self {
        Self::new(
            100,
            33,
            &format!(
                "Unsupported get request. Object with ID '{id}' does not exist, cannot be loaded due to missing \
                 permissions, or does not support this operation"
            ),
        )
    }

    fn kind(&self) -> &'static str {
        match self.code {
            100 => "GraphMethodException",
            _ => "OAuthException",
        }
    }
}

impl IntoResponse for GraphError {
    fn into_response(self) -> Response {
        let mut error = json!({
            "message": self.message, "type": self.kind(), "code": self.code, "fbtrace_id": "AbCdEfGhIjKlMnOpQrS",
        });
        if self.subcode != 0 {
            error["error_subcode"] = self.subcode.into();
        }
        if self.transient {
            error["is_transient"] = true.into();
        }
        (self.status, Json(json!({ "error": error }))).into_response()
    }
}

/// A failure in Meta's words; `throttled` is the code of the network's limit, `duplicate` what is said to the same post again.
pub(crate) fn refusal(refusal: &Refusal, throttled: i64, duplicate: (i64, i64)) -> Response {
    let error = match refusal {
        Refusal::ServerError(status) => GraphError {
            status: *status,
            transient: true,
            ..GraphError::new(2, 0, "An unexpected error has occurred. Please retry your request later.")
        },
        Refusal::TooMany { retry_after } => {
            let minutes = retry_after.as_secs().div_ceil(60);
            let usage = json!({ "1": [{
                "type": "pages", "call_count": 100, "total_cputime": 5, "total_time": 6,
                "estimated_time_to_regain_access": minutes,
            }] });
            let error = GraphError::new(throttled, 0, "(#4) Application request limit reached");
            let mut answer = error.into_response();
            if let Ok(value) = HeaderValue::from_str(&usage.to_string()) {
                answer.headers_mut().insert("x-business-use-case-usage", value);
            }
            return answer;
        }
        Refusal::Expired | Refusal::LostRotation => expired(),
        Refusal::Revoked => revoked(),
        Refusal::Duplicate => GraphError::new(duplicate.0, duplicate.1, "Duplicate status message"),
        Refusal::Invalid => GraphError::parameter("Invalid parameter"),
        Refusal::ErrorInside => {
            GraphError { status: StatusCode::OK, ..GraphError::new(1, 0, "An unknown error has occurred.") }
        }
    };
    error.into_response()
}

fn expired() -> GraphError {
    GraphError::new(190, 463, "Error validating access token: Session has expired")
}

fn revoked() -> GraphError {
    let why = "Error validating access token: The user has not authorized application";
    GraphError::new(190, 458, why)
}

/// The token of a request, with a scope that the network asks for.
pub(crate) fn caller<S: StandIn>(shared: &Shared, call: &Call, scope: &str) -> Result<Token, GraphError> {
    let text = S::token(call);
    let checked = match shared.state::<S>().authority() {
        Some(authority) => authority.check(text.as_deref(), shared.clock.now()),
        None => Err(TokenFault::Unknown),
    };
    let token = checked.map_err(|fault| match fault {
        TokenFault::Missing => {
            GraphError::new(104, 0, "An access token is required to request this resource.")
        }
        TokenFault::Unknown => {
            GraphError::new(190, 0, "Invalid OAuth access token - Cannot parse access token")
        }
        TokenFault::Expired => expired(),
        TokenFault::Revoked => revoked(),
    })?;
    if scope.is_empty() || token.has(scope) {
        return Ok(token);
    }
    Err(GraphError::new(200, 0, &format!("(#200) Requires {scope} permission to manage the object")))
}

/// The parameters of a request.
pub(crate) async fn form(call: &Call) -> Result<Form, GraphError> {
    call.form().await.map_err(|_| GraphError::parameter("The body is malformed"))
}

/// A parameter that must be there.
pub(crate) fn required<'a>(params: &'a Params, name: &str) -> Result<&'a str, GraphError> {
    params
        .get(name)
        .filter(|value| !value.is_empty())
        .ok_or_else(|| GraphError::parameter(&format!("The parameter {name} is required")))
}

/// The names of a `fields` parameter, without what stands in braces or behind a dot.
fn names(fields: &str) -> Vec<String> {
    let (mut names, mut name, mut depth, mut modifier) = (Vec::new(), String::new(), 0_i32, false);
    for letter in fields.chars() {
        match letter {
            '{' | '(' => depth += 1,
            '}' | ')' => depth -= 1,
            ',' if depth == 0 => {
                names.push(std::mem::take(&mut name));
                modifier = false;
            }
            '.' if depth == 0 => modifier = true,
            other if depth == 0 && !modifier => name.push(other),
            _ => {}
        }
    }
    names.push(name);
    names.retain(|name| !name.is_empty());
    names
}

/// An object as a read with `fields` gives it: the id and what was asked for. A field that nobody has fails the call.
pub(crate) fn select(object: &Value, fields: Option<&str>, usual: &[&str], known: &[&str]) -> Answered {
    let asked = match fields {
        Some(fields) => names(fields),
        None => usual.iter().map(|name| (*name).to_owned()).collect(),
    };
    let mut out = Map::new();
    for name in asked {
        if name != "id" && !known.contains(&name.as_str()) {
            return Err(GraphError::parameter(&format!("Tried accessing nonexisting field ({name})")));
        }
        if let Some(value) = object.get(&name).filter(|value| !value.is_null()) {
            out.insert(name, value.clone());
        }
    }
    if let Some(id) = object.get("id") {
        out.insert("id".to_owned(), id.clone());
    }
    Ok(Value::Object(out))
}

/// A page of a list: 25 unless asked otherwise, 100 at most, with cursors.
pub(crate) fn page(items: &[Value], params: &Params) -> Value {
    let limit = params.limit(25, 100);
    let start: usize = params.get("after").and_then(|after| after.parse().ok()).unwrap_or(0);
    let end = items.len().min(start.saturating_add(limit));
    let data = items.get(start..end).unwrap_or_default();
    let mut list = json!({ "data": data });
    if !data.is_empty() {
        list["paging"] = json!({ "cursors": { "before": start.to_string(), "after": end.to_string() } });
        if end < items.len() {
            list["paging"]["next"] = json!(format!("https://graph.example/next?after={end}"));
        }
    }
    list
}

/// A counter.
pub(crate) fn insight(name: &str, period: &str, value: Value) -> Value {
    json!({ "name": name, "period": period, "values": [{ "value": value }] })
}

/// Counters by name, in the order asked for. One that does not exist fails the call.
pub(crate) fn insights(params: &Params, count: impl Fn(&str) -> Option<Value>) -> Answered {
    let asked = required(params, "metric")?;
    let mut data = Vec::new();
    for name in asked.split(',') {
        let told = count(name).ok_or_else(|| {
            GraphError::parameter(&format!("The value must be a valid insights metric: {name}"))
        })?;
        data.push(told);
    }
    Ok(json!({ "data": data }))
}

/// `2026-09-01T08:06:09+0000`.
pub(crate) fn time(epoch_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(epoch_ms)
        .map(|at| at.strftime("%Y-%m-%dT%H:%M:%S+0000").to_string())
        .unwrap_or_default()
}

/// The answer of a handler.
pub(crate) fn reply(answered: Answered) -> Response {
    match answered {
        Ok(value) => Json(value).into_response(),
        Err(error) => error.into_response(),
    }
}

pub(crate) fn charges() -> Vec<Charge> {
    vec![Charge { rule: CALLS, key: "app".to_owned(), points: 1 }]
}

/// `X-App-Usage`, in percent.
pub(crate) fn limit_headers(headers: &mut HeaderMap, standings: &[Standing]) {
    let Some(standing) = standings.first() else { return };
    let percent = standing.percent();
    let usage = json!({ "call_count": percent, "total_time": percent / 2, "total_cputime": percent / 2 });
    if let Ok(value) = HeaderValue::from_str(&usage.to_string()) {
        headers.insert("x-app-usage", value);
    }
}

/// `X-Hub-Signature-256` over the raw body, under the app's secret.
pub(crate) fn sign(secret: &str, webhook: &mut Webhook) {
    let digest = hmac_sha256(secret.as_bytes(), &webhook.body);
    webhook.header("x-hub-signature-256", &format!("sha256={}", ids::hex(&digest)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_with_their_modifiers() {
        assert_eq!(
            names("id,comments.limit(0).summary(true),picture{url,width},shares"),
            ["id", "comments", "picture", "shares"]
        );
    }

    #[test]
    fn an_unknown_field_fails_the_call() {
        let object = json!({ "id": "1", "name": "Tea", "secret": "x" });
        assert_eq!(
            select(&object, Some("name"), &[], &["name"]).unwrap(),
            json!({ "id": "1", "name": "Tea" })
        );
        assert_eq!(select(&object, Some("secret"), &[], &["name"]).unwrap_err().code, 100);
    }
}
