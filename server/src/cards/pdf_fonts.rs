//! The fonts of a document: of each only the glyphs that are written, with the characters that they stand for.

use std::collections::BTreeMap;

use hexward_engine::render::Fonts;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect as Box, Ref, Str};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use subsetter::GlyphRemapper;

use super::CardError;
use super::pdf::packed;

const SYSTEM: SystemInfo<'_> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// The glyphs that are written so far.
pub(super) struct Faces<'f> {
    fonts: &'f Fonts,
    used: BTreeMap<usize, Used>,
}

/// What is written in one font.
#[derive(Default)]
struct Used {
    codes: GlyphRemapper,
    /// The width of each code in thousandths of the font size.
    widths: BTreeMap<u16, f32>,
    /// The character of each code.
    characters: BTreeMap<u16, char>,
}

impl<'f> Faces<'f> {
    pub(super) fn new(fonts: &'f Fonts) -> Self {
        let used = BTreeMap::new();
        Self { fonts, used }
    }

    /// The name of a font among the resources of a page.
    pub(super) fn name(face: usize) -> String {
        format!("F{face}")
    }

    /// The code of a glyph, and its width in parts of the font size; `character` is what it stands for.
    pub(super) fn code(&mut self, face: usize, glyph: u32, character: Option<char>) -> (u16, f32) {
        let used = self.used.entry(face).or_default();
        let glyph = u16::try_from(glyph).unwrap_or(0);
        let code = used.codes.remap(glyph);
        if let Some(width) = used.widths.get(&code) {
            return (code, width / 1000.0);
        }
        let font = self.fonts.file(face);
        let font = font.and_then(|(bytes, index)| FontRef::from_index(bytes, index).ok());
        let mut width = 0.0;
        if let Some(font) = font {
            let metrics = font.glyph_metrics(Size::new(1000.0), LocationRef::default());
            width = metrics.advance_width(GlyphId::from(glyph)).unwrap_or(0.0);
        }
        used.characters.extend(character.map(|c| (code, c)));
        used.widths.insert(code, width);
        (code, width / 1000.0)
    }

    /// Writes the fonts; gives the name and the reference of each.
    pub(super) fn write(
        &self,
        pdf: &mut Pdf,
        next: &mut Ref,
    ) -> Result<Vec<(String, Ref)>, CardError> {
        let faces = self.used.iter();
        let written = faces.map(|(&face, used)| {
            let reference = self.embed(face, used, pdf, next).map_err(|reason| {
                let index = face;
                CardError::Font { index, reason }
            })?;
            Ok((Self::name(face), reference))
        });
        written.collect()
    }

    fn embed(
        &self,
        face: usize,
        used: &Used,
        pdf: &mut Pdf,
        next: &mut Ref,
    ) -> Result<Ref, String> {
        let (bytes, index) = self.fonts.file(face).ok_or("it is not there")?;
        let subset =
            subsetter::subset(bytes, index, &used.codes).map_err(|error| error.to_string())?;
        // a font of cubic outlines is embedded as its table of them alone
        let cubic = table(&subset, *b"CFF ");
        let file = packed(cubic.unwrap_or(&subset));
        let [font, cid, descriptor, cmap, stream] = [(); 5].map(|()| next.bump());
        let name = format!("{}+Hexward{face}", tag(&used.codes));
        let base = Name(name.as_bytes());
        pdf.type0_font(font)
            .base_font(base)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(cmap);
        let mut written = pdf.cid_font(cid);
        written.base_font(base).system_info(SYSTEM);
        written.font_descriptor(descriptor).default_width(0.0);
        if cubic.is_some() {
            written.subtype(CidFontType::Type0);
        } else {
            written.subtype(CidFontType::Type2);
            written.cid_to_gid_map_predefined(Name(b"Identity"));
        }
        let mut widths = written.widths();
        for (&code, &width) in &used.widths {
            widths.consecutive(code, [width]);
        }
        widths.finish();
        written.finish();
        self.describe(face, pdf, (descriptor, stream), base, cubic.is_some())?;
        let mut map = UnicodeCmap::<u16>::new(Name(b"Hexward"), SYSTEM);
        for (&code, &character) in &used.characters {
            map.pair(code, character);
        }
        let map = map.finish().to_vec();
        pdf.cmap(cmap, &map);
        let mut data = pdf.stream(stream, &file);
        data.filter(Filter::FlateDecode);
        if cubic.is_some() {
            data.pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
        }
        data.finish();
        Ok(font)
    }

    fn describe(
        &self,
        face: usize,
        pdf: &mut Pdf,
        (descriptor, stream): (Ref, Ref),
        base: Name<'_>,
        cubic: bool,
    ) -> Result<(), String> {
        let (bytes, index) = self.fonts.file(face).ok_or("it is not there")?;
        let font = FontRef::from_index(bytes, index).map_err(|error| error.to_string())?;
        let metrics = font.metrics(Size::new(1000.0), LocationRef::default());
        let ascent = metrics.ascent;
        let bounds = metrics.bounds.unwrap_or_default();
        let mut written = pdf.font_descriptor(descriptor);
        written
            .name(base)
            .flags(FontFlags::SYMBOLIC)
            .bbox(Box::new(
                bounds.x_min,
                bounds.y_min,
                bounds.x_max,
                bounds.y_max,
            ))
            .italic_angle(0.0)
            .ascent(ascent)
            .descent(metrics.descent)
            .cap_height(metrics.cap_height.unwrap_or(ascent))
            .stem_v(80.0);
        if cubic {
            written.font_file3(stream);
        } else {
            written.font_file2(stream);
        }
        Ok(())
    }
}

/// A table of a font file.
fn table(font: &[u8], tag: [u8; 4]) -> Option<&[u8]> {
    let number = |at: usize| {
        let bytes = font.get(at..at + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?) as usize)
    };
    let count = number(4)? >> 16;
    let record = (0..count).map(|k| 12 + 16 * k);
    let mut found = record.filter(|&at| font.get(at..at + 4) == Some(&tag));
    let at = found.next()?;
    let (start, length) = (number(at + 8)?, number(at + 12)?);
    font.get(start..start.checked_add(length)?)
}

/// Six letters that tell subsets apart: they follow from the glyphs.
fn tag(codes: &GlyphRemapper) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for glyph in codes.remapped_gids() {
        hash = (hash ^ u64::from(glyph)).wrapping_mul(0x0100_0000_01b3);
    }
    let letter = |k: u32| char::from(b'A' + (hash >> (8 * k)) as u8 % 26);
    (0..6).map(letter).collect()
}
