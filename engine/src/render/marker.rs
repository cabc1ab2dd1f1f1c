//! Point symbols: discs drawn once by tiny-skia at eight phases a pixel and stamped at whole pixels.
//!
//! A stamp has the same pixels whichever tile it is cut by, so discs cross seams without a trace.

use std::collections::HashMap;

use tiny_skia::{FillRule, Paint, Path, PathBuilder, Pixmap, Stroke, Transform};

use super::canvas::{Canvas, Premultiplied, Rgba};
use crate::geom::WorldPoint;

const PHASES: i64 = 8;

/// A disc with a rim, and perhaps a bar across in the colour of the rim.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Disc {
    pub(super) radius_px: f32,
    pub(super) fill: Rgba,
    pub(super) rim: Rgba,
    pub(super) rim_px: f32,
    pub(super) barred: bool,
}

/// Stamps of discs, drawn when first needed.
#[derive(Default)]
pub(super) struct Stamps {
    drawn: HashMap<(u32, i64, i64), Pixmap>,
}

impl Stamps {
    /// Stamps a disc centred at a point; `kind` tells discs of different looks apart.
    pub(super) fn stamp(&mut self, canvas: &mut Canvas, kind: u32, disc: Disc, center: WorldPoint) {
        let rect = canvas.rect();
        let fine = rect.pixel_shift() - PHASES.trailing_zeros();
        let (fx, fy) = (center.x >> fine, center.y >> fine);
        let (phase_x, phase_y) = (fx.rem_euclid(PHASES), fy.rem_euclid(PHASES));
        let reach = reach_px(disc);
        let left = fx.div_euclid(PHASES) - reach - rect.x;
        let top = fy.div_euclid(PHASES) - reach - rect.y;
        let side = 2 * reach + 2;
        if left + side <= 0
            || top + side <= 0
            || left >= i64::from(rect.width)
            || top >= i64::from(rect.height)
        {
            return;
        }
        let stamp = self
            .drawn
            .entry((kind, phase_x, phase_y))
            .or_insert_with(|| draw(disc, phase_x, phase_y));
        for (i, pixel) in stamp
            .pixels()
            .iter()
            .enumerate()
            .filter(|(_, pixel)| pixel.alpha() > 0)
        {
            let (x, y) = (left + i as i64 % side, top + i as i64 / side);
            let inside =
                (0..i64::from(rect.width)).contains(&x) && (0..i64::from(rect.height)).contains(&y);
            if inside {
                let color =
                    Premultiplied([pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]);
                canvas.over((y * i64::from(rect.width) + x) as usize, color);
            }
        }
    }
}

/// How many pixels a disc reaches from the pixel of its centre.
pub(super) fn reach_px(disc: Disc) -> i64 {
    (disc.radius_px + disc.rim_px).ceil() as i64 + 1
}

fn draw(disc: Disc, phase_x: i64, phase_y: i64) -> Pixmap {
    let side = (2 * reach_px(disc) + 2).clamp(4, 512) as u32;
    let mut pixmap = Pixmap::new(side, side).expect("a side between 4 and 512 pixels");
    let center = |phase: i64| reach_px(disc) as f32 + (phase as f32 + 0.5) / PHASES as f32;
    let Some(circle) = PathBuilder::from_circle(center(phase_x), center(phase_y), disc.radius_px)
    else {
        return pixmap;
    };
    pixmap.fill_path(
        &circle,
        &paint(disc.fill),
        FillRule::Winding,
        Transform::identity(),
        None,
    );
    if disc.rim_px > 0.0 {
        let stroke = Stroke {
            width: disc.rim_px,
            ..Stroke::default()
        };
        let bar = disc
            .barred
            .then(|| bar(disc, center(phase_x), center(phase_y)));
        for path in std::iter::once(circle).chain(bar.flatten()) {
            let (ink, whole) = (paint(disc.rim), Transform::identity());
            pixmap.stroke_path(&path, &ink, &stroke, whole, None);
        }
    }
    pixmap
}

/// The bar across a disc, from its lower left to its upper right.
fn bar(disc: Disc, x: f32, y: f32) -> Option<Path> {
    let reach = disc.radius_px * std::f32::consts::FRAC_1_SQRT_2;
    let mut bar = PathBuilder::new();
    bar.move_to(x - reach, y + reach);
    bar.line_to(x + reach, y - reach);
    bar.finish()
}

pub(super) fn paint(color: Rgba) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(color.r, color.g, color.b, color.a);
    paint.anti_alias = true;
    paint
}
