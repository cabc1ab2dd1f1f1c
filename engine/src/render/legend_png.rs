//! A legend as a picture.

use tiny_skia::{PathBuilder, Pixmap, Rect, Stroke, Transform};

use super::RenderError;
use super::canvas::Rgba;
use super::fill::Hatch;
use super::fonts::Fonts;
use super::icon::{Icon, Mark, Shape};
use super::legend::{AREA, LINE, Legend, LegendEntry, TEXT};
use super::marker::paint;
use super::theme::Theme;
use crate::model::{Language, Text};

const MARGIN_PX: f32 = 14.0;
const ROW_PX: f32 = 24.0;
const SWATCH_PX: (f32, f32) = (30.0, 16.0);
const TITLE_PX: f32 = 16.0;
const TEXT_PX: f32 = 13.0;

/// The colours of the legend itself.
#[derive(Clone, Copy)]
struct Sheet {
    paper: Rgba,
    /// Behind letters, so that they can be read on any colour and pattern.
    plate: Rgba,
    ink: Rgba,
    quiet: Rgba,
}

const fn grey(r: u8, g: u8, b: u8, a: u8) -> Rgba {
    Rgba { r, g, b, a }
}

impl Sheet {
    const LIGHT: Self = Self {
        paper: grey(255, 255, 255, 255),
        plate: grey(255, 255, 255, 216),
        ink: grey(29, 36, 44, 255),
        quiet: grey(90, 99, 110, 255),
    };
    const DARK: Self = Self {
        paper: grey(22, 27, 34, 255),
        plate: grey(22, 27, 34, 216),
        ink: grey(230, 237, 243, 255),
        quiet: grey(150, 160, 171, 255),
    };

    fn of(theme: Theme) -> Self {
        match theme {
            Theme::Light => Self::LIGHT,
            Theme::Dark => Self::DARK,
        }
    }
}

/// The legend as a PNG on paper of its theme, as wide as its longest line.
///
/// # Errors
/// [`RenderError::Encode`] when the encoder fails.
pub fn legend_png(
    legend: &Legend,
    (language, theme): (Language, Theme),
    fonts: &Fonts,
) -> Result<Vec<u8>, RenderError> {
    let sheet = Sheet::of(theme);
    let title = pick(&legend.title, language).to_owned();
    let subtitle = subtitle(legend, language);
    let rows: Vec<String> = legend
        .entries
        .iter()
        .map(|entry| row_text(entry, language))
        .collect();
    let text_left = MARGIN_PX + SWATCH_PX.0 + 10.0;
    let widths = rows
        .iter()
        .map(|row| text_left + fonts.width_px(row, TEXT_PX));
    let heads = [(&title, TITLE_PX), (&subtitle, TEXT_PX)]
        .map(|(text, size)| MARGIN_PX + fonts.width_px(text, size));
    let width = widths.chain(heads).fold(160.0, f32::max) + MARGIN_PX;
    let top = MARGIN_PX + TITLE_PX + if subtitle.is_empty() { 10.0 } else { 30.0 };
    let height = top + ROW_PX * rows.len() as f32 + MARGIN_PX / 2.0;
    let mut pixmap = Pixmap::new(
        width.ceil().min(2000.0) as u32,
        height.ceil().min(4000.0) as u32,
    )
    .ok_or_else(|| RenderError::Encode("a legend without size".to_owned()))?;
    let Rgba { r, g, b, a } = sheet.paper;
    pixmap.fill(tiny_skia::Color::from_rgba8(r, g, b, a));
    fonts.draw(
        &mut pixmap,
        &title,
        TITLE_PX,
        (MARGIN_PX, MARGIN_PX + TITLE_PX - 2.0),
        sheet.ink,
    );
    fonts.draw(
        &mut pixmap,
        &subtitle,
        TEXT_PX,
        (MARGIN_PX, MARGIN_PX + TITLE_PX + 18.0),
        sheet.quiet,
    );
    for (i, (entry, row)) in legend.entries.iter().zip(&rows).enumerate() {
        let y = top + ROW_PX * i as f32;
        swatch(&mut pixmap, entry, (MARGIN_PX, y), (fonts, sheet));
        fonts.draw(&mut pixmap, row, TEXT_PX, (text_left, y + 13.0), sheet.ink);
    }
    pixmap
        .encode_png()
        .map_err(|error| RenderError::Encode(error.to_string()))
}

fn pick(text: &Text, language: Language) -> &str {
    language.pick(&text.zh, &text.en)
}

fn subtitle(legend: &Legend, language: Language) -> String {
    let unit = legend.unit.as_ref().map(|unit| pick(unit, language));
    let parts: Vec<&str> = [unit, legend.scale.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    parts.join(" · ")
}

fn row_text(entry: &LegendEntry, language: Language) -> String {
    let label = pick(&entry.label, language);
    match (&entry.letter, entry.from, entry.to) {
        (Some(_), Some(from), None) => format!("{label}  > {from}"),
        (Some(_), Some(from), Some(to)) => format!("{label}  {from} – {to}"),
        (Some(_), None, Some(to)) => format!("{label}  < {to}"),
        _ => label.to_owned(),
    }
}

fn swatch(
    pixmap: &mut Pixmap,
    entry: &LegendEntry,
    at: (f32, f32),
    (fonts, sheet): (&Fonts, Sheet),
) {
    let color = Rgba::parse(&entry.color).unwrap_or(sheet.ink);
    let color = Rgba {
        a: (entry.alpha * 255.0).round() as u8,
        ..color
    };
    let ink = Rgba::parse(&entry.ink).unwrap_or(sheet.ink);
    if entry.shape != AREA {
        if entry.shape == TEXT {
            fonts.draw(pixmap, "字A", TEXT_PX, (at.0 + 4.0, at.1 + 13.0), color);
        } else {
            symbol(pixmap, entry, (color, ink), at);
        }
        return;
    }
    let Some(rect) = Rect::from_xywh(at.0, at.1, SWATCH_PX.0, SWATCH_PX.1) else {
        return;
    };
    pixmap.fill_rect(rect, &paint(color), Transform::identity(), None);
    let hatch = Hatch::from_name(entry.hatch).unwrap_or(Hatch::Plain);
    for y in at.1 as i64..(at.1 + SWATCH_PX.1) as i64 {
        for x in (at.0 as i64..(at.0 + SWATCH_PX.0) as i64).filter(|&x| hatch.inked(x, y)) {
            if let Some(dot) = Rect::from_xywh(x as f32, y as f32, 1.0, 1.0) {
                pixmap.fill_rect(dot, &paint(ink), Transform::identity(), None);
            }
        }
    }
    let stroke = Stroke {
        width: 1.0,
        ..Stroke::default()
    };
    pixmap.stroke_path(
        &PathBuilder::from_rect(rect),
        &paint(sheet.quiet),
        &stroke,
        Transform::identity(),
        None,
    );
    if let Some(letter) = &entry.letter {
        let width = fonts.width_px(letter, TEXT_PX);
        let x = at.0 + (SWATCH_PX.0 - width) / 2.0;
        if let Some(plate) = Rect::from_xywh(x - 2.0, at.1 + 2.0, width + 4.0, SWATCH_PX.1 - 4.0) {
            pixmap.fill_rect(plate, &paint(sheet.plate), Transform::identity(), None);
        }
        fonts.draw(pixmap, letter, TEXT_PX, (x, at.1 + 13.0), sheet.ink);
    }
}

/// A symbol as the map draws it.
fn symbol(pixmap: &mut Pixmap, entry: &LegendEntry, (color, ink): (Rgba, Rgba), at: (f32, f32)) {
    let middle = at.1 + SWATCH_PX.1 / 2.0;
    if entry.shape == LINE {
        let mut line = PathBuilder::new();
        line.move_to(at.0 + 2.0, middle);
        line.line_to(at.0 + SWATCH_PX.0 - 2.0, middle);
        let stroke = Stroke {
            width: 3.0,
            ..Stroke::default()
        };
        if let Some(line) = line.finish() {
            pixmap.stroke_path(&line, &paint(color), &stroke, Transform::identity(), None);
        }
        return;
    }
    let icon = Icon {
        radius_px: 6.0,
        fill: color,
        rim: ink,
        rim_px: 1.5,
        shape: Shape::from_name(entry.shape).unwrap_or_default(),
        mark: Mark::from_name(entry.mark).unwrap_or_default(),
    };
    icon.draw(pixmap, (at.0 + SWATCH_PX.0 / 2.0, middle));
}
