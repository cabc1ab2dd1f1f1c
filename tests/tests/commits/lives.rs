//! The lives of plans.

use hexward_engine::edit::Edit;
use hexward_engine::model::{PlanState, Revision};
use hexward_engine::plans::{NewPlan, PlanError, Resolution, due};
use hexward_engine::{CommitError, Committed, Engine, Viewpoint};

use crate::{Home, begin, by, commit, day, hash, name_of, node_moved, plan, rename, step};

const GRID: &str = "320205001001G001";
const OTHER: &str = "320205001004G009";
const TODAY: &str = "2026-03-01";

fn state(engine: &Engine, id: &str) -> PlanState {
    let snapshot = engine.snapshot();
    snapshot.plans.get(&plan(id)).expect("a plan").state
}

fn submit(
    engine: &Engine,
    id: &str,
    date: Option<&str>,
    who: &str,
) -> Result<Committed, CommitError> {
    engine.submit_plan(&plan(id), date.map(day), &by(who))
}

fn approve(
    engine: &Engine,
    id: &str,
    date: Option<&str>,
    who: &str,
) -> Result<Committed, CommitError> {
    engine.approve_plan(&plan(id), date.map(day), day(TODAY), &by(who))
}

fn activate(engine: &Engine, id: &str, today: &str) -> Result<Committed, CommitError> {
    engine.activate_plan(&plan(id), day(today), &by("b"))
}

/// Submitted by a, approved by b, put in force by b.
fn put_in_force(engine: &Engine, id: &str) -> Revision {
    submit(engine, id, Some(TODAY), "a").expect("submitted");
    approve(engine, id, None, "b").expect("approved");
    activate(engine, id, TODAY).expect("in force").revision
}

fn refusal(done: Result<Committed, CommitError>) -> PlanError {
    match done {
        Err(CommitError::Plan(error)) => error,
        other => unreachable!("{other:?}"),
    }
}

pub(crate) fn a_plan_lives_from_draft_to_archive(home: &Home) {
    let engine = home.town();
    let town = hash(&engine.snapshot());
    begin(&engine, "p", None);
    step(&engine, "p", vec![node_moved(300)]).expect("a step");
    let done = step(&engine, "p", vec![rename(GRID, "planned")]).expect("a step");
    let (before, after) = done.views.expect("the draft");
    assert_ne!(name_of(&before, GRID), "planned");
    assert_eq!(name_of(&after, GRID), "planned");
    assert_ne!(name_of(&engine.snapshot(), GRID), "planned");
    let view = engine.view(&Viewpoint::Plan(plan("p"))).expect("a draft");
    assert_eq!(name_of(&view, GRID), "planned");
    engine
        .validate_plan(&plan("p"), &by("a"))
        .expect("a partition");
    assert_eq!(state(&engine, "p"), PlanState::Validated);
    step(&engine, "p", vec![rename(OTHER, "planned too")]).expect("a step");
    assert_eq!(state(&engine, "p"), PlanState::Draft);
    let first = put_in_force(&engine, "p");
    assert_eq!(state(&engine, "p"), PlanState::InForce);
    let now = engine.snapshot();
    assert_eq!(
        now.plans.get(&plan("p")).expect("a plan").in_force,
        Some(first)
    );
    assert_eq!(
        (name_of(&now, GRID), name_of(&now, OTHER)),
        ("planned".to_owned(), "planned too".to_owned())
    );
    begin(&engine, "q", None);
    step(&engine, "q", vec![rename(GRID, "again")]).expect("a step");
    put_in_force(&engine, "q");
    assert_eq!(state(&engine, "p"), PlanState::Archived);
    assert_eq!(state(&engine, "q"), PlanState::InForce);
    let old = engine.view(&Viewpoint::Plan(plan("p"))).expect("as it was");
    assert_eq!(
        (name_of(&old, GRID), old.revision),
        ("planned".to_owned(), first)
    );
    // all of it back: the switch is one commit
    let head = engine.snapshot().revision;
    engine.undo(head, &by("undo")).expect("the switch");
    assert_eq!(state(&engine, "p"), PlanState::InForce);
    assert_eq!(state(&engine, "q"), PlanState::Approved);
    assert_eq!(name_of(&engine.snapshot(), GRID), "planned");
    for revision in (2..head.0).rev() {
        engine
            .undo(Revision(revision), &by("undo"))
            .expect("the newest");
    }
    assert_eq!(hash(&engine.snapshot()), town);
}

#[expect(clippy::too_many_lines, reason = "one list of what each state refuses")]
pub(crate) fn what_a_state_does_not_allow_is_refused(home: &Home) {
    let engine = home.town();
    begin(&engine, "p", None);
    let head = engine.snapshot().revision.next();
    let is_state = |done| matches!(refusal(done), PlanError::State { .. });
    assert!(matches!(
        refusal(submit(&engine, "p", None, "a")),
        PlanError::Empty(_)
    ));
    step(&engine, "p", vec![rename(GRID, "planned")]).expect("a step");
    assert!(is_state(approve(&engine, "p", Some(TODAY), "b")));
    assert!(is_state(activate(&engine, "p", TODAY)));
    assert!(is_state(engine.reopen_plan(&plan("p"), &by("a"))));
    let facts = vec![Edit::RemoveAddresses(vec![
        engine.snapshot().addresses.records().id(0),
    ])];
    assert!(matches!(
        refusal(step(&engine, "p", facts)),
        PlanError::Facts {
            table: "addresses",
            ..
        }
    ));
    let taken = NewPlan {
        id: plan("p"),
        name: String::new(),
        from: None,
    };
    assert!(matches!(
        refusal(engine.create_plan(&taken, &by("a"))),
        PlanError::Taken(_)
    ));
    let unknown = submit(&engine, "no", None, "a");
    assert!(matches!(refusal(unknown), PlanError::Unknown(_)));
    assert!(matches!(
        refusal(submit(&engine, "p", None, " ")),
        PlanError::Nobody
    ));
    assert_eq!(
        engine.snapshot().revision,
        head,
        "nothing of it was committed"
    );
    submit(&engine, "p", None, "a").expect("submitted");
    assert!(is_state(step(&engine, "p", vec![rename(GRID, "late")])));
    assert!(is_state(submit(&engine, "p", None, "a")));
    assert!(is_state(engine.rebase_plan(
        &plan("p"),
        Resolution::Plan,
        &by("a")
    )));
    engine
        .withdraw_plan(&plan("p"), &by("a"))
        .expect("withdrawn");
    assert!(is_state(engine.withdraw_plan(&plan("p"), &by("a"))));
    engine
        .reopen_plan(&plan("p"), &by("a"))
        .expect("a draft again");
    let reopened = engine.snapshot();
    let reopened = reopened.plans.get(&plan("p")).expect("a plan");
    assert!(reopened.submitted.is_none() && reopened.validated.is_none());
    put_in_force(&engine, "p");
    assert!(is_state(engine.withdraw_plan(&plan("p"), &by("a"))));
    assert!(is_state(engine.reopen_plan(&plan("p"), &by("a"))));
}

pub(crate) fn a_second_person_approves_for_days_to_come(home: &Home) {
    let engine = home.town();
    begin(&engine, "p", None);
    step(&engine, "p", vec![rename(GRID, "planned")]).expect("a step");
    submit(&engine, "p", None, "a").expect("submitted");
    let same = refusal(approve(&engine, "p", Some(TODAY), " a "));
    assert!(
        matches!(&same, PlanError::SamePerson { by, .. } if by == " a "),
        "{same}"
    );
    assert!(matches!(
        refusal(approve(&engine, "p", None, "b")),
        PlanError::NoDate(_)
    ));
    let past = refusal(approve(&engine, "p", Some("2026-02-28"), "b"));
    assert!(matches!(past, PlanError::Past { .. }), "{past}");
    approve(&engine, "p", Some("2026-04-01"), "b").expect("approved");
    let early = refusal(activate(&engine, "p", "2026-03-31"));
    assert!(matches!(early, PlanError::NotYet { .. }), "{early}");
    assert!(due(&engine.snapshot(), day("2026-03-31")).is_empty());
    assert_eq!(due(&engine.snapshot(), day("2026-04-01")), [plan("p")]);
    activate(&engine, "p", "2026-04-03").expect("late, but in force");
    let entry = engine
        .log_before(Revision(u64::MAX), 1)
        .expect("a log")
        .remove(0);
    assert_eq!(entry.note.effective, Some(day("2026-04-01")));
}

pub(crate) fn a_draft_fits_while_other_rows_change(home: &Home) {
    let engine = home.town();
    begin(&engine, "p", None);
    step(&engine, "p", vec![node_moved(300)]).expect("a step");
    commit(&engine, vec![rename(OTHER, "far")]);
    let row = engine.snapshot().addresses.records().row(0);
    commit(&engine, vec![Edit::RemoveAddresses(vec![row.id.clone()])]);
    let view = engine.view(&Viewpoint::Plan(plan("p"))).expect("it fits");
    assert_eq!(name_of(&view, OTHER), "far");
    assert_eq!(view.addresses.index_of(&row.id), None, "the newest facts");
    put_in_force(&engine, "p");
    // a draft of a draft has its steps, and lives on its own
    begin(&engine, "q", None);
    step(&engine, "q", vec![rename(GRID, "q")]).expect("a step");
    begin(&engine, "r", Some("q"));
    step(&engine, "r", vec![rename(GRID, "r")]).expect("a step");
    let names = ["q", "r"].map(|id| {
        let view = engine.view(&Viewpoint::Plan(plan(id))).expect("a draft");
        name_of(&view, GRID)
    });
    assert_eq!(names, ["q", "r"]);
}

pub(crate) fn conflicts_are_named_and_resolved_in_three_ways(home: &Home) {
    let engine = home.town();
    for id in ["p", "q"] {
        begin(&engine, id, None);
        step(&engine, id, vec![rename(GRID, "planned")]).expect("a step");
        step(&engine, id, vec![rename(OTHER, "planned too")]).expect("a step");
    }
    commit(&engine, vec![rename(GRID, "meanwhile")]);
    let head = engine.snapshot().revision;
    let is_named = |error: PlanError| {
        let PlanError::Conflict { rows, .. } = &error else {
            unreachable!("{error}");
        };
        assert_eq!(*rows, [format!("grids {GRID}")]);
    };
    is_named(refusal(step(&engine, "p", vec![rename(GRID, "more")])));
    is_named(refusal(submit(&engine, "p", None, "a")));
    is_named(refusal(engine.rebase_plan(
        &plan("p"),
        Resolution::Refuse,
        &by("a"),
    )));
    assert_eq!(engine.snapshot().revision, head);
    let before = hash(&engine.snapshot());
    let rebased = engine.rebase_plan(&plan("p"), Resolution::Plan, &by("a"));
    let rebased = rebased.expect("as planned").revision;
    let back = engine.undo(rebased, &by("undo")).expect("as it was");
    assert_eq!(hash(&engine.snapshot()), before, "in conflict again");
    engine
        .undo(back.revision, &by("redo"))
        .expect("resolved again");
    engine
        .rebase_plan(&plan("q"), Resolution::InForce, &by("a"))
        .expect("as in force");
    let names = ["p", "q"].map(|id| {
        let view = engine
            .view(&Viewpoint::Plan(plan(id)))
            .expect("it fits again");
        (name_of(&view, GRID), name_of(&view, OTHER))
    });
    let pair = |a: &str| (a.to_owned(), "planned too".to_owned());
    assert_eq!(names, [pair("planned"), pair("meanwhile")]);
    let base = engine
        .snapshot()
        .plans
        .get(&plan("p"))
        .expect("a plan")
        .base;
    assert_eq!(base, head);
    put_in_force(&engine, "p");
}

/// Undo of a reopening does not approve what was drawn since.
pub(crate) fn nothing_is_approved_unseen(home: &Home) {
    let engine = home.town();
    begin(&engine, "p", None);
    step(&engine, "p", vec![rename(GRID, "seen")]).expect("a step");
    submit(&engine, "p", Some(TODAY), "a").expect("submitted");
    approve(&engine, "p", None, "b").expect("approved");
    let reopened = engine.reopen_plan(&plan("p"), &by("a")).expect("a draft");
    let unseen = step(&engine, "p", vec![rename(OTHER, "unseen")]).expect("a step");
    let refused = refusal(engine.undo(reopened.revision, &by("a")));
    assert!(matches!(refused, PlanError::Steps(_)), "{refused}");
    engine.undo(unseen.revision, &by("a")).expect("the step");
    commit(&engine, vec![rename(OTHER, "far")]);
    engine
        .undo(reopened.revision, &by("a"))
        .expect("the steps that were seen");
    assert_eq!(state(&engine, "p"), PlanState::Approved);
    activate(&engine, "p", TODAY).expect("in force");
}
