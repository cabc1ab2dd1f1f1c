//! Faces, edges and junctions of the grids of a tier, from the borders that they share.

use std::collections::{BTreeMap, BTreeSet};

use crate::geom::{Bounds, Coverage, Position, Region, segment_m};
use crate::layer::AreaLayer;
use crate::model::{AreaCode, Grid, Tier};
use crate::snapshot::Snapshot;

/// Why grids have no net.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NetError {
    /// A code names no grid.
    #[error("there is no grid with the code {0}")]
    UnknownGrid(AreaCode),
    /// There are no grids of the tier.
    #[error("there is no grid of tier {0} there")]
    NoGrids(Tier),
    /// The grids do not divide the ground.
    #[error("the grids do not divide the ground: {0}; repair them first")]
    Broken(String),
}

/// What lies beyond an edge.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beyond {
    /// A face of the net, by its place in the list.
    Face(u32),
    /// A grid of another parent.
    Neighbour(AreaCode),
    /// No grid: the end of the map.
    Nobody,
}

/// A border from one junction to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// The face on the left, by its place in the list.
    pub face: u32,
    /// What lies on the right.
    pub beyond: Beyond,
    /// The junctions at its start and its end; the same twice for a ring.
    pub ends: [u32; 2],
    /// Its vertices in order.
    pub path: Vec<Position>,
    /// Its length in metres.
    pub length_m: f64,
}

impl Edge {
    /// The face on the right of an inner edge.
    pub fn other(&self) -> Option<u32> {
        match self.beyond {
            Beyond::Face(face) => Some(face),
            _ => None,
        }
    }
}

/// A place where borders meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Junction {
    /// Where it is.
    pub place: Position,
    /// The faces around it, ascending.
    pub faces: Vec<u32>,
}

/// Faces with their borders.
#[derive(Debug, Clone, PartialEq)]
pub struct Net {
    /// The codes of the faces, ascending.
    pub faces: Vec<AreaCode>,
    /// All borders of faces.
    pub edges: Vec<Edge>,
    /// All ends of borders.
    pub junctions: Vec<Junction>,
}

impl Net {
    /// The net of the grids of a tier that belong to a parent, at any depth, or of all when there is none; with the grids
    /// of the tier beyond. Also their places in the layer of the tier. Cost: O(n log n) for n edges of rings.
    ///
    /// # Errors
    /// [`NetError`].
    pub fn of(
        snapshot: &Snapshot,
        parent: Option<&AreaCode>,
        tier: Tier,
    ) -> Result<(Self, Vec<u32>), NetError> {
        let layer = snapshot.grids.get(&tier).ok_or(NetError::NoGrids(tier))?;
        let inside = members(snapshot, layer, parent)?;
        let bounds = inside.iter().map(|&index| layer.bounds_of(index as usize));
        let bounds = bounds
            .reduce(Bounds::union)
            .ok_or(NetError::NoGrids(tier))?;
        let is_inside = |index: &usize| inside.binary_search(&(*index as u32)).is_ok();
        let outside = layer.meeting(bounds).into_iter().filter(|i| !is_inside(i));
        let all: Vec<usize> = inside.iter().map(|&i| i as usize).chain(outside).collect();
        let regions: Vec<&Region> = all.iter().map(|&i| &layer.records()[i].region).collect();
        let coverage = Coverage::new(&regions).map_err(|faults| {
            let first = faults.iter().find(|fault| fault.kind.breaks_coverage());
            NetError::Broken(first.map(ToString::to_string).unwrap_or_default())
        })?;
        let code = |member: usize| layer.records()[all[member]].code.clone();
        Ok((Self::from_arcs(&coverage, inside.len(), code), inside))
    }

    /// The net of the first so many members of a coverage.
    fn from_arcs(coverage: &Coverage, faces: usize, code: impl Fn(usize) -> AreaCode) -> Self {
        let is_face = |member: usize| member < faces;
        let mut places: BTreeMap<Position, BTreeSet<u32>> = BTreeMap::new();
        let mut found = Vec::new();
        for arc in coverage.arcs() {
            let right = arc.right;
            let mut path = arc.vertices;
            let (face, other) = if is_face(arc.left) {
                (arc.left, right)
            } else if let Some(face) = right.filter(|&member| is_face(member)) {
                path.reverse();
                (face, Some(arc.left))
            } else {
                continue;
            };
            let beyond = match other {
                Some(member) if is_face(member) => Beyond::Face(member as u32),
                Some(member) => Beyond::Neighbour(code(member)),
                None => Beyond::Nobody,
            };
            for end in [path[0], path[path.len() - 1]] {
                let around = places.entry(end).or_default();
                around.insert(face as u32);
                if let Beyond::Face(other) = beyond {
                    around.insert(other);
                }
            }
            found.push((face as u32, beyond, path));
        }
        let number: BTreeMap<Position, u32> = places.keys().copied().zip(0..).collect();
        let edge = |(face, beyond, path): (u32, Beyond, Vec<Position>)| Edge {
            face,
            beyond,
            ends: [path[0], path[path.len() - 1]].map(|end| number[&end]),
            length_m: path
                .windows(2)
                .map(|ends| segment_m(ends[0], ends[1]))
                .sum(),
            path,
        };
        let junction = |(place, faces): (Position, BTreeSet<u32>)| Junction {
            place,
            faces: faces.into_iter().collect(),
        };
        Self {
            faces: (0..faces).map(&code).collect(),
            edges: found.into_iter().map(edge).collect(),
            junctions: places.into_iter().map(junction).collect(),
        }
    }
}

/// The places of the grids of a layer that belong to a parent, ascending.
fn members(
    snapshot: &Snapshot,
    layer: &AreaLayer<Grid>,
    parent: Option<&AreaCode>,
) -> Result<Vec<u32>, NetError> {
    let Some(parent) = parent else {
        return Ok((0..layer.records().len() as u32).collect());
    };
    if snapshot.grid(parent).is_none() {
        return Err(NetError::UnknownGrid(parent.clone()));
    }
    let mut open = vec![parent];
    let mut found = Vec::new();
    while let Some(code) = open.pop() {
        match layer.index_of(code) {
            Some(index) => found.push(index as u32),
            None => open.extend(snapshot.children(code).into_iter().map(|grid| &grid.code)),
        }
    }
    found.sort_unstable();
    Ok(found)
}
