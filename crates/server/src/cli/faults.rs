//! What the product refuses, as sentences for the command line: every fault at once, each with what to do.

use anyhow::anyhow;
use app::{Error, FieldError};

/// A refusal as an error of a command. `options` names the option behind each field.
pub fn in_words(error: Error, options: &[(&str, &str)]) -> anyhow::Error {
    match error {
        Error::Invalid(faults) => {
            let lines: Vec<String> = faults.iter().map(|fault| line(fault, options)).collect();
            anyhow!("{}", lines.join("\n        "))
        }
        Error::Conflict("several_workspaces") => {
            anyhow!("there are several workspaces: name one with --workspace")
        }
        Error::Unavailable(why) => anyhow!("{why}; nothing was changed, try again"),
        Error::Full(why) => anyhow!("{why}; nothing was changed: free some space and try again"),
        Error::Store(why) => anyhow!("where files are kept does not answer as it should: {why}"),
        other => anyhow!("{other}"),
    }
}

fn line(fault: &FieldError, options: &[(&str, &str)]) -> String {
    let option = options
        .iter()
        .find(|(field, _)| *field == fault.field)
        .map_or(fault.field.as_str(), |(_, option)| option);
    let value = |name: &str| {
        fault.params.iter().find(|(param, _)| *param == name).map_or("", |(_, value)| value.as_str())
    };
    let says = match fault.code {
        "required" => "is missing".to_owned(),
        "text_too_long" => format!("has {} characters; at most {} fit", value("length"), value("limit")),
        "email_malformed" => "is no mail address".to_owned(),
        "email_taken" => {
            "has an account already; invite this person on the Members page, or use another address"
                .to_owned()
        }
        "name_taken" => "is taken; choose another".to_owned(),
        "password_short" => {
            format!("has {} characters; it needs at least {}", value("length"), value("least"))
        }
        "password_long" => format!("is too long; at most {} bytes fit", value("most")),
        "password_common" => "is one of those that are tried first; take several unrelated words".to_owned(),
        "password_own" => "holds the name or the address; take other words".to_owned(),
        "zone_unknown" => format!("{:?} is no IANA zone; write for instance Europe/Berlin", value("zone")),
        "currency_unknown" => {
            format!("{:?} is no ISO 4217 currency; write for instance EUR", value("currency"))
        }
        "scope_not_held" => format!("the owner may not do {:?}, so no token can", value("scope")),
        "date_past" => "is over already".to_owned(),
        code => format!("was refused ({code})"),
    };
    format!("{option}: {says}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_told_with_its_option() {
        let faults = vec![
            FieldError::new("workspace_name", "required"),
            FieldError::new("zone", "zone_unknown").with("zone", "Mars"),
        ];
        let told = in_words(Error::Invalid(faults), &[("workspace_name", "--workspace"), ("zone", "--zone")]);
        assert_eq!(
            told.to_string(),
            "--workspace: is missing\n        --zone: \"Mars\" is no IANA zone; write for instance Europe/Berlin"
        );
    }
}
