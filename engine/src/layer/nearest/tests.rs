use super::NearestMap;
use super::build::first_at_each_position;
use crate::geom::{Bounds, LocalFrame, Position, distance_m};

fn at(lon: i64, lat: i64) -> Position {
    Position::clamped(lon, lat)
}

/// The nearest by the distance itself; of equals the first.
fn brute(points: &[Position], from: Position) -> u32 {
    let frame = LocalFrame::new(from);
    let measured = points
        .iter()
        .zip(0..)
        .map(|(&p, index)| (distance_m(&frame, p), index));
    let nearest = measured.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    nearest.expect("there are points").1
}

/// Compares maps of several cell sizes with a scan; returns how many answers they left to the tree at the finest size.
fn check(points: &[Position], places: &[Position], shifts: &[u32]) -> usize {
    let ground = Bounds::around(places.iter().copied()).expect("not empty");
    let mut left = 0;
    for &shift in shifts {
        let candidates = first_at_each_position(points.iter().copied());
        let map = NearestMap::with_cells(candidates, ground, shift).expect("there are points");
        left = 0;
        for &place in places {
            match map.nearest(place) {
                Some(index) => assert_eq!(index, brute(points, place), "{place} at 2^{shift}"),
                None => left += 1,
            }
        }
    }
    left
}

#[test]
fn ties_and_close_calls_go_to_the_first() {
    // a lattice of points: every middle between two, and between four, is a tie or nearly one
    let points: Vec<Position> = (0..9)
        .flat_map(|y| (0..9).map(move |x| at(1_203_000_000 + x * 200, 315_000_000 + y * 200)))
        .rev()
        .collect();
    let places: Vec<Position> = (-4..100)
        .flat_map(|y| (-4..100).map(move |x| at(1_203_000_000 + x * 20, 315_000_000 + y * 20)))
        .collect();
    assert_eq!(check(&points, &places, &[12, 9, 6]), 0);
    // on the equator east and west mirror each other, so that distances are equal to the bit
    let mirrored = [
        at(-1000, 0),
        at(1000, 0),
        at(0, 1000),
        at(0, -1000),
        at(1000, 0),
    ];
    let places: Vec<Position> = (-30..=30)
        .flat_map(|y| (-30..=30).map(move |x| at(x * 25, y * 25)))
        .collect();
    assert_eq!(check(&mirrored, &places, &[11, 7, 5]), 0);
}

#[test]
fn crowded_cells_and_far_points_are_left_to_the_tree() {
    let crowd: Vec<Position> = (0..200)
        .map(|i| at(100_000_000 + i % 20, 400_000_000 + i / 20))
        .collect();
    let places: Vec<Position> = (0..400)
        .map(|i| at(100_000_000 + i % 20, 400_000_000 + i / 20))
        .collect();
    assert!(check(&crowd, &places, &[10]) > 0);
    let far = [at(1_000_000_000, 0), at(-1_000_000_000, 0)];
    let between: Vec<Position> = (-20..20).map(|i| at(i * 10_000, i * 3_000)).collect();
    assert!(check(&far, &between, &[14]) > 0);
}
