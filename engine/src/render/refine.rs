//! From a coarse lattice to a finer one without losing a bit of mass.
//!
//! One step splits the mass of every pixel along each axis over the four finer pixels around its middle, as 1, 3, 3, 1
//! eighths: repeated, that is a quadratic B-spline. All sums are kept 64 times as large a step, so nothing is rounded.

use crate::geom::PixelRect;

/// The part of a lattice so many steps coarser that a rectangle is refined from.
pub(super) fn refining_window(rect: PixelRect, steps: u32) -> PixelRect {
    (0..steps).fold(rect, |fine, _| coarser(fine))
}

/// The window of a coarse lattice that one step needs.
fn coarser(fine: PixelRect) -> PixelRect {
    let (x, y) = ((fine.x - 1) >> 1, (fine.y - 1) >> 1);
    let end = |from: i64, length: u32| ((from + i64::from(length)) >> 1) + 1;
    PixelRect {
        pixel_zoom: fine.pixel_zoom - 1,
        x,
        y,
        width: (end(fine.x, fine.width) - x) as u32,
        height: (end(fine.y, fine.height) - y) as u32,
    }
}

/// The mass of a rectangle's pixels, 64 times as large a step, from that of its [`refining_window`].
pub(super) fn refined(from: PixelRect, mass: Vec<u64>, rect: PixelRect, steps: u32) -> Vec<u64> {
    let (mut window, mut mass) = (from, mass);
    for step in (0..steps).rev() {
        let next = refining_window(rect, step);
        mass = step_finer(window, &mass, next);
        window = next;
    }
    mass
}

fn step_finer(from: PixelRect, mass: &[u64], to: PixelRect) -> Vec<u64> {
    let width = from.width as usize;
    let row = |y: i64| {
        let start = (y - from.y) as usize * width;
        &mass[start..start + width]
    };
    let mut line = vec![0; width];
    let mut finer = Vec::with_capacity(to.width as usize * to.height as usize);
    for y in to.y..to.y + i64::from(to.height) {
        let (own, beside) = (row(y >> 1), row(neighbour(y)));
        for ((sum, own), beside) in line.iter_mut().zip(own).zip(beside) {
            *sum = 3 * own + beside;
        }
        let columns = to.x..to.x + i64::from(to.width);
        finer.extend(columns.map(|x| {
            3 * line[((x >> 1) - from.x) as usize] + line[(neighbour(x) - from.x) as usize]
        }));
    }
    finer
}

/// The coarse pixel beside that of a fine one which gives to it as well.
fn neighbour(fine: i64) -> i64 {
    (fine >> 1) + if fine & 1 == 0 { -1 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_mass_is_lost_and_any_part_is_that_of_the_whole() {
        let whole = PixelRect {
            pixel_zoom: 9,
            x: 1001,
            y: -6,
            width: 61,
            height: 48,
        };
        for steps in 0..=3 {
            let from = refining_window(whole, steps);
            let number = |i: usize| (i as u64).wrapping_mul(0x9E37_79B9) % 1000;
            let at = |x: i64, y: i64| number((x * 7919 + y * 104_729).unsigned_abs() as usize);
            let coarse = |window: PixelRect| {
                let rows = window.y..window.y + i64::from(window.height);
                let row = |y| (window.x..window.x + i64::from(window.width)).map(move |x| at(x, y));
                rows.flat_map(row).collect::<Vec<u64>>()
            };
            let large = refined(from, coarse(from), whole, steps);
            for (x, y, width, height) in [(0, 0, 1, 1), (3, 5, 40, 20), (60, 47, 1, 1)] {
                let part = PixelRect {
                    x: whole.x + x,
                    y: whole.y + y,
                    width,
                    height,
                    ..whole
                };
                let from = refining_window(part, steps);
                let small = refined(from, coarse(from), part, steps);
                for (i, &mass) in small.iter().enumerate() {
                    let (column, row) = (i % width as usize, i / width as usize);
                    let place = (row + y as usize) * 61 + column + x as usize;
                    assert_eq!(mass, large[place], "{steps} steps, {x} {y}, pixel {i}");
                }
            }
            let window = PixelRect {
                x: whole.x - 40,
                y: whole.y - 40,
                width: 160,
                height: 160,
                ..whole
            };
            let from = refining_window(window, steps);
            let mut one = vec![0; from.width as usize * from.height as usize];
            one[from.width as usize * (from.height as usize / 2) + from.width as usize / 2] = 5;
            let all: u64 = refined(from, one, window, steps).iter().sum();
            assert_eq!(all, 5 << (6 * steps));
        }
    }
}
