//! Defects: what keeps the grids from dividing the ground, each to be found at any zoom.
//!
//! Ground is filled and outlined, edges are drawn thick. What is too small to be seen at a zoom gets a ring, one a square
//! of the global pixel lattice; in each square a fault that breaks the partition goes before a gap, the larger before
//! the smaller.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::RenderError;
use super::areas::{grid_outlines, shown_grids};
use super::canvas::Canvas;
use super::fill::{Fill, fill_areas};
use super::icon::Icon;
use super::line::{LineStyle, SizeByZoom};
use super::marker::{Stamps, reach_px};
use super::stroke::Mask;
use super::style::Thin;
use crate::faults::TierFault;
use crate::geom::{FaultKind, PixelRect, Place, Position, Size, WorldBox, WorldPoint};
use crate::layer::{Pieces, Thinning, WorldRegion};
use crate::model::{Text, Tier};
use crate::snapshot::Snapshot;

/// How defects look.
#[derive(Debug, Clone, PartialEq)]
pub struct DefectStyle {
    /// Faults that break the partition.
    pub breaking: Fill,
    /// Gaps between grids, which may be meant.
    pub gaps: Fill,
    /// Width of outlines and edges in pixels.
    pub line_px: SizeByZoom,
    /// Radius of the ring around what is too small to be seen, in pixels.
    pub ring_px: f64,
    /// Which rings are shown when many are close together.
    pub thin: Thin,
    /// Outlines of the grids below.
    pub lines: Vec<(Tier, LineStyle)>,
}

impl DefectStyle {
    /// The paint of a kind.
    pub fn fill_of(&self, kind: FaultKind) -> Fill {
        [self.gaps, self.breaking][class_of(kind)]
    }

    pub(super) fn reach_px(&self) -> f64 {
        let square = f64::from(1_u32 << self.thin.square_bits);
        let lines = self.lines.iter().map(|(_, line)| line.width_px.widest());
        lines.fold(self.line_px.widest().max(self.ring_px + 4.0), f64::max) + square
    }
}

/// All kinds with what people call them, in the order of legends.
pub(super) const KINDS: [(FaultKind, &str, &str); 10] = [
    (FaultKind::Overlap, "重叠", "overlap"),
    (FaultKind::OverlapSliver, "细长重叠", "overlap sliver"),
    (
        FaultKind::Uncovered,
        "上级未被覆盖",
        "ground of the parent not covered",
    ),
    (FaultKind::Outside, "超出上级", "outside the parent"),
    (FaultKind::Unmatched, "相邻边不一致", "unmatched edge"),
    (FaultKind::InvalidRing, "无效的环", "invalid ring"),
    (FaultKind::SplitInterior, "内部不连通", "split interior"),
    (FaultKind::SelfOverlap, "自身重叠", "self-overlap"),
    (FaultKind::Gap, "空隙", "gap"),
    (FaultKind::GapSliver, "细长空隙", "gap sliver"),
];

/// What people call a kind.
pub(super) fn kind_label(kind: FaultKind) -> Text {
    let found = KINDS.iter().find(|(other, ..)| *other == kind);
    found.map_or_else(
        || super::text(kind.name(), kind.name()),
        |(_, zh, en)| super::text(zh, en),
    )
}

/// 1 for a kind that breaks the partition.
fn class_of(kind: FaultKind) -> usize {
    usize::from(kind.breaks_coverage())
}

/// A tier and its faults.
type TierFaults = (Tier, Arc<Vec<TierFault>>);

/// The faults of one tier, or of all.
pub(super) fn faults(
    snapshot: &Snapshot,
    only: Option<Tier>,
) -> Result<Vec<TierFaults>, RenderError> {
    shown_grids(snapshot, only)?;
    let tiers = snapshot.grids.keys().copied();
    let wanted = tiers.filter(|tier| only.is_none_or(|only| only == *tier));
    Ok(wanted.map(|tier| (tier, snapshot.faults(tier))).collect())
}

/// A hash of all faults of one tier, or of all: one fault may come or go by a change far from where it is drawn.
pub(super) fn digest(snapshot: &Snapshot, only: Option<Tier>) -> String {
    let mut hash = Sha256::new();
    for (tier, faults) in faults(snapshot, only).unwrap_or_default() {
        for fault in faults.iter() {
            hash.update(format!(
                "{tier} {:?} {:?}\n",
                codes(snapshot, tier, fault),
                fault.fault
            ));
        }
    }
    format!("{:x}", hash.finalize())[..16].to_owned()
}

/// The codes of the grids that a fault concerns.
pub(super) fn codes<'a>(snapshot: &'a Snapshot, tier: Tier, fault: &TierFault) -> Vec<&'a str> {
    let grids = snapshot.grids.get(&tier).map(|layer| layer.records());
    let members = fault.fault.members.iter();
    members
        .filter_map(|&i| grids?.get(i))
        .map(|grid| grid.code.as_str())
        .collect()
}

/// A fault in the world square.
pub(super) enum Shape {
    Ground(WorldRegion),
    Edge([WorldPoint; 2]),
    Point(WorldPoint),
}

impl Shape {
    pub(super) fn of(place: &Place) -> Self {
        match place {
            Place::At(position)
            | Place::On {
                vertex: position, ..
            } => Self::Point(WorldPoint::of(*position)),
            Place::Along(a, b) => Self::Edge([a, b].map(|p| WorldPoint::of(*p))),
            Place::Ground(region) => {
                let world = |p: &Position| WorldPoint::of(*p);
                let rings = region
                    .rings()
                    .map(|ring| ring.vertices().iter().map(world).collect());
                let rings: Vec<Vec<WorldPoint>> = rings.collect();
                let corners = [region.bounds().min(), region.bounds().max()].map(WorldPoint::of);
                let bounds = around(&corners);
                Self::Ground(WorldRegion { rings, bounds })
            }
        }
    }

    pub(super) fn bounds(&self) -> WorldBox {
        match self {
            Self::Ground(region) => region.bounds,
            Self::Edge(ends) => around(ends),
            Self::Point(point) => around(&[*point]),
        }
    }

    /// The middle of the box around it.
    pub(super) fn middle(&self) -> WorldPoint {
        let WorldBox { min, max } = self.bounds();
        WorldPoint {
            x: i64::midpoint(min.x, max.x),
            y: i64::midpoint(min.y, max.y),
        }
    }

    /// Whether it is smaller than some pixels both ways.
    fn is_small(&self, pixels: f64, shift: u32) -> bool {
        let WorldBox { min, max } = self.bounds();
        let most = (pixels * (1_i64 << shift) as f64) as i64;
        max.x - min.x <= most && max.y - min.y <= most
    }
}

fn around(points: &[WorldPoint]) -> WorldBox {
    WorldBox::around(points.iter().copied()).expect("a place has a point")
}

/// Draws the faults of one tier, or of all, over thin outlines of the grids.
pub(super) fn defects(
    canvas: &mut Canvas,
    snapshot: &Snapshot,
    style: &DefectStyle,
    only: Option<Tier>,
) -> Result<(), RenderError> {
    grid_outlines(canvas, snapshot, &style.lines, only)?;
    let faults = faults(snapshot, only)?;
    let all: Vec<(&TierFault, Shape)> = faults
        .iter()
        .flat_map(|(_, faults)| faults.iter())
        .map(|fault| (fault, Shape::of(&fault.fault.place)))
        .collect();
    let reach = style.reach_px().ceil() as u32 + 1;
    let window = canvas.rect().grown(reach).world();
    let seen = || {
        all.iter()
            .filter(|(_, shape)| shape.bounds().intersects(window))
    };
    let grounds = seen().filter_map(|(fault, shape)| match shape {
        Shape::Ground(region) => Some((region.clone(), class_of(fault.fault.kind))),
        _ => None,
    });
    fill_areas(canvas, grounds, &[style.gaps, style.breaking]);
    for class in [0, 1] {
        let shapes = seen().filter(|(fault, _)| class_of(fault.fault.kind) == class);
        strokes(canvas, style, class, shapes.map(|(_, shape)| shape));
    }
    rings(canvas, style, &all);
    Ok(())
}

fn strokes<'a>(
    canvas: &mut Canvas,
    style: &DefectStyle,
    class: usize,
    shapes: impl Iterator<Item = &'a Shape>,
) {
    let width_px = style.line_px.at(canvas.rect().pixel_zoom);
    let mut mask = Mask::new(canvas.rect());
    for shape in shapes {
        match shape {
            Shape::Ground(region) => {
                for ring in &region.rings {
                    mask.path(ring, true, width_px);
                }
            }
            Shape::Edge(ends) => mask.path(ends, false, width_px),
            Shape::Point(_) => {}
        }
    }
    canvas.over_mask(&mask, [style.gaps, style.breaking][class].ink);
}

/// Rings around points, and around what is smaller than they.
fn rings(canvas: &mut Canvas, style: &DefectStyle, all: &[(&TierFault, Shape)]) {
    let PixelRect { pixel_zoom, .. } = canvas.rect();
    let shift = canvas.rect().pixel_shift();
    let small = |shape: &Shape| {
        matches!(shape, Shape::Point(_)) || shape.is_small(style.ring_px * 2.0, shift)
    };
    let small: Vec<&(&TierFault, Shape)> = all.iter().filter(|(_, shape)| small(shape)).collect();
    let middles: Pieces<WorldPoint> = small.iter().map(|(_, shape)| shape.middle()).collect();
    let discs = [style.gaps, style.breaking].map(|fill| {
        let radius_px = style.ring_px as f32;
        Icon::disc(radius_px, (fill.color, fill.ink), 2.0)
    });
    let window = canvas.rect().grown(reach_px(discs[0]) as u32).world();
    let shown: Vec<usize> = if pixel_zoom >= style.thin.below_zoom {
        (0..small.len())
            .filter(|&i| window.contains(middles[i]))
            .collect()
    } else {
        let rank = |i: u32| rank(small[i as usize].0);
        let square_bits = style.thin.square_bits + shift;
        Thinning::build(&middles, rank).within(window, square_bits)
    };
    let mut stamps = Stamps::default();
    for index in shown {
        let class = class_of(small[index].0.fault.kind);
        stamps.stamp(canvas, class as u32, discs[class], middles[index]);
    }
}

/// What breaks the partition first, then by size.
fn rank(fault: &TierFault) -> u64 {
    let size = match fault.fault.size {
        Size::Point => 0.0,
        Size::LengthM(size) | Size::AreaM2(size) => size,
    };
    let small = u64::from(u32::MAX) - (size as u64).min(u64::from(u32::MAX));
    small | u64::from(class_of(fault.fault.kind) == 0) << 32
}
