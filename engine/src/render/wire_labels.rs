//! The form of labels in style files, and its checks.

use serde::Deserialize;

use super::labels::{LabelClass, LabelStyle, Labelled};
use super::wire_parts::{WireSize, color, size, zoom};
use crate::model::Language;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireLabels {
    language: String,
    classes: Vec<WireLabelClass>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireLabelClass {
    of: String,
    from_zoom: u8,
    size_px: WireSize,
    color: String,
    halo: String,
    halo_px: f64,
    #[serde(default)]
    overflow: f64,
    #[serde(default)]
    gap_px: f64,
}

impl WireLabels {
    pub(super) fn check(self) -> Result<LabelStyle, String> {
        let mut classes: Vec<LabelClass> = Vec::with_capacity(self.classes.len());
        for class in self.classes {
            let class = class.check()?;
            if classes.iter().any(|other| other.of == class.of) {
                return Err(format!("{} is labelled twice", class.of.name()));
            }
            classes.push(class);
        }
        let language = match self.language.as_str() {
            "zh" => Language::Zh,
            "en" => Language::En,
            other => return Err(format!("language `{other}` is not zh or en")),
        };
        Ok(LabelStyle { classes, language })
    }
}

impl WireLabelClass {
    fn check(self) -> Result<LabelClass, String> {
        let unknown = || format!("`{}` cannot be labelled", self.of);
        let of = Labelled::from_name(&self.of).ok_or_else(unknown)?;
        if !(0.0..=0.5).contains(&self.overflow) {
            let overflow = self.overflow;
            return Err(format!("overflow {overflow} is not between 0 and 0.5"));
        }
        let size_px = self.size_px.check("size_px", 64.0)?;
        if size_px.least() < 4.0 {
            return Err("size_px is below 4".to_owned());
        }
        Ok(LabelClass {
            of,
            from_zoom: zoom("from_zoom", self.from_zoom)?,
            size_px,
            color: color(&self.color)?,
            halo: color(&self.halo)?,
            halo_px: size("halo_px", self.halo_px, 4.0)?,
            overflow: self.overflow,
            gap_px: size("gap_px", self.gap_px, 64.0)?,
        })
    }
}
