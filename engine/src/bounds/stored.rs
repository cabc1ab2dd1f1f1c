//! The four bounds of a stored grid: what is taken as its surroundings.

use libm::cos;

use super::{FourBounds, Line, Neighbour, Surroundings, axis_deg, four_bounds, shares, unnamed};
use crate::geom::{Bounds, Region};
use crate::model::{Grid, Language, Tier};
use crate::snapshot::Snapshot;

/// Lines up to so many lattice steps away, about 40 m, may name a side.
const AROUND: f64 = 3_600.0;

/// The four bounds of a grid, and what the check backwards says of them.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredBounds {
    /// The bounds.
    pub bounds: FourBounds,
    /// For each side the part of its length that its names lead to, 0 to 1.
    pub led_to: [f64; 4],
}

impl StoredBounds {
    /// Whether the check bears a side out: its names lead to [`super::ENOUGH`] of it, or there are two of them.
    pub fn is_borne_out(&self, side: usize) -> bool {
        self.led_to[side] >= super::ENOUGH || self.bounds.bounds[side].names.len() >= 2
    }
}

/// The four bounds of a grid of a snapshot. The quarters of the compass are turned to the axis of all grids of its tier in the
/// same grid of the largest tier. Cost: grids of that one, and steps of the border times what lies around it.
pub fn bounds_of(snapshot: &Snapshot, grid: &Grid) -> StoredBounds {
    let near = grown(grid.region.bounds());
    let barriers = snapshot.barriers.meeting(near);
    let barriers = barriers.iter().map(|&k| &snapshot.barriers.records()[k]);
    let lines: Vec<Line<'_>> = barriers
        .filter(|barrier| {
            !barrier.name.is_empty() || unnamed::word(&barrier.class, Language::En).is_some()
        })
        .map(|barrier| Line {
            class: &barrier.class,
            name: &barrier.name,
            path: barrier.path(),
        })
        .collect();
    let neighbours = neighbours(snapshot, grid, near);
    let around = Surroundings {
        frame: &snapshot.frame,
        turned_deg: axis_deg(&kindred(snapshot, grid), &snapshot.frame),
        lines: &lines,
        neighbours: &neighbours,
    };
    let bounds = four_bounds(&grid.region, &around);
    StoredBounds {
        led_to: shares(&grid.region, &bounds, &around),
        bounds,
    }
}

fn grown(bounds: Bounds) -> Bounds {
    let shrunk = cos(bounds.center().lat_degrees().to_radians()).max(0.05);
    bounds.grown((AROUND / shrunk) as i64, AROUND as i64)
}

/// Other grids of the tier nearby: those of the same parent by their own name, those of others by their parent's.
fn neighbours<'a>(snapshot: &'a Snapshot, grid: &Grid, near: Bounds) -> Vec<Neighbour<'a>> {
    let Some(layer) = snapshot.grids.get(&grid.tier) else {
        return Vec::new();
    };
    let meeting = layer.meeting(near);
    let others = meeting.into_iter().map(|k| &layer.records()[k]);
    let other = |other: &'a Grid| {
        let parent = other
            .parent
            .as_ref()
            .filter(|_| other.parent != grid.parent);
        let parent = parent.and_then(|code| snapshot.grid(code));
        let shown = parent.map_or(other, |(layer, index)| &layer.records()[index]);
        Neighbour {
            name: if shown.name.is_empty() {
                shown.code.as_str()
            } else {
                &shown.name
            },
            region: &other.region,
        }
    };
    others
        .filter(|other| other.code != grid.code)
        .map(other)
        .collect()
}

/// The ground of all grids of a grid's tier that lie in the same grid of the largest tier.
fn kindred<'a>(snapshot: &'a Snapshot, grid: &'a Grid) -> Vec<&'a Region> {
    let mut top = grid;
    for _ in Tier::ALL {
        let parent = top.parent.as_ref().and_then(|code| snapshot.grid(code));
        let Some((layer, index)) = parent else { break };
        top = &layer.records()[index];
    }
    let mut level = vec![top];
    while level.first().is_some_and(|first| first.tier < grid.tier) {
        let below = level.iter().flat_map(|grid| snapshot.children(&grid.code));
        level = below.collect();
    }
    level.iter().map(|grid| &grid.region).collect()
}
