//! A division by units: which ground each grid has when units change hands.

use std::collections::{BTreeMap, BTreeSet};

use super::cover::Ground;
use super::flood::{NONE, Sets, bounds_faces, sides};
use super::outline::{Outline, changed};
use super::{ParentUnits, UnitCover};
use crate::geom::{PolygonError, Position, Region, RegionError, polygons, segment_m};
use crate::model::AreaCode;

/// A grid that results from a division.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its level: 0 for those that were divided anew, 1 for those below them, and so on.
    pub level: usize,
    /// The grid of today that it continues; none for a new one.
    pub continues: Option<AreaCode>,
    /// What it belongs to: for level 0 its own label, else the place of a part in the list.
    pub above: u32,
    /// The grid of today whose ground it is, below level 0.
    pub from: Option<AreaCode>,
    /// Its ground, if that is not what it was.
    pub region: Option<Region>,
}

/// What becomes of the grids of a parent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Division {
    /// The grids, level by level.
    pub parts: Vec<Part>,
    /// The grids of today that are no more.
    pub gone: Vec<AreaCode>,
    /// Vertices to be put on borders that stay, by the ends of the edge, in order from the smaller.
    pub nodes: BTreeMap<(Position, Position), Vec<Position>>,
}

/// An edge between two positions.
pub(super) type Ends = (Position, Position);

impl UnitCover {
    /// The grids of today and of the levels below that result when each unit belongs to the grid of its label; labels
    /// from the number of [`ParentUnits::grids`] on are new grids. What a grid below loses goes to the one next to it
    /// that belongs to the same grid and may take it (`may_take`), or is a new one where there is none.
    ///
    /// Borders that stay keep their vertices, and get more only where a new border meets them. Cost: O(n log n).
    ///
    /// # Errors
    /// [`RegionError`] where the ground of a grid is no region, which the cover rules out.
    pub fn divide(
        &self,
        labels: &[u32],
        may_take: &dyn Fn(&AreaCode) -> bool,
    ) -> Result<Division, RegionError> {
        let ground = &self.ground;
        let label = |&unit: &u32| {
            if unit == NONE {
                NONE
            } else {
                labels[unit as usize]
            }
        };
        let mut of_face: Vec<u32> = ground.units.iter().map(label).collect();
        let mut division = Division::default();
        let mut pieces: Vec<Vec<u32>> = Vec::new();
        for level in 0..ground.levels.len() {
            let first = division.parts.len();
            if level > 0 {
                only_divided(ground, level, &mut of_face, &division);
            }
            let mut groups = Groups::of(ground, level, &of_face);
            if level > 0 {
                groups.settle(ground, level, may_take);
            }
            of_face = groups.parts(&mut division, ground, level);
            let kept = division.parts[first..]
                .iter()
                .filter_map(|part| part.continues.clone());
            let kept: BTreeSet<AreaCode> = kept.collect();
            let gone = ground.levels[level]
                .iter()
                .filter(|code| !kept.contains(code));
            division.gone.extend(gone.cloned());
            pieces.push(of_face.clone());
        }
        let outline = Outline::of(ground, &pieces);
        let rebuilt = changed(ground, &pieces, &division);
        for (part, edges) in outline.edges(ground, &pieces, &rebuilt) {
            division.parts[part as usize].region = Some(region(&edges)?);
        }
        division.nodes = outline.nodes;
        Ok(division)
    }

    /// The first grid of a level, by code.
    pub fn first_of(&self, level: usize) -> Option<&AreaCode> {
        self.ground.levels.get(level)?.first()
    }

    /// The ground of each unit, in order. Cost: O(n log n).
    ///
    /// # Errors
    /// [`RegionError`], as [`UnitCover::divide`].
    pub fn regions(&self) -> Result<Vec<Region>, RegionError> {
        let mut edges: Vec<Vec<Ends>> = vec![Vec::new(); self.units.len()];
        let arrangement = &self.ground.arrangement;
        for edge in (0..arrangement.edges().len()).filter(|&e| bounds_faces(arrangement, e)) {
            let [left, right] = sides(arrangement, edge).map(|f| self.ground.units[f as usize]);
            let (low, high) = arrangement.ends(edge);
            if left != right {
                for (unit, ends) in [(left, (low, high)), (right, (high, low))] {
                    if unit != NONE {
                        edges[unit as usize].push(ends);
                    }
                }
            }
        }
        edges.iter().map(|edges| region(edges)).collect()
    }
}

impl ParentUnits {
    /// The first label whose units links do not join as they should be: into no more parts than today, or one if new;
    /// with a unit of a part that is not the first.
    pub fn broken(&self, labels: &[u32]) -> Option<(u32, u32)> {
        let today = self.today();
        let before = self.parts(&today);
        let found = self.parts(labels).into_iter().find(|(label, parts)| {
            let allowed = before.get(label).map_or(1, BTreeSet::len).max(1);
            parts.len() > allowed
        });
        let second = |(label, parts): (u32, BTreeSet<u32>)| Some((label, *parts.last()?));
        found.and_then(second)
    }

    /// The parts of each label, each by its first unit.
    fn parts(&self, labels: &[u32]) -> BTreeMap<u32, BTreeSet<u32>> {
        let mut sets = Sets::new(labels.len());
        for link in &self.links {
            let [a, b] = link.ends;
            if labels[a as usize] == labels[b as usize] {
                sets.join(a, b);
            }
        }
        let mut parts: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for (name, &label) in sets.names().into_iter().zip(labels) {
            parts.entry(label).or_default().insert(name);
        }
        parts
    }
}

fn region(edges: &[Ends]) -> Result<Region, RegionError> {
    let polygons = polygons(edges);
    Region::new(polygons.map_err(|error: PolygonError| RegionError::Polygon { index: 0, error })?)
}

/// Leaves out the faces of parts of the level above that have no grids below them: those that continue a grid without any,
/// and new ones on ground without any.
fn only_divided(ground: &Ground, level: usize, above: &mut [u32], division: &Division) {
    let (owners, before) = (&ground.owners[level], &ground.owners[level - 1]);
    let codes = &ground.levels[level - 1];
    let mut has_below = vec![false; codes.len()];
    let mut new_has = vec![false; division.parts.len()];
    for face in (0..above.len()).filter(|&face| owners[face] != NONE) {
        has_below[before[face] as usize] = true;
        if above[face] != NONE {
            new_has[above[face] as usize] = true;
        }
    }
    for part in above.iter_mut().filter(|part| **part != NONE) {
        let number = *part as usize;
        let today = division.parts[number].continues.as_ref();
        let today = today.and_then(|code| codes.binary_search(code).ok());
        if !today.map_or(new_has[number], |grid| has_below[grid]) {
            *part = NONE;
        }
    }
}

/// The faces of a level in groups: those of one grid of today that belong to one part of the level above.
struct Groups {
    of_face: Vec<u32>,
    /// Grid and part above of each group.
    keys: Vec<(u32, u32)>,
    doubled_areas: Vec<i128>,
    /// Whether a group continues its grid.
    keeps: Vec<bool>,
}

impl Groups {
    fn of(ground: &Ground, level: usize, above: &[u32]) -> Self {
        let owners = &ground.owners[level];
        let mut numbers: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        let key = |face: usize| {
            let owner = if level == 0 {
                above[face]
            } else {
                owners[face]
            };
            (above[face] != NONE).then_some((owner, above[face]))
        };
        for face in 0..above.len() {
            if let Some(key) = key(face) {
                numbers.insert(key, 0);
            }
        }
        for (number, slot) in (0..).zip(numbers.values_mut()) {
            *slot = number;
        }
        let of_face = (0..above.len()).map(|face| key(face).map_or(NONE, |key| numbers[&key]));
        let of_face: Vec<u32> = of_face.collect();
        let mut doubled_areas = vec![0; numbers.len()];
        for (&group, &area) in of_face.iter().zip(ground.arrangement.doubled_areas()) {
            if group != NONE {
                doubled_areas[group as usize] += area;
            }
        }
        let keys: Vec<(u32, u32)> = numbers.into_keys().collect();
        let known = ground.levels[level].len() as u32;
        let mut largest: BTreeMap<u32, usize> = BTreeMap::new();
        for (group, &(grid, _)) in keys.iter().enumerate().filter(|(_, key)| key.0 < known) {
            let best = largest.entry(grid).or_insert(group);
            if doubled_areas[group] > doubled_areas[*best] {
                *best = group;
            }
        }
        let keeps = |(group, key): (usize, &(u32, u32))| largest.get(&key.0) == Some(&group);
        Self {
            keeps: keys.iter().enumerate().map(keeps).collect(),
            of_face,
            keys,
            doubled_areas,
        }
    }

    /// Gives groups that do not continue their grids to neighbours that do, in the same part above.
    fn settle(&mut self, ground: &Ground, level: usize, may_take: &dyn Fn(&AreaCode) -> bool) {
        let arrangement = &ground.arrangement;
        let mut shared: BTreeMap<(u32, u32), f64> = BTreeMap::new();
        for edge in (0..arrangement.edges().len()).filter(|&e| bounds_faces(arrangement, e)) {
            let [a, b] = sides(arrangement, edge).map(|face| self.of_face[face as usize]);
            if a == b || a == NONE || b == NONE {
                continue;
            }
            let (low, high) = arrangement.ends(edge);
            for (loser, taker) in [(a, b), (b, a)] {
                let (from, to) = (loser as usize, taker as usize);
                let alike = self.keys[from].1 == self.keys[to].1;
                if !self.keeps[from] && self.keeps[to] && alike {
                    *shared.entry((loser, taker)).or_default() += segment_m(low, high);
                }
            }
        }
        let mut best: BTreeMap<u32, (f64, u32)> = BTreeMap::new();
        for ((loser, taker), length_m) in shared {
            let code = &ground.levels[level][self.keys[taker as usize].0 as usize];
            let longer = best.get(&loser).is_none_or(|found| length_m > found.0);
            if longer && may_take(code) {
                best.insert(loser, (length_m, taker));
            }
        }
        for group in self.of_face.iter_mut().filter(|group| **group != NONE) {
            if let Some((_, taker)) = best.get(group) {
                *group = *taker;
            }
        }
        for loser in best.into_keys() {
            self.doubled_areas[loser as usize] = 0;
        }
    }

    /// Adds the groups to the parts, and returns the part of each face.
    fn parts(self, division: &mut Division, ground: &Ground, level: usize) -> Vec<u32> {
        let codes = &ground.levels[level];
        let mut numbers = vec![NONE; self.keys.len()];
        for (group, &(grid, above)) in self.keys.iter().enumerate() {
            if self.doubled_areas[group] == 0 {
                continue;
            }
            numbers[group] = division.parts.len() as u32;
            let code = codes.get(grid as usize).cloned();
            division.parts.push(Part {
                level,
                continues: code.clone().filter(|_| self.keeps[group]),
                above,
                from: code,
                region: None,
            });
        }
        let part = |&group: &u32| {
            if group == NONE {
                NONE
            } else {
                numbers[group as usize]
            }
        };
        self.of_face.iter().map(part).collect()
    }
}
