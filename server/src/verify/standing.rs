//! Where addresses count: at their own position, or with their building at that of another address.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::{Address, Faults, Point};

/// The longest diagonal of the box around the addresses of a building, in metres.
const BUILDING_MAX_M: f64 = 300.0;
/// So near to that length nobody's arithmetic can be relied on, and both answers are good.
const UNDECIDED_M: f64 = 1e-6;
/// Semi-major axis in metres and first eccentricity squared of CGCS2000.
const ELLIPSOID: (f64, f64) = (6_378_137.0, 0.006_694_380_022_900_788);

/// The position where each address counts by the rule of buildings; an address that says otherwise is a fault.
pub(super) fn counting_positions(addresses: &[Address<'_>], faults: &mut Faults) -> Vec<Point> {
    let mut positions: Vec<Point> = addresses.iter().map(|address| address.at).collect();
    let mut buildings: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, address) in addresses.iter().enumerate() {
        match (address.building, address.counts_at) {
            (Some(name), _) => buildings.entry(name).or_default().push(index),
            (None, None) => {}
            (None, Some(other)) => {
                let reason = format!("it counts at {other} and belongs to no building");
                faults.add("C3", format_args!("address {}", address.id), reason);
            }
        }
    }
    for members in buildings.values() {
        let first = counting_address(addresses, members);
        for &index in members {
            let address = &addresses[index];
            let elsewhere = first.filter(|&first| addresses[first].at != address.at);
            let expected = elsewhere.map(|first| addresses[first].id);
            if address.counts_at != expected {
                let name =
                    |id: Option<&str>| id.map_or("its own position".to_owned(), str::to_owned);
                let reason = format!(
                    "it counts at {}, by the rule of buildings it counts at {}",
                    name(address.counts_at),
                    name(expected)
                );
                faults.add("C3", format_args!("address {}", address.id), reason);
            }
            if let Some(first) = elsewhere {
                positions[index] = addresses[first].at;
            }
        }
    }
    positions
}

/// The first address at the position where a building counts; `None` where each address counts by itself.
fn counting_address(addresses: &[Address<'_>], members: &[usize]) -> Option<usize> {
    let mut places: BTreeMap<Point, (u64, usize, Reverse<usize>)> = BTreeMap::new();
    for &index in members {
        let address = &addresses[index];
        let place = places.entry(address.at).or_insert((0, 0, Reverse(index)));
        place.0 = place.0.saturating_add(address.households);
        place.1 += 1;
    }
    if places.len() < 2 {
        return None;
    }
    let excess_m = diagonal_m(&places.keys().copied().collect::<Vec<_>>()) - BUILDING_MAX_M;
    let says_so = members
        .iter()
        .any(|&index| addresses[index].counts_at.is_some());
    let is_building = if excess_m.abs() <= UNDECIDED_M {
        says_so
    } else {
        excess_m < 0.0
    };
    let heaviest = places.values().max().filter(|_| is_building);
    heaviest.map(|&(_, _, Reverse(first))| first)
}

/// The diagonal of the box around some positions, with degrees as long as they are at its middle latitude.
fn diagonal_m(positions: &[Point]) -> f64 {
    let side = |of: fn(Point) -> i64| {
        let values = positions.iter().copied().map(of);
        (values.clone().min().unwrap_or(0), values.max().unwrap_or(0))
    };
    let ((west, east), (south, north)) = (side(|p| p.0), side(|p| p.1));
    let radians = |steps: f64| (steps * 1e-7).to_radians();
    let middle = radians((south + north) as f64 / 2.0);
    let (axis_m, e2) = ELLIPSOID;
    let w2 = 1.0 - e2 * middle.sin().powi(2);
    let north_m = radians((north - south) as f64) * axis_m * (1.0 - e2) / w2.powf(1.5);
    let east_m = radians((east - west) as f64) * axis_m * middle.cos() / w2.sqrt();
    north_m.hypot(east_m)
}
