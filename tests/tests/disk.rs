//! Disks that lose power or fail, below the real store.
//!
//! The test binary runs itself again as a child that changes a store, with `tests/disk/shim.c` loaded below it. The shim
//! writes down every effect on the disk and what the child acknowledged; from that every disk is built that a power cut
//! could leave at any point (`disk/cuts.rs`), and the real store must find on it all that was acknowledged, nothing by
//! half. It also lets the n-th effect fail, for all n. A run that leaves out one kind of sync must be caught.

#[path = "disk/cuts.rs"]
mod cuts;
#[path = "disk/faults.rs"]
mod faults;
#[path = "disk/power.rs"]
mod power;
#[path = "disk/shim.rs"]
mod shim;
#[path = "disk/simulated.rs"]
mod simulated;
#[path = "disk/sound.rs"]
mod sound;
#[path = "disk/steps.rs"]
mod steps;
#[path = "disk/trace.rs"]
mod trace;
#[path = "disk/workload.rs"]
mod workload;

use std::env;
use std::path::Path;

use faults::advance;
use power::{Effort, cut};
use shim::Run;
use workload::Workload;

#[test]
fn child_runs_a_workload() {
    let (Ok(name), Some(store)) = (env::var(shim::WORKLOAD), env::var_os(shim::PLACE)) else {
        return;
    };
    let workload = Workload::named(&name).expect("a workload");
    workload.run(Path::new(&store));
}

/// Cuts the power in a workload, and says what was looked at.
fn survives(workload: Workload, effort: Effort) {
    let tally = cut(&Run::default(), workload, &workload.reference(), effort);
    println!(
        "{workload:?}: {} points, {} images, {} violations",
        tally.points,
        tally.images,
        tally.violations.len()
    );
    assert!(tally.violations.is_empty(), "{:#?}", tally.violations);
    assert!(tally.images > 30, "{workload:?}: {} images", tally.images);
}

const SAMPLE: Effort = Effort {
    stride: 3,
    choices: 1,
    seed: 1,
};

#[test]
fn edits_survive_power_cuts() {
    survives(Workload::Edits, SAMPLE);
}

#[test]
fn a_log_begun_anew_survives_power_cuts() {
    survives(Workload::Restarts, SAMPLE);
}

#[test]
fn commits_in_place_survive_power_cuts() {
    survives(Workload::InPlace, SAMPLE);
}

#[test]
fn a_migration_survives_power_cuts() {
    survives(Workload::Migration, SAMPLE);
}

#[test]
fn a_backup_survives_power_cuts() {
    survives(Workload::Backups, SAMPLE);
}

/// Leaves out the syncs of a file, which must not go unnoticed.
fn misses(workload: Workload, forget: &'static str) {
    let run = Run {
        forget: Some(forget),
        ..Run::default()
    };
    let tally = cut(&run, workload, &workload.reference(), SAMPLE);
    assert!(
        !tally.violations.is_empty(),
        "{workload:?}: without the syncs of {forget} nothing was lost"
    );
}

#[test]
fn a_missing_sync_is_caught() {
    for forget in ["-wal", ".gpkg", "folder"] {
        misses(Workload::Edits, forget);
    }
    for forget in ["-journal", ".gpkg"] {
        misses(Workload::InPlace, forget);
    }
}

/// Lets effects of a workload fail, and says what came of it.
fn withstands(workload: Workload, stride: usize) {
    let tally = advance(workload, &workload.reference(), stride);
    println!(
        "{workload:?}: {} runs, {} with a fault, {} with a refusal, {} violations",
        tally.runs,
        tally.faults,
        tally.refusals,
        tally.violations.len()
    );
    assert!(tally.violations.is_empty(), "{:#?}", tally.violations);
    assert!(tally.refusals > tally.runs / 8, "{tally:?}");
}

#[test]
fn edits_withstand_faults() {
    withstands(Workload::Edits, 17);
}

#[test]
fn a_log_begun_anew_withstands_faults() {
    withstands(Workload::Restarts, 29);
}

#[test]
fn a_backup_withstands_faults() {
    withstands(Workload::Backups, 31);
}

#[test]
fn commits_in_place_withstand_faults() {
    withstands(Workload::InPlace, 37);
}

#[test]
fn a_migration_withstands_faults() {
    withstands(Workload::Migration, 7);
}

/// All workloads, at all points.
#[test]
#[ignore = "takes minutes: the long form of the tests above"]
fn all_power_cuts() {
    for workload in Workload::ALL {
        for seed in 1..=4 {
            let effort = Effort {
                stride: if workload == Workload::Imports { 40 } else { 1 },
                choices: 8,
                seed,
            };
            survives(workload, effort);
        }
    }
}

#[test]
#[ignore = "takes minutes: the long form of the tests above"]
fn all_faults() {
    for workload in Workload::ALL {
        let stride = if workload == Workload::Imports { 40 } else { 1 };
        withstands(workload, stride);
    }
}
