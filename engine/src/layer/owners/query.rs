//! The record of a border cell, and how it answers.
//!
//! A record is a run of integers: the number of areas, then for each its index, twice the number of its edges plus one
//! when the cell's corner lies inside, and the edges: x and y of the southern end, x and y of the northern end, and 1
//! when the path along the cell's western side may meet the edge. Coordinates count from the map's south-west corner.

/// Integers an edge takes.
pub(super) const EDGE: usize = 5;

/// The first area of a record that covers a position; `x0` is the western side of the cell.
pub(super) fn owner_in(record: &[i32], x0: i32, x: i32, y: i32) -> Option<u32> {
    let (&areas, mut rest) = record.split_first()?;
    for _ in 0..areas {
        let [owner, edges_and_corner, tail @ ..] = rest else {
            return None;
        };
        let count = (edges_and_corner >> 1) as usize * EDGE;
        let (edges, next) = tail.split_at_checked(count)?;
        if covers(edges, edges_and_corner & 1 == 1, x0, x, y) {
            return Some(owner.cast_unsigned());
        }
        rest = next;
    }
    None
}

fn covers(edges: &[i32], corner_inside: bool, x0: i32, x: i32, y: i32) -> bool {
    let mut inside = corner_inside;
    for edge in edges.chunks_exact(EDGE) {
        let &[ax, ay, bx, by, west] = edge else {
            continue;
        };
        let (dx, dy) = (i64::from(bx) - i64::from(ax), i64::from(by) - i64::from(ay));
        let (to_x, to_y) = (i64::from(x) - i64::from(ax), i64::from(y) - i64::from(ay));
        let side = dx * to_y - dy * to_x;
        if side == 0 && on_edge(edge, x, y) {
            return true;
        }
        let spans = ay <= y && y < by;
        if !spans && west == 0 {
            continue;
        }
        // the turn of the path, (x0 - 1/2, y), seen from the edge
        let turn = 2 * dx * to_y - dy * (2 * (i64::from(x0) - i64::from(ax)) - 1);
        if spans && side < 0 && (turn > 0 || (turn == 0 && dx > 0)) {
            inside = !inside;
        }
        if west == 1 && ((dx > 0 && turn >= 0) || (dx < 0 && turn <= 0)) {
            inside = !inside;
        }
    }
    inside
}

/// Whether a position on the line of an edge lies between its ends.
fn on_edge(edge: &[i32], x: i32, y: i32) -> bool {
    let &[ax, ay, bx, by, _] = edge else {
        return false;
    };
    (ax.min(bx)..=ax.max(bx)).contains(&x) && (ay..=by).contains(&y)
}
