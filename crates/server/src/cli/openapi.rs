//! `tandem openapi`.

use super::say;

/// Prints the description of the JSON API.
pub fn run() -> anyhow::Result<()> {
    say(web::openapi_json())
}
