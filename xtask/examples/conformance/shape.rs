//! What JSON schemas leave open: properties that a schema does not name.

use serde_json::Value;

/// Follows references to the schema they mean.
pub fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let mut schema = schema;
    for _ in 0..16 {
        let Some(target) = schema["$ref"].as_str().and_then(|text| text.strip_prefix('#')) else { break };
        match document.pointer(target) {
            Some(found) => schema = found,
            None => break,
        }
    }
    schema
}

/// The schema's type; of several the first that is not null.
pub fn kind(schema: &Value) -> Option<&str> {
    match &schema["type"] {
        Value::String(word) => Some(word),
        Value::Array(words) => words.iter().filter_map(Value::as_str).find(|word| *word != "null"),
        _ => schema.get("properties").map(|_| "object"),
    }
}

/// A schema and everything that it is made of.
fn parts<'a>(document: &'a Value, schema: &'a Value, depth: usize, found: &mut Vec<&'a Value>) {
    let schema = resolve(document, schema);
    found.push(schema);
    if depth < 8 {
        for word in ["allOf", "oneOf", "anyOf"] {
            for part in schema[word].as_array().into_iter().flatten() {
                parts(document, part, depth + 1, found);
            }
        }
    }
}

fn parts_of<'a>(document: &'a Value, schemas: &[&'a Value]) -> Vec<&'a Value> {
    let mut found = Vec::new();
    for schema in schemas {
        parts(document, schema, 0, &mut found);
    }
    found
}

/// Where the schema stands that a property of the value chooses.
pub fn chosen<'a>(document: &'a Value, schema: &'a Value, value: &Value) -> Option<&'a str> {
    let discriminator = &resolve(document, schema)["discriminator"];
    let word = value[discriminator["propertyName"].as_str()?].as_str()?;
    discriminator["mapping"][word].as_str()
}

/// The schema of a property, wherever the schema has it.
pub fn property<'a>(document: &'a Value, schema: &'a Value, name: &str) -> Option<&'a Value> {
    parts_of(document, &[schema]).into_iter().find_map(|part| part["properties"].get(name))
}

/// Tells of every property that no part of the schema names. Schemas allow them unless they say otherwise; the
/// networks drop them in silence, and what was meant is lost.
pub fn unknown(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    walk(document, &[schema], value, "", &mut faults);
    faults
}

fn walk(document: &Value, schemas: &[&Value], value: &Value, path: &str, faults: &mut Vec<String>) {
    let mut all = parts_of(document, schemas);
    let chosen = all
        .iter()
        .filter_map(|part| document.pointer(chosen(document, part, value)?.trim_start_matches('#')));
    all.extend(parts_of(document, &chosen.collect::<Vec<_>>()));
    match value {
        Value::Object(object) => {
            // A schema that names no property, or takes any, says nothing about them.
            let open = all.iter().any(|part| {
                part.get("additionalProperties").is_some_and(|additional| *additional != Value::Bool(false))
            });
            let names = all.iter().any(|part| part.get("properties").is_some());
            for (name, inner) in object {
                let known: Vec<&Value> = all.iter().filter_map(|part| part["properties"].get(name)).collect();
                if known.is_empty() {
                    if names && !open {
                        faults.push(format!("no property `{path}{name}`"));
                    }
                } else {
                    walk(document, &known, inner, &format!("{path}{name}."), faults);
                }
            }
        }
        Value::Array(list) => {
            let items: Vec<&Value> = all.iter().filter_map(|part| part.get("items")).collect();
            for inner in list {
                walk(document, &items, inner, path, faults);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::unknown;

    #[test]
    fn a_property_that_no_part_names_is_told_of() {
        let document = json!({ "S": { "allOf": [
            { "properties": { "text": {}, "media": { "$ref": "#/M" } } },
            { "properties": { "reply": {} } }
        ] }, "M": { "properties": { "ids": { "items": { "type": "string" } } } } });
        let schema = json!({ "$ref": "#/S" });
        let good = json!({ "text": "a", "reply": {}, "media": { "ids": ["1"] } });
        assert!(unknown(&document, &schema, &good).is_empty());
        let bad = json!({ "txt": "a", "media": { "id": "1" } });
        assert_eq!(unknown(&document, &schema, &bad), ["no property `media.id`", "no property `txt`"]);
    }
}
