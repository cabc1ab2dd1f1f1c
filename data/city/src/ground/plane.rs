//! The flat ground: metres east and north of the city's centre, laid linearly onto the lattice.

use hexward_engine::geom::{Metres, Position};

/// Where all synthetic cities lie: an uninhabited desert plain, 102.5 east, 40.3 north.
const CENTER: (i64, i64) = (1_025_000_000, 403_000_000);

/// Metres of one lattice step to the east and to the north, there.
const STEP_M: (f64, f64) = (0.008_500_5, 0.011_104_2);

/// The lattice position of a point of the plain. Every point has one; cities are smaller than 100 km.
pub(crate) fn position(p: Metres) -> Position {
    let step = |metres: f64, size: f64| libm::round(metres / size) as i64;
    Position::clamped(
        CENTER.0 + step(p.x, STEP_M.0),
        CENTER.1 + step(p.y, STEP_M.1),
    )
}

/// The point of the plain at a lattice position.
pub(crate) fn metres(p: Position) -> Metres {
    Metres {
        x: (i64::from(p.lon()) - CENTER.0) as f64 * STEP_M.0,
        y: (i64::from(p.lat()) - CENTER.1) as f64 * STEP_M.1,
    }
}

/// The point at `t` of the way from `a` to `b`.
pub(crate) fn along(a: Metres, b: Metres, t: f64) -> Metres {
    Metres {
        x: a.x + (b.x - a.x) * t,
        y: a.y + (b.y - a.y) * t,
    }
}

/// The direction from `a` to `b` with length 1; `None` when they coincide.
pub(crate) fn direction(a: Metres, b: Metres) -> Option<Metres> {
    let length = a.distance_m(b);
    (length > 0.0).then(|| Metres {
        x: (b.x - a.x) / length,
        y: (b.y - a.y) / length,
    })
}

/// The cross product of two vectors: positive when the second points to the left of the first.
pub(crate) fn cross(a: Metres, b: Metres) -> f64 {
    a.x * b.y - a.y * b.x
}

/// How far `p` is from the segment `a` to `b`.
pub(crate) fn distance_to_segment_m(p: Metres, a: Metres, b: Metres) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let square = dx * dx + dy * dy;
    if square == 0.0 {
        return p.distance_m(a);
    }
    let t = ((p.x - a.x) * dx + (p.y - a.y) * dy) / square;
    p.distance_m(along(a, b, t.clamp(0.0, 1.0)))
}

/// Twice the signed area of the triangle `a b c` in square lattice steps: exact, positive when `c` lies to the left.
pub(crate) fn orientation(a: Position, b: Position, c: Position) -> i64 {
    let dx = |p: Position| i64::from(p.lon()) - i64::from(a.lon());
    let dy = |p: Position| i64::from(p.lat()) - i64::from(a.lat());
    dx(b) * dy(c) - dy(b) * dx(c)
}

/// Whether two closed segments have a point in common. Exact.
pub(crate) fn touch(a: Position, b: Position, c: Position, d: Position) -> bool {
    let side = |p, q, r| orientation(p, q, r).signum();
    let (c_side, d_side) = (side(a, b, c), side(a, b, d));
    let (a_side, b_side) = (side(c, d, a), side(c, d, b));
    if c_side * d_side < 0 && a_side * b_side < 0 {
        return true;
    }
    (c_side == 0 && in_box(a, b, c))
        || (d_side == 0 && in_box(a, b, d))
        || (a_side == 0 && in_box(c, d, a))
        || (b_side == 0 && in_box(c, d, b))
}

/// Whether `p` lies in the box spanned by `a` and `b`.
pub(crate) fn in_box(a: Position, b: Position, p: Position) -> bool {
    let within = |low: i32, high: i32, v: i32| (low.min(high)..=low.max(high)).contains(&v);
    within(a.lon(), b.lon(), p.lon()) && within(a.lat(), b.lat(), p.lat())
}

/// Whether a position lies strictly inside a closed chain, which is simple. Exact.
pub(crate) fn inside(chain: &[Position], p: Position) -> bool {
    let mut inside = false;
    for (i, &b) in chain.iter().enumerate() {
        let a = chain[(i + chain.len() - 1) % chain.len()];
        if (a.lat() > p.lat()) != (b.lat() > p.lat()) {
            let left = orientation(a, b, p) > 0;
            inside ^= left == (b.lat() > a.lat());
        }
        if orientation(a, b, p) == 0 && in_box(a, b, p) {
            return false;
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Position {
        position(Metres { x, y })
    }

    #[test]
    fn metres_and_positions_agree() {
        for (x, y) in [(0.0, 0.0), (12_345.6, -23_456.7), (-1.0, 0.5)] {
            let back = metres(at(x, y));
            assert!((back.x - x).abs() < 0.006 && (back.y - y).abs() < 0.006);
        }
    }

    #[test]
    fn membership_and_touching() {
        let square = [at(0.0, 0.0), at(9.0, 0.0), at(9.0, 9.0), at(0.0, 9.0)];
        assert!(inside(&square, at(4.0, 4.0)) && !inside(&square, at(10.0, 4.0)));
        assert!(!inside(&square, square[0]));
        assert!(touch(square[0], square[2], square[1], square[3]));
        assert!(!touch(square[0], square[1], square[2], square[3]));
    }
}
