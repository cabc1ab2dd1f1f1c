//! Codes: given once, in order; retired for good; known after a restart.

use hexward_engine::codes::Profile;
use hexward_engine::compare::heirs;
use hexward_engine::edit::{Changeset, Edit, EditError};
use hexward_engine::geom::Position;
use hexward_engine::model::{AreaCode, Change, Grid, Note, Revision, Tier};
use hexward_engine::plans::PlanError;
use hexward_engine::snapshot::Snapshot;
use hexward_engine::{CommitError, Committed, Engine};

use crate::{Home, begin, by, changes, code, commit, day, plan, step};

const FIRST: &str = "320205001001";

fn merge(keep: &str, other: &str) -> Edit {
    Edit::MergeGrids {
        keep: code(keep),
        others: vec![code(other)],
    }
}

fn spot(x: i64, y: i64) -> Position {
    Position::clamped(1_203_000_000 + x, 315_000_000 + y)
}

/// A split of the grid in the `x`-th column and `y`-th row from south to north, without a code for the new part.
fn split(own: &str, x: i64, y: i64) -> Edit {
    let middle = x * 10_000 + 6_000;
    Edit::SplitGrid {
        code: code(own),
        line: vec![
            spot(middle, y * 10_000 - 99),
            spot(middle, y * 10_000 + 10_099),
        ],
        new: None,
        name: "part".to_owned(),
    }
}

fn refusal(done: Result<Committed, CommitError>) -> EditError {
    match done {
        Err(CommitError::Edit(error) | CommitError::Plan(PlanError::Edit(error))) => error,
        other => unreachable!("{other:?}"),
    }
}

/// The one code that a commit brought.
fn new_code(done: &Committed) -> AreaCode {
    let steps = done.delta.plan_steps.iter().filter_map(Change::after);
    let steps = steps.flat_map(|step| &step.delta.grids);
    let all = done.delta.grids.iter().chain(steps);
    let mut new = all.filter(|change| change.before().is_none());
    let first = new.next().expect("a new grid").key();
    assert!(new.next().is_none(), "one new grid");
    first
}

fn is_there(snapshot: &Snapshot, own: &str) -> bool {
    snapshot.grid(&code(own)).is_some()
}

pub(crate) fn retired_codes_return_with_their_grid_alone(home: &Home) {
    let engine = home.town();
    let (second, third) = ("320205001001G003", "320205001001G006");
    let merged = commit(&engine, vec![merge("320205001001G002", second)]);
    let to = code(second);
    let renumber = Edit::RenumberGrid {
        code: code(third),
        to: to.clone(),
    };
    let drawn = Edit::SplitGrid {
        code: code("320205001001G005"),
        line: vec![spot(15_000, 9_000), spot(15_000, 21_000)],
        new: Some(to.clone()),
        name: String::new(),
    };
    let snapshot = engine.snapshot();
    let (layer, place) = snapshot.grid(&code(third)).expect("a grid");
    let import = Edit::ImportGrids(vec![Grid {
        code: to.clone(),
        ..layer.records()[place].clone()
    }]);
    drop(engine);
    let engine = home.engine();
    for edit in [renumber, drawn, import] {
        let error = refusal(engine.commit(&changes(vec![edit])));
        let revision = Some(merged);
        assert_eq!(
            error,
            EditError::Retired {
                code: to.clone(),
                revision
            }
        );
    }
    let done = engine
        .commit(&changes(vec![split("320205001001G005", 1, 1)]))
        .expect("split");
    assert_eq!(new_code(&done).as_str(), "320205001001G010");
    engine.undo(done.revision, &by("undo")).expect("undone");
    let again = engine
        .commit(&changes(vec![split("320205001001G005", 1, 1)]))
        .expect("split");
    assert_eq!(new_code(&again).as_str(), "320205001001G011");
    engine.undo(again.revision, &by("undo")).expect("undone");
    let back = engine.undo(merged, &by("undo")).expect("undone");
    assert!(is_there(&engine.snapshot(), second), "{back:?}");
    drop(engine);
    let engine = home.engine();
    let done = engine
        .commit(&changes(vec![split("320205001001G005", 1, 1)]))
        .expect("split");
    assert_eq!(new_code(&done).as_str(), "320205001001G012");
}

pub(crate) fn a_code_does_not_return_within_a_changeset(home: &Home) {
    let engine = home.town();
    let third = "320205001001G006";
    // within one changeset too
    let edits = vec![
        merge("320205001001G009", third),
        Edit::RenumberGrid {
            code: code("320205001001G009"),
            to: code(third),
        },
    ];
    let error = refusal(engine.commit(&changes(edits)));
    let revision = None;
    assert_eq!(
        error,
        EditError::Retired {
            code: code(third),
            revision
        }
    );
}

pub(crate) fn drafts_keep_their_codes(home: &Home) {
    let engine = home.town();
    begin(&engine, "p", None);
    let planned = step(&engine, "p", vec![split("320205001001G005", 1, 1)]).expect("a step");
    assert_eq!(new_code(&planned).as_str(), "320205001001G010");
    let done = engine
        .commit(&changes(vec![split("320205001001G009", 2, 2)]))
        .expect("split");
    assert_eq!(new_code(&done).as_str(), "320205001001G011");
    // what a draft means to bring is retired before it is put in force
    begin(&engine, "q", None);
    let named = |own: &str, x: i64, y: i64| match split(own, x, y) {
        Edit::SplitGrid {
            code, line, name, ..
        } => Edit::SplitGrid {
            code,
            line,
            name,
            new: AreaCode::new("320205001001G020").ok(),
        },
        other => other,
    };
    step(&engine, "q", vec![named("320205001001G004", 0, 1)]).expect("a step");
    commit(&engine, vec![named("320205001004G009", 5, 5)]);
    let gone = commit(&engine, vec![merge("320205001004G009", "320205001001G020")]);
    let error = refusal(engine.validate_plan(&plan("q"), &by("a")));
    let (code, revision) = (code("320205001001G020"), Some(gone));
    assert_eq!(error, EditError::Retired { code, revision });
    engine
        .validate_plan(&plan("p"), &by("a"))
        .expect("p is sound");
}

/// The codes of the grids of a parent from west to east.
fn in_order(engine: &Engine, parent: &str) -> Vec<String> {
    let snapshot = engine.snapshot();
    let parent = code(parent);
    let mut grids = snapshot.children(&parent);
    grids.retain(|grid| grid.tier == Tier::Grid);
    grids.sort_by_key(|grid| {
        let middle = grid.region.bounds().center();
        (middle.lon(), -middle.lat())
    });
    grids.iter().map(|grid| grid.code.to_string()).collect()
}

pub(crate) fn a_parent_is_numbered_from_west_to_east(home: &Home) {
    let engine = home.town();
    let number = |profile: Option<Profile>| {
        let parent = code(FIRST);
        changes(vec![Edit::NumberGrids { parent, profile }])
    };
    let done = engine.commit(&number(None)).expect("numbered");
    let expected: Vec<String> = (10..19).map(|own| format!("{FIRST}G{own:03}")).collect();
    assert_eq!(in_order(&engine, FIRST), expected);
    // the micro-grids of the south-west corner, third from the north, moved with it
    let below = engine.snapshot();
    let below: Vec<String> = below
        .children(&code(&expected[2]))
        .iter()
        .map(|grid| grid.code.to_string())
        .collect();
    assert_eq!(below, ["320205001001G01201", "320205001001G01202"]);
    let nothing = engine.commit(&number(None)).expect("in order");
    assert_eq!((nothing.changed_rows, nothing.revision), (0, done.revision));
    let error = refusal(engine.commit(&number(Some(Profile::Beijing15))));
    assert!(
        matches!(error, EditError::Id(_)),
        "micro-grids cannot follow: {error}"
    );
    let second = Edit::NumberGrids {
        parent: code("320205001004"),
        profile: Some(Profile::Beijing15),
    };
    commit(&engine, vec![second]);
    let expected: Vec<String> = (1..10).map(|own| format!("320205001004{own:03}")).collect();
    assert_eq!(in_order(&engine, "320205001004"), expected);
    let done = engine
        .commit(&changes(vec![split(&expected[4], 4, 4)]))
        .expect("split");
    assert_eq!(new_code(&done).as_str(), "320205001004010");
}

pub(crate) fn a_grid_says_from_when_until_when(home: &Home) {
    let engine = home.engine();
    let on = |at: &str, edits: Vec<Edit>| {
        let note = Note {
            at: format!("{at}T08:00:00+08:00"),
            ..by("editor")
        };
        engine
            .commit(&Changeset { note, edits })
            .expect("committed")
            .revision
    };
    on("2026-01-01", hexward_tests::planning::founding().edits);
    let merged = on(
        "2026-02-03",
        vec![merge("320205001001G002", "320205001001G003")],
    );
    on(
        "2026-03-04",
        vec![Edit::RenameGrid {
            code: code("320205001001G002"),
            name: "n".to_owned(),
        }],
    );
    let read = Engine::open(home.reader())
        .expect("an engine")
        .codes()
        .expect("a log");
    for codes in [engine.codes().expect("a log"), read] {
        let life = codes.lives(&code("320205001001G003"));
        assert_eq!(life.len(), 1);
        assert_eq!(
            (life[0].from.revision, life[0].from.day),
            (Revision(1), Some(day("2026-01-01")))
        );
        let end = life[0].until.expect("retired");
        assert_eq!((end.revision, end.day), (merged, Some(day("2026-02-03"))));
        let kept = codes
            .life_in(&code("320205001001G002"), Revision(3))
            .expect("in force");
        assert_eq!((kept.from.day, kept.until), (Some(day("2026-01-01")), None));
    }
    let commit = engine.commit_at(merged).expect("a log").expect("a commit");
    let heirs = heirs(&commit.delta, &code("320205001001G003"));
    assert_eq!(heirs.len(), 1);
    assert_eq!(heirs[0].0, code("320205001001G002"));
}
