//! What parameters choose from, as the description of the API states it.

use std::borrow::Cow;

use clap::ValueEnum;
use hexward_engine::ledger::EntryKind;
use hexward_engine::model::PlanState;
use hexward_engine::render::{LoadBy, Theme};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::faults::{FAULT_KINDS, fault_slug};
use super::forms::choice;
use crate::comparison::{Form, Question};
use crate::exporting::{Format, Layer};
use crate::importing::Stage;
use crate::jobs::Step;
use crate::tile_cache::Format as TileFormats;

/// Names a choice, which no value has, only a description.
macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident: $description:literal => $names:expr;)*) => {
        $($(#[$doc])*
        pub(crate) enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                RefOr::T(Schema::from(choice($description, $names)))
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        })*
    };
}

/// The names of a choice of the command line.
fn names_of<T: ValueEnum>() -> Vec<String> {
    let values = T::value_variants().iter().filter_map(T::to_possible_value);
    values.map(|value| value.get_name().to_owned()).collect()
}

choices! {
    /// What an overview may leave out.
    Omission: "What is left out." => ["content_hash"];
    /// Layers of points.
    PointLayer: "A layer of points." => ["checkpoints", "addresses"];
    /// Lengths of shifts that fill a day.
    ShiftHours: "Hours of a shift." => ["4", "6", "8", "12"];
    /// Languages of texts.
    Tongue: "Chinese or English." => ["zh", "en"];
    /// Labels over a picture.
    Labels: "The language of labels over the picture, or none." => ["zh", "en", "none"];
    /// What pictures lie on.
    Ground: "A light map or page, or a dark one." => Theme::ALL.map(Theme::name);
    /// Formats of tiles.
    TileFormat: "Pictures or vector tiles." => TileFormats::ALL.map(TileFormats::extension);
    /// Answers where there is nothing in a tile.
    EmptyTiles: "The status of the answer." => ["200", "204", "404"];
    /// Forms of documents of the OGC.
    OgcForm: "JSON." => ["json"];
    /// Formats of pictures.
    PictureFormat: "PNG or lossless WebP." => ["png", "webp"];
    /// Formats of vector tiles.
    VectorFormat: "Mapbox Vector Tile." => ["mvt"];
    /// Operations of WMTS.
    WmtsRequest: "What is asked for." => ["GetCapabilities", "GetTile", "GetFeatureInfo"];
    /// Media types of pictures.
    PictureType: "PNG or lossless WebP." => ["image/png", "image/webp"];
    /// Sizes of tiles in pixels.
    TilePixels: "Width and height of a picture in pixels." => ["256", "512"];
    /// Areas that a style colours.
    ColouredAreas: "Honeycomb cells or grids." => ["cells", "grids"];
    /// What a load counts.
    Load: "What a load counts." => LoadBy::ALL.map(LoadBy::name);
    /// Kinds of faults.
    FaultName: "A kind of fault." => FAULT_KINDS.map(fault_slug);
    /// Kinds of entries of the ledger.
    EntryName: "A kind of entry." => EntryKind::ALL.map(EntryKind::name);
    /// States of plans.
    PlanStateName: "Where a plan stands." => PlanState::ALL.map(PlanState::name);
    /// Acts in the life of a plan.
    PlanActName: "An act in the life of a plan." =>
        ["validate", "submit", "approve", "activate", "reopen", "withdraw", "rebase"];
    /// What becomes of rows that a plan and the plan in force have both changed.
    ResolutionName: "What becomes of rows that the plan in force has changed too: the rebase is refused, the plan's stay, or those in force." =>
        ["refuse", "plan", "in-force"];
    /// How a job stands.
    JobState: "How the job stands." => Step::ALL.map(Step::name);
    /// How a search for balanced grids stands.
    SearchState: "How the search stands." => crate::rebalancing::Step::ALL.map(crate::rebalancing::Step::name);
    /// What is done to a file.
    JobStage: "What is being done to the file." => Stage::ALL.map(Stage::name);
    /// Layers that are exported.
    ExportLayer: "What is exported." => names_of::<Layer>();
    /// Formats of exports.
    ExportFormat: "The format of the file." => names_of::<Format>();
    /// Forms of a list of bad rows.
    RowsForm: "A table or a document." => ["csv", "json"];
    /// Questions about two plans.
    QuestionName: "What is asked of two plans." => names_of::<Question>();
    /// Forms of a comparison.
    ComparisonForm: "The form of the answer." => names_of::<Form>();
}
