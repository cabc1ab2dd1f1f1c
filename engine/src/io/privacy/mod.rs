//! What must not come in: columns about persons, values that identify one, columns that hold names of persons.
//!
//! What becomes of each is in the table of `data/templates/README.md`. Nothing here is certain: it keeps out what comes in
//! by mistake, not what somebody hides.

mod columns;
mod contact;
mod names;
mod numbers;
mod plates;

use std::borrow::Cow;

pub(super) use columns::{is_bare_name, is_personal_column};
pub(super) use names::is_like_name;

/// What stands in a message in place of a value that identifies a person.
pub(super) const WITHHELD: &str = "[withheld]";

/// Whether a text has what identifies a person: an identity or mobile number, a licence plate, a mail address, a telephone
/// number that says that it is one, or a name behind a word such as 联系人; also in full-width letters and digits.
///
/// Cost: O(bytes), once for most texts: those of places have few digits, no `@`, no Latin letter behind a Chinese one.
pub fn identifies_person(text: &str) -> bool {
    // full-width forms begin with this byte
    if text.as_bytes().contains(&0xEF) {
        let plain = narrowed(text);
        return Signs::of(&plain).are_of_person(&plain);
    }
    Signs::of(text).are_of_person(text)
}

/// What in a text is worth a closer look.
struct Signs {
    digits: usize,
    at: bool,
    /// Whether a Latin letter stands behind another script.
    latin_behind: bool,
    /// Whether a word that tells of a person may stand there.
    telling: bool,
}

impl Signs {
    fn of(text: &str) -> Self {
        let mut signs = Self {
            digits: 0,
            at: false,
            latin_behind: false,
            telling: false,
        };
        let mut before = 0;
        for &byte in text.as_bytes() {
            match byte {
                b'0'..=b'9' => signs.digits += 1,
                b'@' => signs.at = true,
                b'A'..=b'Z' | b'a'..=b'z' => signs.latin_behind |= before >= 0x80,
                _ => signs.telling |= names::BEGINNINGS.contains(&[before, byte]),
            }
            before = byte;
        }
        signs
    }

    fn are_of_person(&self, text: &str) -> bool {
        (self.digits >= 11 && numbers::has_number(text))
            || (self.digits >= 7 && contact::has_telephone(text))
            || (self.digits >= 3 && self.latin_behind && plates::has_plate(text))
            || (self.at && contact::has_mail(text))
            || (self.telling && names::is_person_told(text))
    }
}

/// Whether a staff number looks like a person: like what identifies one, or like a name that ends as no post does.
pub fn is_person_as_staff(staff: &str) -> bool {
    const POST_ENDS: &str = "员长警师生士任记医官干部";
    let is_post = staff.ends_with(|c| POST_ENDS.contains(c));
    identifies_person(staff) || (is_like_name(staff) && !is_post)
}

/// Whether a message must not repeat a value: one that identifies a person, or is all of a name.
pub(super) fn is_withheld(value: &str) -> bool {
    identifies_person(value) || is_like_name(value.trim())
}

/// The name of a file as messages have it: withheld, but for its ending, when it identifies a person.
pub fn file_name(name: &str) -> Cow<'_, str> {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    if !is_withheld(stem) && !identifies_person(name) {
        return Cow::Borrowed(name);
    }
    let is_plain =
        (1..=8).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphabetic());
    Cow::Owned(if is_plain {
        format!("{WITHHELD}.{ending}")
    } else {
        WITHHELD.to_owned()
    })
}

/// The text with full-width letters, digits and marks as ASCII has them.
fn narrowed(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        other => other,
    };
    text.chars().map(narrow).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_hides_nothing() {
        for personal in [
            "１３８００００００００",
            "号99020519500101001１",
            "苏Ｂ１２３４５",
            "ａ＠ｅｘａｍｐｌｅ．ｏｒｇ",
        ] {
            assert!(identifies_person(personal), "{personal}");
        }
        assert!(!identifies_person("人民路１２号（东门）"));
    }

    #[test]
    fn posts_and_numbers_are_no_persons() {
        for person in ["王小明", "李四", "13800000000", "990205195001010011"] {
            assert!(is_person_as_staff(person), "{person}");
        }
        for staff in [
            "W-0014",
            "网格员-3",
            "社区书记",
            "马警官",
            "高级警长",
            "A1",
            "",
        ] {
            assert!(!is_person_as_staff(staff), "{staff}");
        }
    }

    #[test]
    fn names_of_files_keep_their_ending() {
        for (name, told) in [
            ("grids.geojson", "grids.geojson"),
            ("13800000000.csv", "[withheld].csv"),
            ("王小明.xlsx", "[withheld].xlsx"),
            ("a.13800000000", "[withheld]"),
            ("苏B12345", "[withheld]"),
            ("a.b@example.org", "[withheld].org"),
        ] {
            assert_eq!(file_name(name), told);
        }
    }

    #[test]
    fn doors_roads_and_units_pass() {
        for harmless in [
            "",
            "A001",
            "1 Example Road",
            "人民路138号3单元1204室",
            "中山北路1号-2号",
            "建设路99弄A座1203",
            "沪宁高速K12+300",
            "G312国道苏州段",
            "12号楼B1层",
            "云A座1203室",
            "幸福里@广场",
            "320205001002G01407",
            "2026-01-31",
            "31.5700000,120.3000000",
        ] {
            assert!(!identifies_person(harmless), "{harmless}");
        }
    }
}
