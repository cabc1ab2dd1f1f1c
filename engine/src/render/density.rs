//! Kernel density on the global pixel lattice, in integers.
//!
//! Each count is split over the four pixels around its position (exactly, in 1/65536) and spread by integer taps that
//! add up to 2^24, so a case weighs 2^40 in any picture that holds its kernel, whatever the order of the input, the
//! tile or the zoom. The kernel's radius is in metres; as Mercator's scale changes from row to row, each band of 256
//! pixel rows has its own taps, chosen by where the case is, not by who asks. Dividing by the ground area of the pixel
//! gives a density in physical units.

use std::collections::BTreeMap;

use super::RenderError;
use super::kernel::Taps;
use crate::geom::{Bounds, PixelRect, WorldPoint, ground_pixel_area_m2};
use crate::layer::MeasureCounts;
use crate::snapshot::Snapshot;

/// What one case weighs in [`Density::mass`].
pub const CASE_MASS: u64 = 1 << 40;
/// Rows of the pixel lattice that share one kernel.
const BAND_ROWS: i64 = 256;
/// More cases than this around a picture could overflow a pixel's sum.
const MOST_CASES: u64 = 1 << 23;

/// A density raster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Density {
    /// Its pixels.
    pub rect: PixelRect,
    /// How much of all cases lies in each pixel, [`CASE_MASS`] a case, row by row.
    pub mass: Vec<u64>,
}

impl Density {
    /// Cases per hectare in a pixel.
    pub fn per_hectare(&self, index: usize) -> f64 {
        let row = self.rect.y + (index / self.rect.width as usize) as i64;
        self.mass[index] as f64 * per_hectare_factor(self.rect.pixel_zoom, row)
    }
}

/// Mass times this is cases per hectare, in one pixel row.
pub(super) fn per_hectare_factor(pixel_zoom: u8, row: i64) -> f64 {
    10_000.0 / (CASE_MASS as f64 * ground_pixel_area_m2(pixel_zoom, row))
}

/// The density of a measure with a biweight kernel of `bandwidth_m` metres radius.
///
/// Cost: O(cases near the rectangle x kernel pixels).
///
/// # Errors
/// [`RenderError::TooManyCases`] above 2^23 cases in and around the rectangle.
pub fn density(
    snapshot: &Snapshot,
    counts: &MeasureCounts,
    bandwidth_m: f64,
    rect: PixelRect,
) -> Result<Density, RenderError> {
    let mut kernels = Kernels {
        bandwidth_m,
        pixel_zoom: rect.pixel_zoom,
        by_band: BTreeMap::new(),
    };
    let halo = halo_px(bandwidth_m, rect);
    let mut mass = vec![0_u64; rect.width as usize * rect.height as usize];
    let sources = sources(snapshot, counts, rect.grown(halo));
    let near = sources.values().sum::<u128>() >> 16;
    if near > u128::from(MOST_CASES) {
        return Err(RenderError::TooManyCases(near));
    }
    for (&(y, x), &weight) in &sources {
        spread(&mut mass, rect, x, y, weight as u64, kernels.of_row(y));
    }
    Ok(Density { rect, mass })
}

/// The ground whose cases can be seen in a rectangle.
pub(super) fn ground(bandwidth_m: f64, rect: PixelRect) -> Bounds {
    rect.grown(halo_px(bandwidth_m, rect)).world().bounds()
}

/// How many pixels beyond a rectangle a case can reach into it: the largest kernel of the rows around it, and the split.
fn halo_px(bandwidth_m: f64, rect: PixelRect) -> u32 {
    let rows = [
        rect.y - 4 * BAND_ROWS,
        rect.y,
        rect.y + i64::from(rect.height) + 4 * BAND_ROWS,
    ];
    let last = (256_i64 << rect.pixel_zoom) - 1;
    let radius = rows.map(|row| radius_px(bandwidth_m, rect.pixel_zoom, row.clamp(0, last)));
    radius.into_iter().fold(0.0, f64::max).ceil().min(4096.0) as u32 + 2
}

fn radius_px(bandwidth_m: f64, pixel_zoom: u8, row: i64) -> f64 {
    bandwidth_m / ground_pixel_area_m2(pixel_zoom, row).sqrt()
}

struct Kernels {
    bandwidth_m: f64,
    pixel_zoom: u8,
    by_band: BTreeMap<i64, Taps>,
}

impl Kernels {
    fn of_row(&mut self, row: i64) -> &Taps {
        let band = row.div_euclid(BAND_ROWS);
        let radius = radius_px(
            self.bandwidth_m,
            self.pixel_zoom,
            band * BAND_ROWS + BAND_ROWS / 2,
        );
        self.by_band
            .entry(band)
            .or_insert_with(|| Taps::biweight(radius.min(4096.0)))
    }
}

/// The cases of a rectangle on the pixel lattice, split over four pixels: row and column to weight, 65536 a case.
fn sources(
    snapshot: &Snapshot,
    counts: &MeasureCounts,
    rect: PixelRect,
) -> BTreeMap<(i64, i64), u128> {
    let window = rect.world();
    let mut cells = BTreeMap::new();
    for index in snapshot.addresses.within(window.bounds()) {
        let Some(value) = counts.values[index].filter(|&value| value > 0) else {
            continue;
        };
        let point = snapshot.addresses.world()[index];
        if window.contains(point) {
            for (x, y, share) in split(point, rect) {
                *cells.entry((y, x)).or_insert(0) += u128::from(share) * u128::from(value);
            }
        }
    }
    cells
}

/// The four pixels around a point and their shares of 65536, by distance from their centres.
fn split(point: WorldPoint, rect: PixelRect) -> [(i64, i64, u64); 4] {
    let fine = rect.pixel_shift() - 8;
    let (u, v) = ((point.x >> fine) - 128, (point.y >> fine) - 128);
    let (x, y) = (u >> 8, v >> 8);
    let (fx, fy) = ((u & 255) as u64, (v & 255) as u64);
    [
        (x, y, (256 - fx) * (256 - fy)),
        (x + 1, y, fx * (256 - fy)),
        (x, y + 1, (256 - fx) * fy),
        (x + 1, y + 1, fx * fy),
    ]
}

fn spread(mass: &mut [u64], rect: PixelRect, x: i64, y: i64, weight: u64, taps: &Taps) {
    if weight == 0 {
        return;
    }
    let width = i64::from(rect.width);
    for i in 0..taps.len() {
        let row = y - taps.reach as i64 + i as i64 - rect.y;
        if row < 0 || row >= i64::from(rect.height) {
            continue;
        }
        let (start, weights) = taps.row(i);
        let left = x - taps.reach as i64 + start as i64 - rect.x;
        let skip = (-left).clamp(0, weights.len() as i64) as usize;
        let end = (width - left).clamp(skip as i64, weights.len() as i64) as usize;
        if skip == end {
            continue;
        }
        let first = (row * width + left + skip as i64) as usize;
        let pixels = &mut mass[first..first + end - skip];
        for (pixel, tap) in pixels.iter_mut().zip(&weights[skip..end]) {
            *pixel += tap * weight;
        }
    }
}
