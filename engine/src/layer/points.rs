//! Layers of points: addresses and checkpoints.

use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use crate::geom::{Bounds, LocalFrame, Metres, Position, WorldPoint};
use crate::model::{Address, Checkpoint, Record};

/// A record with a position.
pub trait PointRecord: Record {
    /// Where it is.
    fn position(&self) -> Position;
}

impl PointRecord for Address {
    fn position(&self) -> Position {
        self.position
    }
}

impl PointRecord for Checkpoint {
    fn position(&self) -> Position {
        self.position
    }
}

/// A record found near a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// Its index in the layer.
    pub index: usize,
    /// How far away it is, in metres of the frame.
    pub distance_m: f64,
}

type Entry = GeomWithData<[f64; 2], u32>;

/// Points with an R-tree in the metric frame.
#[derive(Debug)]
pub struct PointLayer<T> {
    records: Vec<T>,
    world: Vec<WorldPoint>,
    bounds: Option<Bounds>,
    frame: LocalFrame,
    tree: RTree<Entry>,
}

impl<T: PointRecord> PointLayer<T> {
    /// The layer of these records, which are sorted by key. Cost: O(n log n).
    pub fn build(records: Vec<T>, frame: &LocalFrame) -> Self {
        let entry = |(index, record): (usize, &T)| {
            let m = frame.to_metres(record.position());
            Entry::new([m.x, m.y], index as u32)
        };
        let tree = RTree::bulk_load(records.iter().enumerate().map(entry).collect());
        let world = records
            .iter()
            .map(|record| WorldPoint::of(record.position()))
            .collect();
        let bounds = Bounds::around(records.iter().map(PointRecord::position));
        Self {
            records,
            world,
            bounds,
            frame: frame.clone(),
            tree,
        }
    }

    /// All records, sorted by key.
    pub fn records(&self) -> &[T] {
        &self.records
    }

    /// Where each record lies in the world square, in the order of the records.
    pub fn world(&self) -> &[WorldPoint] {
        &self.world
    }

    /// The box around all records.
    pub fn bounds(&self) -> Option<Bounds> {
        self.bounds
    }

    /// The index of the record with this key.
    pub fn index_of(&self, key: &T::Key) -> Option<usize> {
        self.records
            .binary_search_by(|record| record.compare_key(key))
            .ok()
    }

    /// The `k` records nearest to a position, nearest first; equal distances in the order of their keys.
    ///
    /// Distances are those of a frame anchored at the position, so they hold however far the data reaches. The tree
    /// lists candidates by the distance in the layer's frame, which is stretched by a known factor at most.
    pub fn nearest(&self, position: Position, k: usize) -> Vec<Near> {
        let here = self.frame.to_metres(position);
        let true_frame = LocalFrame::new(position);
        let mut found: Vec<Near> = Vec::with_capacity(k.min(self.records.len()) + 1);
        for (entry, distance_2) in self
            .tree
            .nearest_neighbor_iter_with_distance_2([here.x, here.y])
        {
            let [x, y] = *entry.geom();
            let stretch = self.frame.stretch_between(here, Metres { x, y });
            let least_m = distance_2.sqrt() / stretch;
            if found.len() >= k && found.last().is_none_or(|last| least_m > last.distance_m) {
                break;
            }
            let index = entry.data as usize;
            let there = true_frame.to_metres(self.records[index].position());
            let near = Near {
                index,
                distance_m: libm::hypot(there.x, there.y),
            };
            let place = found.partition_point(|other| {
                other
                    .distance_m
                    .total_cmp(&near.distance_m)
                    .then(other.index.cmp(&near.index))
                    .is_lt()
            });
            found.insert(place, near);
            found.truncate(k);
        }
        found
    }

    /// The indices of the records inside a box or on its edge, in ascending order.
    pub fn within(&self, bounds: Bounds) -> Vec<usize> {
        let Some(own) = self.bounds.filter(|own| own.intersects(bounds)) else {
            return Vec::new();
        };
        let inside = |&index: &usize| bounds.contains(self.records[index].position());
        let Some((low, high)) = self.frame.cover(overlap(own, bounds)) else {
            return (0..self.records.len()).filter(inside).collect();
        };
        let window = AABB::from_corners(corner(low), corner(high));
        let candidates = self
            .tree
            .locate_in_envelope(window)
            .map(|entry| entry.data as usize);
        let mut found: Vec<usize> = candidates.filter(inside).collect();
        found.sort_unstable();
        found
    }
}

fn corner(m: Metres) -> [f64; 2] {
    [m.x, m.y]
}

/// The common part of two boxes that intersect.
fn overlap(a: Bounds, b: Bounds) -> Bounds {
    let low = Position::clamped(
        a.min().lon().max(b.min().lon()).into(),
        a.min().lat().max(b.min().lat()).into(),
    );
    let high = Position::clamped(
        a.max().lon().min(b.max().lon()).into(),
        a.max().lat().min(b.max().lat()).into(),
    );
    Bounds::around([low, high]).unwrap_or(a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CheckpointId;

    fn layer(count: i32) -> PointLayer<Checkpoint> {
        let records = (0..count)
            .map(|i| Checkpoint {
                id: CheckpointId::new(&format!("C{i:05}")).expect("valid"),
                position: Position::clamped(
                    1_200_000_000 + i64::from(i * 7919 % 100_003),
                    310_000_000 + i64::from(i * 104_729 % 100_019),
                ),
                name: String::new(),
                kind: String::new(),
            })
            .collect();
        PointLayer::build(
            records,
            &LocalFrame::new(Position::clamped(1_200_050_000, 310_050_000)),
        )
    }

    #[test]
    fn nearest_and_within_agree_with_a_scan() {
        let points = layer(2000);
        for i in 0..50_i64 {
            let p = Position::clamped(1_200_000_000 + i * 2111, 310_000_000 + i * 1777);
            let frame = LocalFrame::new(p);
            let distance = |j: usize| {
                let m = frame.to_metres(points.records[j].position);
                libm::hypot(m.x, m.y)
            };
            let mut all: Vec<usize> = (0..2000).collect();
            all.sort_by(|&a, &b| distance(a).total_cmp(&distance(b)).then(a.cmp(&b)));
            let near: Vec<usize> = points.nearest(p, 9).iter().map(|n| n.index).collect();
            assert_eq!(near, all[..9]);
            let window = Bounds::around([
                p,
                Position::clamped(i64::from(p.lon()) + 9000, i64::from(p.lat()) + 30_000),
            ]);
            let window = window.expect("not empty");
            let scan: Vec<usize> = (0..2000)
                .filter(|&j| window.contains(points.records[j].position))
                .collect();
            assert_eq!(points.within(window), scan);
        }
        let world = Bounds::around([
            Position::clamped(i64::MIN, i64::MIN),
            Position::clamped(i64::MAX, i64::MAX),
        ]);
        assert_eq!(points.within(world.expect("not empty")).len(), 2000);
    }

    #[test]
    fn nearest_holds_far_from_the_anchor() {
        let near = layer(400);
        let far = PointLayer::build(
            near.records.clone(),
            &LocalFrame::new(Position::clamped(0, 515_000_000)),
        );
        for i in 0..40_i64 {
            let p = Position::clamped(1_200_000_000 + i * 2417, 310_000_000 + i * 1999);
            assert_eq!(near.nearest(p, 5), far.nearest(p, 5));
        }
    }

    #[test]
    fn doubled_points_come_in_key_order() {
        let mut records = layer(3).records;
        let here = records[0].position;
        for record in &mut records {
            record.position = here;
        }
        let points = PointLayer::build(records, &LocalFrame::new(here));
        let near: Vec<usize> = points.nearest(here, 2).iter().map(|n| n.index).collect();
        assert_eq!(near, [0, 1]);
        assert!(points.nearest(here, 0).is_empty());
        assert!(
            layer(0).nearest(here, 3).is_empty()
                && layer(0)
                    .within(Bounds::around([here]).expect("one"))
                    .is_empty()
        );
    }
}
