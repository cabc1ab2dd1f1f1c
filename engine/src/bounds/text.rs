//! The four bounds in words.

use super::{Bound, FourBounds, Kind, Named, unnamed};
use crate::model::{Language, Text};

impl Named {
    /// The name in a language.
    pub fn said(&self, language: Language) -> &str {
        match (&self.kind, language) {
            (Kind::Edge, Language::Zh) => "图界",
            (Kind::Edge, Language::En) => "the edge of the map",
            (Kind::Line(class), _) if self.name.is_empty() => {
                unnamed::word(class, language).unwrap_or(class)
            }
            _ => &self.name,
        }
    }
}

impl Bound {
    /// The names of the side, joined as a language joins two.
    pub fn said(&self, language: Language) -> String {
        let names: Vec<&str> = self
            .names
            .iter()
            .map(|named| named.said(language))
            .collect();
        match language {
            Language::Zh => names.join("及"),
            Language::En => names.join(" and "),
        }
    }
}

impl FourBounds {
    /// The sentence: 东至…，南至…，西至…，北至…; east to …, south to …
    pub fn said(&self) -> Text {
        let zh = self.bounds.each_ref().map(|bound| {
            let word = bound.side.word().zh;
            format!("{word}至{}", bound.said(Language::Zh))
        });
        let en = self.bounds.each_ref().map(|bound| {
            let word = bound.side.name();
            format!("{word} to {}", bound.said(Language::En))
        });
        Text {
            zh: zh.join("，"),
            en: en.join(", "),
        }
    }
}
