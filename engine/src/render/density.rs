//! Kernel density on the global pixel lattice, in integers, from the pyramid of counts.
//!
//! The cases of a cell are split over the four pixels around its middle and spread by integer taps with a fixed sum, so a
//! case weighs the same in any picture that holds its kernel, whatever the order of the input, the tile or the zoom. The
//! kernel's radius is in metres; as Mercator's scale changes from row to row, each band of 256 pixel rows has its own
//! kernel, chosen by where the case is, not by who asks. Dividing by the ground area of the pixel gives a density in
//! physical units.
//!
//! A kernel wider than [`WIDEST_RADIUS_PX`] is spread on a coarser lattice (at most [`MOST_STEPS`] zooms up) and refined
//! from there, each step splitting every pixel's mass exactly over the sixteen finer pixels around it. What splitting and
//! refining spread is taken off the kernel: it is narrower and flatter on top, so that what is seen has the second moment
//! of a biweight of the stated radius and, from 12 pixels on, differs from it by less than 0.8 % of its peak. What a picture costs is
//! bounded by its pixels, whatever the number of cases.

use super::RenderError;
use super::kernel::Taps;
use super::refine::{refined, refining_window};
use crate::geom::{Bounds, PixelRect, ground_pixel_area_m2};
use crate::layer::{DayRange, FINEST_CELL_ZOOM, Pyramid};

/// Rows of the pixel lattice that share one kernel.
const BAND_ROWS: i64 = 256;
/// More cases than this around a picture could overflow a pixel's sum.
const MOST_CASES: u64 = 1 << 26;
/// A kernel with a larger radius is spread on a coarser lattice.
const WIDEST_RADIUS_PX: f64 = 24.0;
/// How many zooms coarser that lattice may be: beyond, styles leave enlarging to the client.
const MOST_STEPS: u32 = 3;
/// Styles end at the zoom at which their kernel is so wide at the equator: finer pictures would show nothing more.
pub(super) const WIDEST_DRAWN_PX: f64 = 128.0;
/// A kernel with a smaller radius spreads nothing: its cases stay in the pixels that they are split over.
const LEAST_RADIUS_PX: f64 = 2.0;
/// Positions between pixels are told apart to this power of two where the kernel is wide.
const FRACTION_BITS: u32 = 5;
/// The shares that a case is split into add up to 2 to this power.
const SPLIT_BITS: u32 = 2 * (FRACTION_BITS + 1);
/// What one case weighs before it is refined: the shares times the taps.
const UNREFINED_CASE_BITS: u32 = SPLIT_BITS + 20;
/// What splitting a case over the pixels around it adds to the variance along each axis, on average.
const SPLIT_VARIANCE_PX2: f64 = 1.0 / 6.0;
/// How much of the square of its radius a kernel loses, times what is added to its variance over that square.
const NARROWING: f64 = 14.0;
/// How far a kernel is bent, times the same. A variance along an axis is an eighth of the square of the radius, and grows by 0.01875
/// of it with the bend; so these two keep it for 8 = 14 - 40 x 0.15. Among all that do, they come nearest to the biweight.
const BEND: f64 = 40.0;

/// Which kernel spreads what on which days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Radius of the biweight kernel in metres.
    pub bandwidth_m: f64,
    /// The days on which cases count; all of them without.
    pub days: Option<DayRange>,
}

/// A density raster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Density {
    /// Its pixels.
    pub rect: PixelRect,
    /// How much of all cases lies in each pixel, row by row.
    pub mass: Vec<u64>,
    /// What one case weighs: a power of two.
    pub case_mass: u64,
}

impl Density {
    /// Cases per hectare in a pixel.
    pub fn per_hectare(&self, index: usize) -> f64 {
        let row = index / self.rect.width as usize;
        self.mass[index] as f64 * self.per_m2_factor(row) * 10_000.0
    }

    /// Mass times this is cases per square metre, in one row of the raster.
    pub(super) fn per_m2_factor(&self, row: usize) -> f64 {
        let row = self.rect.y + row as i64;
        1.0 / (self.case_mass as f64 * ground_pixel_area_m2(self.rect.pixel_zoom, row))
    }
}

/// The density of what a pyramid counts.
///
/// Cost: O(pixels + occupied cells x kernel pixels), both of the lattice on which the kernel is spread.
///
/// # Errors
/// [`RenderError::TooManyCases`] above 2^26 cases in and around the rectangle.
pub fn density(
    pyramid: &Pyramid,
    spread: &Spread,
    rect: PixelRect,
) -> Result<Density, RenderError> {
    let seen = rect.grown(halo_px(spread.bandwidth_m, rect));
    let (top, bottom) = (seen.y, seen.y + i64::from(seen.height) - 1);
    let bands = top.div_euclid(BAND_ROWS)..=bottom.div_euclid(BAND_ROWS);
    let bands: Vec<Band> = bands
        .map(|number| Band::new(spread.bandwidth_m, rect.pixel_zoom, number))
        .collect();
    let coarsest = bands.iter().map(|band| band.steps).max().unwrap_or(0);
    let mut mass = vec![0_u64; rect.width as usize * rect.height as usize];
    let mut near = 0;
    for steps in 0..=coarsest {
        let mut field = Field::new(refining_window(rect, steps));
        for band in bands.iter().filter(|band| band.steps == steps) {
            near += field.add(pyramid, spread.days, band);
        }
        if near > MOST_CASES {
            return Err(RenderError::TooManyCases(near));
        }
        if field.empty {
            continue;
        }
        let scale = 6 * (coarsest - steps);
        let refined = refined(field.rect, field.mass, rect, steps);
        for (sum, mass) in mass.iter_mut().zip(&refined) {
            *sum += mass << scale;
        }
    }
    let case_mass = 1 << (UNREFINED_CASE_BITS + 6 * coarsest);
    Ok(Density {
        rect,
        mass,
        case_mass,
    })
}

/// The ground whose cases can be seen in a rectangle.
pub(super) fn ground(bandwidth_m: f64, rect: PixelRect) -> Bounds {
    rect.grown(halo_px(bandwidth_m, rect)).world().bounds()
}

/// The radius of a kernel in pixels where they are widest on the ground, at the equator.
pub(super) fn least_radius_px(bandwidth_m: f64, pixel_zoom: u8) -> f64 {
    radius_px(bandwidth_m, pixel_zoom, 128 << pixel_zoom)
}

/// How many pixels splitting and refining can move what is spread.
pub(super) const SPLIT_PX: u32 = 4 << MOST_STEPS;

/// How many pixels beyond a rectangle a case can reach into it: the largest kernel of the rows around it, the split, and
/// four coarse pixels of refining.
fn halo_px(bandwidth_m: f64, rect: PixelRect) -> u32 {
    let rows = [
        rect.y - 4 * BAND_ROWS,
        rect.y,
        rect.y + i64::from(rect.height) + 4 * BAND_ROWS,
    ];
    let last = (256_i64 << rect.pixel_zoom) - 1;
    let radius = rows.map(|row| radius_px(bandwidth_m, rect.pixel_zoom, row.clamp(0, last)));
    let widest = radius.into_iter().fold(0.0, f64::max).ceil();
    widest.min(f64::from(Taps::WIDEST_REACH) * 8.0) as u32 + SPLIT_PX
}

fn radius_px(bandwidth_m: f64, pixel_zoom: u8, row: i64) -> f64 {
    bandwidth_m / ground_pixel_area_m2(pixel_zoom, row).sqrt()
}

/// How the cases in 256 rows of the pixel lattice are spread.
struct Band {
    /// Its first row.
    top: i64,
    pixel_zoom: u8,
    /// How many zooms coarser the lattice is on which they are spread.
    steps: u32,
    /// The kernel's radius in pixels of that lattice.
    radius_px: f64,
    /// How many bits between pixels are told apart.
    fraction_bits: u32,
}

impl Band {
    fn new(bandwidth_m: f64, pixel_zoom: u8, number: i64) -> Self {
        let last = (256_i64 << pixel_zoom) - 1;
        let top = number * BAND_ROWS;
        let middle = (top + BAND_ROWS / 2).clamp(0, last);
        let mut radius_px = radius_px(bandwidth_m, pixel_zoom, middle);
        let mut steps = 0;
        let most = MOST_STEPS.min(u32::from(pixel_zoom));
        while steps < most && (radius_px > WIDEST_RADIUS_PX || pixel_zoom > FINEST_CELL_ZOOM) {
            radius_px /= 2.0;
            steps += 1;
        }
        let fraction_bits = match radius_px {
            r if r > 12.0 => FRACTION_BITS,
            r if r > 6.0 => 4,
            r if r > 3.0 => 3,
            _ => 2,
        };
        let finest = u32::from(FINEST_CELL_ZOOM) + steps - u32::from(pixel_zoom);
        Self {
            top,
            pixel_zoom,
            steps,
            radius_px,
            fraction_bits: fraction_bits.min(finest),
        }
    }

    /// The kernel without what splitting and refining add.
    fn taps(&self) -> Taps {
        if self.radius_px < LEAST_RADIUS_PX {
            return Taps::bent_biweight(0.0, 0.0);
        }
        let refining = (1.0 - 0.25_f64.powi(self.steps as i32)) / 4.0;
        let added = (SPLIT_VARIANCE_PX2 + refining) / self.radius_px.powi(2);
        let narrowed = (1.0 - NARROWING * added).max(0.0).sqrt();
        Taps::bent_biweight(self.radius_px * narrowed, (BEND * added).min(2.0))
    }

    /// The cells of the band around a rectangle of its lattice.
    fn cells(&self, around: PixelRect) -> PixelRect {
        let zoom = u32::from(around.pixel_zoom) + self.fraction_bits;
        let bits = self.fraction_bits;
        let of_band = |row: i64| match zoom.checked_sub(u32::from(self.pixel_zoom)) {
            Some(finer) => row << finer,
            None => row >> (u32::from(self.pixel_zoom) - zoom),
        };
        let top = (around.y << bits).max(of_band(self.top));
        let bottom = (around.y + i64::from(around.height)) << bits;
        let bottom = bottom.min(of_band(self.top + BAND_ROWS));
        PixelRect {
            pixel_zoom: zoom as u8,
            x: around.x << bits,
            y: top,
            width: around.width << bits,
            height: (bottom - top).max(0) as u32,
        }
    }
}

/// The mass of the pixels of a rectangle.
struct Field {
    rect: PixelRect,
    mass: Vec<u64>,
    empty: bool,
}

impl Field {
    fn new(rect: PixelRect) -> Self {
        Self {
            rect,
            mass: vec![0; rect.width as usize * rect.height as usize],
            empty: true,
        }
    }

    /// Adds the cases of a band, and says how many lie around.
    fn add(&mut self, pyramid: &Pyramid, days: Option<DayRange>, band: &Band) -> u64 {
        let reach = band.radius_px.floor().min(f64::from(Taps::WIDEST_REACH)) as u32;
        let around = self.rect.grown(reach + 1);
        let cells = band.cells(around);
        if cells.height == 0 {
            return 0;
        }
        let width = around.width as usize;
        let first = (cells.y >> band.fraction_bits) - 1;
        let rows = (i64::from(cells.height) >> band.fraction_bits) as usize + 3;
        let mut sources = vec![0_u64; width * rows];
        let mut cases = 0;
        pyramid.visit(cells, days, |x, y, sum| {
            cases += sum;
            for (x, y, share) in split(x, y, band.fraction_bits) {
                let (column, row) = (x - around.x, y - first);
                if (0..width as i64).contains(&column) {
                    sources[row as usize * width + column as usize] += share * sum;
                }
            }
        });
        if cases == 0 {
            return 0;
        }
        self.empty = false;
        let taps = band.taps();
        for (row, sources) in sources.chunks_exact(width).enumerate() {
            for (column, &weight) in sources.iter().enumerate().filter(|(_, w)| **w > 0) {
                self.spread(around.x + column as i64, first + row as i64, weight, &taps);
            }
        }
        cases
    }

    fn spread(&mut self, x: i64, y: i64, weight: u64, taps: &Taps) {
        let width = i64::from(self.rect.width);
        let top = y - taps.reach as i64 - self.rect.y;
        let rows = (-top).max(0)..(i64::from(self.rect.height) - top).min(taps.len() as i64);
        for i in rows {
            let (start, weights) = taps.row(i as usize);
            let left = x - taps.reach as i64 + start as i64 - self.rect.x;
            let skip = (-left).clamp(0, weights.len() as i64) as usize;
            let end = (width - left).clamp(skip as i64, weights.len() as i64) as usize;
            if skip == end {
                continue;
            }
            let first = ((top + i) * width + left + skip as i64) as usize;
            add(
                &mut self.mass[first..first + end - skip],
                &weights[skip..end],
                weight,
            );
        }
    }
}

/// Adds taps times a weight. Weights below 2^32 take a product that every processor has in pairs.
fn add(pixels: &mut [u64], taps: &[u32], weight: u64) {
    match u32::try_from(weight) {
        Ok(weight) => {
            for (pixel, &tap) in pixels.iter_mut().zip(taps) {
                *pixel += u64::from(tap) * u64::from(weight);
            }
        }
        Err(_) => {
            for (pixel, &tap) in pixels.iter_mut().zip(taps) {
                *pixel += u64::from(tap) * weight;
            }
        }
    }
}

/// The four pixels around the middle of a cell, so many bits finer than pixels, and their shares.
fn split(x: i64, y: i64, bits: u32) -> [(i64, i64, u64); 4] {
    const ONE: u64 = 1 << (FRACTION_BITS + 1);
    // in parts of a pixel from the middle of one to that of the next
    let from_middle = |cell: i64| ((2 * cell + 1) << (FRACTION_BITS - bits)) - (ONE / 2) as i64;
    let (u, v) = (from_middle(x), from_middle(y));
    let (x, y) = (u >> (FRACTION_BITS + 1), v >> (FRACTION_BITS + 1));
    let (fx, fy) = (u as u64 & (ONE - 1), v as u64 & (ONE - 1));
    [
        (x, y, (ONE - fx) * (ONE - fy)),
        (x + 1, y, fx * (ONE - fy)),
        (x, y + 1, (ONE - fx) * fy),
        (x + 1, y + 1, fx * fy),
    ]
}

#[cfg(test)]
mod tests;
