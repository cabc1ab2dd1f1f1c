//! Duties: who answers for which ground, by post or staff number.

use time::Date;

use super::{
    AddressId, AreaCode, CellCode, DutyId, Holder, LayerName, RoleId, StaffId, Text, Tier,
};
use crate::geom::{Position, Region};

/// What kind of service a role belongs to; cover is counted for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RoleClass {
    /// An office holder who answers for others.
    Official,
    /// Whoever walks the grid.
    Worker,
    /// A doctor, nurse or health informant.
    Medical,
    /// A police officer.
    Police,
    /// A volunteer, warden or neighbour.
    Volunteer,
    /// Any other service.
    Other,
}

impl RoleClass {
    /// All classes, in the order in which they are listed.
    pub const ALL: [Self; 6] = [
        Self::Official,
        Self::Worker,
        Self::Medical,
        Self::Police,
        Self::Volunteer,
        Self::Other,
    ];

    /// The name used in files, commands and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Worker => "worker",
            Self::Medical => "medical",
            Self::Police => "police",
            Self::Volunteer => "volunteer",
            Self::Other => "other",
        }
    }

    /// The class of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }
}

/// A post, and how many people a piece of ground has in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its stable id, for example `grid-worker`.
    pub id: RoleId,
    /// What the post is called.
    pub title: Text,
    /// The service that it belongs to.
    pub class: RoleClass,
    /// The tier of which every grid must have it; `None` where no grid must.
    pub tier: Option<Tier>,
    /// How many people each grid of the tier has in it at least.
    pub least: u32,
    /// How many it has at most, `None` for any number.
    pub most: Option<u32>,
}

/// What somebody answers for.
#[derive(Debug, Clone, PartialEq)]
pub enum Ground {
    /// Grids of any tier, with all below them.
    Areas(Vec<AreaCode>),
    /// Cells of a honeycomb.
    Cells {
        /// The honeycomb.
        layer: LayerName,
        /// Its cells.
        codes: Vec<CellCode>,
    },
    /// What lies along a line.
    Line {
        /// Its vertices in order.
        path: Vec<Position>,
        /// How wide it is, both sides together, in millimetres.
        width_mm: u32,
    },
    /// What lies inside.
    Region(Region),
    /// Addresses, one by one.
    Addresses(Vec<AddressId>),
    /// Buildings of an area, as its addresses name them.
    Buildings {
        /// The area that they stand in, since names repeat.
        area: AreaCode,
        /// Their names.
        names: Vec<String>,
    },
    /// Some households of a building, which are counted from 1 in the order of the ids of its addresses.
    Households {
        /// The area that it stands in.
        area: AreaCode,
        /// Its name.
        building: String,
        /// The first household.
        first: u32,
        /// The last one.
        last: u32,
    },
}

impl Ground {
    /// The names of all kinds, in the order in which answers rank them: what is nearest to a household first.
    pub const KINDS: [&'static str; 7] = [
        "households",
        "addresses",
        "buildings",
        "line",
        "region",
        "cells",
        "areas",
    ];

    /// The last of the kinds that name addresses.
    pub(crate) const LAST_OF_ADDRESSES: u8 = 2;

    /// The kinds that name buildings of an area: households and buildings.
    pub(crate) const OF_BUILDINGS: [u8; 2] = [0, 2];

    /// The name of its kind, used in files, commands and the API.
    pub fn kind(&self) -> &'static str {
        Self::KINDS[usize::from(self.rank())]
    }

    /// Whether it is made of areas of a division: grids or cells.
    pub fn is_of_areas(&self) -> bool {
        matches!(self, Self::Areas(_) | Self::Cells { .. })
    }

    /// The place of its kind among [`Ground::KINDS`].
    pub fn rank(&self) -> u8 {
        match self {
            Self::Households { .. } => 0,
            Self::Addresses(_) => 1,
            Self::Buildings { .. } => 2,
            Self::Line { .. } => 3,
            Self::Region(_) => 4,
            Self::Cells { .. } => 5,
            Self::Areas(_) => 6,
        }
    }
}

/// A responsibility unit: some ground, the role in which it is answered for, and who holds it from when until when.
#[derive(Debug, Clone, PartialEq)]
pub struct Duty {
    /// Its stable id.
    pub id: DutyId,
    /// The role.
    pub role: RoleId,
    /// What the unit is called: a street, a building, a crossing. It may be empty.
    pub name: String,
    /// What is answered for.
    pub ground: Ground,
    /// Who holds it; nobody while the post is vacant.
    pub holders: Vec<Holder>,
    /// The first day on which it counts, `None` for always.
    pub from: Option<Date>,
    /// The last day on which it counts, `None` for always.
    pub until: Option<Date>,
}

/// Why a role or a duty has no meaning.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DutyError {
    /// A role asks for more people than it allows.
    #[error("at least {least} people are asked for and at most {most} allowed")]
    Numbers {
        /// At least so many.
        least: u32,
        /// At most so many.
        most: u32,
    },
    /// The ground lists nothing.
    #[error("its ground, {0}, has nothing in it")]
    Empty(&'static str),
    /// A list names something twice.
    #[error("{0} is there twice")]
    Twice(String),
    /// Households are counted from 1, the first before the last.
    #[error("there are no households {first} to {last}")]
    Households {
        /// The first.
        first: u32,
        /// The last.
        last: u32,
    },
    /// A line has fewer than two different vertices or no width.
    #[error("its line has {vertices} different vertices and is {width_mm} mm wide")]
    Line {
        /// How many.
        vertices: usize,
        /// How wide.
        width_mm: u32,
    },
    /// A share is not between 1 and 100 per cent.
    #[error("{staff} has a share of {share_percent} %, not 1 to 100")]
    Share {
        /// Who.
        staff: StaffId,
        /// The share.
        share_percent: u8,
    },
    /// It ends before it begins.
    #[error("it counts from {from} until {until}")]
    Days {
        /// The first day.
        from: Date,
        /// The last day.
        until: Date,
    },
}

impl Role {
    /// Whether the role has a meaning.
    ///
    /// # Errors
    /// [`DutyError::Numbers`].
    pub fn check(&self) -> Result<(), DutyError> {
        match self.most {
            Some(most) if most < self.least => Err(DutyError::Numbers {
                least: self.least,
                most,
            }),
            _ => Ok(()),
        }
    }
}

impl Duty {
    /// Whether it counts on a day; any duty does when no day is given.
    pub fn is_valid_on(&self, day: Option<Date>) -> bool {
        day.is_none_or(|day| {
            self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
        })
    }

    /// Whether the duty has a meaning.
    ///
    /// # Errors
    /// [`DutyError`] names the first rule that it breaks.
    pub fn check(&self) -> Result<(), DutyError> {
        self.ground.check()?;
        let unshared = |holder: &&Holder| !(1..=100).contains(&holder.share_percent);
        if let Some(holder) = self.holders.iter().find(unshared) {
            return Err(DutyError::Share {
                staff: holder.staff.clone(),
                share_percent: holder.share_percent,
            });
        }
        assert_once(self.holders.iter().map(|holder| holder.staff.as_str()))?;
        match (self.from, self.until) {
            (Some(from), Some(until)) if until < from => Err(DutyError::Days { from, until }),
            _ => Ok(()),
        }
    }
}

impl Ground {
    fn check(&self) -> Result<(), DutyError> {
        match self {
            Self::Areas(codes) => self.check_list(codes.iter().map(AreaCode::as_str)),
            Self::Cells { codes, .. } => self.check_list(codes.iter().map(CellCode::as_str)),
            Self::Addresses(ids) => self.check_list(ids.iter().map(AddressId::as_str)),
            Self::Buildings { names, .. } => self.check_list(names.iter().map(String::as_str)),
            Self::Households { building, .. } if building.is_empty() => {
                Err(DutyError::Empty(self.kind()))
            }
            Self::Households { first, last, .. } if *first == 0 || last < first => {
                Err(DutyError::Households {
                    first: *first,
                    last: *last,
                })
            }
            Self::Region(_) | Self::Households { .. } => Ok(()),
            Self::Line { path, width_mm } => {
                let mut distinct = path.clone();
                distinct.dedup();
                if distinct.len() == path.len() && path.len() > 1 && *width_mm > 0 {
                    return Ok(());
                }
                Err(DutyError::Line {
                    vertices: distinct.len(),
                    width_mm: *width_mm,
                })
            }
        }
    }

    fn check_list<'a>(
        &self,
        texts: impl ExactSizeIterator<Item = &'a str> + Clone,
    ) -> Result<(), DutyError> {
        if texts.len() == 0 || texts.clone().any(str::is_empty) {
            return Err(DutyError::Empty(self.kind()));
        }
        assert_once(texts)
    }
}

fn assert_once<'a>(texts: impl Iterator<Item = &'a str>) -> Result<(), DutyError> {
    let mut sorted: Vec<&str> = texts.collect();
    sorted.sort_unstable();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(DutyError::Twice(pair[0].to_owned())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn duty(ground: Ground, holders: &str) -> Duty {
        Duty {
            id: DutyId::new("d").expect("valid"),
            role: RoleId::new("grid-worker").expect("valid"),
            name: String::new(),
            ground,
            holders: Holder::parse_list(holders).expect("valid"),
            from: None,
            until: None,
        }
    }

    fn code(text: &str) -> AreaCode {
        AreaCode::new(text).expect("valid")
    }

    #[test]
    fn what_has_no_meaning_is_named() {
        let area = || code("320205001002G014");
        let fault = |ground| duty(ground, "W-1").check().expect_err("wrong").to_string();
        assert!(fault(Ground::Areas(Vec::new())).contains("areas, has nothing"));
        assert!(fault(Ground::Areas(vec![area(), area()])).contains("twice"));
        let households = |building: &str, first, last| Ground::Households {
            area: area(),
            building: building.to_owned(),
            first,
            last,
        };
        assert!(fault(households("7", 3, 2)).contains("3 to 2"));
        assert!(fault(households("7", 0, 2)).contains("0 to 2"));
        assert!(fault(households("", 1, 2)).contains("nothing"));
        let at = Position::clamped(1, 2);
        let path = vec![at, at];
        assert!(fault(Ground::Line { path, width_mm: 9 }).contains("1 different"));
        let sound = || Ground::Areas(vec![area()]);
        assert!(duty(sound(), "W-1; W-1 deputy").check().is_err());
        assert!(duty(sound(), "W-1 0%").check().is_err());
        assert_eq!(duty(sound(), "").check(), Ok(()));
        let day = |day| Date::from_ordinal_date(2026, day).ok();
        let mut late = duty(sound(), "W-1");
        (late.from, late.until) = (day(9), day(8));
        assert!(late.check().is_err());
        late.until = day(20);
        assert!(late.is_valid_on(day(20)) && !late.is_valid_on(day(8)) && late.is_valid_on(None));
    }
}
