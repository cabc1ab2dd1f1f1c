//! Texts of neighbouring records, kept together.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// A text that lies in one block with those of neighbouring records, so that millions of them take little more memory than
/// their bytes. It is read as any other text; a copy shares the block.
#[derive(Clone)]
pub struct SharedText {
    block: Arc<Box<str>>,
    start: u32,
    length: u32,
}

impl SharedText {
    /// The text.
    pub fn as_str(&self) -> &str {
        let (start, length) = (self.start as usize, self.length as usize);
        &self.block[start..start + length]
    }

    /// The same texts, now in one block, in which a text that follows itself in its column lies once; `columns` says how many texts
    /// a record has. Cost: O(bytes).
    pub(super) fn pack<'a>(texts: impl Iterator<Item = &'a mut Self>, columns: usize) {
        let mut block = String::new();
        let mut packed: Vec<(&'a mut Self, u32)> = Vec::new();
        for text in texts {
            let before = packed
                .len()
                .checked_sub(columns)
                .map(|place| &packed[place]);
            let same = before.filter(|(before, _)| **before == *text);
            let start = same.map_or(block.len() as u32, |&(_, start)| start);
            if same.is_none() {
                block.push_str(text);
            }
            packed.push((text, start));
        }
        let block: Arc<Box<str>> = Arc::new(block.into());
        for (text, start) in packed {
            (text.block, text.start) = (Arc::clone(&block), start);
        }
    }
}

impl Deref for SharedText {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl From<Box<str>> for SharedText {
    /// The text in a block of its own. Texts of records are far shorter than 4 GB.
    fn from(block: Box<str>) -> Self {
        Self {
            length: block.len() as u32,
            start: 0,
            block: Arc::new(block),
        }
    }
}

impl From<&str> for SharedText {
    fn from(text: &str) -> Self {
        Box::<str>::from(text).into()
    }
}

impl From<String> for SharedText {
    fn from(text: String) -> Self {
        Box::<str>::from(text).into()
    }
}

impl From<Cow<'_, str>> for SharedText {
    fn from(text: Cow<'_, str>) -> Self {
        Box::<str>::from(text).into()
    }
}

impl PartialEq for SharedText {
    fn eq(&self, other: &Self) -> bool {
        let one_place = self.start == other.start && self.length == other.length;
        one_place && Arc::ptr_eq(&self.block, &other.block) || self.as_str() == other.as_str()
    }
}

impl Eq for SharedText {}

impl PartialOrd for SharedText {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SharedText {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for SharedText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for SharedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Display for SharedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_texts_are_what_they_were_and_lie_in_one_block() {
        let words = [
            "路1号", "B1", "路2号", "B1", "", "B2", "", "", "路2号", "B1",
        ];
        let mut texts: Vec<SharedText> = words.map(SharedText::from).into();
        let before = texts.clone();
        SharedText::pack(texts.iter_mut(), 2);
        assert_eq!(texts, before);
        assert!(texts.iter().map(SharedText::as_str).eq(words));
        let block = &texts[0].block;
        assert!(texts.iter().all(|text| Arc::ptr_eq(&text.block, block)));
        // what follows itself lies there once, what comes back later twice
        assert_eq!(&***block, "路1号B1路2号B2路2号B1");
        SharedText::pack([].into_iter(), 2);
    }
}
