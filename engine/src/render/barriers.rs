//! Barriers as lines: streets by class, rivers as water.

use super::canvas::Canvas;
use super::line::LineStyle;
use super::stroke::Mask;
use crate::model::Text;
use crate::snapshot::Snapshot;

/// How barriers of one class look.
#[derive(Debug, Clone, PartialEq)]
pub struct BarrierClass {
    /// The class; `None` for all classes that no other names.
    pub class: Option<String>,
    /// What it is called.
    pub label: Text,
    /// Its line.
    pub line: LineStyle,
    /// A wider line under it.
    pub casing: Option<LineStyle>,
}

/// The place of a barrier's class among those of a style.
pub(super) fn class_of(classes: &[BarrierClass], class: &str) -> usize {
    let place = |wanted: Option<&str>| classes.iter().position(|c| c.class.as_deref() == wanted);
    place(Some(class)).or_else(|| place(None)).unwrap_or(0)
}

/// Draws barriers class by class, the first class lowest. Of classes that follow each other and have casings, all
/// casings come first, so that streets run into each other.
pub(super) fn barriers(canvas: &mut Canvas, snapshot: &Snapshot, classes: &[BarrierClass]) {
    let zoom = canvas.rect().pixel_zoom;
    let seen = seen(canvas, snapshot, classes);
    let mut draw = |place: usize, line: &LineStyle| {
        let Some(width_px) = line.width_at(zoom) else {
            return;
        };
        let mut mask = Mask::new(canvas.rect());
        for &index in &seen[place] {
            mask.path(&snapshot.barriers.drawn(index, zoom), false, width_px);
        }
        canvas.over_mask(&mask, line.color);
    };
    let mut first = 0;
    for group in classes.chunk_by(|a, b| a.casing.is_some() == b.casing.is_some()) {
        for (offset, class) in group.iter().enumerate() {
            if let Some(casing) = &class.casing {
                draw(first + offset, casing);
            }
        }
        for (offset, class) in group.iter().enumerate() {
            draw(first + offset, &class.line);
        }
        first += group.len();
    }
}

/// The barriers of each class that the canvas may show.
fn seen(canvas: &Canvas, snapshot: &Snapshot, classes: &[BarrierClass]) -> Vec<Vec<usize>> {
    let zoom = canvas.rect().pixel_zoom;
    let margin = widest(classes).ceil() as u32 + 1;
    let window = canvas.rect().grown(margin).world();
    let mut seen = vec![Vec::new(); classes.len()];
    for index in snapshot.barriers.meeting(window.bounds()) {
        let place = class_of(classes, &snapshot.barriers.records()[index].class);
        if zoom >= classes[place].line.from_zoom {
            seen[place].push(index);
        }
    }
    seen
}

/// The most pixels that a line of these classes is wide.
pub(super) fn widest(classes: &[BarrierClass]) -> f64 {
    let lines = classes
        .iter()
        .flat_map(|class| [Some(&class.line), class.casing.as_ref()]);
    lines
        .flatten()
        .map(|line| line.width_px.widest())
        .fold(0.0, f64::max)
}
