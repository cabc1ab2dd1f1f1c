//! How a face is cut into flags, and in which of them a position lies.

use super::Net;
use super::kernel::seeing_point;
use crate::geom::{LocalFrame, Metres, Position, Region};

/// A flag of a face: an edge and which of its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FlagAt {
    pub(super) edge: u32,
    /// 0 for the half at its start, 1 for the half at its end.
    pub(super) half: u8,
}

/// A face as it is cut.
pub(super) enum Shape {
    /// From a point that sees all of the border: the flags by the angle at which they begin.
    Star {
        center: Metres,
        /// From the smallest angle on; before the first lies the last.
        sectors: Vec<(f64, FlagAt)>,
    },
    /// By nearest border: all parts of it with their flags.
    Nearest(Vec<(Metres, Metres, FlagAt)>),
}

/// The halves of the edges around a face, each in the direction that has the face on its left.
struct Half {
    path: Vec<Metres>,
    flag: FlagAt,
}

impl Shape {
    /// How a face with some edges is cut; each edge comes with whether the face is on its left.
    pub(super) fn of(
        net: &Net,
        region: &Region,
        edges: &[(u32, bool)],
        frame: &LocalFrame,
    ) -> Self {
        let mut halves = Vec::with_capacity(2 * edges.len());
        for &(number, on_left) in edges {
            let edge = &net.edges[number as usize];
            let mut path: Vec<Metres> = edge.path.iter().map(|&p| frame.to_metres(p)).collect();
            if !on_left {
                path.reverse();
            }
            let [first, last] = if on_left { [0, 1] } else { [1, 0] };
            let (start, end) = halved(&path);
            let flag = |half| FlagAt { edge: number, half };
            halves.push(Half {
                path: start,
                flag: flag(first),
            });
            halves.push(Half {
                path: end,
                flag: flag(last),
            });
        }
        let simple = match region.polygons() {
            [polygon] if polygon.holes().is_empty() => Some(polygon.outer().vertices()),
            _ => None,
        };
        let center = simple.and_then(|vertices| {
            let ring: Vec<Metres> = vertices.iter().map(|&p| frame.to_metres(p)).collect();
            seeing_point(&ring)
        });
        match center {
            Some(center) => Self::star(center, &halves),
            None => Self::Nearest(halves.iter().flat_map(Half::parts).collect()),
        }
    }

    fn star(center: Metres, halves: &[Half]) -> Self {
        let mut sectors: Vec<(f64, FlagAt)> = halves
            .iter()
            .map(|half| (angle(center, half.path[0]), half.flag))
            .collect();
        sectors.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        Self::Star { center, sectors }
    }

    /// The flag that a position of the face lies in.
    pub(super) fn flag_at(&self, m: Metres) -> FlagAt {
        match self {
            Self::Star { center, sectors } => {
                let angle = angle(*center, m);
                let behind = sectors.partition_point(|(start, _)| *start <= angle);
                sectors[(behind + sectors.len() - 1) % sectors.len()].1
            }
            Self::Nearest(parts) => {
                let squared = |part: &(Metres, Metres, FlagAt)| distance_2(m, part.0, part.1);
                let nearest = parts
                    .iter()
                    .min_by(|a, b| squared(a).total_cmp(&squared(b)).then(a.2.cmp(&b.2)));
                nearest.expect("a face has a border").2
            }
        }
    }

    /// The point that the face is cut from.
    pub(super) fn center(&self, frame: &LocalFrame) -> Option<Position> {
        match self {
            Self::Star { center, .. } => Some(frame.to_position(*center)),
            Self::Nearest(_) => None,
        }
    }
}

impl Half {
    fn parts(&self) -> impl Iterator<Item = (Metres, Metres, FlagAt)> + '_ {
        let pairs = self.path.windows(2);
        pairs.map(|ends| (ends[0], ends[1], self.flag))
    }
}

fn angle(center: Metres, m: Metres) -> f64 {
    libm::atan2(m.y - center.y, m.x - center.x)
}

/// A path up to its middle, and from there on.
pub(super) fn halved(path: &[Metres]) -> (Vec<Metres>, Vec<Metres>) {
    let whole: f64 = path
        .windows(2)
        .map(|ends| ends[0].distance_m(ends[1]))
        .sum();
    let mut rest = whole / 2.0;
    for (i, ends) in path.windows(2).enumerate() {
        let length = ends[0].distance_m(ends[1]);
        if rest <= length {
            let part = if length > 0.0 { rest / length } else { 0.0 };
            let middle = Metres {
                x: ends[0].x + (ends[1].x - ends[0].x) * part,
                y: ends[0].y + (ends[1].y - ends[0].y) * part,
            };
            let start = path[..=i].iter().copied().chain([middle]).collect();
            let end = [middle].into_iter().chain(path[i + 1..].iter().copied());
            return (start, end.collect());
        }
        rest -= length;
    }
    (path.to_vec(), path[path.len() - 1..].to_vec())
}

/// The square of the distance from a point to a segment.
fn distance_2(m: Metres, a: Metres, b: Metres) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length_2 = dx * dx + dy * dy;
    let part = if length_2 > 0.0 {
        (((m.x - a.x) * dx + (m.y - a.y) * dy) / length_2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let (x, y) = (m.x - a.x - dx * part, m.y - a.y - dy * part);
    x * x + y * y
}
