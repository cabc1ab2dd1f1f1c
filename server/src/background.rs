//! What goes on beside requests: taking over the commits of other servers, and putting plans in force on their day.

use std::collections::HashSet;
use std::io;
use std::thread;
use std::time::Duration;

use hexward_engine::Engine;
use hexward_engine::model::{Note, Revision};
use hexward_engine::plans;
use hexward_engine::store::StoreError;
use time::Date;
use tokio::signal::unix::{SignalKind, signal};

use crate::state::{AppState, Reloaded};

/// Waits until there may be commits after a revision, not long.
pub(crate) type Follower = Box<dyn FnMut(Revision) -> Result<(), StoreError> + Send>;

/// How long it takes until a lost store is asked again, at first and at most.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LAST_PAUSE: Duration = Duration::from_secs(5);
/// How often plans are looked at.
const MINUTE: Duration = Duration::from_mins(1);
/// Who puts plans in force on their day.
const AUTHOR: &str = "hexward";

/// Takes over what other processes commit, until the server ends.
pub(crate) fn follow(state: &AppState, mut follower: Follower) {
    let state = state.clone();
    thread::spawn(move || {
        let mut pause = FIRST_PAUSE;
        while !state.live().is_ending() {
            let head = state.engine().snapshot().revision;
            let told = follower(head).and_then(|()| state.engine().catch_up());
            match told {
                Ok(_) => pause = FIRST_PAUSE,
                Err(error) => {
                    tracing::warn!(%error, "cannot follow other servers, trying again");
                    thread::sleep(pause);
                    pause = (pause * 2).min(LAST_PAUSE);
                }
            }
        }
    });
}

/// Reads the styles anew whenever the process gets SIGHUP, until the server ends; for a server with a folder of styles. Those that
/// cannot be used leave all as they are.
///
/// # Errors
/// [`io::Error`] when the signal cannot be caught.
pub(crate) fn reload_styles(state: &AppState) -> io::Result<()> {
    if state.config().styles.is_none() {
        return Ok(());
    }
    let mut hung_up = signal(SignalKind::hangup())?;
    let state = state.clone();
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = state.live().ended() => return,
                _ = hung_up.recv() => {}
            }
            let own = state.clone();
            let read = tokio::task::spawn_blocking(move || own.reload_styles()).await;
            match read {
                Ok(Ok(Reloaded {
                    changed,
                    added,
                    removed,
                })) => {
                    tracing::info!(?changed, ?added, ?removed, "styles were read anew");
                }
                Ok(Err(error)) => tracing::error!(%error, "the styles stay as they are"),
                Err(error) => tracing::error!(%error, "the styles were not read"),
            }
        }
    });
    Ok(())
}

/// Puts plans in force whose day has come, at once and every minute until the server ends.
pub(crate) fn activate_due(state: &AppState) {
    let state = state.clone();
    tokio::spawn(async move {
        let mut refused = HashSet::new();
        let mut minutes = tokio::time::interval(MINUTE);
        loop {
            tokio::select! {
                () = state.live().ended() => return,
                _ = minutes.tick() => {}
            }
            let activated = state.write(|state| {
                let zone = state.config().zone;
                Ok(activate(state.engine(), zone.today(), &zone.now()))
            });
            let activated = activated.await;
            for refusal in activated.unwrap_or_default() {
                if refused.insert(refusal.clone()) {
                    tracing::warn!("{refusal}");
                }
            }
        }
    });
}

/// Puts each plan in force whose day has come; says which could not be, and why.
fn activate(engine: &Engine, today: Date, at: &str) -> Vec<String> {
    let mut refused = Vec::new();
    for plan in plans::due(&engine.snapshot(), today) {
        let note = Note {
            author: AUTHOR.to_owned(),
            reason: format!("the day of plan {plan} has come"),
            at: at.to_owned(),
            ..Note::default()
        };
        match engine.activate_plan(&plan, today, &note) {
            Ok(done) => tracing::info!(%plan, revision = %done.revision, "put in force"),
            Err(error) => refused.push(format!("plan {plan} is not put in force: {error}")),
        }
    }
    refused
}

#[cfg(test)]
mod tests {
    use hexward_engine::Proposal;
    use hexward_engine::edit::{Changeset, Edit};
    use hexward_engine::model::{AreaCode, PlanId, PlanState};
    use hexward_engine::plans::NewPlan;
    use hexward_engine::store::GeoPackage;
    use time::macros::date;

    use super::*;
    use crate::demo::soho;

    fn by(author: &str) -> Note {
        Note {
            author: author.to_owned(),
            at: "2026-01-02T08:00:00+08:00".to_owned(),
            ..Note::default()
        }
    }

    #[test]
    fn an_approved_plan_is_put_in_force_on_its_day() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = GeoPackage::create_or_open(folder.path().join("store.gpkg"));
        let engine = Engine::open(Box::new(store.expect("a store"))).expect("an engine");
        engine
            .commit(&soho(by("post 1")).expect("the demo"))
            .expect("loaded");
        let id = PlanId::new("spring").expect("valid");
        let new = NewPlan {
            id: id.clone(),
            name: "spring".to_owned(),
            from: None,
        };
        engine.create_plan(&new, &by("post 1")).expect("begun");
        let rename = Edit::RenameGrid {
            code: AreaCode::new("990185400001").expect("valid"),
            name: "new".to_owned(),
        };
        let step = Proposal {
            plan: Some(id.clone()),
            ..Proposal::from(Changeset {
                note: by("post 1"),
                edits: vec![rename],
            })
        };
        engine.propose(&step).expect("a step");
        let (before, day) = (date!(2026 - 01 - 02), date!(2026 - 03 - 01));
        engine
            .submit_plan(&id, Some(day), &by("post 1"))
            .expect("submitted");
        engine
            .approve_plan(&id, None, before, &by("post 2"))
            .expect("approved");
        let state = || engine.snapshot().plans.get(&id).map(|plan| plan.state);
        let at = "2026-03-01T00:00:10+08:00";
        assert!(activate(&engine, before, at).is_empty());
        assert_eq!(state(), Some(PlanState::Approved));
        assert!(activate(&engine, day, at).is_empty());
        assert_eq!(state(), Some(PlanState::InForce));
        assert!(activate(&engine, day, at).is_empty(), "once");
    }
}
