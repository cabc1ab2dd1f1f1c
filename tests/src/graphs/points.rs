//! Points in towns and between them, and the partition of the ground around them.

use std::collections::HashSet;

use spade::{DelaunayTriangulation, Point2, Triangulation};

use crate::random::Sequence;

/// Ground a unit takes on average, as a side.
const UNIT_SIDE_M: f64 = 25.0;
/// Units of a town, on average.
const TOWN: usize = 400;

pub(super) fn side_m(units: usize) -> f64 {
    UNIT_SIDE_M * (units as f64).sqrt()
}

/// Different points on a lattice of 10 cm in a square, half of them in towns.
pub(super) fn clustered(count: usize, sequence: &mut Sequence) -> Vec<[f64; 2]> {
    let side_m = side_m(count);
    let towns: Vec<[f64; 3]> = (0..=count / TOWN)
        .map(|_| {
            let spread = 60.0 + 240.0 * sequence.unit();
            [side_m * sequence.unit(), side_m * sequence.unit(), spread]
        })
        .collect();
    let mut taken = HashSet::with_capacity(count);
    let mut points = Vec::with_capacity(count);
    while points.len() < count {
        let point = if sequence.below(2) == 0 {
            [side_m * sequence.unit(), side_m * sequence.unit()]
        } else {
            let [x, y, spread] = *sequence.one_of(&towns);
            [
                x + spread * sequence.normal(),
                y + spread * sequence.normal(),
            ]
        };
        let [x, y] = point.map(|c| (c.clamp(0.0, side_m) * 10.0) as i64);
        if taken.insert((x, y)) {
            points.push([x as f64 / 10.0, y as f64 / 10.0]);
        }
    }
    points
}

/// The partition around points: areas, whole borders, common borders.
pub(super) struct Dual {
    pub(super) area_m2: Vec<u64>,
    pub(super) perimeter_mm: Vec<u64>,
    pub(super) borders: Vec<([u32; 2], u64)>,
}

/// The median dual of the Delaunay triangulation: a common border runs from the centre of a triangle by the middle of the edge
/// to the centre of the other, so every edge of the triangulation has one, and the units cover the hull of the points exactly.
pub(super) fn median_dual(points: &[[f64; 2]]) -> Dual {
    let vertices = points.iter().map(|&[x, y]| Point2::new(x, y)).collect();
    let triangulation: DelaunayTriangulation<Point2<f64>> =
        DelaunayTriangulation::bulk_load_stable(vertices).expect("finite coordinates");
    if triangulation.all_vertices_on_line() {
        return row(points);
    }
    let mut area_m2 = vec![0.0; points.len()];
    let mut halves: Vec<([u32; 2], f64)> = Vec::with_capacity(points.len() * 6);
    for face in triangulation.inner_faces() {
        let corners = face.vertices().map(|v| v.index());
        let [a, b, c] = corners.map(|i| points[i]);
        let centre = [(a[0] + b[0] + c[0]) / 3.0, (a[1] + b[1] + c[1]) / 3.0];
        for (i, &corner) in corners.iter().enumerate() {
            area_m2[corner] += face.area() / 3.0;
            let other = corners[(i + 1) % 3];
            let middle = middle(points[corner], points[other]);
            halves.push((ordered(corner, other), distance(middle, centre)));
        }
    }
    // the two halves of a common border, or the one beside the outer border, come to lie side by side
    halves.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut perimeter_mm = vec![0; points.len()];
    let mut borders: Vec<([u32; 2], u64)> = Vec::with_capacity(halves.len() / 2 + 2);
    for both in halves.chunk_by(|a, b| a.0 == b.0) {
        let ends = both[0].0;
        let length_mm = millimetres(both.iter().map(|half| half.1).sum()).max(1);
        let [a, b] = ends.map(|end| end as usize);
        let outer_mm = match both.len() {
            1 => millimetres(distance(points[a], points[b]) / 2.0),
            _ => 0,
        };
        perimeter_mm[a] += length_mm + outer_mm;
        perimeter_mm[b] += length_mm + outer_mm;
        borders.push((ends, length_mm));
    }
    let area_m2 = area_m2
        .into_iter()
        .map(|area: f64| (area.round() as u64).max(1))
        .collect();
    Dual {
        area_m2,
        perimeter_mm,
        borders,
    }
}

/// Fewer than three points, or points on a line: strips of 20 m between them.
fn row(points: &[[f64; 2]]) -> Dual {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|&a, &b| {
        points[a][0]
            .total_cmp(&points[b][0])
            .then(points[a][1].total_cmp(&points[b][1]))
    });
    let borders = order
        .windows(2)
        .map(|pair| (ordered(pair[0], pair[1]), 20_000))
        .collect();
    Dual {
        area_m2: vec![400; points.len()],
        perimeter_mm: vec![80_000; points.len()],
        borders,
    }
}

fn ordered(a: usize, b: usize) -> [u32; 2] {
    [a.min(b) as u32, a.max(b) as u32]
}

fn middle(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [f64::midpoint(a[0], b[0]), f64::midpoint(a[1], b[1])]
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    let (dx, dy) = (a[0] - b[0], a[1] - b[1]);
    (dx * dx + dy * dy).sqrt()
}

fn millimetres(metres: f64) -> u64 {
    (metres * 1000.0).round() as u64
}
