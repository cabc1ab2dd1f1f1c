//! Identifiers: validated text, so that a wrong one cannot be built.

use std::fmt;

use super::word::Word;
use crate::geom::{HexCoord, Phase};

/// Longest identifier in characters.
const MAX_CHARS: usize = 64;

/// Text that is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{value}` is not a valid {what}: {reason}")]
pub struct IdError {
    /// The kind of identifier.
    pub what: &'static str,
    /// The text, cut to 80 characters.
    pub value: String,
    /// The rule it breaks.
    pub reason: &'static str,
}

fn fault(what: &'static str, value: &str, reason: &'static str) -> IdError {
    IdError {
        what,
        value: value.chars().take(80).collect(),
        reason,
    }
}

fn check(what: &'static str, value: &str) -> Result<(), IdError> {
    if value.is_empty() {
        return Err(fault(what, value, "it is empty"));
    }
    if value.trim() != value {
        return Err(fault(what, value, "it begins or ends with a space"));
    }
    // a character has at least one byte
    if value.len() > MAX_CHARS && value.chars().count() > MAX_CHARS {
        return Err(fault(what, value, "it is longer than 64 characters"));
    }
    if value.chars().any(char::is_control) {
        return Err(fault(what, value, "it has a control character"));
    }
    Ok(())
}

macro_rules! text_id {
    ($name:ident, $what:literal, $doc:literal) => {
        #[doc = $doc]
        ///
        /// 1 to 64 characters, no control characters, no space at either end.
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Word);

        impl $name {
            /// The identifier with this text.
            ///
            /// # Errors
            /// [`IdError`] names the broken rule.
            pub fn new(value: &str) -> Result<Self, IdError> {
                check($what, value)?;
                Ok(Self(value.into()))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

text_id!(AddressId, "address id", "The stable id of an address.");
text_id!(
    CheckpointId,
    "checkpoint id",
    "The stable id of a checkpoint."
);
text_id!(BarrierId, "barrier id", "The stable id of a barrier.");
text_id!(LayerName, "layer name", "The name of a crossing layer.");
text_id!(UnitId, "unit id", "The stable id of a spatial unit.");
text_id!(PlanId, "plan id", "The stable id of a plan.");
text_id!(RoleId, "role id", "The stable id of a role.");
text_id!(DutyId, "duty id", "The stable id of a duty.");

impl AddressId {
    /// The identifier of a text that was one.
    pub(crate) fn known(value: &str) -> Self {
        Self(value.into())
    }
}

/// Who holds a post: the post or a staff number, never a person's name.
///
/// 1 to 64 letters, digits and `-`, `_`, `.`, `/`, `#`, not all of them marks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StaffId(Word);

impl StaffId {
    /// The staff number with this text.
    ///
    /// # Errors
    /// [`IdError`] names the broken rule.
    pub fn new(value: &str) -> Result<Self, IdError> {
        const WHAT: &str = "staff number";
        check(WHAT, value)?;
        let is_plain = |c: char| c.is_alphanumeric() || "-_./#".contains(c);
        if !value.chars().all(is_plain) {
            let reason = "it has other characters than letters, digits and -_./#";
            return Err(fault(WHAT, value, reason));
        }
        if !value.chars().any(char::is_alphanumeric) {
            return Err(fault(WHAT, value, "it has no letter and no digit"));
        }
        Ok(Self(value.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for StaffId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The code of a grid: a 12-digit division code, for grids below a community followed by a kind letter and three
/// digits, for micro-grids by two more; or one of the forms of [`crate::codes::Profile`], which are digits alone: 14, 15
/// or 20.
///
/// ```
/// use hexward_engine::model::AreaCode;
/// for good in ["320205001002", "320205001002G014", "320205001002G01407", "320205001002014"] {
///     assert!(AreaCode::new(good).is_ok());
/// }
/// for bad in ["", "32020500100", "320205001002g014", "320205001002G14", "320205001002G0140"] {
///     assert!(AreaCode::new(bad).is_err(), "{bad}");
/// }
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AreaCode {
    /// The text, padded with zero bytes; in place, because codes are copied with every edit of a tier.
    bytes: [u8; LONGEST_AREA_CODE],
    length: u8,
}

/// The length of a code of CJ/T 349.
const LONGEST_AREA_CODE: usize = 20;

impl AreaCode {
    /// The code with this text.
    ///
    /// # Errors
    /// [`IdError`] says which form a code has.
    pub fn new(value: &str) -> Result<Self, IdError> {
        let text = value.as_bytes();
        let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
        let well_formed = match text.len() {
            12 | 14 | 15 | 20 => digits(text),
            16 | 18 => digits(&text[..12]) && text[12].is_ascii_uppercase() && digits(&text[13..]),
            _ => false,
        };
        if well_formed {
            let mut bytes = [0; LONGEST_AREA_CODE];
            bytes[..text.len()].copy_from_slice(text);
            let length = text.len() as u8;
            return Ok(Self { bytes, length });
        }
        Err(fault(
            "area code",
            value,
            "it is not 12 digits, these with a capital letter and 3 or 5 digits, or 14, 15 or 20 digits",
        ))
    }

    /// The 12 digits of the division that it is built on: the first ones, after the class of the object in a code of 20
    /// digits.
    pub fn division(&self) -> &str {
        let start = if self.length == 20 { 6 } else { 0 };
        &self.as_str()[start..start + 12]
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).expect("codes are ascii")
    }
}

impl fmt::Debug for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AreaCode({:?})", self.as_str())
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The code of a honeycomb cell: the parent's 12 digits, `H`, phase, level, and q and r in signed base 36.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellCode(String);

impl CellCode {
    /// The code of a cell; `level` (0 to 9) tells layers of different spacing under one parent apart.
    pub fn new(parent: &AreaCode, phase: Phase, level: u8, cell: HexCoord) -> Self {
        let division = parent.division();
        Self(format!(
            "{division}H{}{}{cell}",
            phase.letter(),
            level.min(9)
        ))
    }

    /// The code with this text, as it comes from a store.
    ///
    /// # Errors
    /// [`IdError`] when it is not 12 digits, `H`, a phase, a level and two signed numbers.
    pub fn parse(value: &str) -> Result<Self, IdError> {
        let well_formed = value.is_ascii()
            && value.len() >= 19
            && value[..12].bytes().all(|b| b.is_ascii_digit())
            && value[12..13] == *"H"
            && Phase::from_letter(&value[13..14]).is_some()
            && value[14..15].bytes().all(|b| b.is_ascii_digit())
            && value[15..]
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'-');
        if well_formed {
            Ok(Self(value.to_owned()))
        } else {
            Err(fault("cell code", value, "it has another form"))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CellCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The number of a commit: 0 is the empty store, each commit adds one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Revision(pub u64);

impl Revision {
    /// The revision after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_say_what_is_wrong() {
        let message = |value: &str| AddressId::new(value).expect_err("invalid").to_string();
        assert_eq!(message(""), "`` is not a valid address id: it is empty");
        assert!(message(" a").contains("space"));
        assert!(message("a\u{0}b").contains("control"));
        assert!(message(&"x".repeat(65)).contains("longer"));
        assert!(AddressId::new(&"路".repeat(64)).is_ok());
    }

    #[test]
    fn cell_codes_round_trip() {
        let parent = AreaCode::new("990185400001").expect("valid");
        let code = CellCode::new(&parent, Phase::A, 1, HexCoord { q: -3, r: 40 });
        assert_eq!(code.as_str(), "990185400001HA1-3+14");
        assert_eq!(CellCode::parse(code.as_str()), Ok(code));
        assert!(CellCode::parse("990185400001GA1-3+14").is_err());
        assert!(CellCode::parse("路路路路路路路路路").is_err());
    }

    #[test]
    fn every_form_of_a_code_has_its_division() {
        let division = "990185400001";
        for code in [
            "990185400001",
            "99018540000107",
            "990185400001007",
            "990185400001G007",
            "990185400001G00712",
            "01030199018540000107",
        ] {
            assert_eq!(AreaCode::new(code).expect("valid").division(), division);
        }
        for wrong in ["9901854000010", "99018540000100712", "990185400001G0071"] {
            assert!(AreaCode::new(wrong).is_err(), "{wrong}");
        }
    }
}
