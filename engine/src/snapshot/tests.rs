//! Snapshots after edits against snapshots built from the same rows.

mod acts;

use proptest::prelude::*;
use time::macros::date;

use super::*;
use crate::geom::{Polygon, Position, Region, Ring, WorldBox};
use crate::layer::Thinning;
use crate::model::{
    AddressId, Change, CheckpointId, CheckpointState, Count, Delta, Lock, Measure, Record, Unit,
};
use acts::{Act, act, delta};

const SIDE: usize = 8;
const STEP: i64 = 1000;

/// Corners of a mosaic of eight by eight quadrangles, each moved a little.
type Corners = Vec<(i64, i64)>;

fn corners() -> Corners {
    let at = |i: usize| {
        (
            (i % (SIDE + 1)) as i64 * STEP,
            (i / (SIDE + 1)) as i64 * STEP,
        )
    };
    (0..(SIDE + 1) * (SIDE + 1)).map(at).collect()
}

fn grid(corners: &Corners, cell: usize, code: usize) -> Grid {
    let first = cell % SIDE + cell / SIDE * (SIDE + 1);
    let around = [first, first + 1, first + SIDE + 2, first + SIDE + 1];
    let vertices = around.map(|i| Position::clamped(corners[i].0, corners[i].1));
    let ring = Ring::new(&vertices).expect("corners move less than half a step");
    Grid {
        code: AreaCode::new(&format!("990185400001G{code:03}")).expect("valid"),
        tier: Tier::Grid,
        parent: None,
        name: String::new(),
        region: Region::single(Polygon::new(ring, Vec::new()).expect("valid")),
        lock: Lock::Open,
    }
}

fn address(number: usize, x: i64, y: i64) -> Address {
    Address {
        id: AddressId::new(&format!("A{number:04}")).expect("valid"),
        position: Position::clamped(x, y),
        label: "".into(),
        building: "".into(),
        households: number as u32 % 5,
        residents: number as u32 % 11,
        stated: None,
    }
}

fn count(number: usize, value: u32) -> Count {
    Count {
        address: AddressId::new(&format!("A{number:04}")).expect("valid"),
        measure: Measure::new("cases").expect("valid"),
        unit: Unit::Persons,
        cutoff: date!(2022 - 03 - 01),
        value,
    }
}

fn post(number: usize, x: i64, y: i64) -> Checkpoint {
    Checkpoint {
        id: CheckpointId::new(&format!("C{number:02}")).expect("valid"),
        position: Position::clamped(x, y),
        name: String::new(),
        kind: String::new(),
        state: CheckpointState::Open,
    }
}

/// Gives addresses buildings of two that lie a few metres apart, over borders here and there.
fn house(addresses: &mut [Address]) {
    for pair in addresses.chunks_exact_mut(2).step_by(3) {
        let at = pair[0].position;
        let (east, north) = (pair[1].position.lon() % 400, pair[1].position.lat() % 400);
        pair[1].position =
            Position::clamped(i64::from(at.lon() + east), i64::from(at.lat() + north));
        let name = pair[0].id.to_string();
        for row in pair {
            row.building = name.as_str().into();
        }
    }
}

/// Gives some addresses a stated grid, which wins for every second if any shall win.
fn state(addresses: &mut [Address], wins: bool) {
    for (n, row) in addresses.iter_mut().enumerate().step_by(5) {
        let area = AreaCode::new(&format!("990185400001G{:03}", n % 130)).expect("valid");
        let wins = wins && n % 2 == 0;
        row.stated = Some(Box::new(crate::model::Stated { area, wins }));
    }
}

fn start() -> (Corners, Snapshot) {
    start_with(|_| ())
}

fn start_with(change: impl FnOnce(&mut [Address])) -> (Corners, Snapshot) {
    let corners = corners();
    let places = (0..700_usize).map(|n| match n % 10 {
        // on corners, on borders, anywhere
        0 => (n as i64 / 10 % 9 * STEP, n as i64 / 90 % 9 * STEP),
        1 => (n as i64 / 10 % 9 * STEP, n as i64 * 37 % 8000),
        _ => (n as i64 * 7919 % 8300 - 150, n as i64 * 10_477 % 8300 - 150),
    });
    let mut addresses: Vec<Address> = places
        .enumerate()
        .map(|(n, (x, y))| address(n, x, y))
        .collect();
    change(&mut addresses);
    let dataset = Dataset {
        grids: (0..SIDE * SIDE)
            .map(|cell| grid(&corners, cell, 2 * cell + 1))
            .collect(),
        addresses,
        checkpoints: (0..14)
            .map(|n| post(n, n as i64 * 613 % 8000, n as i64 * 2137 % 8000))
            .collect(),
        counts: (0..700)
            .step_by(3)
            .map(|n| count(n, n as u32 % 4))
            .collect(),
        ..Dataset::default()
    };
    (corners, Snapshot::build(dataset))
}

/// What both say of addresses and counts, whoever worked it out.
fn assert_alike(next: &Snapshot, fresh: &Snapshot, seed: usize) {
    assert_eq!(next.standing(), fresh.standing());
    assert_eq!(next.bounds(), fresh.bounds());
    let (counts, anew) = (next.counts.measures(), fresh.counts.measures());
    assert_eq!(counts.len(), anew.len());
    for (own, twin) in counts.iter().zip(anew) {
        assert_eq!(
            (&own.measure, own.unit, own.cutoff, own.total),
            (&twin.measure, twin.unit, twin.cutoff, twin.total)
        );
        assert_eq!(own.values, twin.values);
        let pyramid = next.counts.pyramid(own, &next.addresses);
        assert_eq!(pyramid, fresh.counts.pyramid(twin, &fresh.addresses));
    }
    let residents = next.counts.residents(&next.addresses);
    assert_eq!(residents, fresh.counts.residents(&fresh.addresses));
    assert_eq!(next.addresses.world(), fresh.addresses.world());
    let shown = |snapshot: &Snapshot, bits: u32| {
        let world = snapshot.addresses.world().iter().copied();
        let all = WorldBox::around(world).expect("somebody");
        let measures = snapshot.counts.measures().iter();
        let mut thinnings: Vec<&Thinning> = measures
            .map(|sums| sums.thinning(&snapshot.addresses))
            .collect();
        thinnings.push(snapshot.addresses.thinning());
        let shown = thinnings
            .into_iter()
            .map(|thinning| thinning.within(all, bits));
        shown.collect::<Vec<_>>()
    };
    for bits in [16, 18, 20, 22, 30] {
        assert_eq!(shown(next, bits), shown(fresh, bits));
    }
    for n in 0..20 {
        let spot =
            |n: usize| Position::clamped((n * 7919 % 8300) as i64, (n * 10_477 % 8300) as i64);
        let here = spot(seed + 31 * n);
        let window = Bounds::around([here, spot(seed + 17 * n + 5)]).expect("two corners");
        let within = |snapshot: &Snapshot| snapshot.addresses.within(window);
        assert_eq!(within(next), within(fresh));
        let nearest = |snapshot: &Snapshot| snapshot.addresses.nearest(here, 5);
        assert_eq!(nearest(next), nearest(fresh));
        let at_hand = |snapshot: &Snapshot| snapshot.addresses.nearest_within(here, 20.0);
        assert_eq!(at_hand(next), at_hand(fresh));
        assert_eq!(
            next.checkpoints.nearest(here, 2),
            fresh.checkpoints.nearest(here, 2)
        );
        for tier in next.grids.keys() {
            let meeting = |snapshot: &Snapshot| snapshot.grids[tier].meeting(window);
            assert_eq!(meeting(next), meeting(fresh));
        }
    }
}

fn ask(snapshot: &Snapshot) -> Vec<Arc<Assignment>> {
    let tiers = [Tier::Grid, Tier::Micro].map(|tier| snapshot.assignment(tier));
    tiers
        .into_iter()
        .chain([snapshot.nearest_assignment()])
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// What is carried over edits is what a fresh start finds, border by border.
    #[test]
    fn carried_assignments_equal_fresh_ones(
        acts in prop::collection::vec(act(), 1..30),
        standing in 0..4_u8,
        rests in 0..3_usize,
    ) {
        let (mut corners, mut snapshot) = start_with(|addresses| {
            if standing > 0 {
                house(addresses);
            }
            if standing > 1 {
                state(addresses, standing == 3);
            }
        });
        ask(&snapshot);
        for (n, act) in acts.iter().enumerate() {
            let delta = delta(&snapshot, &mut corners, act);
            if n % 3 < rests {
                snapshot.rest();
            }
            let next = snapshot.with(&delta).expect("fits");
            let fresh = Snapshot::build(snapshot.dataset().apply(&delta).expect("fits"));
            prop_assert_eq!(next.dataset(), fresh.dataset());
            for (tier, layer) in &next.grids {
                let twin = &fresh.grids[tier];
                for position in next.addresses.records().positions() {
                    prop_assert_eq!(layer.locate(position), twin.locate(position));
                }
            }
            assert_alike(&next, &fresh, n);
            // not asked after every edit, so that carried assignments skip some
            if n % 3 > 0 {
                prop_assert_eq!(ask(&next), ask(&fresh));
            }
            snapshot = next;
        }
        prop_assert_eq!(ask(&snapshot), ask(&Snapshot::build(snapshot.dataset())));
    }
}

#[test]
fn an_edit_of_two_grids_carries_the_assignment_and_touches_little() {
    let (mut corners, snapshot) = start();
    let before = snapshot.assignment(Tier::Grid);
    let next = snapshot
        .with(&delta(
            &snapshot,
            &mut corners,
            &Act::MoveCorner(0, 200, 200),
        ))
        .expect("fits");
    let carried = next.by_tier[&Tier::Grid]
        .get()
        .expect("carried, not computed anew");
    assert_ne!(carried.owners, before.owners);
    assert!(
        carried
            .tallies
            .iter_from(40)
            .eq(before.tallies.iter_from(40))
    );
    let renamed = next
        .with(&delta(&next, &mut corners, &Act::Rename(3)))
        .expect("fits");
    assert_eq!(renamed.by_tier[&Tier::Grid].get(), Some(carried));
    let recounted = next
        .with(&delta(&next, &mut corners, &Act::Count(3, 8)))
        .expect("fits");
    assert!(recounted.by_tier[&Tier::Grid].get().is_some());
}
