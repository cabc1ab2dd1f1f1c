//! Grids redrawn as unions of units.

use super::*;
use crate::edit::UnitsOfGrid;
use crate::model::{Barrier, BarrierId};
use crate::units::{UnitCover, derive};

/// The plan with streets across it, so that it has empty units too.
fn town() -> Snapshot {
    let street = |number: i64| {
        let path = vec![
            spot(-50, number * 3 * STEP + 37),
            spot(16 * STEP + 50, number * 3 * STEP - 61),
        ];
        let id = BarrierId::new(&format!("L{number}")).expect("valid");
        Barrier::new(id, "street".to_owned(), path).expect("a line")
    };
    let streets = (1..6).map(street).collect();
    after(&plan(), vec![Edit::ImportBarriers(streets)]).expect("streets")
}

fn community() -> AreaCode {
    AreaCode::new(COMMUNITY).expect("valid")
}

fn row(code: Option<AreaCode>, units: Vec<crate::model::UnitId>) -> UnitsOfGrid {
    UnitsOfGrid {
        parent: community(),
        code,
        name: "new".to_owned(),
        units,
    }
}

/// Units at the border of a grid towards another.
fn beside(cover: &UnitCover, from: &AreaCode, to: &AreaCode) -> Vec<usize> {
    let grid = |code| cover.grids.binary_search(code).expect("a grid") as u32;
    let (from, to) = (grid(from), grid(to));
    let links = cover.links.iter().map(|link| link.ends);
    let ends = links.filter_map(|[a, b]| {
        let grids = [a, b].map(|unit| cover.units[unit as usize].grid);
        match grids {
            own if own == [from, to] => Some(a as usize),
            own if own == [to, from] => Some(b as usize),
            _ => None,
        }
    });
    let found: std::collections::BTreeSet<usize> = ends.collect();
    found.into_iter().collect()
}

#[test]
fn a_unit_goes_to_the_neighbour_with_all_that_counts_in_it() {
    let start = town();
    let cover = derive(&start, &community()).expect("units");
    let (from, to) = (code(5), code(6));
    let unit = &cover.units[beside(&cover, &from, &to)[0]];
    let edit = Edit::AssignUnits(vec![row(Some(to.clone()), vec![unit.id.clone()])]);
    let done = after(&start, vec![edit]).expect("given");
    let moved = unit.load.households;
    assert_eq!(households(&done, &from) + moved, households(&start, &from));
    assert_eq!(households(&done, &to), households(&start, &to) + moved);
    assert_eq!(area(&done, Tier::Grid), area(&start, Tier::Grid));
    assert_eq!(area(&done, Tier::Micro), area(&start, Tier::Micro));
    // the unit has the same id in its new grid, and goes back
    let cover = derive(&done, &community()).expect("units");
    let there = cover.units.iter().find(|other| other.id == unit.id);
    assert_eq!(cover.grids[there.expect("it stays").grid as usize], to);
    let edit = Edit::AssignUnits(vec![row(Some(from.clone()), vec![unit.id.clone()])]);
    let back = after(&done, vec![edit]).expect("given back");
    assert_eq!(households(&back, &from), households(&start, &from));
}

#[test]
fn what_stays_where_it_is_changes_nothing() {
    let start = town();
    let cover = derive(&start, &community()).expect("units");
    let rows = cover.grids.iter().enumerate().map(|(grid, code)| {
        let own = cover.units.iter().filter(|unit| unit.grid as usize == grid);
        row(
            Some(code.clone()),
            own.map(|unit| unit.id.clone()).collect(),
        )
    });
    let changeset = Changeset {
        note: Note::default(),
        edits: vec![Edit::AssignUnits(rows.collect())],
    };
    assert!(apply(&start, &changeset).expect("nothing").grids.is_empty());
}

#[test]
fn a_grid_without_units_goes_and_a_new_one_gets_the_next_code() {
    let start = town();
    let cover = derive(&start, &community()).expect("units");
    let all = |code: &AreaCode| {
        let grid = cover.grids.binary_search(code).expect("a grid") as u32;
        let own = cover.units.iter().filter(move |unit| unit.grid == grid);
        own.map(|unit| unit.id.clone()).collect::<Vec<_>>()
    };
    let edits = vec![Edit::AssignUnits(vec![
        row(Some(code(6)), all(&code(5))),
        row(None, all(&code(10))),
    ])];
    let done = after(&start, edits).expect("redrawn");
    let exists = |snapshot: &Snapshot, number| snapshot.grid(&code(number)).is_some();
    assert!(!exists(&done, 5) && !exists(&done, 10) && exists(&done, 17));
    let joined = households(&start, &code(5)) + households(&start, &code(6));
    assert_eq!(households(&done, &code(6)), joined);
    assert_eq!(households(&done, &code(17)), households(&start, &code(10)));
    assert_eq!(area(&done, Tier::Micro), area(&start, Tier::Micro));
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let start = town();
    let cover = derive(&start, &community()).expect("units");
    let grid = |number| cover.grids.binary_search(&code(number)).expect("a grid") as u32;
    let far = cover.units.iter().find(|unit| unit.grid == grid(16));
    let far = far.expect("a unit").id.clone();
    let refused = |rows| after(&start, vec![Edit::AssignUnits(rows)]).expect_err("refused");
    let apart = refused(vec![row(Some(code(1)), vec![far.clone()])]);
    assert!(matches!(apart, EditError::FallsApart { code: of, .. } if of == code(1)));
    let unknown = crate::model::UnitId::new("nobody").expect("valid");
    let error = refused(vec![row(Some(code(1)), vec![unknown])]);
    assert_eq!(error.to_string(), "there is no unit nobody");
    let twice = refused(vec![
        row(Some(code(15)), vec![far.clone()]),
        row(None, vec![far.clone()]),
    ]);
    assert!(matches!(twice, EditError::Doubled(_)));
    let near = beside(&cover, &code(16), &code(15))[0];
    let near = cover.units[near].id.clone();
    let locked = after(
        &start,
        vec![
            Edit::LockGrids {
                codes: vec![code(16)],
                lock: Lock::Closed,
            },
            Edit::AssignUnits(vec![row(Some(code(15)), vec![near])]),
        ],
    );
    assert!(matches!(locked, Err(EditError::Locked { .. })));
}
