//! The `hexward` program, run as a process of its own.

#[path = "cli/bad_inputs.rs"]
mod bad_inputs;
#[path = "cli/balancing.rs"]
mod balancing;
#[path = "cli/cards.rs"]
mod cards;
#[path = "cli/comparing.rs"]
mod comparing;
#[path = "cli/copies.rs"]
mod copies;
#[path = "cli/crossing.rs"]
mod crossing;
#[path = "cli/database.rs"]
mod database;
#[path = "cli/demos.rs"]
mod demos;
#[path = "cli/deriving.rs"]
mod deriving;
#[path = "cli/doctor.rs"]
mod doctor;
#[path = "cli/duties.rs"]
mod duties;
#[path = "cli/editing.rs"]
mod editing;
#[path = "cli/exchanging.rs"]
mod exchanging;
#[path = "cli/exporting.rs"]
mod exporting;
#[path = "cli/files.rs"]
mod files;
#[path = "cli/gates.rs"]
mod gates;
#[path = "cli/matrix.rs"]
mod matrix;
#[path = "cli/pair.rs"]
mod pair;
#[path = "cli/persons.rs"]
mod persons;
#[path = "cli/plan_refusals.rs"]
mod plan_refusals;
#[path = "cli/planning.rs"]
mod planning;
#[path = "cli/planted.rs"]
mod planted;
#[path = "cli/program.rs"]
mod program;
#[path = "cli/questions.rs"]
mod questions;
#[path = "cli/real_areas.rs"]
mod real_areas;
#[path = "cli/real_files.rs"]
mod real_files;
#[path = "cli/repairing.rs"]
mod repairing;
#[path = "cli/serving.rs"]
mod serving;
#[path = "cli/standing.rs"]
mod standing;
#[path = "cli/stating.rs"]
mod stating;
#[path = "cli/tiling.rs"]
mod tiling;
#[path = "cli/town.rs"]
mod town;
