//! Any operations in any order keep the partition and can be taken back.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::edit::{Effects, UnitsOfGrid};
use crate::geom::ground_lost;
use crate::model::{AddressId, Delta, Lock, Revision};
use crate::units::derive;

fn position() -> impl Strategy<Value = Position> {
    let side = 16 * STEP;
    (-50..side + 50, -50..side + 50).prop_map(|(x, y)| spot(x, y))
}

fn node() -> impl Strategy<Value = Position> {
    (0..17_i64, 0..17_i64).prop_map(|(x, y)| spot(x * STEP, y * STEP))
}

fn operation() -> impl Strategy<Value = Edit> {
    let any_code = || (1..24_i64).prop_map(code);
    let tier = || prop_oneof![Just(Tier::Grid), Just(Tier::Micro), Just(Tier::Community)];
    let line = || prop::collection::vec(position(), 2..4);
    prop_oneof![
        3 => (tier(), node(), -60..60_i64, -60..60_i64).prop_map(|(tier, from, x, y)| {
            let to = spot(i64::from(from.lon()) + x, i64::from(from.lat()) + y);
            Edit::MoveNode { tier, from, to }
        }),
        1 => (tier(), node(), any::<bool>(), -30..30_i64).prop_map(|(tier, from, up, off)| {
            let (x, y) = (i64::from(from.lon()), i64::from(from.lat()));
            let (to, at) = if up {
                (spot(x, y + STEP), spot(x + off, y + 40))
            } else {
                (spot(x + STEP, y), spot(x + 40, y + off))
            };
            Edit::InsertNode { tier, edge: (from, to), at }
        }),
        1 => (tier(), node()).prop_map(|(tier, node)| Edit::DeleteNode { tier, node }),
        2 => (any_code(), any_code()).prop_map(|(keep, other)| {
            Edit::MergeGrids { keep, others: vec![other] }
        }),
        3 => (any_code(), line(), any_code()).prop_map(|(code, line, new)| {
            Edit::SplitGrid { code, line, new: Some(new), name: "part".to_owned() }
        }),
        3 => (any_code(), any_code(), line())
            .prop_map(|(from, to, line)| Edit::TransferGround { from, to, line }),
        1 => (any_code(), any_code()).prop_map(|(code, to)| Edit::RenumberGrid { code, to }),
        1 => (any_code(), 0..Lock::ALL.len()).prop_map(|(code, lock)| {
            Edit::LockGrids { codes: vec![code], lock: Lock::ALL[lock] }
        }),
        2 => (0..450_usize, position(), 0..400_usize).prop_map(|(number, position, building)| {
            let building = format!("B{:03}", building / 2).into();
            let row = address(&format!("A{number:03}"), position);
            Edit::ImportAddresses(vec![Address { building, ..row }])
        }),
        3 => (any_code(), position(), prop::collection::vec((-200..200_i64, -200..200_i64), 3..6))
            .prop_filter_map("a ring", |(code, middle, corners)| drawn(code, middle, &corners)),
        4 => (any_code(), any_code(), 0..400_usize).prop_map(
            |(from, to, number)| {
                Edit::TransferBuildings { from, to, buildings: vec![number.to_string()] }
            },
        ),
        3 => (0..400_usize).prop_map(|number| Edit::AssignUnits(vec![UnitsOfGrid {
            parent: AreaCode::new(COMMUNITY).expect("valid"),
            code: None,
            name: number.to_string(),
            units: Vec::new(),
        }])),
    ]
}

fn drawn(code: AreaCode, middle: Position, corners: &[(i64, i64)]) -> Option<Edit> {
    let corner =
        |&(x, y): &(i64, i64)| spot(i64::from(middle.lon()) + x, i64::from(middle.lat()) + y);
    let ring = Ring::new(&corners.iter().map(corner).collect::<Vec<_>>()).ok()?;
    Some(Edit::DrawGrid {
        parent: AreaCode::new(COMMUNITY).ok()?,
        code: Some(code),
        name: "drawn".to_owned(),
        region: Region::single(Polygon::new(ring, Vec::new()).ok()?),
    })
}

/// A unit at a border, given to the grid beyond it or to a new one.
fn passed_on(snapshot: &Snapshot, mut rows: Vec<UnitsOfGrid>) -> Vec<UnitsOfGrid> {
    let Ok(cover) = derive(snapshot, &rows[0].parent) else {
        return rows;
    };
    let number: usize = rows[0].name.parse().unwrap_or(0);
    let Some(link) = cover.links.get(number * cover.links.len() / 400) else {
        return rows;
    };
    let [unit, other] = link.ends.map(|end| &cover.units[end as usize]);
    rows[0].units.push(unit.id.clone());
    if !number.is_multiple_of(5) {
        rows[0].code = Some(cover.grids[other.grid as usize].clone());
    }
    rows
}

/// An edit that fits the plan as it is by now: a building is given by the number of an address and goes from the grid
/// that it is in to one beside it; new grids get codes that are free.
fn aimed(snapshot: &Snapshot, edit: Edit) -> Edit {
    let free = |code: AreaCode| {
        let taken = snapshot.grid(&code).is_some();
        let next = || {
            (17..900)
                .map(super::code)
                .find(|code| snapshot.grid(code).is_none())
        };
        if taken { next().unwrap_or(code) } else { code }
    };
    match edit {
        Edit::AssignUnits(rows) => Edit::AssignUnits(passed_on(snapshot, rows)),
        Edit::TransferBuildings {
            from,
            to,
            buildings,
        } => {
            let layer = &snapshot.grids[&Tier::Grid];
            let rows = snapshot.addresses.records();
            let number: usize = buildings[0].parse().unwrap_or(0);
            let first = snapshot.standing().counts_at(number as u32) as usize;
            let Some(own) = layer.locate(rows.position(first)) else {
                return Edit::TransferBuildings {
                    from,
                    to,
                    buildings,
                };
            };
            let near = layer.meeting(layer.bounds_of(own));
            let other = near[number % near.len()];
            Edit::TransferBuildings {
                from: layer.records()[own].code.clone(),
                to: layer.records()[other].code.clone(),
                buildings: vec![rows.building(first)],
            }
        }
        Edit::DrawGrid {
            parent,
            code,
            name,
            region,
        } => Edit::DrawGrid {
            parent,
            code: code.map(free),
            name,
            region,
        },
        Edit::SplitGrid {
            code,
            line,
            new,
            name,
        } => Edit::SplitGrid {
            code,
            line,
            new: new.map(free),
            name,
        },
        other => other,
    }
}

/// The grid of each address in a fresh count.
fn counted(snapshot: &Snapshot) -> BTreeMap<AddressId, Option<AreaCode>> {
    let fresh = Snapshot::build(snapshot.dataset());
    let assignment = fresh.assignment(Tier::Grid);
    let grids = fresh.grids[&Tier::Grid].records();
    let code = |owner: Option<u32>| owner.map(|index| grids[index as usize].code.clone());
    let rows = fresh.addresses.records().rows();
    let counted = rows.zip(assignment.owners.iter().map(code));
    counted.map(|(row, code)| (row.id.clone(), code)).collect()
}

/// What adds up in each grid of a fresh count.
fn sums(
    snapshot: &Snapshot,
    counted: &BTreeMap<AddressId, Option<AreaCode>>,
) -> BTreeMap<AreaCode, (u64, u64)> {
    let codes = snapshot.grids[&Tier::Grid].records().iter();
    let mut sums: BTreeMap<AreaCode, (u64, u64)> =
        codes.map(|grid| (grid.code.clone(), (0, 0))).collect();
    for row in snapshot.addresses.records().rows() {
        if let Some(sum) = counted[&row.id]
            .as_ref()
            .and_then(|code| sums.get_mut(code))
        {
            *sum = (sum.0 + 1, sum.1 + u64::from(row.residents));
        }
    }
    sums
}

/// The effects have every grid in which something else adds up, with what a fresh count says, and nothing that is there
/// before and after an edit has left or entered a locked grid.
fn check_step(before: &Snapshot, after: &Snapshot, delta: &Delta) -> Result<(), TestCaseError> {
    let effects = Effects::of(before, after, delta);
    let counted = [before, after].map(counted);
    let fresh = [sums(before, &counted[0]), sums(after, &counted[1])];
    let codes: BTreeSet<&AreaCode> = fresh.iter().flat_map(BTreeMap::keys).collect();
    for code in codes {
        let found = effects.grids.iter().find(|grid| grid.code == *code);
        match found {
            None => prop_assert_eq!(fresh[0].get(code), fresh[1].get(code)),
            Some(found) => {
                let states = [&found.states.before, &found.states.after];
                for (state, fresh) in states.into_iter().zip(&fresh) {
                    let sums = state.as_ref().map(|s| (s.sums.addresses, s.sums.residents));
                    prop_assert_eq!(sums, fresh.get(code).copied());
                }
            }
        }
    }
    prop_assert!(effects.verdict.iter().all(|tier| tier.faults == 0));
    for grid in before.grids[&Tier::Grid].records() {
        if grid.lock == Lock::Open {
            continue;
        }
        let (layer, index) = after.grid(&grid.code).expect("a locked grid stays");
        let now = &layer.records()[index].region;
        prop_assert_eq!(ground_lost(&grid.region, now), None);
        let closed = grid.lock == Lock::Closed;
        prop_assert!(!closed || ground_lost(now, &grid.region).is_none());
        for (id, was) in &counted[0] {
            let Some(is) = counted[1].get(id) else {
                continue;
            };
            let own = |code: &Option<AreaCode>| code.as_ref() == Some(&grid.code);
            prop_assert!(!own(was) || own(is), "{} left {}", id, grid.code);
            prop_assert!(
                own(was) || !own(is) || !closed,
                "{} entered {}",
                id,
                grid.code
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// After any operations the tiers divide the ground, all of it, and every step can be taken back.
    #[test]
    fn any_operations_keep_the_partition_and_can_be_undone(
        edits in prop::collection::vec(operation(), 1..30),
    ) {
        let start = plan();
        let total = area(&start, Tier::Community);
        let mut snapshot = plan();
        let mut undo = Vec::new();
        for edit in edits {
            let edits = vec![aimed(&snapshot, edit)];
            let changeset = Changeset { note: Note::default(), edits };
            let Ok(delta) = apply(&snapshot, &changeset) else {
                continue;
            };
            let next = snapshot.with(&delta).expect("fits");
            check_step(&snapshot, &next, &delta)?;
            snapshot = next;
            for tier in [Tier::Grid, Tier::Micro] {
                prop_assert!(snapshot.faults(tier).is_empty());
                // a border of the community bends by less than a step where a line meets it
                let drift = area(&snapshot, tier) - area(&snapshot, Tier::Community);
                prop_assert_eq!(drift, 0);
            }
            undo.push(delta.inverse());
        }
        prop_assert!((area(&snapshot, Tier::Community) - total).abs() < 40_000);
        let tallies = &snapshot.assignment(Tier::Grid).tallies;
        let inside: u64 = tallies.iter().map(|tally| tally.addresses).sum();
        let unlocated = snapshot.assignment(Tier::Grid).unlocated.len() as u64;
        prop_assert_eq!(inside + unlocated, snapshot.addresses.records().len() as u64);
        for delta in undo.into_iter().rev() {
            snapshot = snapshot.with(&delta).expect("fits");
        }
        let back = Dataset { revision: Revision(0), ..snapshot.dataset() };
        prop_assert_eq!(back, Dataset { revision: Revision(0), ..start.dataset() });
    }
}
