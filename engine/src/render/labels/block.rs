//! Blocks: the shaped lines of a label, which have no size yet.

use std::sync::Arc;

use super::look::LabelClass;
use super::wording::halves;
use crate::render::fonts::Fonts;
use crate::render::text::{EM, ShapedLine};

/// From baseline to baseline, in parts of the font size.
const LINE: f64 = 1.25;
/// From the top of a line to its baseline.
const ASCENT: f64 = 1.0;

/// A text on one line, or two.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) lines: Vec<ShapedLine>,
}

/// The ways in which a text can be set.
#[derive(Debug)]
pub(super) struct Setting {
    pub(super) text: Arc<str>,
    pub(super) blocks: Vec<Arc<Block>>,
}

/// How a block is written at a zoom: in quarters of a pixel, so that a glyph is drawn once for many labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Type {
    /// The size of the font.
    pub(super) size_quarters: u16,
    /// The width of the halo.
    pub(super) halo_quarters: u16,
}

impl Setting {
    pub(super) fn of(fonts: &Fonts, text: String) -> Self {
        let one = Block {
            lines: vec![fonts.shape(&text)],
        };
        let two = halves(&text).map(|(first, second)| Block {
            lines: vec![fonts.shape(&first), fonts.shape(&second)],
        });
        Self {
            blocks: std::iter::once(one).chain(two).map(Arc::new).collect(),
            text: text.into(),
        }
    }
}

impl Type {
    pub(super) fn at(class: &LabelClass, zoom: u8) -> Self {
        let quarters = |px: f64| (px * 4.0).round() as u16;
        Self {
            size_quarters: quarters(class.size_px.at(zoom)),
            halo_quarters: quarters(class.halo_px),
        }
    }

    /// The size of the font in pixels.
    pub(super) fn size_px(self) -> f32 {
        f32::from(self.size_quarters) / 4.0
    }

    /// Pixels around the letters.
    pub(super) fn margin_px(self) -> i64 {
        i64::from(self.halo_quarters.div_ceil(4)) + 1
    }

    /// From the top of a block to the baseline of a line.
    pub(super) fn baseline_px(self, line: usize) -> i64 {
        let ems = ASCENT + LINE * line as f64;
        self.margin_px() + (ems * f64::from(self.size_px())).round() as i64
    }

    /// A length in parts of the font size as quarters of a pixel, rounded down.
    pub(super) fn quarters(self, length: i64) -> i64 {
        (length * i64::from(self.size_quarters)).div_euclid(EM)
    }
}

impl Block {
    /// Width and height in pixels, halo included.
    pub(super) fn size_px(&self, of: Type) -> (i64, i64) {
        let widest = self.lines.iter().map(|line| line.width).max().unwrap_or(0);
        let width = of.quarters(widest) / 4 + 1;
        let height = (LINE * f64::from(of.size_px()) * self.lines.len() as f64).ceil() as i64;
        (width + 2 * of.margin_px(), height + 2 * of.margin_px())
    }

    /// How far in quarters of a pixel a line begins from the left.
    pub(super) fn indent_quarters(&self, line: usize, of: Type) -> i64 {
        let (width, _) = self.size_px(of);
        (width * 4 - of.quarters(self.lines[line].width)) / 2
    }
}
