//! `tandem admin reset-password`.

use anyhow::anyhow;
use app::{App, Error};
use clap::Args;
use serde_json::json;

use crate::cli::{faults, say};

/// Whose password.
#[derive(Debug, Args)]
pub struct ResetPassword {
    /// The mail address by which they sign in.
    #[arg(long)]
    email: String,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl ResetPassword {
    /// Prints the link, to be handed over.
    pub(super) async fn run(self, app: &App) -> anyhow::Result<()> {
        let link = app.create_reset_link_by_operator(&self.email).await.map_err(|error| match error {
            Error::NotFound => anyhow!(
                "nobody signs in with {:?}: check the address, or make an owner with tandem admin create-owner",
                self.email
            ),
            other => faults::in_words(other, &[("email", "--email")]),
        })?;
        if self.json {
            return say(json!({ "email": link.email, "url": link.url }));
        }
        say(&link.url)?;
        say(format!("Hand it to {}: it works for one hour, once.", link.email))
    }
}
