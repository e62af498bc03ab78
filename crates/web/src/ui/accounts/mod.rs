//! The door and what belongs to a person: set-up, sign-in, reset, invitation, profile, sessions.
//!
//! Pages before the sign-in answer the same to everybody: they never tell which addresses have an account.

mod forgot;
mod invitation;
mod profile;
mod reset;
mod sessions;
mod setup;
mod sign_in;
mod switch;

use axum::http::{HeaderValue, header};
use axum::response::Response;

use crate::route_list::{
    Pages,
    Who::{Anybody, Signed},
};

pub(crate) use setup::currencies;

/// The pages of this room.
pub fn routes(pages: Pages) -> Pages {
    pages
        .get("/setup", Anybody, setup::get)
        .post("/setup", Anybody, setup::post)
        .get("/sign-in", Anybody, sign_in::get)
        .post("/sign-in", Anybody, sign_in::post)
        .post("/sign-out", Anybody, sign_in::sign_out)
        .get("/forgot", Anybody, forgot::get)
        .post("/forgot", Anybody, forgot::post)
        .get("/reset/{token}", Anybody, reset::get)
        .post("/reset/{token}", Anybody, reset::post)
        .get("/invitations/{token}", Anybody, invitation::get)
        .post("/invitations/{token}", Anybody, invitation::post)
        .post("/brand", Signed, switch::brand)
        .post("/workspace", Anybody, switch::workspace)
        .get("/settings/profile", Signed, profile::get)
        .post("/settings/profile", Signed, profile::post)
        .post("/settings/password", Signed, profile::password)
        .get("/settings/sessions", Signed, sessions::get)
        .post("/settings/sessions/{session_id}/revoke", Signed, sessions::revoke)
        .post("/settings/sessions/revoke-others", Signed, sessions::revoke_others)
}

/// The address of such a page is a secret: it goes to no other site and into no cache. With no-referrer, browsers would send its
/// form as from nowhere, and that is refused.
fn hide_address(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}
