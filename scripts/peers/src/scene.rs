//! The data: clustered grids whose shared borders are bent once for both sides, points in buildings, checkpoints,
//! windows. The same bytes at every run.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use hexward_engine::geom::{LocalFrame, Metres, Polygon, Position, Region, Ring, voronoi_regions};
use hexward_engine::layer::OwnerMap;

use crate::files;

const GRIDS: usize = 8_846;
const ENCLAVES: usize = 100;
const VOIDS: usize = 100;
const PAIRS: usize = 40;
const POINTS: usize = 2_921_000;
const OUTSIDE: usize = 14_605;
const CHECKPOINTS: usize = 2_000;
const WINDOWS: usize = 5_000;
const LOOKUPS: usize = 100_000;
const HALF_M: f64 = 20_810.0;
const SEED: u64 = 20_200_126;

/// The multiplier and increment of D. Knuth's MMIX generator.
pub struct Random(pub u64);

impl Random {
    pub fn unit(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn below(&mut self, count: usize) -> usize {
        (self.unit() * count as f64) as usize
    }

    /// Roughly normal around 0, within 3.
    fn spread(&mut self) -> f64 {
        (0..6).map(|_| self.unit() - 0.5).sum::<f64>() * 1.414
    }
}

pub fn frame() -> LocalFrame {
    LocalFrame::new(Position::from_degrees(120.3, 31.5).expect("in range"))
}

/// Makes all files in a folder.
pub fn write(folder: &Path) {
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let frame = frame();
    let mut random = Random(SEED);
    let centres: Vec<(Metres, f64)> = (0..60)
        .map(|_| (anywhere(&mut random), 800.0 + 3_200.0 * random.unit()))
        .collect();
    let (regions, voids) = grids(&mut random, &centres, &frame);
    let vertices: usize = regions
        .iter()
        .flat_map(Region::rings)
        .map(|r| r.vertices().len())
        .sum();
    eprintln!(
        "{} grids, {vertices} vertices, {} voids",
        regions.len(),
        voids.len()
    );
    files::write_grids(&folder.join("grids.wkb"), &regions);
    let points = points(&mut random, &centres, &regions, &voids, &frame);
    write_positions(&folder.join("points.f64"), &points);
    write_positions(&folder.join("ties.f64"), &ties(&regions));
    let checkpoints: BTreeSet<Position> = (0..CHECKPOINTS * 2)
        .map(|_| frame.to_position(somewhere(&mut random, &centres)))
        .collect();
    let checkpoints: Vec<Position> = checkpoints
        .into_iter()
        .step_by(2)
        .take(CHECKPOINTS)
        .collect();
    write_positions(&folder.join("checkpoints.f64"), &checkpoints);
    let windows = (0..WINDOWS).flat_map(|_| {
        let m = anywhere(&mut random);
        let side = 100.0 * 120.0_f64.powf(random.unit().powf(3.4));
        let corner = |sign: f64| {
            let p = frame.to_position(Metres {
                x: m.x + sign * side / 2.0,
                y: m.y + sign * side / 2.0,
            });
            [p.lon_degrees(), p.lat_degrees()]
        };
        [corner(-1.0), corner(1.0)].concat()
    });
    files::write_f64(&folder.join("windows.f64"), windows);
    let lookups = (0..LOOKUPS).map(|_| random.below(points.len()) as i32);
    files::write_i32(&folder.join("lookups.i32"), lookups);
}

fn write_positions(path: &Path, positions: &[Position]) {
    let degrees = positions
        .iter()
        .flat_map(|p| [p.lon_degrees(), p.lat_degrees()]);
    files::write_f64(path, degrees);
}

fn anywhere(random: &mut Random) -> Metres {
    let mut side = || (random.unit() - 0.5) * 2.0 * (HALF_M - 20.0);
    Metres {
        x: side(),
        y: side(),
    }
}

/// A point in one of the clusters, or, for a quarter of all, anywhere.
fn somewhere(random: &mut Random, centres: &[(Metres, f64)]) -> Metres {
    loop {
        if random.unit() < 0.25 {
            return anywhere(random);
        }
        let (centre, radius) = centres[random.below(centres.len())];
        let m = Metres {
            x: centre.x + radius * random.spread(),
            y: centre.y + radius * random.spread(),
        };
        if m.x.abs().max(m.y.abs()) < HALF_M - 20.0 {
            return m;
        }
    }
}

type EdgeKey = (Position, Position);

/// The points between the ends of a border: halved again and again, each middle moved aside. The same from both sides.
fn bent(key: EdgeKey, frame: &LocalFrame) -> Vec<Position> {
    let (a, b) = (frame.to_metres(key.0), frame.to_metres(key.1));
    let mut random = Random(key.0.lon() as u64 ^ ((key.1.lat() as u64) << 32));
    let mut chain = vec![a, b];
    let rounds = if random.unit() < 0.22 { 5 } else { 4 };
    for _ in 0..rounds {
        let mut next = vec![chain[0]];
        for pair in chain.windows(2) {
            let bend = (random.unit() - 0.5) * 0.12;
            let (p, q) = (pair[0], pair[1]);
            next.push(Metres {
                x: f64::midpoint(p.x, q.x) - (q.y - p.y) * bend,
                y: f64::midpoint(p.y, q.y) + (q.x - p.x) * bend,
            });
            next.push(q);
        }
        chain = next;
    }
    let between = chain[1..chain.len() - 1]
        .iter()
        .map(|&m| frame.to_position(m));
    between.collect()
}

fn grids(
    random: &mut Random,
    centres: &[(Metres, f64)],
    frame: &LocalFrame,
) -> (Vec<Region>, Vec<Region>) {
    let corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(x, y)| {
        frame.to_position(Metres {
            x: x * HALF_M,
            y: y * HALF_M,
        })
    });
    let outline =
        Region::single(Polygon::new(Ring::new(&corners).expect("valid"), vec![]).expect("valid"));
    let mut sites = BTreeSet::new();
    while sites.len() < GRIDS - ENCLAVES + PAIRS {
        sites.insert(frame.to_position(somewhere(random, centres)));
    }
    let sites: Vec<Position> = sites.into_iter().collect();
    let cells = voronoi_regions(&sites, &outline, frame).expect("a partition");
    let rings = bent_rings(&cells, frame);
    let (mut regions, mut extra, mut voids) = (Vec::new(), Vec::new(), Vec::new());
    let step = rings.len() / (ENCLAVES + VOIDS);
    for (index, ring) in rings.iter().enumerate() {
        let number = index / step;
        let hole = (index % step == 0 && number < ENCLAVES + VOIDS)
            .then(|| hole_in(ring, sites[index], frame));
        if let Some(hole) = &hole {
            let filling = Region::single(Polygon::new(hole.clone(), vec![]).expect("valid"));
            if number % 2 == 0 {
                extra.push(filling)
            } else {
                voids.push(filling)
            }
        }
        regions.push(vec![
            Polygon::new(ring.clone(), hole.into_iter().collect()).expect("valid"),
        ]);
    }
    // a grid of two parts that lie far apart
    for pair in 0..PAIRS {
        let part = regions.pop().expect("there are more grids than pairs");
        regions[3 + pair * step].extend(part);
    }
    let whole = |polygons| Region::new(polygons).expect("apart");
    let mut regions: Vec<Region> = regions.into_iter().map(whole).collect();
    regions.extend(extra);
    (regions, voids)
}

/// The outer rings of the cells with bent borders; borders of a ring that would cross itself stay straight.
fn bent_rings(cells: &[Region], frame: &LocalFrame) -> Vec<Ring> {
    let mut straight: BTreeSet<EdgeKey> = BTreeSet::new();
    let mut memo: HashMap<EdgeKey, Vec<Position>> = HashMap::new();
    loop {
        let mut failed = Vec::new();
        let mut rings = Vec::new();
        for cell in cells {
            let outer = cell.polygons()[0].outer();
            let mut chain = Vec::new();
            for (a, b) in outer.edges() {
                chain.push(a);
                let key = (a.min(b), a.max(b));
                if straight.contains(&key) {
                    continue;
                }
                let between = memo.entry(key).or_insert_with(|| bent(key, frame));
                if a < b {
                    chain.extend(between.iter());
                } else {
                    chain.extend(between.iter().rev());
                }
            }
            match Ring::new(&chain) {
                Ok(ring) => rings.push(ring),
                Err(_) => failed.extend(outer.edges().map(|(a, b)| (a.min(b), a.max(b)))),
            }
        }
        if failed.is_empty() {
            return rings;
        }
        straight.extend(failed);
    }
}

/// A ring of 24 vertices around the site of a cell, well inside its bent border.
fn hole_in(border: &Ring, site: Position, frame: &LocalFrame) -> Ring {
    let m = frame.to_metres(site);
    let away = |&vertex: &Position| m.distance_m(frame.to_metres(vertex));
    let radius = border.vertices().iter().map(away).fold(f64::MAX, f64::min) * 0.4;
    let vertices: Vec<Position> = (0..24)
        .map(|i| {
            let angle = f64::from(i) / 24.0 * std::f64::consts::TAU;
            let r = radius * if i % 2 == 0 { 1.0 } else { 0.8 };
            frame.to_position(Metres {
                x: m.x + r * angle.cos(),
                y: m.y + r * angle.sin(),
            })
        })
        .collect();
    Ring::new(&vertices).expect("a star")
}

/// The points in random order: most in buildings of four, three in ten exactly where the building is.
fn points(
    random: &mut Random,
    centres: &[(Metres, f64)],
    regions: &[Region],
    voids: &[Region],
    frame: &LocalFrame,
) -> Vec<Position> {
    let borrowed: Vec<&Region> = regions.iter().collect();
    let map = OwnerMap::build(&borrowed).expect("a map");
    let mut points = Vec::with_capacity(POINTS);
    while points.len() < POINTS - OUTSIDE {
        let building = somewhere(random, centres);
        for _ in 0..4 {
            let aside = if random.unit() < 0.3 { 0.0 } else { 12.0 };
            let p = frame.to_position(Metres {
                x: building.x + aside * (random.unit() - 0.5),
                y: building.y + aside * (random.unit() - 0.5),
            });
            if map.owner(p).is_some() && points.len() < POINTS - OUTSIDE {
                points.push(p);
            }
        }
    }
    while points.len() < POINTS {
        let kind = points.len() % 4;
        let p = if kind == 0 {
            let bounds = voids[random.below(voids.len())].bounds();
            let at = |low: i32, high: i32, t: f64| {
                i64::from(low) + ((f64::from(high) - f64::from(low)) * t) as i64
            };
            let (x, y) = (random.unit(), random.unit());
            let (low, high) = (bounds.min(), bounds.max());
            Position::clamped(at(low.lon(), high.lon(), x), at(low.lat(), high.lat(), y))
        } else {
            let off = HALF_M + if kind == 1 { 3_000.0 } else { 200.0 } * random.unit();
            let along = (random.unit() - 0.5) * 2.0 * HALF_M;
            let (x, y) =
                [(off, along), (-off, along), (along, off), (along, -off)][random.below(4)];
            frame.to_position(Metres { x, y })
        };
        if map.owner(p).is_none() {
            points.push(p);
        }
    }
    for i in (1..points.len()).rev() {
        points.swap(i, random.below(i + 1));
    }
    points
}

/// Positions exactly on borders: 4,000 junctions of three grids, 4,000 vertices of two, 2,000 middles of edges of two.
fn ties(regions: &[Region]) -> Vec<Position> {
    let mut grids_at: BTreeMap<Position, BTreeSet<usize>> = BTreeMap::new();
    let mut sides: BTreeMap<EdgeKey, u32> = BTreeMap::new();
    for (index, region) in regions.iter().enumerate() {
        for (a, b) in region.rings().flat_map(Ring::edges) {
            grids_at.entry(a).or_default().insert(index);
            *sides.entry((a.min(b), a.max(b))).or_default() += 1;
        }
    }
    let of = |count: usize| {
        grids_at
            .iter()
            .filter(move |(_, grids)| grids.len() == count)
            .map(|(&p, _)| p)
    };
    let even = |a: i32, b: i32| (i64::from(a) + i64::from(b)) % 2 == 0;
    let middles = sides
        .iter()
        .filter(|((a, b), sides)| **sides == 2 && even(a.lon(), b.lon()) && even(a.lat(), b.lat()))
        .map(|((a, b), _)| {
            Position::clamped(
                i64::midpoint(a.lon().into(), b.lon().into()),
                i64::midpoint(a.lat().into(), b.lat().into()),
            )
        });
    let mut ties: Vec<Position> = spread_over(of(3).collect(), 4_000);
    ties.extend(spread_over(of(2).collect(), 4_000));
    ties.extend(spread_over(middles.collect(), 2_000));
    ties
}

fn spread_over(all: Vec<Position>, count: usize) -> Vec<Position> {
    let step = (all.len() / count).max(1);
    all.into_iter().step_by(step).take(count).collect()
}
