//! Text: characters to shaped glyphs, and glyphs to pixels.

use harfrust::unicode::script as script_of;
use harfrust::{Buffer, BufferFlags, Script, ShapeOptions, ShaperFont, shape};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{GlyphId, MetadataProvider};
use tiny_skia::{FillRule, Path, PathBuilder, Pixmap, Transform};

use super::canvas::Rgba;
use super::fonts::{Fonts, is_unseen};
use super::marker::paint;

/// Positions of glyphs count in this part of the font size.
pub const EM: i64 = 1 << 16;

/// A glyph where shaping puts it, from the beginning of the baseline, y to the north.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedGlyph {
    /// The font, and the glyph in it; `None` where no font has the character.
    pub glyph: Option<(usize, u32)>,
    /// East of the beginning of the baseline, in parts of the font size: [`EM`] is all of it.
    pub x: i64,
    /// North of the baseline.
    pub y: i64,
    /// At which byte of the line the characters begin that it stands for.
    pub start: usize,
}

/// A line of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShapedLine {
    /// Its glyphs.
    pub glyphs: Vec<PlacedGlyph>,
    /// Its width in parts of the font size.
    pub width: i64,
}

/// Characters that follow each other and share a font and a script.
struct Run<'t> {
    text: &'t str,
    /// At which byte of the whole text it begins.
    start: usize,
    face: Option<usize>,
    script: Option<Script>,
}

impl Fonts {
    /// The glyphs of a line of text. Runs of different scripts follow each other in the order of the text; each is shaped
    /// in its own direction.
    pub fn shape(&self, text: &str) -> ShapedLine {
        let mut line = ShapedLine::default();
        let mut buffer = Buffer::new();
        for run in self.runs(text) {
            match run.face {
                Some(face) => self.shape_run(&run, face, &mut buffer, &mut line),
                None => line.boxes(&run),
            }
        }
        line
    }

    fn shape_run(&self, run: &Run<'_>, index: usize, buffer: &mut Buffer, line: &mut ShapedLine) {
        let Some(face) = self.face(index) else { return };
        buffer.reset();
        buffer.push_str(run.text);
        buffer.set_script(run.script);
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        buffer.guess_segment_properties();
        let font = ShaperFont::new(face.font());
        if shape(&font, buffer, ShapeOptions::new()).is_err() {
            return;
        }
        let units = i64::from(face.font().units_per_em()).max(1);
        let ems = |value: i32| i64::from(value) * EM / units;
        let positions = buffer.glyph_positions().iter();
        for (info, at) in buffer.glyph_infos().iter().zip(positions) {
            line.glyphs.push(PlacedGlyph {
                glyph: Some((index, info.glyph_id)),
                x: line.width + ems(at.x_offset),
                y: ems(at.y_offset),
                start: run.start + info.cluster as usize,
            });
            line.width += ems(at.x_advance);
        }
    }

    /// A text in runs. What belongs to no script, and what joins or marks the character before it, stays with that.
    fn runs<'t>(&self, text: &'t str) -> Vec<Run<'t>> {
        let mut runs: Vec<Run<'t>> = Vec::new();
        let mut start = 0;
        for (at, c) in text.char_indices() {
            let own = script_of(c as u32);
            let script = (own != Script::COMMON && own != Script::INHERITED).then_some(own);
            let end = at + c.len_utf8();
            if let Some(last) = runs.last_mut() {
                let drawn = last.face.and_then(|face| self.face(face));
                let same_script =
                    script.is_none() || last.script.is_none() || script == last.script;
                let in_face = is_unseen(c) || drawn.is_some_and(|face| face.has(c));
                let better = || {
                    last.face
                        .is_some_and(|face| self.face_of(c).is_some_and(|first| first < face))
                };
                if same_script && in_face && (script.is_none() || !better()) {
                    last.text = &text[start..end];
                    last.script = last.script.or(script);
                    continue;
                }
            }
            start = at;
            runs.push(Run {
                text: &text[start..end],
                start,
                face: self.face_of(c),
                script,
            });
        }
        runs
    }

    /// The outline of a glyph at a size, its origin at a point, y to the south; `None` where nothing is drawn.
    pub(super) fn outline(
        &self,
        (face, glyph): (usize, u32),
        size_px: f32,
        origin: (f32, f32),
    ) -> Option<Path> {
        let tables = self.face(face)?.tables()?;
        let shape = tables.outline_glyphs().get(GlyphId::new(glyph))?;
        let mut outline = Outline::at(origin);
        let settings = DrawSettings::unhinted(Size::new(size_px), LocationRef::default());
        shape.draw(settings, &mut outline).ok()?;
        outline.path.finish()
    }

    /// The width of a text in pixels.
    pub fn width_px(&self, text: &str, size_px: f32) -> f32 {
        pixels(self.shape(text).width, size_px)
    }

    /// Draws a text whose baseline begins at `x`, `y`; characters that no font has are drawn as a hollow box.
    pub fn draw(&self, pixmap: &mut Pixmap, text: &str, size_px: f32, at: (f32, f32), color: Rgba) {
        for placed in self.shape(text).glyphs {
            let origin = (
                at.0 + pixels(placed.x, size_px),
                at.1 - pixels(placed.y, size_px),
            );
            let path = match placed.glyph {
                Some(glyph) => self.outline(glyph, size_px, origin),
                None => hollow_box(size_px / 2.0, origin),
            };
            if let Some(path) = path {
                let whole = Transform::identity();
                pixmap.fill_path(&path, &paint(color), FillRule::Winding, whole, None);
            }
        }
    }
}

impl ShapedLine {
    /// Adds a box for each character of a run that no font has.
    fn boxes(&mut self, run: &Run<'_>) {
        let seen = run.text.char_indices().filter(|(_, c)| !is_unseen(*c));
        for (at, _) in seen {
            self.glyphs.push(PlacedGlyph {
                glyph: None,
                x: self.width,
                y: 0,
                start: run.start + at,
            });
            self.width += EM / 2;
        }
    }
}

/// A length in parts of the font size as pixels.
pub(super) fn pixels(length: i64, size_px: f32) -> f32 {
    (length as f64 * f64::from(size_px) / EM as f64) as f32
}

/// Collects an outline with its origin at a point, y to the south.
struct Outline {
    path: PathBuilder,
    x: f32,
    y: f32,
}

impl Outline {
    fn at((x, y): (f32, f32)) -> Self {
        let path = PathBuilder::new();
        Self { path, x, y }
    }
}

fn hollow_box(side: f32, origin: (f32, f32)) -> Option<Path> {
    let mut outline = Outline::at(origin);
    let ring = |inset: f32| {
        [
            (inset, inset),
            (side - inset, inset),
            (side - inset, side - inset),
            (inset, side - inset),
        ]
    };
    for (i, points) in [ring(0.0), ring(1.0)].into_iter().enumerate() {
        let order: [usize; 4] = if i == 0 { [0, 1, 2, 3] } else { [0, 3, 2, 1] };
        outline.move_to(points[order[0]].0, points[order[0]].1);
        for k in &order[1..] {
            outline.line_to(points[*k].0, points[*k].1);
        }
        outline.close();
    }
    outline.path.finish()
}

impl OutlinePen for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.x + x, self.y - y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.x + x, self.y - y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path
            .quad_to(self.x + cx, self.y - cy, self.x + x, self.y - y);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.path.cubic_to(
            self.x + ax,
            self.y - ay,
            self.x + bx,
            self.y - by,
            self.x + x,
            self.y - y,
        );
    }

    fn close(&mut self) {
        self.path.close();
    }
}
