//! Load: what an area has to carry, in classes against a stated target band.

use super::fill::Fill;
use crate::assign::Tally;
use crate::model::{Text, Tier};

/// What the load of an area is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum LoadBy {
    /// Households.
    #[default]
    Households,
    /// Residents.
    Residents,
    /// Addresses.
    Addresses,
}

impl LoadBy {
    /// All, the usual one first.
    pub const ALL: [Self; 3] = [Self::Households, Self::Residents, Self::Addresses];

    /// The name in files and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Households => "households",
            Self::Residents => "residents",
            Self::Addresses => "addresses",
        }
    }

    /// The measure of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.name() == name)
    }

    /// What people call it.
    pub(super) fn label(self) -> Text {
        let zh = match self {
            Self::Households => "户数",
            Self::Residents => "常住人口",
            Self::Addresses => "地址数",
        };
        super::text(zh, self.name())
    }

    pub(super) fn of(self, tally: &Tally) -> u64 {
        match self {
            Self::Households => tally.households,
            Self::Residents => tally.residents,
            Self::Addresses => tally.addresses,
        }
    }
}

/// Where the load of an area lies against the target band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LoadLevel {
    /// 远高于.
    WellAbove,
    /// 高于.
    Above,
    /// 适中.
    InBand,
    /// 低于.
    Below,
    /// 远低于.
    WellBelow,
    /// The area has no address, or no target is stated for its tier.
    None,
}

impl LoadLevel {
    /// All, from large to small, `none` last.
    pub const ALL: [Self; 6] = [
        Self::WellAbove,
        Self::Above,
        Self::InBand,
        Self::Below,
        Self::WellBelow,
        Self::None,
    ];

    /// The name in files and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::WellAbove => "well-above",
            Self::Above => "above",
            Self::InBand => "in-band",
            Self::Below => "below",
            Self::WellBelow => "well-below",
            Self::None => "none",
        }
    }

    /// The level of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// How a level is painted.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadClass {
    /// The level.
    pub level: LoadLevel,
    /// How it is painted.
    pub fill: Fill,
    /// A letter, to tell classes apart without colour.
    pub letter: String,
    /// What it is called.
    pub label: Text,
}

/// The target band of a tier: `below` before `breaks[1]`, `above` after `breaks[2]`, well so beyond the outer two.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadBand {
    /// The tier it is stated for.
    pub tier: Tier,
    /// What it counts.
    pub by: LoadBy,
    /// Rising: well below, below, the band itself between the middle two, above, well above.
    pub breaks: [u64; 4],
}

/// A named, versioned scale of target bands.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadScale {
    name: String,
    version: u32,
    bands: Vec<LoadBand>,
    classes: Vec<LoadClass>,
}

impl LoadScale {
    /// The scale of these bands, with each class once.
    ///
    /// # Errors
    /// Says which class is missing, which band is stated twice or does not rise.
    pub fn new(
        name: String,
        version: u32,
        bands: Vec<LoadBand>,
        mut classes: Vec<LoadClass>,
    ) -> Result<Self, String> {
        classes.sort_by_key(|class| class.level);
        if !classes.iter().map(|class| class.level).eq(LoadLevel::ALL) {
            let names = LoadLevel::ALL.map(LoadLevel::name).join(", ");
            return Err(format!(
                "scale {name} does not have the classes {names}, each once"
            ));
        }
        for (i, band) in bands.iter().enumerate() {
            let (tier, by) = (band.tier, band.by.name());
            if !band.breaks.is_sorted_by(|a, b| a < b) {
                return Err(format!("the breaks of {by} for tier {tier} do not rise"));
            }
            if bands[..i]
                .iter()
                .any(|other| (other.tier, other.by) == (tier, band.by))
            {
                return Err(format!("{by} for tier {tier} have two bands"));
            }
        }
        Ok(Self {
            name,
            version,
            bands,
            classes,
        })
    }

    /// `name@version`.
    pub fn label(&self) -> String {
        format!("{}@{}", self.name, self.version)
    }

    /// The classes, in the order of [`LoadLevel::ALL`].
    pub fn classes(&self) -> &[LoadClass] {
        &self.classes
    }

    /// The same scale for twice as many pixels a side on the same ground.
    pub(super) fn double(&mut self) {
        self.classes
            .iter_mut()
            .for_each(|class| class.fill.double());
    }

    /// The band of a tier.
    pub fn band(&self, tier: Tier, by: LoadBy) -> Option<&LoadBand> {
        self.bands
            .iter()
            .find(|band| (band.tier, band.by) == (tier, by))
    }

    pub(super) fn level(&self, tier: Tier, by: LoadBy, tally: &Tally) -> LoadLevel {
        let Some(band) = self.band(tier, by).filter(|_| tally.addresses > 0) else {
            return LoadLevel::None;
        };
        let [well_below, below, above, well_above] = band.breaks;
        match by.of(tally) {
            load if load < well_below => LoadLevel::WellBelow,
            load if load < below => LoadLevel::Below,
            load if load <= above => LoadLevel::InBand,
            load if load <= well_above => LoadLevel::Above,
            _ => LoadLevel::WellAbove,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Hatch, Rgba};

    fn scale(breaks: [u64; 4]) -> Result<LoadScale, String> {
        let color = Rgba::parse("#000000").expect("a colour");
        let class = |level| LoadClass {
            level,
            fill: Fill {
                color,
                hatch: Hatch::Plain,
                ink: color,
                hatch_px: 1,
            },
            letter: String::new(),
            label: Text::default(),
        };
        let band = LoadBand {
            tier: Tier::Grid,
            by: LoadBy::Households,
            breaks,
        };
        let classes = LoadLevel::ALL.into_iter().rev().map(class).collect();
        LoadScale::new("s".to_owned(), 1, vec![band], classes)
    }

    #[test]
    fn the_band_includes_both_its_ends() {
        let scale = scale([150, 300, 500, 750]).expect("valid");
        let level = |households, tier| {
            let tally = Tally {
                addresses: 1,
                households,
                ..Tally::default()
            };
            scale.level(tier, LoadBy::Households, &tally).name()
        };
        for (households, expected) in [
            (0, "well-below"),
            (149, "well-below"),
            (150, "below"),
            (299, "below"),
            (300, "in-band"),
            (500, "in-band"),
            (501, "above"),
            (750, "above"),
            (751, "well-above"),
        ] {
            assert_eq!(level(households, Tier::Grid), expected, "{households}");
        }
        assert_eq!(level(400, Tier::Street), "none");
        let empty = scale.level(Tier::Grid, LoadBy::Households, &Tally::default());
        assert_eq!(empty, LoadLevel::None);
    }

    #[test]
    fn broken_scales_are_refused() {
        assert!(scale([150, 300, 300, 750]).is_err());
        let fine = scale([1, 2, 3, 4]).expect("valid");
        let band = fine.bands[0].clone();
        let twice = vec![band.clone(), band];
        assert!(LoadScale::new(String::new(), 1, twice, fine.classes.clone()).is_err());
        assert!(LoadScale::new(String::new(), 1, vec![], fine.classes[1..].to_vec()).is_err());
    }
}
