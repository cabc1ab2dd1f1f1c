//! Areas and lines on a canvas.

use std::sync::Arc;

use super::canvas::Canvas;
use super::fill::{Fill, fill_areas};
use super::risk::{RiskLevel, RiskRule, levels};
use super::stroke::Mask;
use super::style::{LineStyle, Style};
use super::{Areas, RenderError};
use crate::geom::Bounds;
use crate::layer::{AreaLayer, AreaRecord, WorldRegion};
use crate::model::{Grid, Tier};
use crate::snapshot::{Crossing, Snapshot};

/// The layer of grids that statistics are shown for: the lowest tier down to `grid`.
pub(super) fn shown_grids(snapshot: &Snapshot) -> Option<(Tier, &Arc<AreaLayer<Grid>>)> {
    let tiers = [Tier::Grid, Tier::Community, Tier::Street];
    tiers
        .into_iter()
        .find_map(|tier| Some((tier, snapshot.grids.get(&tier)?)))
}

/// The honeycomb of a name, or the first one; `None` when there is none at all.
pub(super) fn named_crossing<'a>(
    snapshot: &'a Snapshot,
    name: Option<&str>,
) -> Result<Option<(usize, &'a Arc<Crossing>)>, RenderError> {
    match name {
        None => Ok(snapshot.crossings.first().map(|crossing| (0, crossing))),
        Some(name) => snapshot
            .crossing(name)
            .map(Some)
            .ok_or_else(|| RenderError::NoLayer(name.to_owned())),
    }
}

/// Colours areas by their risk level and draws the borders between them once.
pub(super) fn choropleth(
    canvas: &mut Canvas,
    snapshot: &Snapshot,
    style: &Style,
    rule: &RiskRule,
    border: &LineStyle,
    areas: &Areas,
) -> Result<(), RenderError> {
    match areas {
        Areas::Grids => {
            if let Some((tier, layer)) = shown_grids(snapshot) {
                let levels = levels(snapshot, style, layer, &snapshot.assignment(tier));
                paint(canvas, layer, &levels, rule, border);
            }
        }
        Areas::Cells(name) => {
            if let Some((index, crossing)) = named_crossing(snapshot, name.as_deref())? {
                let levels = levels(
                    snapshot,
                    style,
                    &crossing.cells,
                    &snapshot.crossing_assignment(index),
                );
                paint(canvas, &crossing.cells, &levels, rule, border);
            }
        }
    }
    Ok(())
}

fn paint<T: AreaRecord>(
    canvas: &mut Canvas,
    layer: &AreaLayer<T>,
    levels: &[RiskLevel],
    rule: &RiskRule,
    border: &LineStyle,
) {
    let fills: Vec<Fill> = rule.classes().iter().map(|class| class.fill).collect();
    let class_of = |level: RiskLevel| {
        rule.classes()
            .iter()
            .position(|class| class.level == level)
            .unwrap_or(0)
    };
    let seen = layer.meeting(canvas.rect().grown(1).world().bounds());
    let areas = seen.iter().map(|&i| (layer.world(i), class_of(levels[i])));
    fill_areas(canvas, areas, &fills);
    outlines(canvas, layer, border);
}

/// The outlines of grids, tier by tier.
pub(super) fn grid_outlines(canvas: &mut Canvas, snapshot: &Snapshot, lines: &[(Tier, LineStyle)]) {
    for (tier, line) in lines {
        if let Some(layer) = snapshot.grids.get(tier) {
            outlines(canvas, layer, line);
        }
    }
}

/// The outlines of a honeycomb.
pub(super) fn cell_outlines(
    canvas: &mut Canvas,
    snapshot: &Snapshot,
    line: &LineStyle,
    areas: &Areas,
) -> Result<(), RenderError> {
    let name = match areas {
        Areas::Cells(name) => name.as_deref(),
        Areas::Grids => None,
    };
    if let Some((_, crossing)) = named_crossing(snapshot, name)? {
        outlines(canvas, &crossing.cells, line);
    }
    Ok(())
}

fn outlines<T: AreaRecord>(canvas: &mut Canvas, layer: &AreaLayer<T>, line: &LineStyle) {
    let mut mask = Mask::new(canvas.rect());
    let window = canvas.rect().grown(line.width_px.ceil() as u32 + 1).world();
    for index in layer.meeting(window.bounds()) {
        let region: &WorldRegion = layer.world(index);
        for ring in &region.rings {
            mask.path(ring, true, line.width_px);
        }
    }
    canvas.over_mask(mask.coverage(), line.color);
}

/// Barriers: the casings first, then the lines.
pub(super) fn barriers(
    canvas: &mut Canvas,
    snapshot: &Snapshot,
    line: &LineStyle,
    casing: &LineStyle,
) {
    let widest = line.width_px.max(casing.width_px).ceil() as u32 + 1;
    let seen = snapshot
        .barriers
        .meeting(canvas.rect().grown(widest).world().bounds());
    for style in [casing, line] {
        let mut mask = Mask::new(canvas.rect());
        for &index in &seen {
            mask.path(&snapshot.barriers.world()[index], false, style.width_px);
        }
        canvas.over_mask(mask.coverage(), style.color);
    }
}

/// The ground of all grids, of the tiers drawn, that meet a box.
pub(super) fn grids_ground(
    snapshot: &Snapshot,
    lines: &[(Tier, LineStyle)],
    own: Bounds,
) -> Bounds {
    let layers = lines
        .iter()
        .filter_map(|(tier, _)| snapshot.grids.get(tier));
    layers
        .map(|layer| meeting_ground(layer, own))
        .fold(own, Bounds::union)
}

/// The ground of all areas that meet a box: what their statistics depend on.
pub(super) fn ground(snapshot: &Snapshot, areas: &Areas, own: Bounds) -> Bounds {
    match areas {
        Areas::Grids => shown_grids(snapshot).map_or(own, |(_, layer)| meeting_ground(layer, own)),
        Areas::Cells(name) => match named_crossing(snapshot, name.as_deref()) {
            Ok(Some((_, crossing))) => meeting_ground(&crossing.cells, own),
            _ => own,
        },
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
