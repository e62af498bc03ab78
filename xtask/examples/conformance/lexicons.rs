//! The lexicons of the AT Protocol.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Result;
use serde_json::{Map, Value, json};
use unicode_segmentation::UnicodeSegmentation;

use crate::{
    Description,
    request::{Request, Verdict},
};

/// Every lexicon, by its id.
#[derive(Default)]
pub struct Lexicons(BTreeMap<String, Value>);

impl Lexicons {
    /// Reads a folder and all below it.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut found = Self::default();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder)?.flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Some(lexicon) = crate::json(&path)? {
                    found.0.insert(lexicon["id"].as_str().unwrap_or_default().to_owned(), lexicon);
                }
            }
        }
        Ok(found)
    }

    /// The definition that a reference means, and the lexicon it stands in.
    fn definition(&self, home: &str, reference: &str) -> Option<(String, &Value)> {
        let (id, name) = reference.split_once('#').unwrap_or((reference, "main"));
        let id = if id.is_empty() { home } else { id };
        Some((id.to_owned(), self.0.get(id)?["defs"].get(name)?))
    }

    fn check_object(
        &self,
        home: &str,
        schema: &Value,
        given: &Map<String, Value>,
        place: &str,
        faults: &mut Vec<String>,
    ) {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !given.contains_key(name) {
                faults.push(format!("`{place}{name}` is missing"));
            }
        }
        let nullable = |name: &str| {
            schema["nullable"].as_array().is_some_and(|names| names.iter().any(|one| one == name))
        };
        for (name, value) in given {
            match schema["properties"].get(name) {
                Some(_) if value.is_null() && nullable(name) => {}
                Some(inner) => self.check_value(home, inner, value, &format!("{place}{name}."), faults),
                None if name == "$type" => {}
                None => faults.push(format!("no property `{place}{name}`")),
            }
        }
    }

    fn check_value(&self, home: &str, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
        let here = place.trim_end_matches('.');
        match schema["type"].as_str().unwrap_or_default() {
            "object" | "params" => match value.as_object() {
                Some(object) => self.check_object(home, schema, object, place, faults),
                None => faults.push(format!("`{here}` is no object: {value}")),
            },
            "record" => self.check_value(home, &schema["record"], value, place, faults),
            "array" => {
                let Some(list) = value.as_array() else {
                    return faults.push(format!("`{here}` is no list: {value}"));
                };
                if schema["maxLength"].as_u64().is_some_and(|most| list.len() as u64 > most) {
                    faults.push(format!("`{here}` has {} entries", list.len()));
                }
                list.iter().for_each(|one| self.check_value(home, &schema["items"], one, place, faults));
            }
            "ref" => match self.definition(home, schema["ref"].as_str().unwrap_or_default()) {
                Some((home, found)) => self.check_value(&home, found, value, place, faults),
                None => faults.push(format!("`{here}`: no definition {}", schema["ref"])),
            },
            "union" => self.check_union(home, schema, value, place, faults),
            "string" => check_text(schema, value, here, faults),
            "integer" => {
                let most = schema["maximum"].as_i64().unwrap_or(i64::MAX);
                let least = schema["minimum"].as_i64().unwrap_or(i64::MIN);
                if !value.as_i64().is_some_and(|number| (least..=most).contains(&number)) {
                    faults.push(format!("`{here}` is no integer of {least} to {most}: {value}"));
                }
            }
            "boolean" if !value.is_boolean() => faults.push(format!("`{here}` is no boolean: {value}")),
            "blob" => check_blob(schema, value, here, faults),
            "cid-link" if !value["$link"].is_string() => faults.push(format!("`{here}` is no link: {value}")),
            // A record says itself what it is.
            "unknown" => {
                if let Some(kind) = value["$type"].as_str() {
                    match self.definition(home, kind) {
                        Some((home, found)) => self.check_value(&home, found, value, place, faults),
                        None => faults.push(format!("`{here}`: no lexicon {kind}")),
                    }
                }
            }
            _ => {}
        }
    }

    fn check_union(&self, home: &str, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
        let here = place.trim_end_matches('.');
        let Some(kind) = value["$type"].as_str() else {
            return faults.push(format!("`{here}` has no $type"));
        };
        let refs = schema["refs"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let full = |name: &str| {
            let (id, part) = name.split_once('#').unwrap_or((name, "main"));
            format!("{}#{part}", if id.is_empty() { home } else { id })
        };
        if !refs.map(full).any(|known| known == full(kind)) {
            return faults.push(format!("`{here}` may not be {kind}"));
        }
        if let Some((home, found)) = self.definition(home, kind) {
            self.check_value(&home, found, value, place, faults);
        }
    }

    fn check_query(&self, id: &str, schema: &Value, request: &Request, faults: &mut Vec<String>) {
        let mut given = Map::new();
        for (name, text) in &request.query {
            let property = &schema["properties"][name.as_str()];
            let typed = |property: &Value| match property["type"].as_str() {
                Some("integer" | "boolean") => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
                _ => json!(text),
            };
            if property["type"] == "array" {
                let list = given.entry(name.clone()).or_insert_with(|| json!([]));
                if let Some(list) = list.as_array_mut() {
                    list.push(typed(&property["items"]));
                }
            } else {
                given.insert(name.clone(), typed(property));
            }
        }
        self.check_object(id, schema, &given, "", faults);
    }
}

impl Description for Lexicons {
    fn check(&mut self, request: &Request) -> Verdict {
        let Some(id) = request.path.strip_prefix("/xrpc/") else {
            return Verdict::Beyond("identity and OAuth are described elsewhere");
        };
        let mut faults = Vec::new();
        let Some(main) = self.0.get(id).map(|lexicon| &lexicon["defs"]["main"]) else {
            return Verdict::Checked(vec![format!("no lexicon {id}")]);
        };
        let verb = if main["type"] == "procedure" { "POST" } else { "GET" };
        if request.method != verb {
            faults.push(format!("{id} is not called with {}", request.method));
        }
        let none = json!({ "type": "params", "properties": {} });
        self.check_query(id, main.get("parameters").unwrap_or(&none), request, &mut faults);
        match main.get("input") {
            Some(input) => {
                let wanted = input["encoding"].as_str().unwrap_or_default();
                let kind = request.content_type.as_str();
                let range = wanted.strip_suffix('*').map(|range| range.trim_start_matches("*/"));
                if !(wanted == kind || range.is_some_and(|range| kind.starts_with(range))) {
                    faults.push(format!("{id} takes {wanted}, not {kind:?}"));
                }
                if let Some(schema) = input.get("schema") {
                    self.check_value(
                        id,
                        schema,
                        request.json.as_ref().unwrap_or(&Value::Null),
                        "",
                        &mut faults,
                    );
                }
            }
            None if request.bytes > 0 => faults.push(format!("{id} takes no body")),
            None => {}
        }
        Verdict::Checked(faults)
    }
}

fn check_text(schema: &Value, value: &Value, here: &str, faults: &mut Vec<String>) {
    let Some(text) = value.as_str() else { return faults.push(format!("`{here}` is no text: {value}")) };
    let most = |name: &str| schema[name].as_u64().unwrap_or(u64::MAX);
    if text.len() as u64 > most("maxLength") || text.graphemes(true).count() as u64 > most("maxGraphemes") {
        faults.push(format!("`{here}` is too long"));
    }
    if (text.len() as u64) < schema["minLength"].as_u64().unwrap_or(0) {
        faults.push(format!("`{here}` is too short"));
    }
    if schema["enum"].as_array().is_some_and(|words| !words.iter().any(|word| word == text)) {
        faults.push(format!("`{here}` may not be {text:?}"));
    }
    let fits = match schema["format"].as_str() {
        Some("did") => text.starts_with("did:"),
        Some("at-uri") => text.starts_with("at://"),
        Some("at-identifier") => text.starts_with("did:") || text.contains('.'),
        Some("handle") => text.contains('.') && !text.contains(['/', ':']),
        Some("uri") => text.contains(':') && !text.contains(' '),
        Some("datetime") => {
            text.len() >= 20 && text.contains('T') && (text.ends_with('Z') || text.contains('+'))
        }
        Some("nsid") => text.matches('.').count() >= 2,
        Some("cid") => text.starts_with("baf") || text.starts_with("Qm"),
        Some("tid") => text.len() == 13,
        Some("record-key") => {
            let sign = |sign: char| sign.is_ascii_alphanumeric() || "_~.:-".contains(sign);
            !text.is_empty() && text.chars().all(sign)
        }
        _ => true,
    };
    if !fits {
        faults.push(format!("`{here}` is no {}: {text:?}", schema["format"].as_str().unwrap_or_default()));
    }
}

fn check_blob(schema: &Value, value: &Value, here: &str, faults: &mut Vec<String>) {
    if value["$type"] != "blob" || !value["ref"]["$link"].is_string() {
        return faults.push(format!("`{here}` is no blob: {value}"));
    }
    if value["size"].as_u64() > Some(schema["maxSize"].as_u64().unwrap_or(u64::MAX)) {
        faults.push(format!("`{here}` is too large"));
    }
    let kind = value["mimeType"].as_str().unwrap_or_default();
    let fits =
        |accept: &Value| accept.as_str().is_some_and(|accept| kind.starts_with(accept.trim_end_matches('*')));
    if schema["accept"].as_array().is_some_and(|all| !all.iter().any(fits)) {
        faults.push(format!("`{here}` may not be {kind}"));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Lexicons;
    use crate::{
        Description,
        request::{Request, Verdict},
    };

    #[test]
    fn a_record_is_checked_by_what_it_says_it_is() {
        let mut lexicons = Lexicons::default();
        let put = json!({ "defs": { "main": { "type": "procedure", "input": { "encoding": "application/json", "schema": {
            "type": "object", "required": ["record"], "properties": { "record": { "type": "unknown" } } } } } } });
        let post = json!({ "defs": { "main": { "type": "record", "record": { "type": "object", "required": ["text"],
            "properties": { "text": { "type": "string", "maxGraphemes": 3 } } } } } });
        lexicons.0.insert("a.b.put".to_owned(), put);
        lexicons.0.insert("a.b.post".to_owned(), post);
        let mut faults = |record: serde_json::Value| {
            let line = json!({ "path": "/xrpc/a.b.put", "method": "POST", "content_type": "application/json",
                "body": { "bytes": 2, "json": { "record": record } } });
            match lexicons.check(&Request::read(&line)) {
                Verdict::Checked(faults) => faults,
                Verdict::Beyond(why) => vec![why.to_owned()],
            }
        };
        assert!(faults(json!({ "$type": "a.b.post", "text": "e\u{301}bc" })).is_empty());
        assert_eq!(faults(json!({ "$type": "a.b.post", "text": "abcd" })), ["`record.text` is too long"]);
        assert_eq!(faults(json!({ "$type": "a.b.post", "txt": "a" })).len(), 2);
        assert_eq!(faults(json!({ "$type": "a.b.like" })), ["`record`: no lexicon a.b.like"]);
    }
}
