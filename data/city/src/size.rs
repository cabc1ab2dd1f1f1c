//! How large a city is: totals that its files hit exactly.

use std::fmt;

/// Most addresses: the file stays below what the importer reads.
const MOST_ADDRESSES: u64 = 4_000_000;

/// Most grids.
const MOST_GRIDS: u32 = 20_000;

/// The totals of a city; its files hit them exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Size {
    name: String,
    grids: u32,
    addresses: u64,
    residents: u64,
    cases: u64,
}

/// A size that cannot be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SizeError {
    /// There is no preset of this name.
    #[error("there is no size `{0}`; there are xihu, zhuzhou, wuxi")]
    Unknown(String),
    /// A total is out of range.
    #[error("{what} {value} is not between {low} and {high}")]
    Range {
        /// Which total.
        what: &'static str,
        /// What was asked for.
        value: u64,
        /// The least that is possible.
        low: u64,
        /// The most that is possible.
        high: u64,
    },
}

impl Size {
    /// The preset of this name: `xihu`, `zhuzhou` or `wuxi`. The numbers of
    /// grids are published, at wuxi those of addresses and residents too, at zhuzhou that of doors; the rest is chosen.
    ///
    /// # Errors
    /// [`SizeError::Unknown`] for any other name.
    pub fn preset(name: &str) -> Result<Self, SizeError> {
        let (grids, addresses, residents, cases) = match name {
            "xihu" => (49, 16_200, 35_100, 600),
            "zhuzhou" => (2_694, 1_389_962, 3_900_000, 40_000),
            "wuxi" => (8_846, 2_921_000, 6_345_200, 100_000),
            _ => return Err(SizeError::Unknown(name.to_owned())),
        };
        Ok(Self {
            name: name.to_owned(),
            grids,
            addresses,
            residents,
            cases,
        })
    }

    /// A city of these totals, with a case for about every 63 residents.
    ///
    /// # Errors
    /// [`SizeError::Range`]: 1 to 20,000 grids, 1 to 4,000,000 addresses, up to 8 residents an address.
    pub fn numbers(grids: u32, addresses: u64, residents: u64) -> Result<Self, SizeError> {
        let check = |what, value, low, high| {
            if (low..=high).contains(&value) {
                Ok(())
            } else {
                Err(SizeError::Range {
                    what,
                    value,
                    low,
                    high,
                })
            }
        };
        check("grids", grids.into(), 1, MOST_GRIDS.into())?;
        check("addresses", addresses, 1, MOST_ADDRESSES)?;
        check("residents", residents, 0, 8 * addresses)?;
        Ok(Self {
            name: "numbers".to_owned(),
            grids,
            addresses,
            residents,
            cases: residents / 63,
        })
    }

    /// Its name: that of the preset, or `numbers`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many grids.
    pub fn grids(&self) -> u32 {
        self.grids
    }

    /// How many addresses.
    pub fn addresses(&self) -> u64 {
        self.addresses
    }

    /// How many residents.
    pub fn residents(&self) -> u64 {
        self.residents
    }

    /// How many cases over [`Size::DAYS`] days.
    pub fn cases(&self) -> u64 {
        self.cases
    }

    /// Over how many days the cases are spread.
    pub const DAYS: u32 = 400;

    /// How many communities: one for about six grids.
    pub(crate) fn communities(&self) -> u32 {
        ((self.grids + 3) / 6).max(1)
    }

    /// How many streets: one for about sixteen communities.
    pub(crate) fn streets(&self) -> u32 {
        ((self.communities() + 8) / 16).max(1)
    }

    /// How many micro-grids at least fit: one for about 45 addresses.
    pub(crate) fn micros(&self) -> u64 {
        (self.addresses / 45).max(u64::from(self.grids))
    }

    /// The radius in metres of a disc of the city's ground: 2.2 km2 for 49 grids, 1,732 km2 for 8,846.
    pub(crate) fn radius_m(&self) -> f64 {
        let area_km2 = 0.0149 * libm::pow(f64::from(self.grids), 1.283);
        libm::sqrt(area_km2 / std::f64::consts::PI) * 1000.0
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} grids, {} addresses, {} residents",
            self.name, self.grids, self.addresses, self.residents
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_and_limits() {
        let wuxi = Size::preset("wuxi").expect("a preset");
        assert_eq!((wuxi.grids(), wuxi.addresses()), (8_846, 2_921_000));
        assert!(
            (wuxi.radius_m() - 23_480.0).abs() < 150.0,
            "{}",
            wuxi.radius_m()
        );
        let xihu = Size::preset("xihu").expect("a preset");
        assert_eq!((xihu.communities(), xihu.streets()), (8, 1));
        assert!(Size::preset("atlantis").is_err());
        assert!(Size::numbers(0, 1, 1).is_err() && Size::numbers(5, 10, 81).is_err());
        assert!(Size::numbers(5, 10, 80).is_ok());
    }
}
