//! Pictures in degrees: each pixel is what lies there.

use hexward_engine::edit::apply;
use hexward_engine::geom::{PixelRect, Plane, Position, WorldPoint};
use hexward_engine::model::{Dataset, Note};
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
