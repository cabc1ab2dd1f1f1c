//! Density against what it should be: in f64 by hand, from latitude to latitude, day by day, cut anywhere.

use time::Date;

use super::*;
use crate::geom::{Position, WorldPoint};
use crate::layer::Tick;

const BANDWIDTH_M: f64 = 200.0;

fn day(n: i32) -> Date {
    Date::from_julian_day(2_460_000 + n).expect("a day")
}

fn world(lon: f64, lat: f64) -> WorldPoint {
    WorldPoint::of(Position::from_degrees(lon, lat).expect("in range"))
}

fn spread(days: Option<DayRange>) -> Spread {
    Spread {
        bandwidth_m: BANDWIDTH_M,
        days,
    }
}

/// A cluster of cases around a point, up to 1.3 km off, on seven days.
fn cluster(n: u64) -> Vec<Tick> {
    let noise = |i: u64, salt: u64| {
        let mixed = (i * 2 + salt).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 40) as f64
            / f64::from(1 << 24)
    };
    let tick = |i: u64| {
        let (u, v) = (noise(i, 0) - 0.5, noise(i, 1) - 0.5);
        Tick {
            at: world(120.3 + 0.1 * u * u.abs(), 31.5 + 0.08 * v * v.abs()),
            day: day((i % 7) as i32),
            value: 1 + (i % 3) as i64,
        }
    };
    (0..n).map(tick).collect()
}

fn around(at: WorldPoint, pixel_zoom: u8, reach: i64) -> PixelRect {
    let shift = 32 - u32::from(pixel_zoom);
    PixelRect {
        pixel_zoom,
        x: (at.x >> shift) - reach,
        y: (at.y >> shift) - reach,
        width: 2 * reach as u32 + 1,
        height: 2 * reach as u32 + 1,
    }
}

/// Cases per square metre at the middle of a pixel, added up one by one.
fn direct(ticks: &[Tick], rect: PixelRect, x: i64, y: i64) -> f64 {
    let pixel = f64::from(2_u32).powi(rect.pixel_shift() as i32);
    let density = |tick: &Tick| {
        let (px, py) = (tick.at.x as f64 / pixel, tick.at.y as f64 / pixel);
        let radius = radius_px(BANDWIDTH_M, rect.pixel_zoom, py as i64);
        let (dx, dy) = (x as f64 + 0.5 - px, y as f64 + 0.5 - py);
        let inside = 1.0 - (dx * dx + dy * dy) / (radius * radius);
        let shape = if inside > 0.0 { inside * inside } else { 0.0 };
        let peak = 3.0 / (std::f64::consts::PI * BANDWIDTH_M * BANDWIDTH_M);
        tick.value as f64 * peak * shape
    };
    ticks.iter().map(density).sum()
}

#[test]
fn one_case_is_a_biweight_at_every_latitude_and_zoom() {
    for lat in [18.0, 31.0, 53.0] {
        let ticks = [Tick {
            at: world(120.123_456_7, lat),
            day: day(0),
            value: 1,
        }];
        let pyramid = Pyramid::build(&ticks);
        for zoom in 8..=17 {
            let row = ticks[0].at.y >> (32 - u32::from(zoom));
            let radius = radius_px(BANDWIDTH_M, zoom, row);
            let rect = around(ticks[0].at, zoom, radius.ceil() as i64 + 40);
            let raster = density(&pyramid, &spread(None), rect).expect("a density");
            let total: u128 = raster.mass.iter().map(|&m| u128::from(m)).sum();
            assert_eq!(total, u128::from(raster.case_mass), "lat {lat} zoom {zoom}");
            if radius < 12.0 {
                continue;
            }
            let peak = direct(&ticks, rect, ticks[0].at.x >> rect.pixel_shift(), row);
            let mut worst = 0.0_f64;
            for (i, &mass) in raster.mass.iter().enumerate() {
                let (column, row) = (i % rect.width as usize, i / rect.width as usize);
                let value = mass as f64 * raster.per_m2_factor(row);
                let (x, y) = (rect.x + column as i64, rect.y + row as i64);
                worst = worst.max((value - direct(&ticks, rect, x, y)).abs() / peak);
            }
            println!(
                "lat {lat} zoom {zoom} radius {radius:.1} px: {:.2} % of the peak off",
                worst * 100.0
            );
            assert!(worst < 0.008, "lat {lat} zoom {zoom}: {worst}");
        }
    }
}

#[test]
fn a_thousand_pixels_agree_with_a_direct_sum_within_a_step_of_the_scale() {
    let ticks = cluster(3000);
    let pyramid = Pyramid::build(&ticks);
    for zoom in [13, 14, 15, 16] {
        let rect = around(world(120.3, 31.5), zoom, 40 << (zoom - 13));
        let raster = density(&pyramid, &spread(None), rect).expect("a density");
        let value =
            |i: usize| raster.mass[i] as f64 * raster.per_m2_factor(i / rect.width as usize);
        let top = (0..raster.mass.len()).map(value).fold(0.0, f64::max);
        let mut worst = 0.0_f64;
        for k in 0..1000 {
            let i = k * 104_729 % raster.mass.len();
            let (x, y) = (i % rect.width as usize, i / rect.width as usize);
            let direct = direct(&ticks, rect, rect.x + x as i64, rect.y + y as i64);
            worst = worst.max((value(i) - direct).abs() / top);
        }
        println!("zoom {zoom}: {:.3} % of the top off", worst * 100.0);
        assert!(worst < 1.0 / 254.0, "zoom {zoom}: {worst}");
    }
}

#[test]
fn days_add_up_and_a_range_is_what_was_counted_on_its_days() {
    let ticks = cluster(400);
    let pyramid = Pyramid::build(&ticks);
    let rect = around(world(120.3, 31.5), 14, 150);
    let on = |from: i32, to: i32| {
        let days = DayRange {
            from: day(from),
            to: day(to),
        };
        density(&pyramid, &spread(Some(days)), rect).expect("a density")
    };
    let all = density(&pyramid, &spread(None), rect).expect("a density");
    assert_eq!(on(-100, 100), all);
    let (first, rest) = (on(0, 2), on(3, 6));
    let sums = first.mass.iter().zip(&rest.mass).map(|(a, b)| a + b);
    assert!(sums.eq(all.mass.iter().copied()));
    let within: Vec<Tick> = ticks
        .iter()
        .filter(|tick| (day(2)..=day(4)).contains(&tick.day))
        .copied()
        .collect();
    let alone = density(&Pyramid::build(&within), &spread(None), rect).expect("a density");
    assert_eq!(on(2, 4), alone);
    assert!(on(7, 9).mass.iter().all(|&mass| mass == 0));
}

#[test]
fn any_part_is_that_of_the_whole() {
    let pyramid = Pyramid::build(&cluster(700));
    for zoom in [9, 12, 14, 16, 18] {
        let whole = around(world(120.301, 31.501), zoom, 290);
        let large = density(&pyramid, &spread(None), whole).expect("a density");
        for (dx, dy, width, height) in [(0, 0, 37, 581), (200, 130, 256, 256), (580, 580, 1, 1)] {
            let part = PixelRect {
                x: whole.x + dx,
                y: whole.y + dy,
                width,
                height,
                ..whole
            };
            let small = density(&pyramid, &spread(None), part).expect("a density");
            assert_eq!(small.case_mass, large.case_mass);
            for (i, &mass) in small.mass.iter().enumerate() {
                let (x, y) = (
                    i % width as usize + dx as usize,
                    i / width as usize + dy as usize,
                );
                assert_eq!(mass, large.mass[y * 581 + x], "zoom {zoom} part {dx} {dy}");
            }
        }
    }
}
