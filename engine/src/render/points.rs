//! Points on a canvas, drawn in the order of their ids.

use super::canvas::Canvas;
use super::icon::Icon;
use super::marker::{Stamps, reach_px};
use super::risk::stored_measure;
use super::style::{DiscStyle, MeasureLabel, Thin};
use crate::geom::WorldBox;
use crate::layer::{PointLayer, PointRecord, Reported, Thinning};
use crate::model::CheckpointState;
use crate::snapshot::Snapshot;

/// A disc's area grows with the count up to this many.
const LARGEST_COUNT: u64 = 100;

/// Checkpoints, at coarse zooms one a square; the look of closed ones comes second.
pub(super) fn checkpoints(
    canvas: &mut Canvas,
    snapshot: &Snapshot,
    (open, closed): (&DiscStyle, &DiscStyle),
    thin: Thin,
) {
    let zoom = canvas.rect().pixel_zoom;
    let discs = [disc_of(open, zoom, 1), disc_of(closed, zoom, 1)];
    let mut stamps = Stamps::default();
    let reach = discs.map(reach_px).into_iter().max().unwrap_or_default();
    let window = canvas.rect().grown(reach as u32).world();
    let layer = &snapshot.checkpoints;
    for index in shown(layer, || layer.thinning(), thin, zoom, window) {
        let kind = usize::from(layer.records()[index].state == CheckpointState::Closed);
        stamps.stamp(canvas, kind as u32, discs[kind], layer.world()[index]);
    }
}

/// The points in a window that are shown at a pixel zoom, in the order of their ids.
pub(super) fn shown<'a, T: PointRecord>(
    layer: &PointLayer<T>,
    thinning: impl FnOnce() -> &'a Thinning,
    thin: Thin,
    zoom: u8,
    window: WorldBox,
) -> Vec<usize> {
    if zoom >= thin.below_zoom {
        layer.within(window.bounds())
    } else {
        thinning().within(window, thin.square_bits + 32 - u32::from(zoom))
    }
}

/// The addresses in a window that are shown at a pixel zoom; of a square the one with most of the drawn measure.
pub(super) fn shown_addresses(
    snapshot: &Snapshot,
    measures: &[MeasureLabel],
    thin: Thin,
    zoom: u8,
    window: WorldBox,
) -> Vec<usize> {
    let addresses = &snapshot.addresses;
    let measure = stored_measure(&snapshot.counts, measures);
    let thinning = || match measure {
        Some((_, sums)) => sums.thinning(addresses),
        None => addresses.thinning(),
    };
    shown(addresses, thinning, thin, zoom, window)
}

/// Addresses without a count first, then by count, so that large discs do not hide small ones.
pub(super) fn addresses(
    canvas: &mut Canvas,
    snapshot: &Snapshot,
    measures: &[MeasureLabel],
    (counted, uncounted): (&DiscStyle, &DiscStyle),
    thin: Thin,
) {
    let zoom = canvas.rect().pixel_zoom;
    let values = stored_measure(&snapshot.counts, measures).map(|(_, sums)| &sums.values);
    let value = |index: usize| {
        values
            .and_then(|values| values.at(index))
            .map_or(0, Reported::get)
            .min(LARGEST_COUNT)
    };
    let widest = [
        disc_of(counted, zoom, LARGEST_COUNT),
        disc_of(uncounted, zoom, 1),
    ]
    .map(reach_px);
    let window = canvas.rect().grown(widest[0].max(widest[1]) as u32).world();
    let mut seen = shown_addresses(snapshot, measures, thin, zoom, window);
    seen.sort_by_key(|&index| (value(index) > 0, std::cmp::Reverse(value(index)), index));
    let mut stamps = Stamps::default();
    for index in seen {
        let count = value(index);
        let disc = if count > 0 {
            disc_of(counted, zoom, count)
        } else {
            disc_of(uncounted, zoom, 1)
        };
        stamps.stamp(
            canvas,
            count as u32,
            disc,
            snapshot.addresses.world()[index],
        );
    }
}

fn disc_of(style: &DiscStyle, zoom: u8, count: u64) -> Icon {
    Icon {
        radius_px: (style.radius_px.at(zoom) * (count as f64).sqrt()).min(80.0) as f32,
        fill: style.fill,
        rim: style.rim,
        rim_px: style.rim_px as f32,
        shape: style.shape,
        mark: style.mark,
    }
}
