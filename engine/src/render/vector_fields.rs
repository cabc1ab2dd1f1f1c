//! What the fields of vector tiles are called and mean.

use super::style::{Content, Style};
use super::vector::COUNT_PREFIX;
use crate::snapshot::Snapshot;

/// The layers of a style's vector tiles with their fields and what these mean, for TileJSON.
pub fn vector_fields(snapshot: &Snapshot, style: &Style) -> Vec<(String, Vec<(String, String)>)> {
    let tallies = [
        ("addresses", "addresses in the area"),
        ("area_m2", "ground area in square metres"),
    ];
    if !style.has_vector() {
        return Vec::new();
    }
    let mut fields = own_fields(style);
    let of_areas = matches!(
        style.content(),
        Content::Risk { .. }
            | Content::Load { .. }
            | Content::Choropleth(_)
            | Content::Grids { .. }
            | Content::Honeycomb { .. }
    );
    if of_areas {
        fields.extend(tallies);
    }
    let mut fields: Vec<(String, String)> = fields
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect();
    if of_areas || matches!(style.content(), Content::Addresses { .. }) {
        fields.extend(snapshot.counts.measures().iter().map(|sums| {
            let name = format!("{COUNT_PREFIX}{}", sums.measure);
            (name, format!("{}, in {}", sums.measure, sums.unit))
        }));
    }
    vec![(style.id().to_owned(), fields)]
}

/// The fields of what keeps grids from dividing the ground.
const OF_DEFECTS: [(&str, &str); 7] = [
    ("kind", "what is wrong"),
    (
        "breaks",
        "whether the tier does not divide the ground because of it",
    ),
    ("tier", "tier of the grids"),
    ("codes", "codes of the grids concerned, separated by blanks"),
    ("parent", "code of their parent"),
    ("area_m2", "ground area in square metres, of ground"),
    ("length_m", "length in metres, of edges"),
];

/// The fields of honeycomb cells.
const OF_CELLS: [(&str, &str); 2] = [("code", "code of the cell"), ("layer", "honeycomb layer")];

/// The fields of a style, without the sums that all areas have.
fn own_fields(style: &Style) -> Vec<(&'static str, &'static str)> {
    match style.content() {
        Content::Density { .. } => Vec::new(),
        Content::Risk { .. } => vec![
            ("code", "code of the area"),
            ("risk", "high, watch, normal or none"),
        ],
        Content::Load { .. } => vec![
            ("code", "code of the grid"),
            ("name", "name"),
            ("tier", "tier"),
            (
                "load",
                "well-above, above, in-band, below, well-below or none",
            ),
            ("households", "households in the area"),
            ("residents", "residents in the area"),
        ],
        Content::Choropleth(_) => vec![
            ("code", "code of the area"),
            ("value", "what is drawn, where there is a value"),
            (
                "class",
                "class of the scale, 0 the lowest, or no-data or withheld",
            ),
        ],
        Content::Grids { .. } => vec![
            ("code", "code of the grid"),
            ("name", "name"),
            ("tier", "tier"),
        ],
        Content::Defects(_) => OF_DEFECTS.to_vec(),
        Content::Honeycomb { .. } => OF_CELLS.to_vec(),
        Content::Change { .. } => vec![("border", "old or new")],
        Content::Labels(_) => vec![
            ("name", "what is written"),
            (
                "class",
                "street, community, grid, micro, checkpoint or cell",
            ),
            ("code", "code, or id of a checkpoint"),
            ("priority", "0 is the most important"),
        ],
        Content::Barriers { .. } => vec![
            ("key", "id of the barrier"),
            ("class", "what it is"),
            ("name", "what it is called, if it has a name"),
        ],
        Content::Checkpoints { .. } => vec![
            ("key", "id"),
            ("name", "name"),
            ("kind", "what it is"),
            ("state", "open or closed"),
        ],
        Content::Addresses { .. } => vec![
            ("key", "id"),
            ("households", "households"),
            ("residents", "residents"),
        ],
    }
}
