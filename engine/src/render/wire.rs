//! The form of style files, and the checks on the way to a [`Style`](super::Style).

use serde::Deserialize;

use super::canvas::Rgba;
use super::fill::{Fill, Hatch};
use super::risk::{RiskClass, RiskLevel, RiskRule};
use super::scale::Scale;
use super::style::{Content, DiscStyle, LineStyle, MeasureLabel, WireText};
use crate::model::{Count, Measure, Tier};

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
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum WireContent {
    Density {
        measures: Vec<WireMeasure>,
        bandwidth_m: f64,
        scale: WireScale,
    },
    Risk {
        measures: Vec<WireMeasure>,
        rules: Vec<WireRule>,
        border: Line,
    },
    Grids {
        lines: Vec<TierLine>,
    },
    Honeycomb {
        line: Line,
    },
    Barriers {
        line: Line,
        casing: Line,
    },
    Checkpoints {
        disc: Disc,
    },
    Addresses {
        measures: Vec<WireMeasure>,
        counted: Disc,
        uncounted: Disc,
    },
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
    breaks: Vec<f64>,
    ramp: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireRule {
    name: String,
    version: u32,
    valid_from: String,
    classes: Vec<WireClass>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireClass {
    level: String,
    above_per_hectare: Option<f64>,
    color: String,
    hatch: String,
    ink: String,
    letter: String,
    label: WireText,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    color: String,
    width_px: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TierLine {
    tier: String,
    color: String,
    width_px: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Disc {
    radius_px: f64,
    fill: String,
    rim: String,
    rim_px: f64,
}

impl WireContent {
    /// The content, with every colour, number and name checked.
    pub(super) fn check(self) -> Result<Content, String> {
        Ok(match self {
            Self::Density {
                measures,
                bandwidth_m,
                scale,
            } => {
                if !(1.0..=20_000.0).contains(&bandwidth_m) {
                    return Err(format!(
                        "bandwidth_m {bandwidth_m} is not between 1 and 20000"
                    ));
                }
                Content::Density {
                    measures: labels(measures)?,
                    bandwidth_m,
                    scale: scale.check()?,
                }
            }
            Self::Risk {
                measures,
                rules,
                border,
            } => Content::Risk {
                measures: labels(measures)?,
                rules: check_rules(rules)?,
                border: border.check()?,
            },
            Self::Grids { lines } => Content::Grids {
                lines: lines
                    .into_iter()
                    .map(TierLine::check)
                    .collect::<Result<_, _>>()?,
            },
            Self::Honeycomb { line } => Content::Honeycomb {
                line: line.check()?,
            },
            Self::Barriers { line, casing } => Content::Barriers {
                line: line.check()?,
                casing: casing.check()?,
            },
            Self::Checkpoints { disc } => Content::Checkpoints {
                disc: disc.check()?,
            },
            Self::Addresses {
                measures,
                counted,
                uncounted,
            } => Content::Addresses {
                measures: labels(measures)?,
                counted: counted.check()?,
                uncounted: uncounted.check()?,
            },
        })
    }
}

impl WireScale {
    fn check(self) -> Result<Scale, String> {
        let ramp = self
            .ramp
            .iter()
            .map(|text| color(text))
            .collect::<Result<Vec<_>, _>>()?;
        Scale::new(self.name, self.version, self.breaks, &ramp)
    }
}

impl Line {
    fn check(self) -> Result<LineStyle, String> {
        Ok(LineStyle {
            color: color(&self.color)?,
            width_px: size("width_px", self.width_px, 40.0)?,
        })
    }
}

impl TierLine {
    fn check(self) -> Result<(Tier, LineStyle), String> {
        let tier = Tier::from_name(&self.tier)
            .ok_or_else(|| format!("tier `{}` is unknown", self.tier))?;
        Ok((
            tier,
            Line {
                color: self.color,
                width_px: self.width_px,
            }
            .check()?,
        ))
    }
}

impl Disc {
    fn check(self) -> Result<DiscStyle, String> {
        Ok(DiscStyle {
            radius_px: size("radius_px", self.radius_px, 64.0)?,
            fill: color(&self.fill)?,
            rim: color(&self.rim)?,
            rim_px: size("rim_px", self.rim_px, 16.0)?,
        })
    }
}

fn labels(measures: Vec<WireMeasure>) -> Result<Vec<MeasureLabel>, String> {
    let check = |measure: WireMeasure| match Measure::new(&measure.name) {
        Ok(_) => Ok(MeasureLabel {
            name: measure.name,
            label: measure.label.into(),
        }),
        Err(error) => Err(error.to_string()),
    };
    measures.into_iter().map(check).collect()
}

fn check_rules(rules: Vec<WireRule>) -> Result<Vec<RiskRule>, String> {
    let mut checked = rules
        .into_iter()
        .map(check_rule)
        .collect::<Result<Vec<_>, _>>()?;
    if checked.is_empty() {
        return Err("there is no rule".to_owned());
    }
    checked.sort_by_key(RiskRule::valid_from);
    Ok(checked)
}

fn check_rule(rule: WireRule) -> Result<RiskRule, String> {
    let from = Count::parse_date(&rule.valid_from);
    let valid_from =
        from.ok_or_else(|| format!("valid_from `{}` is not a date YYYY-MM-DD", rule.valid_from))?;
    let classes = rule
        .classes
        .into_iter()
        .map(check_class)
        .collect::<Result<Vec<_>, _>>()?;
    RiskRule::new(rule.name, rule.version, valid_from, classes)
}

fn check_class(class: WireClass) -> Result<RiskClass, String> {
    let level = RiskLevel::from_name(&class.level)
        .ok_or_else(|| format!("level `{}` is unknown", class.level))?;
    let hatch = Hatch::from_name(&class.hatch)
        .ok_or_else(|| format!("hatch `{}` is unknown", class.hatch))?;
    Ok(RiskClass {
        level,
        above_per_hectare: class.above_per_hectare,
        fill: Fill {
            color: color(&class.color)?,
            hatch,
            ink: color(&class.ink)?,
        },
        letter: class.letter,
        label: class.label.into(),
    })
}

fn color(text: &str) -> Result<Rgba, String> {
    Rgba::parse(text).ok_or_else(|| format!("color `{text}` is not #rrggbb or #rrggbbaa"))
}

fn size(field: &str, value: f64, most: f64) -> Result<f64, String> {
    if (0.0..=most).contains(&value) {
        Ok(value)
    } else {
        Err(format!("{field} {value} is not between 0 and {most}"))
    }
}
