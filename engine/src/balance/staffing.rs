//! How many people each grid needs, by its area, the people who live there and how hard the work is, with the sum laid open.
//!
//! ```
//! use hexward_engine::balance::{GridDemand, StaffingRule, staffing};
//! let rule = StaffingRule {
//!     residents_each: 400,
//!     area_m2_each: 200_000,
//!     least: 1,
//! };
//! let demand = GridDemand {
//!     residents: 600,
//!     area_m2: 100_000,
//!     difficulty_permille: 1_200,
//! };
//! let needs = staffing(&[demand], &rule)?;
//! // 1.5 for the people, 0.5 for the ground, 0.4 because it is hard
//! assert_eq!((needs[0].for_people, needs[0].for_area, needs[0].for_difficulty), (1_500, 500, 400));
//! assert_eq!(needs[0].staff, 3);
//! # Ok::<(), hexward_engine::balance::StaffingError>(())
//! ```

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use thiserror::Error;

/// How much one person looks after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StaffingRule {
    /// Residents, where there is no ground to cover.
    pub residents_each: u32,
    /// Ground in square metres, where nobody lives.
    pub area_m2_each: u64,
    /// How many people every grid has at least.
    pub least: u32,
}

/// What a grid asks of its staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GridDemand {
    /// How many people live there.
    pub residents: u64,
    /// Its area in square metres.
    pub area_m2: u64,
    /// How hard the work is: 1000 as usual, 1200 a fifth harder, 900 a tenth easier.
    pub difficulty_permille: u32,
}

/// How many people a grid needs and why, in thousandths of a person where it does not say otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Staffing {
    /// For the people who live there.
    pub for_people: u64,
    /// For the ground.
    pub for_area: u64,
    /// For how hard it is: what comes on top of the two others, or goes off.
    pub for_difficulty: i64,
    /// The three together.
    pub need: u64,
    /// Whole people.
    pub staff: u32,
}

/// Why nobody can be assigned by a rule.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StaffingError {
    /// One person looks after nobody, or after no ground.
    #[error("a person who looks after {what} of 0 is never enough")]
    NothingEach {
        /// Of what.
        what: &'static str,
    },
    /// Not everybody gets the least.
    #[error("{staff} people are too few for {grids} grids with {least} each")]
    TooFew {
        /// How many people there are.
        staff: u32,
        /// How many grids.
        grids: usize,
        /// How many each should have at least.
        least: u32,
    },
    /// The need of a grid does not fit in 64 bits.
    #[error("the need of grid {grid} is too much to be told")]
    TooMuch {
        /// Which grid.
        grid: usize,
    },
}

/// How many people each grid needs: its need rounded up, and the least at least. O(n).
///
/// # Errors
/// A rule by which one person looks after nothing, a need beyond 64 bits.
pub fn staffing(grids: &[GridDemand], rule: &StaffingRule) -> Result<Vec<Staffing>, StaffingError> {
    let each = |(grid, demand)| need(demand, rule).map_err(|fault| fault.at(grid));
    grids.iter().enumerate().map(each).collect()
}

/// Assigns so many people to the grids, each the least first and the others where the need for each is the greatest (the
/// divisor method of Webster and Sainte-Laguë; equal needs go to the first grid). O(staff log n).
///
/// # Errors
/// As [`staffing`], and fewer people than the least of all grids together.
pub fn assign_staff(
    grids: &[GridDemand],
    rule: &StaffingRule,
    staff: u32,
) -> Result<Vec<Staffing>, StaffingError> {
    let mut needs = staffing(grids, rule)?;
    let least = grids.len() as u64 * u64::from(rule.least);
    let Some(open) = u64::from(staff).checked_sub(least) else {
        return Err(StaffingError::TooFew {
            staff,
            grids: grids.len(),
            least: rule.least,
        });
    };
    // the need for each person if the grid had half a person more: compared as fractions of whole numbers
    let claim = |need: &Staffing, grid: usize| Claim {
        need: need.need,
        divisor: 2 * u64::from(need.staff) + 1,
        grid: Reverse(grid),
    };
    for need in &mut needs {
        need.staff = rule.least;
    }
    let claims = needs.iter().enumerate();
    let mut claims: BinaryHeap<Claim> = claims.map(|(grid, need)| claim(need, grid)).collect();
    for _ in 0..open {
        let Some(first) = claims.pop() else {
            break;
        };
        let grid = first.grid.0;
        needs[grid].staff += 1;
        claims.push(claim(&needs[grid], grid));
    }
    Ok(needs)
}

/// A grid that waits for one person more: the greater its need by divisor, the sooner it gets one.
#[derive(Debug, PartialEq, Eq)]
struct Claim {
    need: u64,
    divisor: u64,
    grid: Reverse<usize>,
}

impl Ord for Claim {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let own = u128::from(self.need) * u128::from(other.divisor);
        let others = u128::from(other.need) * u128::from(self.divisor);
        own.cmp(&others).then(self.grid.cmp(&other.grid))
    }
}

impl PartialOrd for Claim {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Why a need cannot be told, before it is known of which grid.
enum Fault {
    NothingEach(&'static str),
    TooMuch,
}

impl Fault {
    fn at(self, grid: usize) -> StaffingError {
        match self {
            Self::NothingEach(what) => StaffingError::NothingEach { what },
            Self::TooMuch => StaffingError::TooMuch { grid },
        }
    }
}

fn need(demand: &GridDemand, rule: &StaffingRule) -> Result<Staffing, Fault> {
    let for_people = thousandths(
        demand.residents,
        u64::from(rule.residents_each),
        "residents",
    )?;
    let for_area = thousandths(demand.area_m2, rule.area_m2_each, "square metres")?;
    let usual = for_people.checked_add(for_area).ok_or(Fault::TooMuch)?;
    let hard = u128::from(usual) * u128::from(demand.difficulty_permille);
    let need = u64::try_from((hard + 500) / 1000)
        .ok()
        .ok_or(Fault::TooMuch)?;
    let staff = u32::try_from(need.div_ceil(1000))
        .ok()
        .ok_or(Fault::TooMuch)?;
    Ok(Staffing {
        for_people,
        for_area,
        // both are below 2^63: a need has at most 2^32 people
        for_difficulty: need as i64 - usual as i64,
        need,
        staff: staff.max(rule.least),
    })
}

/// How many thousandths of a person so much takes, rounded to the nearest.
fn thousandths(amount: u64, each: u64, what: &'static str) -> Result<u64, Fault> {
    if each == 0 {
        return Err(Fault::NothingEach(what));
    }
    let (amount, each) = (u128::from(amount) * 1000, u128::from(each));
    u64::try_from((amount + each / 2) / each)
        .ok()
        .filter(|&needed| needed < 1 << 62)
        .ok_or(Fault::TooMuch)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: StaffingRule = StaffingRule {
        residents_each: 500,
        area_m2_each: 1_000_000,
        least: 1,
    };

    fn demand(residents: u64, area_m2: u64, difficulty_permille: u32) -> GridDemand {
        GridDemand {
            residents,
            area_m2,
            difficulty_permille,
        }
    }

    #[test]
    fn the_parts_add_up_to_the_need() {
        let grids = [
            demand(1_234, 345_678, 1_000),
            demand(777, 2_345_678, 1_350),
            demand(4_000, 10_000, 800),
            demand(0, 0, 1_000),
        ];
        for found in staffing(&grids, &RULE).expect("needs") {
            let sum = found.for_people as i64 + found.for_area as i64 + found.for_difficulty;
            assert_eq!(sum, found.need as i64);
            assert_eq!(u64::from(found.staff), found.need.div_ceil(1000).max(1));
        }
    }

    #[test]
    fn harder_work_takes_more_people_and_easier_work_fewer() {
        let of = |difficulty| staffing(&[demand(5_000, 0, difficulty)], &RULE).expect("needs")[0];
        assert_eq!(
            (of(900).staff, of(1_000).staff, of(1_500).staff),
            (9, 10, 15)
        );
        assert_eq!(
            (of(900).for_difficulty, of(1_500).for_difficulty),
            (-1_000, 5_000)
        );
    }

    #[test]
    fn a_fixed_staff_is_assigned_to_the_last_person_in_proportion() {
        // 49 grids as in a street of the size of Xihu; need grows with the number
        let grids: Vec<GridDemand> = (1..=49).map(|n| demand(100 * n, 0, 1_000)).collect();
        for staff in [49, 50, 100, 245, 1_000] {
            let found = assign_staff(&grids, &RULE, staff).expect("assigned");
            assert_eq!(found.iter().map(|grid| grid.staff).sum::<u32>(), staff);
            assert!(found.is_sorted_by_key(|grid| grid.staff));
            assert!(found.iter().all(|grid| grid.staff >= 1));
        }
        // a total need of 245 people: every grid gets its need within one person
        for grid in assign_staff(&grids, &RULE, 245).expect("assigned") {
            assert!(
                u64::from(grid.staff * 1000).abs_diff(grid.need) <= 1000,
                "{grid:?}"
            );
        }
    }

    #[test]
    fn equal_needs_go_to_the_first_grid() {
        let grids = vec![demand(900, 0, 1_000); 3];
        let found = assign_staff(&grids, &RULE, 7).expect("assigned");
        let staff: Vec<u32> = found.iter().map(|grid| grid.staff).collect();
        assert_eq!(staff, [3, 2, 2]);
    }

    #[test]
    fn what_cannot_be_told_is_refused() {
        let nothing = StaffingRule {
            residents_each: 0,
            ..RULE
        };
        let one = [demand(1, 1, 1_000)];
        let refused = staffing(&one, &nothing).expect_err("nobody each");
        assert_eq!(refused, StaffingError::NothingEach { what: "residents" });
        let refused = staffing(&[one[0], demand(u64::MAX, 0, u32::MAX)], &RULE).expect_err("much");
        assert_eq!(refused, StaffingError::TooMuch { grid: 1 });
        let refused = assign_staff(&[one[0]; 3], &RULE, 2).expect_err("two for three");
        assert!(matches!(
            refused,
            StaffingError::TooFew {
                staff: 2,
                grids: 3,
                least: 1
            }
        ));
    }
}
