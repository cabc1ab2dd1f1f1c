//! What it takes to say what an edit changes, at the size of Wuxi: `HEXWARD_STORE=wuxi.gpkg cargo bench -p hexward-tests
//! --bench effects`, on a store into which the files of `hexward city wuxi` were imported. Medians over a hundred edits, each
//! of which hands the building of an address to a neighbouring grid; one thread, without the disk.

use std::time::Instant;

use hexward_engine::edit::{Changeset, Edit, Effects, apply};
use hexward_engine::model::{Note, Tier};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::{GeoPackage, Store};

const EDITS: usize = 100;

fn main() {
    let Some(path) = std::env::var_os("HEXWARD_STORE") else {
        println!("skipped: HEXWARD_STORE names no store");
        return;
    };
    let mut store = GeoPackage::open_read_only(std::path::Path::new(&path)).expect("a store");
    let snapshot = Snapshot::build(store.load().expect("rows"));
    // what a server has worked out before it is asked to edit
    snapshot.assignment(Tier::Grid);
    for tier in Tier::ALL {
        snapshot.faults(tier);
    }
    let (mut applied, mut said, mut refused) = (Vec::new(), Vec::new(), 0);
    let addresses = snapshot.addresses.records();
    let mut place = 0;
    while said.len() < EDITS && place < addresses.len() {
        place += 7919;
        let Some(edit) = building_given(&snapshot, place % addresses.len()) else {
            continue;
        };
        let changeset = Changeset {
            note: Note::default(),
            edits: vec![edit],
        };
        let clock = Instant::now();
        let Ok(delta) = apply(&snapshot, &changeset) else {
            refused += 1;
            continue;
        };
        applied.push(clock.elapsed().as_secs_f64());
        let next = snapshot.with(&delta).expect("fits");
        let clock = Instant::now();
        let effects = Effects::of(&snapshot, &next, &delta);
        said.push(clock.elapsed().as_secs_f64());
        assert_eq!(
            effects.sums.before.households,
            effects.sums.after.households
        );
        assert!(effects.verdict.iter().all(|tier| tier.faults == 0));
    }
    println!("building handed over {:9.3} ms", median(applied) * 1e3);
    println!("its effects          {:9.3} ms", median(said) * 1e3);
    println!("{refused} more were refused");
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds.get(seconds.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Hands the building of an address to the first neighbour of its grid.
fn building_given(snapshot: &Snapshot, address: usize) -> Option<Edit> {
    let row = snapshot.addresses.records().row(address);
    let layer = &snapshot.grids[&Tier::Grid];
    let own = layer.locate(row.position)?;
    let near = layer.meeting(layer.bounds_of(own)).into_iter();
    let mut others = near.filter(|&other| {
        other != own && layer.records()[other].parent == layer.records()[own].parent
    });
    Some(Edit::TransferBuildings {
        from: layer.records()[own].code.clone(),
        to: layer.records()[others.next()?].code.clone(),
        buildings: vec![row.building.to_string()],
    })
}
