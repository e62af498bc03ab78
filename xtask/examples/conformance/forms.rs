//! Texts of queries and forms as the JSON that a schema speaks of.

use serde_json::{Map, Value};

use crate::shape;

/// The value that a text stands for under a schema.
pub fn value(document: &Value, schema: &Value, text: &str) -> Value {
    let schema = shape::resolve(document, schema);
    let alternatives =
        ["anyOf", "oneOf", "allOf"].iter().filter_map(|word| schema[word].as_array()).flatten();
    match shape::kind(schema) {
        Some("integer" | "number") => {
            text.parse::<serde_json::Number>().map_or_else(|_| text.into(), Value::Number)
        }
        Some("boolean") => text.parse::<bool>().map_or_else(|_| text.into(), Value::Bool),
        Some("array") => text.split(',').map(|one| value(document, &schema["items"], one)).collect(),
        Some("object") => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
        Some(_) => text.into(),
        None => alternatives
            .map(|one| value(document, one, text))
            .find(|value| !value.is_string())
            .unwrap_or_else(|| text.into()),
    }
}

/// A form as an object: names that come more than once are lists, files are texts.
pub fn object(document: &Value, schema: &Value, form: &[(String, String)], files: &[String]) -> Value {
    let mut object = Map::new();
    for (name, text) in form {
        let field = shape::property(document, schema, name).unwrap_or(&Value::Null);
        let one = value(document, field, text);
        match object.get_mut(name) {
            Some(Value::Array(list)) => list.extend(one.as_array().cloned().unwrap_or_else(|| vec![one])),
            _ => drop(object.insert(name.clone(), one)),
        }
    }
    for name in files {
        object.insert(name.clone(), "a file".into());
    }
    Value::Object(object)
}
