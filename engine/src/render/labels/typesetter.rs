//! The typesetter: what texts and glyphs look like, worked out once for all labels.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::block::{Setting, Type};
use super::glyph::{GlyphMask, Phased};
use crate::render::fonts::Fonts;

/// More texts than this are not remembered.
const MOST_TEXTS: usize = 1 << 17;
/// More glyphs than this, each about a kilobyte, are not remembered.
const MOST_GLYPHS: usize = 1 << 14;

/// `None` where nothing is drawn.
type Drawn = Option<Arc<GlyphMask>>;

/// Fonts with what has been written in them.
#[derive(Default)]
pub(super) struct Typesetter {
    fonts: Arc<Fonts>,
    texts: Mutex<HashMap<String, Arc<Setting>>>,
    glyphs: Mutex<HashMap<(Phased, Type), Drawn>>,
}

impl fmt::Debug for Typesetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Typesetter({:?})", self.fonts)
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // what is remembered is whole after each insertion
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Typesetter {
    pub(super) fn new(fonts: Arc<Fonts>) -> Self {
        Self {
            fonts,
            ..Self::default()
        }
    }

    pub(super) fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    pub(super) fn shared_fonts(&self) -> Arc<Fonts> {
        Arc::clone(&self.fonts)
    }

    /// The ways to set a text.
    pub(super) fn setting(&self, text: String) -> Arc<Setting> {
        if let Some(known) = held(&self.texts).get(&text) {
            return Arc::clone(known);
        }
        let setting = Arc::new(Setting::of(&self.fonts, text.clone()));
        let mut texts = held(&self.texts);
        if texts.len() >= MOST_TEXTS {
            texts.clear();
        }
        texts.insert(text, Arc::clone(&setting));
        setting
    }

    /// The pixels of a glyph; `None` where nothing is drawn.
    pub(super) fn glyph(&self, glyph: Phased, of: Type) -> Option<Arc<GlyphMask>> {
        if let Some(known) = held(&self.glyphs).get(&(glyph, of)) {
            return known.clone();
        }
        let mask = GlyphMask::draw(&self.fonts, glyph, of).map(Arc::new);
        let mut glyphs = held(&self.glyphs);
        if glyphs.len() >= MOST_GLYPHS {
            glyphs.clear();
        }
        glyphs.insert((glyph, of), mask.clone());
        mask
    }
}
