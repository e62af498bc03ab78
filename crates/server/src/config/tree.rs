//! Settings as a tree: what was given laid over the defaults, every fault noted, so that none hides another.

use serde_json::Value;

/// `given` over `defaults`. A name that the defaults do not have, or a value of another kind, is a fault, and the default
/// stands. Numbers and truth values may come as text: the environment has nothing else.
pub fn lay_over(defaults: &Value, given: Value, path: &str, faults: &mut Vec<String>) -> Value {
    let wrong = |faults: &mut Vec<String>, wanted: &str| {
        faults.push(format!("{path}: must be {wanted}"));
        defaults.clone()
    };
    match (defaults, given) {
        (Value::Object(known), Value::Object(given)) => {
            let mut merged = known.clone();
            for (name, value) in given {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                match known.get(&name) {
                    Some(default) => {
                        merged.insert(name, lay_over(default, value, &path, faults));
                    }
                    None => faults.push(format!("{path}: there is no such setting")),
                }
            }
            Value::Object(merged)
        }
        (Value::Bool(_), Value::Bool(given)) => Value::Bool(given),
        (Value::Bool(_), Value::String(text)) => match text.trim().to_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Value::Bool(true),
            "false" | "0" | "no" | "off" => Value::Bool(false),
            _ => wrong(faults, "true or false"),
        },
        (Value::Bool(_), _) => wrong(faults, "true or false"),
        (Value::Number(_), Value::Number(given)) if given.is_u64() => Value::Number(given),
        (Value::Number(_), Value::String(text)) => match text.trim().parse::<u64>() {
            Ok(number) => number.into(),
            Err(_) => wrong(faults, "a whole number"),
        },
        (Value::Number(_), _) => wrong(faults, "a whole number"),
        (Value::String(_), Value::String(text)) => Value::String(text),
        (Value::Object(_), _) => wrong(faults, "a section of settings, not a value"),
        (_, _) => wrong(faults, "text"),
    }
}
