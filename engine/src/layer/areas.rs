//! Layers of areas: the grids of one tier, the cells of one honeycomb.

use std::sync::{Arc, OnceLock};

use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};

use super::levels::Levels;
use super::ownership::{Ownership, Patch};
use super::threads::{Threads, fill_in_parts};
use super::{OwnerMap, Succession, corner, envelope};
use crate::geom::{Bounds, Position, Region, WorldBox, WorldPoint};
use crate::model::{Cell, Change, DatasetError, Grid, Record, SpatialUnit, apply_table};

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

impl AreaRecord for SpatialUnit {
    fn region(&self) -> &Region {
        &self.region
    }

    fn code(&self) -> &str {
        self.id.as_str()
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

/// An edit of more boxes than this is answered by a new owner map.
const MOST_DIRTY_BOXES: usize = 16;

/// Areas with an R-tree over their boxes.
#[derive(Debug)]
pub struct AreaLayer<T> {
    records: Vec<T>,
    shapes: Vec<Arc<Shape>>,
    levels: Vec<Arc<OnceLock<Levels>>>,
    bounds: Option<Bounds>,
    tree: RTree<Entry>,
    owners: OnceLock<Option<Ownership>>,
}

/// What follows from the ground of one record; shared by all layers in which the record stays as it is.
#[derive(Debug)]
struct Shape {
    bounds: Bounds,
    /// Computed when first asked for, as most areas never are.
    area_m2: OnceLock<f64>,
    world: OnceLock<WorldRegion>,
}

impl Shape {
    fn of(region: &Region) -> Self {
        Self {
            bounds: region.bounds(),
            area_m2: OnceLock::new(),
            world: OnceLock::new(),
        }
    }
}

impl<T: AreaRecord> AreaLayer<T> {
    /// The layer of these records, which are sorted by key. Cost: O(n log n + vertices).
    pub fn build(records: Vec<T>) -> Self {
        let shapes = records
            .iter()
            .map(|record| Arc::new(Shape::of(record.region())))
            .collect();
        let levels = records.iter().map(|_| Arc::default()).collect();
        Self::assemble(records, shapes, levels)
    }

    fn assemble(
        records: Vec<T>,
        shapes: Vec<Arc<Shape>>,
        levels: Vec<Arc<OnceLock<Levels>>>,
    ) -> Self {
        let entry = |(index, shape): (usize, &Arc<Shape>)| {
            let (low, high) = (shape.bounds.min(), shape.bounds.max());
            Entry::new(
                Rectangle::from_corners(corner(low), corner(high)),
                index as u32,
            )
        };
        let tree = RTree::bulk_load(shapes.iter().enumerate().map(entry).collect());
        Self {
            bounds: shapes
                .iter()
                .map(|shape| shape.bounds)
                .reduce(Bounds::union),
            records,
            shapes,
            levels,
            tree,
            owners: OnceLock::new(),
        }
    }

    /// The layer after some changes, and how it came out of this one. What belongs to areas that keep their ground is
    /// shared, also the owner map, if there is one. Cost: O(n log n + vertices of changed areas).
    ///
    /// # Errors
    /// [`DatasetError`] names the first row that is not as its change says.
    pub fn with(&self, changes: &[Change<T>]) -> Result<(Self, Succession), DatasetError> {
        let records = apply_table(&self.records, changes)?;
        let succession = Succession::of(&self.records, &records, changes);
        let shapes: Vec<Arc<Shape>> = records
            .iter()
            .zip(succession.origin())
            .map(|(record, origin)| match origin {
                Some(before) => Arc::clone(&self.shapes[*before as usize]),
                None => Arc::new(Shape::of(record.region())),
            })
            .collect();
        let levels = self.levels_after(&shapes, &succession);
        let next = Self::assemble(records, shapes, levels);
        if let Some(Some(owners)) = self.owners.get() {
            next.inherit(owners, &succession);
        }
        Ok((next, succession))
    }

    /// The levels of areas that no changed area touches, and room for those of the others.
    fn levels_after(
        &self,
        shapes: &[Arc<Shape>],
        succession: &Succession,
    ) -> Vec<Arc<OnceLock<Levels>>> {
        let kept = |(shape, origin): (&Arc<Shape>, &Option<u32>)| {
            let before = origin.map(|before| &self.levels[before as usize])?;
            let mut dirty = succession.dirty().iter();
            (!dirty.any(|dirty| dirty.intersects(shape.bounds))).then(|| Arc::clone(before))
        };
        let all = shapes.iter().zip(succession.origin());
        all.map(|entry| kept(entry).unwrap_or_default()).collect()
    }

    /// Takes over the owner map of the layer before, with patches where ground has changed.
    fn inherit(&self, owners: &Ownership, succession: &Succession) {
        let dirty = succession.dirty();
        if dirty.len() > MOST_DIRTY_BOXES {
            return;
        }
        let patches = dirty.iter().map(|&bounds| Patch::build(self, bounds));
        let patches: Option<Vec<Patch>> = patches.collect();
        let owners = patches.and_then(|patches| owners.after(succession, patches));
        if let Some(owners) = owners {
            // the layer is new, so nobody can have asked for its owners yet
            let _ = self.owners.set(Some(owners));
        }
    }

    /// All records, sorted by key.
    pub fn records(&self) -> &[T] {
        &self.records
    }

    /// The region of a record in the world square.
    pub fn world(&self, index: usize) -> &WorldRegion {
        let world = || world_region(self.records[index].region());
        self.shapes[index].world.get_or_init(world)
    }

    /// The region of a record as it is drawn at a pixel zoom: less than a quarter of a pixel off, with the same border
    /// on both sides. A ring too small to be seen is left with less than three vertices.
    ///
    /// The first call works out which vertices are drawn where. Cost: O(vertices).
    pub fn drawn(&self, index: usize, pixel_zoom: u8) -> WorldRegion {
        let area = self.world(index);
        let levels = self.levels[index].get_or_init(|| {
            let near = self.meeting(self.bounds_of(index)).into_iter();
            let others = near.filter(|&other| other != index);
            Levels::of(area, others.map(|other| self.world(other)))
        });
        levels.drawn(area, pixel_zoom)
    }

    /// The ground area of a record in square metres.
    pub fn area_m2(&self, index: usize) -> f64 {
        let area_m2 = || self.records[index].region().area_m2();
        *self.shapes[index].area_m2.get_or_init(area_m2)
    }

    /// The box around a record.
    pub fn bounds_of(&self, index: usize) -> Bounds {
        self.shapes[index].bounds
    }

    /// The box around all records.
    pub fn bounds(&self) -> Option<Bounds> {
        self.bounds
    }

    /// The index of the record with this key.
    pub fn index_of(&self, key: &T::Key) -> Option<usize> {
        self.records
            .binary_search_by(|record| record.compare_key(key))
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

    /// The areas that many places lie in, in their order, as [`AreaLayer::locate`] says; `position` gives the position of
    /// a place.
    ///
    /// The first call builds the owner map. Cost: O(edges + places).
    pub fn locate_all<P: Sync>(
        &self,
        places: &[P],
        position: impl Fn(&P) -> Position + Sync,
        threads: Threads,
    ) -> Vec<Option<u32>> {
        if let Some(owners) = self.ownership() {
            return owners.owners_on(places, position, threads);
        }
        let mut found = vec![None; places.len()];
        fill_in_parts(&mut found, threads, |start, part| {
            for (area, place) in part.iter_mut().zip(&places[start..]) {
                *area = self.locate(position(place)).map(|index| index as u32);
            }
        });
        found
    }

    /// Whether a position that an area covers lies on its border. Exact.
    pub fn on_border(&self, index: usize, position: Position) -> bool {
        let map = self.owners.get().and_then(Option::as_ref);
        let near = map.is_none_or(|map| map.is_near_border(position));
        near && self.records[index]
            .region()
            .rings()
            .any(|ring| ring.touches(position))
    }

    /// The owners of all ground, mapped when first asked for; `None` when the areas are spread too wide.
    fn ownership(&self) -> Option<&Ownership> {
        let build = || {
            let regions: Vec<&Region> = self.records.iter().map(AreaRecord::region).collect();
            OwnerMap::build(&regions).map(Ownership::new)
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
    use crate::model::{AreaCode, Lock, Tier};

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
            lock: Lock::Open,
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
