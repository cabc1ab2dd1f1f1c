//! Whether a Chinese text sounds like what somebody types in Latin letters: in pinyin, by the initials, or in both.

use pinyin::{Pinyin, ToPinyinMulti};

/// So few letters fit almost everything.
const LETTERS_LEAST: usize = 2;

/// Whether part of a text sounds like a word in lower case: each character counts with any of its readings, whole or by its
/// first letter; `ü` is typed as `v`. Words of other characters than Latin letters and digits, and of a single letter, sound like nothing.
/// Cost: O(characters) for most texts.
pub(crate) fn sounds_like(text: &str, word: &str) -> bool {
    let is_latin = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let letters = word.bytes().filter(u8::is_ascii_lowercase).count();
    if letters < LETTERS_LEAST || !word.bytes().all(is_latin) {
        return false;
    }
    let mut starts = text.char_indices().filter(|(_, char)| !char.is_ascii());
    starts.any(|(start, _)| begins_like(&text[start..], word))
}

/// Whether a text begins with what sounds like a word.
fn begins_like(text: &str, word: &str) -> bool {
    if word.is_empty() {
        return true;
    }
    let mut characters = text.chars();
    let Some(first) = characters.next() else {
        return false;
    };
    let rest = characters.as_str();
    let Some(readings) = first.to_pinyin_multi() else {
        let own = first.to_ascii_lowercase();
        return word
            .strip_prefix(own)
            .is_some_and(|word| begins_like(rest, word));
    };
    readings
        .into_iter()
        .any(|reading| is_read(reading, rest, word))
}

fn is_read(reading: Pinyin, rest: &str, word: &str) -> bool {
    let plain = reading.plain();
    let initial = plain.get(..1).unwrap_or_default();
    if !word.starts_with(initial) {
        return false;
    }
    let typed = plain.replace('ü', "v");
    // a word may end within a syllable: it is still being typed
    typed.starts_with(word)
        || begins_like(rest, &word[1..])
        || word
            .strip_prefix(typed.as_str())
            .is_some_and(|word| begins_like(rest, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_sound_like_their_pinyin_and_its_initials() {
        for (text, word, expected) in [
            ("东园第一网格", "dy", true),
            ("东园第一网格", "dongyuan", true),
            ("东园第一网格", "dongy", true),
            ("东园第一网格", "dongyuandi1", false),
            ("东园第一网格", "dydywg", true),
            ("东园第一网格", "dyuandi", true),
            ("东园第一网格", "wg", true),
            ("东园第一网格", "gw", false),
            ("重庆路", "cqlu", true),
            ("重庆路", "zql", true),
            ("绿地", "lvdi", true),
            ("东园a区", "dyaq", true),
            ("东园", "d", false),
            ("东园", "dyx", false),
            ("静渚社区第1网格", "sqd1wg", true),
            ("静渚社区第1网格", "sqd2wg", false),
            ("", "dy", false),
            ("Broad", "broad", false),
            ("东园", "东", false),
        ] {
            assert_eq!(sounds_like(text, word), expected, "{text} {word}");
        }
    }
}
