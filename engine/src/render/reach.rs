//! How far beyond its ground a style looks.

use super::barriers;
use super::line::LineStyle;
use super::style::{Borders, Content, DiscStyle, Style};
use crate::model::Tier;

/// Vector tiles take features from this far beyond their ground: 8 pixels of a 256 px tile, 16 of a 512 px tile.
const VECTOR_BUFFER_PX: u32 = 18;

impl Style {
    /// How many pixels beyond its ground a symbol or line of the style can reach, or a vector tile takes features from.
    pub(super) fn reach_px(&self) -> u32 {
        let lines = |lines: &[(Tier, LineStyle)]| {
            let widths = lines.iter().map(|(_, line)| line.width_px.widest());
            widths.fold(0.0, f64::max)
        };
        let of_areas =
            |borders: &Borders| lines(&borders.tiers).max(borders.cells.width_px.widest());
        let widest = match self.content() {
            Content::Density { .. } | Content::Labels(_) => 0.0,
            Content::Risk { borders, .. } | Content::Load { borders, .. } => of_areas(borders),
            Content::Choropleth(statistic) => of_areas(&statistic.borders),
            Content::Grids { lines: tiers } => lines(tiers),
            Content::Defects(style) => style.reach_px(),
            Content::Honeycomb { line, .. } => line.width_px.widest(),
            Content::Change { old, new } => old.width_px.widest().max(new.width_px.widest()),
            Content::Barriers { classes } => barriers::widest(classes),
            // another point of the same square decides whether a symbol is shown
            Content::Checkpoints { disc, closed, thin } => {
                let widest = |disc: &DiscStyle| {
                    disc.radius_px.widest() * f64::from(disc.shape.reach()) + disc.rim_px
                };
                widest(disc).max(widest(closed)) + f64::from(1_u32 << thin.square_bits)
            }
            // an address's disc grows with its count, up to 80 pixels
            Content::Addresses {
                counted,
                uncounted,
                thin,
                ..
            } => {
                80.0 * f64::from(counted.shape.reach())
                    + counted.rim_px.max(uncounted.rim_px)
                    + f64::from(1_u32 << thin.square_bits)
            }
        };
        (widest.ceil() as u32 + 4).max(VECTOR_BUFFER_PX)
    }
}
