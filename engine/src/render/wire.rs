//! The form of style files, and the checks on the way to a [`Style`](super::Style).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::defects::DefectStyle;
use super::fit::Fit;
use super::icon::Mark;
use super::style::{Borders, Content};
use super::surface::Per;
use super::wire_classes::{Rule, WireFill, WireLoad, rules};
use super::wire_labels::WireLabels;
use super::wire_parts::WireText;
use super::wire_parts::{
    Disc, Line, TierLine, WireBarrier, WireMeasure, WireScale, WireSize, WireThin, barrier_classes,
    labels, size, tier_lines,
};
use super::wire_statistic::WireStatistic;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Style {
    pub(super) id: String,
    pub(super) version: u32,
    pub(super) order: u32,
    pub(super) title: WireText,
    pub(super) description: WireText,
    pub(super) unit: Option<WireText>,
    pub(super) pixel_zooms: [u8; 2],
    pub(super) content: WireContent,
    /// Colours of the content and what they are on dark ground.
    #[serde(default)]
    pub(super) dark: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum WireContent {
    Density {
        measures: Vec<WireMeasure>,
        bandwidth_m: f64,
        #[serde(default)]
        per: WirePer,
        scale: WireScale,
    },
    Risk {
        measures: Vec<WireMeasure>,
        rules: Vec<Rule>,
        borders: WireBorders,
    },
    Load {
        scale: WireLoad,
        borders: WireBorders,
    },
    Choropleth(Box<WireStatistic>),
    Grids {
        lines: Vec<TierLine>,
    },
    Defects(WireDefects),
    Change {
        old: Line,
        new: Line,
    },
    Honeycomb {
        line: Line,
        least_spacing_px: f64,
    },
    Labels(WireLabels),
    Barriers {
        classes: Vec<WireBarrier>,
    },
    Checkpoints {
        disc: Disc,
        closed: Disc,
        thin: WireThin,
    },
    Addresses {
        measures: Vec<WireMeasure>,
        counted: Disc,
        uncounted: Disc,
        thin: WireThin,
    },
}

/// What the cases of a density are counted against: ground unless it says otherwise.
#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum WirePer {
    #[default]
    Hectare,
    Km2,
    Residents {
        floor_per_km2: f64,
    },
}

impl WirePer {
    fn check(self) -> Result<Per, String> {
        Ok(match self {
            Self::Hectare => Per::Hectare,
            Self::Km2 => Per::SquareKilometre,
            Self::Residents { floor_per_km2 } if floor_per_km2 > 0.0 && floor_per_km2 <= 1e6 => {
                Per::Residents { floor_per_km2 }
            }
            Self::Residents { floor_per_km2 } => {
                return Err(format!(
                    "floor_per_km2 {floor_per_km2} is not between 0 and 1000000"
                ));
            }
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireBorders {
    tiers: Vec<TierLine>,
    cells: Line,
    least_spacing_px: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireDefects {
    breaking: WireFill,
    gaps: WireFill,
    line_px: WireSize,
    ring_px: f64,
    thin: WireThin,
    lines: Vec<TierLine>,
}

impl WireContent {
    /// The content, with every colour, number and name checked.
    pub(super) fn check(self) -> Result<Content, String> {
        Ok(match self {
            Self::Density {
                measures,
                bandwidth_m,
                per,
                scale,
            } => density(measures, (bandwidth_m, per), scale)?,
            Self::Risk {
                measures,
                rules: dated,
                borders,
            } => Content::Risk {
                measures: labels(measures)?,
                rules: rules(dated)?,
                borders: borders.check()?,
            },
            Self::Load { scale, borders } => Content::Load {
                scale: scale.check()?,
                borders: borders.check()?,
            },
            Self::Choropleth(statistic) => Content::Choropleth(Box::new(statistic.check()?)),
            Self::Grids { lines } => Content::Grids {
                lines: tier_lines(lines)?,
            },
            Self::Defects(look) => Content::Defects(look.check()?),
            Self::Change { old, new } => Content::Change {
                old: old.check()?,
                new: new.check()?,
            },
            Self::Honeycomb {
                line,
                least_spacing_px,
            } => Content::Honeycomb {
                line: line.check()?,
                least_spacing_px: size("least_spacing_px", least_spacing_px, 64.0)?,
            },
            Self::Labels(labels) => Content::Labels(labels.check()?),
            Self::Barriers { classes } => Content::Barriers {
                classes: barrier_classes(classes)?,
            },
            Self::Checkpoints { disc, closed, thin } => Content::Checkpoints {
                disc: disc.check()?,
                closed: closed.or_marked(Mark::Bar).check()?,
                thin: thin.check()?,
            },
            Self::Addresses {
                measures,
                counted,
                uncounted,
                thin,
            } => Content::Addresses {
                measures: labels(measures)?,
                counted: counted.check()?,
                uncounted: uncounted.check()?,
                thin: thin.check()?,
            },
        })
    }
}

impl WireBorders {
    pub(super) fn check(self) -> Result<Borders, String> {
        Ok(Borders {
            tiers: tier_lines(self.tiers)?,
            cells: self.cells.check()?,
            least_spacing_px: size("least_spacing_px", self.least_spacing_px, 64.0)?,
        })
    }
}

impl WireDefects {
    fn check(self) -> Result<DefectStyle, String> {
        Ok(DefectStyle {
            breaking: self.breaking.check()?,
            gaps: self.gaps.check()?,
            line_px: self.line_px.check("line_px", 40.0)?,
            ring_px: size("ring_px", self.ring_px, 64.0)?,
            thin: self.thin.check()?,
            lines: tier_lines(self.lines)?,
        })
    }
}

fn density(
    measures: Vec<WireMeasure>,
    (bandwidth_m, per): (f64, WirePer),
    scale: WireScale,
) -> Result<Content, String> {
    let (per, scale) = (per.check()?, scale.check()?);
    if matches!(per, Per::Residents { .. }) && scale.fit() != Fit::Fixed {
        return Err("the scale of a rate of residents states its breaks: few residents make rates of any size".to_owned());
    }
    Ok(Content::Density {
        measures: labels(measures)?,
        bandwidth_m: bandwidth(bandwidth_m)?,
        per,
        scale,
    })
}

fn bandwidth(bandwidth_m: f64) -> Result<f64, String> {
    if (1.0..=20_000.0).contains(&bandwidth_m) {
        Ok(bandwidth_m)
    } else {
        Err(format!(
            "bandwidth_m {bandwidth_m} is not between 1 and 20000"
        ))
    }
}
