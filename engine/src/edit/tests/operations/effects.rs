//! What an edit changes of the grids, before and after.

use super::*;
use crate::edit::{Effects, Sums};
use crate::model::{Checkpoint, CheckpointId, CheckpointState, Delta};

/// The effects of some edits, and the snapshot after them.
fn effects(start: &Snapshot, edits: Vec<Edit>) -> (Effects, Snapshot) {
    let note = Note::default();
    let delta: Delta = apply(start, &Changeset { note, edits }).expect("accepted");
    let next = start.with(&delta).expect("fits");
    (Effects::of(start, &next, &delta), next)
}

#[test]
fn the_effects_name_the_changed_grids_with_their_sums_and_the_verdict() {
    let gate = Checkpoint {
        id: CheckpointId::new("gate").expect("valid"),
        position: spot(410, 450),
        name: String::new(),
        kind: "gate".to_owned(),
        state: CheckpointState::Open,
    };
    let start = after(&plan(), vec![Edit::ImportCheckpoints(vec![gate])]).expect("a gate");
    let line = [(400, 420), (550, 500), (400, 700)].map(|(x, y)| spot(x, y));
    let (from, to, line) = (code(6), code(5), line.to_vec());
    let (found, next) = effects(&start, vec![Edit::TransferGround { from, to, line }]);
    let codes: Vec<&AreaCode> = found.grids.iter().map(|grid| &grid.code).collect();
    assert_eq!(codes, [&code(5), &code(6)]);
    let states = |number: usize| {
        let states = &found.grids[number].states;
        let sums = |state: &Option<crate::edit::GridState>| state.as_ref().expect("there").sums;
        (sums(&states.before), sums(&states.after))
    };
    let ((west, wider), (east, narrower)) = (states(0), states(1));
    assert_eq!(wider.households, households(&next, &code(5)));
    assert_eq!(narrower.households, households(&next, &code(6)));
    assert!((narrower.visit_minutes() - 3.5 * narrower.households as f64).abs() < 1e-9);
    assert_eq!(
        [west, wider, east, narrower].map(|sums| sums.checkpoints),
        [0, 1, 1, 0]
    );
    assert!(wider.area_m2 > west.area_m2);
    let (before, after) = (found.sums.before, found.sums.after);
    let counted = |sums: Sums| (sums.addresses, sums.households, sums.residents);
    assert_eq!(counted(before), counted(after));
    assert!((before.area_m2 / after.area_m2 - 1.0).abs() < 1e-9);
    let verdict: Vec<(Tier, usize)> = found.verdict.iter().map(|v| (v.tier, v.faults)).collect();
    assert_eq!(verdict, [(Tier::Grid, 0), (Tier::Micro, 0)]);
    assert_eq!(found.tier, Some(Tier::Grid));
}

#[test]
fn addresses_that_come_go_or_lose_their_grid_show() {
    let start = plan();
    let more = Address {
        households: 7,
        ..address("A007", start.addresses.records().position(7))
    };
    let gone = AddressId::new("A008").expect("valid");
    let outside = address("A009", spot(-9_000, 0));
    let edits = vec![
        Edit::ImportAddresses(vec![more, outside]),
        Edit::RemoveAddresses(vec![gone]),
    ];
    let (found, _) = effects(&start, edits);
    let (before, after) = (found.sums.before, found.sums.after);
    assert_eq!(
        (after.households, after.addresses + 2),
        (before.households + 4, before.addresses)
    );
    assert_eq!((found.unlocated.before, found.unlocated.after), (0, 1));
    assert!(found.verdict.is_empty());
    assert!((1..=4).contains(&found.grids.len()));
    let renamed = Edit::RenameGrid {
        code: code(3),
        name: "new".to_owned(),
    };
    let (found, _) = effects(&start, vec![renamed]);
    let [only] = found.grids.as_slice() else {
        panic!("{:?}", found.grids);
    };
    let names = [&only.states.before, &only.states.after];
    let names = names.map(|state| state.as_ref().expect("there").name.as_str());
    assert_eq!(names, [code(3).as_str(), "new"]);
    assert!(found.verdict.is_empty());
}

#[test]
fn faults_that_were_allowed_stand_in_the_verdict() {
    let start = plan();
    let wide = Grid {
        region: square(0, 0, 5),
        ..start.grids[&Tier::Grid].records()[0].clone()
    };
    let (found, next) = effects(
        &start,
        vec![Edit::ImportGrids(vec![wide]), Edit::WithFaults],
    );
    let faults = next.faults(Tier::Grid).len();
    assert!(faults > 0);
    assert_eq!(
        (found.verdict[0].tier, found.verdict[0].faults),
        (Tier::Grid, faults)
    );
}
