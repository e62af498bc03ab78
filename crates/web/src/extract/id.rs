//! Ids in paths.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::shell::PageError;

/// The ids of a path, typed: `Id(goal_id): Id<GoalId>`, or `Id((post_id, media_id)): Id<(PostId, MediaId)>`. What is no
/// such id leads nowhere, as a foreign one does.
#[derive(Clone, Copy, Debug)]
pub struct Id<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        Path::from_request_parts(parts, state).await.map(|Path(id)| Self(id)).map_err(|_| PageError::NotFound)
    }
}
