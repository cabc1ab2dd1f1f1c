//! The gates of a stored grid.

use std::collections::BTreeMap;

use super::{Door, GatePlan, Way, Wish, plan};
use crate::geom::Position;
use crate::model::{AreaCode, Grid};
use crate::snapshot::Snapshot;
use crate::units::is_way;
use crate::within::Within;

/// Ways on which nobody drives.
const ON_FOOT: [&str; 9] = [
    "footway",
    "path",
    "pedestrian",
    "steps",
    "cycleway",
    "bridleway",
    "track",
    "footbridge",
    "小巷",
];

/// Whether vehicles pass on ways of a class.
pub fn is_drivable(class: &str) -> bool {
    !ON_FOOT.contains(&class)
}

/// The gates of a grid of a snapshot: its border is the perimeter, the barriers that lead somewhere are the ways, and the
/// addresses that count in it are the doors. `None` when there is no such grid. Cost: as [`plan`].
pub fn gates_of(snapshot: &Snapshot, code: &AreaCode, wish: &Wish) -> Option<GatePlan> {
    let (layer, index) = snapshot.grid(code)?;
    let grid = &layer.records()[index];
    let barriers = snapshot.barriers.meeting(grid.region.bounds());
    let barriers = barriers.iter().map(|&k| &snapshot.barriers.records()[k]);
    let ways: Vec<Way<'_>> = barriers
        .filter(|barrier| is_way(&barrier.class))
        .map(|barrier| Way {
            class: &barrier.class,
            name: &barrier.name,
            drivable: is_drivable(&barrier.class),
            path: barrier.path(),
        })
        .collect();
    let doors = doors(snapshot, grid);
    Some(plan(&grid.region, &ways, &doors, &snapshot.frame, wish))
}

/// The positions of a grid's addresses, each once.
fn doors(snapshot: &Snapshot, grid: &Grid) -> Vec<Door> {
    let within = Within::new(snapshot, Some(&grid.code));
    let mut doors: BTreeMap<Position, Door> = BTreeMap::new();
    for address in within.iter().flat_map(Within::addresses) {
        let door = doors.entry(address.position).or_insert(Door {
            position: address.position,
            addresses: 0,
            households: 0,
        });
        door.addresses += 1;
        door.households += address.households;
    }
    doors.into_values().collect()
}
