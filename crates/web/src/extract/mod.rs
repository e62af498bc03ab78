//! The parsing of requests: who asks. Forms are read by [`crate::forms::FormState`], the page's
//! frame by [`crate::shell::Shell`]. It decides nothing: permissions are asked by the use cases.

mod address;
mod id;
mod visitor;

use std::sync::Arc;

use app::Actor;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

pub use id::Id;
pub use visitor::Visitor;

use crate::shell::{PageError, Viewer};

pub use address::client_address;

/// The signed-in person of a page; a stranger is led to the sign-in and back.
#[derive(Clone, Debug)]
pub struct Signed(pub Actor);

impl<S: Send + Sync> FromRequestParts<S> for Signed {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, PageError> {
        parts
            .extensions
            .get::<Arc<Viewer>>()
            .map(|viewer| Self(viewer.actor.clone()))
            .ok_or(PageError::SignIn)
    }
}
