//! Hexward's server and command line: a shell around the engine.
//!
//! It parses, asks the engine and encodes; there is no geometry and no SQL here. [`app::app`] is the whole HTTP
//! interface as one router, used by `hexward serve` and by every test; [`cli`] has one file a command.

mod answer;
mod answering;
pub mod apart;
pub mod app;
mod assets;
mod background;
mod base_url;
mod body;
mod cards;
mod changes;
pub mod cli;
mod comparison;
pub mod config;
mod covers;
pub mod demo;
mod draw_queue;
mod dto;
mod entry_ids;
pub mod error;
mod exporting;
mod fits;
mod fonts;
mod guard;
mod headers;
mod history;
mod idempotency;
mod importing;
mod jobs;
mod legend_svg;
mod live;
mod looks;
mod maplibre;
mod markup;
mod openapi;
mod portion;
mod problem;
mod rebalancing;
mod refusal;
mod request;
#[expect(
    unused_qualifications,
    reason = "descriptions of routes write types out"
)]
mod routes;
pub mod serve;
mod sound;
mod staffing;
pub mod state;
mod tile_cache;
mod tiling;
pub mod verify;
mod view;
mod view_queue;
mod workers;
mod writes;
