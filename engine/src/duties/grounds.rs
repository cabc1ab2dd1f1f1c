//! Duties by what they are about: areas, buildings, shapes.

use std::collections::HashMap;
use std::sync::Arc;

use smallvec::SmallVec;

use super::cover::{Cover, NOWHERE};
use super::extent::Strip;
use super::floors::{Areas, Floor};
use super::growing::Growing;
use super::slot::Slot;
use crate::geom::{Bounds, LocalFrame, Position};
use crate::layer::BoxTree;
use crate::model::{AreaCode, Ground};

/// The places of the duties about one thing.
type Places = SmallVec<[u32; 2]>;

/// The duties that name each area of a division, by its index: what is asked all over lies in one list.
#[derive(Debug)]
pub(super) struct ByArea(Vec<Places>);

/// The places of duties by their ground, as it was when this was made; a cover says of which duties it has changed since.
#[derive(Debug)]
pub(super) struct Grounds {
    /// For each division the duties that name an area, by its code, which need not be stored.
    by_code: Vec<HashMap<String, Places>>,
    /// The duties about buildings and households, by [`building_key`].
    by_building: HashMap<String, Places>,
    /// The boxes of regions and lines.
    shapes: BoxTree,
    /// Whether some duty names addresses, buildings or households.
    names_addresses: bool,
}

impl Grounds {
    /// Of all duties that are there. Cost: O(duties log duties).
    pub(super) fn of(floors: &[Floor], slots: &Growing<Slot>) -> Self {
        let mut by_code: Vec<HashMap<String, Places>> = vec![HashMap::new(); floors.len()];
        let mut by_building: HashMap<String, Places> = HashMap::new();
        let mut boxes = Vec::new();
        let mut names_addresses = false;
        let there = (0_u32..)
            .zip(slots.iter())
            .filter(|(_, slot)| !slot.is_gone);
        for (place, slot) in there {
            let ground = &slot.duty.ground;
            names_addresses |= is_of_addresses(ground);
            for (floor, own) in floors.iter().zip(&mut by_code) {
                for code in floor.areas.codes_named(ground) {
                    own.entry(code.to_owned()).or_default().push(place);
                }
            }
            for key in building_keys(ground) {
                by_building.entry(key).or_default().push(place);
            }
            boxes.extend(shape_bounds(ground).map(|bounds| (place, bounds)));
        }
        Self {
            by_code,
            by_building,
            shapes: BoxTree::of(boxes.into_iter()),
            names_addresses,
        }
    }

    /// The duties that name the areas of a division as they are numbered now. Cost: O(areas).
    pub(super) fn by_area(&self, floor: usize, areas: &Areas) -> ByArea {
        let known = &self.by_code[floor];
        let named = |area: u32| known.get(areas.code(area)).cloned().unwrap_or_default();
        ByArea((0..areas.len() as u32).map(named).collect())
    }
}

/// [`Grounds::by_area`] of all divisions.
pub(super) fn duties_by_area(grounds: &Grounds, floors: &[Floor]) -> Vec<Arc<ByArea>> {
    let floors = floors.iter().enumerate();
    let of_floors = floors.map(|(place, floor)| grounds.by_area(place, &floor.areas));
    of_floors.map(Arc::new).collect()
}

fn is_of_addresses(ground: &Ground) -> bool {
    ground.rank() <= Ground::LAST_OF_ADDRESSES
}

/// The key of a building of an area.
fn building_key(area: &str, building: &str) -> String {
    format!("{area}\n{building}")
}

fn building_keys(ground: &Ground) -> Vec<String> {
    match ground {
        Ground::Buildings { area, names } => {
            let keys = names.iter().map(|name| building_key(area.as_str(), name));
            keys.collect()
        }
        Ground::Households { area, building, .. } => vec![building_key(area.as_str(), building)],
        _ => Vec::new(),
    }
}

/// The box of a region or a line.
fn shape_bounds(ground: &Ground) -> Option<Bounds> {
    match ground {
        Ground::Region(region) => Some(region.bounds()),
        Ground::Line { path, width_mm } => {
            let bounds = Bounds::around(path.iter().copied())?;
            Some(bounds.grown_m(f64::from(*width_mm) / 2000.0))
        }
        _ => None,
    }
}

impl Cover {
    /// The duties that name an area of a division, by their places, in no order; none for [`NOWHERE`].
    pub(super) fn naming_area(&self, floor: usize, area: u32) -> impl Iterator<Item = u32> + '_ {
        let areas = &self.floors[floor].areas;
        let known = self.by_area[floor].0.get(area as usize);
        let moved = self.moved_since().filter(move |&place| {
            let mut named = areas.codes_named(&self.slots[place as usize].duty.ground);
            area != NOWHERE && named.any(|own| own == areas.code(area))
        });
        self.unmoved(known).chain(moved)
    }

    /// The duties about buildings and households that a building of an area is named in.
    pub(super) fn naming_building(&self, area: &AreaCode, building: &str) -> Vec<u32> {
        let key = building_key(area.as_str(), building);
        let known = self.grounds.by_building.get(&key);
        let moved = self.moved_since().filter(|&place| {
            let keys = building_keys(&self.slots[place as usize].duty.ground);
            keys.contains(&key)
        });
        self.unmoved(known).chain(moved).collect()
    }

    /// The duties about regions and lines that a position lies in.
    pub(super) fn holding(&self, frame: &LocalFrame, position: Position) -> Vec<u32> {
        let near = self.grounds.shapes.meeting(Bounds::at(position));
        let near = near.filter(|place| !self.moved.contains(place));
        let all = near.chain(self.moved_since());
        all.filter(|&place| self.holds(frame, place, position))
            .collect()
    }

    /// Whether some duty names addresses, buildings or households.
    pub(super) fn names_addresses(&self) -> bool {
        let of_addresses = |place: u32| is_of_addresses(&self.slots[place as usize].duty.ground);
        self.grounds.names_addresses || self.moved_since().any(of_addresses)
    }

    fn holds(&self, frame: &LocalFrame, place: u32, position: Position) -> bool {
        match &self.slots[place as usize].duty.ground {
            Ground::Region(region) => region.covers(position),
            Ground::Line { path, width_mm } => Strip::new(frame, path, *width_mm).holds(position),
            _ => false,
        }
    }

    /// The duties on other ground than when duties were sorted by it.
    fn moved_since(&self) -> impl Iterator<Item = u32> + '_ {
        let there = |place: &u32| !self.slots[*place as usize].is_gone;
        self.moved.iter().copied().filter(there)
    }

    fn unmoved<'a>(&'a self, places: Option<&'a Places>) -> impl Iterator<Item = u32> + 'a {
        let places = places.into_iter().flatten().copied();
        places.filter(|place| !self.moved.contains(place))
    }
}
