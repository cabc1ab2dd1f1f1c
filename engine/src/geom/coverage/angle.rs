//! Exact order of directions around a vertex.

use std::cmp::Ordering;

use crate::geom::Position;

/// A direction in lattice steps, not both zero.
pub(crate) type Direction = (i64, i64);

/// West.
pub(super) const WEST: Direction = (-1, 0);

/// The direction from one position to another.
pub(crate) fn direction(from: Position, to: Position) -> Direction {
    (
        i64::from(to.lon()) - i64::from(from.lon()),
        i64::from(to.lat()) - i64::from(from.lat()),
    )
}

/// Positive when `b` lies less than half a turn counter-clockwise of `a`.
pub(crate) fn cross(a: Direction, b: Direction) -> i128 {
    i128::from(a.0) * i128::from(b.1) - i128::from(a.1) * i128::from(b.0)
}

/// Positive when the two directions are less than a quarter turn apart.
pub(super) fn dot(a: Direction, b: Direction) -> i128 {
    i128::from(a.0) * i128::from(b.0) + i128::from(a.1) * i128::from(b.1)
}

/// Which of two directions comes first when turning counter-clockwise from `start`; `start` itself comes first of all.
pub(crate) fn turning(start: Direction, a: Direction, b: Direction) -> Ordering {
    let half = |d: Direction| {
        let side = cross(start, d);
        side < 0 || side == 0 && dot(start, d) < 0
    };
    half(a).cmp(&half(b)).then_with(|| 0.cmp(&cross(a, b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_in_a_full_turn() {
        let turn = [
            (-9, 0),
            (-5, -1),
            (0, -3),
            (2, -7),
            (4, 0),
            (1, 1),
            (0, 8),
            (-3, 1),
        ];
        for start in 0..turn.len() {
            let mut order = turn;
            order.sort_by(|&a, &b| turning(turn[start], a, b));
            let expected: Vec<_> = turn.iter().cycle().skip(start).take(8).copied().collect();
            assert_eq!(order.as_slice(), expected, "from {start}");
        }
    }
}
