//! `tandem serve`.

use std::net::SocketAddr;

use anyhow::Context;
use clap::Args;
use tokio::net::TcpListener;

use super::say;
use crate::{
    config::Config,
    running::{self, Role},
};

/// Run the web server, the JSON API and the background work.
#[derive(Debug, Args)]
pub struct Serve {
    /// Which parts this process runs.
    #[arg(long, value_enum, default_value_t = Role::All)]
    role: Role,
}

impl Serve {
    /// Serves until SIGTERM or Ctrl-C.
    pub async fn run(self, config: Config) -> anyhow::Result<()> {
        let wanted: SocketAddr = config.listen.parse().context("listen")?;
        let listener = TcpListener::bind(wanted)
            .await
            .with_context(|| format!("cannot listen on {wanted}: set TANDEM_LISTEN to a free address"))?;
        let address = listener.local_addr().context("listen")?;
        let app = running::open(&config, address).await?;
        if self.role != Role::Worker {
            say(format!("Tandem is at {}", config.public_url(address)))?;
        }
        running::serve(app, listener, self.role, running::stop_signal()).await
    }
}
