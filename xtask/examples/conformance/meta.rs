//! Meta's lists of nodes: their fields, their edges, and what each edge takes.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{
    Description,
    request::{Request, Verdict},
};

/// Parameters that every call of the Graph API takes: tokens, the choice of fields, pages.
const ANYWHERE: [&str; 9] =
    ["access_token", "appsecret_proof", "fields", "limit", "after", "before", "summary", "filter", "order"];

/// The nodes that a network's calls are about.
pub struct Nodes {
    nodes: BTreeMap<String, Value>,
    names: &'static [&'static str],
}

impl Nodes {
    /// Reads every node of a folder; calls are about those of these names.
    pub fn read(folder: &Path, names: &'static [&'static str]) -> Result<Self> {
        let mut nodes = BTreeMap::new();
        for entry in std::fs::read_dir(folder)?.flatten() {
            let file = entry.path();
            if file.extension().is_some_and(|ending| ending == "json") {
                let name = file.file_stem().and_then(|name| name.to_str()).context("a name")?.to_owned();
                nodes.insert(name, crate::json(&file)?.context("a file")?);
            }
        }
        Ok(Self { nodes, names })
    }

    /// The fields asked for that a node does not have.
    fn unknown_fields(&self, node: &str, wanted: &str) -> Vec<String> {
        let Some(known) = self.nodes.get(node).map(|node| &node["fields"]) else { return Vec::new() };
        let has = |name: &str| known.as_array().into_iter().flatten().any(|field| field["name"] == name);
        // Counters and edges may be asked for as fields: `comments.summary(true)`.
        let edge = |name: &str| {
            let apis = self.nodes.get(node).and_then(|node| node["apis"].as_array());
            apis.into_iter().flatten().any(|api| api["endpoint"] == name)
        };
        let names = split(wanted).into_iter().filter(|name| !has(name) && !edge(name));
        names.map(|name| format!("{node} has no field `{name}`")).collect()
    }

    fn against(&self, node: &str, edge: Option<&str>, request: &Request) -> Option<Vec<String>> {
        let verb = match (request.method.as_str(), edge) {
            ("GET", None) => "#get",
            ("DELETE", None) => "#delete",
            (_, None) => "#update",
            (_, Some(edge)) => edge,
        };
        let apis = self.nodes.get(node)?["apis"].as_array()?;
        let api = apis.iter().find(|api| {
            api["method"] == request.method.as_str() && (api["endpoint"] == verb || api["name"] == verb)
        })?;
        let params = || api["params"].as_array().into_iter().flatten();
        let given: Vec<&str> =
            request.query.iter().chain(&request.form).map(|(name, _)| name.as_str()).collect();
        let mut faults = Vec::new();
        for name in given.iter().copied().chain(request.files.iter().map(String::as_str)) {
            let bare = name.split('[').next().unwrap_or(name);
            if !ANYWHERE.contains(&bare) && !params().any(|param| param["name"] == bare) {
                faults.push(format!("{node} {verb} takes no `{name}`"));
            }
        }
        for param in params().filter(|param| param["required"] == true) {
            let name = param["name"].as_str().unwrap_or_default();
            if !given.iter().any(|given| given.split('[').next() == Some(name)) {
                faults.push(format!("{node} {verb} needs `{name}`"));
            }
        }
        if let Some((_, wanted)) = request.query.iter().find(|(name, _)| name == "fields") {
            let answer = api["return"].as_str().unwrap_or(node);
            faults.extend(self.unknown_fields(answer, wanted));
        }
        Some(faults)
    }
}

/// The names of a list of fields, without what stands in braces and brackets.
fn split(wanted: &str) -> Vec<&str> {
    let (mut names, mut depth, mut start) = (Vec::new(), 0_i32, 0);
    for (place, sign) in wanted.char_indices() {
        match sign {
            '{' | '(' => depth += 1,
            '}' | ')' => depth -= 1,
            ',' if depth == 0 => {
                names.push(&wanted[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    names.push(&wanted[start..]);
    let bare = |name: &str| name.find(['{', '(', '.']).unwrap_or(name.len());
    names.into_iter().map(|name| name[..bare(name)].trim()).filter(|name| !name.is_empty()).collect()
}

impl Description for Nodes {
    fn check(&mut self, request: &Request) -> Verdict {
        let steps: Vec<&str> = request.path.trim_matches('/').split('/').collect();
        let edge = match steps.as_slice() {
            [_version, _node] => None,
            [_version, _node, edge] => Some(*edge),
            _ => return Verdict::Checked(vec![format!("no node at {}", request.path)]),
        };
        // Which node an id names only the network knows: it must be right for one of them.
        let told = self.names.iter().filter_map(|node| self.against(node, edge, request));
        match told.min_by_key(Vec::len) {
            Some(faults) => Verdict::Checked(faults),
            None => Verdict::Checked(vec![format!(
                "no node takes {} {}",
                request.method,
                edge.unwrap_or("itself")
            )]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn fields_are_taken_apart() {
        assert_eq!(split("id,comments.limit(1).summary(true){id,from},link"), ["id", "comments", "link"]);
    }
}
