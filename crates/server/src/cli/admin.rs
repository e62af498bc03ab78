//! `tandem admin`: what the operator does for people, beside a running `tandem serve` too.

mod create_owner;
mod create_token;
mod reset_password;

use anyhow::bail;
use app::{App, ids::WorkspaceId, workspaces::Workspace};
use clap::Subcommand;

use crate::{config::Config, running};

/// Make owners, tokens and password links on the server's own command line.
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Make an owner with a workspace and a brand of their own.
    CreateOwner(create_owner::CreateOwner),
    /// Make a bearer token for the JSON API; it is told this once.
    CreateToken(create_token::CreateToken),
    /// Make a link by which a person sets a new password: good for one hour, once.
    ResetPassword(reset_password::ResetPassword),
}

impl Admin {
    /// Does it.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let app = running::open_beside(config).await?;
        let done = match self {
            Self::CreateOwner(command) => command.run(&app).await,
            Self::CreateToken(command) => command.run(&app).await,
            Self::ResetPassword(command) => command.run(&app).await,
        };
        app.db.close().await?;
        done
    }
}

/// The workspace of an id or a name; without one, the only workspace there is.
async fn workspace(app: &App, wanted: Option<&str>) -> anyhow::Result<Workspace> {
    let mut all = app.workspaces_of_operator().await?;
    if all.is_empty() {
        bail!("there is no workspace yet: make one with tandem admin create-owner");
    }
    let names = || all.iter().map(|found| format!("\n  {}  {}", found.id, found.name)).collect::<String>();
    let Some(wanted) = wanted.map(str::trim) else {
        if all.len() > 1 {
            bail!("there are several workspaces: name one with --workspace{}", names());
        }
        return Ok(all.remove(0));
    };
    let id: Option<WorkspaceId> = wanted.parse().ok();
    let fits: Vec<usize> = (0..all.len())
        .filter(|&at| id.map_or_else(|| all[at].name == wanted, |id| all[at].id == id))
        .collect();
    match fits.as_slice() {
        [one] => Ok(all.swap_remove(*one)),
        [] => bail!("no workspace is called {wanted:?}; there are{}", names()),
        _ => bail!("several workspaces are called {wanted:?}: name one by its id{}", names()),
    }
}
