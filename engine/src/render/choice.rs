//! What a picture depends on: layers, ground, and what is chosen from the whole snapshot.

use super::areas::{self, shown_crossing, shown_grids};
use super::defects::{self, DefectStyle};
use super::statistic::Counted;
use super::style::{Content, MeasureLabel, Style};
use super::{Areas, View, density, labels, plate, risk, text};
use crate::damage::LayerKind;
use crate::geom::{Bounds, TileCoord};
use crate::model::{Text, Tier};
use crate::snapshot::Snapshot;

/// The layers that a style's tiles, in either format, are made from.
pub fn layers_of(style: &Style) -> &'static [LayerKind] {
    use LayerKind::{Addresses, Barriers, Cells, Checkpoints, Counts, Duties, Grids};
    match style.content() {
        Content::Density { .. } | Content::Addresses { .. } => &[Addresses, Counts],
        Content::Choropleth(statistic)
            if matches!(statistic.counted, Counted::People | Counted::Missing) =>
        {
            &[Addresses, Counts, Duties, Cells, Grids]
        }
        Content::Risk { .. } | Content::Choropleth(_) => &[Addresses, Counts, Cells, Grids],
        Content::Load { .. } | Content::Grids { .. } => &[Grids, Addresses, Counts],
        Content::Defects(_) | Content::Change { .. } => &[Grids],
        Content::Honeycomb { .. } => &[Cells, Addresses, Counts],
        Content::Barriers { .. } => &[Barriers],
        Content::Checkpoints { .. } => &[Checkpoints],
        // their choice says all that they depend on
        Content::Labels(_) => &[],
    }
}

/// All ground that a tile is made from: its own, widened by kernels, symbols and the areas that reach into it.
pub fn ground_of(snapshot: &Snapshot, style: &Style, coord: TileCoord, view: &View) -> Bounds {
    let rect = plate::source(coord.pixels(view.size), view.plane);
    let own = rect.grown(style.reach_px()).world().bounds();
    match style.content() {
        Content::Density { bandwidth_m, .. } => density::ground(*bandwidth_m, rect),
        Content::Risk { .. }
        | Content::Load { .. }
        | Content::Choropleth(_)
        | Content::Honeycomb { .. } => areas::ground(snapshot, style, view, own),
        Content::Grids { lines } | Content::Defects(DefectStyle { lines, .. }) => {
            areas::grids_ground(snapshot, lines, (rect.pixel_zoom, view.tier), own)
        }
        _ => own,
    }
}

/// What of a tile depends on the whole snapshot and not on its ground: the measure, the rule in force, the tier or
/// honeycomb, the labels on it. Two tiles of the same ground with different choices are different pictures.
pub fn choice_of(snapshot: &Snapshot, style: &Style, coord: TileCoord, view: &View) -> String {
    // vector tiles take labels from a little beyond their ground
    let rect = plate::source(coord.pixels(view.size), view.plane).grown(8);
    let written = labels::digest(snapshot, style, rect, view);
    format!("{} {written:?}", common_choice(snapshot, style, view))
}

/// What of all tiles of a view depends on the whole snapshot: their choice without the labels. Where it changes, all of them may.
pub fn common_choice(snapshot: &Snapshot, style: &Style, view: &View) -> String {
    let measure = drawn_measure(snapshot, style).map(|label| label.name.as_str());
    let scale = scale_of(snapshot, style, view);
    let place = match style.content() {
        Content::Risk { .. }
        | Content::Load { .. }
        | Content::Choropleth(_)
        | Content::Honeycomb { .. } => {
            let tier = shown_grids(snapshot, view.tier).ok().flatten();
            let crossing = shown_crossing(snapshot, &view.areas).ok().flatten();
            let crossing = crossing.filter(|_| style.draws_cells());
            let cells = crossing.map(|(_, crossing)| {
                let spacing = areas::spacing_px(snapshot, crossing, 0);
                (crossing.layer.name.as_str(), spacing.to_bits())
            });
            Some((tier.map(|(tier, _)| tier.name()), cells))
        }
        _ => None,
    };
    let faults = match style.content() {
        Content::Defects(_) => Some(defects::digest(snapshot, view.tier)),
        _ => None,
    };
    format!("{measure:?} {scale:?} {place:?} {faults:?}")
}

/// The measure that a style draws: the first of its list that is stored.
pub(super) fn drawn_measure<'a>(snapshot: &Snapshot, style: &'a Style) -> Option<&'a MeasureLabel> {
    let measures = style.content().measures();
    measures
        .iter()
        .find(|label| snapshot.counts.measure(&label.name).is_some())
}

/// The unit of what the colours of a style mean, with the names of the measure and the tier that are drawn.
pub fn unit_of(snapshot: &Snapshot, style: &Style, view: &View) -> Option<Text> {
    let (unit, label) = (style.unit()?, measure_label(snapshot, style, view));
    let tier = shown_grids(snapshot, view.tier).ok().flatten();
    let tier = match tier {
        _ if style.colours_areas() && matches!(view.areas, Areas::Cells(_)) => {
            text("蜂窝单元", "honeycomb cell")
        }
        Some((tier, _)) => tier_label(tier),
        None => text("区域", "area"),
    };
    let filled = |unit: &str, measure: &str, tier: &str| {
        unit.replace("{measure}", measure).replace("{tier}", tier)
    };
    Some(Text {
        zh: filled(&unit.zh, &label.zh, &tier.zh),
        en: filled(&unit.en, &label.en, &tier.en),
    })
}

/// What people call the measure that is drawn.
pub(super) fn measure_label(snapshot: &Snapshot, style: &Style, view: &View) -> Text {
    match style.content() {
        Content::Load { .. } => return view.by.label(),
        Content::Choropleth(statistic) => match statistic.counted {
            Counted::Places(by) => return by.label(),
            Counted::People => return text("人数", "people"),
            Counted::Missing => return text("缺额", "vacancies"),
            Counted::Measure(_) | Counted::Reported(_) => {}
        },
        _ => {}
    }
    let drawn = drawn_measure(snapshot, style);
    drawn.map_or_else(|| text("病例", "cases"), |measure| measure.label.clone())
}

/// What people call the grids of a tier.
pub(super) fn tier_label(tier: Tier) -> Text {
    match tier {
        Tier::Street => text("街道", "street"),
        Tier::Community => text("村社", "community"),
        Tier::Grid => text("网格", "grid"),
        Tier::Micro => text("微网格", "micro-grid"),
    }
}

/// The scale of a style, or its rule that is in force, as `name@version`, with what it is fitted to behind a colon.
pub fn scale_of(snapshot: &Snapshot, style: &Style, view: &View) -> Option<String> {
    match style.ready(snapshot, view).content() {
        Content::Density { scale, .. } => Some(scale.label()),
        Content::Load { scale, .. } => Some(scale.label()),
        Content::Choropleth(statistic) => Some(statistic.scale.label()),
        Content::Risk { rules, .. } => {
            let measure = drawn_measure(snapshot, style);
            let sums = measure.and_then(|label| snapshot.counts.measure(&label.name));
            Some(risk::rule_at(rules, sums.map(|sums| sums.cutoff)).label())
        }
        _ => None,
    }
}
