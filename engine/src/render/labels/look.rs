//! How labels look: what is labelled, in which order of importance, from which zoom on, and in which ink.

use crate::model::{Language, Tier};
use crate::render::canvas::Rgba;
use crate::render::line::SizeByZoom;

/// What a label belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Labelled {
    /// Grids of a tier.
    Grids(Tier),
    /// Checkpoints.
    Checkpoints,
    /// Cells of a honeycomb.
    Cells,
}

/// How the labels of one kind look.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelClass {
    /// Of what they are.
    pub of: Labelled,
    /// The first pixel zoom at which they are drawn.
    pub from_zoom: u8,
    /// Size of the font in pixels.
    pub size_px: SizeByZoom,
    /// Colour of the letters.
    pub color: Rgba,
    /// Colour around them.
    pub halo: Rgba,
    /// Width of the halo in pixels.
    pub halo_px: f64,
    /// Which part of a label may lie outside its area.
    pub overflow: f64,
    /// How far from its point the label of a checkpoint begins.
    pub gap_px: f64,
}

/// All classes of labels, the most important first.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelStyle {
    /// The classes.
    pub classes: Vec<LabelClass>,
    /// The language when the view names none.
    pub language: Language,
}

impl Labelled {
    /// The name in styles and vector tiles.
    pub fn name(self) -> &'static str {
        match self {
            Self::Grids(tier) => tier.name(),
            Self::Checkpoints => "checkpoint",
            Self::Cells => "cell",
        }
    }

    /// What has this name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "checkpoint" => Some(Self::Checkpoints),
            "cell" => Some(Self::Cells),
            tier => Tier::from_name(tier).map(Self::Grids),
        }
    }
}
