//! Points on a canvas, drawn in the order of their ids.

use super::canvas::Canvas;
use super::marker::{Disc, Stamps, reach_px};
use super::risk::stored_measure;
use super::style::{DiscStyle, MeasureLabel};
use crate::snapshot::Snapshot;

/// A disc's area grows with the count up to this many.
const LARGEST_COUNT: u64 = 100;

pub(super) fn checkpoints(canvas: &mut Canvas, snapshot: &Snapshot, style: &DiscStyle) {
    let disc = disc_of(style, 1);
    let mut stamps = Stamps::default();
    let window = canvas.rect().grown(reach_px(disc) as u32).world();
    for index in snapshot.checkpoints.within(window.bounds()) {
        stamps.stamp(canvas, 1, disc, snapshot.checkpoints.world()[index]);
    }
}

/// Addresses without a count first, then by count, so that large discs do not hide small ones.
pub(super) fn addresses(
    canvas: &mut Canvas,
    snapshot: &Snapshot,
    measures: &[MeasureLabel],
    counted: &DiscStyle,
    uncounted: &DiscStyle,
) {
    let values = stored_measure(&snapshot.counts, measures).map(|(_, sums)| &sums.values);
    let value = |index: usize| {
        values
            .and_then(|values| values[index])
            .unwrap_or(0)
            .min(LARGEST_COUNT)
    };
    let widest = reach_px(disc_of(counted, LARGEST_COUNT)).max(reach_px(disc_of(uncounted, 1)));
    let window = canvas.rect().grown(widest as u32).world();
    let mut seen = snapshot.addresses.within(window.bounds());
    seen.sort_by_key(|&index| (value(index) > 0, std::cmp::Reverse(value(index)), index));
    let mut stamps = Stamps::default();
    for index in seen {
        let count = value(index);
        let disc = if count > 0 {
            disc_of(counted, count)
        } else {
            disc_of(uncounted, 1)
        };
        stamps.stamp(
            canvas,
            count as u32,
            disc,
            snapshot.addresses.world()[index],
        );
    }
}

fn disc_of(style: &DiscStyle, count: u64) -> Disc {
    Disc {
        radius_px: (style.radius_px * (count as f64).sqrt()).min(80.0) as f32,
        fill: style.fill,
        rim: style.rim,
        rim_px: style.rim_px as f32,
    }
}
