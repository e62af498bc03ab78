//! A course in a line's height, without axes: beside its number.

use std::fmt;

use super::{area, coordinate, path};
use crate::shell::Shell;

/// A sparkline, ready to be put into a page: `{{ spark }}`.
#[derive(Clone, Debug, Default)]
pub struct Sparkline(String);

impl Sparkline {
    /// Draws a course; nothing with fewer than two figures. Read aloud as its two ends, since the
    /// number it stands beside is the news.
    #[must_use]
    pub fn draw(shell: &Shell, values: &[Option<f64>]) -> Self {
        let known: Vec<f64> = values.iter().flatten().copied().filter(|value| value.is_finite()).collect();
        let (Some(first), Some(last), true) = (known.first(), known.last(), known.len() > 1) else {
            return Self::default();
        };
        let low = known.iter().copied().fold(f64::INFINITY, f64::min);
        let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let room = if high > low { high - low } else { 1.0 };
        #[expect(clippy::cast_precision_loss, reason = "a sparkline has dozens of points")]
        let step = 100.0 / (values.len().max(2) - 1) as f64;
        #[expect(clippy::cast_precision_loss, reason = "a sparkline has dozens of points")]
        let points: Vec<Option<(f64, f64)>> = values
            .iter()
            .enumerate()
            .map(|(index, value)| {
                let value = value.filter(|value| value.is_finite())?;
                Some((
                    index as f64 * step,
                    if high > low { 94.0 - (value - low) / room * 88.0 } else { 50.0 },
                ))
            })
            .collect();
        let end = points.iter().rev().copied().flatten().next().unwrap_or((100.0, 50.0));
        let write = |value: f64| shell.decimal(value, usize::from(value.fract().abs() > 1e-9));
        let label = shell.t2("chart-range", "from", write(*first), "to", write(*last));
        Self(format!(
            r#"<svg class="spark" role="img" aria-label="{label}" height="32" width="100%"><svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%"><path class="spark-area" d="{}"/><path class="spark-line" d="{}"/></svg><circle class="spark-end" cx="{}%" cy="{}%" r="2.5"/></svg>"#,
            area(&points, 100.0),
            path(&points),
            coordinate(end.0),
            coordinate(end.1),
        ))
    }

    /// Whether there was enough to draw.
    #[must_use]
    pub const fn is_drawn(&self) -> bool {
        !self.0.is_empty()
    }
}

impl fmt::Display for Sparkline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Sparkline {}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, Uri};

    use super::*;

    #[test]
    fn a_course_needs_two_figures() {
        let shell = Shell::new(&HeaderMap::new(), &Uri::from_static("/"), None);
        assert!(!Sparkline::draw(&shell, &[None, Some(3.0)]).is_drawn());
        let drawn = Sparkline::draw(&shell, &[Some(3.0), None, Some(3.0), Some(1_200.0)]).to_string();
        assert!(drawn.contains("from 3 to 1,200"), "{drawn}");
        assert!(Sparkline::draw(&shell, &[Some(2.0), Some(2.0)]).to_string().contains("M0 50L100 50"));
    }
}
