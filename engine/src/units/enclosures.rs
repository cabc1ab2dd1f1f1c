//! Faces between the lines of a parent: whose each is, and which make up an enclosure.

use std::collections::{BTreeMap, BTreeSet};

use super::flood::{NONE, Neighbours, Sets, bounds_faces, sides};
use super::lines::{ESTATE, Lines, Source};
use super::obstacle::blocks;
use crate::balance::Obstacle;
use crate::geom::{Arrangement, NO_FACE, OUTSIDE, Position, direction, turning};
use crate::snapshot::Snapshot;

/// The faces of a parent. Labels of faces are [`NONE`] outside the parent, and where nothing applies.
pub(super) struct Enclosures {
    /// All lines laid over each other.
    pub(super) ground: Arrangement,
    /// For each level of grids and each face the grid's place in the level.
    pub(super) owners: Vec<Vec<u32>>,
    /// The enclosure of each face, named after one of its faces.
    pub(super) of_face: Vec<u32>,
    /// The stored unit of each face, by its index.
    pub(super) stored: Vec<u32>,
    /// The estate of each face, by its index among the stored units.
    pub(super) estates: Vec<u32>,
    /// Where ways lead across what else blocks the way.
    pub(super) crossings: BTreeSet<Position>,
}

impl Enclosures {
    /// The enclosures between some lines. Cost: O(n log n), and for each stored unit the faces in it.
    pub(super) fn of(snapshot: &Snapshot, lines: &Lines<'_>) -> Self {
        let ground = Arrangement::new(&lines.segments);
        let neighbours = Neighbours::of(&ground);
        let edges = Edges {
            ground: &ground,
            sources: &lines.sources,
        };
        let levels = 0..lines.levels.len() as u32;
        let owners: Vec<Vec<u32>> = levels
            .map(|level| edges.owners(level, &neighbours))
            .collect();
        let (stored, estates) = edges.stored(snapshot, &neighbours);
        let mut sets = Sets::new(ground.faces());
        for edge in (0..ground.edges().len()).filter(|&edge| bounds_faces(&ground, edge)) {
            let [left, right] = sides(&ground, edge);
            let alike = |labels: &[u32]| labels[left as usize] == labels[right as usize];
            let owned = owners[0][left as usize] != NONE && alike(&owners[0]);
            let whole = stored[left as usize] != NONE || edges.obstacle(edge).is_none();
            if owned
                && alike(&stored)
                && whole
                && (alike(&estates) || stored[left as usize] != NONE)
            {
                sets.join(left, right);
            }
        }
        let mut of_face = sets.names();
        for (name, &owner) in of_face.iter_mut().zip(&owners[0]) {
            if owner == NONE {
                *name = NONE;
            }
        }
        Self {
            crossings: edges.crossings(),
            owners,
            of_face,
            stored,
            estates,
            ground,
        }
    }
}

/// Edges with what they are part of.
pub(super) struct Edges<'a> {
    pub(super) ground: &'a Arrangement,
    pub(super) sources: &'a [Source],
}

impl Edges<'_> {
    fn sources(&self, edge: usize) -> impl Iterator<Item = (Source, bool)> + '_ {
        let marks = self.ground.marks(edge).iter();
        marks.map(|mark| (self.sources[mark.segment as usize], mark.forward))
    }

    /// The hardest barrier along an edge; none without a barrier.
    pub(super) fn obstacle(&self, edge: usize) -> Option<Obstacle> {
        let obstacle = |(source, _)| match source {
            Source::Barrier(class) => Some(class.obstacle),
            _ => None,
        };
        self.sources(edge).filter_map(obstacle).max()
    }

    fn leads(&self, edge: usize) -> bool {
        self.sources(edge)
            .any(|(source, _)| matches!(source, Source::Barrier(class) if class.leads))
    }

    fn has_level(&self, edge: usize, level: u32) -> bool {
        self.sources(edge)
            .any(|(source, _)| matches!(source, Source::Border { level: own, .. } if own == level))
    }

    /// The grid of a level that each face lies in.
    fn owners(&self, level: u32, neighbours: &Neighbours) -> Vec<u32> {
        let mut owners = vec![NONE; self.ground.faces()];
        for edge in (0..self.ground.edges().len()).filter(|&e| bounds_faces(self.ground, e)) {
            let [left, right] = sides(self.ground, edge);
            for (source, forward) in self.sources(edge) {
                if let Source::Border { level: own, grid } = source
                    && own == level
                {
                    owners[if forward { left } else { right } as usize] = grid;
                }
            }
        }
        owners[OUTSIDE as usize] = NONE;
        neighbours.spread(&mut owners, |edge| !self.has_level(edge as usize, level));
        owners
    }

    /// The smallest stored unit around each face, and the smallest estate.
    fn stored(&self, snapshot: &Snapshot, neighbours: &Neighbours) -> (Vec<u32>, Vec<u32>) {
        let mut starts: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let mut along: BTreeSet<(u32, u32)> = BTreeSet::new();
        for edge in (0..self.ground.edges().len()).filter(|&e| bounds_faces(self.ground, e)) {
            let [left, right] = sides(self.ground, edge);
            for (source, forward) in self.sources(edge) {
                if let Source::Outline(unit) = source {
                    let inside = if forward { left } else { right };
                    starts.entry(unit).or_default().push(inside);
                    along.insert((unit, edge as u32));
                }
            }
        }
        let records = snapshot.units.records();
        let mut order: Vec<u32> = starts.keys().copied().collect();
        // the smaller ones last, so that they stand
        let area = |unit: u32| snapshot.units.area_m2(unit as usize);
        order.sort_by(|&a, &b| area(b).total_cmp(&area(a)).then(b.cmp(&a)));
        let faces = self.ground.faces();
        let (mut stored, mut estates) = (vec![NONE; faces], vec![NONE; faces]);
        for unit in order {
            let mut inside: BTreeSet<u32> = starts[&unit].iter().copied().collect();
            let mut open: Vec<u32> = inside.iter().copied().collect();
            while let Some(face) = open.pop() {
                for &(edge, other) in neighbours.around(face) {
                    if !along.contains(&(unit, edge)) && inside.insert(other) {
                        open.push(other);
                    }
                }
            }
            if inside.contains(&OUTSIDE) {
                continue;
            }
            let is_estate = records[unit as usize].kind == ESTATE;
            let labels = if is_estate { &mut estates } else { &mut stored };
            for face in inside {
                labels[face as usize] = unit;
            }
        }
        (stored, estates)
    }

    /// The places where a way leads from one side of a river or railway to the other.
    fn crossings(&self) -> BTreeSet<Position> {
        let blocking = |edge: usize| self.obstacle(edge).is_some_and(blocks);
        let all = 0..self.ground.edges().len();
        let mut at: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for edge in all.clone().filter(|&edge| blocking(edge)) {
            let ends = self.ground.edges()[edge];
            at.entry(ends.low).or_default();
            at.entry(ends.high).or_default();
        }
        if at.is_empty() {
            return BTreeSet::new();
        }
        for edge in all {
            let ends = self.ground.edges()[edge];
            for end in [ends.low, ends.high] {
                if let Some(around) = at.get_mut(&end) {
                    around.push(edge);
                }
            }
        }
        let position = |vertex: u32| self.ground.vertices()[vertex as usize];
        let found = at.into_iter().filter(|(hub, around)| {
            let toward = |edge: usize| {
                let ends = self.ground.edges()[edge];
                let other = if ends.low == *hub {
                    ends.high
                } else {
                    ends.low
                };
                direction(position(*hub), position(other))
            };
            let mut around = around.clone();
            let first = toward(around[0]);
            around.sort_by(|&a, &b| turning(first, toward(a), toward(b)));
            let start = around.iter().position(|&edge| blocking(edge)).unwrap_or(0);
            around.rotate_left(start);
            let between = around.split(|&edge| blocking(edge)).skip(1);
            between
                .filter(|part| part.iter().any(|&edge| self.leads(edge)))
                .count()
                > 1
        });
        found.map(|(hub, _)| position(hub)).collect()
    }
}

/// Whether a face is one of the parent's.
pub(super) fn is_inside(labels: &[u32], face: u32) -> bool {
    face != NO_FACE && labels[face as usize] != NONE
}
