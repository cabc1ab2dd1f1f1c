//! The two systems of consumer maps: GCJ-02 (火星坐标) and BD-09.
//!
//! GCJ-02 adds to WGS 84 an offset of 50 to 700 m that varies smoothly, inside a rectangle around China; outside it adds
//! nothing. BD-09 turns and stretches GCJ-02 by another kilometre. Both are published as closed formulae in this
//! direction only; the way back is an iteration, to less than 1e-10 degree.

use std::f64::consts::PI;

use libm::{atan2, cos, fabs, hypot, sin, sqrt};

/// Longitude and latitude in degrees.
type Degrees = [f64; 2];

/// The rectangle inside which GCJ-02 differs from WGS 84, in degrees.
const WEST: f64 = 72.004;
const EAST: f64 = 137.8347;
const SOUTH: f64 = 0.8293;
const NORTH: f64 = 55.8271;

/// The ellipsoid of Krassovsky 1940, on which the offset in metres becomes degrees.
const SEMI_MAJOR_M: f64 = 6_378_245.0;
const ECCENTRICITY_2: f64 = 0.006_693_421_622_965_943;

/// What BD-09 adds to GCJ-02 in degrees, besides its waves.
const BD_SHIFT: Degrees = [0.0065, 0.006];

/// The way back stops when a step is smaller than this, in degrees.
const SMALL: f64 = 1e-11;
/// Each step is about a thousand times smaller than the one before.
const STEPS: usize = 20;

/// GCJ-02 of a position in WGS 84.
pub(crate) fn gcj02_of([lon, lat]: Degrees) -> Degrees {
    if !(WEST..=EAST).contains(&lon) || !(SOUTH..=NORTH).contains(&lat) {
        return [lon, lat];
    }
    let [east_m, north_m] = offset_m(lon - 105.0, lat - 35.0);
    let sine = sin(lat.to_radians());
    let w2 = 1.0 - ECCENTRICITY_2 * sine * sine;
    let meridian_m = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_2) / (w2 * sqrt(w2));
    let parallel_m = SEMI_MAJOR_M / sqrt(w2) * cos(lat.to_radians());
    [
        lon + (east_m / parallel_m).to_degrees(),
        lat + (north_m / meridian_m).to_degrees(),
    ]
}

/// The offset to the east and to the north in metres, `x` and `y` degrees from 105 east, 35 north.
fn offset_m(x: f64, y: f64) -> [f64; 2] {
    let wave = |amplitude: f64, angle: f64| amplitude * sin(angle * PI);
    let short = wave(20.0, 6.0 * x) + wave(20.0, 2.0 * x);
    let root = sqrt(fabs(x));
    let easts =
        short + wave(20.0, x) + wave(40.0, x / 3.0) + wave(150.0, x / 12.0) + wave(300.0, x / 30.0);
    let norths =
        short + wave(20.0, y) + wave(40.0, y / 3.0) + wave(160.0, y / 12.0) + wave(320.0, y / 30.0);
    [
        300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + easts * 2.0 / 3.0,
        -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + norths * 2.0 / 3.0,
    ]
}

/// WGS 84 of a position in GCJ-02.
pub(crate) fn wgs84_of_gcj02(place: Degrees) -> Degrees {
    inverse(gcj02_of, place)
}

/// BD-09 of a position in WGS 84.
pub(crate) fn bd09_of(place: Degrees) -> Degrees {
    bd09_of_gcj02(gcj02_of(place))
}

/// WGS 84 of a position in BD-09.
pub(crate) fn wgs84_of_bd09(place: Degrees) -> Degrees {
    wgs84_of_gcj02(inverse(bd09_of_gcj02, place))
}

/// BD-09 of a position in GCJ-02.
fn bd09_of_gcj02([lon, lat]: Degrees) -> Degrees {
    const WAVES: f64 = PI * 3000.0 / 180.0;
    let radius = hypot(lon, lat) + 0.000_02 * sin(lat * WAVES);
    let angle = atan2(lat, lon) + 0.000_003 * cos(lon * WAVES);
    [
        radius * cos(angle) + BD_SHIFT[0],
        radius * sin(angle) + BD_SHIFT[1],
    ]
}

/// The position that `forward` leads to `target`; not-a-number when the iteration does not end, which happens only at the
/// rim of the rectangle, where GCJ-02 jumps.
fn inverse(forward: impl Fn(Degrees) -> Degrees, target: Degrees) -> Degrees {
    let mut guess = target;
    for _ in 0..STEPS {
        let [lon, lat] = forward(guess);
        let step = [target[0] - lon, target[1] - lat];
        guess = [guess[0] + step[0], guess[1] + step[1]];
        if fabs(step[0]) < SMALL && fabs(step[1]) < SMALL {
            return guess;
        }
    }
    [f64::NAN; 2]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Bounds, Position};

    fn is_near(a: Degrees, b: Degrees, degrees: f64) -> bool {
        fabs(a[0] - b[0]) < degrees && fabs(a[1] - b[1]) < degrees
    }

    fn apart_m(a: Degrees, b: Degrees) -> f64 {
        let at = |[lon, lat]: Degrees| Position::from_degrees(lon, lat).expect("in range");
        Bounds::around([at(a), at(b)])
            .expect("two corners")
            .diagonal_m()
    }

    /// Pairs that the documentation of free implementations gives as examples.
    #[test]
    fn known_pairs() {
        for (wgs84, gcj02) in [
            (
                [116.404, 39.915],
                [116.410_244_499_169_38, 39.916_404_281_501_64],
            ),
            (
                [121.527_210_6, 31.177_427_6],
                [121.531_541_859_215, 31.175_303_983_645_97],
            ),
            (
                [113.912_316, 22.543_847],
                [113.917_176_480_836_3, 22.540_796_131_694_766],
            ),
            (
                [116.377_817, 39.911_954],
                [116.384_047_224_556_57, 39.913_345_455_360_69],
            ),
        ] {
            assert!(is_near(gcj02_of(wgs84), gcj02, 1e-9), "{wgs84:?}");
            assert!(is_near(wgs84_of_gcj02(gcj02), wgs84, 1e-9), "{gcj02:?}");
        }
        let bd09 = [116.410_369_493_710_29, 39.921_336_993_510_21];
        assert!(is_near(bd09_of_gcj02([116.404, 39.915]), bd09, 1e-9));
        let gcj02 = inverse(bd09_of_gcj02, bd09);
        assert!(is_near(gcj02, [116.404, 39.915], 1e-9));
    }

    #[test]
    fn offsets_in_five_cities() {
        for (city, place, gcj02_m) in [
            ("Huai'an", [119.015, 33.610], 531.0),
            ("Zhuzhou", [113.134, 27.828], 672.0),
            ("Wuxi", [120.312, 31.491], 485.0),
            ("Yongkang", [120.047, 28.889], 555.0),
            ("Nanchang", [115.858, 28.683], 603.0),
        ] {
            let (gcj, bd) = (
                apart_m(place, gcj02_of(place)),
                apart_m(place, bd09_of(place)),
            );
            assert!(fabs(gcj - gcj02_m) < 8.0, "{city}: GCJ-02 {gcj} m");
            assert!((1130.0..1260.0).contains(&bd), "{city}: BD-09 {bd} m");
        }
    }

    #[test]
    fn there_and_back() {
        for i in 0..2000 {
            let place = [
                73.0 + f64::from(i % 50) * 1.271,
                2.0 + f64::from(i / 50) * 1.317,
            ];
            let back = [
                wgs84_of_gcj02(gcj02_of(place)),
                wgs84_of_bd09(bd09_of(place)),
            ];
            for back in back {
                assert!(is_near(back, place, 1e-9), "{place:?}: {back:?}");
            }
        }
    }

    #[test]
    fn outside_the_rectangle_nothing_is_added() {
        for place in [[-0.137, 51.513], [139.7, 35.7], [100.0, -10.0]] {
            assert!(is_near(gcj02_of(place), place, f64::MIN_POSITIVE));
            assert!(is_near(wgs84_of_gcj02(place), place, f64::MIN_POSITIVE));
        }
        let rim = wgs84_of_gcj02([WEST + 1e-5, 30.0]);
        assert!(rim[0].is_nan() || is_near(gcj02_of(rim), [WEST + 1e-5, 30.0], 1e-9));
        assert!(wgs84_of_bd09([f64::NAN, 30.0])[0].is_nan());
    }
}
