//! One of several who change the small plan at the same time.

use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::model::{Count, Note, PlanId, RequestKey, Revision};
use hexward_engine::plans::{NewPlan, Resolution};
use hexward_engine::{CommitError, Committed, Engine, Proposal};

use super::town::{address, spot};
use super::{by, draw};
use crate::random::Sequence;

/// Addresses of a large import.
const IMPORTED: usize = 300;

/// A request key, with a digest that follows from it.
pub fn request(key: &str) -> RequestKey {
    let mut digest = [0; 32];
    for (place, byte) in key.bytes().enumerate() {
        digest[place % 32] ^= byte;
    }
    RequestKey {
        key: key.to_owned(),
        digest,
    }
}

/// Changes something under a key: an edit, an import, an undo of what is newest, something with a plan. `None` when the
/// plan has no place for what was drawn.
pub fn change(
    engine: &Engine,
    random: &mut Sequence,
    key: &str,
) -> Option<Result<Committed, CommitError>> {
    let note = Note {
        request: Some(request(key)),
        ..by(random.one_of::<&str>(&["one", "two"]))
    };
    match random.below(20) {
        0 => Some(engine.commit(&import(random, note))),
        1 | 2 => Some(engine.undo(engine.snapshot().revision, &note)),
        3..=7 => plan(engine, random, &note),
        _ => {
            let snapshot = engine.snapshot();
            let edits = vec![draw(&snapshot, random)?];
            Some(engine.propose(&Proposal {
                base: (random.below(2) == 0).then_some(snapshot.revision),
                ..Proposal::from(Changeset { note, edits })
            }))
        }
    }
}

fn import(random: &mut Sequence, note: Note) -> Changeset {
    let rows = (0..IMPORTED).map(|number| {
        let place = spot(random.below(60_000) as i64, random.below(60_000) as i64);
        address(1_000 + number, place, random.below(5) as u32)
    });
    let edits = vec![Edit::ImportAddresses(rows.collect())];
    Changeset { note, edits }
}

fn plan(
    engine: &Engine,
    random: &mut Sequence,
    note: &Note,
) -> Option<Result<Committed, CommitError>> {
    let snapshot = engine.snapshot();
    let plans = &snapshot.plans.records;
    if plans.len() < 4 {
        let new = NewPlan {
            id: PlanId::new(&format!("p{}", random.below(1000))).ok()?,
            name: "草案".to_owned(),
            from: None,
        };
        return Some(engine.create_plan(&new, note));
    }
    let id = random.one_of(plans).id.clone();
    let today = Count::parse_date("2026-03-01")?;
    Some(match random.below(9) {
        0..=3 => {
            let edits = vec![draw(&snapshot, random)?];
            engine.propose(&Proposal {
                plan: Some(id),
                ..Proposal::from(Changeset {
                    note: note.clone(),
                    edits,
                })
            })
        }
        4 => engine.rebase_plan(&id, Resolution::InForce, note),
        5 => engine.submit_plan(&id, Some(today), note),
        6 => engine.approve_plan(&id, None, today, note),
        7 => engine.activate_plan(&id, today, note),
        _ => engine.reopen_plan(&id, note),
    })
}

/// The revision of a change that was committed.
pub fn committed(done: Option<Result<Committed, CommitError>>) -> Option<Revision> {
    let done = done?.ok()?;
    (done.changed_rows > 0).then_some(done.revision)
}
