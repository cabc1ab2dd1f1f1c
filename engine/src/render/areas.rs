//! The areas that a picture shows, their outlines, and the ground that both depend on.

use std::sync::Arc;

use super::canvas::Canvas;
use super::line::LineStyle;
use super::stroke::Mask;
use super::style::Style;
use super::{Areas, RenderError, View};
use crate::geom::{Bounds, WorldPoint, ground_pixel_area_m2};
use crate::layer::{AreaLayer, AreaRecord};
use crate::model::{Grid, Tier};
use crate::snapshot::{Crossing, Snapshot};

/// The layer of grids that statistics are shown for: that of a tier, or without one the lowest tier down to `grid`.
pub(super) fn shown_grids(
    snapshot: &Snapshot,
    tier: Option<Tier>,
) -> Result<Option<(Tier, &Arc<AreaLayer<Grid>>)>, RenderError> {
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
    if let Some((_, crossing)) = shown_crossing(snapshot, areas)? {
        if spacing_px(snapshot, crossing, canvas.rect().pixel_zoom) >= least_spacing_px {
            outlines(canvas, &crossing.cells, line);
        }
    }
    Ok(())
}

/// The outlines of all areas, each shared border once.
pub(super) fn outlines<T: AreaRecord>(canvas: &mut Canvas, layer: &AreaLayer<T>, line: &LineStyle) {
    let Some(width_px) = line.width_at(canvas.rect().pixel_zoom) else {
        return;
    };
    let mut mask = Mask::new(canvas.rect());
    let window = canvas.rect().grown(width_px.ceil() as u32 + 1).world();
    for index in layer.meeting(window.bounds()) {
        for ring in &layer.drawn(index, canvas.rect().pixel_zoom).rings {
            mask.path(ring, true, width_px);
        }
    }
    canvas.over_mask(mask.coverage(), line.color);
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
