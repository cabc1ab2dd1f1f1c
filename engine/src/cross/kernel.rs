//! The point from which all of a ring is seen.

use crate::geom::Metres;

/// The middle of the kernel of a counter-clockwise ring, the set of points that see all of it; the centroid when that is
/// one of them. None when there is no kernel, or hardly one. Cost: O(n^2) at worst, O(n) for a convex ring.
pub(super) fn seeing_point(ring: &[Metres]) -> Option<Metres> {
    if let Some(middle) = centroid(ring).filter(|&middle| sees_all(ring, middle)) {
        return Some(middle);
    }
    let (mut low, mut high) = (ring.first().copied()?, ring.first().copied()?);
    for m in ring {
        (low.x, low.y) = (low.x.min(m.x), low.y.min(m.y));
        (high.x, high.y) = (high.x.max(m.x), high.y.max(m.y));
    }
    let at = |x, y| Metres { x, y };
    let mut kernel = vec![low, at(high.x, low.y), high, at(low.x, high.y)];
    for (a, b) in edges(ring) {
        kernel = left_of(&kernel, a, b);
        if kernel.len() < 3 {
            return None;
        }
    }
    centroid(&kernel).filter(|&middle| sees_all(ring, middle))
}

fn edges(ring: &[Metres]) -> impl Iterator<Item = (Metres, Metres)> + '_ {
    let next = ring.iter().cycle().skip(1);
    ring.iter().copied().zip(next.copied())
}

/// Twice the area of a triangle, positive where it is counter-clockwise.
fn side(a: Metres, b: Metres, p: Metres) -> f64 {
    (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)
}

/// Whether every edge is seen from its left, more than a millimetre away from its line.
fn sees_all(ring: &[Metres], point: Metres) -> bool {
    const ROOM_M: f64 = 0.001;
    edges(ring).all(|(a, b)| side(a, b, point) > ROOM_M * a.distance_m(b))
}

fn centroid(ring: &[Metres]) -> Option<Metres> {
    let origin = ring.first().copied()?;
    let (mut area, mut x, mut y) = (0.0, 0.0, 0.0);
    for (a, b) in edges(ring) {
        let part = side(origin, a, b);
        area += part;
        x += part * (a.x + b.x - 2.0 * origin.x);
        y += part * (a.y + b.y - 2.0 * origin.y);
    }
    (area > 0.0).then(|| Metres {
        x: origin.x + x / (3.0 * area),
        y: origin.y + y / (3.0 * area),
    })
}

/// The part of a convex ring on the left of a line.
fn left_of(ring: &[Metres], a: Metres, b: Metres) -> Vec<Metres> {
    let mut kept = Vec::with_capacity(ring.len() + 1);
    for (p, q) in edges(ring) {
        let (at_p, at_q) = (side(a, b, p), side(a, b, q));
        if at_p >= 0.0 {
            kept.push(p);
        }
        if (at_p < 0.0) != (at_q < 0.0) {
            let part = at_p / (at_p - at_q);
            kept.push(Metres {
                x: p.x + (q.x - p.x) * part,
                y: p.y + (q.y - p.y) * part,
            });
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[(f64, f64)]) -> Vec<Metres> {
        points.iter().map(|&(x, y)| Metres { x, y }).collect()
    }

    #[test]
    fn points_that_see_all() {
        let square = ring(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]);
        assert_eq!(seeing_point(&square), Some(Metres { x: 5.0, y: 5.0 }));
        // an angle: only the corner square sees both arms, the centroid does not lie in it
        let angle = ring(&[
            (0.0, 0.0),
            (30.0, 0.0),
            (30.0, 4.0),
            (4.0, 4.0),
            (4.0, 30.0),
            (0.0, 30.0),
        ]);
        let seen = seeing_point(&angle).expect("a kernel");
        assert!(
            (seen.x - 2.0).abs() < 1e-9 && (seen.y - 2.0).abs() < 1e-9,
            "{seen:?}"
        );
        // a horseshoe has none
        let shoe = ring(&[
            (0.0, 0.0),
            (30.0, 0.0),
            (30.0, 30.0),
            (26.0, 30.0),
            (26.0, 4.0),
            (4.0, 4.0),
            (4.0, 30.0),
            (0.0, 30.0),
        ]);
        assert_eq!(seeing_point(&shoe), None);
    }
}
