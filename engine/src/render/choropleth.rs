//! Areas coloured by class, with the borders between them drawn once.

use super::areas::{outlines, shown_crossing, shown_grids, spacing_px};
use super::canvas::Canvas;
use super::fill::{Fill, fill_areas};
use super::load::{LoadLevel, LoadScale, load_levels};
use super::risk::{RiskLevel, RiskRule, levels, rule_at, stored_measure};
use super::style::{Borders, Style};
use super::{Areas, RenderError, View};
use crate::layer::{AreaLayer, AreaRecord};
use crate::model::Tier;
use crate::snapshot::Snapshot;

/// Colours cells or grids by their risk level.
pub(super) fn risk(
    canvas: &mut Canvas,
    snapshot: &Snapshot,
    style: &Style,
    (rules, borders): (&[RiskRule], &Borders),
    view: &View,
) -> Result<(), RenderError> {
    let measure = stored_measure(&snapshot.counts, style.content().measures());
    let classes = rule_at(rules, measure.map(|(_, sums)| sums.cutoff)).classes();
    let fills: Vec<Fill> = classes.iter().map(|class| class.fill).collect();
    let place = |level: &RiskLevel| classes.iter().position(|class| class.level == *level);
    let placed = |levels: Vec<RiskLevel>| -> Vec<usize> {
        levels
            .iter()
            .map(|level| place(level).unwrap_or(0))
            .collect()
    };
    if matches!(view.areas, Areas::Grids) {
        if let Some((tier, layer)) = shown_grids(snapshot, view.tier)? {
            let levels = levels(snapshot, style, layer, &snapshot.assignment(tier));
            paint(canvas, layer, &placed(levels), &fills);
            tier_borders(canvas, layer, tier, borders);
        }
    } else if let Some((index, crossing)) = shown_crossing(snapshot, &view.areas)? {
        let assignment = snapshot.crossing_assignment(index);
        let levels = levels(snapshot, style, &crossing.cells, &assignment);
        paint(canvas, &crossing.cells, &placed(levels), &fills);
        let zoom = canvas.rect().pixel_zoom;
        if spacing_px(snapshot, crossing, zoom) >= borders.least_spacing_px {
            outlines(canvas, &crossing.cells, &borders.cells);
        }
    }
    Ok(())
}

/// Colours the grids of a tier by their load.
pub(super) fn load(
    canvas: &mut Canvas,
    snapshot: &Snapshot,
    style: &Style,
    (scale, borders): (&LoadScale, &Borders),
    view: &View,
) -> Result<(), RenderError> {
    let Some((tier, layer)) = shown_grids(snapshot, view.tier)? else {
        return Ok(());
    };
    let fills: Vec<Fill> = scale.classes().iter().map(|class| class.fill).collect();
    let place = |level: &LoadLevel| scale.classes().iter().position(|c| c.level == *level);
    let levels = load_levels(style, view, tier, &snapshot.assignment(tier));
    let places: Vec<usize> = levels
        .iter()
        .map(|level| place(level).unwrap_or(0))
        .collect();
    paint(canvas, layer, &places, &fills);
    tier_borders(canvas, layer, tier, borders);
    Ok(())
}

fn paint<T: AreaRecord>(
    canvas: &mut Canvas,
    layer: &AreaLayer<T>,
    classes: &[usize],
    fills: &[Fill],
) {
    let seen = layer.meeting(canvas.rect().grown(1).world().bounds());
    let zoom = canvas.rect().pixel_zoom;
    let areas = seen.iter().map(|&i| (layer.drawn(i, zoom), classes[i]));
    fill_areas(canvas, areas, fills);
}

fn tier_borders<T: AreaRecord>(
    canvas: &mut Canvas,
    layer: &AreaLayer<T>,
    tier: Tier,
    borders: &Borders,
) {
    if let Some((_, line)) = borders.tiers.iter().find(|(t, _)| *t == tier) {
        outlines(canvas, layer, line);
    }
}
