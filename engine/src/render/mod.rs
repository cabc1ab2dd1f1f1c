//! Pictures of a snapshot: raster and vector tiles, legends. Every function here is a pure function of its arguments.
//!
//! Nothing is computed relative to a tile: densities live on the global pixel lattice, areas own global samples, lines
//! have global distances, discs are stamped at whole pixels. So four neighbouring tiles put together are the same bytes
//! as one picture of their ground, and labels, scales and legends never depend on what a tile happens to show.

mod areas;
mod barriers;
mod canvas;
mod change;
mod choice;
mod choropleth;
mod class_scale;
mod composed;
mod cover;
mod defects;
mod density;
mod doubled;
mod edges;
mod fill;
mod fit;
mod fonts;
mod icon;
mod indexed;
mod kernel;
mod labels;
mod legend;
mod legend_png;
mod line;
mod load;
mod marker;
mod mvt;
mod peak;
mod plate;
mod points;
mod reach;
mod refine;
mod risk;
mod rounding;
mod scale;
mod spans;
mod statistic;
mod stroke;
mod style;
mod style_set;
mod surface;
mod text;
mod theme;
mod vector;
mod vector_clip;
mod vector_fields;
mod vector_points;
mod warp;
mod webp;
mod wire;
mod wire_classes;
mod wire_labels;
mod wire_parts;
mod wire_statistic;

#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

pub use barriers::BarrierClass;
pub use canvas::{Canvas, Rgba};
pub use change::Change;
pub use choice::{choice_of, common_choice, ground_of, layers_of, scale_of, unit_of};
pub use class_scale::{ClassScale, Unclassed};
pub use composed::composed;
pub use cover::{Cover, cover_of};
pub use defects::DefectStyle;
pub use density::{Density, Spread, density};
pub use fill::{Fill, Hatch};
pub use fit::{Fit, Fitted};
pub use fonts::{FontError, Fonts, MissingGlyph};
pub use icon::{Mark, Shape};
pub use labels::{LabelClass, LabelStyle, Labelled, PlacedLabel, label_texts, placed_labels};
pub use legend::{Legend, LegendEntry, LegendKind, legend};
pub use legend_png::legend_png;
pub use line::{LineStyle, SizeByZoom};
pub use load::{LoadBand, LoadBy, LoadClass, LoadLevel, LoadScale};
pub use risk::{RiskClass, RiskLevel, RiskRule, risk_of_cells, risk_of_grids};
pub use scale::Scale;
pub use statistic::{Counted, Denominator, Statistic};
pub use style::{Borders, Content, DiscStyle, MeasureLabel, Style, StyleError, Thin};
pub use style_set::Styles;
pub use surface::Per;
pub use text::{EM, PlacedGlyph, ShapedLine};
pub use theme::Theme;
pub use vector::vector_tile;
pub use vector_fields::vector_fields;
pub use webp::webp_of_png;

use crate::geom::{PixelRect, Plane, TileCoord, TileSize};
pub use crate::layer::DayRange;
use crate::model::{Language, Text, Tier};
use crate::snapshot::Snapshot;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The honeycomb layer does not exist.
    #[error("there is no honeycomb layer named `{0}`")]
    NoLayer(String),
    /// No grids of the tier are stored.
    #[error("there are no grids of tier {0}")]
    NoTier(Tier),
    /// The style is not served at this zoom.
    #[error("style {style} has tiles from zoom {first} to {last}, not at {zoom}")]
    Zoom {
        /// The style.
        style: String,
        /// First zoom.
        first: u8,
        /// Last zoom.
        last: u8,
        /// The zoom asked for.
        zoom: u8,
    },
    /// The style is not offered in this format.
    #[error("style {style} has no {format} tiles")]
    Format {
        /// The style.
        style: String,
        /// The format asked for.
        format: &'static str,
    },
    /// More cases than the fixed-point sums hold.
    #[error(
        "{0} cases in and around the picture are more than the 67108864 that a density can hold"
    )]
    TooManyCases(u64),
    /// The encoder failed.
    #[error("the picture could not be encoded: {0}")]
    Encode(String),
}

impl From<png::EncodingError> for RenderError {
    fn from(error: png::EncodingError) -> Self {
        Self::Encode(error.to_string())
    }
}

/// Which areas a style colours.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Areas {
    /// The cells of a honeycomb layer; without a name, of the first one.
    Cells(Option<String>),
    /// The grids of the tier that [`View::tier`] names; without one, of the lowest tier down to `grid`.
    Grids,
}

impl Areas {
    /// Those that are coloured where nobody says which: grids when their tier is named, the cells of a honeycomb that is named or of
    /// the first one, and grids where there is none.
    pub fn unsaid(snapshot: &Snapshot, layer: Option<&str>, tier: Option<Tier>) -> Self {
        if tier.is_some() || (layer.is_none() && snapshot.crossings.is_empty()) {
            return Self::Grids;
        }
        Self::Cells(layer.map(str::to_owned))
    }
}

/// How a tile is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct View {
    /// Pixels a side.
    pub size: TileSize,
    /// Which areas are coloured.
    pub areas: Areas,
    /// The tier of the grids that are drawn.
    pub tier: Option<Tier>,
    /// What their load is counted in.
    pub by: LoadBy,
    /// The days on which cases count for a density; all of them without.
    pub days: Option<DayRange>,
    /// The language of the labels over the picture; without one there are none, but those of a style of labels.
    pub labels: Option<Language>,
    /// How the ground lies in the picture.
    pub plane: Plane,
    /// What a style of changes shows; nothing without.
    pub change: Option<Arc<Change>>,
}

impl Default for View {
    fn default() -> Self {
        Self {
            size: TileSize::Px256,
            areas: Areas::Cells(None),
            tier: None,
            by: LoadBy::Households,
            days: None,
            labels: None,
            plane: Plane::Mercator,
            change: None,
        }
    }
}

/// A raster tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// The picture.
    pub png: Vec<u8>,
    /// Whether it shows nothing; all empty tiles of a size are the same bytes.
    pub empty: bool,
}

/// A raster tile of a style.
///
/// # Errors
/// [`RenderError`] outside the style's zooms, and for a honeycomb layer or tier that does not exist.
pub fn tile(
    snapshot: &Snapshot,
    style: &Style,
    coord: TileCoord,
    view: &View,
) -> Result<Tile, RenderError> {
    check_zoom(style, coord, view.size)?;
    let style = &*style.ready(snapshot, view);
    let rect = coord.pixels(view.size);
    if let Some(surface) = style.content().surface()
        && !labels::are_drawn(snapshot, style, view)
    {
        let indices = plate::indices(&surface, snapshot, rect, view)?;
        if indices.iter().all(|&i| i == 0) {
            return Ok(Tile {
                png: empty_tile(view.size),
                empty: true,
            });
        }
        return Ok(Tile {
            png: canvas::palette_png(rect, &indices, surface.scale.palette().iter().copied())?,
            empty: false,
        });
    }
    let canvas = picture(snapshot, style, rect, view)?;
    if canvas.is_empty() {
        return Ok(Tile {
            png: empty_tile(view.size),
            empty: true,
        });
    }
    Ok(Tile {
        png: canvas.png()?,
        empty: false,
    })
}

/// A picture of any rectangle of the pixel lattice, in the plane of the view.
///
/// # Errors
/// [`RenderError::NoLayer`] for a honeycomb layer and [`RenderError::NoTier`] for a tier that do not exist.
pub fn picture(
    snapshot: &Snapshot,
    style: &Style,
    rect: PixelRect,
    view: &View,
) -> Result<Canvas, RenderError> {
    let style = &*style.ready(snapshot, view);
    if view.plane != Plane::Mercator {
        return plate::picture(snapshot, style, rect, view);
    }
    let mut canvas = Canvas::new(rect);
    match style.content() {
        Content::Density { .. } => {
            if let Some(surface) = style.content().surface() {
                surface.draw(&mut canvas, snapshot, view)?;
            }
        }
        Content::Risk { rules, borders, .. } => {
            choropleth::risk(&mut canvas, snapshot, style, (rules, borders), view)?;
        }
        Content::Load { scale, borders } => {
            choropleth::load(&mut canvas, snapshot, (scale, borders), view)?;
        }
        Content::Choropleth(statistic) => {
            choropleth::statistic(&mut canvas, snapshot, statistic, view)?;
        }
        Content::Grids { lines } => {
            areas::grid_outlines(&mut canvas, snapshot, lines, view.tier)?;
        }
        Content::Defects(look) => defects::defects(&mut canvas, snapshot, look, view.tier)?,
        Content::Honeycomb {
            line,
            least_spacing_px,
        } => {
            areas::cell_outlines(&mut canvas, snapshot, line, *least_spacing_px, &view.areas)?;
        }
        Content::Labels(_) => {}
        Content::Change { old, new } => {
            if let Some(change) = &view.change {
                change.draw(&mut canvas, old, new);
            }
        }
        Content::Barriers { classes } => barriers::barriers(&mut canvas, snapshot, classes),
        Content::Checkpoints { disc, closed, thin } => {
            points::checkpoints(&mut canvas, snapshot, (disc, closed), *thin);
        }
        Content::Addresses {
            measures,
            counted,
            uncounted,
            thin,
        } => {
            points::addresses(&mut canvas, snapshot, measures, (counted, uncounted), *thin);
        }
    }
    labels::draw(&mut canvas, snapshot, style, view);
    Ok(canvas)
}

fn check_zoom(style: &Style, coord: TileCoord, size: TileSize) -> Result<(), RenderError> {
    let zooms = style.zooms(size);
    if zooms.contains(&coord.z()) {
        return Ok(());
    }
    let (first, last) = (*zooms.start(), *zooms.end());
    Err(RenderError::Zoom {
        style: style.id().to_owned(),
        first,
        last,
        zoom: coord.z(),
    })
}

/// The one transparent tile of a size.
pub fn empty_tile(size: TileSize) -> Vec<u8> {
    static EMPTY: [OnceLock<Vec<u8>>; 2] = [OnceLock::new(), OnceLock::new()];
    let encode = || {
        let side = size.pixels();
        let rect = PixelRect {
            pixel_zoom: 0,
            x: 0,
            y: 0,
            width: side,
            height: side,
        };
        Canvas::new(rect).png().unwrap_or_default()
    };
    EMPTY[usize::from(size.extra_zoom())]
        .get_or_init(encode)
        .clone()
}

fn text(zh: &str, en: &str) -> Text {
    Text {
        zh: zh.to_owned(),
        en: en.to_owned(),
    }
}
