//! `tandem trace`.

use anyhow::anyhow;
use app::{Error, trace::Depth};
use clap::Args;

use super::say;
use crate::{config::Config, running};

/// Show what stands above anything and what came of it below, with every number's source.
#[derive(Debug, Args)]
pub struct Trace {
    /// Id of a goal, campaign, post, delivery, link, click, visit, conversion or lead, with or without its prefix.
    id: String,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Trace {
    /// Prints the trace, as the owner of the workspace would see it. Works beside a running `tandem serve`.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let app = running::open_beside(config).await?;
        let traced = async {
            let actor = app.actor_of_operator_at(&self.id).await?;
            app.trace(&actor, &self.id, Depth::Whole).await
        };
        let traced = traced.await.map_err(|error| match error {
            Error::NotFound => anyhow!(
                "nothing here has the id {:?}: copy it from the address of a page or from the API, such as post_0190…",
                self.id
            ),
            other => anyhow!("{other}"),
        });
        app.db.close().await?;
        let traced = traced?;
        if self.json { say(serde_json::to_string_pretty(&traced)?) } else { say(traced.to_text().trim_end()) }
    }
}
