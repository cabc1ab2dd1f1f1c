//! The form of choropleth styles, and its checks.

use serde::Deserialize;

use super::class_scale::{ClassScale, Unclassed};
use super::load::LoadBy;
use super::statistic::{Counted, Denominator, Statistic};
use super::wire::WireBorders;
use super::wire_classes::WireFill;
use super::wire_parts::WireText;
use super::wire_parts::{WireMeasure, color, labels, mode};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireStatistic {
    measures: Option<Vec<WireMeasure>>,
    count: Option<String>,
    reported: Option<Vec<WireMeasure>>,
    #[serde(default)]
    per: WireDenominator,
    scale: WireClassScale,
    borders: WireBorders,
}

/// What counts are divided by: nothing unless it is said.
#[derive(Deserialize, Default)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum WireDenominator {
    #[default]
    One,
    Hectare,
    Km2,
    Addresses(WireRate),
    Households(WireRate),
    Residents(WireRate),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireRate {
    times: u32,
    least: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireClassScale {
    name: String,
    version: u32,
    mode: Option<String>,
    #[serde(default)]
    breaks: Vec<f64>,
    colors: Vec<String>,
    no_data: WireUnclassed,
    withheld: Option<WireUnclassed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireUnclassed {
    fill: WireFill,
    letter: String,
    label: WireText,
}

impl WireStatistic {
    pub(super) fn check(self) -> Result<Statistic, String> {
        let counted = match (self.measures, self.count, self.reported) {
            (Some(measures), None, None) => Counted::Measure(labels(measures)?),
            (None, None, Some(measures)) => Counted::Reported(labels(measures)?),
            (None, Some(name), None) if name == "people" => Counted::People,
            (None, Some(name), None) if name == "missing" => Counted::Missing,
            (None, Some(name), None) => {
                let by = LoadBy::from_name(&name);
                Counted::Places(by.ok_or_else(|| {
                    format!(
                        "count `{name}` is not addresses, households, residents, people or missing"
                    )
                })?)
            }
            _ => return Err("either measures, count or reported says what is counted".to_owned()),
        };
        let per = self.per.check()?;
        let rate = matches!(per, Denominator::Places { .. });
        if rate != self.scale.withheld.is_some() {
            return Err(
                "withheld is the look of areas without a rate: a rate has it, and nothing else"
                    .to_owned(),
            );
        }
        Ok(Statistic {
            counted,
            per,
            scale: self.scale.check()?,
            borders: self.borders.check()?,
        })
    }
}

impl WireDenominator {
    fn check(self) -> Result<Denominator, String> {
        Ok(match self {
            Self::One => Denominator::One,
            Self::Hectare => Denominator::Ground { unit_m2: 1e4 },
            Self::Km2 => Denominator::Ground { unit_m2: 1e6 },
            Self::Addresses(rate) => rate.check(LoadBy::Addresses)?,
            Self::Households(rate) => rate.check(LoadBy::Households)?,
            Self::Residents(rate) => rate.check(LoadBy::Residents)?,
        })
    }
}

impl WireRate {
    fn check(self, by: LoadBy) -> Result<Denominator, String> {
        let Self { times, least } = self;
        if times == 0 || least == 0 {
            return Err(format!(
                "times {times} and least {least} of a rate are not both at least 1"
            ));
        }
        Ok(Denominator::Places { by, times, least })
    }
}

impl WireClassScale {
    fn check(self) -> Result<ClassScale, String> {
        let colors = self.colors.iter().map(|text| color(text));
        let colors = colors.collect::<Result<Vec<_>, _>>()?;
        let withheld = self.withheld.map(WireUnclassed::check).transpose()?;
        let unclassed = (self.no_data.check()?, withheld);
        let fitted = (mode(self.mode.as_deref())?, self.breaks);
        ClassScale::new((self.name, self.version), fitted, colors, unclassed)
    }
}

impl WireUnclassed {
    fn check(self) -> Result<Unclassed, String> {
        Ok(Unclassed {
            fill: self.fill.check()?,
            letter: self.letter,
            label: self.label.into(),
        })
    }
}
