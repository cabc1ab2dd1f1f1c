//! What a label says: a name without what cannot be drawn, or a code, in one line or two.

use harfrust::Script;
use harfrust::unicode::{combining_class, script as script_of};

use crate::model::Language;
use crate::render::fonts::{Fonts, is_unseen};

/// Longer names are cut.
const LONGEST: usize = 40;
/// More marks than this on one character are left out.
const MOST_MARKS: usize = 3;
/// A text of fewer columns, a Chinese character being two, stays on one line.
const SHORTEST_BROKEN: usize = 8;

/// Something to be labelled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<'a> {
    pub(super) name: &'a str,
    pub(super) code: &'a str,
    /// The name and the code of the area above.
    pub(super) parent: Option<(&'a str, &'a str)>,
}

/// What is written at it: its name, without that of the area above where it begins with it. English readers get the
/// code of a thing whose name is Chinese, since a name is not translated; so do all where no font has the name. A
/// code leaves out what it shares with the code above.
pub(super) fn wording(fonts: &Fonts, named: Named<'_>, language: Language) -> Option<String> {
    let drawn = |text: &String| !text.is_empty() && text.chars().all(|c| fonts.has(c));
    let name = clean(named.name);
    let own = named
        .parent
        .and_then(|(parent, _)| name.strip_prefix(&clean(parent)));
    let own = own.map(str::trim).filter(|own| !own.is_empty());
    let name = own.map(str::to_owned).unwrap_or(name);
    let readable = language == Language::Zh || !name.chars().any(is_ideographic);
    Some(name)
        .filter(|name| readable && drawn(name))
        .or_else(|| Some(short_code(named)).filter(drawn))
}

fn short_code(named: Named<'_>) -> String {
    let above = named.parent.map_or("", |(_, code)| code);
    // a street's code ends with zeros where those of its communities have their numbers
    let above = above.strip_suffix("000").unwrap_or(above);
    let own = named.code.strip_prefix(above).filter(|own| !own.is_empty());
    clean(own.unwrap_or(named.code))
}

/// A text on one line, without what steers or hides text, with single spaces, and cut where it is too long.
pub(super) fn clean(text: &str) -> String {
    let mut cleaned = String::new();
    let (mut count, mut marks) = (0, 0);
    for c in text.chars() {
        if c.is_whitespace() {
            if !cleaned.is_empty() && !cleaned.ends_with(' ') {
                cleaned.push(' ');
            }
            continue;
        }
        let chooses = is_variant(c) && !cleaned.is_empty();
        if is_mark(c) || chooses {
            marks += 1;
        } else if !is_unseen(c) {
            (marks, count) = (0, count + 1);
        }
        if count > LONGEST {
            cleaned.truncate(cleaned.trim_end().len());
            cleaned.push('…');
            break;
        }
        if marks <= MOST_MARKS && (chooses || !is_unseen(c)) {
            cleaned.push(c);
        }
    }
    cleaned.truncate(cleaned.trim_end().len());
    cleaned
}

/// Whether a character is drawn on the one before it.
fn is_mark(c: char) -> bool {
    combining_class(c as u32) != 0
}

/// Whether a character chooses how the one before it is drawn, or joins it to the next.
fn is_variant(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether a character is written in Chinese or Japanese, without spaces between words.
fn is_ideographic(c: char) -> bool {
    let script = script_of(c as u32);
    script == Script::HAN || script == Script::HIRAGANA || script == Script::KATAKANA
}

/// A text in two lines of about the same width, where it may be broken.
pub(super) fn halves(text: &str) -> Option<(String, String)> {
    let columns = |text: &str| -> usize {
        let column = |c: char| if is_ideographic(c) { 2 } else { 1 };
        text.chars().map(column).sum()
    };
    let all = columns(text);
    if all < SHORTEST_BROKEN {
        return None;
    }
    let mut best: Option<(usize, usize)> = None;
    let places = text.char_indices().zip(text.chars().skip(1));
    for ((at, before), after) in places {
        let at = at + before.len_utf8();
        if may_break(before, after) {
            let first = columns(&text[..at]);
            let off = first.abs_diff(all - first);
            if best.is_none_or(|(least, _)| off < least) {
                best = Some((off, at));
            }
        }
    }
    let (first, second) = text.split_at(best?.1);
    let (first, second) = (first.trim(), second.trim());
    (!first.is_empty() && !second.is_empty()).then(|| (first.to_owned(), second.to_owned()))
}

fn may_break(before: char, after: char) -> bool {
    if before == ' ' || after == ' ' {
        return true;
    }
    let closes =
        |c: char| is_mark(c) || is_unseen(c) || "、，。·…-—~,./)]}）】》」』”’".contains(c);
    let opens = |c: char| is_unseen(c) || "([{（【《「『“‘".contains(c);
    // 第3网格 keeps its number with what it numbers
    let numbers = |a: char, b: char| a == '第' || (a.is_ascii_alphanumeric() && is_ideographic(b));
    (is_ideographic(before) || is_ideographic(after))
        && !closes(after)
        && !opens(before)
        && !numbers(before, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_steers_or_hides_text() {
        assert_eq!(clean("  东 \t亭\u{202e}街\u{200b}道\n"), "东 亭街道");
        assert_eq!(clean("a\u{0}b\u{7}c"), "abc");
        assert_eq!(clean("葛\u{e0100}城"), "葛\u{e0100}城");
        let long = clean(&"长".repeat(10_000));
        assert_eq!(long.chars().count(), LONGEST + 1);
        for mark in ["\u{301}", "\u{fe0f}", "\u{200d}"] {
            let stacked = format!("z{}", mark.repeat(5000));
            assert_eq!(clean(&stacked).chars().count(), 1 + MOST_MARKS);
        }
        assert_eq!(clean("\u{200b}\u{202e}\u{0}"), "");
    }

    #[test]
    fn codes_leave_out_what_the_area_above_has() {
        let short = |code, above| {
            short_code(Named {
                name: "",
                code,
                parent: Some(("", above)),
            })
        };
        assert_eq!(short("320205001004", "320205001000"), "004");
        assert_eq!(short("320205001004G006", "320205001004"), "G006");
        assert_eq!(short("990000", "880000"), "990000");
    }

    #[test]
    fn lines_break_where_readers_expect() {
        let broken = |text| halves(text).map(|(a, b)| format!("{a}|{b}"));
        assert_eq!(broken("新安街道"), Some("新安|街道".to_owned()));
        assert_eq!(broken("东亭"), None);
        assert_eq!(broken("Broad Street"), Some("Broad|Street".to_owned()));
        assert_eq!(broken("Poland-Broadwick"), None);
        assert_eq!(broken("滨（湖）新城区"), Some("滨（湖）|新城区".to_owned()));
        assert_eq!(broken("梁溪区第12网格"), Some("梁溪区|第12网格".to_owned()));
    }
}
