//! Layers of areas: the grids of one tier, the cells of one honeycomb.

use std::sync::OnceLock;

use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};

use super::{OwnerMap, corner, envelope};
use crate::geom::{Bounds, Position, Region, WorldBox, WorldPoint};
use crate::model::{Cell, Grid, Record};

/// A record that covers ground and has a code.
pub trait AreaRecord: Record {
    /// The ground it covers.
    fn region(&self) -> &Region;
    /// Its code, as text.
    fn code(&self) -> &str;
}

impl AreaRecord for Grid {
    fn region(&self) -> &Region {
        &self.region
    }

    fn code(&self) -> &str {
        self.code.as_str()
    }
}

impl AreaRecord for Cell {
    fn region(&self) -> &Region {
        &self.region
    }

    fn code(&self) -> &str {
        self.code.as_str()
    }
}

/// A region in the world square, ready to be drawn.
#[derive(Debug, Clone)]
pub struct WorldRegion {
    /// All its rings, each vertex once; outer rings and holes alike, for the even-odd rule.
    pub rings: Vec<Vec<WorldPoint>>,
    /// The box around them.
    pub bounds: WorldBox,
}

type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// Areas with an R-tree over their boxes.
#[derive(Debug)]
pub struct AreaLayer<T> {
    records: Vec<T>,
    world: Vec<WorldRegion>,
    area_m2: Vec<f64>,
    boxes: Vec<Bounds>,
    bounds: Option<Bounds>,
    tree: RTree<Entry>,
    owners: OnceLock<Option<OwnerMap>>,
}

impl<T: AreaRecord> AreaLayer<T> {
    /// The layer of these records, which are sorted by key. Cost: O(n log n + vertices).
    pub fn build(records: Vec<T>) -> Self {
        let boxes: Vec<Bounds> = records
            .iter()
            .map(|record| record.region().bounds())
            .collect();
        let entry = |(index, bounds): (usize, &Bounds)| {
            let rectangle = Rectangle::from_corners(corner(bounds.min()), corner(bounds.max()));
            Entry::new(rectangle, index as u32)
        };
        let tree = RTree::bulk_load(boxes.iter().enumerate().map(entry).collect());
        Self {
            world: records
                .iter()
                .map(|record| world_region(record.region()))
                .collect(),
            area_m2: records
                .iter()
                .map(|record| record.region().area_m2())
                .collect(),
            bounds: boxes.iter().copied().reduce(Bounds::union),
            boxes,
            tree,
            records,
            owners: OnceLock::new(),
        }
    }

    /// All records, sorted by key.
    pub fn records(&self) -> &[T] {
        &self.records
    }

    /// Each region in the world square, in the order of the records.
    pub fn world(&self) -> &[WorldRegion] {
        &self.world
    }

    /// The ground area of a record in square metres.
    pub fn area_m2(&self, index: usize) -> f64 {
        self.area_m2[index]
    }

    /// The box around a record.
    pub fn bounds_of(&self, index: usize) -> Bounds {
        self.boxes[index]
    }

    /// The box around all records.
    pub fn bounds(&self) -> Option<Bounds> {
        self.bounds
    }

    /// The index of the record with this key.
    pub fn index_of(&self, key: &T::Key) -> Option<usize> {
        self.records
            .binary_search_by(|record| record.key().cmp(key))
            .ok()
    }

    /// The area that a position lies in; on a border the one with the lower code. Exact.
    pub fn locate(&self, position: Position) -> Option<usize> {
        if let Some(Some(map)) = self.owners.get() {
            return map.owner(position).map(|index| index as usize);
        }
        let boxes = self.tree.locate_all_at_point(corner(position));
        let covering = boxes
            .map(|entry| entry.data as usize)
            .filter(|&i| self.records[i].region().covers(position));
        covering.min()
    }

    /// The areas that many positions lie in, in their order, as [`AreaLayer::locate`] says.
    ///
    /// The first call builds the owner map. Cost: O(edges + positions).
    pub fn locate_all(
        &self,
        positions: impl ExactSizeIterator<Item = Position>,
    ) -> Vec<Option<u32>> {
        match self.owner_map() {
            Some(map) => map.owners(positions),
            None => positions
                .map(|p| self.locate(p).map(|index| index as u32))
                .collect(),
        }
    }

    /// The owner map, built when first asked for; `None` when the areas are spread too wide.
    fn owner_map(&self) -> Option<&OwnerMap> {
        let build = || {
            let regions: Vec<&Region> = self.records.iter().map(AreaRecord::region).collect();
            OwnerMap::build(&regions)
        };
        self.owners.get_or_init(build).as_ref()
    }

    /// The indices of the areas whose box meets a box, in ascending order.
    pub fn meeting(&self, bounds: Bounds) -> Vec<usize> {
        let boxes = self.tree.locate_in_envelope_intersecting(envelope(bounds));
        let mut found: Vec<usize> = boxes.map(|entry| entry.data as usize).collect();
        found.sort_unstable();
        found
    }
}

fn world_region(region: &Region) -> WorldRegion {
    let rings: Vec<Vec<WorldPoint>> = region
        .rings()
        .map(|ring| ring.vertices().iter().map(|&v| WorldPoint::of(v)).collect())
        .collect();
    let bounds = WorldBox::around(rings.iter().flatten().copied()).expect("a region has vertices");
    WorldRegion { rings, bounds }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Polygon, Ring};
    use crate::model::{AreaCode, Tier};

    fn square(code: &str, x: i32, y: i32) -> Grid {
        let corners = [(x, y), (x + 10, y), (x + 10, y + 10), (x, y + 10)];
        let vertices = corners.map(|(x, y)| Position::from_lattice(x, y).expect("on the globe"));
        let ring = Ring::new(&vertices).expect("valid");
        Grid {
            code: AreaCode::new(code).expect("valid"),
            tier: Tier::Grid,
            parent: None,
            name: String::new(),
            region: Region::single(Polygon::new(ring, Vec::new()).expect("valid")),
        }
    }

    #[test]
    fn a_border_belongs_to_the_lower_code() {
        let layer = AreaLayer::build(vec![
            square("990185400001G001", 10, 0),
            square("990185400001G002", 0, 0),
            square("990185400001G003", 0, 10),
        ]);
        let at = |x, y| layer.locate(Position::from_lattice(x, y).expect("on the globe"));
        assert_eq!(at(5, 5), Some(1));
        assert_eq!(at(10, 5), Some(0));
        assert_eq!(at(10, 10), Some(0));
        assert_eq!(at(5, 10), Some(1));
        assert_eq!(at(15, 15), None);
        let window = Bounds::around([Position::clamped(9, 12), Position::clamped(9, 14)])
            .expect("not empty");
        assert_eq!(layer.meeting(window), [2]);
    }
}
