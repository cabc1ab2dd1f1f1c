//! Divisions from nothing, small enough to be counted by hand.

use super::super::{
    Band, Count, Link, LinkKind, Load, Obstacle, Problem, Task, Unit, UnitGraph, Weights, evaluate,
};
use super::plan_from_nothing;
use crate::watch::Watch;

/// Units in rows of so many, and the households of each.
fn rows(
    columns: u32,
    households: &[u64],
    band: (u64, u64),
    obstacle: fn(u32, u32) -> Obstacle,
) -> Problem {
    let units = households.len() as u32;
    let mut links = Vec::new();
    for unit in 0..units {
        let mut link = |other| {
            links.push(Link {
                ends: [unit, other],
                length_mm: 20_000,
                kind: LinkKind::Shared,
                obstacle: obstacle(unit, other),
            });
        };
        if (unit + 1) % columns != 0 {
            link(unit + 1);
        }
        if unit + columns < units {
            link(unit + columns);
        }
    }
    problem(households, &links, band)
}

fn problem(households: &[u64], links: &[Link], band: (u64, u64)) -> Problem {
    let unit = |&households: &u64| Unit {
        load: Load {
            households,
            ..Load::default()
        },
        ..Unit::default()
    };
    let task = Task {
        today: None,
        grids: Vec::new(),
        count: Count::Free,
        weights: Weights::HOUSEHOLDS,
        band: Band::new(band.0, band.1).expect("a band"),
        caps: Vec::new(),
        seed: 5,
        rounds: 1,
    };
    let graph = UnitGraph::new(households.len(), links).expect("a graph");
    Problem::new(graph, households.iter().map(unit).collect(), task).expect("a problem")
}

fn plain(_: u32, _: u32) -> Obstacle {
    Obstacle::None
}

fn divided(problem: &Problem, grids: usize) -> Vec<u32> {
    plan_from_nothing(problem, grids, &Watch::default())
}

#[test]
fn a_square_in_four_has_short_borders() {
    let problem = rows(12, &[10; 144], (360, 360), plain);
    let found = evaluate(&problem, &divided(&problem, 4));
    assert_eq!((found.count, found.in_band, found.loose_parts), (4, 4, 0));
    // four squares have two cuts of twelve borders of 20 m, four strips three
    assert!(found.border_mm < 32 * 20_000, "{} mm", found.border_mm);
}

#[test]
fn every_number_of_grids_is_met() {
    let households: Vec<u64> = (0..30).map(|unit| unit * 7 % 11).collect();
    let problem = rows(6, &households, (10, 20), plain);
    for grids in 1..=30 {
        let labels = divided(&problem, grids);
        let found = evaluate(&problem, &labels);
        assert_eq!((found.count as usize, found.loose_parts), (grids, 0));
        // numbered in the order of their first units
        let mut next = 0;
        for label in labels {
            assert!(label <= next);
            next += u32::from(label == next);
        }
    }
}

#[test]
fn a_heavy_unit_is_a_grid_of_its_own_where_there_are_grids_enough() {
    let mut households = vec![10; 25];
    households[12] = 400;
    let problem = rows(5, &households, (100, 140), plain);
    let labels = divided(&problem, 3);
    let own = labels.iter().filter(|&&label| label == labels[12]).count();
    assert_eq!(own, 1);
    assert_eq!(evaluate(&problem, &labels).in_band, 2);
    assert_eq!(evaluate(&problem, &divided(&problem, 1)).count, 1);
}

#[test]
fn parts_that_nothing_joins_are_grids_of_their_own() {
    let problem = problem(&[10; 6], &[], (10, 60));
    assert_eq!(evaluate(&problem, &divided(&problem, 2)).count, 6);
}

#[test]
fn borders_lie_on_streets_rather_than_elsewhere() {
    let street = |a: u32, b: u32| {
        let is_across = a / 12 != b / 12;
        if is_across && a / 12 % 4 == 3 {
            Obstacle::Street
        } else {
            Obstacle::None
        }
    };
    let problem = rows(12, &[10; 144], (480, 480), street);
    let found = evaluate(&problem, &divided(&problem, 3));
    // half of two streets of twelve borders at the most
    let streets_mm = 24 * 20_000 * Obstacle::Street.cost();
    assert_eq!(found.in_band, 3);
    assert!(
        found.crossed_mm * 2 <= streets_mm,
        "{} mm",
        found.crossed_mm
    );
}

#[test]
fn the_same_seed_gives_the_same_plan_and_nobody_may_wait() {
    let households: Vec<u64> = (0..400).map(|unit| unit * 13 % 17).collect();
    let problem = rows(20, &households, (180, 220), plain);
    assert_eq!(divided(&problem, 16), divided(&problem, 16));
    let watch = Watch::default();
    watch.stop();
    let found = evaluate(&problem, &plan_from_nothing(&problem, 16, &watch));
    assert_eq!((found.count, found.loose_parts), (16, 0));
}
