//! A legend as SVG: sharp at any size, with texts that stay texts.

use hexward_engine::model::{Language, Text};
use hexward_engine::render::{Legend, LegendEntry, Theme};

use crate::markup::Element;

const MARGIN_PX: f64 = 14.0;
const ROW_PX: f64 = 24.0;
const SWATCH_PX: (f64, f64) = (30.0, 16.0);
const TITLE_PX: f64 = 16.0;
const TEXT_PX: f64 = 13.0;
const FONTS: &str = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif";

/// The colours of the legend itself.
#[derive(Clone, Copy)]
struct Sheet {
    paper: &'static str,
    ink: &'static str,
    quiet: &'static str,
}

impl Sheet {
    fn of(theme: Theme) -> Self {
        let [paper, ink, quiet] = match theme {
            Theme::Light => ["#ffffff", "#1d242c", "#5a636e"],
            Theme::Dark => ["#161b22", "#e6edf3", "#96a0ab"],
        };
        Self { paper, ink, quiet }
    }
}

/// The legend on paper of its theme, in a language, as wide as its longest line may be.
pub(crate) fn legend_svg(legend: &Legend, language: Language, theme: Theme) -> String {
    let sheet = Sheet::of(theme);
    let pick = |text: &Text| language.pick(&text.zh, &text.en).to_owned();
    let title = pick(&legend.title);
    let unit = legend.unit.as_ref().map(pick);
    let parts: Vec<String> = unit.into_iter().chain(legend.scale.clone()).collect();
    let subtitle = parts.join(" · ");
    let left = MARGIN_PX + SWATCH_PX.0 + 10.0;
    let rows: Vec<String> = legend
        .entries
        .iter()
        .map(|entry| row(entry, language))
        .collect();
    let widths = rows.iter().map(|row| left + width_px(row, TEXT_PX));
    let heads = [(&title, TITLE_PX), (&subtitle, TEXT_PX)];
    let heads = heads.map(|(text, size)| MARGIN_PX + width_px(text, size));
    let width = widths.chain(heads).fold(160.0, f64::max).ceil() + MARGIN_PX;
    let top = MARGIN_PX + TITLE_PX + if subtitle.is_empty() { 10.0 } else { 30.0 };
    let height = top + ROW_PX * rows.len() as f64 + MARGIN_PX / 2.0;
    let paper = Element::new("rect")
        .with("width", width)
        .with("height", height)
        .with("fill", sheet.paper);
    let entries = legend.entries.iter().zip(&rows).enumerate();
    let entries = entries.flat_map(|(i, (entry, row))| {
        let y = top + ROW_PX * i as f64;
        let mut drawn = swatch(entry, i, (MARGIN_PX, y), sheet);
        drawn.push(line(row, TEXT_PX, (left, y + 13.0), sheet.ink));
        drawn
    });
    let root = Element::new("svg")
        .with("xmlns", "http://www.w3.org/2000/svg")
        .with("width", width)
        .with("height", height)
        .with("viewBox", format!("0 0 {width} {height}"))
        .with("font-family", FONTS)
        .holding([
            paper,
            line(
                &title,
                TITLE_PX,
                (MARGIN_PX, MARGIN_PX + TITLE_PX - 2.0),
                sheet.ink,
            ),
            line(
                &subtitle,
                TEXT_PX,
                (MARGIN_PX, MARGIN_PX + TITLE_PX + 18.0),
                sheet.quiet,
            ),
        ])
        .holding(entries);
    root.document()
}

fn line(text: &str, size: f64, (x, y): (f64, f64), color: &str) -> Element {
    Element::of("text", text)
        .with("x", x)
        .with("y", y)
        .with("font-size", size)
        .with("fill", color)
}

/// About how wide a text is: Chinese characters are square, others a little more than half as wide.
fn width_px(text: &str, size: f64) -> f64 {
    let wide = |c: char| if c > '\u{2e7f}' { 1.0 } else { 0.6 };
    text.chars().map(wide).sum::<f64>() * size
}

fn row(entry: &LegendEntry, language: Language) -> String {
    let label = language.pick(&entry.label.zh, &entry.label.en);
    match (&entry.letter, entry.from, entry.to) {
        (Some(_), Some(from), None) => format!("{label}  > {from}"),
        (Some(_), Some(from), Some(to)) => format!("{label}  {from} – {to}"),
        (Some(_), None, Some(to)) => format!("{label}  < {to}"),
        _ => label.to_owned(),
    }
}

/// A line, letters, or a symbol with what stands on it, as the map draws them.
fn symbol(entry: &LegendEntry, (x, y): (f64, f64)) -> Vec<Element> {
    let (middle, height) = (x + SWATCH_PX.0 / 2.0, y + SWATCH_PX.1 / 2.0);
    let alpha = format!("{:.3}", entry.alpha);
    let filled = |path: &'static str| {
        Element::new("path")
            .with("d", path)
            .with("transform", format!("translate({middle} {height})"))
            .with("fill", &entry.color)
            .with("fill-opacity", &alpha)
            .with("stroke", &entry.ink)
            .with("stroke-width", 1.5)
    };
    let shape = match entry.shape {
        "line" => {
            let stroke = Element::new("path")
                .with("d", format!("M{} {height}h{}", x + 2.0, SWATCH_PX.0 - 4.0))
                .with("stroke", &entry.color)
                .with("stroke-opacity", &alpha)
                .with("stroke-width", 3);
            return vec![stroke];
        }
        "text" => {
            let at = (middle, y + 13.0);
            return vec![line("字A", TEXT_PX, at, &entry.color).with("text-anchor", "middle")];
        }
        "square" => filled("M-5.3 -5.3h10.6v10.6h-10.6z"),
        "diamond" => filled("M0 -7.5l7.5 7.5-7.5 7.5-7.5-7.5z"),
        _ => filled("M0 -6a6 6 0 0 1 0 12a6 6 0 0 1 0-12z"),
    };
    let mark = match entry.mark {
        "bar" => "M-4.2 4.2l8.4-8.4",
        "cross" => "M-3 3l6-6M-3-3l6 6",
        "tick" => "M-3 .3l2.3 2.2 3.7-4.8",
        _ => return vec![shape],
    };
    let mark = Element::new("path")
        .with("d", mark)
        .with("transform", format!("translate({middle} {height})"))
        .with("fill", "none")
        .with("stroke", &entry.ink)
        .with("stroke-width", 1.5);
    vec![shape, mark]
}

fn swatch(entry: &LegendEntry, i: usize, (x, y): (f64, f64), sheet: Sheet) -> Vec<Element> {
    if entry.shape != "area" {
        return symbol(entry, (x, y));
    }
    let (width, height) = SWATCH_PX;
    let alpha = format!("{:.3}", entry.alpha);
    let rect = || {
        Element::new("rect")
            .with("x", x)
            .with("y", y)
            .with("width", width)
            .with("height", height)
    };
    let mut drawn = vec![
        rect()
            .with("fill", &entry.color)
            .with("fill-opacity", alpha),
    ];
    if let Some(path) = pattern(entry.hatch) {
        let id = format!("hatch{i}");
        let ink = Element::new("path")
            .with("d", path)
            .with("fill", &entry.ink);
        let pattern = Element::new("pattern")
            .with("id", &id)
            .with("width", 8)
            .with("height", 8)
            .with("patternUnits", "userSpaceOnUse")
            .holding([ink]);
        drawn.push(Element::new("defs").holding([pattern]));
        drawn.push(rect().with("fill", format!("url(#{id})")));
    }
    drawn.push(rect().with("fill", "none").with("stroke", sheet.quiet));
    if let Some(letter) = &entry.letter {
        let plate = Element::new("rect")
            .with("x", x + width / 2.0 - 7.0)
            .with("y", y + 2.0)
            .with("width", 14)
            .with("height", height - 4.0)
            .with("fill", sheet.paper)
            .with("fill-opacity", "0.85");
        drawn.push(plate);
        let at = (x + width / 2.0, y + 13.0);
        drawn.push(line(letter, TEXT_PX, at, sheet.ink).with("text-anchor", "middle"));
    }
    drawn
}

/// The ink of a pattern in a square of 8 pixels, as tiles have it.
fn pattern(hatch: &str) -> Option<&'static str> {
    match hatch {
        "diagonal" => Some("M0 0h2L0 2zM8 0v2L2 8H0z"),
        "cross" => Some("M0 0h2L0 2zM8 0v2L2 8H0zM8 0H6l2 2zM0 0v2l6 6h2z"),
        "dots" => Some("M0 0h2v2H0zM4 4h2v2H4z"),
        _ => None,
    }
}
