//! Views of the past and of days to come; events; other writers.

use std::sync::Mutex;
use std::sync::mpsc;

use hexward_engine::model::Revision;
use hexward_engine::plans::NewPlan;
use hexward_engine::{Engine, Events, Proposal, ViewError, Viewpoint};
use hexward_tests::planning::{change, committed};
use hexward_tests::random::Sequence;

use crate::{Home, at, begin, changes, commit, day, hash, name_of, plan, rename, step};

const GRID: &str = "320205001001G001";

pub(crate) fn every_revision_is_what_it_was(home: &Home) {
    let engine = home.town();
    let mut hashes = vec![hash(&engine.snapshot())];
    let mut random = Sequence(3);
    for number in 0..60 {
        if committed(change(&engine, &mut random, &number.to_string())).is_some() {
            hashes.push(hash(&engine.snapshot()));
        }
    }
    assert!(hashes.len() > 20, "{}", hashes.len());
    drop(engine);
    let engine = home.engine().with_history(home.reader());
    for (place, was) in hashes.iter().enumerate().rev() {
        let revision = place as u64 + 1;
        let view = engine.view(&Viewpoint::Revision(Revision(revision)));
        assert_eq!(hash(&view.expect("a view")), *was, "revision {revision}");
    }
    let next = engine.snapshot().revision.next();
    let unknown = engine.view(&Viewpoint::Revision(next));
    assert!(matches!(unknown, Err(ViewError::Unknown(_))));
}

fn renamed(engine: &Engine, name: &str, instant: &str) {
    let mut changeset = changes(vec![rename(GRID, name)]);
    changeset.note = at("editor", instant);
    engine.commit(&changeset).expect("committed");
}

fn name_on(engine: &Engine, date: &str) -> String {
    let view = engine.view(&Viewpoint::Day(day(date))).expect(date);
    name_of(&view, GRID)
}

pub(crate) fn days_are_those_of_their_commits(home: &Home) {
    let engine = home.town();
    renamed(&engine, "first of March", "2026-03-01T23:59:00+08:00");
    renamed(&engine, "third of March", "2026-03-03T00:00:00+08:00");
    let note = at("a", "2026-03-03T09:00:00+08:00");
    for (id, grid, name) in [("p", GRID, "April"), ("q", "320205001004G009", "May")] {
        let new = NewPlan {
            id: plan(id),
            name: String::new(),
            from: None,
        };
        engine.create_plan(&new, &note).expect("begun");
        let mut changeset = changes(vec![rename(grid, name)]);
        changeset.note = note.clone();
        let step = Proposal {
            plan: Some(plan(id)),
            ..changeset.into()
        };
        engine.propose(&step).expect("a step");
    }
    for (id, date) in [("p", "2026-04-01"), ("q", "2026-05-01")] {
        let submitted =
            engine.submit_plan(&plan(id), Some(day(date)), &at("a", "2026-03-03T10:00:00Z"));
        submitted.expect("submitted");
        let note = at("b", "2026-03-03T11:00:00Z");
        engine
            .approve_plan(&plan(id), None, day("2026-03-03"), &note)
            .expect("approved");
    }
    let before = engine.view(&Viewpoint::Day(day("2026-02-28")));
    assert!(matches!(before, Err(ViewError::Before(_))));
    assert_eq!(name_on(&engine, "2026-03-01"), "first of March");
    assert_eq!(name_on(&engine, "2026-03-02"), "first of March");
    assert_eq!(name_on(&engine, "2026-03-03"), "third of March");
    assert_eq!(name_on(&engine, "2026-03-31"), "third of March");
    assert_eq!(name_on(&engine, "2026-04-01"), "April");
    let view = engine
        .view(&Viewpoint::Day(day("2026-05-01")))
        .expect("both");
    assert_eq!(name_of(&view, "320205001004G009"), "May");
    assert_eq!(name_of(&view, GRID), "April");
    // put in force a day late, it counts from its date on
    let note = at("b", "2026-04-02T09:00:00+08:00");
    engine
        .activate_plan(&plan("p"), day("2026-04-02"), &note)
        .expect("in force");
    assert_eq!(name_on(&engine, "2026-03-31"), "third of March");
    assert_eq!(name_on(&engine, "2026-04-01"), "April");
    assert_eq!(name_on(&engine, "2026-04-02"), "April");
    drop(engine);
    let engine = home.engine();
    assert_eq!(name_on(&engine, "2026-03-02"), "first of March");
    assert_eq!(name_on(&engine, "2026-04-01"), "April");
}

pub(crate) fn events_tell_of_every_commit(home: &Home) {
    let engine = home.town();
    let told = std::sync::Arc::new(Mutex::new(Vec::new()));
    let listener = std::sync::Arc::clone(&told);
    engine.on_commit(move |revision| listener.lock().expect("free").push(revision));
    let start = engine.snapshot().revision;
    begin(&engine, "p", None);
    step(&engine, "p", vec![rename(GRID, "one")]).expect("a step");
    commit(&engine, vec![rename(GRID, "two")]);
    let Events::Known(events) = engine.events_after(start) else {
        unreachable!("they are remembered");
    };
    let revisions: Vec<u64> = events.iter().map(|event| event.revision.0).collect();
    assert_eq!(revisions, [2, 3, 4]);
    assert_eq!(events[0].plan, Some(plan("p")));
    assert_eq!(events[1].plan, Some(plan("p")));
    assert_eq!(events[1].changed, [("plan_steps", 1)]);
    assert!(
        events[1].damage.boxes().is_empty(),
        "a draft damages nothing"
    );
    assert_eq!(
        (&events[2].plan, &events[2].changed),
        (&None, &vec![("grids", 1)])
    );
    assert_eq!(*told.lock().expect("free"), [2, 3, 4].map(Revision));
    let Events::Known(none) = engine.events_after(Revision(4)) else {
        unreachable!("the newest is known");
    };
    assert!(none.is_empty());
    let ahead = engine.events_after(Revision(5));
    assert!(matches!(ahead, Events::Forgotten { head: Revision(4) }));
    drop(engine);
    let engine = home.engine();
    let old = engine.events_after(Revision(3));
    assert!(matches!(old, Events::Forgotten { head: Revision(4) }));
}

/// Two engines on one store: in a database both write; of a file the other one reads.
pub(crate) fn another_writer_is_followed(home: &Home) {
    let engine = home.town();
    let other = match home {
        Home::File(_) => Engine::open(home.reader()),
        Home::Database(_) => Engine::open(home.writer()),
    };
    let other = other.expect("another engine");
    let (sender, told) = mpsc::channel();
    other.on_commit(move |revision| sender.send(revision).expect("heard"));
    commit(&engine, vec![rename(GRID, "one")]);
    commit(&engine, vec![rename("320205001004G009", "two")]);
    assert_eq!(other.snapshot().revision, Revision(1));
    assert_eq!(other.catch_up().expect("read"), Revision(3));
    assert_eq!(hash(&other.snapshot()), hash(&engine.snapshot()));
    assert_eq!(told.try_iter().last(), Some(Revision(3)));
    let Events::Known(events) = other.events_after(Revision(1)) else {
        unreachable!("it saw them");
    };
    assert_eq!(events.len(), 2);
    if let Home::Database(_) = home {
        // its commit stands on what the other one has done meanwhile
        commit(&engine, vec![rename(GRID, "three")]);
        assert_eq!(commit(&other, vec![rename(GRID, "four")]), Revision(5));
        assert_eq!(commit(&engine, vec![rename(GRID, "five")]), Revision(6));
        assert_eq!(other.catch_up().expect("read"), Revision(6));
        assert_eq!(hash(&other.snapshot()), hash(&engine.snapshot()));
    }
}
