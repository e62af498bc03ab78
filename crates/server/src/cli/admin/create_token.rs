//! `tandem admin create-token`.

use anyhow::bail;
use app::{App, Permission, api_tokens::NewToken};
use clap::Args;
use jiff::civil::Date;
use serde_json::json;

use crate::cli::{faults, say};

const OPTIONS: [(&str, &str); 3] =
    [("name", "--name"), ("scopes", "--scopes"), ("expires_on", "--expires-on")];

/// What makes a token.
#[derive(Debug, Args)]
pub struct CreateToken {
    /// Name or id of the workspace; may be left out where there is only one.
    #[arg(long)]
    workspace: Option<String>,
    /// What the token is for.
    #[arg(long)]
    name: String,
    /// What it may do: words with commas between, or all.
    #[arg(long, value_delimiter = ',')]
    scopes: Vec<String>,
    /// The last day on which it works, YYYY-MM-DD in the workspace's zone [default: until revoked].
    #[arg(long)]
    expires_on: Option<Date>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl CreateToken {
    /// Makes the token, which acts as the workspace's owner within its scopes.
    pub(super) async fn run(self, app: &App) -> anyhow::Result<()> {
        let scopes = read_scopes(&self.scopes)?;
        let workspace = super::workspace(app, self.workspace.as_deref()).await?;
        let actor = app.actor_of_operator(Some(workspace.id)).await?;
        let new = NewToken { name: self.name, scopes, expires_on: self.expires_on };
        let made = app.create_token(&actor, &new).await.map_err(|error| faults::in_words(error, &OPTIONS))?;
        if self.json {
            return say(json!({
                "id": made.id, "workspace_id": workspace.id, "token": made.token, "scopes": new.scopes,
            }));
        }
        say(&made.token)?;
        say(format!("Shown this once. It is {}, for the workspace {:?}.", made.id, workspace.name))
    }
}

/// Every wrong word at once.
fn read_scopes(words: &[String]) -> anyhow::Result<Vec<Permission>> {
    let words: Vec<&str> = words.iter().map(|word| word.trim()).filter(|word| !word.is_empty()).collect();
    if words == ["all"] {
        return Ok(Permission::ALL.to_vec());
    }
    let wrong: Vec<&str> = words.iter().copied().filter(|word| Permission::parse(word).is_none()).collect();
    if !wrong.is_empty() || words.is_empty() {
        let known: Vec<&str> = Permission::ALL.iter().map(|scope| scope.as_str()).collect();
        let fault =
            if words.is_empty() { "is missing".to_owned() } else { format!("unknown: {}", wrong.join(", ")) };
        bail!("--scopes: {fault}; write all, or some of {}", known.join(","));
    }
    Ok(words.into_iter().filter_map(Permission::parse).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_words_of_ours() {
        let read = |text: &str| read_scopes(&text.split(',').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(read("view, publish").expect("scopes"), [Permission::View, Permission::Publish]);
        assert_eq!(read("all").expect("scopes"), Permission::ALL);
        let told = read("view,fly,swim").expect_err("unknown").to_string();
        assert!(told.contains("unknown: fly, swim") && told.contains("view,manage_goals"), "{told}");
        assert!(read("").is_err());
    }
}
