//! Pictures of numbers, drawn on the server as SVG: courses over time as lines or bars, and
//! sparklines. Each picture carries its table. Drawing is pure: numbers in, markup out; it fetches
//! nothing and invents nothing (a missing figure is a gap, never a zero).

mod axis;
mod chart;
mod scale;
mod spark;

pub use chart::{Chart, Figure, Series, Unit};
pub use spark::Sparkline;

/// A coordinate in hundredths of the width or of the height, as SVG attributes hold it.
fn coordinate(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// The path of a course with its gaps: a new stroke begins after each missing figure.
fn path(points: &[Option<(f64, f64)>]) -> String {
    let mut path = String::new();
    let mut drawing = false;
    for point in points {
        let Some((x, y)) = point else {
            drawing = false;
            continue;
        };
        path.push(if drawing { 'L' } else { 'M' });
        path.push_str(&coordinate(*x));
        path.push(' ');
        path.push_str(&coordinate(*y));
        drawing = true;
    }
    path
}

/// The ground below a course, down to `floor`, stretch by stretch.
fn area(points: &[Option<(f64, f64)>], floor: f64) -> String {
    let mut whole = String::new();
    for stretch in points.split(Option::is_none) {
        let known: Vec<(f64, f64)> = stretch.iter().copied().flatten().collect();
        let (Some((first, _)), Some((last, _))) = (known.first(), known.last()) else { continue };
        if known.len() < 2 {
            continue;
        }
        let line = path(&known.iter().copied().map(Some).collect::<Vec<_>>());
        let (first, last, floor) = (coordinate(*first), coordinate(*last), coordinate(floor));
        whole.push_str(&format!("{line}L{last} {floor}L{first} {floor}Z"));
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_figure_is_a_gap() {
        let points = [Some((0.0, 10.0)), None, Some((50.0, 5.0)), Some((100.0, -0.001))];
        assert_eq!(path(&points), "M0 10M50 5L100 0");
        assert_eq!(area(&points, 100.0), "M50 5L100 0L100 100L50 100Z");
        assert_eq!(path(&[]), "");
    }
}
