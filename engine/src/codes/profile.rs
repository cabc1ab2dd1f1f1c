//! The forms in which the grids of a division are numbered.

use std::fmt;

use crate::model::{AreaCode, IdError};

/// A form of grid codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Profile {
    /// The division, a capital letter for the kind, 3 digits; micro-grids of such a grid have 2 digits more.
    Hexward {
        /// The letter, `G` for grids.
        letter: char,
    },
    /// 15 digits: the division and 3.
    Beijing15,
    /// 14 digits: the division and 2.
    Unit14,
    /// 20 digits: the class of the object, the division and 2.
    Cj349 {
        /// The class, six ASCII digits. The classes are in the standard, which we have not; whoever numbers states it.
        class: [u8; 6],
    },
}

/// A text that names no profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not hexward, beijing15, unit14 or cj349-20:CLASS with six digits")]
pub struct ProfileError(String);

impl Default for Profile {
    fn default() -> Self {
        Self::Hexward { letter: 'G' }
    }
}

impl Profile {
    /// The profile of a name: `hexward` (or `hexward:L` for another capital letter), `beijing15`, `unit14`,
    /// `cj349-20:010301` with the class of the object.
    ///
    /// # Errors
    /// [`ProfileError`].
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let unknown = || ProfileError(text.chars().take(80).collect());
        match text.split_once(':').unwrap_or((text, "")) {
            ("hexward", "") => Ok(Self::default()),
            ("hexward", letter) => match letter.as_bytes() {
                [letter @ b'A'..=b'Z'] => Ok(Self::Hexward {
                    letter: char::from(*letter),
                }),
                _ => Err(unknown()),
            },
            ("beijing15", "") => Ok(Self::Beijing15),
            ("unit14", "") => Ok(Self::Unit14),
            ("cj349-20", class) => {
                let class: [u8; 6] = class.as_bytes().try_into().map_err(|_length| unknown())?;
                if class.iter().all(u8::is_ascii_digit) {
                    Ok(Self::Cj349 { class })
                } else {
                    Err(unknown())
                }
            }
            _ => Err(unknown()),
        }
    }

    /// How many grids it can number below a grid: 0 where it numbers none.
    pub fn room_below(self, parent: &AreaCode) -> usize {
        match (self, parent.as_str().len()) {
            (Self::Hexward { .. } | Self::Beijing15, 12) => 999,
            (Self::Unit14 | Self::Cj349 { .. }, 12) | (Self::Hexward { .. }, 16) => 99,
            _ => 0,
        }
    }

    /// The code of the `ordinal`-th grid of a division, or micro-grid of a grid; the first is number 1.
    ///
    /// # Errors
    /// [`IdError`] when there is no such code below this parent.
    pub fn code(self, parent: &AreaCode, ordinal: usize) -> Result<AreaCode, IdError> {
        if !(1..=self.room_below(parent)).contains(&ordinal) {
            return Err(IdError {
                what: "grid code",
                value: format!("{parent} number {ordinal} ({self})"),
                reason: "a division has 999 grids (unit14 and cj349-20: 99), a grid of hexward 99 micro-grids, others none",
            });
        }
        let text = match self {
            Self::Hexward { .. } if parent.as_str().len() == 16 => format!("{parent}{ordinal:02}"),
            Self::Hexward { letter } => format!("{parent}{letter}{ordinal:03}"),
            Self::Beijing15 => format!("{parent}{ordinal:03}"),
            Self::Unit14 => format!("{parent}{ordinal:02}"),
            Self::Cj349 { class } => {
                let class: String = class.into_iter().map(char::from).collect();
                format!("{class}{parent}{ordinal:02}")
            }
        };
        AreaCode::new(&text)
    }

    /// The profile that numbers this code below a parent, and its number; `None` when none does.
    pub fn of(parent: &AreaCode, code: &AreaCode) -> Option<(Self, usize)> {
        let text = code.as_str();
        let profile = match (parent.as_str().len(), text.len()) {
            (12, 16) => Self::Hexward {
                letter: char::from(text.as_bytes()[12]),
            },
            (16, 18) => Self::default(),
            (12, 15) => Self::Beijing15,
            (12, 14) => Self::Unit14,
            (12, 20) => Self::Cj349 {
                class: text.as_bytes()[..6].try_into().ok()?,
            },
            _ => return None,
        };
        let digits = match profile {
            Self::Hexward { .. } if text.len() == 16 => &text[13..],
            Self::Beijing15 => &text[12..],
            _ => &text[text.len() - 2..],
        };
        let ordinal = digits.parse().ok()?;
        let same = profile.code(parent, ordinal).ok()? == *code;
        same.then_some((profile, ordinal))
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hexward { letter: 'G' } => f.write_str("hexward"),
            Self::Hexward { letter } => write!(f, "hexward:{letter}"),
            Self::Beijing15 => f.write_str("beijing15"),
            Self::Unit14 => f.write_str("unit14"),
            Self::Cj349 { class } => {
                let class: String = class.iter().copied().map(char::from).collect();
                write!(f, "cj349-20:{class}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(text: &str) -> AreaCode {
        AreaCode::new(text).expect("valid")
    }

    #[test]
    fn each_profile_numbers_and_reads_back() {
        let division = area("990185400001");
        for (name, seventh) in [
            ("hexward", "990185400001G007"),
            ("hexward:K", "990185400001K007"),
            ("beijing15", "990185400001007"),
            ("unit14", "99018540000107"),
            ("cj349-20:010301", "01030199018540000107"),
        ] {
            let profile = Profile::parse(name).expect("known");
            assert_eq!(profile.to_string(), name);
            let code = profile.code(&division, 7).expect("room");
            assert_eq!(code.as_str(), seventh);
            assert_eq!(Profile::of(&division, &code), Some((profile, 7)));
            assert_eq!(Profile::of(&area("990185400002"), &code), None);
            assert!(profile.code(&division, 0).is_err());
            let room = profile.room_below(&division);
            assert!(profile.code(&division, room).is_ok());
            assert!(profile.code(&division, room + 1).is_err());
        }
    }

    #[test]
    fn micro_grids_are_numbered_below_grids_of_hexward_alone() {
        let grid = area("990185400001G007");
        let micro = Profile::default().code(&grid, 12).expect("room");
        assert_eq!(micro.as_str(), "990185400001G00712");
        assert_eq!(Profile::of(&grid, &micro), Some((Profile::default(), 12)));
        assert_eq!(Profile::default().room_below(&micro), 0);
        assert!(Profile::default().code(&grid, 100).is_err());
        for (profile, grid) in [
            (Profile::Beijing15, "990185400001007"),
            (Profile::Unit14, "99018540000107"),
        ] {
            assert!(profile.code(&area(grid), 1).is_err());
        }
        assert_eq!(Profile::of(&area("990185400001"), &micro), None);
    }

    #[test]
    fn other_texts_name_no_profile() {
        for wrong in [
            "",
            "beijing",
            "beijing15:1",
            "hexward:g",
            "hexward:GG",
            "cj349-20",
            "cj349-20:12345",
            "cj349-20:12345a",
        ] {
            assert!(Profile::parse(wrong).is_err(), "{wrong}");
        }
    }
}
