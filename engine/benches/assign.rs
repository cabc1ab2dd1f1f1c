//! Assigning addresses to grids at the size of Wuxi: 8,846 grids of about a hundred vertices, 2,921,000 random points.
//!
//! `cargo bench -p hexward-engine --bench assign`. One thread; each figure is the median of five runs. The ground is a
//! Voronoi partition whose borders are subdivided once for both sides, so it is a coverage by construction.

use std::collections::HashMap;
use std::time::Instant;

use hexward_engine::assign::Standing;
use hexward_engine::geom::{LocalFrame, Metres, Polygon, Position, Region, Ring, voronoi_regions};
use hexward_engine::layer::{AddressRows, AreaLayer, OwnerMap};
use hexward_engine::model::{Address, AddressId, AreaCode, Grid, Lock, Stated, Tier};

const GRIDS: usize = 8_846;
const POINTS: usize = 2_921_000;
const SIDE_M: f64 = 42_000.0;

/// The multiplier and increment of D. Knuth's MMIX generator.
struct Random(u64);

impl Random {
    fn unit(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn position(&mut self, frame: &LocalFrame) -> Position {
        let (x, y) = ((self.unit() - 0.5) * SIDE_M, (self.unit() - 0.5) * SIDE_M);
        frame.to_position(Metres { x, y })
    }
}

/// A border with points between its ends, the same from both sides.
fn subdivided(
    a: Position,
    b: Position,
    frame: &LocalFrame,
    memo: &mut HashMap<(Position, Position), Vec<Position>>,
) -> Vec<Position> {
    let key = (a.min(b), a.max(b));
    let between = memo.entry(key).or_insert_with(|| {
        let (p, q) = (frame.to_metres(key.0), frame.to_metres(key.1));
        let length = p.distance_m(q);
        let steps = (length / 22.0).floor().max(1.0) as usize;
        let mut random = Random(key.0.lon() as u64 ^ ((key.1.lat() as u64) << 32));
        (1..steps)
            .map(|i| {
                let t = i as f64 / steps as f64;
                let bend = (random.unit() - 0.5) * 4.0 * (1.0 - (2.0 * t - 1.0).abs());
                let (nx, ny) = ((p.y - q.y) / length, (q.x - p.x) / length);
                frame.to_position(Metres {
                    x: p.x + (q.x - p.x) * t + nx * bend,
                    y: p.y + (q.y - p.y) * t + ny * bend,
                })
            })
            .collect()
    });
    let mut points = between.clone();
    if a > b {
        points.reverse();
    }
    points
}

fn city(frame: &LocalFrame) -> Vec<Grid> {
    let half = SIDE_M / 2.0;
    let corners = [(-half, -half), (half, -half), (half, half), (-half, half)]
        .map(|(x, y)| frame.to_position(Metres { x, y }));
    let outline =
        Region::single(Polygon::new(Ring::new(&corners).expect("valid"), vec![]).expect("valid"));
    let mut random = Random(20_200_126);
    let sites: Vec<Position> = (0..GRIDS).map(|_| random.position(frame)).collect();
    let regions = voronoi_regions(&sites, &outline, frame).expect("a partition");
    let mut memo = HashMap::new();
    let mut detailed = |ring: &Ring| {
        let chain: Vec<Position> = ring
            .edges()
            .flat_map(|(a, b)| {
                std::iter::once(a)
                    .chain(subdivided(a, b, frame, &mut memo))
                    .collect::<Vec<_>>()
            })
            .collect();
        Ring::new(&chain).unwrap_or_else(|_| ring.clone())
    };
    let mut grids: Vec<Grid> = regions
        .iter()
        .enumerate()
        .map(|(i, region)| {
            let outer = detailed(region.polygons()[0].outer());
            Grid {
                code: AreaCode::new(&format!("9901{:08}G{:03}", i / 999, i % 999)).expect("valid"),
                tier: Tier::Grid,
                parent: None,
                name: String::new(),
                region: Region::single(Polygon::new(outer, vec![]).expect("valid")),
                lock: Lock::Open,
            }
        })
        .collect();
    grids.sort_by(|a, b| a.code.cmp(&b.code));
    grids
}

fn median<T>(mut run: impl FnMut() -> T) -> (f64, T) {
    let mut seconds = Vec::new();
    let mut last = None;
    for _ in 0..5 {
        let start = Instant::now();
        let result = run();
        seconds.push(start.elapsed().as_secs_f64());
        last = Some(result);
    }
    seconds.sort_by(f64::total_cmp);
    (seconds[2], last.expect("five runs"))
}

/// Addresses at the points: four to a building, in every seventh building a few metres apart.
fn doors(points: &[Position]) -> Vec<Address> {
    let door = |(i, _): (usize, &Position)| {
        let (building, door) = (i / 4, i % 4);
        let at = points[building];
        let apart = if building % 7 == 0 {
            door as i64 * 300
        } else {
            0
        };
        Address {
            id: AddressId::new(&format!("A{i:07}")).expect("valid"),
            position: Position::clamped(i64::from(at.lon()) + apart, at.lat().into()),
            label: "".into(),
            building: format!("B{building:07}").into(),
            households: 1 + i as u32 % 3,
            residents: 3,
            stated: None,
        }
    };
    points.iter().enumerate().map(door).collect()
}

/// What addresses count at whose position, with and without areas that all of them state.
fn standings(points: &[Position]) {
    let mut addresses = doors(points);
    let rows = AddressRows::from(addresses.clone());
    let (seconds, standing) = median(|| Standing::of(&rows));
    let moved = standing.moved().len();
    println!("standing: {seconds:.3} s, {moved} addresses count elsewhere in their building");
    for (i, address) in addresses.iter_mut().enumerate() {
        let area = AreaCode::new(&format!("9901{:08}G{:03}", i / 300_000, i / 300 % 999));
        let area = area.expect("valid");
        address.stated = Some(Box::new(Stated { area, wins: true }));
    }
    let rows = AddressRows::from(addresses);
    let (seconds, _) = median(|| Standing::of(&rows));
    println!("standing: {seconds:.3} s when all state an area");
}

fn one_at_a_time(map: &OwnerMap, points: &[Position]) {
    let (seconds, _) = median(|| points.iter().filter_map(|&p| map.owner(p)).count());
    let each_ns = seconds * 1e9 / points.len() as f64;
    println!("one look-up at a time: {each_ns:.1} ns");
}

fn main() {
    let frame = LocalFrame::new(Position::from_degrees(120.3, 31.5).expect("in range"));
    let grids = city(&frame);
    let vertices: usize = grids
        .iter()
        .flat_map(|g| g.region.rings())
        .map(|r| r.vertices().len())
        .sum();
    let mut random = Random(7);
    let points: Vec<Position> = (0..POINTS).map(|_| random.position(&frame)).collect();
    println!(
        "{} grids, {vertices} vertices, {} points in random order",
        grids.len(),
        points.len()
    );
    standings(&points);
    let regions: Vec<&Region> = grids.iter().map(|g| &g.region).collect();
    let (build, map) = median(|| OwnerMap::build(&regions).expect("a map"));
    println!(
        "owner map: build {build:.3} s, {:.0} MB",
        map.bytes() as f64 / 1e6
    );
    let (assign, owners) = median(|| map.owners(points.iter().copied()));
    println!(
        "owner map: assign {assign:.3} s, {:.1} ns a point",
        assign * 1e9 / POINTS as f64
    );
    for shift in [9, 10, 11, 12, 13] {
        let Some(other) = OwnerMap::with_cells(&regions, shift) else {
            continue;
        };
        let (seconds, same) = median(|| other.owners(points.iter().copied()));
        assert_eq!(same, owners, "cells of 2^{shift}");
        println!(
            "  cells of 2^{shift}: {:.0} MB, {seconds:.3} s, {:.1} ns a point",
            other.bytes() as f64 / 1e6,
            seconds * 1e9 / POINTS as f64
        );
    }
    one_at_a_time(&map, &points[..100_000]);
    let layer = AreaLayer::build(grids.clone());
    let start = Instant::now();
    let tree: Vec<Option<u32>> = points
        .iter()
        .map(|&p| layer.locate(p).map(|i| i as u32))
        .collect();
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "R-tree and exact predicate: {seconds:.3} s, {:.0} ns a point",
        seconds * 1e9 / POINTS as f64
    );
    let wrong = tree.iter().zip(&owners).filter(|(a, b)| a != b).count();
    let unlocated = owners.iter().filter(|o| o.is_none()).count();
    println!("different answers: {wrong}; unlocated: {unlocated}");
    assert_eq!(wrong, 0);
}
