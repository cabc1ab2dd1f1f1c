//! Borders between neighbouring sites, and the part of them in a window.

use spade::Point2;
use spade::handles::VoronoiVertex;

use crate::geom::Metres;

/// The border between two neighbouring sites, which lies on the line half way between them: from vertex to vertex, or as
/// far as `reach` where a vertex is farther away. Sites in a row have vertices so far away that rounding leaves nothing
/// but the side on which they lie.
pub(super) fn border<V, D, U, F>(
    vertices: &[VoronoiVertex<'_, V, D, U, F>; 2],
    [a, b]: [Metres; 2],
    reach: f64,
) -> (Metres, Metres)
where
    V: spade::HasPosition<Scalar = f64>,
{
    let middle = at(a, b, 0.5);
    let length = a.distance_m(b);
    let across = ((a.y - b.y) / length, (b.x - a.x) / length);
    let along = |dx: f64, dy: f64| dx * across.0 + dy * across.1;
    let out = |side: f64| Metres {
        x: middle.x + across.0 * reach.copysign(side),
        y: middle.y + across.1 * reach.copysign(side),
    };
    let end = |vertex: &VoronoiVertex<'_, V, D, U, F>| match vertex {
        VoronoiVertex::Inner(face) => {
            let vertex = metres(face.circumcenter());
            let side = along(vertex.x - middle.x, vertex.y - middle.y);
            if side.abs() < reach {
                vertex
            } else {
                out(side)
            }
        }
        VoronoiVertex::Outer(edge) => {
            let direction = edge.direction_vector();
            out(along(direction.x, direction.y))
        }
    };
    match vertices {
        [VoronoiVertex::Outer(_), VoronoiVertex::Outer(_)] => (out(1.0), out(-1.0)),
        [one, other] => (end(one), end(other)),
    }
}

pub(super) fn metres(point: Point2<f64>) -> Metres {
    Metres {
        x: point.x,
        y: point.y,
    }
}

/// The part of a segment inside a box (after Y. Liang and B. Barsky, 1984).
pub(super) fn clip(
    a: Metres,
    b: Metres,
    (low, high): (Metres, Metres),
) -> Option<(Metres, Metres)> {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (along, distance) in [
        (-dx, a.x - low.x),
        (dx, high.x - a.x),
        (-dy, a.y - low.y),
        (dy, high.y - a.y),
    ] {
        let t = distance / along;
        if along < 0.0 {
            enter = enter.max(t);
        } else if along > 0.0 {
            leave = leave.min(t);
        } else if distance < 0.0 {
            return None;
        }
    }
    (enter < leave).then(|| (at(a, b, enter), at(a, b, leave)))
}

/// A point of a segment; its ends are met exactly, so that borders that share one share its lattice position.
pub(super) fn at(a: Metres, b: Metres, t: f64) -> Metres {
    if t >= 1.0 {
        return b;
    }
    Metres {
        x: a.x + (b.x - a.x) * t,
        y: a.y + (b.y - a.y) * t,
    }
}
