//! The form of colours, lines, discs and scales in style files, and their checks.

use serde::Deserialize;

use super::barriers::BarrierClass;
use super::canvas::Rgba;
use super::fit::Fit;
use super::icon::{Mark, Shape};
use super::line::{LineStyle, SizeByZoom};
use super::scale::Scale;
use super::style::{DiscStyle, MeasureLabel, Thin};
use crate::geom::MAX_PIXEL_ZOOM;
use crate::layer::FINEST_SQUARE_BITS;
use crate::model::{Measure, Text, Tier};

/// A text in two languages, as style files write it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireText {
    zh: String,
    en: String,
}

impl From<WireText> for Text {
    fn from(text: WireText) -> Self {
        Self {
            zh: text.zh,
            en: text.en,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireMeasure {
    name: String,
    label: WireText,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireScale {
    name: String,
    version: u32,
    mode: Option<String>,
    breaks: Vec<f64>,
    ramp: Vec<String>,
}

/// Pixels, or pixel zooms with pixels.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum WireSize {
    Always(f64),
    ByZoom(Vec<(u8, f64)>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    color: String,
    width_px: WireSize,
    #[serde(default)]
    from_zoom: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TierLine {
    tier: String,
    line: Line,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireBarrier {
    class: Option<String>,
    label: WireText,
    line: Line,
    casing: Option<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Disc {
    radius_px: WireSize,
    fill: String,
    rim: String,
    rim_px: f64,
    shape: Option<String>,
    mark: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireThin {
    square_px: u32,
    below_zoom: u8,
}

impl WireScale {
    pub(super) fn check(self) -> Result<Scale, String> {
        let ramp = self
            .ramp
            .iter()
            .map(|text| color(text))
            .collect::<Result<Vec<_>, _>>()?;
        let scale = Scale::new(self.name, self.version, self.breaks, &ramp)?;
        match mode(self.mode.as_deref())? {
            Fit::Fixed => Ok(scale),
            Fit::Snapshot => scale.of_parts(),
            Fit::Quantile => Err("mode quantile is for areas, not for a density".to_owned()),
        }
    }
}

impl WireSize {
    pub(super) fn check(self, field: &str, most: f64) -> Result<SizeByZoom, String> {
        let stops = match self {
            Self::Always(pixels) => vec![(0, pixels)],
            Self::ByZoom(stops) => stops,
        };
        for &(at, pixels) in &stops {
            zoom(field, at)?;
            size(field, pixels, most)?;
        }
        SizeByZoom::new(stops).map_err(|reason| format!("{field}: {reason}"))
    }
}

impl Line {
    pub(super) fn check(self) -> Result<LineStyle, String> {
        Ok(LineStyle {
            color: color(&self.color)?,
            width_px: self.width_px.check("width_px", 40.0)?,
            from_zoom: zoom("from_zoom", self.from_zoom)?,
        })
    }
}

/// The lines of tiers, each once.
pub(super) fn tier_lines(lines: Vec<TierLine>) -> Result<Vec<(Tier, LineStyle)>, String> {
    let mut checked: Vec<(Tier, LineStyle)> = Vec::with_capacity(lines.len());
    for TierLine { tier: name, line } in lines {
        let tier = tier(&name)?;
        if checked.iter().any(|(other, _)| *other == tier) {
            return Err(format!("tier {name} has two lines"));
        }
        checked.push((tier, line.check()?));
    }
    Ok(checked)
}

/// The classes of barriers; exactly one, without a name, is for all others.
pub(super) fn barrier_classes(classes: Vec<WireBarrier>) -> Result<Vec<BarrierClass>, String> {
    let mut checked: Vec<BarrierClass> = Vec::with_capacity(classes.len());
    for class in classes {
        if checked.iter().any(|other| other.class == class.class) {
            return Err(format!("class {:?} is there twice", class.class));
        }
        checked.push(BarrierClass {
            class: class.class,
            label: class.label.into(),
            line: class.line.check()?,
            casing: class.casing.map(Line::check).transpose()?,
        });
    }
    if checked.iter().all(|class| class.class.is_some()) {
        return Err("no class without a name is there for all others".to_owned());
    }
    Ok(checked)
}

impl Disc {
    /// The symbol with a mark, where it names none.
    pub(super) fn or_marked(mut self, mark: Mark) -> Self {
        self.mark.get_or_insert_with(|| mark.name().to_owned());
        self
    }

    pub(super) fn check(self) -> Result<DiscStyle, String> {
        let shape = self.shape.as_deref().unwrap_or(Shape::Circle.name());
        let mark = self.mark.as_deref().unwrap_or(Mark::None.name());
        Ok(DiscStyle {
            radius_px: self.radius_px.check("radius_px", 64.0)?,
            fill: color(&self.fill)?,
            rim: color(&self.rim)?,
            rim_px: size("rim_px", self.rim_px, 16.0)?,
            shape: Shape::from_name(shape).ok_or_else(|| format!("shape `{shape}` is unknown"))?,
            mark: Mark::from_name(mark).ok_or_else(|| format!("mark `{mark}` is unknown"))?,
        })
    }
}

impl WireThin {
    pub(super) fn check(self) -> Result<Thin, String> {
        let Self {
            square_px,
            below_zoom,
        } = self;
        if !square_px.is_power_of_two() || square_px > 256 {
            return Err(format!(
                "square_px {square_px} is not a power of two up to 256"
            ));
        }
        let square_bits = square_px.trailing_zeros();
        let finest = u32::from(MAX_PIXEL_ZOOM) + 8 + square_bits - FINEST_SQUARE_BITS;
        if u32::from(below_zoom) > finest + 1 {
            return Err(format!("below_zoom {below_zoom} is over {}", finest + 1));
        }
        Ok(Thin {
            square_bits,
            below_zoom,
        })
    }
}

pub(super) fn labels(measures: Vec<WireMeasure>) -> Result<Vec<MeasureLabel>, String> {
    let check = |measure: WireMeasure| match Measure::new(&measure.name) {
        Ok(_) => Ok(MeasureLabel {
            name: measure.name,
            label: measure.label.into(),
        }),
        Err(error) => Err(error.to_string()),
    };
    measures.into_iter().map(check).collect()
}

pub(super) fn tier(name: &str) -> Result<Tier, String> {
    Tier::from_name(name).ok_or_else(|| format!("tier `{name}` is unknown"))
}

/// Where the numbers of a scale come from; the file, unless it says otherwise.
pub(super) fn mode(name: Option<&str>) -> Result<Fit, String> {
    let Some(name) = name else {
        return Ok(Fit::Fixed);
    };
    let mut modes = Fit::ALL.into_iter();
    let found = modes.find(|mode| mode.name() == name);
    found.ok_or_else(|| format!("mode `{name}` is not fixed, snapshot or quantile"))
}

pub(super) fn color(text: &str) -> Result<Rgba, String> {
    Rgba::parse(text).ok_or_else(|| format!("color `{text}` is not #rrggbb or #rrggbbaa"))
}

/// A pixel zoom, at most one beyond the last: what begins there is never drawn.
pub(super) fn zoom(field: &str, value: u8) -> Result<u8, String> {
    let most = MAX_PIXEL_ZOOM + 1;
    if value > most {
        return Err(format!("{field}: zoom {value} is over {most}"));
    }
    Ok(value)
}

pub(super) fn size(field: &str, value: f64, most: f64) -> Result<f64, String> {
    if (0.0..=most).contains(&value) {
        Ok(value)
    } else {
        Err(format!("{field} {value} is not between 0 and {most}"))
    }
}
