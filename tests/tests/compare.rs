//! Plans before and after random edits: what is found of them adds up, and does not depend on what was known before.

use std::sync::Arc;

use hexward_engine::assign::Tally;
use hexward_engine::compare::{Comparison, Crosswalk, Impact, Quantity};
use hexward_engine::edit::{Changeset, Edit, apply};
use hexward_engine::geom::{Polygon, Position, Region, Ring};
use hexward_engine::layer::Threads;
use hexward_engine::model::{
    Address, AddressId, AreaCode, Checkpoint, CheckpointId, CheckpointState, Dataset, Grid, Lock,
    Note, Tier,
};
use hexward_engine::snapshot::Snapshot;
use proptest::prelude::*;

/// A quantity, how many there are of it, and how it is read from a tally.
type Counted = (Quantity, u64, fn(&Tally) -> u64);

/// Grids on each side of the community.
const SIDE: i64 = 4;
/// Lattice steps between nodes; a grid has two of them a side, some 200 m.
const STEP: i64 = 10_000;
const COMMUNITY: &str = "990000000001";

fn spot(x: i64, y: i64) -> Position {
    Position::clamped(x, y)
}

fn code(number: i64) -> AreaCode {
    AreaCode::new(&format!("{COMMUNITY}G{number:03}")).expect("valid")
}

fn square(x: i64, y: i64, nodes: i64) -> Region {
    let south = (0..nodes).map(|i| (x + i, y));
    let east = (0..nodes).map(|i| (x + nodes, y + i));
    let north = (0..nodes).map(|i| (x + nodes - i, y + nodes));
    let west = (0..nodes).map(|i| (x, y + nodes - i));
    let chain = south.chain(east).chain(north).chain(west);
    let chain: Vec<Position> = chain.map(|(x, y)| spot(x * STEP, y * STEP)).collect();
    let ring = Ring::new(&chain).expect("valid");
    Region::single(Polygon::new(ring, Vec::new()).expect("valid"))
}

/// A community of four by four grids with 600 addresses, of which every third has a building with the next.
fn plan() -> Dataset {
    let community = Grid {
        code: AreaCode::new(COMMUNITY).expect("valid"),
        tier: Tier::Community,
        parent: None,
        name: "community".to_owned(),
        region: square(0, 0, 2 * SIDE),
        lock: Lock::Open,
    };
    let grid = |n: i64| Grid {
        code: code(n + 1),
        tier: Tier::Grid,
        parent: Some(community.code.clone()),
        name: format!("grid {n}"),
        region: square(n % SIDE * 2, n / SIDE * 2, 2),
        lock: Lock::Open,
    };
    let side = 2 * SIDE * STEP;
    let address = |n: i64| {
        // some lie outside, where no plan has grids
        let (x, y) = (n * 7919 % (side + 900), n * 104_729 % (side + 900));
        let near = if n % 3 == 1 { 40 } else { 0 };
        Address {
            id: AddressId::new(&format!("A{n:03}")).expect("valid"),
            position: spot(x + near, y),
            label: "".into(),
            building: if n % 3 < 2 {
                format!("B{}", n / 3).into()
            } else {
                "".into()
            },
            households: (n % 5) as u32,
            residents: (n % 11) as u32,
            stated: None,
        }
    };
    let checkpoint = |n: i64| Checkpoint {
        id: CheckpointId::new(&format!("C{n:02}")).expect("valid"),
        position: spot(n * 4_001 % side, n * 9_973 % side),
        name: String::new(),
        kind: "gate".to_owned(),
        state: CheckpointState::Open,
    };
    let mut dataset = Dataset::default();
    dataset.grids.push(community.clone());
    dataset.grids.extend((0..SIDE * SIDE).map(grid));
    dataset.addresses = (0..600).map(address).collect();
    dataset.checkpoints = (0..80).map(checkpoint).collect();
    dataset
}

fn edit() -> impl Strategy<Value = Edit> {
    let any_code = || (1..24_i64).prop_map(code);
    let node = (0..9_i64, 0..9_i64).prop_map(|(x, y)| spot(x * STEP, y * STEP));
    let side = 2 * SIDE * STEP;
    let place = (-500..side + 500, -500..side + 500).prop_map(|(x, y)| spot(x, y));
    let line = prop::collection::vec(place, 2..4);
    prop_oneof![
        3 => (node, -6000..6000_i64, -6000..6000_i64).prop_map(|(from, x, y)| {
            let to = spot(i64::from(from.lon()) + x, i64::from(from.lat()) + y);
            Edit::MoveNode { tier: Tier::Grid, from, to }
        }),
        2 => (any_code(), any_code()).prop_map(|(keep, other)| {
            Edit::MergeGrids { keep, others: vec![other] }
        }),
        4 => (any_code(), line.clone(), any_code()).prop_map(|(code, line, new)| {
            Edit::SplitGrid { code, line, new: Some(new), name: "part".to_owned() }
        }),
        4 => (any_code(), any_code(), line)
            .prop_map(|(from, to, line)| Edit::TransferGround { from, to, line }),
        1 => (any_code(), any_code()).prop_map(|(code, to)| Edit::RenumberGrid { code, to }),
        1 => any_code().prop_map(|code| Edit::RenameGrid { code, name: "other".to_owned() }),
    ]
}

/// The plan after those of the edits that are not refused.
fn edited(start: &Snapshot, edits: Vec<Edit>) -> Snapshot {
    let mut latest: Option<Snapshot> = None;
    for edit in edits {
        let base = latest.as_ref().unwrap_or(start);
        let changeset = Changeset {
            note: Note::default(),
            edits: vec![edit],
        };
        if let Ok(delta) = apply(base, &changeset) {
            latest = Some(base.with(&delta).expect("fits"));
        }
    }
    latest.unwrap_or_else(|| Snapshot::build(start.dataset()))
}

/// The ground of each changed grid is shared out, but for what a lattice step along the borders makes.
fn check_areas(comparison: &Comparison<'_>) -> Result<(), TestCaseError> {
    let share_m2 = |of: &dyn Fn(&hexward_engine::compare::Link) -> bool| -> f64 {
        comparison
            .links
            .iter()
            .filter(|link| of(link))
            .map(|link| link.area_m2)
            .sum()
    };
    for change in &comparison.changes {
        for (index, layer, of_after) in [
            (change.before, &comparison.before.layer, false),
            (change.after, &comparison.after.layer, true),
        ] {
            let Some(index) = index else { continue };
            let shared_m2 =
                share_m2(&|link| (if of_after { link.to } else { link.from }) == Some(index));
            let whole_m2 = layer.area_m2(index as usize);
            // a grid with another name only has no links
            let rest_m2 = (shared_m2 - whole_m2).abs();
            prop_assert!(
                shared_m2 == 0.0 || rest_m2 < 60.0,
                "{:?} {} {}",
                change,
                shared_m2,
                whole_m2
            );
        }
    }
    Ok(())
}

/// The addresses that moved are those that a look at every address finds.
fn check_moved(comparison: &Comparison<'_>) -> Result<(), TestCaseError> {
    let facts = comparison.facts();
    let mut moved = comparison.moved.iter();
    for index in 0..facts.addresses.records().len() {
        let counts_at = facts.standing().counts_at(index as u32) as usize;
        let position = facts.addresses.records().position(counts_at);
        let [from, to] = [&comparison.before, &comparison.after]
            .map(|side| side.layer.locate(position).map(|area| area as u32));
        let stays = from.and_then(|from| comparison.continues(from)) == to
            && from.is_some() == to.is_some();
        if !stays {
            let found = moved.next().map(|m| (m.address as usize, m.from, m.to));
            prop_assert_eq!(found, Some((index, from, to)));
        }
    }
    prop_assert!(moved.next().is_none());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn what_is_found_adds_up_and_is_the_same_by_any_way(
        first in prop::collection::vec(edit(), 0..8),
        second in prop::collection::vec(edit(), 0..8),
    ) {
        let official = Snapshot::build(plan());
        official.assignment(Tier::Grid);
        // two drafts of one plan, which share its addresses and what is known of them
        let before = edited(&official, first);
        let after = edited(&official, second);
        let comparison = Comparison::of(&official, &before, &after, Tier::Grid);
        check_areas(&comparison)?;
        check_moved(&comparison)?;
        let impact = Impact::of(&comparison);
        prop_assert!(impact.reconciles());
        let sum = |value: fn(&Address) -> u32| -> u64 {
            official.addresses.records().rows().map(|a| u64::from(value(&a))).sum()
        };
        let kinds: [Counted; 3] = [
            (Quantity::Addresses, 600, |t| t.addresses),
            (Quantity::Households, sum(|a| a.households), |t| t.households),
            (Quantity::Residents, sum(|a| a.residents), |t| t.residents),
        ];
        for (quantity, total, value) in kinds {
            let crosswalk = Crosswalk::of(&comparison, &quantity).expect("counted");
            prop_assert!(crosswalk.reconciles());
            prop_assert_eq!(crosswalk.total_before(), total);
            prop_assert_eq!(crosswalk.total_after(), total);
            let moved = crosswalk.cells.iter().filter(|cell| match cell.from {
                None => cell.to.is_some(),
                Some(from) => cell.to.is_none() || comparison.continues(from) != cell.to,
            });
            let moved: u64 = moved.map(|cell| cell.value).sum();
            prop_assert_eq!(moved, value(&impact.totals.tally));
            let by_place: u64 = impact.places.iter().map(|place| value(&place.tally)).sum();
            prop_assert_eq!(moved, by_place);
        }
        // plans read from elsewhere, on several threads
        let [facts, old, new] = [&official, &before, &after]
            .map(|s| Snapshot::build(s.dataset()).on_threads(Threads::new(3)));
        prop_assert!(!Arc::ptr_eq(&facts.addresses, &old.addresses));
        let anew = Comparison::of(&facts, &old, &new, Tier::Grid);
        prop_assert_eq!(&anew.changes, &comparison.changes);
        prop_assert_eq!(&anew.links, &comparison.links);
        prop_assert_eq!(&anew.moved, &comparison.moved);
        prop_assert_eq!(Impact::of(&anew), impact);
        // and nothing is lost on the way back
        let back = Comparison::of(&official, &after, &before, Tier::Grid);
        prop_assert_eq!(back.moved.len(), comparison.moved.len());
    }
}
