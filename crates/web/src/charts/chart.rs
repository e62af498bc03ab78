//! A course over days with its title, legend, names and table.

use std::fmt;

use askama::Template;
use jiff::civil::Date;

use super::scale::Scale;
use super::{area, axis, coordinate, path};
use crate::shell::{Shell, format};

/// What the numbers count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    #[default]
    Count,
    /// Money in minor units of a currency.
    Money(String),
    /// A share, where 1 is everything.
    Share,
}

/// One course; it has a figure or none for each day of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its name, in the page's language.
    pub name: String,
    /// Its figures, in the order of the days.
    pub values: Vec<Option<f64>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Line,
    Bars,
}

/// A picture to be drawn.
#[derive(Clone, Debug)]
pub struct Chart {
    title: String,
    text: String,
    form: Form,
    unit: Unit,
    days: Vec<Date>,
    series: Vec<Series>,
    target: Option<(String, f64)>,
    from_zero: bool,
}

impl Chart {
    fn new(form: Form, title: impl Into<String>, days: Vec<Date>) -> Self {
        Self {
            title: title.into(),
            text: String::new(),
            form,
            unit: Unit::Count,
            days,
            series: Vec::new(),
            target: None,
            from_zero: true,
        }
    }

    /// Lines: for what is at each time, such as followers.
    #[must_use]
    pub fn line(title: impl Into<String>, days: Vec<Date>) -> Self {
        Self::new(Form::Line, title, days)
    }

    /// Bars: for what happened in each time, such as clicks.
    #[must_use]
    pub fn bars(title: impl Into<String>, days: Vec<Date>) -> Self {
        Self::new(Form::Bars, title, days)
    }

    /// What the picture says, in a sentence; read to those who do not see it.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// What the numbers count.
    #[must_use]
    pub fn unit(mut self, unit: Unit) -> Self {
        self.unit = unit;
        self
    }

    /// Adds a course; up to six have colours.
    #[must_use]
    pub fn series(mut self, name: impl Into<String>, values: Vec<Option<f64>>) -> Self {
        self.series.push(Series { name: name.into(), values });
        self
    }

    /// Draws a line where the numbers should be.
    #[must_use]
    pub fn target(mut self, name: impl Into<String>, value: f64) -> Self {
        self.target = Some((name.into(), value));
        self
    }

    /// Lets the scale begin near the lowest value: for courses whose change matters, such as followers.
    #[must_use]
    pub const fn near(mut self) -> Self {
        self.from_zero = false;
        self
    }

    /// Draws it for a page. `id` is the figure's element id.
    #[must_use]
    pub fn draw(&self, shell: &Shell, id: &str) -> Figure {
        let known = self.series.iter().flat_map(|series| &series.values).flatten().copied();
        let values: Vec<f64> = known.filter(|value| value.is_finite()).collect();
        let empty = values.is_empty() || self.days.is_empty();
        let all = values.into_iter().chain(self.target.as_ref().map(|(_, value)| *value));
        let whole = self.unit != Unit::Share;
        let scale = Scale::around(all, 4, self.from_zero || self.form == Form::Bars, whole);
        let marks = self.value_marks(shell, &scale);
        let figure = FigureTemplate {
            shell,
            id,
            title: &self.title,
            text: &self.text,
            empty,
            rows: self.rows(shell),
            gutter: gutter(&marks),
            marks,
            days: self.day_marks(shell),
            target: self.target.as_ref().map(|(name, value)| Target {
                y: coordinate(scale.top_share(*value)),
                name: format!("{name} {}", self.write(shell, *value)),
            }),
            courses: self.courses(&scale),
            bars: self.form == Form::Bars,
            zero: coordinate(scale.floor()),
        };
        match figure.render() {
            Ok(html) => Figure(html),
            Err(error) => {
                tracing::error!(%error, "a chart cannot be drawn");
                Figure(String::new())
            }
        }
    }

    fn write(&self, shell: &Shell, value: f64) -> String {
        #[expect(clippy::cast_possible_truncation, reason = "counts and minor units come from i64")]
        let whole = value.round() as i64;
        match &self.unit {
            Unit::Count if (value - value.round()).abs() > 1e-9 => shell.decimal(value, 1),
            Unit::Count => shell.number(whole),
            Unit::Money(currency) => shell.money(whole, currency),
            Unit::Share => shell.percent(value),
        }
    }

    fn write_short(&self, shell: &Shell, value: f64) -> String {
        #[expect(clippy::cast_possible_truncation, reason = "counts and minor units come from i64")]
        let whole = value.round() as i64;
        match &self.unit {
            Unit::Count => shell.compact(whole),
            Unit::Money(currency) => format::money_short(shell.locale, whole, currency),
            Unit::Share => shell.percent(value),
        }
    }

    /// Where a day stands, in hundredths of the width: on the edges for lines, in its band for bars.
    fn across(&self, index: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "charts have hundreds of days, not 2^52")]
        let (index, count) = (index as f64, self.days.len() as f64);
        match self.form {
            Form::Bars => (index + 0.5) / count * 100.0,
            Form::Line if count > 1.0 => index / (count - 1.0) * 100.0,
            Form::Line => 50.0,
        }
    }

    fn value_marks(&self, shell: &Shell, scale: &Scale) -> Vec<ValueMark> {
        let mark = |value: &f64| ValueMark {
            y: coordinate(scale.top_share(*value)),
            text: self.write_short(shell, *value),
        };
        scale.marks.iter().map(mark).collect()
    }

    fn day_marks(&self, shell: &Shell) -> Vec<DayMark> {
        axis::marks(&self.days, 4, shell.locale)
            .into_iter()
            .map(|mark| {
                let x = self.across(mark.index);
                let anchor = if x > 97.0 { "end" } else { "middle" };
                DayMark { x: coordinate(x), anchor, text: mark.text }
            })
            .collect()
    }

    fn rows(&self, shell: &Shell) -> Vec<Row> {
        let cell = |series: &Series, index: usize| {
            series
                .values
                .get(index)
                .copied()
                .flatten()
                .map_or_else(|| "–".to_owned(), |value| self.write(shell, value))
        };
        self.days
            .iter()
            .enumerate()
            .map(|(index, day)| Row {
                x: coordinate(self.across(index)),
                day: format::day(shell.locale, *day),
                cells: self.series.iter().map(|series| cell(series, index)).collect(),
            })
            .collect()
    }

    fn courses(&self, scale: &Scale) -> Vec<Course> {
        let count = self.series.len();
        let course = |(number, series): (usize, &Series)| {
            let points: Vec<Option<(f64, f64)>> = (0..self.days.len())
                .map(|index| {
                    let value = series.values.get(index).copied().flatten().filter(|value| value.is_finite());
                    value.map(|value| (self.across(index), scale.top_share(value)))
                })
                .collect();
            let filled = count == 1 && self.from_zero;
            Course {
                number: number % 6 + 1,
                name: series.name.clone(),
                line: path(&points),
                area: if filled { area(&points, scale.floor()) } else { String::new() },
                last: points
                    .iter()
                    .rev()
                    .copied()
                    .flatten()
                    .next()
                    .map(|(x, y)| (coordinate(x), coordinate(y))),
                bars: if self.form == Form::Bars {
                    self.bar_shapes(&points, scale, number)
                } else {
                    Vec::new()
                },
            }
        };
        self.series.iter().enumerate().map(course).collect()
    }

    /// The bars of one course: a band of the day, shared by all courses, with air between days.
    fn bar_shapes(&self, points: &[Option<(f64, f64)>], scale: &Scale, number: usize) -> Vec<Bar> {
        #[expect(clippy::cast_precision_loss, reason = "charts have hundreds of days, not 2^52")]
        let (band, among, number) = (100.0 / self.days.len() as f64, self.series.len() as f64, number as f64);
        let air = if among > 1.0 { 0.28 } else { 0.22 };
        let width = band * (1.0 - air) / among;
        let floor = scale.floor();
        points
            .iter()
            .flatten()
            .map(|(x, y)| Bar {
                x: coordinate(x - band * (1.0 - air) / 2.0 + width * number),
                y: coordinate(y.min(floor)),
                width: coordinate(width),
                height: coordinate((floor - y).abs()),
            })
            .collect()
    }
}

/// The width of the column of values, about seven units a letter.
fn gutter(marks: &[ValueMark]) -> usize {
    marks.iter().map(|mark| mark.text.chars().count()).max().unwrap_or(0) * 7 + 4
}

struct ValueMark {
    y: String,
    text: String,
}

struct DayMark {
    x: String,
    anchor: &'static str,
    text: String,
}

struct Target {
    y: String,
    name: String,
}

struct Row {
    x: String,
    day: String,
    cells: Vec<String>,
}

struct Bar {
    x: String,
    y: String,
    width: String,
    height: String,
}

struct Course {
    number: usize,
    name: String,
    line: String,
    area: String,
    last: Option<(String, String)>,
    bars: Vec<Bar>,
}

#[derive(Template)]
#[template(path = "components/chart.html")]
struct FigureTemplate<'a> {
    shell: &'a Shell,
    id: &'a str,
    title: &'a str,
    text: &'a str,
    empty: bool,
    bars: bool,
    zero: String,
    rows: Vec<Row>,
    marks: Vec<ValueMark>,
    gutter: usize,
    days: Vec<DayMark>,
    target: Option<Target>,
    courses: Vec<Course>,
}

/// A drawn picture, ready to be put into a page: `{{ figure }}`.
#[derive(Clone, Debug, Default)]
pub struct Figure(String);

impl fmt::Display for Figure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Figure {}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, Uri};
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn shell() -> Shell {
        Shell::new(&HeaderMap::new(), &Uri::from_static("/"), None)
    }

    fn days(count: i8) -> Vec<Date> {
        (1..=count).map(|day| date(2026, 11, day)).collect()
    }

    #[test]
    fn a_chart_has_picture_and_table() {
        let html = Chart::line("Clicks <b>", days(3))
            .series("Bluesky", vec![Some(1.0), None, Some(1_250.0)])
            .target("Goal", 2_000.0)
            .draw(&shell(), "clicks")
            .to_string();
        for part in [
            "Clicks &#60;b&#62;",
            "<td class=\"num\">1,250</td>",
            "<td class=\"num\">–</td>",
            "Goal 2,000",
            "<details",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("style=") && !html.contains("NaN"));
    }

    #[test]
    fn nothing_known_is_said_and_not_drawn() {
        for chart in
            [Chart::bars("Sales", vec![]), Chart::bars("Sales", days(2)).series("EUR", vec![None, None])]
        {
            let html = chart.draw(&shell(), "sales").to_string();
            assert!(html.contains("No data yet") && !html.contains("<svg class=\"plot"), "{html}");
        }
    }

    proptest! {
        #[test]
        fn any_figures_can_be_drawn(
            values in proptest::collection::vec(proptest::option::of(-1e9_f64..1e9), 0..30), bars: bool, near: bool,
        ) {
            let days = days(28);
            let chart = if bars { Chart::bars("x", days) } else { Chart::line("x", days) };
            let chart = if near { chart.near() } else { chart };
            let html = chart.series("a", values.clone()).series("b", values).draw(&shell(), "x").to_string();
            prop_assert!(!html.contains("NaN") && !html.contains("inf"));
        }
    }
}
