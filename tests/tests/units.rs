//! Units of a synthetic city: an exact cover of every community, today's plan a union of them, random divisions sound.

use std::collections::BTreeMap;

use hexward_engine::Watch;
use hexward_engine::edit::{Changeset, Edit, UnitsOfGrid, apply};
use hexward_engine::geom::{Region, validate};
use hexward_engine::io::{Crs, Source, Statement, read_barriers};
use hexward_engine::layer::Threads;
use hexward_engine::model::{AreaCode, Note, Tier};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::units::{ParentUnits, derive, derive_each, parents_below};
use hexward_tests::city::Files;
use hexward_tests::random::Sequence;

fn city(seed: u64) -> (Files, Snapshot) {
    let files = Files::numbers(40, 12_000, seed);
    let mut rows = files.dataset();
    let source = Source::path(files.path("barriers.geojson"));
    let read = read_barriers(&source, &Statement::of(Crs::CRS84)).expect("read");
    assert!(read.rejected.is_empty());
    rows.barriers = read.rows;
    rows.barriers.sort_by(|a, b| a.id.cmp(&b.id));
    (files, Snapshot::build(rows).on_threads(Threads::new(2)))
}

fn communities(snapshot: &Snapshot) -> Vec<AreaCode> {
    let streets = snapshot.grids[&Tier::Street].records().iter();
    let below = streets.flat_map(|street| parents_below(snapshot, &street.code).expect("parents"));
    below.collect()
}

#[test]
fn every_community_is_covered_and_nobody_is_lost() {
    for seed in 1..4 {
        let (_files, snapshot) = city(seed);
        let assignment = snapshot.assignment(Tier::Grid);
        let layer = &snapshot.grids[&Tier::Grid];
        for code in communities(&snapshot) {
            let cover = derive(&snapshot, &code).expect("units");
            let regions = cover.regions().expect("regions");
            let all: Vec<&Region> = regions.iter().collect();
            assert_eq!(validate(&all), [], "{code}");
            let mut sums: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
            for unit in &cover.units {
                let sum = sums.entry(unit.grid).or_default();
                sum.0 += unit.load.households;
                sum.1 += unit.load.residents;
            }
            for (number, grid) in (0..).zip(&cover.grids) {
                let tally = &assignment.tallies[layer.index_of(grid).expect("stored")];
                assert_eq!(sums[&number], (tally.households, tally.residents), "{grid}");
            }
            let (here, there): (f64, f64) = {
                let (layer, index) = snapshot.grid(&code).expect("stored");
                (
                    all.iter().map(|region| region.area_m2()).sum(),
                    layer.area_m2(index),
                )
            };
            assert!(
                (here / there - 1.0).abs() < 1e-6,
                "{code}: {here} of {there}"
            );
            let today = cover.divide(&cover.today(), &|_| true).expect("a division");
            assert!(
                today.parts.iter().all(|part| part.region.is_none()),
                "{code}"
            );
            assert!(today.nodes.is_empty() && today.gone.is_empty(), "{code}");
        }
    }
}

/// Units at borders, each given to the grid beyond: so few that no grid falls apart.
fn given(random: &mut Sequence, parent: &ParentUnits) -> Option<UnitsOfGrid> {
    let grid = |unit: u32| parent.units[unit as usize].grid;
    let mut across: Vec<[u32; 2]> = parent.links.iter().map(|link| link.ends).collect();
    across.retain(|&[a, b]| grid(a) != grid(b));
    if across.is_empty() {
        return None;
    }
    let [from, to] = *random.one_of(&across);
    let mut labels = parent.today();
    labels[from as usize] = grid(to);
    parent.broken(&labels).is_none().then(|| UnitsOfGrid {
        parent: parent.parent.clone(),
        code: Some(parent.grids[grid(to) as usize].clone()),
        name: String::new(),
        units: vec![parent.units[from as usize].id.clone()],
    })
}

#[test]
fn units_given_across_borders_in_a_whole_city_leave_all_tiers_sound() {
    let (_files, snapshot) = city(5);
    let codes = communities(&snapshot);
    let watch = Watch::default();
    let units = derive_each(&snapshot, &codes, Threads::new(2), &watch, |c| {
        c.into_units()
    });
    let units = units.expect("units");
    let mut random = Sequence(9);
    let mut moved = 0;
    let mut latest = snapshot;
    for _ in 0..4 {
        let rows: Vec<UnitsOfGrid> = units
            .iter()
            .map(|parent| derive(&latest, &parent.parent).expect("units").into_units())
            .filter_map(|parent| given(&mut random, &parent))
            .collect();
        moved += rows.len();
        let changeset = Changeset {
            note: Note::default(),
            edits: vec![Edit::AssignUnits(rows)],
        };
        // refused if any tier did not divide the ground
        let delta = apply(&latest, &changeset).expect("assigned");
        let next = latest.with(&delta).expect("it fits");
        for tier in Tier::ALL {
            let sum = |of: &Snapshot| -> u64 {
                let tallies = of.assignment(tier);
                tallies.tallies.iter().map(|tally| tally.households).sum()
            };
            assert_eq!(sum(&latest), sum(&next), "{tier}");
            assert_eq!(latest.faults(tier).len(), next.faults(tier).len(), "{tier}");
        }
        latest = next;
    }
    assert!(moved > 4, "{moved}");
}
