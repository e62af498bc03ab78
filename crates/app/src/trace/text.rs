//! The trace as plain text, for a terminal.

use std::fmt::Write;

use jiff::Timestamp;

use super::{Node, Number, NumberUnit, Trace};
use crate::money;

impl Trace {
    /// Every node on a line, numbers below it with their sources; what stands above first.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let _ = writeln!(
            text,
            "Trace of {} {}, made {}, money in {}",
            self.subject.kind,
            self.subject.id,
            time(self.made_at),
            self.currency
        );
        if !self.money {
            text.push_str("Money is not shown: the permission view_money is missing.\n");
        }
        if !self.above.is_empty() {
            text.push_str("\nABOVE\n");
            for node in &self.above {
                self.write_node(&mut text, node, 0);
            }
        }
        text.push_str("\nHERE\n");
        self.write_node(&mut text, &self.subject, 0);
        text
    }

    fn write_node(&self, text: &mut String, node: &Node, depth: usize) {
        let indent = "  ".repeat(depth);
        let _ = write!(text, "{indent}{} \"{}\"  {}", node.kind, node.title, node.id);
        for part in [node.word.as_deref(), node.state.as_deref(), Some(node.detail.as_str())] {
            if let Some(part) = part.filter(|part| !part.is_empty()) {
                let _ = write!(text, "  {part}");
            }
        }
        if let Some(at) = node.at {
            let _ = write!(text, "  {}", time(at));
        }
        text.push('\n');
        for number in &node.numbers {
            let source = &number.source;
            let _ = write!(
                text,
                "{indent}    {:<14} {:>16}  <- {} rows of {}, {}",
                number.name,
                self.value(number),
                source.rows,
                source.from,
                source.rule
            );
            if let Some(at) = source.at {
                let _ = write!(text, ", {}", time(at));
            }
            text.push('\n');
        }
        for cost in &node.costs {
            let amount = money::plain(cost.amount_minor, &self.currency);
            let _ = writeln!(
                text,
                "{indent}    cost line {} {amount} {} {} {}",
                cost.kind, self.currency, cost.incurred_on, cost.label
            );
        }
        for below in &node.below {
            self.write_node(text, below, depth + 1);
        }
        if node.more_below > 0 {
            let _ = writeln!(text, "{indent}  and {} more, in the sums above", node.more_below);
        }
    }

    fn value(&self, number: &Number) -> String {
        match (number.unit, number.value, number.ratio) {
            (NumberUnit::Money, Some(minor), _) => {
                format!("{} {}", money::plain(minor, &self.currency), self.currency)
            }
            (NumberUnit::Ratio, _, Some(ratio)) => format!("{:.1} %", ratio * 100.0),
            (_, Some(value), _) => value.to_string(),
            (_, None, Some(ratio)) => ratio.to_string(),
            _ => format!("no data ({})", number.unknown.unwrap_or("unknown")),
        }
    }
}

fn time(at: i64) -> String {
    Timestamp::from_millisecond(at).map(|at| at.strftime("%Y-%m-%dT%H:%MZ").to_string()).unwrap_or_default()
}
