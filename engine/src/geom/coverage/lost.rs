//! Ground that a region had and another one does not cover.

use super::overlay::difference;
use crate::geom::{Polygon, Position, Region, Ring, interior};

/// A place of a region's ground that another region does not cover. Strips up to a lattice step (1.1 cm) wide do not
/// count: by so much a border bends where a line meets it off the lattice.
///
/// Regions must span less than 53 degrees. Cost: O(n log n).
pub fn ground_lost(before: &Region, after: &Region) -> Option<Position> {
    if before == after {
        return None;
    }
    let lost = difference(before, &[after]);
    let mut wide = lost.iter().filter(|piece| !is_strip(piece));
    wide.next().map(interior)
}

/// Whether a polygon is no wider than a lattice step on average.
fn is_strip(polygon: &Polygon) -> bool {
    let length = |(a, b): (Position, Position)| {
        let apart = |u: i32, v: i32| i128::from((i64::from(u) - i64::from(v)).abs());
        apart(a.lon(), b.lon()).max(apart(a.lat(), b.lat()))
    };
    let perimeter: i128 = polygon.rings().flat_map(Ring::edges).map(length).sum();
    polygon.doubled_area() <= perimeter
}

#[cfg(test)]
mod tests {
    use super::super::cases::{region, square};
    use super::*;

    #[test]
    fn strips_along_a_bent_border_are_no_loss() {
        let plain = square(0, 0, 1000);
        let bent = region(&[&[(0, 0), (300, 1), (1000, 0), (1000, 1000), (0, 1000)]]);
        assert_eq!(ground_lost(&plain, &bent), None);
        assert_eq!(ground_lost(&bent, &plain), None);
        let dented = region(&[&[(0, 0), (300, 9), (1000, 0), (1000, 1000), (0, 1000)]]);
        let place = ground_lost(&plain, &dented).expect("lost");
        assert!(plain.covers(place) && !dented.covers(place), "{place}");
        assert_eq!(ground_lost(&dented, &plain), None);
        assert!(ground_lost(&plain, &square(500, 0, 1000)).is_some());
    }
}
