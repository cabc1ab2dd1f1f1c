//! A style: how a layer becomes a picture. Read from a file of `styles` once and checked whole.

use std::ops::RangeInclusive;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::barriers::BarrierClass;
use super::canvas::Rgba;
use super::defects::DefectStyle;
use super::doubled;
use super::fonts::Fonts;
use super::icon::{Mark, Shape};
use super::labels::{LabelStyle, Lettering};
use super::line::{LineStyle, SizeByZoom};
use super::load::{LoadBy, LoadScale};
use super::risk::RiskRule;
use super::scale::Scale;
use super::statistic::Statistic;
use super::surface::Per;
use super::theme::{self, Theme};
use super::wire::WireContent;
use super::{density, wire};
use crate::geom::{MAX_PIXEL_ZOOM, TileSize};
use crate::model::{Language, Text, Tier};

/// A style file that cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct StyleError {
    /// The file.
    pub file: String,
    /// What is wrong, and where.
    pub reason: String,
}

/// A measure that a style may draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureLabel {
    /// Its name in the store.
    pub name: String,
    /// What people call it.
    pub label: Text,
}

/// The borders between coloured areas.
#[derive(Debug, Clone, PartialEq)]
pub struct Borders {
    /// Of each tier of grids that has any.
    pub tiers: Vec<(Tier, LineStyle)>,
    /// Of honeycomb cells.
    pub cells: LineStyle,
    /// Honeycombs whose cells are closer together than this have none.
    pub least_spacing_px: f64,
}

/// At coarse zooms only the first of all points in a square of the global pixel lattice is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thin {
    /// The squares have a side of 2 to this power pixels.
    pub square_bits: u32,
    /// From this pixel zoom on all points are shown.
    pub below_zoom: u8,
}

/// What a style draws.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Kernel density of a measure.
    Density {
        /// The measures it may draw; the first that is stored counts.
        measures: Vec<MeasureLabel>,
        /// Radius of the biweight kernel in metres.
        bandwidth_m: f64,
        /// What the cases are counted against.
        per: Per,
        /// Value to colour, in cases per that.
        scale: Scale,
    },
    /// Areas coloured by a dated rule.
    Risk {
        /// The measures it may draw; the first that is stored counts.
        measures: Vec<MeasureLabel>,
        /// The rules, each valid from a date.
        rules: Vec<RiskRule>,
        /// The borders between areas.
        borders: Borders,
    },
    /// Grids of one tier coloured by their load against a target band.
    Load {
        /// The bands and classes.
        scale: LoadScale,
        /// The borders between areas.
        borders: Borders,
    },
    /// Areas coloured by a count or rate, in the classes of one scale.
    Choropleth(Box<Statistic>),
    /// Outlines of grids, the larger tiers on top.
    Grids {
        /// Line of each tier that is drawn.
        lines: Vec<(Tier, LineStyle)>,
    },
    /// What keeps the grids from dividing the ground.
    Defects(DefectStyle),
    /// Borders that one state of the grids has and another has not.
    Change {
        /// Borders that are gone.
        old: LineStyle,
        /// Borders that have come.
        new: LineStyle,
    },
    /// Outlines of honeycomb cells.
    Honeycomb {
        /// Their line.
        line: LineStyle,
        /// Honeycombs whose cells are closer together than this are not drawn.
        least_spacing_px: f64,
    },
    /// Barriers.
    Barriers {
        /// How each class looks, the lowest first.
        classes: Vec<BarrierClass>,
    },
    /// Names and codes.
    Labels(LabelStyle),
    /// Checkpoints as symbols.
    Checkpoints {
        /// How open ones look.
        disc: DiscStyle,
        /// How closed ones look.
        closed: DiscStyle,
        /// Which are shown at coarse zooms.
        thin: Thin,
    },
    /// Addresses as discs, larger with the measure.
    Addresses {
        /// The measures it may draw; the first that is stored counts.
        measures: Vec<MeasureLabel>,
        /// With a count above zero.
        counted: DiscStyle,
        /// With a count of zero, or none.
        uncounted: DiscStyle,
        /// Which are shown at coarse zooms.
        thin: Thin,
    },
}

impl Content {
    /// The measures that may be drawn.
    pub(super) fn measures(&self) -> &[MeasureLabel] {
        match self {
            Self::Density { measures, .. }
            | Self::Risk { measures, .. }
            | Self::Addresses { measures, .. } => measures,
            Self::Choropleth(statistic) => statistic.measures(),
            _ => &[],
        }
    }
}

/// A symbol whose area grows with a count.
#[derive(Debug, Clone, PartialEq)]
pub struct DiscStyle {
    /// Radius in pixels at a count of one, or without a count.
    pub radius_px: SizeByZoom,
    /// Colour.
    pub fill: Rgba,
    /// Colour of the rim.
    pub rim: Rgba,
    /// Width of the rim in pixels.
    pub rim_px: f64,
    /// Its outline.
    pub shape: Shape,
    /// What stands on it.
    pub mark: Mark,
}

/// Digits of the hash of a style's text.
const FINGERPRINT_DIGITS: usize = 16;

/// A checked style.
#[derive(Debug, Clone)]
pub struct Style {
    pub(super) id: String,
    version: u32,
    pub(super) order: u32,
    title: Text,
    description: Text,
    unit: Option<Text>,
    zooms: RangeInclusive<u8>,
    content: Content,
    /// The same on dark ground; none in a style that is dark.
    dark: Option<Box<Content>>,
    fingerprint: String,
    theme: Theme,
    pub(super) lettering: Arc<Lettering>,
}

impl Style {
    /// The style of a JSON text.
    ///
    /// # Errors
    /// [`StyleError`] names the file, the place and the reason.
    pub fn parse(file: &str, json: &str) -> Result<Self, StyleError> {
        let fault = |reason: String| StyleError {
            file: file.to_owned(),
            reason,
        };
        let wire: wire::Style =
            serde_json::from_str(json).map_err(|error| fault(error.to_string()))?;
        let dark = theme::darkened(json, &wire.dark).and_then(WireContent::check);
        let dark = dark.map_err(fault)?;
        let [low, high] = wire.pixel_zooms;
        if low > high || high >= MAX_PIXEL_ZOOM {
            return Err(fault(format!(
                "pixel_zooms {low} to {high} do not lie in 0 to {}",
                MAX_PIXEL_ZOOM - 1
            )));
        }
        let content = wire.content.check().map_err(fault)?;
        if let Content::Density { bandwidth_m, .. } = content {
            let radius_px = density::least_radius_px(bandwidth_m, high);
            if radius_px > density::WIDEST_DRAWN_PX {
                return Err(fault(format!(
                    "pixel_zooms reach {high}, where bandwidth_m {bandwidth_m} is {radius_px:.0} pixels wide; \
                     beyond {} a client enlarges tiles of a smaller zoom",
                    density::WIDEST_DRAWN_PX
                )));
            }
        }
        Ok(Self {
            id: wire.id,
            version: wire.version,
            order: wire.order,
            title: wire.title.into(),
            description: wire.description.into(),
            unit: wire.unit.map(Into::into),
            zooms: low..=high,
            content,
            dark: Some(Box::new(dark)),
            fingerprint: format!("{:x}", Sha256::digest(json))[..FINGERPRINT_DIGITS].to_owned(),
            theme: Theme::Light,
            lettering: Arc::default(),
        })
    }

    /// The name in URLs.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Raised whenever the look changes.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The title to show.
    pub fn title(&self) -> &Text {
        &self.title
    }

    /// What the style shows, in a sentence.
    pub fn description(&self) -> &Text {
        &self.description
    }

    /// The unit of what the colours mean, `{measure}` standing for the name of the measure that is drawn.
    pub(super) fn unit(&self) -> Option<&Text> {
        self.unit.as_ref()
    }

    /// What the style draws.
    pub fn content(&self) -> &Content {
        &self.content
    }

    pub(super) fn content_mut(&mut self) -> &mut Content {
        &mut self.content
    }

    /// The zooms at which tiles of a size are served.
    pub fn zooms(&self, size: TileSize) -> RangeInclusive<u8> {
        let finer = size.extra_zoom();
        self.zooms.start().saturating_sub(finer)..=self.zooms.end().saturating_sub(finer)
    }

    /// The pixel zooms at which pictures are drawn.
    pub fn lattices(&self) -> RangeInclusive<u8> {
        self.zooms.clone()
    }

    /// The style for twice as many pixels a side on the same ground, with every size doubled: its tiles of 512 pixels look
    /// like those of 256 in this one.
    #[must_use]
    pub fn doubled(&self) -> Self {
        Self {
            zooms: self.zooms.start() + 1..=self.zooms.end() + 1,
            content: doubled::content(&self.content),
            dark: None,
            fingerprint: format!("{}@2x", self.fingerprint),
            ..self.clone()
        }
    }

    /// The style on dark ground; itself when it is that already.
    #[must_use]
    pub fn dark(&self) -> Self {
        let Some(dark) = &self.dark else {
            return self.clone();
        };
        Self {
            content: Content::clone(dark),
            dark: None,
            fingerprint: format!("{}-dark", self.fingerprint),
            theme: Theme::Dark,
            ..self.clone()
        }
    }

    /// What its pictures lie on.
    pub fn theme(&self) -> Theme {
        self.theme
    }

    /// Whether the style is offered as vector tiles.
    pub fn has_vector(&self) -> bool {
        !matches!(self.content, Content::Density { .. })
    }

    /// Whether the style can colour cells as well as grids.
    pub fn colours_areas(&self) -> bool {
        matches!(self.content, Content::Risk { .. } | Content::Choropleth(_))
    }

    /// Whether the tier of the grids it draws can be chosen.
    pub fn has_tiers(&self) -> bool {
        matches!(
            self.content,
            Content::Risk { .. }
                | Content::Load { .. }
                | Content::Choropleth(_)
                | Content::Grids { .. }
                | Content::Defects(_)
                | Content::Change { .. }
                | Content::Labels(_)
        )
    }

    /// What the areas' load can be counted in.
    pub fn loads(&self) -> &'static [LoadBy] {
        match self.content {
            Content::Load { .. } => &LoadBy::ALL,
            _ => &[],
        }
    }

    /// Whether the style draws a honeycomb layer that can be named.
    pub fn draws_cells(&self) -> bool {
        matches!(
            self.content,
            Content::Risk { .. }
                | Content::Choropleth(_)
                | Content::Honeycomb { .. }
                | Content::Labels(_)
        )
    }

    /// What its labels and its legend are written in; none before `Styles::with_fonts`.
    pub fn fonts(&self) -> &Fonts {
        self.lettering.fonts()
    }

    /// The language of the labels of a style of labels when a view names none.
    pub fn language(&self) -> Option<Language> {
        match &self.content {
            Content::Labels(look) => Some(look.language),
            _ => None,
        }
    }

    /// What its labels look like.
    pub(super) fn lettering(&self) -> &Lettering {
        &self.lettering
    }

    /// A hash of the style's text, and what was made of it.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The hash alone, which all forms of a style share.
    pub fn text_hash(&self) -> &str {
        &self.fingerprint[..FINGERPRINT_DIGITS]
    }
}
