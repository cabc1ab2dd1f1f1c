//! Areas coloured by class, with the borders between them drawn once.

use super::areas::{outlines, shown_crossing, shown_grids, spacing_px};
use super::canvas::Canvas;
use super::fill::Fill;
use super::load::LoadScale;
use super::risk::{RiskLevel, RiskRule, level_of, rule_at, stored_measure};
use super::spans::Spans;
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
    let place = |level: RiskLevel| {
        let found = classes.iter().position(|class| class.level == level);
        found.unwrap_or(0)
    };
    if matches!(view.areas, Areas::Grids) {
        if let Some((tier, layer)) = shown_grids(snapshot, view.tier)? {
            let assignment = snapshot.assignment(tier);
            let level = level_of(snapshot, style, layer, &assignment);
            paint(canvas, layer, |index| place(level(index)), &fills);
            tier_borders(canvas, layer, tier, borders);
        }
    } else if let Some((index, crossing)) = shown_crossing(snapshot, &view.areas)? {
        let assignment = snapshot.crossing_assignment(index);
        let level = level_of(snapshot, style, &crossing.cells, &assignment);
        paint(canvas, &crossing.cells, |index| place(level(index)), &fills);
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
    (scale, borders): (&LoadScale, &Borders),
    view: &View,
) -> Result<(), RenderError> {
    let Some((tier, layer)) = shown_grids(snapshot, view.tier)? else {
        return Ok(());
    };
    let fills: Vec<Fill> = scale.classes().iter().map(|class| class.fill).collect();
    let assignment = snapshot.assignment(tier);
    let class = |index: usize| {
        let level = scale.level(tier, view.by, &assignment.tallies[index]);
        let found = scale.classes().iter().position(|c| c.level == level);
        found.unwrap_or(0)
    };
    paint(canvas, layer, class, &fills);
    tier_borders(canvas, layer, tier, borders);
    Ok(())
}

fn paint<T: AreaRecord>(
    canvas: &mut Canvas,
    layer: &AreaLayer<T>,
    class: impl Fn(usize) -> usize,
    fills: &[Fill],
) {
    let seen = layer.meeting(canvas.rect().grown(1).world().bounds());
    let zoom = canvas.rect().pixel_zoom;
    let mut spans = Spans::new(canvas.rect());
    let mut buffer = Vec::new();
    for index in seen {
        layer.for_each_drawn_ring(index, zoom, &mut buffer, |ring| spans.ring(ring));
        spans.close(class(index));
    }
    spans.paint(canvas, fills);
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
