//! Mail addresses, and telephone numbers that say that they are.

/// Words behind which a number is one of a telephone.
const WORDS: [&str; 10] = [
    "tel", "phone", "mobile", "mob.", "fax", "电话", "手机", "致电", "座机", "☎",
];
/// How many characters may stand between such a word and its number.
const GAP: usize = 6;
/// Digits of the shortest and the longest number behind a word, and behind a `+`.
const BEHIND_WORD: std::ops::RangeInclusive<usize> = 7..=15;
const BEHIND_PLUS: std::ops::RangeInclusive<usize> = 9..=15;

/// Whether a number stands behind a word for telephones, or in the international form behind a `+`. Cost: O(bytes), once
/// for most texts: few have a byte with which a word begins.
pub(super) fn has_telephone(text: &str) -> bool {
    let bytes = text.as_bytes();
    if !bytes.iter().any(|byte| BEGINNINGS[usize::from(*byte)]) {
        return false;
    }
    let lower = text.to_lowercase();
    WORDS.iter().any(|word| is_told_by(&lower, word)) || has_international(&lower)
}

/// Whether a word of [`WORDS`], in small or capital letters, or an international number begins with a byte.
const BEGINNINGS: [bool; 256] = {
    let mut beginnings = [false; 256];
    beginnings[b'+' as usize] = true;
    let mut word = 0;
    while word < WORDS.len() {
        let byte = WORDS[word].as_bytes()[0];
        beginnings[byte as usize] = true;
        beginnings[byte.to_ascii_uppercase() as usize] = true;
        word += 1;
    }
    beginnings
};

/// Whether a number stands behind a word, which is no part of a longer one.
fn is_told_by(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(place, _)| {
        let latin = |c: char| c.is_ascii_alphabetic();
        let within = word.starts_with(latin) && text[..place].ends_with(latin);
        let rest = &text[place + word.len()..];
        let mut begin = rest.char_indices().take(GAP + 1);
        let number = begin.find(|(_, c)| c.is_ascii_digit() || "+(".contains(*c));
        let digits = number.map_or(0, |(start, _)| digits_of(&rest[start..]));
        !within && BEHIND_WORD.contains(&digits)
    })
}

fn has_international(text: &str) -> bool {
    text.match_indices('+').any(|(place, _)| {
        // K12+300 is a place on a road
        let alone = !text[..place].ends_with(char::is_alphanumeric);
        let rest = &text[place + 1..];
        alone
            && rest.starts_with(|c: char| c.is_ascii_digit())
            && BEHIND_PLUS.contains(&digits_of(rest))
    })
}

/// How many digits a number has, with the marks that part them.
fn digits_of(text: &str) -> usize {
    let own = |c: &char| c.is_ascii_digit() || " -.()/+".contains(*c);
    text.chars()
        .take_while(own)
        .filter(char::is_ascii_digit)
        .count()
}

/// Whether a text has a mail address: letters, an `@`, and a domain with a dot.
pub(super) fn has_mail(text: &str) -> bool {
    text.match_indices('@').any(|(place, _)| {
        let local = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
        let domain = |c: &char| c.is_ascii_alphanumeric() || ".-".contains(*c);
        let rest: String = text[place + 1..].chars().take_while(domain).collect();
        let last = rest.trim_end_matches('.').rsplit_once('.');
        let has_domain = last.is_some_and(|(name, top)| {
            !name.is_empty() && top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic())
        });
        text[..place].ends_with(local) && has_domain
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephones() {
        for personal in [
            "tel: +44 20 7946 0018",
            "Tel 020 7946 0018",
            "电话0510-85012345",
            "门卫电话：85012345",
            "手机 (0510) 8501 2345",
            "+44 20 7946 0018",
            "call +1-202-555-0143",
        ] {
            assert!(has_telephone(personal), "{personal}");
        }
        for harmless in [
            "",
            "12345678",
            "K1200+300",
            "hotel 12345678",
            "0510-85012345",
            "电话局宿舍 12 号 3 单元 401 室 1234567",
            "tel 110",
            "+1 23",
        ] {
            assert!(!has_telephone(harmless), "{harmless}");
        }
    }

    #[test]
    fn mail() {
        for personal in ["a@example.org", "见 a.b+c@mail.example.cn。"] {
            assert!(has_mail(personal), "{personal}");
        }
        for harmless in ["", "@", "a@b", "幸福里@广场", "@example.org", "a@.org"] {
            assert!(!has_mail(harmless), "{harmless}");
        }
    }
}
