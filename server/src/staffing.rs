//! How many people the grids of a snapshot need: what `hexward staffing` and `/v1/staffing` have in common.

use std::collections::BTreeMap;

use hexward_engine::balance::{
    GridDemand, StaffingError, StaffingRule, assign_staff, staffing as needed,
};
use hexward_engine::model::{AreaCode, Grid, Tier};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::within::Within;
use thiserror::Error;

use crate::dto::{GridStaffing, StaffingList};

/// What one person looks after when nothing is said; a matter of local rules, not a norm.
pub(crate) const USUAL_RULE: StaffingRule = StaffingRule {
    residents_each: 300,
    area_m2_each: 300_000,
    least: 1,
};

/// The usual difficulty, in thousandths.
const USUAL_PERMILLE: u32 = 1000;

/// What is asked.
pub(crate) struct StaffingWish {
    /// Whose grids are staffed; all grids of the tier without it.
    pub(crate) parent: Option<AreaCode>,
    pub(crate) tier: Tier,
    pub(crate) rule: StaffingRule,
    /// How many people there are; each grid gets what it needs without it.
    pub(crate) staff: Option<u32>,
    /// Grids whose work is harder or easier than usual, in thousandths of the usual.
    pub(crate) difficulties: Vec<(AreaCode, u32)>,
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub(crate) enum StaffingFault {
    #[error("there is no grid of this code")]
    NoParent,
    #[error("there are no grids of tier {}", .0.name())]
    NoGrids(Tier),
    #[error("{0} is not among the grids that are staffed")]
    NotAmong(AreaCode),
    #[error(transparent)]
    Rule(#[from] StaffingError),
}

/// A grid and its difficulty, as `CODE=PERMILLE`.
pub(crate) fn difficulty(text: &str) -> Result<(AreaCode, u32), String> {
    let (code, permille) = text
        .split_once('=')
        .ok_or("a difficulty is a code, =, and thousandths of the usual")?;
    let permille = permille
        .parse()
        .map_err(|error| format!("`{permille}` is no number of thousandths: {error}"))?;
    let code = AreaCode::new(code).map_err(|error| error.to_string())?;
    Ok((code, permille))
}

/// How many people each grid needs, or gets of those there are. O(n) and what assigning takes.
pub(crate) fn staffed(
    snapshot: &Snapshot,
    wish: &StaffingWish,
) -> Result<StaffingList, StaffingFault> {
    let grids = grids(snapshot, wish)?;
    let demands = demands(snapshot, &grids, wish)?;
    let found = match wish.staff {
        Some(staff) => assign_staff(&demands, &wish.rule, staff),
        None => needed(&demands, &wish.rule),
    }?;
    let all = grids.into_iter().zip(&demands).zip(&found);
    let rows = all.map(|((grid, demand), staffing)| GridStaffing::new(grid, demand, staffing));
    Ok(StaffingList::new(rows.collect()))
}

/// The grids of the tier, all or those of the parent, by code.
fn grids<'a>(snapshot: &'a Snapshot, wish: &StaffingWish) -> Result<Vec<&'a Grid>, StaffingFault> {
    let within = Within::new(snapshot, wish.parent.as_ref()).ok_or(StaffingFault::NoParent)?;
    let mut grids = within.grids();
    grids.retain(|grid| grid.tier == wish.tier);
    if grids.is_empty() {
        return Err(StaffingFault::NoGrids(wish.tier));
    }
    Ok(grids)
}

fn demands(
    snapshot: &Snapshot,
    grids: &[&Grid],
    wish: &StaffingWish,
) -> Result<Vec<GridDemand>, StaffingFault> {
    let hard = wish.difficulties.iter();
    let mut hard: BTreeMap<&AreaCode, u32> =
        hard.map(|(code, permille)| (code, *permille)).collect();
    let demands = grids.iter().map(|grid| {
        let permille = hard.remove(&grid.code).unwrap_or(USUAL_PERMILLE);
        demand(snapshot, grid, permille)
    });
    let demands = demands.collect();
    match hard.into_keys().next() {
        Some(code) => Err(StaffingFault::NotAmong(code.clone())),
        None => Ok(demands),
    }
}

fn demand(snapshot: &Snapshot, grid: &Grid, difficulty_permille: u32) -> GridDemand {
    let (layer, index) = snapshot
        .grid(&grid.code)
        .expect("a grid of the same snapshot");
    GridDemand {
        residents: snapshot.assignment(grid.tier).tallies[index].residents,
        area_m2: layer.area_m2(index).round() as u64,
        difficulty_permille,
    }
}
