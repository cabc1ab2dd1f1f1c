//! Characters that no font has.

use hexward_engine::render::{Fonts, MissingGlyph};
use serde::Serialize;
use utoipa::ToSchema;

/// At most so many characters are named.
const NAMED: usize = 1000;

/// Characters of the stored names that cannot be written.
#[derive(Serialize, ToSchema)]
pub(crate) struct Glyphs {
    /// How many fonts there are.
    fonts: usize,
    /// How many characters none of them has.
    count: usize,
    /// The first thousand of them.
    missing: Vec<Missing>,
}

/// A character that no font has.
#[derive(Serialize, ToSchema)]
struct Missing {
    character: String,
    /// `U+` and hexadecimal digits.
    code_point: String,
    /// A text in which it stands, cut to 80 characters.
    example: String,
    /// In how many texts it stands.
    texts: usize,
}

impl Glyphs {
    pub(crate) fn new(fonts: &Fonts, missing: Vec<MissingGlyph>) -> Self {
        let named = |glyph: MissingGlyph| Missing {
            character: glyph.character.to_string(),
            code_point: format!("U+{:04X}", u32::from(glyph.character)),
            example: glyph.example.chars().take(80).collect(),
            texts: glyph.texts,
        };
        Self {
            fonts: fonts.count(),
            count: missing.len(),
            missing: missing.into_iter().take(NAMED).map(named).collect(),
        }
    }
}
