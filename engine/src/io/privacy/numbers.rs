//! Numbers that identify a person: of identity cards and of mobile telephones.

/// Whether a text has an 18-digit identity number (GB 11643: date and check digit hold), the same as a spreadsheet leaves it
/// that keeps 15 digits (a province, a date, three zeros), one of 15 digits, as they were issued until 1999 (a province, and
/// the date of a birth from 1920 on), or an 11-digit mobile number, also with its country code or parted 3-4-4.
///
/// Codes of 15 digits that number a grid of a street or town have a smaller number where the year would be; those of a
/// township may look like an old identity number.
pub(super) fn has_number(text: &str) -> bool {
    let runs = digit_runs(text);
    runs.iter().any(|run| {
        let digits = &run.digits;
        is_identity_number(digits) || is_old_identity_number(digits) || is_mobile_number(digits)
    }) || runs.windows(3).any(|parts| {
        let lengths = [&parts[0], &parts[1], &parts[2]].map(|run| run.digits.len());
        lengths[1..] == [4, 4]
            && parts[1].parted
            && parts[2].parted
            && is_mobile_number(&[&*parts[0].digits, &*parts[1].digits, &*parts[2].digits].concat())
    })
}

/// Digits that stand together, an `X` in the 18th place included.
struct DigitRun {
    digits: Vec<u8>,
    /// Whether one space, hyphen or dot parts it from the run before.
    parted: bool,
}

fn digit_runs(text: &str) -> Vec<DigitRun> {
    let mut runs: Vec<DigitRun> = Vec::new();
    let mut gap = String::new();
    let mut in_run = false;
    for c in text.chars() {
        let digit = match c {
            '0'..='9' => Some(c as u8 - b'0'),
            'x' | 'X' if in_run && runs.last().is_some_and(|run| run.digits.len() == 17) => {
                Some(10)
            }
            _ => None,
        };
        match digit {
            Some(digit) if in_run => runs.last_mut().expect("a run has begun").digits.push(digit),
            Some(digit) => {
                let parted = matches!(gap.as_str(), " " | "-" | ".");
                runs.push(DigitRun {
                    digits: vec![digit],
                    parted,
                });
                gap.clear();
            }
            None if gap.len() < 4 => gap.push(c),
            None => {}
        }
        in_run = digit.is_some();
    }
    runs
}

fn is_mobile_number(digits: &[u8]) -> bool {
    let own = match digits.len() {
        11 => digits,
        13 if digits.starts_with(&[8, 6]) => &digits[2..],
        15 if digits.starts_with(&[0, 0, 8, 6]) => &digits[4..],
        _ => return false,
    };
    own[0] == 1 && (3..=9).contains(&own[1])
}

fn is_identity_number(digits: &[u8]) -> bool {
    const WEIGHTS: [u32; 18] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1];
    if digits.len() != 18 {
        return false;
    }
    let number = |range: std::ops::Range<usize>| {
        digits[range]
            .iter()
            .fold(0, |value: u32, &digit| value * 10 + u32::from(digit))
    };
    let dated = (1850..2100).contains(&number(6..10))
        && (1..=12).contains(&number(10..12))
        && (1..=31).contains(&number(12..14));
    let sum: u32 = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(&digit, weight)| u32::from(digit) * weight)
        .sum();
    let rounded = digits[15..] == [0; 3] && PROVINCES.contains(&(digits[0] * 10 + digits[1]));
    dated && (sum % 11 == 1 || rounded)
}

/// The provinces of GB/T 2260 that issued numbers.
const PROVINCES: [u8; 31] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
    53, 54, 61, 62, 63, 64, 65,
];

fn is_old_identity_number(digits: &[u8]) -> bool {
    if digits.len() != 15 {
        return false;
    }
    let pair = |place: usize| digits[place] * 10 + digits[place + 1];
    PROVINCES.contains(&pair(0))
        && pair(6) >= 20
        && (1..=12).contains(&pair(8))
        && (1..=31).contains(&pair(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_identify() {
        // made up: the check digits hold, the division codes are of no place
        for personal in [
            "990205195001010011",
            "99020519500101002X",
            "no 99020519500101002x!",
            "13800000000",
            "tel 13800000000",
            "138-0000-0000",
            "+86 138 0000 0000",
            "8613800000000",
            "008613800000000",
            "320205500231123",
            "no 320205350231123!",
            "320205195002310000",
        ] {
            assert!(has_number(personal), "{personal}");
        }
        for harmless in [
            "",
            "A001",
            "1 Example Road",
            "99020519500101001",
            "12800000000",
            "3205020010021380000000012",
            "320205001002G014",
            "990205195001010010",
            "990205195013010010",
            "100-1234-5678",
            "320205001002014",
            "320205101002014",
            "320205499931123",
            "990205350231123",
            "990205195002310000",
            "320205001002310000",
            "1380 0000 000",
            "人民路138号0000-0000",
        ] {
            assert!(!has_number(harmless), "{harmless}");
        }
    }
}
