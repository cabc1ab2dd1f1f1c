//! Text: glyph outlines from font files, drawn by tiny-skia.

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::raw::FileRef;
use skrifa::{FontRef, GlyphId, MetadataProvider};
use tiny_skia::{FillRule, PathBuilder, Pixmap, Transform};

use super::canvas::Rgba;
use super::marker::paint;

/// A font file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("font file {index} cannot be read: {reason}")]
pub struct FontError {
    /// Its place in the list.
    pub index: usize,
    /// What the reader says.
    pub reason: String,
}

/// Font files in the order in which a glyph is looked for.
#[derive(Debug, Default)]
pub struct Fonts {
    files: Vec<Vec<u8>>,
}

impl Fonts {
    /// The fonts of these files (TrueType, OpenType or collections of them).
    ///
    /// # Errors
    /// [`FontError`] names the file that cannot be read.
    pub fn new(files: Vec<Vec<u8>>) -> Result<Self, FontError> {
        for (index, file) in files.iter().enumerate() {
            face(file).map_err(|error| FontError {
                index,
                reason: error.to_string(),
            })?;
        }
        Ok(Self { files })
    }

    fn faces(&self) -> Vec<FontRef<'_>> {
        self.files
            .iter()
            .filter_map(|file| face(file).ok())
            .collect()
    }

    /// The width of a text in pixels.
    pub(super) fn width_px(&self, text: &str, size_px: f32) -> f32 {
        let faces = self.faces();
        text.chars()
            .map(|c| {
                glyph(&faces, c).map_or(size_px / 2.0, |(face, id)| advance(face, id, size_px))
            })
            .sum()
    }

    /// Draws a text whose baseline begins at `x`, `y`; characters that no font has are drawn as a hollow box.
    pub(super) fn draw(
        &self,
        pixmap: &mut Pixmap,
        text: &str,
        size_px: f32,
        at: (f32, f32),
        color: Rgba,
    ) {
        let faces = self.faces();
        let mut x = at.0;
        for c in text.chars() {
            let mut outline = Outline {
                path: PathBuilder::new(),
                x,
                y: at.1,
            };
            let Some((face, id)) = glyph(&faces, c) else {
                outline.hollow_box(size_px / 2.0);
                outline.fill(pixmap, color);
                x += size_px / 2.0;
                continue;
            };
            if let Some(shape) = face.outline_glyphs().get(id) {
                let settings = DrawSettings::unhinted(Size::new(size_px), LocationRef::default());
                // a glyph that cannot be drawn leaves its space empty
                let _ = shape.draw(settings, &mut outline);
            }
            outline.fill(pixmap, color);
            x += advance(face, id, size_px);
        }
    }
}

/// The face of a file; of a collection the third, which in Noto CJK is simplified Chinese, else the first.
fn face(file: &[u8]) -> Result<FontRef<'_>, skrifa::raw::ReadError> {
    match FileRef::new(file)? {
        FileRef::Font(font) => Ok(font),
        FileRef::Collection(collection) => collection.get(2).or_else(|_| collection.get(0)),
    }
}

fn glyph<'a, 'f>(faces: &'a [FontRef<'f>], c: char) -> Option<(&'a FontRef<'f>, GlyphId)> {
    faces
        .iter()
        .find_map(|face| Some((face, face.charmap().map(c)?)))
}

fn advance(face: &FontRef<'_>, id: GlyphId, size_px: f32) -> f32 {
    let metrics = face.glyph_metrics(Size::new(size_px), LocationRef::default());
    metrics.advance_width(id).unwrap_or(size_px / 2.0)
}

/// Collects an outline with its origin at a point, y to the south.
struct Outline {
    path: PathBuilder,
    x: f32,
    y: f32,
}

impl Outline {
    fn fill(self, pixmap: &mut Pixmap, color: Rgba) {
        if let Some(path) = self.path.finish() {
            pixmap.fill_path(
                &path,
                &paint(color),
                FillRule::Winding,
                Transform::identity(),
                None,
            );
        }
    }

    fn hollow_box(&mut self, side: f32) {
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
            self.move_to(points[order[0]].0, points[order[0]].1);
            for k in &order[1..] {
                self.line_to(points[*k].0, points[*k].1);
            }
            self.close();
        }
    }
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
