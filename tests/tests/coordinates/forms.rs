//! Addresses written in several coordinate reference systems, by formulae of their own: none is the engine's.

use std::f64::consts::PI;
use std::fmt::Write;

use hexward_engine::model::AreaCode;

use crate::street::{Home, Street};

/// A way to write the coordinates of a file.
pub(crate) struct Form {
    pub(crate) name: &'static str,
    /// What is right to state about it.
    pub(crate) crs: &'static str,
    pub(crate) is_geojson: bool,
    /// The names of its two columns.
    columns: [&'static str; 2],
    /// What stands there of a longitude and a latitude.
    pair: fn([f64; 2]) -> [f64; 2],
}

const fn csv(
    crs: &'static str,
    columns: [&'static str; 2],
    pair: fn([f64; 2]) -> [f64; 2],
) -> Form {
    Form {
        name: crs,
        crs,
        is_geojson: false,
        columns,
        pair,
    }
}

const DEGREES: [&str; 2] = ["lon", "lat"];
const PLANE: [&str; 2] = ["x", "y"];

pub(crate) const FORMS: &[Form] = &[
    csv("EPSG:4490", DEGREES, |place| place),
    Form {
        name: "GeoJSON",
        is_geojson: true,
        ..csv("EPSG:4490", DEGREES, |place| place)
    },
    csv("EPSG:4490,swapped", DEGREES, |[lon, lat]| [lat, lon]),
    csv("EPSG:4549", PLANE, |place| gauss_krueger(place, 0.0)),
    csv("EPSG:4549,swapped", PLANE, |place| {
        let [x, y] = gauss_krueger(place, 0.0);
        [y, x]
    }),
    csv("EPSG:4528", PLANE, |place| gauss_krueger(place, 40.0)),
    csv("GCJ-02", DEGREES, gcj02),
    csv("BD-09", DEGREES, |place| bd09(gcj02(place))),
    csv("EPSG:3857", PLANE, mercator),
];

/// A file of addresses.
pub(crate) fn table(form: &Form, homes: &[Home], with_codes: bool) -> String {
    let mut text = String::new();
    if form.is_geojson {
        text.push_str("{\"type\":\"FeatureCollection\",\"features\":[");
    } else {
        let [x, y] = form.columns;
        let grid = if with_codes { ",grid" } else { "" };
        writeln!(text, "id,{x},{y}{grid}").expect("memory");
    }
    for (i, home) in homes.iter().enumerate() {
        let [x, y] = (form.pair)([home.lon, home.lat]);
        let code = &home.code;
        if form.is_geojson {
            let comma = if i > 0 { "," } else { "" };
            let grid = if with_codes {
                format!(",\"grid\":\"{code}\"")
            } else {
                String::new()
            };
            write!(text, "{comma}\n{{\"type\":\"Feature\",\"properties\":{{\"id\":\"A{i}\"{grid}}},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{x},{y}]}}}}").expect("memory");
        } else {
            let grid = if with_codes {
                format!(",{code}")
            } else {
                String::new()
            };
            writeln!(text, "A{i},{x},{y}{grid}").expect("memory");
        }
    }
    if form.is_geojson {
        text.push_str("]}");
    }
    text
}

/// The grids of a street as a file.
pub(crate) fn areas(form: &Form, street: &Street, with_parent: bool) -> String {
    let feature = |(code, corners): (&AreaCode, [[f64; 2]; 4])| {
        let parent = &code.as_str()[..12];
        let parent = if with_parent {
            format!(",\"parent\":\"{parent}\"")
        } else {
            String::new()
        };
        let ring = [0, 1, 2, 3, 0].map(|corner| format!("{:?}", (form.pair)(corners[corner])));
        let ring = ring.join(",");
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"code\":\"{code}\",\"name\":\"n\",\"tier\":\"grid\"{parent}}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{ring}]]}}}}"
        )
    };
    let features: Vec<String> = street.corners().map(feature).collect();
    let features = features.join(",\n");
    format!("{{\"type\":\"FeatureCollection\",\"features\":[{features}]}}")
}

const SEMI_MAJOR_M: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_222_101;

/// Easting and northing around 120 degrees east (Krüger 1912: the series in the third flattening, to its fourth power), the
/// number of the zone before the easting.
fn gauss_krueger([lon, lat]: [f64; 2], zone: f64) -> [f64; 2] {
    let n = FLATTENING / (2.0 - FLATTENING);
    let e = (FLATTENING * (2.0 - FLATTENING)).sqrt();
    let radius = SEMI_MAJOR_M / (1.0 + n) * (1.0 + n.powi(2) / 4.0 + n.powi(4) / 64.0);
    let series = [
        n / 2.0 - 2.0 / 3.0 * n.powi(2) + 5.0 / 16.0 * n.powi(3) + 41.0 / 180.0 * n.powi(4),
        13.0 / 48.0 * n.powi(2) - 3.0 / 5.0 * n.powi(3) + 557.0 / 1440.0 * n.powi(4),
        61.0 / 240.0 * n.powi(3) - 103.0 / 140.0 * n.powi(4),
        49_561.0 / 161_280.0 * n.powi(4),
    ];
    let (sine, from_meridian) = (lat.to_radians().sin(), (lon - 120.0).to_radians());
    let t = (sine.atanh() - e * (e * sine).atanh()).sinh();
    let north = t.atan2(from_meridian.cos());
    let east = (from_meridian.sin() / t.hypot(from_meridian.cos())).asinh();
    let (mut x, mut y) = (east, north);
    for (j, factor) in (1..).zip(series) {
        let k = 2.0 * f64::from(j);
        x += factor * (k * north).cos() * (k * east).sinh();
        y += factor * (k * north).sin() * (k * east).cosh();
    }
    [zone * 1e6 + 5e5 + radius * x, radius * y]
}

fn mercator([lon, lat]: [f64; 2]) -> [f64; 2] {
    let y = (PI / 4.0 + lat.to_radians() / 2.0).tan().ln();
    [SEMI_MAJOR_M * lon.to_radians(), SEMI_MAJOR_M * y]
}

/// GCJ-02, by its published formula.
fn gcj02([lon, lat]: [f64; 2]) -> [f64; 2] {
    let (x, y) = (lon - 105.0, lat - 35.0);
    let waves = |v: f64, parts: [(f64, f64); 4]| -> f64 {
        let parts = parts
            .iter()
            .map(|(height, length)| height * (v * PI / length).sin());
        parts.sum::<f64>() / 1.5
    };
    let fast = 20.0 / 1.5 * ((6.0 * PI * x).sin() + (2.0 * PI * x).sin());
    let root = x.abs().sqrt();
    let east = 300.0 + x + 2.0 * y + 0.1 * (x * x + x * y + root);
    let east = east + fast + waves(x, [(20.0, 1.0), (40.0, 3.0), (150.0, 12.0), (300.0, 30.0)]);
    let north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * (y * y + root) + 0.1 * x * y;
    let north = north + fast + waves(y, [(20.0, 1.0), (40.0, 3.0), (160.0, 12.0), (320.0, 30.0)]);
    let (a, ee) = (6_378_245.0, 0.006_693_421_622_965_943);
    let w2 = 1.0 - ee * lat.to_radians().sin().powi(2);
    [
        lon + (east * w2.sqrt() / a / lat.to_radians().cos()).to_degrees(),
        lat + (north * w2.powf(1.5) / a / (1.0 - ee)).to_degrees(),
    ]
}

/// BD-09 of GCJ-02, by its published formula.
fn bd09([lon, lat]: [f64; 2]) -> [f64; 2] {
    let turn = PI * 3000.0 / 180.0;
    let radius = lon.hypot(lat) + 2e-5 * (lat * turn).sin();
    let angle = lat.atan2(lon) + 3e-6 * (lon * turn).cos();
    [radius * angle.cos() + 0.0065, radius * angle.sin() + 0.006]
}

/// Figures of PROJ 9.5.1: `gdaltransform -s_srs OGC:CRS84 -t_srs EPSG:4549` and so on.
#[test]
fn the_formulae_are_those_of_proj() {
    for (place, zone, plane) in [
        (
            [120.3, 31.5],
            [528_500.756_075, 3_486_450.196_933],
            [13_391_734.742_431, 3_697_855.330_338],
        ),
        (
            [120.281, 31.461],
            [526_706.776_312, 3_482_121.158_559],
            [13_389_619.672_106, 3_692_764.606_896],
        ),
        (
            [120.329, 31.499],
            [531_256.175_071, 3_486_347.219_748],
            [13_394_963.007_664, 3_697_724.772_454],
        ),
    ] {
        for (found, expected) in [(gauss_krueger(place, 0.0), zone), (mercator(place), plane)] {
            let off_m = (found[0] - expected[0]).hypot(found[1] - expected[1]);
            assert!(off_m < 1e-4, "{place:?}: {found:?}");
        }
        assert!((gauss_krueger(place, 40.0)[0] - 40e6 - zone[0]).abs() < 1e-4);
    }
    // the example in the documentation of several implementations
    let [lon, lat] = gcj02([116.404, 39.915]);
    assert!((lon - 116.410_244_499_169).abs() < 1e-9 && (lat - 39.916_404_281_502).abs() < 1e-9);
}
