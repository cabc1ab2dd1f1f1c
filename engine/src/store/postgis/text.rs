//! Texts as PostgreSQL keeps them: it cannot keep U+0000.
//!
//! A text without U+0000 and U+001A (substitute) is stored as it is. In others these two become U+001A `0` and U+001A
//! `1`, so that every text comes back.

use std::borrow::Cow;

const NULL: char = '\u{0}';
const SUBSTITUTE: char = '\u{1a}';

/// A text as it is stored.
pub(super) fn stored(text: &str) -> Cow<'_, str> {
    if !text.contains([NULL, SUBSTITUTE]) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            NULL => out.extend([SUBSTITUTE, '0']),
            SUBSTITUTE => out.extend([SUBSTITUTE, '1']),
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}

/// The text that is stored like this, `None` when none is.
pub(super) fn original(stored: &str) -> Option<Cow<'_, str>> {
    if !stored.contains(SUBSTITUTE) {
        return Some(Cow::Borrowed(stored));
    }
    let mut out = String::with_capacity(stored.len());
    let mut rest = stored.chars();
    while let Some(c) = rest.next() {
        out.push(match (c, c == SUBSTITUTE) {
            (_, true) => match rest.next()? {
                '0' => NULL,
                '1' => SUBSTITUTE,
                _ => return None,
            },
            (other, false) => other,
        });
    }
    Some(Cow::Owned(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back_and_none_has_a_null() {
        for text in [
            "",
            "东亭",
            "\0",
            "a\0\u{1a}b",
            "\u{1a}0",
            "\u{1a}\u{1a}",
            "\u{10ffff}\0",
        ] {
            let stored = stored(text);
            assert!(!stored.contains('\0'));
            assert_eq!(original(&stored).as_deref(), Some(text));
        }
        assert_eq!(stored("plain"), Cow::Borrowed("plain"));
        assert_eq!(original("\u{1a}"), None);
        assert_eq!(original("\u{1a}x"), None);
    }
}
