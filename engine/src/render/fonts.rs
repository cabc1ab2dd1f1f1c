//! Fonts: font files in the order in which the glyph of a character is looked for.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use harfrust::Font;
use harfrust::font::Blob;
use skrifa::FontRef;
use skrifa::raw::FileRef;

/// Which font of a collection is taken: in Noto CJK and Source Han the third is simplified Chinese.
const IN_COLLECTION: u32 = 2;

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
    faces: Vec<Face>,
    had: Had,
}

/// A bit for each character that some font has.
#[derive(Default)]
struct Had(Vec<u64>);

/// One font of a file.
pub(super) struct Face {
    bytes: Arc<Vec<u8>>,
    index: u32,
    font: Font,
}

impl fmt::Debug for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let glyphs = self.font.num_glyphs();
        write!(f, "Face({} bytes, {glyphs} glyphs)", self.bytes.len())
    }
}

impl Had {
    fn by(faces: &[Face]) -> Self {
        let mut bits = vec![0; char::MAX as usize / 64 + 1];
        for face in faces {
            for (character, _) in face.font.charmap().unicodes() {
                if let Some(word) = bits.get_mut(character as usize / 64) {
                    *word |= 1_u64 << (character % 64);
                }
            }
        }
        Self(bits)
    }

    fn has(&self, character: char) -> bool {
        let character = character as usize;
        let word = self.0.get(character / 64);
        word.is_some_and(|word| word >> (character % 64) & 1 == 1)
    }
}

impl fmt::Debug for Had {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let characters: u32 = self.0.iter().map(|word| word.count_ones()).sum();
        write!(f, "Had({characters} characters)")
    }
}

/// A character that no font has, and a text in which it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingGlyph {
    /// The character.
    pub character: char,
    /// The first text with it.
    pub example: String,
    /// In how many texts it stands.
    pub texts: usize,
}

impl Fonts {
    /// The fonts of these files: TrueType, OpenType, or collections of them, of which one font is taken.
    ///
    /// # Errors
    /// [`FontError`] names the file that cannot be read.
    pub fn new(files: Vec<Vec<u8>>) -> Result<Self, FontError> {
        let face = |(index, file)| Face::new(file).map_err(|reason| FontError { index, reason });
        let faces = files.into_iter().enumerate().map(face);
        let faces: Vec<Face> = faces.collect::<Result<_, _>>()?;
        let had = Had::by(&faces);
        Ok(Self { faces, had })
    }

    /// Whether there is no font at all.
    pub fn is_empty(&self) -> bool {
        self.faces.is_empty()
    }

    /// How many fonts there are.
    pub fn count(&self) -> usize {
        self.faces.len()
    }

    /// The file of a font, and which font of a collection it is.
    pub fn file(&self, index: usize) -> Option<(&[u8], u32)> {
        let face = self.faces.get(index)?;
        Some((face.bytes.as_slice(), face.index))
    }

    /// Whether a font has the character, or nothing is drawn for it.
    pub fn has(&self, character: char) -> bool {
        is_unseen(character) || self.had.has(character)
    }

    /// The characters of some texts that no font has, in their order. Cost: O(characters).
    pub fn missing<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Vec<MissingGlyph> {
        let mut known: BTreeMap<char, bool> = BTreeMap::new();
        let mut missing: BTreeMap<char, MissingGlyph> = BTreeMap::new();
        for text in texts {
            let mut seen = Vec::new();
            for character in text.chars() {
                let has = *known
                    .entry(character)
                    .or_insert_with(|| self.has(character));
                if has || seen.contains(&character) {
                    continue;
                }
                seen.push(character);
                let first = || MissingGlyph {
                    character,
                    example: text.to_owned(),
                    texts: 0,
                };
                missing.entry(character).or_insert_with(first).texts += 1;
            }
        }
        missing.into_values().collect()
    }

    /// The first font that has a character.
    pub(super) fn face_of(&self, character: char) -> Option<usize> {
        self.faces.iter().position(|face| face.has(character))
    }

    pub(super) fn face(&self, index: usize) -> Option<&Face> {
        self.faces.get(index)
    }
}

impl Face {
    fn new(bytes: Vec<u8>) -> Result<Self, String> {
        let index = match FileRef::new(&bytes).map_err(|error| error.to_string())? {
            FileRef::Collection(fonts) if fonts.len() > IN_COLLECTION => IN_COLLECTION,
            _ => 0,
        };
        FontRef::from_index(&bytes, index).map_err(|error| error.to_string())?;
        let bytes = Arc::new(bytes);
        let shared: Arc<dyn AsRef<[u8]> + Send + Sync> = bytes.clone();
        let font = Font::new(Blob::Shared(shared), index)
            .ok_or_else(|| format!("there is no font {index} in it"))?;
        Ok(Self { bytes, index, font })
    }

    /// The font, to be shaped with.
    pub(super) fn font(&self) -> &Font {
        &self.font
    }

    /// The font, for its outlines.
    pub(super) fn tables(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(&self.bytes, self.index).ok()
    }

    pub(super) fn has(&self, character: char) -> bool {
        self.font.charmap().map_unicode(character).is_some()
    }
}

/// Whether a character has no shape of its own: it joins or parts its neighbours, chooses one of their variants, or steers
/// the text.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e0fff}')
        || c.is_control()
        || c.is_whitespace()
}
