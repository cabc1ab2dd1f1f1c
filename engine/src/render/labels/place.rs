//! Placement: which labels a whole city shows at a pixel zoom, and where.
//!
//! Classes come in their order of importance; in a class, labels with the most room come first, of equal ones those with the
//! lower code. A label is placed inside its area if it fits, where no better one is. So the placement depends on the
//! snapshot, the style and the fonts alone, and a tile only draws what is placed: no label is ever cut.

use std::collections::HashMap;
use std::sync::Arc;

use super::Subjects;
use super::block::{Block, Setting, Type};
use super::look::{LabelClass, LabelStyle, Labelled};
use super::typesetter::Typesetter;
use super::wording::{Named, wording};
use crate::geom::{PixelRect, WorldBox, WorldPoint};
use crate::layer::{AreaLayer, AreaRecord};
use crate::model::{Checkpoint, Grid, Language};
use crate::snapshot::Snapshot;

/// Labels are found by squares of 2 to this power pixels.
const SQUARE_BITS: u32 = 7;
/// No label has less room around it than this.
const PADDING_PX: i64 = 2;

/// A label where it is drawn.
#[derive(Debug)]
pub(super) struct Label {
    pub(super) class: usize,
    pub(super) setting: Arc<Setting>,
    pub(super) block: Arc<Block>,
    pub(super) code: Arc<str>,
    pub(super) at: PixelBox,
}

/// A box of the pixel lattice: the first pixel, and those after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct PixelBox {
    pub(super) min: (i64, i64),
    pub(super) max: (i64, i64),
}

/// All labels of a pixel zoom.
#[derive(Debug, Default)]
pub(super) struct Placement {
    pub(super) labels: Vec<Label>,
    squares: Squares,
}

/// What lies in each square of the lattice.
#[derive(Debug, Default)]
struct Squares(HashMap<(i64, i64), Vec<u32>>);

/// A label that may be placed.
struct Candidate {
    setting: Arc<Setting>,
    block: Arc<Block>,
    code: Arc<str>,
    /// How often it fits into its area.
    room: f64,
    places: Vec<PixelBox>,
}

impl PixelBox {
    fn sized((x, y): (i64, i64), (width, height): (i64, i64)) -> Self {
        Self {
            min: (x, y),
            max: (x + width, y + height),
        }
    }

    pub(super) fn of(rect: PixelRect) -> Self {
        Self::sized((rect.x, rect.y), (rect.width.into(), rect.height.into()))
    }

    pub(super) fn intersects(self, other: Self) -> bool {
        self.min.0 < other.max.0
            && other.min.0 < self.max.0
            && self.min.1 < other.max.1
            && other.min.1 < self.max.1
    }

    fn grown(self, by: i64) -> Self {
        Self {
            min: (self.min.0 - by, self.min.1 - by),
            max: (self.max.0 + by, self.max.1 + by),
        }
    }

    fn squares(self) -> impl Iterator<Item = (i64, i64)> {
        let (x0, y0) = (self.min.0 >> SQUARE_BITS, self.min.1 >> SQUARE_BITS);
        let (x1, y1) = (
            (self.max.0 - 1) >> SQUARE_BITS,
            (self.max.1 - 1) >> SQUARE_BITS,
        );
        (y0..=y1).flat_map(move |y| (x0..=x1).map(move |x| (x, y)))
    }
}

impl Squares {
    fn add(&mut self, at: PixelBox, number: u32) {
        for square in at.squares() {
            self.0.entry(square).or_default().push(number);
        }
    }

    fn near(&self, at: PixelBox) -> impl Iterator<Item = u32> {
        at.squares()
            .filter_map(|square| self.0.get(&square))
            .flatten()
            .copied()
    }
}

impl Placement {
    /// The labels of a snapshot at a pixel zoom. Cost: O(n log n) in what is labelled there.
    pub(super) fn of(
        snapshot: &Snapshot,
        look: &LabelStyle,
        typesetter: &Typesetter,
        subjects: &Subjects,
        zoom: u8,
    ) -> Self {
        let mut placement = Self::default();
        let taken = icons(snapshot, look, subjects, zoom);
        for (number, class) in look.classes.iter().enumerate() {
            if zoom < class.from_zoom || !subjects.has(class.of) {
                continue;
            }
            let gathering = Gathering {
                snapshot,
                class,
                typesetter,
                language: subjects.language,
                zoom,
            };
            let mut candidates = gathering.of_class(subjects);
            // sorted by code before
            candidates.sort_by(|a, b| b.room.total_cmp(&a.room));
            for candidate in candidates {
                placement.place(number, candidate, &taken);
            }
        }
        placement
    }

    fn place(&mut self, class: usize, candidate: Candidate, taken: &Taken) {
        let is_free = |at: &&PixelBox| {
            let wide = at.grown(PADDING_PX);
            let mut near = self.squares.near(wide);
            !near.any(|other| self.labels[other as usize].at.intersects(wide)) && !taken.meets(wide)
        };
        let Some(&at) = candidate.places.iter().find(is_free) else {
            return;
        };
        self.squares.add(at, self.labels.len() as u32);
        self.labels.push(Label {
            class,
            setting: candidate.setting,
            block: candidate.block,
            code: candidate.code,
            at,
        });
    }

    /// The labels that meet a box, the most important first.
    pub(super) fn meeting(&self, window: PixelBox) -> Vec<&Label> {
        let side = |from: i64, to: i64| ((to - from) >> SQUARE_BITS) + 1;
        let squares = side(window.min.0, window.max.0) * side(window.min.1, window.max.1);
        let mut found: Vec<u32> = if squares as usize > self.squares.0.len() {
            (0..self.labels.len() as u32).collect()
        } else {
            self.squares.near(window).collect()
        };
        found.sort_unstable();
        found.dedup();
        let labels = found
            .into_iter()
            .map(|number| &self.labels[number as usize]);
        labels.filter(|label| label.at.intersects(window)).collect()
    }
}

/// Ground that is taken before any label is placed.
#[derive(Default)]
struct Taken {
    boxes: Vec<PixelBox>,
    squares: Squares,
}

impl Taken {
    fn meets(&self, at: PixelBox) -> bool {
        let mut near = self.squares.near(at);
        near.any(|number| self.boxes[number as usize].intersects(at))
    }
}

/// The ground of the icons of all checkpoints, where these are labelled.
fn icons(snapshot: &Snapshot, look: &LabelStyle, subjects: &Subjects, zoom: u8) -> Taken {
    let mut taken = Taken::default();
    let class = look
        .classes
        .iter()
        .find(|class| class.of == Labelled::Checkpoints);
    let class = class.filter(|class| subjects.checkpoints && zoom >= class.from_zoom);
    let Some(class) = class else { return taken };
    let reach = class.gap_px.floor() as i64 - PADDING_PX;
    for &point in snapshot.checkpoints.world() {
        let (x, y) = pixel(point, zoom);
        let at = PixelBox::sized((x, y), (1, 1)).grown(reach.max(0));
        taken.squares.add(at, taken.boxes.len() as u32);
        taken.boxes.push(at);
    }
    taken
}

/// What the candidates of a class are made from.
struct Gathering<'a> {
    snapshot: &'a Snapshot,
    class: &'a LabelClass,
    typesetter: &'a Typesetter,
    language: Language,
    zoom: u8,
}

impl Gathering<'_> {
    /// The candidates, by code.
    fn of_class(&self, subjects: &Subjects) -> Vec<Candidate> {
        match self.class.of {
            Labelled::Grids(tier) => {
                let layer = self.snapshot.grids.get(&tier);
                layer.map_or_else(Vec::new, |layer| {
                    self.areas(layer, |grid| self.of_grid(grid))
                })
            }
            Labelled::Cells => {
                let crossing = subjects
                    .cells
                    .and_then(|index| self.snapshot.crossings.get(index));
                crossing.map_or_else(Vec::new, |crossing| {
                    self.areas(&crossing.cells, |cell| Named {
                        name: "",
                        code: cell.code.as_str(),
                        parent: None,
                    })
                })
            }
            Labelled::Checkpoints => self.checkpoints(),
        }
    }

    fn of_grid<'g>(&'g self, grid: &'g Grid) -> Named<'g> {
        let above = grid
            .parent
            .as_ref()
            .and_then(|code| self.snapshot.grid(code));
        let parent = above.map(|(layer, index)| &layer.records()[index]);
        Named {
            name: &grid.name,
            code: grid.code.as_str(),
            parent: parent.map(|grid| (grid.name.as_str(), grid.code.as_str())),
        }
    }

    fn setting(&self, named: Named<'_>) -> Option<Arc<Setting>> {
        let text = wording(self.typesetter.fonts(), named, self.language)?;
        Some(self.typesetter.setting(text))
    }

    fn areas<'l, T: AreaRecord>(
        &self,
        layer: &'l AreaLayer<T>,
        named: impl Fn(&'l T) -> Named<'l>,
    ) -> Vec<Candidate> {
        let of = Type::at(self.class, self.zoom);
        // the smallest label there is: one letter
        let least = f64::from(of.size_px()) * 0.5 * (1.0 - self.class.overflow);
        let shift = 32 - u32::from(self.zoom);
        let fits = |index: &usize| {
            let bounds = layer.bounds_of(*index);
            let (a, b) = (WorldPoint::of(bounds.min()), WorldPoint::of(bounds.max()));
            let px = |from: i64, to: i64| ((to - from) >> shift) as f64;
            px(a.x, b.x) >= least && px(b.y, a.y) >= least
        };
        let candidate = |index: usize| {
            let record = &layer.records()[index];
            let setting = self.setting(named(record))?;
            let room = layer.room(index);
            let fitting = |block: &Arc<Block>| {
                let (width, height) = block.size_px(of);
                let needed = (width as f64 * (1.0 - self.class.overflow)).ceil() as i64;
                let (within, factor) = room.best(needed << shift, height << shift)?;
                (factor >= 1.0).then(|| (Arc::clone(block), within, factor, (width, height)))
            };
            let (block, within, factor, size) = setting.blocks.iter().find_map(fitting)?;
            Some(Candidate {
                block,
                code: record.code().into(),
                room: factor,
                places: places(within, size, self.zoom),
                setting,
            })
        };
        let all = 0..layer.records().len();
        all.filter(fits).filter_map(candidate).collect()
    }

    fn checkpoints(&self) -> Vec<Candidate> {
        let of = Type::at(self.class, self.zoom);
        let gap = self.class.gap_px.ceil() as i64;
        let layer = &self.snapshot.checkpoints;
        let records = layer.records().iter().zip(layer.world());
        let candidate = |(record, &point): (&Checkpoint, &WorldPoint)| {
            let named = Named {
                name: &record.name,
                code: record.id.as_str(),
                parent: None,
            };
            let setting = self.setting(named)?;
            let block = Arc::clone(setting.blocks.first()?);
            let ((width, height), (x, y)) = (block.size_px(of), pixel(point, self.zoom));
            let corners = [
                (x + gap, y - height / 2),
                (x - gap - width, y - height / 2),
                (x - width / 2, y + gap),
                (x - width / 2, y - gap - height),
            ];
            Some(Candidate {
                block,
                code: record.id.as_str().into(),
                room: 1.0,
                places: corners
                    .map(|at| PixelBox::sized(at, (width, height)))
                    .to_vec(),
                setting,
            })
        };
        records.filter_map(candidate).collect()
    }
}

fn pixel(point: WorldPoint, zoom: u8) -> (i64, i64) {
    let shift = 32 - u32::from(zoom);
    (point.x >> shift, point.y >> shift)
}

/// Where in a box a label may stand: in the middle, else as far up, down, left or right as it goes.
fn places(within: WorldBox, (width, height): (i64, i64), zoom: u8) -> Vec<PixelBox> {
    let (min, max) = (pixel(within.min, zoom), pixel(within.max, zoom));
    let middle = ((min.0 + max.0 - width) / 2, (min.1 + max.1 - height) / 2);
    let mut places = vec![middle];
    if max.1 - min.1 > height + 2 {
        places.extend([(middle.0, min.1 + 1), (middle.0, max.1 - height)]);
    }
    if max.0 - min.0 > width + 2 {
        places.extend([(min.0 + 1, middle.1), (max.0 - width, middle.1)]);
    }
    let sized = places
        .into_iter()
        .map(|at| PixelBox::sized(at, (width, height)));
    sized.collect()
}
