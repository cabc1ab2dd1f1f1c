//! Licence plates of vehicles.

/// The provinces as plates abbreviate them.
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
/// Behind a number these make a place of it, not a plate.
const PLACES: &str = "室号栋幢座楼层单元区弄";

/// Whether a text has a plate: a province, a letter, then five letters or digits (six of a vehicle with a new-energy
/// plate), at least three of them digits; a dot, a hyphen or a space may stand behind the first letter.
///
/// A province that is the end of a Chinese word counts only where this word is one for vehicles.
pub(super) fn has_plate(text: &str) -> bool {
    let places = text.char_indices();
    places
        .filter(|(_, c)| PROVINCES.contains(*c))
        .any(|(place, c)| begins_alone(&text[..place]) && is_rest(&text[place + c.len_utf8()..]))
}

fn begins_alone(before: &str) -> bool {
    let is_han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    !before.ends_with(is_han) || before.ends_with(['车', '牌', '号'])
}

/// Whether this is what follows the province.
fn is_rest(text: &str) -> bool {
    let mut chars = text.chars();
    if !chars.next().is_some_and(|c| c.is_ascii_alphabetic()) {
        return false;
    }
    let rest = chars.as_str().trim_start_matches(['·', '.', '-', ' ', '•']);
    let own = |c: &char| c.is_ascii_alphanumeric();
    let length = rest.chars().take_while(own).count();
    let digits = rest[..length].bytes().filter(u8::is_ascii_digit).count();
    // the fifth of some is a Chinese character
    let after = rest[length..].chars().next();
    let ends = match after {
        Some('学' | '警' | '挂' | '港' | '澳' | '领' | '使') => length == 4,
        Some(c) if PLACES.contains(c) => false,
        _ => (5..=6).contains(&length),
    };
    ends && digits >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plates() {
        for plate in [
            "苏B12345",
            "苏b12345",
            "苏B·12345",
            "苏B 123A5",
            "粤BD12345",
            "苏BF12345",
            "车牌苏B12345",
            "parked: 京A8888学",
            "车号苏B12345，两辆",
        ] {
            assert!(has_plate(plate), "{plate}");
        }
        for harmless in [
            "",
            "苏B1234",
            "苏B1234567",
            "高新A12345",
            "苏A10203室",
            "云A10203号",
            "新HOTEL",
            "人民路B12345",
            "苏州B12345",
            "川A",
            "苏",
        ] {
            assert!(!has_plate(harmless), "{harmless}");
        }
    }
}
