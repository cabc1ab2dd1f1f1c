//! The parts that others are built from: crates for trees and predicates.

use std::num::NonZero;
use std::path::Path;

use geo::{Contains, Coord, LineString, MultiPolygon, Point, Polygon};
use geo_index::rtree::sort::HilbertSort;
use geo_index::rtree::{RTreeBuilder, RTreeIndex};
use hexward_engine::geom::{LocalFrame, Position};
use kiddo::{ImmutableKdTree, SquaredEuclidean};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::report::{line, median};
use crate::{files, ours, scene};

/// In which order the points are visited.
#[derive(Clone, Copy, PartialEq)]
pub enum Order {
    AsGiven,
    Morton,
}

fn multi_polygons(folder: &Path) -> Vec<MultiPolygon> {
    let ring =
        |ring: &Vec<[f64; 2]>| LineString::new(ring.iter().map(|&[x, y]| Coord { x, y }).collect());
    let polygon = |rings: &Vec<Vec<[f64; 2]>>| {
        Polygon::new(ring(&rings[0]), rings[1..].iter().map(ring).collect())
    };
    let grids = files::read_grids(&folder.join("grids.wkb"));
    grids
        .iter()
        .map(|grid| MultiPolygon::new(grid.iter().map(polygon).collect()))
        .collect()
}

fn box_of(grid: &MultiPolygon) -> Rectangle<[f64; 2]> {
    let coords: Vec<[f64; 2]> = geo::CoordsIter::coords_iter(grid)
        .map(|c| [c.x, c.y])
        .collect();
    AABB::from_points(&coords).into()
}

type Boxes = RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>;

fn owner(tree: &Boxes, grids: &[MultiPolygon], [x, y]: [f64; 2]) -> i32 {
    let point = Point::new(x, y);
    let boxes = tree.locate_all_at_point([x, y]);
    let owners = boxes
        .map(|entry| entry.data)
        .filter(|&i| grids[i as usize].contains(&point));
    owners.min().map_or(-1, |i| i as i32)
}

/// Bits of two coordinates in turn.
fn morton(x: u32, y: u32) -> u64 {
    let spread =
        |v: u32| (0..32).fold(0_u64, |out, bit| out | u64::from(v >> bit & 1) << (2 * bit));
    spread(x) | spread(y) << 1
}

/// rstar and geo: the boxes of the grids in an R-tree, `Contains` for the rest.
pub fn rstar_and_geo(folder: &Path, order: Order) {
    let grids = multi_polygons(folder);
    let points: Vec<[f64; 2]> = files::read_f64(&folder.join("points.f64"))
        .chunks_exact(2)
        .map(|p| [p[0], p[1]])
        .collect();
    let (build, tree) = median(5, || -> Boxes {
        let entry = |(i, grid): (u32, &MultiPolygon)| GeomWithData::new(box_of(grid), i);
        RTree::bulk_load((0..).zip(&grids).map(entry).collect())
    });
    let runs = if order == Order::Morton { 5 } else { 3 };
    let (run, owners) = median(runs, || match order {
        Order::AsGiven => points
            .iter()
            .map(|&p| owner(&tree, &grids, p))
            .collect::<Vec<i32>>(),
        Order::Morton => {
            let step = |v: f64, low: f64| ((v - low) * 1e7) as u32;
            let mut keyed: Vec<(u64, u32)> = (0..)
                .zip(&points)
                .map(|(i, &[x, y])| (morton(step(x, 119.0), step(y, 30.0)), i))
                .collect();
            keyed.sort_unstable();
            let mut owners = vec![-1; points.len()];
            for (_, i) in keyed {
                owners[i as usize] = owner(&tree, &grids, points[i as usize]);
            }
            owners
        }
    });
    let wrong = ours::wrong_owners(folder, &owners);
    let name = match order {
        Order::AsGiven => "rstar 0.14 + geo 0.33",
        Order::Morton => "rstar + geo, points in Morton order",
    };
    line(
        "assign",
        name,
        build,
        run,
        wrong,
        &format!("median of {runs}"),
    );
    if order == Order::AsGiven {
        let lookups = files::read_i32(&folder.join("lookups.i32"));
        let positions = files::read_positions(&folder.join("points.f64"));
        let asked: Vec<Position> = lookups.iter().map(|&i| positions[i as usize]).collect();
        let ask = |p: Position| {
            usize::try_from(owner(&tree, &grids, [p.lon_degrees(), p.lat_degrees()])).ok()
        };
        let (total, _) = median(3, || asked.iter().filter_map(|&p| ask(p)).count());
        let (p50, p99) = ours::quantiles(&asked, ask);
        let note = format!("p50 {p50:.3} us, p99 {p99:.3} us");
        line(
            "look-up",
            name,
            0.0,
            total / asked.len() as f64 * 1e6,
            0,
            &note,
        );
    }
}

/// geo-index: all points in a packed Hilbert R-tree.
pub fn geo_index_windows(folder: &Path) {
    let points = files::read_f64(&folder.join("points.f64"));
    let windows = files::read_f64(&folder.join("windows.f64"));
    let (build, tree) = median(3, || {
        let mut builder = RTreeBuilder::<f64>::new((points.len() / 2) as u32);
        for p in points.chunks_exact(2) {
            builder.add(p[0], p[1], p[0], p[1]);
        }
        builder.finish::<HilbertSort>()
    });
    let (run, digests) = median(5, || {
        let digest = |w: &[f64]| {
            let found = tree.search(w[0], w[1], w[2], w[3]);
            [
                found.len() as u64,
                found.iter().map(|&id| u64::from(id)).sum(),
            ]
        };
        windows
            .chunks_exact(4)
            .flat_map(digest)
            .collect::<Vec<u64>>()
    });
    let ours = files::read_u64(&folder.join("windows.u64"));
    let wrong = digests
        .chunks(2)
        .zip(ours.chunks(2))
        .filter(|(a, b)| a != b)
        .count();
    line(
        "windows",
        "geo-index 0.4 RTree, Hilbert",
        build,
        run,
        wrong,
        "wrong counts whole windows",
    );
}

/// kiddo: the checkpoints in a k-d tree of the metric frame.
pub fn kiddo_nearest(folder: &Path) {
    let frame = scene::frame();
    let metres = |path: &str| -> Vec<[f64; 2]> {
        let positions = files::read_positions(&folder.join(path));
        let to = |&p: &Position| frame.to_metres(p);
        positions.iter().map(to).map(|m| [m.x, m.y]).collect()
    };
    let (checkpoints, points) = (metres("checkpoints.f64"), metres("points.f64"));
    let (run, nearest) = median(5, || {
        let tree = ImmutableKdTree::new_from_slice(&checkpoints).expect("a tree");
        let ask = |p: &[f64; 2]| {
            let query = tree.query(p).nearest_one::<SquaredEuclidean<f64>>();
            query.execute().item as i32
        };
        points.iter().map(ask).collect::<Vec<i32>>()
    });
    let wrong = farther(folder, &nearest);
    line(
        "nearest",
        "kiddo 6.3 ImmutableKdTree",
        0.0,
        run,
        wrong,
        "with build, points already in metres",
    );
    let (run, _) = median(3, || {
        let tree = ImmutableKdTree::new_from_slice(&checkpoints).expect("a tree");
        let five = NonZero::new(5).expect("not zero");
        let ask = |p: &[f64; 2]| {
            let query = tree.query(p).nearest_n::<SquaredEuclidean<f64>>(five);
            query.execute()[0].item as u64
        };
        points.iter().map(ask).sum::<u64>()
    });
    line(
        "nearest, k = 5",
        "kiddo 6.3 ImmutableKdTree",
        0.0,
        run,
        0,
        "with build",
    );
}

/// How many answers are farther away than ours by more than a centimetre.
fn farther(folder: &Path, nearest: &[i32]) -> usize {
    let ours = files::read_i32(&folder.join("nearest.i32"));
    let checkpoints = files::read_positions(&folder.join("checkpoints.f64"));
    let points = files::read_positions(&folder.join("points.f64"));
    let is_farther = |(i, (&a, &b)): (usize, (&i32, &i32))| {
        let frame = LocalFrame::new(points[i]);
        let away = |j: i32| {
            let m = frame.to_metres(checkpoints[j as usize]);
            m.x.hypot(m.y)
        };
        a != b && (away(a) - away(b)).abs() > 0.01
    };
    ours.iter()
        .zip(nearest)
        .enumerate()
        .filter(|&(i, pair)| is_farther((i, pair)))
        .count()
}
