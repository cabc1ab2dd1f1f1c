//! What a check of a coordinate reference system found, in numbers and in words.

use std::fmt;

use super::crs::Crs;

/// How well a system explains the coordinates of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// The system.
    pub crs: Crs,
    /// How many of the points looked at lie where they should.
    pub inside: u64,
    /// How many were looked at.
    pub total: u64,
}

/// How a statement about the coordinates of a file was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What the points were held against, in words; nothing is stored when there is none.
    pub against: Option<String>,
    /// The system that the file names itself, where that is another than was stated.
    pub overruled: Option<String>,
    /// The score of the statement first, then of those that were compared with it, the best first.
    pub scores: Vec<Score>,
}

/// Why a statement about coordinates is not believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// What was stated.
    pub stated: Score,
    /// What explains the coordinates best.
    pub best: Score,
    /// What else explains them clearly better than the statement, the best first.
    pub others: Vec<Score>,
    /// What the points do that count, as `lie in the stored streets`.
    pub criterion: String,
    /// The scores of all other hypotheses, the best first.
    pub scores: Vec<Score>,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (stated, best) = (self.stated, self.best);
        write!(
            f,
            "the coordinates fit {}{} better than {}, which was stated: {} of {} points {}, as stated {}",
            best.crs,
            how_it_differs(best.crs, stated.crs),
            stated.crs,
            best.inside,
            best.total,
            self.criterion,
            stated.inside
        )?;
        for other in self.others.iter().take(3) {
            write!(f, ", as {} {}", other.crs, other.inside)?;
        }
        write!(
            f,
            "; state --crs {}, or --trust-crs if {} is right all the same",
            best.crs, stated.crs
        )
    }
}

/// What a system differs in from another that it is easily taken for.
fn how_it_differs(found: Crs, stated: Crs) -> String {
    if found.equals(stated.swapped()) {
        return " (its two coordinates are exchanged)".to_owned();
    }
    match (found.zone(), stated.zone()) {
        (Some(found), Some(stated)) if found.meridian == stated.meridian => match found.prefix {
            Some(number) => format!(" (the zone {number} stands before its eastings)"),
            None => " (no zone stands before its eastings)".to_owned(),
        },
        _ => String::new(),
    }
}
