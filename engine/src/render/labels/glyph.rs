//! The pixels of a glyph and of the halo around it.

use tiny_skia::{FillRule, Mask, Transform};

use super::block::Type;
use crate::render::fonts::Fonts;

/// No glyph is drawn larger than this many times its font's size.
const LARGEST: f32 = 4.0;

/// A glyph of a font whose origin lies so many quarters of a pixel east of a pixel's western border.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Phased {
    pub(super) glyph: (usize, u32),
    pub(super) quarter: u8,
}

/// Coverage of a glyph and of its halo, row by row.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct GlyphMask {
    /// The first pixel from the origin of the glyph.
    pub(super) left: i64,
    pub(super) top: i64,
    pub(super) width: usize,
    pub(super) fill: Vec<u8>,
    pub(super) halo: Vec<u8>,
}

impl GlyphMask {
    /// The glyph; `None` when it has no outline, as spaces have none.
    pub(super) fn draw(fonts: &Fonts, phased: Phased, of: Type) -> Option<Self> {
        let x = f32::from(phased.quarter) / 4.0;
        let path = fonts.outline(phased.glyph, of.size_px(), (x, 0.0))?;
        let (bounds, margin) = (path.bounds(), of.margin_px());
        let limit = of.size_px() * LARGEST;
        if bounds.left().abs().max(bounds.right().abs()) > limit
            || bounds.top().abs().max(bounds.bottom().abs()) > limit
        {
            return None;
        }
        let (left, top) = (
            bounds.left().floor() as i64 - margin,
            bounds.top().floor() as i64 - margin,
        );
        let width = bounds.right().ceil() as i64 + margin - left;
        let height = bounds.bottom().ceil() as i64 + margin - top;
        let mut mask = Mask::new(width as u32, height as u32)?;
        let shifted = Transform::from_translate(-left as f32, -top as f32);
        mask.fill_path(&path, FillRule::Winding, true, shifted);
        let fill = mask.data().to_vec();
        Some(Self {
            halo: halo(&fill, width as usize, of.halo_quarters),
            left,
            top,
            width: width as usize,
            fill,
        })
    }

    pub(super) fn height(&self) -> usize {
        self.fill.len() / self.width
    }
}

/// The greatest coverage within the halo's width of each pixel; at its rim it fades over one pixel. Integers alone.
fn halo(fill: &[u8], width: usize, quarters: u16) -> Vec<u8> {
    let reach = i64::from(quarters.div_ceil(4));
    let mut brush: Vec<(i64, i64, u32)> = Vec::new();
    for dy in -reach..=reach {
        for dx in -reach..=reach {
            // distances in sixteenths of a pixel
            let distance = (256 * (dx * dx + dy * dy)).isqrt();
            let weight = (i64::from(quarters) * 4 + 8 - distance).clamp(0, 16);
            if weight > 0 {
                brush.push((dx, dy, weight as u32));
            }
        }
    }
    let (w, h) = (width as i64, (fill.len() / width) as i64);
    let mut halo = vec![0_u8; fill.len()];
    for (i, &coverage) in fill.iter().enumerate().filter(|(_, c)| **c > 0) {
        let (x, y) = (i as i64 % w, i as i64 / w);
        for &(dx, dy, weight) in &brush {
            let (x, y) = (x + dx, y + dy);
            if (0..w).contains(&x) && (0..h).contains(&y) {
                let at = &mut halo[(y * w + x) as usize];
                *at = (*at).max((u32::from(coverage) * weight / 16) as u8);
            }
        }
    }
    halo
}
