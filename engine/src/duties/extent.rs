//! Which addresses lie on a ground that is not made of areas.

use super::sources::Sources;
use crate::assign::BUILDING_MAX_M;
use crate::geom::{Bounds, LocalFrame, Metres, Position};
use crate::model::{AddressId, AreaCode, CellCode, Ground};

/// The indices of the addresses of a ground in ascending order, none for one that is made of areas.
///
/// An address lies where it counts, so that buildings are whole. Cost: O(addresses around the ground); for buildings and
/// households, of their area.
pub(super) fn addresses_of(sources: &Sources<'_>, ground: &Ground) -> Vec<u32> {
    match ground {
        Ground::Areas(_) | Ground::Cells { .. } => Vec::new(),
        Ground::Region(region) => {
            let bounds = region.bounds().grown_m(BUILDING_MAX_M);
            near(sources, bounds, |position| region.covers(position))
        }
        Ground::Line { path, width_mm } => {
            let Some(bounds) = Bounds::around(path.iter().copied()) else {
                return Vec::new();
            };
            let line = Strip::new(sources.frame, path, *width_mm);
            let bounds = bounds.grown_m(BUILDING_MAX_M + line.reach_m);
            near(sources, bounds, |position| line.holds(position))
        }
        Ground::Addresses(ids) => known(sources, ids),
        Ground::Buildings { area, names } => {
            let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
            names.sort_unstable();
            inside(sources, area, |building| {
                names.binary_search(&building).is_ok()
            })
        }
        Ground::Households {
            area,
            building,
            first,
            last,
        } => {
            let all = inside(sources, area, |name| name == building.as_str());
            let (mut found, mut before) = (Vec::new(), 0_u64);
            for address in all {
                let spot = sources.addresses.records().spot(address as usize);
                let households = spot.households;
                let up_to = before + u64::from(households);
                if households > 0 && before < u64::from(*last) && up_to >= u64::from(*first) {
                    found.push(address);
                }
                before = up_to;
            }
            found
        }
    }
}

/// A box that holds all addresses of a ground, and the areas that it names; `None` where it names nothing stored.
///
/// Cost: O(what it lists).
pub(crate) fn bounds_of(sources: &Sources<'_>, ground: &Ground) -> Option<Bounds> {
    let grid = |code: &AreaCode| {
        let mut tiers = sources.grids.values();
        tiers.find_map(|layer| Some(layer.bounds_of(layer.index_of(code)?)))
    };
    match ground {
        Ground::Areas(codes) => codes.iter().filter_map(grid).reduce(Bounds::union),
        Ground::Cells { layer, codes } => {
            let honeycombs = &sources.honeycombs;
            let of = honeycombs
                .iter()
                .find(|honeycomb| honeycomb.name == layer)?;
            let cell = |code: &CellCode| {
                let index = of.cells.index_of(&(layer.clone(), code.clone()))?;
                Some(of.cells.bounds_of(index))
            };
            codes.iter().filter_map(cell).reduce(Bounds::union)
        }
        Ground::Region(region) => Some(region.bounds().grown_m(BUILDING_MAX_M)),
        Ground::Line { path, width_mm } => {
            let reach_m = f64::from(*width_mm) / 2000.0 + BUILDING_MAX_M;
            Some(Bounds::around(path.iter().copied())?.grown_m(reach_m))
        }
        Ground::Addresses(ids) => {
            let places = known(sources, ids).into_iter();
            let records = sources.addresses.records();
            Bounds::around(
                places.flat_map(|place| [records.position(place as usize), sources.counted(place)]),
            )
        }
        Ground::Buildings { area, .. } | Ground::Households { area, .. } => {
            Some(grid(area)?.grown_m(BUILDING_MAX_M))
        }
    }
}

/// The addresses that count at positions that hold.
fn near(sources: &Sources<'_>, bounds: Bounds, holds: impl Fn(Position) -> bool) -> Vec<u32> {
    let mut found = Vec::new();
    sources.addresses.for_each_within(bounds, |some| {
        let inside = |&&address: &&u32| holds(sources.counted(address));
        found.extend(some.iter().filter(inside));
    });
    found.sort_unstable();
    found
}

/// The stored ones of these addresses. Ids that follow each other in the order of the addresses are found faster.
fn known(sources: &Sources<'_>, ids: &[AddressId]) -> Vec<u32> {
    let records = sources.addresses.records();
    let mut sorted: Vec<&AddressId> = ids.iter().collect();
    sorted.sort_unstable();
    let mut reader = records.reader();
    let place = |id: &AddressId| reader.find(id).ok();
    let found = sorted.into_iter().filter_map(place);
    found.map(|place| place as u32).collect()
}

/// The addresses of an area whose building is wanted.
fn inside(sources: &Sources<'_>, area: &AreaCode, is_wanted: impl Fn(&str) -> bool) -> Vec<u32> {
    let mut tiers = sources.grids.iter();
    let Some((tier, layer, index)) =
        tiers.find_map(|(tier, layer)| Some((*tier, layer, layer.index_of(area)?)))
    else {
        return Vec::new();
    };
    let owners = (sources.in_tier)(tier);
    let mut reader = sources.addresses.records().reader();
    let near = sources.near_area(layer.bounds_of(index)).into_iter();
    let wanted = |&address: &u32| {
        owners.owners.get(address as usize) == Some(index as u32)
            && is_wanted(reader.building(address as usize))
    };
    near.filter(wanted).collect()
}

/// A line with a width, in metres.
pub(super) struct Strip<'a> {
    frame: &'a LocalFrame,
    path: Vec<Metres>,
    /// How far it reaches to each side.
    pub(super) reach_m: f64,
}

impl<'a> Strip<'a> {
    pub(super) fn new(frame: &'a LocalFrame, path: &[Position], width_mm: u32) -> Self {
        Self {
            frame,
            path: path.iter().map(|&vertex| frame.to_metres(vertex)).collect(),
            reach_m: f64::from(width_mm) / 2000.0,
        }
    }

    /// Whether a position lies on it.
    pub(super) fn holds(&self, position: Position) -> bool {
        let p = self.frame.to_metres(position);
        let mut segments = self.path.windows(2);
        segments.any(|ends| segment_m(ends[0], ends[1], p) <= self.reach_m)
    }
}

/// How far a point is from a segment.
fn segment_m(a: Metres, b: Metres, p: Metres) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length_2 = dx * dx + dy * dy;
    let along = if length_2 > 0.0 {
        (((p.x - a.x) * dx + (p.y - a.y) * dy) / length_2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let foot = Metres {
        x: a.x + along * dx,
        y: a.y + along * dy,
    };
    foot.distance_m(p)
}
