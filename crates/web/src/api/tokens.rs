//! `/api/v1/tokens`

use app::{
    App, FieldError, Permission,
    api_tokens::{self, NewToken},
    ids::ApiTokenId,
    zone,
};
use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, List, Problems, instant};
use crate::{extract::Id, state::WebState};

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default().routes(routes!(list, create)).routes(routes!(revoke))
}

/// A bearer token; the secret itself is not kept.
#[derive(Debug, Serialize, ToSchema)]
struct Token {
    /// `token_…`
    id: String,
    /// What it is for.
    name: String,
    /// As whom it acts.
    user_name: String,
    /// What it may do.
    scopes: Vec<String>,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339, to ten minutes.
    last_used_at: Option<String>,
    /// RFC 3339.
    expires_at: Option<String>,
    /// RFC 3339.
    revoked_at: Option<String>,
}

impl From<api_tokens::ApiToken> for Token {
    fn from(token: api_tokens::ApiToken) -> Self {
        Self {
            id: token.id.to_string(),
            name: token.name,
            user_name: token.user_name,
            scopes: token.scopes.iter().map(ToString::to_string).collect(),
            created_at: instant(token.created_at),
            last_used_at: token.last_used_at.map(instant),
            expires_at: token.expires_at.map(instant),
            revoked_at: token.revoked_at.map(instant),
        }
    }
}

/// A token to be made.
#[derive(Debug, Deserialize, ToSchema)]
struct TokenInput {
    /// What it is for.
    name: String,
    /// What it may do: words as in each operation's `security`.
    scopes: Vec<String>,
    /// `YYYY-MM-DD`, the last day on which it works.
    expires_on: Option<String>,
}

/// A token just made.
#[derive(Debug, Serialize, ToSchema)]
struct TokenMade {
    /// `token_…`
    id: String,
    /// The secret, told this once.
    token: String,
}

/// The tokens of the workspace.
#[utoipa::path(get, path = "/tokens", tag = "tokens", security(("bearer" = ["manage_workspace"])),
    responses((status = 200, body = List<Token>), Problems))]
async fn list(State(app): State<App>, ApiActor(actor): ApiActor) -> ApiResult<Json<List<Token>>> {
    let tokens = app.api_tokens(&actor).await?;
    Ok(Json(List::whole(tokens.into_iter().map(Token::from).collect())))
}

/// Makes a token with no more scopes than the one that asks.
#[utoipa::path(post, path = "/tokens", tag = "tokens", security(("bearer" = ["manage_workspace"])),
    request_body = TokenInput, responses((status = 201, body = TokenMade), Problems))]
async fn create(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Json(input): Json<TokenInput>,
) -> ApiResult<(StatusCode, Json<TokenMade>)> {
    actor.require(Permission::ManageWorkspace)?;
    let mut faults = app::Faults::default();
    let scopes: Vec<Permission> = input
        .scopes
        .iter()
        .filter_map(|word| {
            let known = Permission::parse(word);
            faults.take(known.ok_or_else(|| FieldError::new("scopes", "scope_unknown").with("scope", word)))
        })
        .collect();
    let expires_on = input.expires_on.as_deref().and_then(|day| faults.take(zone::date("expires_on", day)));
    faults.finish()?;
    let made = app.create_token(&actor, &NewToken { name: input.name, scopes, expires_on }).await?;
    Ok((StatusCode::CREATED, Json(TokenMade { id: made.id.to_string(), token: made.token })))
}

/// Ends a token at once.
#[utoipa::path(delete, path = "/tokens/{token_id}", tag = "tokens", security(("bearer" = ["manage_workspace"])),
    params(("token_id" = String, Path)), responses((status = 204, description = "Ended"), Problems))]
async fn revoke(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<ApiTokenId>,
) -> ApiResult<StatusCode> {
    app.revoke_token(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
