//! What must hold after every change, found in the plainest way.

use std::collections::{BTreeMap, BTreeSet};

use hexward_engine::assign::Tally;
use hexward_engine::edit::partition_faults;
use hexward_engine::geom::{Position, Region, Ring};
use hexward_engine::model::{AreaCode, Grid, Tier};
use hexward_engine::snapshot::Snapshot;

/// The tiers divide the ground, area is neither lost nor won, and the tallies are those of a recount.
///
/// # Panics
/// When one of it does not hold; `when` says after what.
pub fn assert_sound(snapshot: &Snapshot, when: &str) {
    if let Some(faults) = partition_faults(snapshot) {
        panic!("{when}: {faults}");
    }
    assert_areas(snapshot, when);
    for tier in Tier::ALL {
        assert_recount(snapshot, tier, when);
    }
}

/// Twice the area in squares of the lattice, exactly.
fn doubled_area(region: &Region) -> i128 {
    let ring = |ring: &Ring| {
        let cross = |(a, b): (Position, Position)| {
            let [ax, ay, bx, by] = [a.lon(), a.lat(), b.lon(), b.lat()].map(i128::from);
            ax * by - bx * ay
        };
        ring.edges().map(cross).sum::<i128>().abs()
    };
    let polygon = |mut rings: Vec<i128>| {
        let outer = rings.remove(0);
        outer - rings.iter().sum::<i128>()
    };
    let polygons = region.polygons().iter();
    polygons
        .map(|p| polygon(p.rings().map(ring).collect()))
        .sum()
}

fn assert_areas(snapshot: &Snapshot, when: &str) {
    let mut parts: BTreeMap<&AreaCode, i128> = BTreeMap::new();
    let all = snapshot.grids.values().flat_map(|layer| layer.records());
    for grid in all.clone() {
        if let Some(parent) = &grid.parent {
            *parts.entry(parent).or_default() += doubled_area(&grid.region);
        }
    }
    for grid in all {
        if let Some(&parts) = parts.get(&grid.code) {
            let whole = doubled_area(&grid.region);
            assert_eq!(parts, whole, "{when}: the parts of {}", grid.code);
        }
    }
}

/// The grid of each address is the one of lowest code that has its place.
fn assert_recount(snapshot: &Snapshot, tier: Tier, when: &str) {
    let Some(layer) = snapshot.grids.get(&tier) else {
        return;
    };
    let rows = snapshot.addresses.records();
    let measures = snapshot.counts.measures().len();
    let mut tallies = vec![Tally::default(); layer.records().len()];
    for tally in &mut tallies {
        tally.counts = vec![None; measures];
        tally.reported = vec![0; measures];
    }
    let assignment = snapshot.assignment(tier);
    let grids: Vec<&Grid> = layer.records().iter().collect();
    for (number, row) in rows.rows().enumerate() {
        let place = snapshot.standing().counts_at(number as u32) as usize;
        let place = rows.position(place);
        let covers =
            |grid: &&&Grid| grid.region.bounds().contains(place) && grid.region.covers(place);
        let owner = grids.iter().filter(covers).min_by_key(|grid| &grid.code);
        let owner = owner.and_then(|grid| layer.index_of(&grid.code));
        let found = assignment.owners.get(number).map(|index| index as usize);
        assert_eq!(found, owner, "{when}: {tier} of address {}", row.id);
        let Some(owner) = owner else {
            continue;
        };
        let tally = &mut tallies[owner];
        tally.addresses += 1;
        tally.households += u64::from(row.households);
        tally.residents += u64::from(row.residents);
    }
    let mut reported = BTreeSet::new();
    for count in snapshot.counts.records() {
        let address = snapshot.addresses.index_of(&count.address);
        let owner = address.and_then(|address| assignment.owners.get(address));
        let Some(owner) = owner else {
            continue;
        };
        let all = snapshot.counts.measures().iter();
        let place = all.zip(0..).find(|(m, _)| m.measure == count.measure);
        let (_, place): (_, usize) = place.expect("a measure of the layer");
        let slot = &mut tallies[owner as usize].counts[place];
        *slot = Some(slot.unwrap_or(0) + u64::from(count.value));
        if reported.insert((place, address)) {
            tallies[owner as usize].reported[place] += 1;
        }
    }
    let found: Vec<Tally> = assignment.tallies.iter().cloned().collect();
    assert_eq!(found, tallies, "{when}: tallies of {tier}");
}
