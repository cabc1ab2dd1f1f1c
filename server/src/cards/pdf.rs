//! Pages as one PDF: vectors, and text that can be searched and copied.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use hexward_engine::model::Language;
use hexward_engine::render::{EM, Fonts};
use pdf_writer::types::{LineCapStyle, LineJoinStyle};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect as Box, Ref, Str, TextStr};

use super::list::{Color, HEIGHT_MM, Item, Page, Pen, Point, WIDTH_MM};
use super::pdf_fonts::Faces;
use super::{Card, CardError, page};

/// Points a millimetre.
const POINTS: f32 = 72.0 / 25.4;

/// The cards of some grids, a page each, as PDF. The same cards give the same bytes. Cost: O(what is drawn + fonts).
///
/// # Errors
/// [`CardError`] when there is no font, or one cannot be embedded.
pub(crate) fn pdf(cards: &[Card], language: Language, fonts: &Fonts) -> Result<Vec<u8>, CardError> {
    if fonts.is_empty() {
        return Err(CardError::NoFont);
    }
    let mut next = Ref::new(1);
    let (catalog, tree, about) = (next.bump(), next.bump(), next.bump());
    let mut faces = Faces::new(fonts);
    let contents: Vec<Vec<u8>> = cards
        .iter()
        .map(|card| content(&page(card, language, fonts), fonts, &mut faces))
        .collect();
    let mut pdf = Pdf::new();
    pdf.catalog(catalog)
        .pages(tree)
        .lang(TextStr(language.pick("zh-CN", "en")));
    let title = cards.first().map_or("", |card| card.title());
    pdf.document_info(about)
        .title(TextStr(title))
        .producer(TextStr("Hexward"));
    let fonts = faces.write(&mut pdf, &mut next)?;
    let mut kids = Vec::with_capacity(contents.len());
    for content in &contents {
        let (page, stream) = (next.bump(), next.bump());
        kids.push(page);
        let mut written = pdf.page(page);
        let size = Box::new(0.0, 0.0, WIDTH_MM * POINTS, HEIGHT_MM * POINTS);
        written.media_box(size).parent(tree).contents(stream);
        let mut resources = written.resources();
        let mut named = resources.fonts();
        for (name, font) in &fonts {
            named.pair(Name(name.as_bytes()), *font);
        }
        named.finish();
        resources.finish();
        written.finish();
        let packed = packed(content);
        pdf.stream(stream, &packed).filter(Filter::FlateDecode);
    }
    let count = kids.len() as i32;
    pdf.pages(tree).kids(kids).count(count);
    Ok(pdf.finish())
}

/// Bytes as a stream that is packed.
pub(super) fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.expect("a vector takes all bytes")
}

fn content(page: &Page, fonts: &Fonts, faces: &mut Faces<'_>) -> Vec<u8> {
    let mut content = Content::new();
    content.set_line_join(LineJoinStyle::RoundJoin);
    for item in &page.items {
        draw(&mut content, item, fonts, faces);
    }
    content.finish().to_vec()
}

fn draw(content: &mut Content, item: &Item, fonts: &Fonts, faces: &mut Faces<'_>) {
    match item {
        Item::Fill { rings, color } => {
            let (r, g, b) = ink(*color);
            content.set_fill_rgb(r, g, b);
            for ring in rings {
                trace(content, ring);
                content.close_path();
            }
            content.fill_even_odd();
        }
        Item::Stroke { path, closed, pen } => {
            set_pen(content, pen);
            trace(content, path);
            if *closed {
                content.close_and_stroke();
            } else {
                content.stroke();
            }
        }
        Item::Text {
            at,
            size,
            text,
            color,
        } => {
            let (r, g, b) = ink(*color);
            content.set_fill_rgb(r, g, b);
            write(content, (text, *size, *at), fonts, faces);
        }
        Item::Clip { rect, items } => {
            content.save_state();
            trace(content, &rect.ring());
            content.close_path().clip_nonzero().end_path();
            for item in items {
                draw(content, item, fonts, faces);
            }
            content.restore_state();
        }
    }
}

/// A line of text, in runs of one font; positions are those of the shaping, to a thousandth of the font size.
fn write(
    content: &mut Content,
    (text, size, at): (&str, f32, Point),
    fonts: &Fonts,
    faces: &mut Faces<'_>,
) {
    let size = size * POINTS;
    let line = fonts.shape(text);
    let em = |length: i64| length as f32 / EM as f32;
    let glyphs: Vec<_> = line
        .glyphs
        .iter()
        .filter_map(|placed| {
            let character = text.get(placed.start..)?.chars().next();
            Some((placed.glyph?, em(placed.x), em(placed.y), character))
        })
        .collect();
    for run in glyphs.chunk_by(|a, b| a.0.0 == b.0.0 && (a.2 - b.2).abs() < 1e-4) {
        let ((face, _), start, rise, _) = run[0];
        let name = Faces::name(face);
        let (x, y) = placed(at);
        content.begin_text();
        content.set_font(Name(name.as_bytes()), size);
        content.set_text_matrix([1.0, 0.0, 0.0, 1.0, x + start * size, y + rise * size]);
        let mut shown = content.show_positioned();
        let mut items = shown.items();
        let mut pen = start;
        for ((_, glyph), x, _, character) in run {
            let off = x - pen;
            if off.abs() > 5e-4 {
                items.adjust(-off * 1000.0);
                pen = *x;
            }
            let (code, width) = faces.code(face, *glyph, *character);
            items.show(Str(&code.to_be_bytes()));
            pen += width;
        }
        items.finish();
        shown.finish();
        content.end_text();
    }
}

fn set_pen(content: &mut Content, pen: &Pen) {
    let (r, g, b) = ink(pen.color);
    let cap = if pen.dash.is_some() {
        LineCapStyle::ButtCap
    } else {
        LineCapStyle::RoundCap
    };
    let dash = pen.dash.map(|dash| dash.map(|mm| mm * POINTS));
    content
        .set_stroke_rgb(r, g, b)
        .set_line_width(pen.width * POINTS)
        .set_line_cap(cap)
        .set_dash_pattern(dash.into_iter().flatten(), 0.0);
}

fn trace(content: &mut Content, path: &[Point]) {
    for (k, &point) in path.iter().enumerate() {
        let (x, y) = placed(point);
        if k == 0 {
            content.move_to(x, y);
        } else {
            content.line_to(x, y);
        }
    }
}

/// A point of the page in points from its lower left corner.
fn placed((x, y): Point) -> Point {
    (x * POINTS, (HEIGHT_MM - y) * POINTS)
}

fn ink(color: Color) -> (f32, f32, f32) {
    let [r, g, b] = color.map(|part| f32::from(part) / 255.0);
    (r, g, b)
}
