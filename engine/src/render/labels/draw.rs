//! Placed labels on a canvas: whole pixels, the same whichever tile cuts them.

use super::block::Type;
use super::glyph::Phased;
use super::look::LabelClass;
use super::place::{Label, PixelBox};
use super::typesetter::Typesetter;
use crate::render::canvas::Canvas;

/// Coverage of a label's letters and halo, row by row.
struct Sheet {
    width: i64,
    height: i64,
    fill: Vec<u8>,
    halo: Vec<u8>,
}

/// Draws a label. What a font draws beyond the label's box, such as many marks on one letter, is left out.
pub(super) fn draw(
    canvas: &mut Canvas,
    label: &Label,
    class: &LabelClass,
    typesetter: &Typesetter,
) {
    let rect = canvas.rect();
    let sheet = Sheet::of(label, Type::at(class, rect.pixel_zoom), typesetter);
    let (window, at) = (PixelBox::of(rect), label.at);
    let (halo, color) = (class.halo.premultiplied(), class.color.premultiplied());
    for y in at.min.1.max(window.min.1)..at.max.1.min(window.max.1) {
        for x in at.min.0.max(window.min.0)..at.max.0.min(window.max.0) {
            let from = ((y - at.min.1) * sheet.width + x - at.min.0) as usize;
            let to = ((y - rect.y) * i64::from(rect.width) + x - rect.x) as usize;
            if sheet.halo[from] > 0 {
                canvas.over(to, halo.faded(sheet.halo[from]));
            }
            if sheet.fill[from] > 0 {
                canvas.over(to, color.faded(sheet.fill[from]));
            }
        }
    }
}

impl Sheet {
    fn of(label: &Label, of: Type, typesetter: &Typesetter) -> Self {
        let (width, height) = label.block.size_px(of);
        let pixels = (width * height) as usize;
        let mut sheet = Self {
            width,
            height,
            fill: vec![0; pixels],
            halo: vec![0; pixels],
        };
        for (number, line) in label.block.lines.iter().enumerate() {
            let (start, baseline) = (
                label.block.indent_quarters(number, of),
                of.baseline_px(number),
            );
            for placed in &line.glyphs {
                let Some(glyph) = placed.glyph else { continue };
                let x = start + of.quarters(placed.x);
                let y = baseline - of.quarters(placed.y).div_euclid(4);
                let quarter = x.rem_euclid(4) as u8;
                sheet.add(
                    Phased { glyph, quarter },
                    of,
                    (x.div_euclid(4), y),
                    typesetter,
                );
            }
        }
        sheet
    }

    fn add(&mut self, glyph: Phased, of: Type, (x, y): (i64, i64), typesetter: &Typesetter) {
        let Some(mask) = typesetter.glyph(glyph, of) else {
            return;
        };
        let columns = 0..self.width;
        for row in 0..mask.height() {
            let to_y = y + mask.top + row as i64;
            if !(0..self.height).contains(&to_y) {
                continue;
            }
            for column in 0..mask.width {
                let to_x = x + mask.left + column as i64;
                if columns.contains(&to_x) {
                    let (from, to) = (
                        row * mask.width + column,
                        (to_y * self.width + to_x) as usize,
                    );
                    self.fill[to] = self.fill[to].max(mask.fill[from]);
                    self.halo[to] = self.halo[to].max(mask.halo[from]);
                }
            }
        }
    }
}
