//! The Gauss-Krueger zones of CGCS2000 in the EPSG registry.

/// A zone: a transverse Mercator projection around a central meridian, false easting 500 km.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Zone {
    /// The central meridian in degrees east.
    pub(super) meridian: u32,
    /// The number that stands before the six digits of an easting, if one does: 40 in 40528513.
    pub(super) prefix: Option<u32>,
}

/// The first code of each family, its first and last central meridian, how many degrees lie between two, and the number
/// of the first zone where the eastings begin with it.
const FAMILIES: [(u32, u32, u32, u32, Option<u32>); 4] = [
    (4491, 75, 135, 6, Some(13)),
    (4502, 75, 135, 6, None),
    (4513, 75, 135, 3, Some(25)),
    (4534, 75, 135, 3, None),
];

/// How far to the east and west of its central meridian a zone is used, in metres: three degrees and some.
const HALF_WIDTH_M: f64 = 400_000.0;
/// The northing of the pole.
const MOST_NORTH_M: f64 = 10_002_000.0;

impl Zone {
    /// The zone of an EPSG code, 4491 to 4554.
    pub(super) fn of(code: u32) -> Option<Self> {
        FAMILIES
            .iter()
            .find_map(|&(first, west, east, step, number)| {
                let place = code.checked_sub(first)?;
                let meridian = west + place * step;
                (meridian <= east).then(|| Self {
                    meridian,
                    prefix: number.map(|number| number + place),
                })
            })
    }

    /// The codes of all zones whose central meridian lies between two longitudes; those of six degrees without a prefix are
    /// left out, as they are the same as those of three.
    pub(super) fn codes_between(west: f64, east: f64) -> impl Iterator<Item = u32> {
        let named = (4491..=4501).chain(4513..=4554);
        named.filter(move |&code| {
            Self::of(code).is_some_and(|zone| (west..=east).contains(&f64::from(zone.meridian)))
        })
    }

    /// Whether an easting and a northing can be meant in this zone.
    pub(super) fn can_hold(self, x: f64, y: f64) -> bool {
        let middle = f64::from(self.prefix.unwrap_or(0)) * 1e6 + 5e5;
        (x - middle).abs() <= HALF_WIDTH_M && (0.0..=MOST_NORTH_M).contains(&y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names as the registry has them.
    #[test]
    fn codes() {
        for (code, meridian, prefix) in [
            (4491, 75, Some(13)),
            (4501, 135, Some(23)),
            (4502, 75, None),
            (4512, 135, None),
            (4513, 75, Some(25)),
            (4525, 111, Some(37)),
            (4528, 120, Some(40)),
            (4533, 135, Some(45)),
            (4534, 75, None),
            (4547, 114, None),
            (4549, 120, None),
            (4554, 135, None),
        ] {
            assert_eq!(Zone::of(code), Some(Zone { meridian, prefix }), "{code}");
        }
        assert!([4490, 4555, 1024, 32_767].map(Zone::of) == [None; 4]);
    }

    #[test]
    fn zones_around_a_place() {
        let near: Vec<u32> = Zone::codes_between(117.1, 123.5).collect();
        assert_eq!(near, [4499, 4528, 4529, 4549, 4550]);
        let zone = Zone::of(4528).expect("a zone");
        assert!(zone.can_hold(40_528_513.0, 3_486_712.0));
        assert!(!zone.can_hold(528_513.0, 3_486_712.0));
        let plain = Zone::of(4549).expect("a zone");
        assert!(plain.can_hold(528_513.0, 3_486_712.0) && !plain.can_hold(120.3, 31.5));
    }
}
