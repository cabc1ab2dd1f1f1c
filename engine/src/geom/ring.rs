//! Rings: closed simple chains of lattice positions, with exact validity.

use super::position::orientation;
use super::sweep::{on_segment, self_touch};
use super::{Bounds, Position};

/// A closed chain that does not touch or cross itself, counter-clockwise, stored without the repeated last vertex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ring {
    vertices: Vec<Position>,
}

/// Which rule a chain breaks, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RingError {
    /// Fewer than three different vertices remain.
    #[error("ring has {0} different vertices, needs at least 3")]
    TooFew(usize),
    /// The first and the last vertex differ.
    #[error("ring is not closed: it starts at {0} and ends at {1}")]
    NotClosed(Position, Position),
    /// Two edges cross or touch, or a vertex repeats.
    #[error("ring crosses or touches itself at {0}")]
    SelfTouch(Position),
    /// The enclosed area is zero.
    #[error("ring encloses no area near {0}")]
    NoArea(Position),
}

impl Ring {
    /// The ring through these vertices; a repeated last vertex and doubled vertices are dropped, clockwise is turned.
    ///
    /// Cost: O(n log n).
    ///
    /// # Errors
    /// [`RingError`] names the broken rule and its place.
    pub fn new(chain: &[Position]) -> Result<Self, RingError> {
        let mut vertices = chain.to_vec();
        vertices.dedup();
        while vertices.len() > 1 && vertices.first() == vertices.last() {
            vertices.pop();
        }
        if vertices.len() < 3 {
            return Err(RingError::TooFew(vertices.len()));
        }
        if let Some(place) = self_touch(&vertices) {
            return Err(RingError::SelfTouch(place));
        }
        match doubled_area(&vertices) {
            0 => Err(RingError::NoArea(vertices[0])),
            area if area < 0 => {
                vertices.reverse();
                Ok(Self { vertices })
            }
            _ => Ok(Self { vertices }),
        }
    }

    /// The ring through a chain that must repeat its first vertex at the end, as files write it.
    ///
    /// # Errors
    /// As [`Ring::new`], and [`RingError::NotClosed`].
    pub fn from_closed(chain: &[Position]) -> Result<Self, RingError> {
        match (chain.first(), chain.last()) {
            (Some(first), Some(last)) if first != last => Err(RingError::NotClosed(*first, *last)),
            _ => Self::new(chain),
        }
    }

    /// The vertices, counter-clockwise, each once.
    pub fn vertices(&self) -> &[Position] {
        &self.vertices
    }

    /// The edges in order, the closing one last.
    pub fn edges(&self) -> impl Iterator<Item = (Position, Position)> + '_ {
        let next = self.vertices.iter().cycle().skip(1);
        self.vertices.iter().copied().zip(next.copied())
    }

    /// The box around the ring.
    pub fn bounds(&self) -> Bounds {
        Bounds::around(self.vertices.iter().copied()).expect("a ring has vertices")
    }

    /// Twice the enclosed area in square lattice steps, always positive.
    pub fn doubled_area(&self) -> i128 {
        doubled_area(&self.vertices)
    }

    /// Whether a position lies on the ring itself. Exact; O(vertices).
    pub fn touches(&self, p: Position) -> bool {
        self.edges().any(|(a, b)| on_segment(a, b, p))
    }

    /// Where a position lies: `Some(true)` inside, `Some(false)` on the ring itself, `None` outside. Exact.
    pub(crate) fn side(&self, p: Position) -> Option<bool> {
        let mut inside = false;
        for (a, b) in self.edges() {
            if on_segment(a, b, p) {
                return Some(false);
            }
            if (a.lat() > p.lat()) != (b.lat() > p.lat()) {
                let left = orientation(a, b, p) > 0;
                inside ^= left == (b.lat() > a.lat());
            }
        }
        inside.then_some(true)
    }
}

fn doubled_area(vertices: &[Position]) -> i128 {
    let origin = vertices[0];
    vertices
        .windows(2)
        .map(|pair| orientation(origin, pair[0], pair[1]))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(points: &[(i32, i32)]) -> Vec<Position> {
        points
            .iter()
            .map(|&(x, y)| Position::from_lattice(x, y).expect("on the globe"))
            .collect()
    }

    fn check(points: &[(i32, i32)], expected: Result<i128, &str>) {
        let got = Ring::new(&chain(points))
            .map(|ring| ring.doubled_area())
            .map_err(|e| e.to_string());
        match (got, expected) {
            (Ok(area), Ok(want)) => assert_eq!(area, want, "{points:?}"),
            (Err(text), Err(part)) => assert!(text.contains(part), "{text} should say {part}"),
            (got, want) => panic!("{points:?}: got {got:?}, expected {want:?}"),
        }
    }

    #[test]
    fn validity() {
        check(&[(0, 0), (4, 0), (4, 3), (0, 3), (0, 0)], Ok(24));
        check(&[(0, 0), (0, 3), (4, 3), (4, 0)], Ok(24)); // clockwise is turned
        check(&[(0, 0), (0, 0), (4, 0), (4, 3), (0, 3)], Ok(24)); // doubled vertex
        check(&[(0, 0), (4, 0)], Err("different vertices"));
        check(&[(0, 0), (4, 4), (4, 0), (0, 4)], Err("crosses or touches")); // bow tie
        check(&[(0, 0), (4, 0), (8, 0)], Err("crosses or touches")); // flat
        check(
            &[(0, 0), (8, 0), (8, 8), (4, 0), (0, 8)],
            Err("crosses or touches"),
        ); // vertex on an edge
        check(&[(0, 0), (8, 0), (4, 0), (4, 8)], Err("crosses or touches")); // spike
        check(
            &[(0, 0), (4, 0), (4, 4), (2, 2), (0, 4), (2, 2)],
            Err("crosses or touches"),
        ); // vertex twice
    }

    #[test]
    fn a_crossing_is_named_where_it_is() {
        let bow_tie = chain(&[(0, 0), (40, 40), (40, 0), (0, 40)]);
        let place = Position::from_lattice(20, 20).expect("on the globe");
        assert_eq!(Ring::new(&bow_tie), Err(RingError::SelfTouch(place)));
    }

    #[test]
    fn files_must_close_their_rings() {
        let open = chain(&[(0, 0), (4, 0), (4, 3)]);
        assert!(matches!(
            Ring::from_closed(&open),
            Err(RingError::NotClosed(..))
        ));
    }

    #[test]
    fn side_is_exact_on_borders() {
        let ring = Ring::new(&chain(&[(0, 0), (10, 0), (10, 7), (0, 10)])).expect("valid");
        let side = |x, y| ring.side(Position::from_lattice(x, y).expect("on the globe"));
        assert_eq!(side(5, 5), Some(true));
        assert_eq!(side(10, 3), Some(false));
        assert_eq!(side(0, 0), Some(false));
        assert_eq!(side(11, 3), None);
        assert_eq!(side(5, 9), None); // just above the slanted top edge (8.5)
        assert_eq!(side(-3, 0), None);
    }
}
