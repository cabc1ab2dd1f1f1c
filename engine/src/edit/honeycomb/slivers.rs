//! Which hexagons become one cell: those too small, and those with too few addresses, go to a neighbour.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::geom::{HexCoord, Polygon, Position, Region};

/// Hexagons with the pieces of ground in them.
pub(super) type Pieces = BTreeMap<HexCoord, Vec<Polygon>>;

/// Hexagons that are one cell each, under the one that gives the code, which stands first.
pub(super) type Groups = BTreeMap<HexCoord, Vec<HexCoord>>;

/// Hexagons that are being put together.
pub(super) struct Merging {
    groups: Groups,
    /// The group of each hexagon.
    owner: BTreeMap<HexCoord, HexCoord>,
    area_m2: BTreeMap<HexCoord, f64>,
    /// The length of the border between each two hexagons that touch, in lattice steps.
    shared: BTreeMap<HexCoord, BTreeMap<HexCoord, f64>>,
}

impl Merging {
    /// The hexagons of some pieces, each by itself or in one of the groups that stand already.
    pub(super) fn new(pieces: &Pieces, standing: Vec<Vec<HexCoord>>) -> Self {
        let mut groups: Groups = pieces.keys().map(|hex| (*hex, vec![*hex])).collect();
        for group in standing {
            for hex in &group[1..] {
                groups.remove(hex);
            }
            groups.insert(group[0], group);
        }
        let owned = |(main, group): (&HexCoord, &Vec<HexCoord>)| {
            let main = *main;
            group
                .iter()
                .map(move |hex| (*hex, main))
                .collect::<Vec<_>>()
        };
        Self {
            owner: groups.iter().flat_map(owned).collect(),
            area_m2: groups
                .iter()
                .map(|(main, group)| (*main, group.iter().map(|hex| area_m2(&pieces[hex])).sum()))
                .collect(),
            shared: shared_borders(pieces),
            groups,
        }
    }

    /// Merges the groups below an area, from the smallest up, each into the cell with which it shares the longest border.
    pub(super) fn merge_slivers(&mut self, least_m2: f64) {
        let small = self.area_m2.iter().filter(|(_, area)| **area < least_m2);
        let mut slivers: Vec<(f64, HexCoord)> = small.map(|(hex, area)| (*area, *hex)).collect();
        slivers.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (_, sliver) in slivers {
            self.absorb(sliver);
        }
    }

    /// Merges the groups with fewer addresses than there should be, from the poorest up, of equal ones the one of fewer
    /// hexagons, until none is left or nothing is beside it. `addresses` are those of each hexagon.
    pub(super) fn merge_poor(&mut self, addresses: &BTreeMap<HexCoord, u64>, least: u64) {
        let in_hex = |hex: &HexCoord| addresses.get(hex).copied().unwrap_or(0);
        let held = |(main, group): (&HexCoord, &Vec<HexCoord>)| {
            (*main, group.iter().map(in_hex).sum::<u64>())
        };
        let mut sums: BTreeMap<HexCoord, u64> = self.groups.iter().map(held).collect();
        let mut poor: BTreeSet<(u64, usize, HexCoord)> = BTreeSet::new();
        for (main, sum) in sums.iter().filter(|(_, sum)| **sum < least) {
            poor.insert((*sum, self.groups[main].len(), *main));
        }
        while let Some((sum, _, main)) = poor.pop_first() {
            let Some((target, hexes_before)) = self.absorb(main) else {
                continue;
            };
            sums.remove(&main);
            let of_target = sums.entry(target).or_default();
            poor.remove(&(*of_target, hexes_before, target));
            *of_target += sum;
            if *of_target < least {
                poor.insert((*of_target, self.groups[&target].len(), target));
            }
        }
    }

    /// The groups.
    pub(super) fn into_groups(mut self) -> Groups {
        for group in self.groups.values_mut() {
            group[1..].sort_unstable();
        }
        self.groups
    }

    /// Gives a group to the cell with which it shares the longest border: which, and how many hexagons that had. Nothing
    /// where no cell is beside it.
    fn absorb(&mut self, main: HexCoord) -> Option<(HexCoord, usize)> {
        let target = self.longest_neighbour(main)?;
        let hexes = self.groups.remove(&main)?;
        let area = self.area_m2.remove(&main).unwrap_or(0.0);
        *self.area_m2.entry(target).or_default() += area;
        let group = self.groups.entry(target).or_default();
        let before = group.len();
        for hex in hexes {
            self.owner.insert(hex, target);
            group.push(hex);
        }
        Some((target, before))
    }

    /// The cell that shares the longest border with a group; at equal length the one with the lower coordinates.
    fn longest_neighbour(&self, main: HexCoord) -> Option<HexCoord> {
        let mut lengths: BTreeMap<HexCoord, f64> = BTreeMap::new();
        let group = self.groups.get(&main)?;
        for (other, length) in group
            .iter()
            .filter_map(|hex| self.shared.get(hex))
            .flatten()
        {
            let owner = self.owner[other];
            if owner != main {
                *lengths.entry(owner).or_default() += length;
            }
        }
        let longest = lengths
            .into_iter()
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        longest.map(|(hex, _)| hex)
    }
}

/// The area of some pieces in square metres.
pub(super) fn area_m2(polygons: &[Polygon]) -> f64 {
    let single = |polygon: &Polygon| Region::single(polygon.clone()).area_m2();
    polygons.iter().map(single).sum()
}

/// The length of the border between each pair of touching hexagons, in lattice steps.
fn shared_borders(pieces: &Pieces) -> BTreeMap<HexCoord, BTreeMap<HexCoord, f64>> {
    let directed = pieces.iter().flat_map(|(hex, polygons)| {
        let outer = polygons.iter().flat_map(|polygon| polygon.outer().edges());
        outer.map(|edge| (edge, *hex))
    });
    let by_edge: HashMap<(Position, Position), HexCoord> = directed.collect();
    let mut lengths: BTreeMap<HexCoord, BTreeMap<HexCoord, f64>> = BTreeMap::new();
    for (&(a, b), &hex) in &by_edge {
        let Some(&other) = by_edge.get(&(b, a)) else {
            continue;
        };
        let (dx, dy) = (
            f64::from(a.lon()) - f64::from(b.lon()),
            f64::from(a.lat()) - f64::from(b.lat()),
        );
        // whole steps, so that the order of the sum does not matter
        *lengths.entry(hex).or_default().entry(other).or_default() += libm::hypot(dx, dy).round();
    }
    lengths
}
