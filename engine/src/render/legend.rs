//! Legends: what the colours of a style mean, from the very objects that paint the tiles.

use super::View;
use super::areas::shown_grids;
use super::barriers::{BarrierClass, class_of};
use super::canvas::Rgba;
use super::choice::{measure_label, scale_of, tier_label, unit_of};
use super::class_scale::Unclassed;
use super::defects::{DefectStyle, KINDS, kind_label};
use super::fill::Hatch;
use super::icon::Mark;
use super::labels::{LabelClass, LabelStyle, Labelled};
use super::line::LineStyle;
use super::load::{LoadBand, LoadLevel, LoadScale};
use super::risk::{RiskClass, rule_at, stored_measure};
use super::scale::Scale;
use super::statistic::Statistic;
use super::style::{Content, DiscStyle, Style};
use super::text;
use crate::geom::FaultKind;
use crate::model::{CheckpointState, Text};
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

/// An entry that is drawn as an area.
pub(super) const AREA: &str = "area";
/// An entry that is drawn as a line.
pub(super) const LINE: &str = "line";
/// An entry that is drawn as letters.
pub(super) const TEXT: &str = "text";

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
    /// What it is drawn as: `area`, `line`, `text`, or the shape of a symbol: `circle`, `square`, `diamond`.
    pub shape: &'static str,
    /// What stands on a symbol: `none`, `bar`, `cross` or `tick`.
    pub mark: &'static str,
    /// The pattern: `none`, `diagonal`, `dots` or `cross`.
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

/// The legend of a style as a view shows it. For styles with dated rules it shows the one in force at the data's cut-off.
pub fn legend(snapshot: &Snapshot, style: &Style, view: &View) -> Legend {
    let style = &*style.ready(snapshot, view);
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
        Content::Load { scale, .. } => {
            let tier = shown_grids(snapshot, view.tier).ok().flatten();
            let band = tier.and_then(|(tier, _)| scale.band(tier, view.by));
            (LegendKind::Classes, loads(scale, band))
        }
        Content::Choropleth(own) => (LegendKind::Classes, statistic(own)),
        Content::Grids { lines } => {
            let stored = lines.iter().filter(|(tier, _)| {
                snapshot.grids.contains_key(tier) && view.tier.is_none_or(|only| only == *tier)
            });
            symbols(
                stored
                    .map(|(tier, line)| line_entry(line, tier_label(*tier)))
                    .collect(),
            )
        }
        Content::Defects(look) => symbols(KINDS.map(|(kind, ..)| defect(look, kind)).to_vec()),
        Content::Change { old, new } => symbols(vec![
            line_entry(old, text("原边界", "old border")),
            line_entry(new, text("新边界", "new border")),
        ]),
        Content::Honeycomb { line, .. } => symbols(vec![line_entry(line, style.title().clone())]),
        Content::Labels(look) => symbols(labels(snapshot, look)),
        Content::Barriers { classes } => symbols(barriers(snapshot, classes)),
        Content::Checkpoints { disc, closed, .. } => {
            let rows = snapshot.checkpoints.records();
            let any = rows.iter().any(|row| row.state == CheckpointState::Closed);
            let closed = any.then(|| disc_entry(closed, text("已停用", "closed")));
            let name = any.then(|| text("使用中", "open"));
            let open = disc_entry(disc, name.unwrap_or_else(|| style.title().clone()));
            symbols(std::iter::once(open).chain(closed).collect())
        }
        Content::Addresses {
            counted, uncounted, ..
        } => {
            let measure = measure_label(snapshot, style, view);
            symbols(addresses((counted, uncounted), &measure))
        }
    };
    Legend {
        style: style.id().to_owned(),
        title: style.title().clone(),
        unit: unit_of(snapshot, style, view),
        kind,
        scale: scale_of(snapshot, style, view),
        entries,
    }
}

fn addresses((counted, uncounted): (&DiscStyle, &DiscStyle), measure: &Text) -> Vec<LegendEntry> {
    let Text { zh, en } = measure;
    let with = text(
        &format!("有{zh}（面积随数量）"),
        &format!("with {en} (area grows with the number)"),
    );
    let without = text(&format!("无{zh}"), &format!("without {en}"));
    vec![disc_entry(counted, with), disc_entry(uncounted, without)]
}

fn entry(color: Rgba, label: Text) -> LegendEntry {
    LegendEntry {
        color: color.hex(),
        alpha: f32::from(color.a) / 255.0,
        from: None,
        to: None,
        label,
        letter: None,
        shape: AREA,
        mark: Mark::None.name(),
        hatch: Hatch::Plain.name(),
        ink: color.hex(),
    }
}

fn line_entry(line: &LineStyle, label: Text) -> LegendEntry {
    LegendEntry {
        shape: LINE,
        ..entry(line.color, label)
    }
}

fn disc_entry(disc: &DiscStyle, label: Text) -> LegendEntry {
    LegendEntry {
        ink: disc.rim.hex(),
        shape: disc.shape.name(),
        mark: disc.mark.name(),
        ..entry(disc.fill, label)
    }
}

/// The classes of a statistic from low to high, then those without a value that it can have.
fn statistic(statistic: &Statistic) -> Vec<LegendEntry> {
    let scale = &statistic.scale;
    let breaks = scale.breaks();
    let classes = scale.colors().iter().enumerate().map(|(i, &color)| {
        let from = i.checked_sub(1).map(|i| breaks[i]);
        let to = breaks.get(i).copied();
        let label = range(from, to, statistic.is_count());
        LegendEntry {
            from,
            to,
            ..entry(color, text(&label, &label))
        }
    });
    let unclassed = |class: &Unclassed| LegendEntry {
        letter: Some(class.letter.clone()),
        hatch: class.fill.hatch.name(),
        ink: class.fill.ink.hex(),
        ..entry(class.fill.color, class.label.clone())
    };
    let no_data = unclassed(scale.no_data());
    let withheld = scale.withheld().map(unclassed);
    classes.chain([no_data]).chain(withheld).collect()
}

/// What a class holds; of whole numbers the last one that belongs to it.
fn range(from: Option<f64>, to: Option<f64>, whole: bool) -> String {
    let whole = whole && [from, to].iter().flatten().all(|v| v.fract() == 0.0);
    match (from, to) {
        (None, Some(to)) if whole && to <= 1.0 => "0".to_owned(),
        (Some(from), Some(to)) if whole && to - from <= 1.0 => format!("{from}"),
        (None, Some(to)) => format!("< {to}"),
        (Some(from), Some(to)) if whole => format!("{from} – {}", to - 1.0),
        (Some(from), Some(to)) => format!("{from} – {to}"),
        (from, None) => format!("≥ {}", from.unwrap_or(0.0)),
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

/// The classes of barriers that are stored, the highest first.
fn barriers(snapshot: &Snapshot, classes: &[BarrierClass]) -> Vec<LegendEntry> {
    let mut stored = vec![false; classes.len()];
    for barrier in snapshot.barriers.records() {
        stored[class_of(classes, &barrier.class)] = true;
    }
    let seen = classes
        .iter()
        .zip(stored)
        .rev()
        .filter(|(_, stored)| *stored);
    let entries = seen.map(|(class, _)| LegendEntry {
        ink: class.casing.as_ref().unwrap_or(&class.line).color.hex(),
        ..line_entry(&class.line, class.label.clone())
    });
    entries.collect()
}

/// What is labelled and stored, the most important first.
fn labels(snapshot: &Snapshot, look: &LabelStyle) -> Vec<LegendEntry> {
    let label = |of: Labelled| match of {
        Labelled::Grids(tier) => snapshot.grids.contains_key(&tier).then(|| tier_label(tier)),
        Labelled::Checkpoints => {
            let any = !snapshot.checkpoints.records().is_empty();
            any.then(|| text("卡口", "checkpoint"))
        }
        Labelled::Cells => {
            let any = !snapshot.crossings.is_empty();
            any.then(|| text("蜂窝单元", "honeycomb cell"))
        }
    };
    let entry = |class: &LabelClass| {
        Some(LegendEntry {
            shape: TEXT,
            ink: class.halo.hex(),
            ..entry(class.color, label(class.of)?)
        })
    };
    look.classes.iter().filter_map(entry).collect()
}

/// The classes of a load; without a band only that for areas without one.
fn loads(scale: &LoadScale, band: Option<&LoadBand>) -> Vec<LegendEntry> {
    let limits = |level: LoadLevel| {
        let [a, b, c, d] = band?.breaks.map(|v| v as f64);
        Some(match level {
            LoadLevel::WellAbove => (Some(d), None),
            LoadLevel::Above => (Some(c), Some(d)),
            LoadLevel::InBand => (Some(b), Some(c)),
            LoadLevel::Below => (Some(a), Some(b)),
            LoadLevel::WellBelow => (None, Some(a)),
            LoadLevel::None => (None, None),
        })
    };
    let classes = scale.classes().iter();
    let shown = classes.filter_map(|class| match (limits(class.level), class.level) {
        (Some(limits), _) => Some((class, limits)),
        (None, LoadLevel::None) => Some((class, (None, None))),
        (None, _) => None,
    });
    let entries = shown.map(|(class, (from, to))| LegendEntry {
        from,
        to,
        letter: Some(class.letter.clone()),
        hatch: class.fill.hatch.name(),
        ink: class.fill.ink.hex(),
        ..entry(class.fill.color, class.label.clone())
    });
    entries.collect()
}

fn defect(look: &DefectStyle, kind: FaultKind) -> LegendEntry {
    let fill = look.fill_of(kind);
    LegendEntry {
        hatch: fill.hatch.name(),
        ink: fill.ink.hex(),
        ..entry(fill.ink, kind_label(kind))
    }
}
