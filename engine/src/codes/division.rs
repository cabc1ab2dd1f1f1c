//! Division codes: 12 digits in five groups.

use std::fmt;

/// A code of the division of the country: province 2, prefecture 2, county 2, town 3, village 3 digits; groups at the end
/// are zeros where it stands for a larger unit.
///
/// The groups are checked, not whether there is such a place: the registers change every year.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Division {
    digits: String,
}

/// What the number of a town says of it (GB/T 10114).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TownKind {
    /// 街道: 001 to 099.
    Street,
    /// 镇: 100 to 199.
    Town,
    /// 乡: 200 to 399.
    Township,
    /// 类似乡级单位: 400 to 599.
    Similar,
}

impl TownKind {
    /// Its names, Chinese and English.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Street => ("街道", "street"),
            Self::Town => ("镇", "town"),
            Self::Township => ("乡", "township"),
            Self::Similar => ("类似乡级单位", "unit like a town"),
        }
    }
}

/// What the number of a village says of it, as the registers of five cities that we have read use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VillageKind {
    /// 居民委员会: 001 to 199.
    Residents,
    /// 村民委员会: 200 to 399.
    Villagers,
    /// 类似居委会: 400 to 499.
    LikeResidents,
    /// 类似村委会: 500 to 599.
    LikeVillagers,
    /// 600 and above: CJ/T 349 numbers merged communities from 601.
    Merged,
}

impl VillageKind {
    /// Its names, Chinese and English.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Residents => ("居民委员会", "residents' committee"),
            Self::Villagers => ("村民委员会", "villagers' committee"),
            Self::LikeResidents => ("类似居委会", "unit like a residents' committee"),
            Self::LikeVillagers => ("类似村委会", "unit like a villagers' committee"),
            Self::Merged => ("合并社区", "merged community"),
        }
    }
}

/// Why a text is no division code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DivisionError {
    /// It has another length, or other characters.
    #[error("it is not 12 digits")]
    Form,
    /// It names no province.
    #[error("it begins with 00, which is no province")]
    Province,
    /// A group is given below one that is zeros.
    #[error("the {lower} is {value}, but the {upper} above it is all zeros")]
    Below {
        /// The group that is given.
        lower: &'static str,
        /// Its digits.
        value: String,
        /// The group of zeros.
        upper: &'static str,
    },
    /// No kind of town has the number.
    #[error("town {0} is beyond 599, the last number of a town")]
    Town(String),
}

impl Division {
    /// The division of a code.
    ///
    /// A county of zeros may have towns: some prefectures have no counties.
    ///
    /// # Errors
    /// [`DivisionError`] says which group is wrong.
    pub fn parse(text: &str) -> Result<Self, DivisionError> {
        if text.len() != 12 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(DivisionError::Form);
        }
        let division = Self {
            digits: text.to_owned(),
        };
        if division.province() == "00" {
            return Err(DivisionError::Province);
        }
        let groups = [
            ("prefecture", division.prefecture()),
            ("county", division.county()),
            ("town", division.town()),
            ("village", division.village()),
        ];
        for (upper, lower) in [(0, 1), (0, 2), (2, 3)] {
            let is_zeros = |digits: &str| digits.bytes().all(|byte| byte == b'0');
            let ((upper, above), (lower, value)) = (groups[upper], groups[lower]);
            if is_zeros(above) && !is_zeros(value) {
                let value = value.to_owned();
                return Err(DivisionError::Below {
                    lower,
                    value,
                    upper,
                });
            }
        }
        if number(division.town()) > 599 {
            return Err(DivisionError::Town(division.town().to_owned()));
        }
        Ok(division)
    }

    /// All 12 digits.
    pub fn as_str(&self) -> &str {
        &self.digits
    }

    /// The first two digits (GB/T 2260).
    pub fn province(&self) -> &str {
        &self.digits[..2]
    }

    /// The next two.
    pub fn prefecture(&self) -> &str {
        &self.digits[2..4]
    }

    /// The next two.
    pub fn county(&self) -> &str {
        &self.digits[4..6]
    }

    /// The next three (GB/T 10114).
    pub fn town(&self) -> &str {
        &self.digits[6..9]
    }

    /// The last three.
    pub fn village(&self) -> &str {
        &self.digits[9..]
    }

    /// What the number of the town says of it, `None` for a county or more.
    pub fn town_kind(&self) -> Option<TownKind> {
        match number(self.town()) {
            0 => None,
            1..=99 => Some(TownKind::Street),
            100..=199 => Some(TownKind::Town),
            200..=399 => Some(TownKind::Township),
            _ => Some(TownKind::Similar),
        }
    }

    /// What the number of the village says of it, `None` for a town or more.
    pub fn village_kind(&self) -> Option<VillageKind> {
        match number(self.village()) {
            0 => None,
            1..=199 => Some(VillageKind::Residents),
            200..=399 => Some(VillageKind::Villagers),
            400..=499 => Some(VillageKind::LikeResidents),
            500..=599 => Some(VillageKind::LikeVillagers),
            _ => Some(VillageKind::Merged),
        }
    }
}

fn number(digits: &str) -> u32 {
    digits.parse().expect("groups are digits")
}

impl fmt::Display for Division {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_says_its_groups() {
        let code = Division::parse("320205001002").expect("valid");
        let groups = (code.province(), code.prefecture(), code.county());
        assert_eq!(groups, ("32", "02", "05"));
        assert_eq!((code.town(), code.village()), ("001", "002"));
        assert_eq!(code.town_kind(), Some(TownKind::Street));
        assert_eq!(code.village_kind(), Some(VillageKind::Residents));
    }

    #[test]
    fn the_numbers_say_the_kind() {
        let town = |text: &str| Division::parse(text).expect("valid").town_kind();
        for (code, kind) in [
            ("320205000000", None),
            ("320205099000", Some(TownKind::Street)),
            ("320205100000", Some(TownKind::Town)),
            ("320205399000", Some(TownKind::Township)),
            ("320205400000", Some(TownKind::Similar)),
            ("441900003000", Some(TownKind::Street)),
        ] {
            assert_eq!(town(code), kind, "{code}");
        }
        let village = |text: &str| Division::parse(text).expect("valid").village_kind();
        for (code, kind) in [
            ("320205001199", Some(VillageKind::Residents)),
            ("320205001200", Some(VillageKind::Villagers)),
            ("320205001400", Some(VillageKind::LikeResidents)),
            ("320205001599", Some(VillageKind::LikeVillagers)),
            ("320205001601", Some(VillageKind::Merged)),
        ] {
            assert_eq!(village(code), kind, "{code}");
        }
    }

    #[test]
    fn a_group_needs_the_one_above_it() {
        for wrong in [
            "",
            "32020500100",
            "3202050010021",
            "32020500100a",
            "３２０２０５００１００２",
            "000000000000",
            "000100000000",
            "320005000000",
            "320000001000",
            "320205000001",
            "320205600001",
        ] {
            assert!(Division::parse(wrong).is_err(), "{wrong}");
        }
    }
}
