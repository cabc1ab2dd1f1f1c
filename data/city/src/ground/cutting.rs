//! Cutting a face in two by a straight line between points of its ring.

use hexward_engine::geom::{Metres, Position};

use super::line::Class;
use super::network::Network;
use super::plane::{self, along, cross, direction, touch};

/// Measures of a ring.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) area_m2: f64,
    pub(crate) center: Metres,
    /// Of the two directions of its sides the one in which it is longer, of length 1.
    pub(crate) axis: Metres,
    /// The standard deviation of its ground along the axis.
    pub(crate) spread_m: f64,
}

/// Area, centre of gravity and central second moments of a ring, each moment divided by the area.
struct Moments {
    area_m2: f64,
    center: Metres,
    xx: f64,
    xy: f64,
    yy: f64,
}

impl Moments {
    /// The moments of a counter-clockwise ring, by Green's theorem.
    fn of(corners: &[Metres]) -> Self {
        let o = corners[0];
        let (mut area, mut mx, mut my) = (0.0, 0.0, 0.0);
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        for (i, p) in corners.iter().enumerate() {
            let q = corners[(i + 1) % corners.len()];
            let (px, py, qx, qy) = (p.x - o.x, p.y - o.y, q.x - o.x, q.y - o.y);
            let twice = px * qy - py * qx;
            area += twice / 2.0;
            mx += twice * (px + qx) / 6.0;
            my += twice * (py + qy) / 6.0;
            xx += twice * (px * px + px * qx + qx * qx) / 12.0;
            yy += twice * (py * py + py * qy + qy * qy) / 12.0;
            xy += twice * (px * qy + 2.0 * px * py + 2.0 * qx * qy + qx * py) / 24.0;
        }
        let area_m2 = area.max(1e-6);
        let (cx, cy) = (mx / area_m2, my / area_m2);
        Self {
            area_m2,
            center: Metres {
                x: o.x + cx,
                y: o.y + cy,
            },
            xx: xx / area_m2 - cx * cx,
            xy: xy / area_m2 - cx * cy,
            yy: yy / area_m2 - cy * cy,
        }
    }

    /// The variance of the ground along a direction, in square metres.
    fn along(&self, d: Metres) -> f64 {
        self.xx * d.x * d.x + 2.0 * self.xy * d.x * d.y + self.yy * d.y * d.y
    }
}

impl Shape {
    /// The measures of a counter-clockwise ring.
    pub(crate) fn of(corners: &[Metres]) -> Self {
        let moments = Moments::of(corners);
        let Moments { xx, xy, yy, .. } = moments;
        let large = f64::midpoint(xx, yy) + libm::sqrt((xx - yy) * (xx - yy) / 4.0 + xy * xy);
        let small = (xx + yy - large).max(0.0);
        // a ribbon has an axis of its own; other shapes are cut along their sides
        let axis = if large > 9.0 * small {
            let principal = if xx >= yy {
                Metres {
                    x: large - yy,
                    y: xy,
                }
            } else {
                Metres {
                    x: xy,
                    y: large - xx,
                }
            };
            direction(Metres { x: 0.0, y: 0.0 }, principal).unwrap_or(EAST)
        } else {
            let side = sides(corners);
            let other = Metres {
                x: -side.y,
                y: side.x,
            };
            if moments.along(side) >= moments.along(other) {
                side
            } else {
                other
            }
        };
        Self {
            area_m2: moments.area_m2,
            center: moments.center,
            spread_m: libm::sqrt(moments.along(axis).max(0.0)),
            axis,
        }
    }
}

const EAST: Metres = Metres { x: 1.0, y: 0.0 };

/// The direction, up to a quarter turn, in which most of the sides run: the mean of four times their angles.
fn sides(corners: &[Metres]) -> Metres {
    let (mut x, mut y) = (0.0, 0.0);
    for (i, &a) in corners.iter().enumerate() {
        let b = corners[(i + 1) % corners.len()];
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let length_m = libm::hypot(dx, dy);
        if length_m > 0.0 {
            let (c, s) = (dx / length_m, dy / length_m);
            let (c2, s2) = (c * c - s * s, 2.0 * c * s);
            x += length_m * (c2 * c2 - s2 * s2);
            y += length_m * 2.0 * c2 * s2;
        }
    }
    let angle = libm::atan2(y, x) / 4.0;
    Metres {
        x: libm::cos(angle),
        y: libm::sin(angle),
    }
}

/// A straight cut to try: through a point in a direction of length 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt {
    pub(crate) through: Metres,
    pub(crate) toward: Metres,
    /// How near a vertex must be to take its place, in metres.
    pub(crate) snap_m: f64,
    /// The least part of the area on either side.
    pub(crate) least_part: f64,
    /// The least sine of the angle between the cut and the edges that it meets.
    pub(crate) least_sine: f64,
}

/// Where a cut meets the ring: at a vertex or inside the edge that begins there.
#[derive(Debug, Clone, Copy)]
struct Meeting {
    index: usize,
    at: Option<Position>,
    reach_m: f64,
}

/// Cuts a ring in two, the new edge on a new line of this class; `None` when the attempt does not hold.
pub(crate) fn cut(
    network: &mut Network,
    ring: &[u32],
    attempt: &Attempt,
    class: Class,
) -> Option<[Vec<u32>; 2]> {
    let corners: Vec<Metres> = ring.iter().map(|&v| network.metres(v)).collect();
    let [first, second] = chord(&corners, attempt)?;
    let (first, second) = if first.index <= second.index {
        (first, second)
    } else {
        (second, first)
    };
    if !holds(network, ring, &corners, attempt, first, second) {
        return None;
    }
    let mut place = |meeting: Meeting| {
        let a = ring[meeting.index];
        let b = ring[(meeting.index + 1) % ring.len()];
        match meeting.at {
            Some(at) => network.split(a, b, at),
            None => Some(a),
        }
    };
    let (a, b) = (place(first)?, place(second)?);
    let line = network.add_line(class, Some((a, b)));
    network.set_line(a, b, line);
    let mut one = vec![a];
    one.extend(&ring[first.index + 1..=second.index]);
    let mut other = vec![b];
    other.extend(ring[second.index + 1..].iter().chain(&ring[..=first.index]));
    if second.at.is_some() {
        one.push(b);
    }
    if first.at.is_some() {
        other.push(a);
    }
    Some([one, other])
}

/// The two meetings of the line with the ring on either side of its point, or around its longest part inside.
fn chord(corners: &[Metres], attempt: &Attempt) -> Option<[Meeting; 2]> {
    let offset = |p: Metres| Metres {
        x: p.x - attempt.through.x,
        y: p.y - attempt.through.y,
    };
    let mut meetings: Vec<Meeting> = Vec::new();
    for (index, &a) in corners.iter().enumerate() {
        let next = (index + 1) % corners.len();
        let b = corners[next];
        let (sa, sb) = (
            cross(attempt.toward, offset(a)),
            cross(attempt.toward, offset(b)),
        );
        if (sa < 0.0) == (sb < 0.0) {
            continue;
        }
        let p = along(a, b, sa / (sa - sb));
        let from = offset(p);
        let reach_m = from.x * attempt.toward.x + from.y * attempt.toward.y;
        let (near, far) = if p.distance_m(a) <= p.distance_m(b) {
            (p.distance_m(a), index)
        } else {
            (p.distance_m(b), next)
        };
        let meeting = if near < attempt.snap_m {
            Meeting {
                index: far,
                at: None,
                reach_m,
            }
        } else {
            Meeting {
                index,
                at: Some(plane::position(p)),
                reach_m,
            }
        };
        meetings.push(meeting);
    }
    meetings.sort_by(|a, b| a.reach_m.total_cmp(&b.reach_m));
    let holding = meetings
        .chunks_exact(2)
        .find(|pair| pair[0].reach_m <= 0.0 && pair[1].reach_m >= 0.0);
    let longest = || {
        let length = |pair: &&[Meeting]| pair[1].reach_m - pair[0].reach_m;
        meetings
            .chunks_exact(2)
            .max_by(|a, b| length(a).total_cmp(&length(b)))
    };
    let pair = holding.or_else(longest)?;
    Some([pair[0], pair[1]])
}

/// Whether the cut stays inside the ring, leaves enough on both sides and no sharp angle.
fn holds(
    network: &Network,
    ring: &[u32],
    corners: &[Metres],
    attempt: &Attempt,
    first: Meeting,
    second: Meeting,
) -> bool {
    let count = ring.len();
    if first.index == second.index {
        return false;
    }
    let spot = |m: Meeting| m.at.unwrap_or_else(|| network.position(ring[m.index]));
    let (a, b) = (spot(first), spot(second));
    let own = |m: Meeting, edge: usize| {
        edge == m.index || (m.at.is_none() && (edge + 1) % count == m.index)
    };
    let crosses = (0..count).any(|edge| {
        let mine = own(first, edge) || own(second, edge);
        let (c, d) = (ring[edge], ring[(edge + 1) % count]);
        !mine && touch(a, b, network.position(c), network.position(d))
    });
    let (from, to) = (plane::metres(a), plane::metres(b));
    let mut part = vec![from];
    part.extend(&corners[first.index + 1..=second.index]);
    if second.at.is_some() {
        part.push(to);
    }
    let whole = Shape::of(corners).area_m2;
    let share = if part.len() < 3 {
        0.0
    } else {
        Shape::of(&part).area_m2 / whole
    };
    if crosses || share < attempt.least_part || share > 1.0 - attempt.least_part {
        return false;
    }
    let Some(toward) = direction(from, to) else {
        return false;
    };
    [first, second].into_iter().all(|m| {
        (0..count).filter(|&edge| own(m, edge)).all(|edge| {
            let next = corners[(edge + 1) % count];
            direction(corners[edge], next)
                .is_some_and(|edge| cross(edge, toward).abs() >= attempt.least_sine)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rectangle_is_cut_across() {
        let mut network = Network::default();
        let corners = [(0.0, 0.0), (100.0, 0.0), (100.0, 40.0), (0.0, 40.0)];
        let corners = corners.map(|(x, y)| Metres { x, y });
        let ring: Vec<u32> = corners
            .iter()
            .map(|&p| network.add_vertex(plane::position(p)))
            .collect();
        let shape = Shape::of(&corners);
        assert!((shape.area_m2 - 4_000.0).abs() < 1e-6 && shape.axis.x.abs() > 0.999);
        assert!((shape.spread_m - 100.0 / libm::sqrt(12.0)).abs() < 1e-6);
        let attempt = Attempt {
            through: shape.center,
            toward: Metres { x: 0.0, y: 1.0 },
            snap_m: 5.0,
            least_part: 0.3,
            least_sine: 0.3,
        };
        let halves = cut(&mut network, &ring, &attempt, Class::Street).expect("cut");
        for half in &halves {
            let corners: Vec<Metres> = half.iter().map(|&v| network.metres(v)).collect();
            assert!(
                (Shape::of(&corners).area_m2 - 2_000.0).abs() < 2.0,
                "{half:?}"
            );
        }
        assert_eq!(network.refreshed(&ring).len(), 6);
    }
}
