//! All styles of a server, and the fonts that they are written in.

use std::sync::Arc;

use super::fonts::Fonts;
use super::labels::Lettering;
use super::style::{Content, Style, StyleError};

/// All styles of a server.
#[derive(Debug, Clone, Default)]
pub struct Styles {
    styles: Vec<Arc<Style>>,
}

impl Styles {
    /// The styles of these files, given as name and JSON text, in display order.
    ///
    /// # Errors
    /// [`StyleError`] of the first file that cannot be used, or that repeats an id.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, StyleError> {
        let mut styles: Vec<Style> = Vec::with_capacity(files.len());
        for (file, json) in files {
            let style = Style::parse(file, json)?;
            if styles.iter().any(|other| other.id == style.id) {
                let reason = format!("the id `{}` is taken by another file", style.id);
                return Err(StyleError {
                    file: (*file).to_owned(),
                    reason,
                });
            }
            styles.push(style);
        }
        styles.sort_by_key(|style| style.order);
        let styles = styles.into_iter().map(Arc::new).collect();
        Ok(Self { styles })
    }

    /// The same styles, written in these fonts: those of labels as they say, the others as the first of these.
    #[must_use]
    pub fn with_fonts(mut self, fonts: &Arc<Fonts>) -> Self {
        let look = |style: &Style| match style.content() {
            Content::Labels(look) => Some(look.clone()),
            _ => None,
        };
        let first = self.iter().find_map(look);
        let common = Arc::new(Lettering::new(first, fonts));
        for style in &mut self.styles {
            let style = Arc::make_mut(style);
            let own = look(style).map(|look| Arc::new(Lettering::new(Some(look), fonts)));
            style.lettering = own.unwrap_or_else(|| Arc::clone(&common));
        }
        self
    }

    /// The style of an id.
    pub fn get(&self, id: &str) -> Option<&Arc<Style>> {
        self.styles.iter().find(|style| style.id == id)
    }

    /// All styles for twice as many pixels, see [`Style::doubled`], with labels twice as large.
    #[must_use]
    pub fn doubled(&self) -> Self {
        self.each(Style::doubled)
    }

    /// All styles on dark ground, see [`Style::dark`], with the labels that are written there.
    #[must_use]
    pub fn dark(&self) -> Self {
        self.each(Style::dark)
    }

    fn each(&self, make: impl Fn(&Style) -> Style) -> Self {
        let fonts = self
            .styles
            .first()
            .map(|style| style.lettering.shared_fonts());
        let made = Self {
            styles: self.iter().map(make).map(Arc::new).collect(),
        };
        made.with_fonts(&fonts.unwrap_or_default())
    }

    /// All styles in display order, to be kept.
    pub fn shared(&self) -> impl Iterator<Item = &Arc<Style>> {
        self.styles.iter()
    }

    /// All styles in display order.
    pub fn iter(&self) -> impl Iterator<Item = &Style> {
        self.styles.iter().map(Arc::as_ref)
    }
}
