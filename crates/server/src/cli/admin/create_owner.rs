//! `tandem admin create-owner`.

use std::io::{self, BufRead};

use anyhow::Context;
use app::{
    App,
    accounts::{Language, NewOwner},
    workspaces::NewWorkspace,
};
use clap::Args;
use jiff::tz::TimeZone;
use serde_json::json;

use crate::cli::{faults, say};

const OPTIONS: [(&str, &str); 7] = [
    ("name", "--name"),
    ("email", "--email"),
    ("password", "the password"),
    ("workspace_name", "--workspace"),
    ("brand_name", "--brand"),
    ("zone", "--zone"),
    ("currency", "--currency"),
];

/// What makes an owner.
#[derive(Debug, Args)]
pub struct CreateOwner {
    /// Their name.
    #[arg(long)]
    name: String,
    /// Their mail address, by which they sign in.
    #[arg(long)]
    email: String,
    /// Name of their workspace.
    #[arg(long)]
    workspace: String,
    /// Name of its first brand.
    #[arg(long)]
    brand: String,
    /// IANA zone of the workspace, such as Europe/Berlin [default: this machine's].
    #[arg(long)]
    zone: Option<String>,
    /// ISO 4217 currency of the workspace.
    #[arg(long, default_value = "EUR")]
    currency: String,
    /// Their language: en, de or es [default: their browser's].
    #[arg(long, value_parser = language)]
    language: Option<Language>,
    /// Read the password from standard input; otherwise one is made and printed this once.
    #[arg(long)]
    password_stdin: bool,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl CreateOwner {
    /// Makes the owner.
    pub(super) async fn run(self, app: &App) -> anyhow::Result<()> {
        let (password, made) =
            if self.password_stdin { (read_password()?, false) } else { (passphrase(), true) };
        let new = NewOwner {
            name: self.name,
            email: self.email.clone(),
            password: password.clone(),
            language: self.language,
            workspace: NewWorkspace {
                workspace: self.workspace,
                brand: self.brand,
                zone: self.zone.unwrap_or_else(machine_zone),
                currency: self.currency.trim().to_uppercase(),
            },
        };
        let owner = app.create_another_owner(new).await.map_err(|error| faults::in_words(error, &OPTIONS))?;
        let email = self.email.trim().to_lowercase();
        if self.json {
            return say(json!({
                "user_id": owner.user_id, "workspace_id": owner.workspace_id, "brand_id": owner.brand_id,
                "email": email, "password": made.then_some(password), "url": app.settings.public_url,
            }));
        }
        say(format!("Owner     {email}  {}", owner.user_id))?;
        say(format!("Workspace {}", owner.workspace_id))?;
        say(format!("Brand     {}", owner.brand_id))?;
        if made {
            say(format!("Password  {password}  (shown this once)"))?;
        }
        say(format!("Sign in at {}", app.settings.public_url))
    }
}

fn read_password() -> anyhow::Result<String> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).context("cannot read the password from standard input")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn machine_zone() -> String {
    TimeZone::system().iana_name().unwrap_or("UTC").to_owned()
}

fn language(word: &str) -> Result<Language, String> {
    Language::parse(word).ok_or_else(|| "write en, de or es".to_owned())
}

/// 128 random bits in groups of four letters and digits, none of which is taken for another.
pub fn passphrase() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bits: [u8; 26] = rand::random();
    let letters: Vec<char> = bits.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_password_passes_the_rules() {
        for _ in 0..200 {
            let made = passphrase();
            assert!(
                app::accounts::check_password("password", &made, &["owner@example.com"]).is_ok(),
                "{made}"
            );
        }
    }
}
