//! Legends: what the colours of a style mean, from the very objects that paint the tiles.

use super::canvas::Rgba;
use super::fill::Hatch;
use super::risk::{RiskClass, rule_at, stored_measure};
use super::scale::Scale;
use super::style::{Content, DiscStyle, LineStyle, Style};
use super::{measure_label, scale_of, text, unit_of};
use crate::model::{Text, Tier};
use crate::snapshot::Snapshot;

/// What kind of meaning the colours have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegendKind {
    /// A continuous ramp, shown by its classes.
    Ramp,
    /// Ordered classes.
    Classes,
    /// Symbols.
    Symbols,
}

impl LegendKind {
    /// The name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ramp => "ramp",
            Self::Classes => "classes",
            Self::Symbols => "symbols",
        }
    }
}

/// One swatch.
#[derive(Debug, Clone, PartialEq)]
pub struct LegendEntry {
    /// Colour as `#rrggbb`.
    pub color: String,
    /// Opacity, 0 to 1.
    pub alpha: f32,
    /// Least value.
    pub from: Option<f64>,
    /// Value that the class ends before; absent for the last one.
    pub to: Option<f64>,
    /// What it means.
    pub label: Text,
    /// A letter for those who cannot tell the colours apart.
    pub letter: Option<String>,
    /// The pattern: `none`, `diagonal` or `dots`.
    pub hatch: &'static str,
    /// The colour of the pattern as `#rrggbb`.
    pub ink: String,
}

/// A legend.
#[derive(Debug, Clone, PartialEq)]
pub struct Legend {
    /// The style's id.
    pub style: String,
    /// The style's title.
    pub title: Text,
    /// The unit of the values.
    pub unit: Option<Text>,
    /// The kind.
    pub kind: LegendKind,
    /// The scale or rule, `name@version`.
    pub scale: Option<String>,
    /// The swatches, from low to high or in drawing order.
    pub entries: Vec<LegendEntry>,
}

/// The legend of a style. For styles with dated rules it shows the one in force at the data's cut-off.
pub fn legend(snapshot: &Snapshot, style: &Style) -> Legend {
    let symbols = |entries| (LegendKind::Symbols, entries);
    let (kind, entries) = match style.content() {
        Content::Density { scale, .. } => (LegendKind::Ramp, ramp(scale)),
        Content::Risk {
            measures, rules, ..
        } => {
            let cutoff = stored_measure(&snapshot.counts, measures).map(|(_, sums)| sums.cutoff);
            (
                LegendKind::Classes,
                classes(rule_at(rules, cutoff).classes()),
            )
        }
        Content::Grids { lines } => {
            let stored = lines
                .iter()
                .filter(|(tier, _)| snapshot.grids.contains_key(tier));
            symbols(
                stored
                    .map(|(tier, line)| line_entry(line, tier_name(*tier)))
                    .collect(),
            )
        }
        Content::Honeycomb { line } | Content::Barriers { line, .. } => {
            symbols(vec![line_entry(line, style.title().clone())])
        }
        Content::Checkpoints { disc } => symbols(vec![disc_entry(disc, style.title().clone())]),
        Content::Addresses {
            counted, uncounted, ..
        } => {
            let Text { zh, en } = measure_label(snapshot, style);
            let with = text(
                &format!("有{zh}（面积随数量）"),
                &format!("with {en} (area grows with the number)"),
            );
            let without = text(&format!("无{zh}"), &format!("without {en}"));
            symbols(vec![
                disc_entry(counted, with),
                disc_entry(uncounted, without),
            ])
        }
    };
    Legend {
        style: style.id().to_owned(),
        title: style.title().clone(),
        unit: unit_of(snapshot, style),
        kind,
        scale: scale_of(snapshot, style),
        entries,
    }
}

fn tier_name(tier: Tier) -> Text {
    match tier {
        Tier::Street => text("街道", "street"),
        Tier::Community => text("村社", "community"),
        Tier::Grid => text("网格", "grid"),
        Tier::Micro => text("微网格", "micro-grid"),
    }
}

fn entry(color: Rgba, label: Text) -> LegendEntry {
    LegendEntry {
        color: color.hex(),
        alpha: f32::from(color.a) / 255.0,
        from: None,
        to: None,
        label,
        letter: None,
        hatch: Hatch::Plain.name(),
        ink: color.hex(),
    }
}

fn line_entry(line: &LineStyle, label: Text) -> LegendEntry {
    entry(line.color, label)
}

fn disc_entry(disc: &DiscStyle, label: Text) -> LegendEntry {
    LegendEntry {
        ink: disc.rim.hex(),
        ..entry(disc.fill, label)
    }
}

/// The classes of a ramp, each with the colour of its middle; the last one is open.
fn ramp(scale: &Scale) -> Vec<LegendEntry> {
    let breaks = scale.breaks();
    let mut entries: Vec<LegendEntry> = breaks
        .windows(2)
        .map(|pair| {
            let label = format!("{} – {}", pair[0], pair[1]);
            let color = scale.color(f64::midpoint(pair[0], pair[1]));
            LegendEntry {
                from: Some(pair[0]),
                to: Some(pair[1]),
                ..entry(color, text(&label, &label))
            }
        })
        .collect();
    let top = scale.top();
    let label = text(&format!("≥ {top}"), &format!("≥ {top}"));
    entries.push(LegendEntry {
        from: Some(top),
        ..entry(scale.color(top), label)
    });
    entries
}

fn classes(classes: &[RiskClass]) -> Vec<LegendEntry> {
    let mut upper = None;
    let mut entries = Vec::with_capacity(classes.len());
    for class in classes {
        entries.push(LegendEntry {
            from: class.above_per_hectare,
            to: upper,
            letter: Some(class.letter.clone()),
            hatch: class.fill.hatch.name(),
            ink: class.fill.ink.hex(),
            ..entry(class.fill.color, class.label.clone())
        });
        upper = class.above_per_hectare;
    }
    entries
}
