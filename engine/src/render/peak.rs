//! The largest value of a density anywhere.
//!
//! Every square of the ground gets a bound from what is counted in it and around it; the squares with the highest bounds are drawn
//! until no other can exceed what was found. So the answer is that of drawing everything, at the price of a few squares.

use std::collections::HashMap;

use super::density::{self, Spread, density};
use super::risk::stored_measure;
use super::surface::{Per, Surface};
use crate::geom::{MAX_PIXEL_ZOOM, PixelRect, WorldPoint, ground_pixel_area_m2};
use crate::layer::{FINEST_CELL_ZOOM, Pyramid};
use crate::snapshot::Snapshot;

/// Squares have a side of 2 to this power pixels.
const SQUARE_BITS: u8 = 4;
/// The lattice is the coarsest on which the kernel's radius has so many pixels everywhere in the data: a square is wider, so what lies in
/// the eight around one is all that can be seen in it.
const LEAST_RADIUS_PX: f64 = 6.0;
/// More squares than this are never drawn; the bound of the next one then stands for the peak.
const DRAWN_MAX: usize = 4096;

/// The largest value of a surface in its unit; 0 where nothing is counted. A rate has none that could be bounded.
pub(super) fn peak(surface: &Surface<'_>, snapshot: &Snapshot) -> f64 {
    let unit_m2 = match surface.per {
        Per::Hectare => 1e4,
        Per::SquareKilometre => 1e6,
        Per::Residents { .. } => return 0.0,
    };
    let (counts, all) = (&snapshot.counts, snapshot.bounds());
    let Some(((_, measure), all)) = stored_measure(counts, surface.measures).zip(all) else {
        return 0.0;
    };
    let pyramid = counts.pyramid(measure, &snapshot.addresses);
    let corners = [all.min(), all.max()].map(WorldPoint::of);
    let zoom = lattice(surface.bandwidth_m, corners);
    let squares = squares(pyramid, zoom - SQUARE_BITS, corners);
    // the middle of a biweight, and what the kernel on the lattice may have more
    let of_one = 1.02 * 3.0 / (std::f64::consts::PI * surface.bandwidth_m.powi(2)) * unit_m2;
    let spread = Spread {
        bandwidth_m: surface.bandwidth_m,
        days: None,
    };
    let mut found = 0.0_f64;
    for (drawn, (near, (x, y))) in squares.into_iter().enumerate() {
        let bound = near as f64 * of_one;
        if bound <= found {
            break;
        }
        let side = 1_u32 << SQUARE_BITS;
        let rect = PixelRect {
            pixel_zoom: zoom,
            x: x << SQUARE_BITS,
            y: y << SQUARE_BITS,
            width: side,
            height: side,
        };
        let square = (drawn < DRAWN_MAX)
            .then(|| density(pyramid, &spread, rect).ok())
            .flatten();
        let Some(square) = square else {
            return bound;
        };
        for (row, masses) in square.mass.chunks_exact(side as usize).enumerate() {
            let most = masses.iter().copied().max().unwrap_or(0);
            found = found.max(most as f64 * square.per_m2_factor(row) * unit_m2);
        }
    }
    found
}

/// Squares of a lattice in which something can be seen, with how much is counted in each and the eight around it, the most first. O(squares that
/// hold something).
fn squares(pyramid: &Pyramid, square_zoom: u8, corners: [WorldPoint; 2]) -> Vec<(u64, (i64, i64))> {
    let shift = 32 - u32::from(square_zoom);
    let [south_west, north_east] = corners.map(|at| (at.x >> shift, at.y >> shift));
    let rect = PixelRect {
        pixel_zoom: square_zoom,
        x: south_west.0,
        y: north_east.1,
        width: (north_east.0 - south_west.0 + 1) as u32,
        height: (south_west.1 - north_east.1 + 1) as u32,
    };
    let mut counted: HashMap<(i64, i64), u64> = HashMap::new();
    pyramid.visit(rect, None, |x, y, count| {
        for (dx, dy) in (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx, dy))) {
            *counted.entry((x + dx, y + dy)).or_default() += count;
        }
    });
    let mut squares: Vec<(u64, (i64, i64))> =
        counted.into_iter().map(|(at, near)| (near, at)).collect();
    squares.sort_unstable_by(|a, b| b.cmp(a));
    squares
}

/// The zoom of the lattice on which the peak is looked for.
fn lattice(bandwidth_m: f64, corners: [WorldPoint; 2]) -> u8 {
    let narrow = |zoom: u8| {
        let radius = |at: WorldPoint| {
            let row = at.y >> (32 - u32::from(zoom));
            bandwidth_m / ground_pixel_area_m2(zoom, row).sqrt()
        };
        // the nearer to the equator, the fewer pixels; a line across it has them in its middle
        let equator = density::least_radius_px(bandwidth_m, zoom);
        let across = (corners[0].y < 1 << 39) != (corners[1].y < 1 << 39);
        let least = corners
            .map(radius)
            .into_iter()
            .fold(f64::INFINITY, f64::min);
        (if across { equator } else { least }) < LEAST_RADIUS_PX
    };
    let finest = FINEST_CELL_ZOOM.min(MAX_PIXEL_ZOOM);
    let zooms = SQUARE_BITS..finest;
    zooms.clone().find(|&zoom| !narrow(zoom)).unwrap_or(finest)
}
