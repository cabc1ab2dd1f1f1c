//! Short text without memory of its own.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// The longest text that lies in the value itself, in bytes.
const SHORT: usize = 22;

/// Text that seldom is longer than 22 bytes, such as an identifier; millions of them need no memory elsewhere.
#[derive(Clone)]
pub(super) enum Word {
    /// The text, with its length.
    Short(u8, [u8; SHORT]),
    /// A longer text.
    Long(Box<str>),
}

impl Word {
    /// The text.
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Short(length, bytes) => {
                std::str::from_utf8(&bytes[..usize::from(*length)]).expect("made from text")
            }
            Self::Long(text) => text,
        }
    }

    fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Short(length, bytes) => &bytes[..usize::from(*length)],
            Self::Long(text) => text.as_bytes(),
        }
    }
}

impl From<&str> for Word {
    fn from(text: &str) -> Self {
        let mut bytes = [0; SHORT];
        match bytes.get_mut(..text.len()) {
            Some(front) => {
                front.copy_from_slice(text.as_bytes());
                Self::Short(text.len() as u8, bytes)
            }
            None => Self::Long(text.into()),
        }
    }
}

impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Word {}

impl PartialOrd for Word {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// As text is ordered, which is the order of its bytes.
impl Ord for Word {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl Hash for Word {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_equal_and_ordered_as_their_texts() {
        assert_eq!(size_of::<Word>(), size_of::<String>());
        let texts = [
            "",
            "A0000001",
            "A1",
            "exactly twenty-two byte",
            "exactly twenty-two bytes",
            "exactly twenty-two bytes and more",
            "路",
            "路路路路路路路",
            "路路路路路路路路",
        ];
        for a in texts {
            assert_eq!(Word::from(a).as_str(), a);
            assert_eq!(format!("{:?}", Word::from(a)), format!("{a:?}"));
            for b in texts {
                assert_eq!(Word::from(a).cmp(&Word::from(b)), a.cmp(b), "{a} {b}");
                assert_eq!(Word::from(a) == Word::from(b), a == b);
            }
        }
    }
}
