//! The areas that a picture shows, their outlines, and the ground that both depend on.

use std::sync::Arc;

use super::canvas::{Canvas, Rgba};
use super::edges::Edges;
use super::line::LineStyle;
use super::stroke::Mask;
use super::style::Style;
use super::{Areas, RenderError, View};
use crate::geom::{Bounds, PixelRect, WorldBox, WorldPoint, ground_pixel_area_m2};
use crate::layer::{AreaLayer, AreaRecord};
use crate::model::{Grid, Tier};
use crate::snapshot::{Crossing, Snapshot};

/// A tier and its grids.
type TierLayer<'a> = (Tier, &'a Arc<AreaLayer<Grid>>);

/// The layer of grids that statistics are shown for: that of a tier, or without one the lowest tier down to `grid`.
pub(super) fn shown_grids(
    snapshot: &Snapshot,
    tier: Option<Tier>,
) -> Result<Option<TierLayer<'_>>, RenderError> {
    if let Some(tier) = tier {
        let layer = snapshot.grids.get(&tier).ok_or(RenderError::NoTier(tier))?;
        return Ok(Some((tier, layer)));
    }
    let tiers = [Tier::Grid, Tier::Community, Tier::Street];
    Ok(tiers
        .into_iter()
        .find_map(|tier| Some((tier, snapshot.grids.get(&tier)?))))
}

/// The honeycomb that is drawn: that of a name, or the first one; `None` when there is none at all, or grids are drawn.
pub(super) fn shown_crossing<'a>(
    snapshot: &'a Snapshot,
    areas: &Areas,
) -> Result<Option<(usize, &'a Arc<Crossing>)>, RenderError> {
    match areas {
        Areas::Grids => Ok(None),
        Areas::Cells(None) => Ok(snapshot.crossings.first().map(|crossing| (0, crossing))),
        Areas::Cells(Some(name)) => snapshot
            .crossing(name)
            .map(Some)
            .ok_or_else(|| RenderError::NoLayer(name.clone())),
    }
}

/// How many pixels apart the cells of a honeycomb are at a pixel zoom, measured where the metric frame is anchored.
pub(super) fn spacing_px(snapshot: &Snapshot, crossing: &Crossing, zoom: u8) -> f64 {
    let row = WorldPoint::of(snapshot.frame.anchor()).y >> (32 - u32::from(zoom));
    let spacing_m = f64::from(crossing.layer.spacing_mm) / 1000.0;
    spacing_m / ground_pixel_area_m2(zoom, row).sqrt()
}

/// The outlines of grids, tier by tier; of one tier only when one is named.
pub(super) fn grid_outlines(
    canvas: &mut Canvas,
    snapshot: &Snapshot,
    lines: &[(Tier, LineStyle)],
    only: Option<Tier>,
) -> Result<(), RenderError> {
    for (tier, line) in lines
        .iter()
        .filter(|(tier, _)| only.is_none_or(|t| t == *tier))
    {
        match (snapshot.grids.get(tier), only) {
            (Some(layer), _) => outlines(canvas, layer, line),
            (None, Some(tier)) => return Err(RenderError::NoTier(tier)),
            (None, None) => {}
        }
    }
    Ok(())
}

/// The outlines of a honeycomb.
pub(super) fn cell_outlines(
    canvas: &mut Canvas,
    snapshot: &Snapshot,
    line: &LineStyle,
    least_spacing_px: f64,
    areas: &Areas,
) -> Result<(), RenderError> {
    let zoom = canvas.rect().pixel_zoom;
    if let Some((_, crossing)) = shown_crossing(snapshot, areas)?
        && spacing_px(snapshot, crossing, zoom) >= least_spacing_px
    {
        outlines(canvas, &crossing.cells, line);
    }
    Ok(())
}

/// The outlines of all areas, each shared border once.
pub(super) fn outlines<T: AreaRecord>(canvas: &mut Canvas, layer: &AreaLayer<T>, line: &LineStyle) {
    let rect = canvas.rect();
    let Some(mut outlines) = Outlines::new(rect, line) else {
        return;
    };
    let mut buffer = Vec::new();
    for index in layer.meeting(outlines.window().bounds()) {
        layer.for_each_drawn_ring(index, rect.pixel_zoom, &mut buffer, |ring| {
            outlines.edges.ring(ring);
        });
    }
    outlines.draw(canvas);
}

/// Outlines that are to be drawn in a rectangle.
pub(super) struct Outlines {
    rect: PixelRect,
    width_px: f64,
    color: Rgba,
    /// The edges of all areas that were taken in.
    pub(super) edges: Edges,
}

impl Outlines {
    /// None yet; `None` when the line is not drawn at the zoom.
    pub(super) fn new(rect: PixelRect, line: &LineStyle) -> Option<Self> {
        let width_px = line.width_at(rect.pixel_zoom)?;
        let window = rect.grown(width_px.ceil() as u32 + 1).world();
        Some(Self {
            rect,
            width_px,
            color: line.color,
            edges: Edges::within(window),
        })
    }

    /// All ground whose areas have a part in the outlines.
    pub(super) fn window(&self) -> WorldBox {
        self.edges.window()
    }

    /// Draws each edge once.
    pub(super) fn draw(self, canvas: &mut Canvas) {
        let mut mask = Mask::new(self.rect);
        for (a, b) in self.edges.each_once() {
            mask.segment(a, b, self.width_px / 2.0);
        }
        canvas.over_mask(&mask, self.color);
    }
}

/// The ground of all grids, of the tiers drawn at a pixel zoom or in a vector tile, that meet a box.
pub(super) fn grids_ground(
    snapshot: &Snapshot,
    lines: &[(Tier, LineStyle)],
    (zoom, only): (u8, Option<Tier>),
    own: Bounds,
) -> Bounds {
    let drawn = lines.iter().filter(|(tier, line)| {
        only.is_none_or(|only| only == *tier) && line.width_at(zoom).is_some()
    });
    let layers = drawn.filter_map(|(tier, _)| snapshot.grids.get(tier));
    layers
        .map(|layer| meeting_ground(layer, own))
        .fold(own, Bounds::union)
}

/// The ground of all areas that meet a box: what their statistics depend on.
pub(super) fn ground(snapshot: &Snapshot, style: &Style, view: &View, own: Bounds) -> Bounds {
    let cells = style.draws_cells() && matches!(view.areas, Areas::Cells(_));
    if cells {
        return match shown_crossing(snapshot, &view.areas) {
            Ok(Some((_, crossing))) => meeting_ground(&crossing.cells, own),
            _ => own,
        };
    }
    match shown_grids(snapshot, view.tier) {
        Ok(Some((_, layer))) => meeting_ground(layer, own),
        _ => own,
    }
}

/// The ground of all grids of all tiers and of all cells that meet a box, as far as a style may draw them.
pub(super) fn all_meeting(snapshot: &Snapshot, style: &Style, own: Bounds) -> Bounds {
    let cells = snapshot.crossings.iter().filter(|_| style.draws_cells());
    let cells = cells.map(|crossing| meeting_ground(&crossing.cells, own));
    let grids = snapshot.grids.values();
    let grids = grids.map(|layer| meeting_ground(layer, own));
    cells.chain(grids).fold(own, Bounds::union)
}

fn meeting_ground<T: AreaRecord>(layer: &AreaLayer<T>, own: Bounds) -> Bounds {
    match layer.bounds() {
        Some(all) if own.contains(all.min()) && own.contains(all.max()) => own,
        _ => layer
            .meeting(own)
            .into_iter()
            .map(|i| layer.bounds_of(i))
            .fold(own, Bounds::union),
    }
}
