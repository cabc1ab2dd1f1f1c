//! Areas coloured by class, with the borders between them drawn once.

use super::areas::{Outlines, shown_crossing, shown_grids, spacing_px};
use super::canvas::Canvas;
use super::fill::{Fill, Meeting};
use super::line::LineStyle;
use super::load::LoadScale;
use super::risk::{RiskRule, rule_at, stored_measure};
use super::spans::Spans;
use super::statistic::{Statistic, numbers_of};
use super::style::{Borders, Style};
use super::{Areas, RenderError, View};
use crate::assign::Tally;
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
    let rule = rule_at(rules, measure.map(|(_, sums)| sums.cutoff));
    let classes = rule.classes();
    let fills: Vec<Fill> = classes.iter().map(|class| class.fill).collect();
    let class = |_: usize, tally: &Tally, area_m2: f64| {
        let cases = measure.and_then(|(column, _)| tally.counts[column]);
        let level = rule.level(cases, area_m2);
        let found = classes.iter().position(|class| class.level == level);
        found.unwrap_or(0)
    };
    coloured(canvas, snapshot, view, (&fills, borders), class)
}

/// Colours cells or grids by a count or rate.
pub(super) fn statistic(
    canvas: &mut Canvas,
    snapshot: &Snapshot,
    statistic: &Statistic,
    view: &View,
) -> Result<(), RenderError> {
    let numbers = numbers_of(snapshot, statistic, view)?;
    let stated = statistic.stated(&snapshot.counts, numbers.as_deref());
    let look = (&*stated.fills(), &statistic.borders);
    let class = |area: usize, tally: &Tally, area_m2: f64| stated.fill(area, tally, area_m2);
    coloured(canvas, snapshot, view, look, class)
}

/// Colours the cells or grids of a view, each with the fill whose place its index, tally and ground in square metres say.
fn coloured(
    canvas: &mut Canvas,
    snapshot: &Snapshot,
    view: &View,
    (fills, borders): (&[Fill], &Borders),
    class: impl Fn(usize, &Tally, f64) -> usize,
) -> Result<(), RenderError> {
    if matches!(view.areas, Areas::Grids) {
        if let Some((tier, layer)) = shown_grids(snapshot, view.tier)? {
            let assignment = snapshot.assignment(tier);
            let tallies = &assignment.tallies;
            let place = |index: usize| class(index, &tallies[index], layer.area_m2(index));
            let line = border_of(tier, borders);
            paint(canvas, layer, place, (fills, line));
        }
    } else if let Some((index, crossing)) = shown_crossing(snapshot, &view.areas)? {
        let assignment = snapshot.crossing_assignment(index);
        let cells = &crossing.cells;
        let tallies = &assignment.tallies;
        let place = |index: usize| class(index, &tallies[index], cells.area_m2(index));
        let zoom = canvas.rect().pixel_zoom;
        let wide = spacing_px(snapshot, crossing, zoom) >= borders.least_spacing_px;
        paint(
            canvas,
            cells,
            place,
            (fills, wide.then_some(&borders.cells)),
        );
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
    paint(canvas, layer, class, (&fills, border_of(tier, borders)));
    Ok(())
}

/// Colours areas, then draws their border if there is one.
fn paint<T: AreaRecord>(
    canvas: &mut Canvas,
    layer: &AreaLayer<T>,
    class: impl Fn(usize) -> usize,
    (fills, border): (&[Fill], Option<&LineStyle>),
) {
    let rect = canvas.rect();
    let mut outlines = border.and_then(|line| Outlines::new(rect, line));
    let window = outlines.as_ref().map(Outlines::window);
    let window = window.unwrap_or_else(|| rect.grown(1).world());
    let mut spans = Spans::new(rect);
    let mut buffer = Vec::new();
    for index in layer.meeting(window.bounds()) {
        layer.for_each_drawn_ring(index, rect.pixel_zoom, &mut buffer, |ring| {
            spans.ring(ring);
            if let Some(outlines) = &mut outlines {
                outlines.edges.ring(ring);
            }
        });
        spans.close(class(index));
    }
    let Some(outlines) = outlines else {
        return spans.paint(canvas, fills, Meeting::Mixed);
    };
    spans.paint(canvas, fills, Meeting::UnderBorder);
    outlines.draw(canvas);
}

fn border_of(tier: Tier, borders: &Borders) -> Option<&LineStyle> {
    let mut lines = borders.tiers.iter();
    lines.find(|(own, _)| *own == tier).map(|(_, line)| line)
}
