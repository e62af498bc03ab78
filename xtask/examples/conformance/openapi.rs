//! OpenAPI 3.0 and 3.1, and Swagger 2.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use crate::{
    Description, forms,
    request::{Request, Verdict},
    shape,
};

const FORM: &str = "application/x-www-form-urlencoded";

/// A network described in one document.
pub struct OpenApi {
    document: Rc<Value>,
    /// The same with schemas as JSON schema has them.
    schemas: Value,
    /// What stands before every path.
    base: &'static str,
    draft: Draft,
    validators: BTreeMap<String, Option<Validator>>,
}

/// A parameter of an operation.
struct Parameter<'a> {
    name: &'a str,
    place: &'a str,
    required: bool,
    schema: &'a Value,
    pointer: String,
}

impl OpenApi {
    /// From a document, whose paths follow `base`.
    pub fn new(document: Value, base: &'static str) -> Self {
        let version = document["openapi"].as_str().unwrap_or("2");
        let draft = if version.starts_with("3.1") { Draft::Draft202012 } else { Draft::Draft4 };
        let mut schemas = document.clone();
        if draft == Draft::Draft4 {
            as_schemas(&mut schemas);
        }
        Self { document: Rc::new(document), schemas, base, draft, validators: BTreeMap::new() }
    }

    /// The path of the description that a request's path is.
    fn template(&self, path: &str) -> Option<String> {
        let given: Vec<&str> = path.strip_prefix(self.base)?.trim_end_matches('/').split('/').collect();
        let paths = self.document["paths"].as_object()?;
        let fits = |template: &&String| {
            let wanted: Vec<&str> = template.trim_end_matches('/').split('/').collect();
            wanted.len() == given.len()
                && wanted.iter().zip(&given).all(|(want, have)| want.starts_with('{') || want == have)
        };
        // Of several the one with the fewest holes: `/tweets/search` before `/tweets/{id}`.
        paths.keys().filter(fits).min_by_key(|template| template.matches('{').count()).cloned()
    }

    /// What a value has wrong under the schema at a place of the document.
    fn faults(&mut self, pointer: &str, value: &Value) -> Vec<String> {
        let Self { schemas, draft, validators, .. } = self;
        let validator = validators.entry(pointer.to_owned()).or_insert_with(|| {
            let mut root = schemas.clone();
            root["$ref"] = format!("#{}", pointer.replace('{', "%7B").replace('}', "%7D")).into();
            if *draft == Draft::Draft202012 {
                root["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
            }
            jsonschema::options().with_draft(*draft).should_validate_formats(false).build(&root).ok()
        });
        let Some(validator) = validator else { return vec![format!("the schema at {pointer} is not one")] };
        let told = validator.iter_errors(value).map(|error| {
            let mut text = error.to_string();
            if text.len() > 300 {
                text = text.chars().take(300).collect();
            }
            format!("`{}`: {text}", error.instance_path())
        });
        told.take(5).collect()
    }

    fn parameters<'a>(document: &'a Value, path: &str, method: &str) -> Vec<Parameter<'a>> {
        let item = format!("/paths/{}", escape(path));
        let mut found: BTreeMap<(&str, &str), Parameter<'a>> = BTreeMap::new();
        for owner in [item.clone(), format!("{item}/{method}")] {
            let list = document.pointer(&format!("{owner}/parameters")).and_then(Value::as_array);
            for (number, given) in list.into_iter().flatten().enumerate() {
                let parameter = shape::resolve(document, given);
                let place = given["$ref"].as_str().map_or_else(
                    || format!("{owner}/parameters/{number}"),
                    |target| target.trim_start_matches('#').to_owned(),
                );
                // Swagger 2 writes the schema into the parameter itself.
                let inner = parameter.get("schema");
                let pointer = if inner.is_some() { format!("{place}/schema") } else { place };
                let (name, place) = (text(&parameter["name"]), text(&parameter["in"]));
                let required = parameter["required"] == true;
                let schema = inner.unwrap_or(parameter);
                found.insert((place, name), Parameter { name, place, required, schema, pointer });
            }
        }
        found.into_values().collect()
    }

    /// Holds the query, and in Swagger 2 the form too, against the parameters.
    fn check_pairs(&mut self, path: &str, method: &str, request: &Request, faults: &mut Vec<String>) {
        let document = Rc::clone(&self.document);
        let parameters = Self::parameters(&document, path, method);
        let forms = document.get("swagger").is_some();
        let mut given: Vec<(String, Value)> = Vec::new();
        let mut texts = request.query.clone();
        if forms {
            texts.extend(request.form.iter().cloned());
            let object = request.json.as_ref().and_then(Value::as_object);
            given.extend(object.into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())));
        }
        for (name, value) in &texts {
            let known = parameters.iter().find(|parameter| parameter.name == name);
            let value = known
                .map_or_else(|| value.as_str().into(), |known| forms::value(&document, known.schema, value));
            given.push((name.clone(), value));
        }
        let named: BTreeSet<&str> = given.iter().map(|(name, _)| name.as_str()).collect();
        for parameter in &parameters {
            let has_header =
                |name: &str| request.headers.iter().any(|header| header.eq_ignore_ascii_case(name));
            let is_sent = match parameter.place {
                "path" => true,
                // Slack's may come as a parameter or in the header that is meant for it.
                _ if parameter.name == "token" && has_header("authorization") => true,
                "header" => has_header(parameter.name),
                _ => named.contains(parameter.name),
            };
            if parameter.required && !is_sent {
                faults.push(format!(
                    "the required {} parameter `{}` is missing",
                    parameter.place, parameter.name
                ));
            }
        }
        for (name, value) in &given {
            let Some(known) = parameters
                .iter()
                .find(|known| known.name == name && ["query", "formData"].contains(&known.place))
            else {
                faults.push(format!("no parameter `{name}`"));
                continue;
            };
            // Where a form would carry JSON as a text, a JSON body carries it as it is.
            if forms && (value.is_array() || value.is_object()) {
                continue;
            }
            let told = self.faults(&known.pointer, value);
            faults.extend(told.into_iter().map(|fault| format!("parameter `{name}` {fault}")));
        }
        self.check_path(path, request, &parameters, &document, faults);
    }

    fn check_path(
        &mut self,
        path: &str,
        request: &Request,
        parameters: &[Parameter<'_>],
        document: &Value,
        faults: &mut Vec<String>,
    ) {
        let given = request.path.strip_prefix(self.base).unwrap_or_default().split('/');
        for (hole, text) in path.split('/').zip(given) {
            let name = hole.trim_start_matches('{').trim_end_matches('}');
            let known = parameters.iter().find(|known| known.place == "path" && known.name == name);
            if let Some(known) = known.filter(|_| hole.starts_with('{')) {
                let told = self.faults(&known.pointer, &forms::value(document, known.schema, text));
                faults.extend(told.into_iter().map(|fault| format!("path parameter `{name}` {fault}")));
            }
        }
    }

    fn check_body(&mut self, path: &str, method: &str, request: &Request, faults: &mut Vec<String>) {
        let place = format!("/paths/{}/{method}/requestBody", escape(path));
        let Some(body) = self.document.pointer(&place) else {
            if request.bytes > 0 && self.document.get("swagger").is_none() {
                faults.push(format!("a {} body where none is described", request.content_type));
            }
            return;
        };
        let place = body["$ref"].as_str().map_or(place, |target| target.trim_start_matches('#').to_owned());
        let body = shape::resolve(&self.document, body);
        if request.bytes == 0 {
            if body["required"] == true {
                faults.push("the required body is missing".to_owned());
            }
            return;
        }
        let kinds = body["content"].as_object().cloned().unwrap_or_default();
        let kind = request.content_type.as_str();
        let Some(content) = kinds.get(kind) else {
            let kinds: Vec<&String> = kinds.keys().collect();
            faults.push(format!("a {kind} body; described are {kinds:?}"));
            return;
        };
        let pointer = |kind: &str| format!("{place}/content/{}/schema", escape(kind));
        let schema = content["schema"].clone();
        let (value, schema, pointer) = if let Some(json) = &request.json {
            (json.clone(), schema, pointer(kind))
        } else if kind == FORM || kind == "multipart/form-data" {
            // Discord takes the JSON of its other form as one field beside the files.
            match request.form.iter().find(|(name, _)| name == "payload_json") {
                Some((_, text)) => {
                    let known = forms::object(&self.document, &schema, &[], &request.files);
                    faults.extend(shape::unknown(&self.document, &schema, &known));
                    let value = serde_json::from_str(text).unwrap_or(Value::Null);
                    (value, kinds["application/json"]["schema"].clone(), pointer("application/json"))
                }
                None => (
                    forms::object(&self.document, &schema, &request.form, &request.files),
                    schema,
                    pointer(kind),
                ),
            }
        } else {
            return;
        };
        faults.extend(self.faults(&pointer, &value).into_iter().map(|fault| format!("body {fault}")));
        faults.extend(
            shape::unknown(&self.document, &schema, &value).into_iter().map(|fault| format!("body: {fault}")),
        );
    }
}

impl Description for OpenApi {
    fn check(&mut self, request: &Request) -> Verdict {
        let Some(path) = self.template(&request.path) else {
            return Verdict::Checked(vec![format!("no path {}", request.path)]);
        };
        let swagger = self.document.get("swagger").is_some();
        let mut method = request.method.to_lowercase();
        let item = self.document["paths"][&path].clone();
        // Slack answers GET and POST alike, whichever its description names.
        if swagger && item.get(&method).is_none() && item.get("get").is_some() {
            "get".clone_into(&mut method);
        }
        if item.get(&method).is_none() {
            return Verdict::Checked(vec![format!("no {} of {path}", request.method)]);
        }
        let mut faults = Vec::new();
        self.check_pairs(&path, &method, request, &mut faults);
        self.check_body(&path, &method, request, &mut faults);
        Verdict::Checked(faults)
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A name as a step of a JSON pointer.
fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// `nullable` as JSON schema has it, and parameters without the word that means something else there.
fn as_schemas(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(as_schemas);
            if object.get("required").is_some_and(Value::is_boolean) {
                object.remove("required");
            }
            if object.get("nullable") == Some(&Value::Bool(true)) {
                object.remove("nullable");
                let inner: Map<String, Value> = std::mem::take(object);
                object.insert("anyOf".to_owned(), json!([{ "type": "null" }, inner]));
            }
        }
        Value::Array(list) => list.iter_mut().for_each(as_schemas),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::OpenApi;
    use crate::{
        Description,
        request::{Request, Verdict},
    };

    fn faults(line: Value) -> Vec<String> {
        let mut api = OpenApi::new(
            json!({ "openapi": "3.0.0", "paths": { "/posts/{id}": { "put": {
                "parameters": [
                    { "name": "id", "in": "path", "required": true, "schema": { "type": "string", "pattern": "^[0-9]+$" } },
                    { "name": "limit", "in": "query", "required": true, "schema": { "type": "integer", "maximum": 9 } }
                ],
                "requestBody": { "required": true, "content": { "application/json": { "schema": {
                    "type": "object", "required": ["text"], "properties": { "text": { "type": "string", "maxLength": 3, "nullable": true } }
                } } } }
            } } } }),
            "/v1",
        );
        match api.check(&Request::read(&line)) {
            Verdict::Checked(faults) => faults,
            Verdict::Beyond(why) => vec![why.to_owned()],
        }
    }

    #[test]
    fn a_request_is_held_against_every_part() {
        let good = json!({ "method": "PUT", "path": "/v1/posts/7", "query": [["limit", "5"]],
            "content_type": "application/json", "body": { "bytes": 9, "json": { "text": null } } });
        assert_eq!(faults(good.clone()), Vec::<String>::new());
        let wrong = |pointer: &str, value: Value| {
            let mut line = good.clone();
            *line.pointer_mut(pointer).expect("a part") = value;
            faults(line).len()
        };
        assert_eq!(wrong("/path", "/v1/pins/7".into()), 1, "a path that is not there");
        assert_eq!(wrong("/method", "POST".into()), 1, "a method that is not there");
        assert_eq!(wrong("/path", "/v1/posts/x".into()), 1, "an id that is none");
        assert_eq!(wrong("/query", json!([])), 1, "a parameter that is missing");
        assert_eq!(wrong("/query", json!([["limit", "12"]])), 1, "a parameter out of bounds");
        assert_eq!(
            wrong("/query", json!([["limit", "1"], ["page", "2"]])),
            1,
            "a parameter that is not there"
        );
        assert_eq!(wrong("/body/json", json!({})), 1, "a property that is missing");
        assert_eq!(wrong("/body/json", json!({ "text": "long" })), 1, "a text that is too long");
        assert_eq!(
            wrong("/body/json", json!({ "text": "a", "media": 1 })),
            1,
            "a property that is not there"
        );
        assert_eq!(wrong("/content_type", "text/plain".into()), 1, "a body of another kind");
        assert_eq!(wrong("/body/bytes", 0.into()), 1, "no body");
    }
}
