//! Telegram's list of methods and types.

use serde_json::{Map, Value};

use crate::{
    Description,
    request::{Request, Verdict},
};

/// The document.
pub struct Methods(pub Value);

impl Methods {
    fn check_fields(&self, owner: &Value, given: &Map<String, Value>, place: &str, faults: &mut Vec<String>) {
        let fields = || owner["fields"].as_array().into_iter().flatten();
        for field in fields() {
            let name = field["name"].as_str().unwrap_or_default();
            match given.get(name) {
                None if field["required"] == true => faults.push(format!("`{place}{name}` is missing")),
                None => {}
                Some(value) => {
                    let kinds = || field["types"].as_array().into_iter().flatten().filter_map(Value::as_str);
                    let all: Vec<Vec<String>> = kinds()
                        .map(|kind| {
                            let mut told = Vec::new();
                            self.check_value(kind, value, &format!("{place}{name}."), &mut told);
                            told
                        })
                        .collect();
                    // One of the types is enough; else what the nearest of them says.
                    if let Some(nearest) = all.into_iter().min_by_key(Vec::len) {
                        faults.extend(nearest);
                    }
                }
            }
        }
        for name in given.keys() {
            if !fields().any(|field| field["name"] == name.as_str()) {
                faults.push(format!("no field `{place}{name}`"));
            }
        }
    }

    fn check_value(&self, kind: &str, value: &Value, place: &str, faults: &mut Vec<String>) {
        let mut wrong = || faults.push(format!("`{}` is not {kind}: {value}", place.trim_end_matches('.')));
        match kind {
            "Integer" if !value.is_i64() => wrong(),
            "Float" if !value.is_number() => wrong(),
            "Boolean" if !value.is_boolean() => wrong(),
            "String" | "InputFile" if !value.is_string() => wrong(),
            "Integer" | "Float" | "Boolean" | "String" | "InputFile" => {}
            _ => match kind.strip_prefix("Array of ") {
                Some(inner) => match value.as_array() {
                    Some(list) => list.iter().for_each(|one| self.check_value(inner, one, place, faults)),
                    None => wrong(),
                },
                None => self.check_type(kind, value, place, faults),
            },
        }
    }

    fn check_type(&self, kind: &str, value: &Value, place: &str, faults: &mut Vec<String>) {
        let described = &self.0["types"][kind];
        let Some(object) = value.as_object() else {
            faults.push(format!("`{}` is not {kind}: {value}", place.trim_end_matches('.')));
            return;
        };
        let kinds: Vec<&str> =
            described["subtypes"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if kinds.is_empty() {
            return self.check_fields(described, object, place, faults);
        }
        let all = kinds.iter().map(|kind| {
            let mut told = Vec::new();
            self.check_type(kind, value, place, &mut told);
            told
        });
        faults.extend(all.min_by_key(Vec::len).unwrap_or_default());
    }

    /// A form's text as the value that the field's type stands for.
    fn typed(method: &Value, name: &str, text: &str) -> Value {
        let field = method["fields"].as_array().into_iter().flatten().find(|field| field["name"] == name);
        let kinds = field.map(|field| &field["types"]).and_then(Value::as_array);
        let is_text = kinds.into_iter().flatten().any(|kind| kind == "String" || kind == "InputFile");
        let parsed = || serde_json::from_str(text).ok();
        if is_text { text.into() } else { parsed().unwrap_or_else(|| text.into()) }
    }
}

impl Description for Methods {
    fn check(&mut self, request: &Request) -> Verdict {
        let mut steps = request.path.trim_start_matches('/').splitn(2, '/');
        let bot = steps.next().unwrap_or_default();
        let name = steps.next().unwrap_or_default();
        let method = &self.0["methods"][name];
        if !bot.starts_with("bot") || method.is_null() {
            return Verdict::Checked(vec![format!("no method `{name}`")]);
        }
        let mut given: Map<String, Value> =
            request.json.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
        for (name, text) in request.query.iter().chain(&request.form) {
            given.insert(name.clone(), Self::typed(method, name, text));
        }
        let mut faults = Vec::new();
        for file in &request.files {
            let asked = format!("attach://{file}");
            // A file is a field of its own, or one that another field names.
            let is_field =
                method["fields"].as_array().into_iter().flatten().any(|field| field["name"] == *file);
            if is_field {
                given.insert(file.clone(), "a file".into());
            } else if !request.form.iter().any(|(_, text)| text.contains(&asked)) {
                faults.push(format!("no field asks for the file `{file}`"));
            }
        }
        self.check_fields(method, &given, "", &mut faults);
        Verdict::Checked(faults)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Methods;
    use crate::{
        Description,
        request::{Request, Verdict},
    };

    #[test]
    fn fields_are_checked_by_their_types() {
        let mut methods = Methods(json!({
            "methods": { "send": { "fields": [
                { "name": "chat_id", "types": ["Integer", "String"], "required": true },
                { "name": "media", "types": ["Array of Picture"], "required": false }
            ] } },
            "types": { "Picture": { "fields": [{ "name": "file", "types": ["String"], "required": true }] } }
        }));
        let mut faults = |body: serde_json::Value| {
            let line = json!({ "path": "/bot1:a/send", "method": "POST", "body": { "json": body } });
            match methods.check(&Request::read(&line)) {
                Verdict::Checked(faults) => faults,
                Verdict::Beyond(why) => vec![why.to_owned()],
            }
        };
        assert!(faults(json!({ "chat_id": "@a", "media": [{ "file": "x" }] })).is_empty());
        assert_eq!(faults(json!({})), ["`chat_id` is missing"]);
        assert_eq!(faults(json!({ "chat_id": 1, "media": [{ "url": "x" }] })).len(), 2);
        assert_eq!(faults(json!({ "chat_id": 1, "caption": "x" })), ["no field `caption`"]);
    }
}
