//! Grid cards (四至卡): one A4 page for each grid, with its four bounds in words, its counts, checkpoints, neighbours, a map
//! and a code to scan; as PDF and as PNG from one list of what is drawn.

mod facts;
mod layout;
mod list;
mod map;
mod map_labels;
mod pdf;
mod pdf_fonts;
mod png;
mod qr;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use facts::{Beside, Card, Post, cards_of, grids_of};
pub(crate) use pdf::pdf;
pub(crate) use png::{DPI_MAX, DPI_MIN, png};

use hexward_engine::model::Language;
use hexward_engine::render::Fonts;

/// Most cards in one document.
pub(crate) const CARDS_MAX: usize = 1_000;

/// Why there is no card.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CardError {
    /// Nothing can be written.
    #[error("no font is installed that cards could be written in")]
    NoFont,
    /// A font cannot be put into a document.
    #[error("font {index} cannot be put into a document: {reason}")]
    Font {
        /// Its place among the fonts.
        index: usize,
        /// What refuses it.
        reason: String,
    },
    /// The picture is too large.
    #[error("a card of {0} dots an inch is no picture")]
    Picture(u32),
}

/// The page of a card in a language.
fn page(card: &Card, language: Language, fonts: &Fonts) -> list::Page {
    layout::page(card, words::Words { language }, fonts)
}
