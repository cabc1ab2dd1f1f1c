//! Layers of areas: the grids of one tier, the cells of one honeycomb.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::boxes::Boxes;
use super::levels::Levels;
use super::ownership::{NotKnown, Owned, Ownership, Patch};
use super::room::Room;
use super::rows::Edition;
use super::threads::{Threads, fill_in_parts};
use super::{OwnerMap, Pieces, Places, Succession};
use crate::geom::{Bounds, Position, Region, WorldBox, WorldPoint};
use crate::model::{Cell, Change, DatasetError, Grid, Record, SpatialUnit};

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

/// An edit of more boxes than this is answered by a new owner map.
const MOST_DIRTY_BOXES: usize = 16;

/// Areas with an R-tree over their boxes.
#[derive(Debug)]
pub struct AreaLayer<T> {
    records: Pieces<T>,
    shapes: Pieces<Shape>,
    bounds: Option<Bounds>,
    boxes: Boxes,
    owned: Owned,
}

/// What follows from the ground of one record; shared by all layers in which the record stays as it is.
#[derive(Debug, Clone)]
struct Shape {
    bounds: Bounds,
    ground: Arc<Ground>,
    /// Shared while no neighbour changes either.
    levels: Arc<OnceLock<Levels>>,
}

/// Computed when first asked for, as most areas never are.
#[derive(Debug, Default)]
struct Ground {
    area_m2: OnceLock<f64>,
    world: OnceLock<WorldRegion>,
    /// Boxed, as most areas have no label.
    room: OnceLock<Box<Room>>,
}

impl Shape {
    fn of(region: &Region) -> Self {
        Self {
            bounds: region.bounds(),
            ground: Arc::default(),
            levels: Arc::default(),
        }
    }
}

impl<T: AreaRecord> AreaLayer<T> {
    /// The layer of these records, which are sorted by key. Cost: O(n log n + vertices).
    pub fn build(records: Vec<T>) -> Self {
        let shapes = records.iter().map(|record| Shape::of(record.region()));
        let shapes: Pieces<Shape> = shapes.collect();
        let boxes = || shapes.iter().map(|shape| shape.bounds);
        Self {
            bounds: boxes().reduce(Bounds::union),
            boxes: Boxes::build(boxes()),
            records: records.into(),
            shapes,
            owned: Owned::default(),
        }
    }

    /// The layer after some changes, and how it came out of this one. What belongs to areas that keep their ground is
    /// shared, also the owner map, if there is one.
    ///
    /// Cost: O(√n + changed areas), O(n) where areas come or go, and now and then O(n log n).
    ///
    /// # Errors
    /// [`DatasetError`] names the first row that is not as its change says.
    pub fn with(&self, changes: &[Change<T>]) -> Result<(Self, Succession), DatasetError> {
        let edition = Edition::of(&self.records, changes)?;
        let succession = Succession::of(self.records.len(), &edition);
        let next = Self {
            records: edition.apply(&self.records),
            shapes: self.shapes_after(&edition),
            bounds: None,
            boxes: self.boxes.clone(),
            owned: Owned::default(),
        };
        let mut next = Self {
            bounds: self.bounds_after(&next.shapes, &succession),
            boxes: self.boxes.after(&succession, &next.shapes, |s| s.bounds),
            ..next
        };
        next.forget_levels(&succession);
        next.inherit(&self.owned, &succession);
        Ok((next, succession))
    }

    fn shapes_after(&self, edition: &Edition<'_, T>) -> Pieces<Shape> {
        let changes = edition.splices().iter().zip(edition.changes());
        let come = changes.filter_map(|(splice, change)| {
            let after = change.after()?;
            let before = change.before();
            let stays = before.is_some_and(|before| before.region() == after.region());
            Some(if stays {
                self.shapes[splice.at].clone()
            } else {
                Shape::of(after.region())
            })
        });
        self.shapes.spliced(edition.splices(), come)
    }

    /// The box around all shapes; what lies inside the one before need not be looked at.
    fn bounds_after(&self, shapes: &Pieces<Shape>, succession: &Succession) -> Option<Bounds> {
        let inside = |inner: &Bounds| {
            let grown = inner.grown(1, 1);
            self.bounds.is_some_and(|all| all.union(grown) == all)
        };
        if succession.dirty().iter().all(inside) {
            self.bounds
        } else {
            let boxes = shapes.iter().map(|shape| shape.bounds);
            boxes.reduce(Bounds::union)
        }
    }

    /// Makes room for the levels of areas that a changed area touches; those of all others are kept.
    fn forget_levels(&mut self, succession: &Succession) {
        let dirty = succession.dirty().iter();
        let near: BTreeSet<usize> = dirty.flat_map(|&dirty| self.meeting(dirty)).collect();
        for index in near {
            self.shapes.item_mut(index).levels = Arc::default();
        }
    }

    /// Takes over what the layer before knows of owners, with patches where ground has changed.
    fn inherit(&mut self, before: &Owned, succession: &Succession) {
        if before.is_unknown() {
            return;
        }
        let dirty = succession.dirty();
        let few = Some(dirty).filter(|dirty| dirty.len() <= MOST_DIRTY_BOXES);
        let build = |&bounds: &Bounds| Patch::build(self, bounds);
        let patches = few.and_then(|dirty| dirty.iter().map(build).collect());
        self.owned = before.after(succession, patches);
    }

    /// All records, sorted by key.
    pub fn records(&self) -> &Pieces<T> {
        &self.records
    }

    /// The region of a record in the world square.
    pub fn world(&self, index: usize) -> &WorldRegion {
        let world = || world_region(self.records[index].region());
        self.shapes[index].ground.world.get_or_init(world)
    }

    /// The region of a record as it is drawn at a pixel zoom: less than a quarter of a pixel off, with the same border
    /// on both sides. A ring too small to be seen is left with less than three vertices.
    ///
    /// The first call works out which vertices are drawn where. Cost: O(vertices).
    pub fn drawn(&self, index: usize, pixel_zoom: u8) -> WorldRegion {
        self.levels(index).drawn(self.world(index), pixel_zoom)
    }

    /// Visits the rings of [`AreaLayer::drawn`] in one buffer.
    pub(crate) fn for_each_drawn_ring(
        &self,
        index: usize,
        pixel_zoom: u8,
        buffer: &mut Vec<WorldPoint>,
        mut visit: impl FnMut(&[WorldPoint]),
    ) {
        let (levels, rings) = (self.levels(index), || &self.world(index).rings);
        for number in 0..levels.rings() {
            buffer.clear();
            levels.draw_ring(number, || &rings()[number], pixel_zoom, buffer);
            visit(buffer);
        }
    }

    fn levels(&self, index: usize) -> &Levels {
        self.shapes[index].levels.get_or_init(|| {
            let near = self.meeting(self.bounds_of(index)).into_iter();
            let others = near.filter(|&other| other != index);
            Levels::of(self.world(index), others.map(|other| self.world(other)))
        })
    }

    /// How wide a box of each height fits into a record.
    ///
    /// The first call works it out. Cost: O(vertices · log vertices).
    pub fn room(&self, index: usize) -> &Room {
        let ground = &self.shapes[index].ground;
        ground.room.get_or_init(|| {
            Box::new(match ground.world.get() {
                Some(world) => Room::of(world),
                // not kept: labels ask of all areas, and most are never drawn
                None => Room::of(&world_region(self.records[index].region())),
            })
        })
    }

    /// The ground area of a record in square metres.
    pub fn area_m2(&self, index: usize) -> f64 {
        let area_m2 = || self.records[index].region().area_m2();
        *self.shapes[index].ground.area_m2.get_or_init(area_m2)
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
        let found = self.records.binary_search_by(|row| row.compare_key(key));
        found.ok()
    }

    /// The area that a position lies in; on a border the one with the lower code. Exact.
    pub fn locate(&self, position: Position) -> Option<usize> {
        match self.owned.owner(position) {
            Ok(owner) => owner.map(|index| index as usize),
            Err(NotKnown) => self.located(position),
        }
    }

    /// As [`AreaLayer::locate`], from the areas themselves.
    fn located(&self, position: Position) -> Option<usize> {
        let mut first: Option<usize> = None;
        self.boxes.visit(Bounds::at(position), |index| {
            let lower = first.is_none_or(|first| index < first);
            if lower && self.records[index].region().covers(position) {
                first = Some(index);
            }
        });
        first
    }

    /// The areas that many places lie in, in their order, as [`AreaLayer::locate`] says; `position` gives the position of
    /// a place.
    ///
    /// Many places have the owner map built. Cost: O(edges + places), O(places log areas) where they are few.
    pub fn locate_all<L: Places + ?Sized>(
        &self,
        places: &L,
        position: impl Fn(&L::Place) -> Position + Sync,
        threads: Threads,
    ) -> Vec<Option<u32>> {
        if let Some(owners) = self.ownership(places.count()) {
            return owners.owners_on(places, position, threads);
        }
        let mut found = vec![None; places.count()];
        fill_in_parts(&mut found, threads, |start, part| {
            for (area, place) in part.iter_mut().zip(places.starting_at(start)) {
                *area = self.locate(position(place)).map(|index| index as u32);
            }
        });
        found
    }

    /// Whether a position that an area covers lies on its border. Exact.
    pub fn on_border(&self, index: usize, position: Position) -> bool {
        self.owned.is_near_border(position)
            && self.records[index]
                .region()
                .rings()
                .any(|ring| ring.touches(position))
    }

    /// The owners of all ground, mapped where so many places pay for it; `None` else, and when the areas are spread too wide.
    fn ownership(&self, places: usize) -> Option<Arc<Ownership>> {
        self.owned.whole(self.records.len(), places, || {
            let regions: Vec<&Region> = self.records.iter().map(AreaRecord::region).collect();
            OwnerMap::build(&regions)
        })
    }

    /// Gives back the owner map. Single places then take microseconds, and the next bulk question builds it anew.
    pub(crate) fn forget_owners(&self) {
        self.owned.forget();
    }

    /// Whether each area has the same code in another layer. Cost: O(√areas + changed areas), O(areas) where some come or go.
    pub(crate) fn has_codes_of(&self, other: &Self) -> bool {
        let records = &self.records;
        records.all_beside(&other.records, |own, other| own.code() == other.code())
    }

    /// The indices of the areas whose box meets a box, in ascending order.
    pub fn meeting(&self, bounds: Bounds) -> Vec<usize> {
        let mut found = Vec::new();
        self.boxes.visit(bounds, |index| found.push(index));
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
