//! Styles for twice as many pixels a side on the same ground.
//!
//! A tile of 512 pixels shows its ground on the pixel lattice of the next zoom. Drawn in the style as it is, its symbols
//! are those of that zoom, half as large on a screen of double density. Drawn in the doubled style, it is the tile of 256
//! pixels with sharper edges: every size is twice as many pixels, and every zoom at which something begins or changes is
//! one later.

use super::barriers::BarrierClass;
use super::defects::DefectStyle;
use super::labels::LabelClass;
use super::line::{LineStyle, SizeByZoom};
use super::risk::RiskRule;
use super::style::{Borders, Content, DiscStyle, Thin};
use crate::model::Tier;

/// What is drawn at the next pixel zoom in doubled sizes.
pub(super) fn content(content: &Content) -> Content {
    let mut doubled = content.clone();
    match &mut doubled {
        Content::Density { .. } => {}
        Content::Risk { rules, borders, .. } => {
            rules.iter_mut().for_each(RiskRule::double);
            edges(borders);
        }
        Content::Load { scale, borders } => {
            scale.double();
            edges(borders);
        }
        Content::Choropleth(statistic) => {
            statistic.scale.double();
            edges(&mut statistic.borders);
        }
        Content::Grids { lines } => tiers(lines),
        Content::Defects(look) => defects(look),
        Content::Change { old, new } => {
            line(old);
            line(new);
        }
        Content::Honeycomb {
            line: outline,
            least_spacing_px,
        } => {
            line(outline);
            *least_spacing_px *= 2.0;
        }
        Content::Labels(look) => look.classes.iter_mut().for_each(label),
        Content::Barriers { classes } => classes.iter_mut().for_each(class),
        Content::Checkpoints {
            disc: open,
            closed,
            thin: squares,
        } => {
            disc(open);
            disc(closed);
            thin(squares);
        }
        Content::Addresses {
            counted,
            uncounted,
            thin: squares,
            ..
        } => {
            disc(counted);
            disc(uncounted);
            thin(squares);
        }
    }
    doubled
}

fn label(class: &mut LabelClass) {
    class.from_zoom += u8::from(class.from_zoom > 0);
    size(&mut class.size_px);
    class.halo_px *= 2.0;
    class.gap_px *= 2.0;
}

fn edges(borders: &mut Borders) {
    tiers(&mut borders.tiers);
    line(&mut borders.cells);
    borders.least_spacing_px *= 2.0;
}

fn tiers(lines: &mut [(Tier, LineStyle)]) {
    for (_, own) in lines {
        line(own);
    }
}

fn class(class: &mut BarrierClass) {
    line(&mut class.line);
    class.casing.iter_mut().for_each(line);
}

fn defects(look: &mut DefectStyle) {
    look.breaking.double();
    look.gaps.double();
    size(&mut look.line_px);
    look.ring_px *= 2.0;
    thin(&mut look.thin);
    tiers(&mut look.lines);
}

fn line(line: &mut LineStyle) {
    size(&mut line.width_px);
    line.from_zoom += u8::from(line.from_zoom > 0);
}

fn disc(disc: &mut DiscStyle) {
    size(&mut disc.radius_px);
    disc.rim_px *= 2.0;
}

/// The same squares on the ground.
fn thin(thin: &mut Thin) {
    thin.square_bits += 1;
    thin.below_zoom += 1;
}

fn size(size: &mut SizeByZoom) {
    *size = size.doubled();
}

#[cfg(test)]
mod tests {
    use crate::render::{Content, Styles};

    /// The borders of grids, those of communities from a zoom on and with a stop at it.
    fn borders(zoom: u8) -> Result<Styles, String> {
        let text = include_str!("../../../styles/grids.json")
            .replace("\"from_zoom\": 10", &format!("\"from_zoom\": {zoom}"))
            .replace("[15, 2.8]", &format!("[{zoom}, 2.8]"));
        assert!(text.contains(&format!("\"from_zoom\": {zoom}")));
        Styles::parse(&[("grids.json", &text)]).map_err(|error| error.to_string())
    }

    #[test]
    fn what_begins_behind_the_last_zoom_begins_there_in_doubled_sizes_too() {
        let doubled = borders(25).expect("sound").doubled();
        let style = doubled.iter().next().expect("one style");
        let Content::Grids { lines } = style.content() else {
            panic!("borders of grids");
        };
        let latest = lines.iter().map(|(_, line)| line.from_zoom).max();
        assert_eq!(latest, Some(26));
    }

    #[test]
    fn later_zooms_are_refused() {
        for zoom in [26, 254, 255] {
            let refusal = borders(zoom).expect_err("no zoom");
            assert!(
                refusal.contains(&format!("zoom {zoom} is over 25")),
                "{refusal}"
            );
        }
    }
}
