//! Borders that one state of the grids has and another one has not: what a plan, or the time since a day, has moved.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

use sha2::{Digest, Sha256};

use super::RenderError;
use super::areas::shown_grids;
use super::canvas::Canvas;
use super::line::LineStyle;
use super::mvt::Geometry;
use super::stroke::Mask;
use super::vector::Layer;
use super::vector_clip::{Point, clip_line};
use crate::geom::{Polygon, Position, WorldBox, WorldPoint};
use crate::layer::AreaLayer;
use crate::model::{Grid, Tier};
use crate::snapshot::Snapshot;

/// A border that bends by less is the same: a vertex more, as cuts put them on lattice positions.
const SAME_WITHIN_STEPS: i128 = 4;

/// An edge from its lesser to its greater end.
type Edge = (Position, Position);

/// What has become of the borders of a tier between two states. Two of equal edges are equal.
#[derive(Debug, Clone)]
pub struct Change {
    removed: Vec<(WorldPoint, WorldPoint)>,
    added: Vec<(WorldPoint, WorldPoint)>,
    digest: [u8; 32],
}

impl PartialEq for Change {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl Eq for Change {}

impl Hash for Change {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

impl Change {
    /// The change of the grids of a tier, or without one of the lowest tier down to `grid`, from a state to another. Cost:
    /// O(grids + edges of those that differ).
    ///
    /// # Errors
    /// [`RenderError::NoTier`] when neither has grids of the tier.
    pub fn between(
        before: &Snapshot,
        after: &Snapshot,
        tier: Option<Tier>,
    ) -> Result<Self, RenderError> {
        let shown = [after, before].map(|snapshot| shown_grids(snapshot, tier));
        let tier = match shown {
            [Err(_), Err(error)] => return Err(error),
            [now, then] => {
                let tier_of = |shown: Option<(Tier, _)>| shown.map(|(tier, _)| tier);
                tier_of(now.unwrap_or_default()).or(tier_of(then.unwrap_or_default()))
            }
        };
        let layer =
            |snapshot: &'_ Snapshot| tier.and_then(|tier| snapshot.grids.get(&tier).cloned());
        let (old, new) = (layer(before), layer(after));
        let was = edges(old.as_deref(), new.as_deref());
        let is = edges(new.as_deref(), old.as_deref());
        let (removed, added) = (without_bends(&was, &is), without_bends(&is, &was));
        let mut digest = Sha256::new();
        for (kind, edges) in [(0_u8, &removed), (1, &added)] {
            for (a, b) in edges {
                digest.update([kind]);
                for part in [a.lon(), a.lat(), b.lon(), b.lat()] {
                    digest.update(part.to_be_bytes());
                }
            }
        }
        let world = |edges: Vec<Edge>| {
            let at = edges.into_iter();
            at.map(|(a, b)| (WorldPoint::of(a), WorldPoint::of(b)))
                .collect()
        };
        Ok(Self {
            removed: world(removed),
            added: world(added),
            digest: digest.finalize().into(),
        })
    }

    /// How many edges are gone, and how many are new.
    pub fn edges(&self) -> [usize; 2] {
        [self.removed.len(), self.added.len()]
    }

    /// Draws old borders, then new ones over them. Cost: O(changed edges + pixels).
    pub(super) fn draw(&self, canvas: &mut Canvas, old: &LineStyle, new: &LineStyle) {
        let rect = canvas.rect();
        for (edges, line) in [(&self.removed, old), (&self.added, new)] {
            let Some(width_px) = line.width_at(rect.pixel_zoom) else {
                continue;
            };
            let window = rect.grown(width_px.ceil() as u32 + 1).world();
            let mut mask = Mask::new(rect);
            for &(a, b) in edges.iter().filter(|edge| may_touch(window, **edge)) {
                mask.segment(a, b, width_px / 2.0);
            }
            canvas.over_mask(&mask, line.color);
        }
    }
}

impl Layer<'_> {
    /// The old borders as one feature, the new ones as another.
    pub(super) fn change(&mut self, change: &Change) {
        for (name, edges) in [("old", &change.removed), ("new", &change.added)] {
            let near = edges.iter().filter(|edge| may_touch(self.window, **edge));
            let parts: Vec<Vec<Point>> = near
                .flat_map(|&(a, b)| clip_line(&[self.place.of(a), self.place.of(b)]))
                .collect();
            if parts.is_empty() {
                continue;
            }
            self.feature(name, Geometry::Lines(&parts), |fields| {
                fields.text("border", name);
            });
        }
    }
}

fn may_touch(WorldBox { min, max }: WorldBox, (a, b): (WorldPoint, WorldPoint)) -> bool {
    let beside = a.x.max(b.x) < min.x || a.x.min(b.x) > max.x;
    !beside && a.y.max(b.y) >= min.y && a.y.min(b.y) <= max.y
}

/// The edges of the grids of a layer that the other one does not have with the same ground.
fn edges(layer: Option<&AreaLayer<Grid>>, other: Option<&AreaLayer<Grid>>) -> HashSet<Edge> {
    let mut edges = HashSet::new();
    for grid in layer.into_iter().flat_map(|layer| layer.records().iter()) {
        let twin = other.and_then(|other| Some(&other.records()[other.index_of(&grid.code)?]));
        if twin.is_some_and(|twin| twin.region == grid.region) {
            continue;
        }
        for ring in grid.region.polygons().iter().flat_map(Polygon::rings) {
            let vertices = ring.vertices();
            let last = vertices.last().copied();
            for (a, b) in last
                .into_iter()
                .chain(vertices.iter().copied())
                .zip(vertices)
            {
                edges.insert(if a <= *b { (a, *b) } else { (*b, a) });
            }
        }
    }
    edges
}

/// Edges that the other state does not have, in their order; not those that it has in pieces, or that are pieces of one it has.
fn without_bends(own: &HashSet<Edge>, other: &HashSet<Edge>) -> Vec<Edge> {
    let (own_paths, other_paths) = (Paths::of(own), Paths::of(other));
    let whole = other.difference(own);
    let pieces: HashSet<Edge> = whole.flat_map(|edge| own_paths.along(*edge)).collect();
    let mut left: Vec<Edge> = own
        .difference(other)
        .copied()
        .filter(|edge| !pieces.contains(edge) && other_paths.along(*edge).is_empty())
        .collect();
    left.sort_unstable();
    left
}

/// Where edges lead to from each of their ends.
struct Paths(HashMap<Position, Vec<Position>>);

impl Paths {
    fn of(edges: &HashSet<Edge>) -> Self {
        let mut from: HashMap<Position, Vec<Position>> = HashMap::new();
        for &(a, b) in edges {
            from.entry(a).or_default().push(b);
            from.entry(b).or_default().push(a);
        }
        Self(from)
    }

    /// The edges that lead from one end of an edge along it to the other; none where there is no such way.
    fn along(&self, (a, b): Edge) -> Vec<Edge> {
        let mut way = Vec::new();
        let mut at = a;
        while at != b {
            let next = self.0.get(&at).into_iter().flatten();
            let mut next = next.filter(|next| lies_along(**next, (at, b)));
            let Some(&next) = next.next() else {
                return Vec::new();
            };
            way.push(if at <= next { (at, next) } else { (next, at) });
            at = next;
        }
        way
    }
}

/// Whether a position lies along an edge, beyond its beginning and not beyond its end.
fn lies_along(p: Position, (a, b): Edge) -> bool {
    let v = |p: Position| (i128::from(p.lon()), i128::from(p.lat()));
    let ((px, py), (ax, ay), (bx, by)) = (v(p), v(a), v(b));
    let (dx, dy) = (bx - ax, by - ay);
    let length2 = dx * dx + dy * dy;
    let along = (px - ax) * dx + (py - ay) * dy;
    let across = (px - ax) * dy - (py - ay) * dx;
    let within = SAME_WITHIN_STEPS * SAME_WITHIN_STEPS;
    length2 > 0 && (1..=length2).contains(&along) && across * across <= within * length2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Region, Ring};
    use crate::model::{AreaCode, Dataset, Lock};

    fn grid(number: u32, corners: &[(i64, i64)]) -> Grid {
        let at = |&(x, y): &(i64, i64)| Position::clamped(1_203_000_000 + x, 315_000_000 + y);
        let chain: Vec<Position> = corners.iter().map(at).collect();
        let polygon = Polygon::new(Ring::new(&chain).expect("a ring"), Vec::new());
        Grid {
            code: AreaCode::new(&format!("320205001002G{number:03}")).expect("a code"),
            tier: Tier::Grid,
            parent: None,
            name: String::new(),
            region: Region::new(vec![polygon.expect("a polygon")]).expect("a region"),
            lock: Lock::Open,
        }
    }

    fn state(grids: Vec<Grid>) -> Snapshot {
        Snapshot::build(Dataset {
            grids,
            ..Dataset::default()
        })
    }

    #[test]
    fn only_borders_that_moved_are_in_it() {
        let west = [(0, 0), (1000, 0), (1000, 1000), (0, 1000)];
        let east = [(1000, 0), (2000, 0), (2000, 1000), (1000, 1000)];
        let before = state(vec![grid(1, &west), grid(2, &east)]);
        let same = Change::between(&before, &before, None).expect("grids");
        assert_eq!(same.edges(), [0, 0]);
        // the border between them moves to the east
        let west = [
            (0, 0),
            (1000, 0),
            (1400, 0),
            (1400, 1000),
            (1000, 1000),
            (0, 1000),
        ];
        let east = [(1400, 0), (2000, 0), (2000, 1000), (1400, 1000)];
        let after = state(vec![grid(1, &west), grid(2, &east)]);
        let moved = Change::between(&before, &after, None).expect("grids");
        assert_eq!(
            moved.edges(),
            [1, 1],
            "one border went, one came, and vertices more are none"
        );
        let back = Change::between(&after, &before, None).expect("grids");
        assert_eq!(back.edges(), [1, 1]);
        assert_ne!(moved, back);
        assert_eq!(
            moved,
            Change::between(&before, &after, Some(Tier::Grid)).expect("grids")
        );
        // one of both is given up
        let merged = [
            (0, 0),
            (1000, 0),
            (2000, 0),
            (2000, 1000),
            (1000, 1000),
            (0, 1000),
        ];
        let merged = state(vec![grid(1, &merged)]);
        let merged = Change::between(&before, &merged, None).expect("grids");
        assert_eq!(merged.edges(), [1, 0]);
        assert!(Change::between(&before, &after, Some(Tier::Street)).is_err());
    }
}
