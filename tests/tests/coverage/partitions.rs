//! Partitions to test with: Voronoi regions of scattered sites, their borders made crooked.

use hexward_engine::geom::{LocalFrame, Polygon, Position, Region, Ring, voronoi_regions};
pub(crate) use hexward_tests::random::Sequence;

/// A square of this half side in lattice steps around 120.3 E, 31.5 N.
pub(crate) fn outline(half: i32) -> Region {
    let (x, y) = (1_203_000_000, 315_000_000);
    let corners =
        [(-1, -1), (1, -1), (1, 1), (-1, 1)].map(|(dx, dy)| at(x + dx * half, y + dy * half));
    Region::single(Polygon::new(Ring::new(&corners).expect("a square"), vec![]).expect("a square"))
}

pub(crate) fn at(lon: i32, lat: i32) -> Position {
    Position::from_lattice(lon, lat).expect("on the globe")
}

/// A partition of a square into this many regions, or a few less.
pub(crate) fn voronoi(count: usize, half: i32, seed: u64) -> Vec<Region> {
    let mut random = Sequence(seed);
    let square = outline(half);
    let middle = square.bounds().center();
    let mut near = |v: i32| v - half + 1 + random.below(2 * half as usize - 2) as i32;
    loop {
        let mut sites: Vec<Position> = (0..count)
            .map(|_| at(near(middle.lon()), near(middle.lat())))
            .collect();
        sites.sort_unstable();
        sites.dedup();
        // a site whose region is thinner than a lattice step has none: draw again
        if let Ok(regions) = voronoi_regions(&sites, &square, &LocalFrame::new(middle)) {
            return regions;
        }
    }
}

/// The regions with each edge cut into pieces that leave the straight line a little, the same way on both sides.
pub(crate) fn crooked(regions: &[Region], pieces: i64) -> Vec<Region> {
    let turned = |region: &Region| {
        let polygons = region.polygons().iter().map(|polygon| {
            let mut rings = polygon.rings().map(|ring| crooked_ring(ring, pieces));
            let outer = rings.next().expect("an outer ring");
            Polygon::new(outer, rings.collect()).expect("a polygon")
        });
        Region::new(polygons.collect()).expect("a region")
    };
    regions.iter().map(turned).collect()
}

fn crooked_ring(ring: &Ring, pieces: i64) -> Ring {
    let mut chain = Vec::new();
    for (a, b) in ring.edges() {
        let mut between: Vec<Position> = (1..pieces)
            .map(|i| bent(a.min(b), a.max(b), i, pieces))
            .collect();
        if a > b {
            between.reverse();
        }
        chain.push(a);
        chain.extend(between);
    }
    Ring::new(&chain).expect("a ring")
}

/// The place at a part of an edge, off the line by up to 2 % of the length, less toward the ends.
fn bent(a: Position, b: Position, i: i64, pieces: i64) -> Position {
    let (dx, dy) = (
        i64::from(b.lon()) - i64::from(a.lon()),
        i64::from(b.lat()) - i64::from(a.lat()),
    );
    let mut random = Sequence((a.lon() as u64) << 32 ^ (b.lat() as u64) ^ (i as u64) << 48);
    let off = random.below(2001) as i64 - 1000;
    let room = i * (pieces - i) * off;
    let scale = pieces * pieces * 12_500;
    Position::clamped(
        i64::from(a.lon()) + dx * i / pieces - dy * room / scale,
        i64::from(a.lat()) + dy * i / pieces + dx * room / scale,
    )
}

/// Borrowed, as the coverage functions take them.
pub(crate) fn borrowed(regions: &[Region]) -> Vec<&Region> {
    regions.iter().collect()
}
