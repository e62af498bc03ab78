//! Accepting an invitation.

use app::accounts::Language;
use app::members::{InvitationView, Proof};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::hide_address;
use crate::extract::Visitor;
use crate::forms::FormState;
use crate::limits::Limit;
use crate::session;
use crate::shell::{Flash, PageResult, Shell, page_with, see_other};
use crate::state::WebState;

#[derive(Template)]
#[template(path = "accounts/invitation.html")]
struct InvitationPage {
    shell: Shell,
    form: FormState,
    invitation: Option<InvitationView>,
    way: Way,
}

/// How the person can accept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// They make an account.
    New,
    /// They have one and give its password.
    Password,
    /// They are signed in to it.
    SignedIn,
    /// Somebody else is signed in here.
    Other,
}

impl InvitationPage {
    async fn new(
        state: &WebState,
        shell: Shell,
        form: FormState,
        visitor: &Visitor,
        token: &str,
    ) -> app::Result<Self> {
        let invitation = state.app.invitation_of_token(token).await?;
        let way = invitation.as_ref().map_or(Way::New, |invitation| way(invitation, visitor));
        Ok(Self { shell, form, invitation, way })
    }

    fn answer(&self, status: StatusCode) -> PageResult {
        let status = if self.invitation.is_some() { status } else { StatusCode::NOT_FOUND };
        let mut response = page_with(status, self)?;
        hide_address(&mut response);
        Ok(response)
    }
}

fn way(invitation: &InvitationView, visitor: &Visitor) -> Way {
    match &visitor.signed_in {
        Some(signed_in) if signed_in.user.email == invitation.email => Way::SignedIn,
        Some(_) => Way::Other,
        None if invitation.has_account => Way::Password,
        None => Way::New,
    }
}

/// `GET /invitations/{token}`
pub async fn get(
    State(state): State<WebState>,
    shell: Shell,
    visitor: Visitor,
    Path(token): Path<String>,
) -> PageResult {
    state.limits.check(Limit::Link, &visitor.origin.address)?;
    let form = FormState::new(&shell);
    InvitationPage::new(&state, shell, form, &visitor, &token).await?.answer(StatusCode::OK)
}

/// `POST /invitations/{token}`
pub async fn post(
    State(state): State<WebState>,
    shell: Shell,
    visitor: Visitor,
    Path(token): Path<String>,
    mut form: FormState,
) -> PageResult {
    state.limits.check(Limit::Link, &visitor.origin.address)?;
    let Some(invitation) = state.app.invitation_of_token(&token).await? else {
        return InvitationPage::new(&state, shell, form, &visitor, &token)
            .await?
            .answer(StatusCode::NOT_FOUND);
    };
    let name = form.text("name");
    let password = form.value("password").to_owned();
    let proof = match (way(&invitation, &visitor), &visitor.signed_in) {
        (Way::SignedIn | Way::Other, Some(signed_in)) => Proof::SignedIn(signed_in),
        (Way::Password, _) => {
            state.limits.check(Limit::SignIn, format!("{} {}", visitor.origin.address, invitation.email))?;
            Proof::Password(&password)
        }
        _ => Proof::New { name: &name, password: &password, language: Language::parse(shell.locale.tag()) },
    };
    match state.app.accept_invitation(&token, proof, &visitor.origin).await {
        Ok(opened) => {
            let welcome =
                Flash::good("accounts-invitation-done").with("workspace", invitation.workspace_name);
            let mut response = see_other(&shell, "/", Some(welcome))?;
            session::keep(&mut response, &opened.token, state.https);
            session::keep_brand(&mut response, "", state.https);
            Ok(response)
        }
        Err(error) => {
            form.absorb(error)?;
            InvitationPage::new(&state, shell, form, &visitor, &token)
                .await?
                .answer(StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}
