//! Commits through the engine, on both stores: keys, bases, groups, undo, plans, views of the past, events.

#[path = "commits/codes.rs"]
mod codes;
#[path = "commits/groups.rs"]
mod groups;
#[path = "commits/lives.rs"]
mod lives;
#[path = "commits/requests.rs"]
mod requests;
#[path = "commits/undoing.rs"]
mod undoing;
#[path = "commits/views.rs"]
mod views;

use std::sync::Arc;

use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::geom::Position;
use hexward_engine::model::{AreaCode, Count, Note, PlanId, RequestKey, Revision, Tier};
use hexward_engine::plans::NewPlan;
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::{GeoPackage, Store, content_hash};
use hexward_engine::{CommitError, Committed, Engine, Proposal};
use hexward_tests::Database;
use hexward_tests::planning::{by, founding, request};
use time::Date;

/// A place for one store.
enum Home {
    File(tempfile::TempDir),
    Database(Database),
}

impl Home {
    fn writer(&self) -> Box<dyn Store> {
        match self {
            Self::File(folder) => {
                let path = folder.path().join("town.gpkg");
                Box::new(GeoPackage::create_or_open(path).expect("a store"))
            }
            Self::Database(database) => Box::new(database.writer()),
        }
    }

    fn reader(&self) -> Box<dyn Store> {
        match self {
            Self::File(folder) => {
                let path = folder.path().join("town.gpkg");
                Box::new(GeoPackage::open_read_only(path).expect("a store"))
            }
            Self::Database(database) => Box::new(database.reader()),
        }
    }

    fn engine(&self) -> Engine {
        Engine::open(self.writer()).expect("an engine")
    }

    /// An engine over the small plan, which is revision 1.
    fn town(&self) -> Engine {
        let engine = self.engine();
        engine.commit(&founding()).expect("the town");
        engine
    }
}

fn file() -> Home {
    Home::File(tempfile::tempdir().expect("a folder"))
}

macro_rules! on_both_stores {
    ($($module:ident::$case:ident),+ $(,)?) => {
        mod geopackage {
            $(#[test]
            fn $case() {
                crate::$module::$case(&crate::file());
            })+
        }

        mod postgis {
            $(#[test]
            fn $case() {
                if let Some(database) = hexward_tests::Database::new() {
                    crate::$module::$case(&crate::Home::Database(database));
                }
            })+
        }
    };
}

on_both_stores! {
    codes::retired_codes_return_with_their_grid_alone,
    codes::a_code_does_not_return_within_a_changeset,
    codes::drafts_keep_their_codes,
    codes::a_parent_is_numbered_from_west_to_east,
    codes::a_grid_says_from_when_until_when,
    groups::all_that_wait_are_answered_once,
    groups::a_refused_edit_does_not_hurt_its_group,
    groups::a_row_edited_outside_stops_its_own_change_only,
    lives::a_plan_lives_from_draft_to_archive,
    lives::what_a_state_does_not_allow_is_refused,
    lives::a_second_person_approves_for_days_to_come,
    lives::a_draft_fits_while_other_rows_change,
    lives::conflicts_are_named_and_resolved_in_three_ways,
    lives::nothing_is_approved_unseen,
    requests::a_request_is_done_once,
    requests::edits_of_other_rows_both_succeed,
    requests::edits_of_the_same_rows_are_refused,
    undoing::commits_are_taken_back_in_any_order_that_their_rows_allow,
    undoing::what_grew_under_a_lock_is_taken_back,
    undoing::no_step_is_left_without_its_plan,
    views::every_revision_is_what_it_was,
    views::days_are_those_of_their_commits,
    views::events_tell_of_every_commit,
    views::another_writer_is_followed,
}

fn day(text: &str) -> Date {
    Count::parse_date(text).expect("a date")
}

fn code(text: &str) -> AreaCode {
    AreaCode::new(text).expect("a code")
}

fn plan(text: &str) -> PlanId {
    PlanId::new(text).expect("an id")
}

fn keyed(key: &str) -> RequestKey {
    request(key)
}

fn rename(grid: &str, name: &str) -> Edit {
    Edit::RenameGrid {
        code: code(grid),
        name: name.to_owned(),
    }
}

/// The node between four grids of the first community, by so much to the east.
fn node_moved(east: i64) -> Edit {
    let from = Position::clamped(1_203_010_000, 315_010_000);
    Edit::MoveNode {
        tier: Tier::Grid,
        from,
        to: Position::clamped(i64::from(from.lon()) + east, i64::from(from.lat())),
    }
}

fn changes(edits: Vec<Edit>) -> Changeset {
    let note = by("editor");
    Changeset { note, edits }
}

fn commit(engine: &Engine, edits: Vec<Edit>) -> Revision {
    engine.commit(&changes(edits)).expect("committed").revision
}

fn begin(engine: &Engine, id: &str, from: Option<&str>) -> Revision {
    let new = NewPlan {
        id: plan(id),
        name: "草案".to_owned(),
        from: from.map(plan),
    };
    let begun = engine.create_plan(&new, &by("planner"));
    begun.expect("begun").revision
}

fn step(engine: &Engine, id: &str, edits: Vec<Edit>) -> Result<Committed, CommitError> {
    engine.propose(&Proposal {
        plan: Some(plan(id)),
        ..Proposal::from(changes(edits))
    })
}

fn name_of(snapshot: &Snapshot, grid: &str) -> String {
    let (layer, index) = snapshot.grid(&code(grid)).expect("a grid");
    layer.records()[index].name.clone()
}

fn hash(snapshot: &Arc<Snapshot>) -> String {
    content_hash(&snapshot.dataset())
}

fn at(author: &str, instant: &str) -> Note {
    Note {
        at: instant.to_owned(),
        ..by(author)
    }
}
