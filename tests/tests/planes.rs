//! Pictures in other planes than Mercator's: each pixel is what lies there.

use hexward_engine::edit::apply;
use hexward_engine::geom::{PixelRect, Plane, Polygon, Position, Region, Ring, WorldPoint};
use hexward_engine::model::{AreaCode, Dataset, Grid, Lock, Note, Tier};
use hexward_engine::render::{Areas, Canvas, Styles, View, picture};
use hexward_engine::snapshot::Snapshot;

fn soho() -> Snapshot {
    let demo = hexward::demo::soho(Note::default()).expect("the demo");
    let empty = Snapshot::build(Dataset::default());
    let delta = apply(&empty, &demo).expect("the demo");
    empty.with(&delta).expect("fits")
}

fn styles() -> Styles {
    hexward::state::shipped_styles().expect("all styles are valid")
}

fn around(at: WorldPoint, pixel_zoom: u8, side: u32) -> PixelRect {
    let first = |unit: i64| (unit >> (32 - pixel_zoom)) - i64::from(side / 2);
    PixelRect {
        pixel_zoom,
        x: first(at.x),
        y: first(at.y),
        width: side,
        height: side,
    }
}

fn pixel(canvas: &Canvas, x: i64, y: i64) -> [u8; 4] {
    let rect = canvas.rect();
    let at = ((y - rect.y) * i64::from(rect.width) + x - rect.x) as usize * 4;
    canvas.pixels()[at..at + 4]
        .try_into()
        .expect("four channels")
}

/// Each channel of a pixel in degrees lies between those of the nine Mercator pixels around the same place.
#[test]
fn each_pixel_is_within_one_of_what_lies_there() {
    let (snapshot, styles) = (soho(), styles());
    let pump = Position::from_degrees(-0.136_748_6, 51.513_338).expect("in range");
    let view = |plane| View {
        areas: Areas::Grids,
        plane,
        ..View::default()
    };
    for (id, zoom) in [
        ("cases", 16),
        ("risk", 15),
        ("load", 17),
        ("streets", 17),
        ("addresses", 18),
    ] {
        let style = styles.get(id).expect("ships");
        let own = around(Plane::Degrees.point(pump), zoom, 256);
        let own = picture(&snapshot, style, own, &view(Plane::Degrees)).expect("drawn");
        let other = around(WorldPoint::of(pump), zoom, 520);
        let other = picture(&snapshot, style, other, &view(Plane::Mercator)).expect("drawn");
        let (rect, half) = (own.rect(), 1_i64 << (31 - zoom));
        let mut painted = 0;
        for (x, y) in (0..256).flat_map(|y| (0..256).map(move |x| (rect.x + x, rect.y + y))) {
            let middle = |index: i64| (index << (32 - zoom)) + half;
            let (px, py) = (middle(x), middle(y));
            let there = WorldPoint::of(Plane::Degrees.position(WorldPoint { x: px, y: py }));
            let (mx, my) = (there.x >> (32 - zoom), there.y >> (32 - zoom));
            let near = (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (mx + dx, my + dy)));
            let near: Vec<[u8; 4]> = near.map(|(x, y)| pixel(&other, x, y)).collect();
            let found = pixel(&own, x, y);
            for channel in 0..4 {
                let all = || near.iter().map(|pixel| pixel[channel]);
                let (low, high) = (all().min(), all().max());
                assert!(
                    low <= Some(found[channel]) && Some(found[channel]) <= high,
                    "{id} {x} {y}"
                );
            }
            painted += usize::from(found[3] > 0);
        }
        assert!(painted > 300, "{id}: {painted}");
    }
}

/// A disc stands where its checkpoint is, to less than a pixel.
#[test]
fn symbols_stand_where_their_places_are() {
    let (snapshot, styles) = (soho(), styles());
    let style = styles.get("checkpoints").expect("ships");
    let view = View {
        plane: Plane::Degrees,
        ..View::default()
    };
    let zoom = 19;
    for checkpoint in snapshot.checkpoints.records() {
        let at = Plane::Degrees.point(checkpoint.position);
        let canvas = picture(&snapshot, style, around(at, zoom, 64), &view).expect("drawn");
        let rect = canvas.rect();
        let (mut mass, mut sums) = (0.0, [0.0; 2]);
        for (x, y) in (0..64).flat_map(|y| (0..64).map(move |x| (rect.x + x, rect.y + y))) {
            let alpha = f64::from(pixel(&canvas, x, y)[3]);
            mass += alpha;
            sums[0] += alpha * (x as f64 + 0.5);
            sums[1] += alpha * (y as f64 + 0.5);
        }
        let unit = (1_u64 << (32 - zoom)) as f64;
        let place = [at.x as f64 / unit, at.y as f64 / unit];
        let off = [0, 1].map(|axis| (sums[axis] / mass - place[axis]).abs());
        assert!(
            mass > 0.0 && off.iter().all(|&off| off < 1.0),
            "{}: {off:?}",
            checkpoint.id
        );
    }
}

/// Beyond 85.0511 degrees and outside the world nothing is drawn, and nothing breaks.
#[test]
fn poles_are_empty() {
    let (snapshot, styles) = (soho(), styles());
    let view = View {
        plane: Plane::Degrees,
        ..View::default()
    };
    for style in styles.iter() {
        for (x, y) in [(0, 0), (256, 0), (0, 256), (0, 700), (-300, -300)] {
            let rect = PixelRect {
                pixel_zoom: 9,
                x,
                y,
                width: 256,
                height: 256,
            };
            let canvas = picture(&snapshot, style, rect, &view).expect("drawn");
            assert!(canvas.is_empty(), "{} {x} {y}", style.id());
        }
    }
}

/// A square kilometre of Wuxi as a grid, turned, so that no edge runs along rows or columns.
fn kilometre() -> (Snapshot, [Position; 4]) {
    let corners = [(0.0, 0.003), (0.009, 0.0), (0.011, 0.008), (0.002, 0.010)];
    let corners =
        corners.map(|(x, y)| Position::from_degrees(120.306 + x, 31.487 + y).expect("in range"));
    let ring = Ring::new(&corners).expect("a ring");
    let polygon = Polygon::new(ring, Vec::new()).expect("a polygon");
    let grid = Grid {
        code: AreaCode::new("320205001002G001").expect("a code"),
        tier: Tier::Grid,
        parent: None,
        name: String::new(),
        region: Region::new(vec![polygon]).expect("a region"),
        lock: Lock::Open,
    };
    let dataset = Dataset {
        grids: vec![grid],
        ..Dataset::default()
    };
    (Snapshot::build(dataset), corners)
}

/// Signed distance in pixels from a border, more than zero inside.
fn inside_px(corners: &[[f64; 2]; 4], [x, y]: [f64; 2]) -> f64 {
    let edges = (0..4).map(|i| {
        let ([ax, ay], [bx, by]) = (corners[i], corners[(i + 1) % 4]);
        let (dx, dy) = (bx - ax, by - ay);
        ((y - ay) * dx - (x - ax) * dy) / dx.hypot(dy)
    });
    let turned: Vec<f64> = edges.collect();
    let sign = (corners[1][0] - corners[0][0]) * (corners[2][1] - corners[1][1])
        - (corners[1][1] - corners[0][1]) * (corners[2][0] - corners[1][0]);
    turned
        .into_iter()
        .map(|d| d * sign.signum())
        .fold(f64::INFINITY, f64::min)
}

/// The pictures in the planes of consumer maps against the shape whose corners were shifted one by one: no pixel that is further from its
/// border than one pixel is on the wrong side.
#[test]
fn shifted_planes_are_within_one_pixel_of_the_vector_truth() {
    let ((snapshot, corners), styles) = (kilometre(), styles());
    let style = styles.get("load").expect("ships");
    for plane in [Plane::Gcj02, Plane::Bd09] {
        for zoom in [12_u8, 14, 16, 17, 18] {
            let unit = 2.0_f64.powi(32 - i32::from(zoom));
            let truth = corners.map(|corner| plane.point(corner));
            let truth = truth.map(|at| [at.x as f64 / unit, at.y as f64 / unit]);
            let view = View {
                areas: Areas::Grids,
                plane,
                ..View::default()
            };
            // around a corner, where both sides of the border are seen
            let rect = around(plane.point(corners[usize::from(zoom) % 4]), zoom, 400);
            let canvas = picture(&snapshot, style, rect, &view).expect("drawn");
            // half the border around an area; Baidu's pixels show it a sixth wider, and the mean of four
            let border_px = if plane == Plane::Gcj02 { 1.0 } else { 1.7 };
            let (mut inside, mut outside) = (0, 0);
            for (x, y) in (0..400).flat_map(|y| (0..400).map(move |x| (rect.x + x, rect.y + y))) {
                let depth = inside_px(&truth, [x as f64 + 0.5, y as f64 + 0.5]);
                let painted = pixel(&canvas, x, y)[3] >= HALF_PAINTED;
                if depth.abs() > 1.0 + border_px {
                    assert_eq!(painted, depth > 0.0, "{plane:?} {zoom} {x} {y}: {depth}");
                    inside += usize::from(painted);
                    outside += usize::from(!painted);
                }
            }
            assert!(
                inside > 30 && outside > 1000,
                "{plane:?} {zoom}: {inside} {outside}"
            );
        }
    }
}

/// Half as opaque as the ground of an area without addresses.
const HALF_PAINTED: u8 = 24;

#[test]
fn shifted_pictures_are_those_of_their_tiles() {
    let (snapshot, corners) = kilometre();
    let styles = styles();
    for plane in [Plane::Gcj02, Plane::Bd09] {
        let view = View {
            areas: Areas::Grids,
            plane,
            ..View::default()
        };
        let style = styles.get("load").expect("ships");
        let rect = around(plane.point(corners[0]), 16, 512);
        let whole = picture(&snapshot, style, rect, &view).expect("drawn");
        for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let part = PixelRect {
                x: rect.x + 256 * dx,
                y: rect.y + 256 * dy,
                width: 256,
                height: 256,
                ..rect
            };
            let tile = picture(&snapshot, style, part, &view).expect("drawn");
            for (x, y) in (0..256).flat_map(|y| (0..256).map(move |x| (part.x + x, part.y + y))) {
                assert_eq!(pixel(&tile, x, y), pixel(&whole, x, y), "{plane:?} {x} {y}");
            }
        }
    }
}
