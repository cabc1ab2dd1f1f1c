//! Gates of places whose ways are known.

use super::*;
use crate::geom::{LocalFrame, Polygon, Region, Ring};

/// A position so many metres east and north of 0, 0.
fn at(x: f64, y: f64) -> Position {
    Position::clamped(
        (x * 1e7 / 111_319.5).round() as i64,
        (y * 1e7 / 110_574.0).round() as i64,
    )
}

fn square(side: f64) -> Region {
    let corners = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)].map(|(x, y)| at(x, y));
    let ring = Ring::new(&corners).expect("a ring");
    Region::single(Polygon::new(ring, Vec::new()).expect("a polygon"))
}

fn frame() -> LocalFrame {
    LocalFrame::new(at(0.0, 0.0))
}

fn door(x: f64, y: f64) -> Door {
    Door {
        position: at(x, y),
        addresses: 2,
        households: 1,
    }
}

type Line = (&'static str, bool, Vec<Position>);

fn line(class: &'static str, drivable: bool, path: &[(f64, f64)]) -> Line {
    let path = path.iter().map(|&(x, y)| at(x, y)).collect();
    (class, drivable, path)
}

fn ways(lines: &[Line]) -> Vec<Way<'_>> {
    lines
        .iter()
        .map(|(class, drivable, path)| Way {
            class,
            name: "",
            drivable: *drivable,
            path,
        })
        .collect()
}

fn wish(within_m: f64) -> Wish {
    Wish {
        within_m,
        vehicles: true,
    }
}

#[test]
fn crossings_are_where_ways_meet_the_perimeter() {
    let lines = [
        // through the middle, from outside to outside: two crossings
        line("street", true, &[(-50.0, 50.0), (150.0, 50.0)]),
        // ends on the southern border, where a street runs along it: one
        line("street", true, &[(30.0, 0.0), (30.0, 50.0)]),
        line("street", true, &[(-50.0, 0.0), (150.0, 0.0)]),
        // outside, and inside without reaching the border: none
        line("street", true, &[(-50.0, -20.0), (150.0, -20.0)]),
        line("path", false, &[(60.0, 60.0), (70.0, 90.0)]),
        // into the same place of the western border as the first: no more
        line("path", false, &[(0.0, 50.0), (20.0, 80.0)]),
    ];
    let plan = plan(&square(100.0), &ways(&lines), &[], &frame(), &wish(500.0));
    let places: Vec<(f64, f64)> = plan
        .crossings
        .iter()
        .map(|crossing| frame().to_metres(crossing.position))
        .map(|metres| (metres.x.round(), metres.y.round()))
        .collect();
    assert_eq!(places, [(0.0, 50.0), (30.0, 0.0), (100.0, 50.0)]);
    let classes: Vec<&str> = plan.crossings[0]
        .ways
        .iter()
        .map(|(c, _)| c.as_str())
        .collect();
    assert_eq!(classes, ["path", "street"]);
    assert_eq!(plan.gates().count() + plan.blocks().count(), 3);
    // nobody lives there, but help must be able to come
    assert_eq!((plan.gates().count(), plan.bound), (1, 1));
}

#[test]
fn one_gate_where_one_is_near_enough_and_two_where_it_is_not() {
    let lines = [line("street", true, &[(-50.0, 50.0), (350.0, 50.0)])];
    let doors = [door(20.0, 55.0), door(280.0, 55.0)];
    let place = square(300.0);
    let of = |within| plan(&place, &ways(&lines), &doors, &frame(), &wish(within));
    let wide = of(300.0);
    assert_eq!((wide.gates().count(), wide.bound), (1, 1));
    assert!((wide.farthest_m - 285.0).abs() < 1.0, "{}", wide.farthest_m);
    assert_eq!((wide.reached, wide.beyond, wide.cut_off), (4, 0, 0));
    let tight = of(100.0);
    assert_eq!((tight.gates().count(), tight.bound), (2, 2));
    assert!(
        tight
            .crossings
            .iter()
            .all(|crossing| crossing.addresses == 2)
    );
    // nothing is that near: the nearest is a gate all the same, and it is said
    let nearest = of(1.0);
    assert_eq!((nearest.gates().count(), nearest.beyond), (2, 4));
}

#[test]
fn ways_inside_that_lead_nowhere_do_not_count() {
    let lines = [
        line("street", true, &[(-50.0, 10.0), (50.0, 10.0)]),
        // an inner court
        line("path", false, &[(60.0, 80.0), (90.0, 80.0)]),
    ];
    let doors = [door(75.0, 82.0)];
    let plan = plan(
        &square(100.0),
        &ways(&lines),
        &doors,
        &frame(),
        &wish(500.0),
    );
    // to the end of the street, and along it
    let expected = 25.0_f64.hypot(72.0) + 50.0;
    assert!(
        (plan.farthest_m - expected).abs() < 1.0,
        "{}",
        plan.farthest_m
    );
    assert!(plan.along_ways);
}

#[test]
fn without_any_way_nobody_gets_out() {
    let plan = plan(
        &square(100.0),
        &[],
        &[door(50.0, 50.0)],
        &frame(),
        &wish(500.0),
    );
    assert!(plan.crossings.is_empty() && !plan.along_ways);
    assert_eq!((plan.reached, plan.cut_off), (0, 2));
}

#[test]
fn a_gate_for_vehicles_is_kept() {
    let lines = [
        line("path", false, &[(-10.0, 50.0), (50.0, 50.0)]),
        line("street", true, &[(110.0, 20.0), (50.0, 20.0), (50.0, 50.0)]),
    ];
    let doors = [door(10.0, 50.0)];
    let of = |vehicles| {
        let wish = Wish {
            within_m: 30.0,
            vehicles,
        };
        plan(&square(100.0), &ways(&lines), &doors, &frame(), &wish)
    };
    assert_eq!(of(false).gates().count(), 1);
    assert!(!of(false).gates().any(|gate| gate.drivable));
    let open = of(true);
    assert_eq!((open.gates().count(), open.bound), (2, 2));
}

#[test]
fn as_few_gates_as_trying_all_of_them_finds() {
    let mut state = 11_u64;
    let mut random = |below: u32| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as u32) % below
    };
    let mut several = 0;
    for _ in 0..40 {
        let mut lines = Vec::new();
        for _ in 0..=random(3) {
            let y = f64::from(20 + random(360));
            lines.push(line("street", true, &[(-20.0, y), (420.0, y)]));
            let x = f64::from(20 + random(360));
            lines.push(line("street", true, &[(x, -20.0), (x, 420.0)]));
        }
        let doors: Vec<Door> = (0..12)
            .map(|_| door(f64::from(random(400)), f64::from(random(400))))
            .collect();
        let wish = wish(f64::from(80 + random(200)));
        let found = plan(&square(400.0), &ways(&lines), &doors, &frame(), &wish);
        let count = found.crossings.len();
        // each crossing alone as the only gate says how far it is from each door
        let inside = perimeter::inside(&square(400.0), &ways(&lines));
        let far = network::distances(&inside, &doors, &frame()).rows;
        let fits = |set: u32| {
            far.iter().all(|row| {
                let least = row.iter().copied().fold(f64::INFINITY, f64::min);
                let open = (0..count).filter(|gate| set >> gate & 1 == 1);
                let way = open.map(|gate| row[gate]).fold(f64::INFINITY, f64::min);
                way <= wish.within_m.max(least * DETOUR)
            })
        };
        let sets = (1..1_u32 << count).filter(|&set| fits(set));
        let fewest = sets.map(u32::count_ones).min().expect("all of them fit");
        assert_eq!(found.gates().count(), fewest as usize);
        assert!(found.is_fewest());
        assert_eq!(found.reached, 24);
        assert_eq!(found.gates().map(|gate| gate.addresses).sum::<u64>(), 24);
        several += usize::from(fewest > 2);
    }
    assert!(several > 10, "the towns need several gates: {several}");
}
