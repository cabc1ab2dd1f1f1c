//! Point symbols, drawn once by tiny-skia at eight phases a pixel and stamped at whole pixels.
//!
//! A stamp has the same pixels whichever tile it is cut by, so symbols cross seams without a trace.

use std::collections::HashMap;

use tiny_skia::{Paint, Pixmap};

use super::canvas::{Canvas, Premultiplied, Rgba};
use super::icon::Icon;
use crate::geom::WorldPoint;

const PHASES: i64 = 8;

/// Stamps of symbols, drawn when first needed.
#[derive(Default)]
pub(super) struct Stamps {
    drawn: HashMap<(u32, i64, i64), Pixmap>,
}

impl Stamps {
    /// Stamps a symbol centred at a point; `kind` tells symbols of different looks apart.
    pub(super) fn stamp(&mut self, canvas: &mut Canvas, kind: u32, icon: Icon, center: WorldPoint) {
        let rect = canvas.rect();
        let fine = rect.pixel_shift() - PHASES.trailing_zeros();
        let (fx, fy) = (center.x >> fine, center.y >> fine);
        let (phase_x, phase_y) = (fx.rem_euclid(PHASES), fy.rem_euclid(PHASES));
        let reach = reach_px(icon);
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
            .or_insert_with(|| draw(icon, phase_x, phase_y));
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

/// How many pixels a symbol reaches from the pixel of its middle.
pub(super) fn reach_px(icon: Icon) -> i64 {
    (icon.radius_px * icon.shape.reach() + icon.rim_px).ceil() as i64 + 1
}

fn draw(icon: Icon, phase_x: i64, phase_y: i64) -> Pixmap {
    let side = (2 * reach_px(icon) + 2).clamp(4, 512) as u32;
    let mut pixmap = Pixmap::new(side, side).expect("a side between 4 and 512 pixels");
    let center = |phase: i64| reach_px(icon) as f32 + (phase as f32 + 0.5) / PHASES as f32;
    icon.draw(&mut pixmap, (center(phase_x), center(phase_y)));
    pixmap
}

pub(super) fn paint(color: Rgba) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(color.r, color.g, color.b, color.a);
    paint.anti_alias = true;
    paint
}
