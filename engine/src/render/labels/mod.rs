//! Labels: names and codes on the map, placed once a pixel zoom for the whole city and only drawn by tiles.

mod block;
mod draw;
mod glyph;
mod look;
mod place;
mod typesetter;
mod vector;
mod wording;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

pub use look::{LabelClass, LabelStyle, Labelled};

use super::areas::{shown_crossing, shown_grids};
use super::canvas::Canvas;
use super::fonts::Fonts;
use super::style::{Content, Style};
use super::{Areas, View};
use crate::geom::PixelRect;
use crate::layer::{AreaLayer, PointLayer};
use crate::model::{Checkpoint, Grid, Language, Tier};
use crate::snapshot::{Crossing, Snapshot};
use place::{PixelBox, Placement};
use typesetter::Typesetter;

/// So many placements are kept: all zooms of two languages and some snapshots.
const MOST_PLACEMENTS: usize = 96;

/// What a style has labels for, in which language.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Subjects {
    tiers: Vec<Tier>,
    cells: Option<usize>,
    checkpoints: bool,
    language: Language,
}

impl Subjects {
    fn has(&self, of: Labelled) -> bool {
        match of {
            Labelled::Grids(tier) => self.tiers.contains(&tier),
            Labelled::Checkpoints => self.checkpoints,
            Labelled::Cells => self.cells.is_some(),
        }
    }
}

/// What labels of some styles look like, and those that were placed lately.
#[derive(Debug, Default)]
pub(super) struct Lettering {
    look: Option<LabelStyle>,
    typesetter: Typesetter,
    placed: Mutex<Vec<Kept>>,
}

/// A placement with what it was made from.
#[derive(Debug)]
struct Kept {
    zoom: u8,
    subjects: Subjects,
    sources: Vec<Source>,
    placement: Arc<OnceLock<Placement>>,
}

/// A layer that labels were placed from. It keeps the layer's address from being used again, not what is in it.
#[derive(Debug)]
enum Source {
    Grids(Weak<AreaLayer<Grid>>),
    Cells(Weak<Crossing>),
    Checkpoints(Weak<PointLayer<Checkpoint>>),
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Grids(a), Self::Grids(b)) => a.ptr_eq(b),
            (Self::Cells(a), Self::Cells(b)) => a.ptr_eq(b),
            (Self::Checkpoints(a), Self::Checkpoints(b)) => a.ptr_eq(b),
            _ => false,
        }
    }
}

impl Lettering {
    pub(super) fn new(look: Option<LabelStyle>, fonts: &Arc<Fonts>) -> Self {
        Self {
            look,
            typesetter: Typesetter::new(Arc::clone(fonts)),
            placed: Mutex::default(),
        }
    }

    pub(super) fn fonts(&self) -> &Fonts {
        self.typesetter.fonts()
    }

    pub(super) fn shared_fonts(&self) -> Arc<Fonts> {
        self.typesetter.shared_fonts()
    }

    /// The labels of a snapshot at a pixel zoom: placed by whoever asks first, while others wait.
    fn placement(
        &self,
        snapshot: &Snapshot,
        look: &LabelStyle,
        subjects: &Subjects,
        zoom: u8,
    ) -> Arc<OnceLock<Placement>> {
        let sources = sources(snapshot, look, subjects, zoom);
        let kept = {
            let mut placed = self.placed.lock().unwrap_or_else(PoisonError::into_inner);
            let same = |kept: &Kept| {
                kept.zoom == zoom && kept.subjects == *subjects && kept.sources == sources
            };
            let kept = match placed.iter().position(same) {
                Some(known) => placed.remove(known),
                None => Kept {
                    zoom,
                    subjects: subjects.clone(),
                    sources,
                    placement: Arc::default(),
                },
            };
            let placement = Arc::clone(&kept.placement);
            placed.push(kept);
            if placed.len() > MOST_PLACEMENTS {
                placed.remove(0);
            }
            placement
        };
        kept.get_or_init(|| Placement::of(snapshot, look, &self.typesetter, subjects, zoom));
        kept
    }
}

/// The layers that the labels of a pixel zoom are placed from.
fn sources(snapshot: &Snapshot, look: &LabelStyle, subjects: &Subjects, zoom: u8) -> Vec<Source> {
    let classes = look.classes.iter();
    let drawn = classes.filter(|class| zoom >= class.from_zoom && subjects.has(class.of));
    let mut sources: Vec<Source> = Vec::new();
    for class in drawn {
        match class.of {
            // a name leaves out that of the area above, which may be of any tier
            Labelled::Grids(_) => {
                let layers = snapshot.grids.values();
                sources.extend(layers.map(|layer| Source::Grids(Arc::downgrade(layer))));
            }
            Labelled::Cells => {
                let crossing = subjects
                    .cells
                    .and_then(|index| snapshot.crossings.get(index));
                sources.extend(crossing.map(|crossing| Source::Cells(Arc::downgrade(crossing))));
            }
            Labelled::Checkpoints => {
                sources.push(Source::Checkpoints(Arc::downgrade(&snapshot.checkpoints)));
            }
        }
    }
    sources
}

/// What a style labels in a view; `None` when nothing is.
fn subjects(snapshot: &Snapshot, style: &Style, view: &View) -> Option<Subjects> {
    let own = match style.content() {
        Content::Labels(look) => Some(look.language),
        _ => None,
    };
    let language = view.labels.or(own)?;
    let down_to = |tier: Tier| Tier::ALL.into_iter().filter(|&t| t <= tier).collect();
    let shown = || shown_grids(snapshot, view.tier).ok().flatten();
    let to_shown = || shown().map_or_else(Vec::new, |(tier, _)| down_to(tier));
    let cells = || shown_crossing(snapshot, &view.areas).ok().flatten();
    let named_cells = matches!(view.areas, Areas::Cells(Some(_)));
    let (tiers, cells, checkpoints) = match style.content() {
        Content::Labels(_) => {
            let tiers = view.tier.map_or(Tier::ALL.to_vec(), down_to);
            (tiers, cells().filter(|_| named_cells), true)
        }
        Content::Risk { .. } | Content::Choropleth(_) if matches!(view.areas, Areas::Cells(_)) => {
            (down_to(Tier::Community), cells(), false)
        }
        Content::Honeycomb { .. } => (down_to(Tier::Street), cells(), false),
        Content::Risk { .. } | Content::Load { .. } | Content::Choropleth(_) => {
            (to_shown(), None, false)
        }
        Content::Grids { .. } | Content::Defects(_) => {
            let tiers = view.tier.map_or(Tier::ALL.to_vec(), down_to);
            (tiers, None, false)
        }
        Content::Checkpoints { .. } => (down_to(Tier::Community), None, true),
        _ => (down_to(Tier::Grid), None, false),
    };
    Some(Subjects {
        tiers,
        cells: cells.map(|(index, _)| index),
        checkpoints,
        language,
    })
}

/// The placed labels of a style that meet a rectangle, or come so near, and their look.
fn with_labels<T>(
    snapshot: &Snapshot,
    style: &Style,
    (rect, view): (PixelRect, &View),
    use_them: impl FnOnce(&[&place::Label], &LabelStyle, &Typesetter) -> T,
) -> Option<T> {
    let lettering = style.lettering();
    let look = lettering
        .look
        .as_ref()
        .filter(|_| !lettering.fonts().is_empty())?;
    let subjects = subjects(snapshot, style, view)?;
    let kept = lettering.placement(snapshot, look, &subjects, rect.pixel_zoom);
    let labels = kept.get()?.meeting(PixelBox::of(rect));
    Some(use_them(&labels, look, &lettering.typesetter))
}

/// Whether a view of a style has labels on it.
pub(super) fn are_drawn(snapshot: &Snapshot, style: &Style, view: &View) -> bool {
    let lettering = style.lettering();
    let possible = lettering.look.is_some() && !lettering.fonts().is_empty();
    possible && subjects(snapshot, style, view).is_some()
}

/// Draws the labels of a style over what it has drawn.
pub(super) fn draw(canvas: &mut Canvas, snapshot: &Snapshot, style: &Style, view: &View) {
    let wanted = (canvas.rect(), view);
    with_labels(snapshot, style, wanted, |labels, look, typesetter| {
        // the most important last, where nothing can be over them
        for label in labels.iter().rev() {
            draw::draw(canvas, label, &look.classes[label.class], typesetter);
        }
    });
}

/// A hash of the labels that meet a rectangle: two tiles of the same ground with different labels are different pictures,
/// although the edit that moved a label may have been far away.
pub(super) fn digest(
    snapshot: &Snapshot,
    style: &Style,
    rect: PixelRect,
    view: &View,
) -> Option<u64> {
    with_labels(snapshot, style, (rect, view), |labels, _, _| {
        let mut hasher = DefaultHasher::new();
        for label in labels {
            (label.class, label.at, &label.setting.text, &label.code).hash(&mut hasher);
            label.block.lines.len().hash(&mut hasher);
        }
        hasher.finish()
    })
}

/// A label of the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedLabel {
    /// What is written.
    pub text: String,
    /// What it belongs to.
    pub of: Labelled,
    /// The code of the area, or the id of the checkpoint.
    pub code: String,
    /// Where, halo included.
    pub rect: PixelRect,
}

/// The labels of a style that meet a rectangle, the most important first.
pub fn placed_labels(
    snapshot: &Snapshot,
    style: &Style,
    rect: PixelRect,
    view: &View,
) -> Vec<PlacedLabel> {
    let placed = |label: &&place::Label, look: &LabelStyle| {
        let (min, max) = (label.at.min, label.at.max);
        PlacedLabel {
            text: label.setting.text.to_string(),
            of: look.classes[label.class].of,
            code: label.code.to_string(),
            rect: PixelRect {
                pixel_zoom: rect.pixel_zoom,
                x: min.0,
                y: min.1,
                width: (max.0 - min.0) as u32,
                height: (max.1 - min.1) as u32,
            },
        }
    };
    let all = with_labels(snapshot, style, (rect, view), |labels, look, _| {
        labels.iter().map(|label| placed(label, look)).collect()
    });
    all.unwrap_or_default()
}

/// All texts that may be drawn on the map: names of grids and checkpoints, codes where there are none.
pub fn label_texts(snapshot: &Snapshot) -> impl Iterator<Item = &str> {
    let grids = snapshot.grids.values().flat_map(|layer| layer.records());
    let names = grids.flat_map(|grid| [grid.name.as_str(), grid.code.as_str()]);
    let checkpoints = snapshot.checkpoints.records().iter();
    let points = checkpoints.flat_map(|point| [point.name.as_str(), point.id.as_str()]);
    names.chain(points)
}
