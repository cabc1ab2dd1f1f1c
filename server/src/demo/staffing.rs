//! Who answers in a synthetic city: posts and staff numbers, with a few gaps that a seed chooses.

use hexward_engine::duties::Preset;
use hexward_engine::model::{
    AreaCode, Duty, DutyId, Ground, Holder, IdError, Role, RoleId, StaffId, Tier,
};
use hexward_engine::snapshot::Snapshot;

/// Up to so many grids a city is staffed as a street is: every post of the plan of Xihu.
const STREET_GRIDS: usize = 100;
/// Zhuzhou has 2,796 workers on 2,694 grids: so many more than grids.
const WORKERS_BEYOND: (usize, usize) = (102, 2694);
/// Every so many communities lack a health informant, and every so many grids a supervisor.
const GAPS: (usize, usize) = (5, 16);

/// The roles of a city and who holds them.
///
/// A street has the seven posts of Xihu, some of them vacant; a larger city a worker a grid, and where most households
/// are a second one.
///
/// # Errors
/// [`IdError`] does not happen: ids follow from codes.
pub fn staffing(snapshot: &Snapshot) -> Result<(Vec<Role>, Vec<Duty>), IdError> {
    let grids = snapshot.grids.get(&Tier::Grid);
    if grids.map_or(0, |layer| layer.records().len()) <= STREET_GRIDS {
        street(snapshot)
    } else {
        city(snapshot)
    }
}

fn preset(name: &str) -> Vec<Role> {
    Preset::from_name(name)
        .map(Preset::roles)
        .unwrap_or_default()
}

fn duty(role: &RoleId, code: &AreaCode, staff: &[String]) -> Result<Duty, IdError> {
    let holder = |staff: &String| {
        Ok(Holder {
            staff: StaffId::new(staff)?,
            share_percent: 100,
            is_deputy: false,
        })
    };
    Ok(Duty {
        id: DutyId::new(&format!("{role}/{code}"))?,
        role: role.clone(),
        name: String::new(),
        ground: Ground::Areas(vec![code.clone()]),
        holders: staff.iter().map(holder).collect::<Result<_, IdError>>()?,
        from: None,
        until: None,
    })
}

/// Every post of every grid, but for the gaps.
fn street(snapshot: &Snapshot) -> Result<(Vec<Role>, Vec<Duty>), IdError> {
    let roles = preset("xihu");
    let mut duties = Vec::new();
    for role in &roles {
        let layer = role.tier.and_then(|tier| snapshot.grids.get(&tier));
        let grids = layer.into_iter().flat_map(|layer| layer.records());
        for (number, grid) in (1..).zip(grids) {
            let is_vacant = match role.id.as_str() {
                "health-informant" => number % GAPS.0 == 0,
                "grid-supervisor" => number % GAPS.1 == 0,
                _ => false,
            };
            let staff = (!is_vacant).then(|| format!("{}-{number:03}", role.id));
            let staff: Vec<String> = staff.into_iter().collect();
            duties.push(duty(&role.id, &grid.code, &staff)?);
        }
    }
    Ok((roles, duties))
}

/// A worker a grid, and a second one where most households are.
fn city(snapshot: &Snapshot) -> Result<(Vec<Role>, Vec<Duty>), IdError> {
    let is_worker = |role: &Role| role.id.as_str() == "grid-worker";
    let roles: Vec<Role> = preset("dongcheng").into_iter().filter(is_worker).collect();
    let (Some(role), Some(layer)) = (roles.first(), snapshot.grids.get(&Tier::Grid)) else {
        return Ok((roles, Vec::new()));
    };
    let grids = layer.records();
    let tallies = &snapshot.assignment(Tier::Grid).tallies;
    let mut busiest: Vec<usize> = (0..grids.len()).collect();
    busiest.sort_by_key(|&index| (u64::MAX - tallies[index].households, index));
    busiest.truncate(grids.len() * WORKERS_BEYOND.0 / WORKERS_BEYOND.1);
    let mut staff: Vec<Vec<String>> = (1..=grids.len())
        .map(|number| vec![format!("W-{number:05}")])
        .collect();
    for (number, &index) in (grids.len() + 1..).zip(&busiest) {
        staff[index].push(format!("W-{number:05}"));
    }
    let duties = grids
        .iter()
        .zip(&staff)
        .map(|(grid, staff)| duty(&role.id, &grid.code, staff));
    let duties = duties.collect::<Result<Vec<_>, IdError>>()?;
    Ok((roles, duties))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hexward_engine::geom::{Polygon, Position, Region, Ring};
    use hexward_engine::model::{Dataset, Grid, Lock};

    /// A row of grids, the first of which have most households.
    fn row(tier: Tier, grids: i64) -> Snapshot {
        let grid = |number: i64| {
            let at = |x: i64, y: i64| Position::clamped(1_200_000_000 + number * 9 + x, y);
            let ring = Ring::new(&[at(0, 0), at(9, 0), at(9, 9), at(0, 9)]).expect("a square");
            Grid {
                code: AreaCode::new(&format!("{}", 320_200_000_000_i64 + number)).expect("valid"),
                tier,
                parent: None,
                name: String::new(),
                region: Region::single(Polygon::new(ring, Vec::new()).expect("no holes")),
                lock: Lock::Open,
            }
        };
        Snapshot::build(Dataset {
            grids: (0..grids).map(grid).collect(),
            ..Dataset::default()
        })
    }

    #[test]
    fn zhuzhou_has_2796_workers_on_2694_grids() {
        let (roles, duties) = staffing(&row(Tier::Grid, 2694)).expect("valid");
        let holders = duties.iter().map(|duty| duty.holders.len());
        assert_eq!(
            (roles.len(), duties.len(), holders.sum::<usize>()),
            (1, 2694, 2796)
        );
        assert_eq!(
            duties.iter().filter(|duty| duty.holders.len() == 2).count(),
            102
        );
    }

    #[test]
    fn a_street_lacks_three_supervisors() {
        let (roles, duties) = staffing(&row(Tier::Grid, 49)).expect("valid");
        let vacant = duties.iter().filter(|duty| duty.holders.is_empty());
        let vacant: Vec<&str> = vacant.map(|duty| duty.role.as_str()).collect();
        assert_eq!((roles.len(), vacant), (8, vec!["grid-supervisor"; 3]));
        let (_, duties) = staffing(&row(Tier::Community, 8)).expect("valid");
        let vacant = duties.iter().filter(|duty| duty.holders.is_empty());
        assert_eq!(
            vacant.map(|duty| duty.id.as_str()).collect::<Vec<_>>(),
            ["health-informant/320200000004"]
        );
    }
}
