//! Segments rounded to the lattice together, so that they meet at common vertices only.
//!
//! Snap rounding after J. Hobby (1999): the pixel of every end and of every crossing is hot; a segment becomes the chain
//! of the middles of the hot pixels that it passes, in order. A pixel is the square of one lattice step around a
//! position, closed in the west and south and open in the east and north, so each point lies in one. No chain leaves its
//! segment by more than half a step along either axis, none passes over a vertex, and two chains share whole pieces or
//! single vertices.

use crate::geom::Position;
use crate::geom::coverage::{BoxTree, LatticeBox};
use crate::geom::position::orientation;

/// A piece of a segment between two vertices with no vertex between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Piece {
    /// The smaller of its two vertices.
    pub(super) low: u32,
    /// The other one.
    pub(super) high: u32,
    /// The segment that it is part of.
    pub(super) segment: u32,
    /// Whether the segment runs from `low` to `high` here.
    pub(super) forward: bool,
}

/// The vertices, ascending, and the pieces of all segments, ordered by their vertices. Cost: O(n log n) for n segments
/// and crossings that are short beside their number.
pub(super) fn snapped(segments: &[(Position, Position)]) -> (Vec<Position>, Vec<Piece>) {
    let vertices = hot(segments);
    let boxes: Vec<LatticeBox> = vertices.iter().map(|&v| LatticeBox::around(v, v)).collect();
    let mut pieces = Vec::with_capacity(2 * segments.len());
    if vertices.is_empty() {
        return (vertices, pieces);
    }
    let tree = BoxTree::new(&boxes);
    let mut passed: Vec<(i128, u32)> = Vec::new();
    for (segment, &(a, b)) in segments.iter().enumerate() {
        passed.clear();
        let around = LatticeBox::around(a, b).grown(1);
        tree.query(around, |v| {
            let at = vertices[v as usize];
            if at == a || at == b || passes((a, b), at) {
                passed.push((along((a, b), at), v));
            }
        });
        passed.sort_unstable();
        pieces.extend(passed.windows(2).map(|ends| {
            let (from, to) = (ends[0].1, ends[1].1);
            Piece {
                low: from.min(to),
                high: from.max(to),
                segment: segment as u32,
                forward: from < to,
            }
        }));
    }
    pieces.sort_unstable();
    (vertices, pieces)
}

/// The middles of all hot pixels, ascending.
fn hot(segments: &[(Position, Position)]) -> Vec<Position> {
    let mut found: Vec<Position> = segments.iter().flat_map(|&(a, b)| [a, b]).collect();
    let around = |&(a, b): &(Position, Position)| LatticeBox::around(a, b);
    let boxes: Vec<LatticeBox> = segments.iter().map(around).collect();
    if !boxes.is_empty() {
        let tree = BoxTree::new(&boxes);
        tree.meeting_pairs(|first, second| {
            let pair = [first.min(second), first.max(second)];
            let [one, other] = pair.map(|number| segments[number as usize]);
            found.extend(crossing(one, other));
        });
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// How far along a segment a position lies, in lattice steps times its length.
fn along((a, b): (Position, Position), p: Position) -> i128 {
    let step = |u: i32, v: i32| i128::from(v) - i128::from(u);
    step(a.lon(), b.lon()) * step(a.lon(), p.lon())
        + step(a.lat(), b.lat()) * step(a.lat(), p.lat())
}

/// Whether a segment passes through the pixel of a position.
///
/// The ends of segments are middles of pixels and never lie on the sides of one, so the boxes of segment and pixel either
/// overlap or are apart; what remains to see is on which sides of the line the corners lie.
fn passes((a, b): (Position, Position), p: Position) -> bool {
    let twice = |v: i32| 2 * i64::from(v);
    let (x, y) = (twice(p.lon()), twice(p.lat()));
    let (ax, ay, bx, by) = (
        twice(a.lon()),
        twice(a.lat()),
        twice(b.lon()),
        twice(b.lat()),
    );
    let apart =
        ax.max(bx) < x - 1 || ax.min(bx) > x + 1 || ay.max(by) < y - 1 || ay.min(by) > y + 1;
    if apart {
        return false;
    }
    let side = |cx: i64, cy: i64| {
        let turn = |u: i64, v: i64| i128::from(u) * i128::from(v);
        (turn(bx - ax, cy - ay) - turn(by - ay, cx - ax)).signum()
    };
    let south_west = side(x - 1, y - 1);
    let sides = [
        south_west,
        side(x + 1, y - 1),
        side(x - 1, y + 1),
        side(x + 1, y + 1),
    ];
    south_west == 0 || (sides.contains(&1) && sides.contains(&-1))
}

/// The pixel in which two segments cross, if each has its ends on both sides of the other.
pub(crate) fn crossing(
    (a, b): (Position, Position),
    (c, d): (Position, Position),
) -> Option<Position> {
    let (u, v) = (orientation(c, d, a), orientation(c, d, b));
    if u == 0 || v == 0 || (u > 0) == (v > 0) {
        return None;
    }
    let (s, t) = (orientation(a, b, c), orientation(a, b, d));
    if s == 0 || t == 0 || (s > 0) == (t > 0) {
        return None;
    }
    // a + (b - a) u / (u - v); twice the numerator keeps the rounding exact
    let (numerator, denominator) = if u > v { (u, u - v) } else { (-u, v - u) };
    let at = |from: i32, to: i32| {
        let (from, to) = (i128::from(from), i128::from(to));
        let shift = (2 * (to - from) * numerator + denominator).div_euclid(2 * denominator);
        (from + shift) as i64
    };
    Some(Position::clamped(
        at(a.lon(), b.lon()),
        at(a.lat(), b.lat()),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: i32, y: i32) -> Position {
        Position::from_lattice(x, y).expect("on the globe")
    }

    #[test]
    fn a_crossing_bends_both_segments_to_one_vertex() {
        let segments = [(at(0, 0), at(9, 4)), (at(0, 5), at(9, 0))];
        let (vertices, pieces) = snapped(&segments);
        assert_eq!(vertices.len(), 5);
        assert_eq!(vertices[2], at(5, 2));
        assert_eq!(pieces.len(), 4);
        assert!(pieces.iter().all(|piece| piece.low == 2 || piece.high == 2));
    }

    #[test]
    fn a_vertex_within_half_a_step_becomes_one_of_the_segment() {
        let line = (at(0, 0), at(10, 1));
        for (x, y, on) in [
            (5, 0, true),
            (5, 1, true),
            (2, 0, true),
            (8, 0, false),
            (5, 2, false),
        ] {
            assert_eq!(passes(line, at(x, y)), on, "{x} {y}");
        }
        // along the common side of two rows of pixels none is passed twice
        assert!(passes((at(0, 0), at(2, 2)), at(1, 1)));
        assert!(!passes((at(0, 0), at(2, 2)), at(1, 0)));
        assert!(!passes((at(0, 0), at(2, 2)), at(0, 1)));
    }

    #[test]
    fn pieces_of_random_segments_meet_at_their_ends_only() {
        let mut state = 5_u64;
        let mut below = |limit: i32| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            ((state >> 40) as i32) % limit
        };
        for round in 0..400 {
            let side = [8, 20, 100][round % 3];
            let segments: Vec<(Position, Position)> = (0..25)
                .map(|_| (at(below(side), below(side)), at(below(side), below(side))))
                .filter(|(a, b)| a != b)
                .collect();
            let (vertices, pieces) = snapped(&segments);
            let ends =
                |piece: &Piece| (vertices[piece.low as usize], vertices[piece.high as usize]);
            for (i, first) in pieces.iter().enumerate() {
                let (a, b) = ends(first);
                for &v in &vertices {
                    let on = orientation(a, b, v) == 0 && v > a && v < b;
                    assert!(!on, "round {round}: {v} lies on {a} {b}");
                }
                for second in &pieces[i + 1..] {
                    assert_eq!(crossing((a, b), ends(second)), None, "round {round}");
                }
            }
        }
    }
}
