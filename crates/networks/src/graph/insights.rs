//! Counters. A network that knows one name of a request no more refuses the whole of it, so a refused group is asked for
//! one by one.

use serde::Deserialize;
use serde_json::Value;

use super::{Graph, List};
use crate::{Error, ErrorKind, Metric};

/// A counter in either of its two forms.
#[derive(Deserialize)]
struct Insight {
    name: String,
    #[serde(default)]
    values: Vec<Reading>,
    total_value: Option<Reading>,
}

#[derive(Deserialize)]
struct Reading {
    value: Value,
}

impl Insight {
    /// The last value told; those that are split (by kind of reaction, paid or not) are summed.
    fn count(&self) -> Option<i64> {
        let value = self.total_value.as_ref().or_else(|| self.values.last()).map(|reading| &reading.value)?;
        match value {
            Value::Object(pieces) if !pieces.is_empty() => pieces.values().map(Value::as_i64).sum(),
            other => other.as_i64(),
        }
    }
}

impl Graph {
    /// Counters by the network's names; one that it does not tell is absent.
    pub(crate) async fn insights(
        &self,
        base_url: &str,
        path: &str,
        token: &str,
        names: &[(&str, Metric)],
        more: &[(&str, &str)],
    ) -> Result<Vec<(Metric, i64)>, Error> {
        match self.group(base_url, path, token, names, more).await {
            Err(error) if is_untold(&error) => {}
            outcome => return outcome,
        }
        let mut told = Vec::new();
        for name in names {
            match self.group(base_url, path, token, std::slice::from_ref(name), more).await {
                Ok(values) => told.extend(values),
                Err(error) if is_untold(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(told)
    }

    async fn group(
        &self,
        base_url: &str,
        path: &str,
        token: &str,
        names: &[(&str, Metric)],
        more: &[(&str, &str)],
    ) -> Result<Vec<(Metric, i64)>, Error> {
        let joined = names.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(",");
        let mut query = vec![("metric", joined.as_str())];
        query.extend_from_slice(more);
        let answer = self.ask(self.get(base_url, path, token, &query)?).await?;
        let list: List<Insight> = answer.json()?;
        let metric = |name: &str| names.iter().find(|(known, _)| *known == name).map(|(_, metric)| *metric);
        Ok(list.data.iter().filter_map(|insight| Some((metric(&insight.name)?, insight.count()?))).collect())
    }
}

/// An unknown name, or counters that are kept back (too few viewers, a permission that was not given).
const fn is_untold(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Invalid | ErrorKind::Permission)
}

/// A counter that was not told is absent, never 0.
pub(crate) fn told<const N: usize>(counters: [(Metric, Option<i64>); N]) -> Vec<(Metric, i64)> {
    counters.into_iter().filter_map(|(metric, value)| Some((metric, value?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_in_every_form() {
        let cases = [
            (serde_json::json!({ "name": "n", "values": [{ "value": 7 }] }), Some(7)),
            (serde_json::json!({ "name": "n", "values": [{ "value": 1 }, { "value": 9 }] }), Some(9)),
            (serde_json::json!({ "name": "n", "total_value": { "value": 3 } }), Some(3)),
            (serde_json::json!({ "name": "n", "values": [{ "value": { "like": 2, "love": 3 } }] }), Some(5)),
            (serde_json::json!({ "name": "n", "values": [{ "value": {} }] }), None),
            (serde_json::json!({ "name": "n", "values": [] }), None),
        ];
        for (given, expected) in cases {
            let insight: Insight = serde_json::from_value(given.clone()).unwrap();
            assert_eq!(insight.count(), expected, "{given}");
        }
    }
}
