use super::*;
use crate::geom::{LocalFrame, distance_m};
use crate::model::{CheckpointId, CheckpointState};

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
            state: CheckpointState::Open,
        })
        .collect();
    PointLayer::build(records)
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
        for reach_m in [0.0, 3.0, 10.0, 1e9] {
            let within = points.nearest_within(p, reach_m);
            let first = Some(all[0]).filter(|&j| distance(j) <= reach_m);
            assert_eq!(within.map(|near| near.index), first, "{reach_m} m");
        }
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
fn doubled_points_come_in_key_order() {
    let mut records = layer(3).records.to_vec();
    let here = records[0].position;
    for record in &mut records {
        record.position = here;
    }
    let points = PointLayer::build(records);
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

/// Repeatable numbers below a limit.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: i64) -> i64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 20) % limit.unsigned_abs()).cast_signed()
    }

    /// A position in a box of `side` lattice steps around a middle.
    fn around(&mut self, middle: (i64, i64), side: i64) -> Position {
        let mut off = || self.below(side + 1) - side / 2;
        Position::clamped(middle.0 + off(), middle.1 + off())
    }
}

/// Middles and sides of boxes: a street, a city, the poles, the 180th meridian, the globe.
const GROUNDS: [((i64, i64), i64); 8] = [
    ((1_203_000_000, 315_000_000), 20_000),
    ((1_203_000_000, 315_000_000), 5_000_000),
    ((0, 0), 40),
    ((300_000_000, 898_000_000), 4_000_000),
    ((-900_000_000, -899_990_000), 300_000_000),
    ((1_799_990_000, 600_000_000), 30_000),
    ((-1_799_000_000, -175_000_000), 9_000_000),
    ((0, 0), 3_600_000_000),
];

fn placed(positions: &[Position]) -> PointLayer<Checkpoint> {
    let record = |(i, &position): (usize, &Position)| Checkpoint {
        id: CheckpointId::new(&format!("C{i:05}")).expect("valid"),
        position,
        name: String::new(),
        kind: String::new(),
        state: CheckpointState::Open,
    };
    PointLayer::build(positions.iter().enumerate().map(record).collect())
}

fn nearest_by_scan(positions: &[Position], from: Position, k: usize) -> Vec<Near> {
    let frame = LocalFrame::new(from);
    let mut all: Vec<Near> = positions
        .iter()
        .enumerate()
        .map(|(index, &position)| Near {
            index,
            distance_m: distance_m(&frame, position),
        })
        .collect();
    all.sort_by(|a, b| {
        a.distance_m
            .total_cmp(&b.distance_m)
            .then(a.index.cmp(&b.index))
    });
    all.truncate(k);
    all
}

#[test]
fn windows_and_neighbours_are_those_of_a_scan_everywhere() {
    let mut random = Random(1);
    for (middle, side) in GROUNDS {
        for count in [1, 63, 64, 65, 700] {
            let mut positions: Vec<Position> =
                (0..count).map(|_| random.around(middle, side)).collect();
            for i in (0..count).step_by(5) {
                positions[i] = positions[i / 2];
            }
            let layer = placed(&positions);
            for i in 0..12 {
                let from = if i % 3 == 0 {
                    positions[random.below(count as i64) as usize]
                } else {
                    random.around(middle, side + side / 2)
                };
                for k in [1, 6] {
                    let near = layer.nearest(from, k);
                    assert_eq!(near, nearest_by_scan(&positions, from, k), "{from} {k}");
                }
                let nearest = nearest_by_scan(&positions, from, 1)[0];
                for reach_m in [0.0, 25.0, 20_000.0, 1e7, nearest.distance_m] {
                    let within = layer.nearest_within(from, reach_m);
                    let scan = Some(nearest).filter(|near| near.distance_m <= reach_m);
                    assert_eq!(within, scan, "{from} {reach_m} m");
                }
                let corners = [from, random.around(middle, side)];
                let window = Bounds::around(corners).expect("two corners");
                let scan: Vec<usize> = (0..positions.len())
                    .filter(|&j| window.contains(positions[j]))
                    .collect();
                assert_eq!(layer.within(window), scan, "{window:?}");
            }
        }
    }
}

#[test]
fn nearest_of_all_is_nearest_of_each_on_any_number_of_threads() {
    let mut random = Random(2);
    for (middle, side) in GROUNDS {
        for count in [0, 1, 2, 40, 900] {
            let positions: Vec<Position> =
                (0..count).map(|_| random.around(middle, side)).collect();
            let layer = placed(&positions);
            let mut places: Vec<Position> =
                (0..1500).map(|_| random.around(middle, side)).collect();
            places.extend(&positions);
            places.push(Position::clamped(0, i64::MAX));
            places.push(Position::clamped(i64::MAX, 0));
            let each: Vec<Option<u32>> = places
                .iter()
                .map(|&p| layer.nearest(p, 1).first().map(|near| near.index as u32))
                .collect();
            let all = layer.nearest_all(&places, |&p| p, Threads::ONE);
            assert_eq!(all, each, "{count} around {middle:?}");
        }
    }
    let positions: Vec<Position> = (0..300)
        .map(|_| random.around(GROUNDS[1].0, 5_000_000))
        .collect();
    let layer = placed(&positions);
    let places: Vec<Position> = (0..70_000)
        .map(|_| random.around(GROUNDS[1].0, 6_000_000))
        .collect();
    let one = layer.nearest_all(&places, |&p| p, Threads::ONE);
    for threads in [2, 3, 7] {
        assert_eq!(
            layer.nearest_all(&places, |&p| p, Threads::new(threads)),
            one
        );
    }
}
