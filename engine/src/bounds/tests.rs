//! The bounds of areas whose surroundings are known.

use super::*;
use crate::geom::{Polygon, Ring};
use crate::model::Language;

const METRE_LAT: f64 = 1e7 / 110_574.0;

/// A position so many metres east and north of 0, 0.
fn at(x: f64, y: f64) -> Position {
    Position::clamped(
        (x * 1e7 / 111_319.5).round() as i64,
        (y * METRE_LAT).round() as i64,
    )
}

fn region(corners: &[(f64, f64)]) -> Region {
    let corners: Vec<Position> = corners.iter().map(|&(x, y)| at(x, y)).collect();
    let ring = Ring::new(&corners).expect("a ring");
    Region::single(Polygon::new(ring, Vec::new()).expect("a polygon"))
}

fn box_of(x: f64, y: f64, width: f64, height: f64) -> Region {
    region(&[
        (x, y),
        (x + width, y),
        (x + width, y + height),
        (x, y + height),
    ])
}

/// The class, the name and the path of a line.
type Drawn<'a> = (&'static str, &'static str, &'a [(f64, f64)]);

struct Scene {
    frame: LocalFrame,
    turned_deg: f64,
    paths: Vec<(&'static str, &'static str, Vec<Position>)>,
    others: Vec<(&'static str, Region)>,
}

impl Scene {
    fn new(paths: &[Drawn<'_>], others: &[(&'static str, Region)]) -> Self {
        let path = |path: &[(f64, f64)]| path.iter().map(|&(x, y)| at(x, y)).collect();
        Self {
            frame: LocalFrame::new(at(0.0, 0.0)),
            turned_deg: 0.0,
            paths: paths.iter().map(|&(c, n, p)| (c, n, path(p))).collect(),
            others: others.to_vec(),
        }
    }

    fn of(&self, region: &Region) -> (FourBounds, [f64; 4]) {
        let lines: Vec<Line<'_>> = self
            .paths
            .iter()
            .map(|(class, name, path)| Line { class, name, path })
            .collect();
        let neighbours: Vec<Neighbour<'_>> = self
            .others
            .iter()
            .map(|(name, region)| Neighbour { name, region })
            .collect();
        let around = Surroundings {
            frame: &self.frame,
            turned_deg: self.turned_deg,
            lines: &lines,
            neighbours: &neighbours,
        };
        let bounds = four_bounds(region, &around);
        let led = shares(region, &bounds, &around);
        (bounds, led)
    }
}

#[test]
fn roads_river_neighbours_and_the_edge_of_the_map() {
    let own = box_of(0.0, 0.0, 200.0, 100.0);
    let scene = Scene::new(
        &[
            ("street", "云溪路", &[(210.0, -50.0), (210.0, 150.0)]),
            ("river", "白鹭河", &[(-80.0, -20.0), (300.0, -20.0)]),
            // crosses, does not run along
            ("street", "横街", &[(100.0, -200.0), (100.0, 300.0)]),
            // too far away
            ("street", "远路", &[(-80.0, 160.0), (300.0, 160.0)]),
        ],
        &[("望川社区", box_of(-150.0, 0.0, 150.0, 100.0))],
    );
    let (bounds, led) = scene.of(&own);
    assert_eq!(
        bounds.said().zh,
        "东至云溪路，南至白鹭河，西至望川社区，北至图界"
    );
    assert_eq!(
        bounds.said().en,
        "east to 云溪路, south to 白鹭河, west to 望川社区, north to the edge of the map"
    );
    for (bound, led) in bounds.bounds.iter().zip(led) {
        assert!((led - 1.0).abs() < 0.1, "{bound:?} {led}");
    }
    let lengths = bounds.bounds.each_ref();
    let lengths = lengths.map(|bound| bound.length_m.round() as u32);
    assert_eq!(lengths, [100, 200, 100, 200]);
}

#[test]
fn two_names_where_one_is_not_enough() {
    let own = box_of(0.0, 0.0, 200.0, 100.0);
    let scene = Scene::new(
        &[
            ("street", "甲路", &[(-50.0, 105.0), (108.0, 105.0)]),
            ("street", "乙路", &[(112.0, 105.0), (250.0, 105.0)]),
            ("street", "丙巷", &[(150.0, 108.0), (170.0, 108.0)]),
        ],
        &[],
    );
    let (bounds, led) = scene.of(&own);
    assert_eq!(bounds.bounds[3].said(Language::Zh), "甲路及乙路");
    assert_eq!(bounds.bounds[3].said(Language::En), "甲路 and 乙路");
    assert!(led[3] > 0.95, "{led:?}");
    assert_eq!(bounds.bounds[0].names[0].kind, Kind::Edge);
}

#[test]
fn a_line_on_a_third_of_a_side_is_joined_by_the_neighbour() {
    let own = box_of(0.0, 0.0, 300.0, 100.0);
    let scene = Scene::new(
        &[("street", "短路", &[(0.0, 102.0), (100.0, 102.0)])],
        &[("北邻", box_of(0.0, 100.0, 300.0, 100.0))],
    );
    let (bounds, led) = scene.of(&own);
    assert_eq!(bounds.bounds[3].said(Language::Zh), "北邻及短路");
    assert!(led[3] > 0.95, "{led:?}");
}

#[test]
fn walls_railways_and_water_need_no_name() {
    let own = box_of(0.0, 0.0, 200.0, 100.0);
    let scene = Scene::new(
        &[
            ("wall", "", &[(200.0, -50.0), (200.0, 150.0)]),
            ("rail", "", &[(-80.0, -20.0), (300.0, -20.0)]),
            // a name is better known, though the wall is nearer
            ("wall", "", &[(0.0, -50.0), (0.0, 150.0)]),
            ("street", "西巷", &[(-20.0, -50.0), (-20.0, 150.0)]),
            ("canal", "", &[(-80.0, 110.0), (90.0, 110.0)]),
        ],
        &[("北邻", box_of(0.0, 100.0, 200.0, 100.0))],
    );
    let (bounds, led) = scene.of(&own);
    assert_eq!(
        bounds.said().zh,
        "东至围墙，南至铁路，西至西巷，北至北邻及河道"
    );
    assert_eq!(
        bounds.said().en,
        "east to a wall, south to the railway, west to 西巷, north to 北邻 and the river"
    );
    assert!(led.into_iter().all(|led| led > 0.9), "{led:?}");
}

#[test]
fn the_quarters_turn_with_the_streets() {
    // a town turned by 30 degrees: with the compass as it is, sides would be split
    let turned = |x: f64, y: f64| {
        let (sine, cosine) = (0.5, 0.75_f64.sqrt());
        (x * cosine - y * sine, x * sine + y * cosine)
    };
    let own = region(&[
        turned(0.0, 0.0),
        turned(200.0, 0.0),
        turned(200.0, 100.0),
        turned(0.0, 100.0),
    ]);
    let frame = LocalFrame::new(at(0.0, 0.0));
    assert!((axis_deg(&[&own], &frame) - 30.0).abs() < 0.5);
    let mut scene = Scene::new(&[], &[]);
    scene.turned_deg = 30.0;
    scene.paths = vec![(
        "street",
        "东路",
        [turned(204.0, -20.0), turned(204.0, 120.0)]
            .map(|(x, y)| at(x, y))
            .to_vec(),
    )];
    let (bounds, led) = scene.of(&own);
    assert_eq!(bounds.bounds[0].said(Language::Zh), "东路");
    assert!((bounds.bounds[0].length_m - 100.0).abs() < 1.0);
    assert!(led[0] > 0.95);
    // a round place has no axis
    let round: Vec<(f64, f64)> = (0..64)
        .map(|k| f64::from(k) / 64.0 * std::f64::consts::TAU)
        .map(|angle| (500.0 * angle.cos(), 500.0 * angle.sin()))
        .collect();
    assert!(axis_deg(&[&region(&round)], &frame).abs() < 1e-9);
}

#[test]
fn a_triangle_has_four_bounds_one_of_them_a_corner() {
    // no part of the border faces west
    let own = region(&[(0.0, 0.0), (200.0, -90.0), (200.0, 90.0)]);
    let scene = Scene::new(&[("street", "尖路", &[(-3.0, -60.0), (-3.0, 60.0)])], &[]);
    let (bounds, _) = scene.of(&own);
    let corners = bounds.bounds.each_ref().map(|bound| bound.corner);
    assert_eq!(corners, [false, false, true, false]);
    assert!(bounds.bounds.iter().all(|bound| !bound.names.is_empty()));
}

#[test]
fn an_island_is_bounded_by_what_surrounds_it() {
    let hole = Ring::new(&[
        at(0.0, 0.0),
        at(100.0, 0.0),
        at(100.0, 100.0),
        at(0.0, 100.0),
    ]);
    let outer = Ring::new(&[
        at(-100.0, -100.0),
        at(200.0, -100.0),
        at(200.0, 200.0),
        at(-100.0, 200.0),
    ]);
    let around = Polygon::new(outer.expect("a ring"), vec![hole.expect("a ring")]);
    let around = Region::single(around.expect("a polygon"));
    let scene = Scene::new(&[], &[("环村", around)]);
    let (bounds, led) = scene.of(&box_of(0.0, 0.0, 100.0, 100.0));
    for bound in &bounds.bounds {
        assert_eq!(bound.said(Language::Zh), "环村");
    }
    assert!(led.iter().all(|led| *led > 0.999), "{led:?}");
}

#[test]
fn the_check_sees_a_false_name() {
    let own = box_of(0.0, 0.0, 200.0, 100.0);
    let scene = Scene::new(
        &[
            ("street", "真路", &[(205.0, -50.0), (205.0, 150.0)]),
            ("street", "假路", &[(900.0, -50.0), (900.0, 150.0)]),
        ],
        &[],
    );
    let (mut bounds, led) = scene.of(&own);
    assert!(led[0] > 0.9);
    bounds.bounds[0].names[0].name = "假路".to_owned();
    let lines: Vec<Line<'_>> = scene
        .paths
        .iter()
        .map(|(class, name, path)| Line { class, name, path })
        .collect();
    let around = Surroundings {
        frame: &scene.frame,
        turned_deg: 0.0,
        lines: &lines,
        neighbours: &[],
    };
    assert!(shares(&own, &bounds, &around)[0] < 0.01);
}
