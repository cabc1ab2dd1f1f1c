//! What must not come in: columns about persons, and values that identify one.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What stands in a message in place of a value that identifies a person.
pub(super) const WITHHELD: &str = "[withheld]";

/// Chinese words; a column whose name has one of them is about persons.
const CHINESE: [&str; 28] = [
    "姓名",
    "身份证",
    "证件",
    "电话",
    "手机",
    "车牌",
    "出生",
    "生日",
    "民族",
    "国籍",
    "护照",
    "体温",
    "核酸",
    "健康",
    "微信",
    "性别",
    "年龄",
    "户主",
    "联系人",
    "联系方式",
    "疫苗",
    "诊断",
    "病史",
    "轨迹",
    "行程",
    "婚姻",
    "宗教",
    "籍贯",
];

/// Latin words; a column whose name, without its separators, has one of them is about persons.
const ANYWHERE: [&str; 14] = [
    "phone",
    "mobile",
    "passport",
    "nationality",
    "ethnic",
    "openid",
    "unionid",
    "wechat",
    "weixin",
    "vaccin",
    "diagnos",
    "patient",
    "surname",
    "birthda",
];

/// Words that count only as one to three whole words of the name; the last lines are initials of pinyin.
static WORDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "idcard idno idnum idnumber identityno identitynumber identitycard ssn tel dob birth dateofbirth \
     birthplace sex gender age email health healthcode healthstatus temperature bodytemperature plate plates \
     plateno platenumber licenseplate licenceplate numberplate nucleic religion race imei imsi \
     firstname lastname fullname givenname familyname personname personalname ownername residentname \
     householder contact contactname \
     xm hzxm sfz sfzh sfzhm zjhm lxr lxdh sjh sjhm csrq cph cphm mz xb"
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect()
});

/// Whether the name of a column reads like a field about persons; `name` alone is for [`is_bare_name`].
pub(super) fn is_personal_column(column: &str) -> bool {
    if CHINESE.iter().any(|word| column.contains(word)) {
        return true;
    }
    let words = words(column);
    let joined = words.concat();
    if joined.contains("doorplate") || joined.contains("houseplate") {
        return false;
    }
    let runs = (1..=3).flat_map(|length| words.windows(length));
    ANYWHERE.iter().any(|word| joined.contains(word))
        || runs
            .map(<[String]>::concat)
            .any(|run| WORDS.contains(run.as_str()))
}

/// Whether a column is just called a name: of a place or of a person, that depends on the file.
pub(super) fn is_bare_name(column: &str) -> bool {
    let column = column.trim().to_lowercase();
    column == "name" || column == "名字"
}

/// The words of a name in lower case: `idCard_no` gives id, card, no.
fn words(column: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_small = false;
    for c in column.chars() {
        let begins = !c.is_alphanumeric() || (after_small && c.is_uppercase());
        if begins && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        after_small = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a text has an 18-digit identity number (GB 11643: date and check digit hold) or an 11-digit mobile number,
/// in ASCII or full-width digits; a mobile number also with its country code or parted 3-4-4.
pub fn identifies_person(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    // full-width digits begin with this byte
    if digits < 11 && !text.as_bytes().contains(&0xEF) {
        return false;
    }
    let runs = digit_runs(text);
    runs.iter()
        .any(|run| is_identity_number(&run.digits) || is_mobile_number(&run.digits))
        || runs.windows(3).any(|parts| {
            let lengths = [&parts[0], &parts[1], &parts[2]].map(|run| run.digits.len());
            lengths[1..] == [4, 4]
                && parts[1].parted
                && parts[2].parted
                && is_mobile_number(
                    &[&*parts[0].digits, &*parts[1].digits, &*parts[2].digits].concat(),
                )
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
            '０'..='９' => Some((c as u32 - '０' as u32) as u8),
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
    dated && sum % 11 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_about_persons() {
        for personal in [
            "姓名",
            "户主姓名",
            "身份证号码",
            "id_card",
            "idCardNo",
            "ID-No",
            "phone",
            "Contact_Phone1",
            "mobile",
            "tel",
            "联系电话",
            "手机号",
            "plate",
            "车牌号",
            "birth",
            "birthDate",
            "出生日期",
            "nationality",
            "民族",
            "passport_no",
            "体温",
            "核酸结果",
            "health",
            "openid",
            "WeChat",
            "sfzh",
            "LXDH",
            "owner name",
        ] {
            assert!(is_personal_column(personal), "{personal}");
        }
        for allowed in [
            "id",
            "lon",
            "label",
            "building",
            "households",
            "residents",
            "grid_id",
            "gridNo",
            "grid number",
            "gridcard",
            "door_plate_number",
            "门牌",
            "building_name",
            "village",
            "hotel",
            "page",
            "户数",
            "名称",
            "address",
            "remark",
            "average",
            "name",
            "常住人口",
        ] {
            assert!(!is_personal_column(allowed), "{allowed}");
        }
        assert!(is_bare_name("name") && is_bare_name(" Name") && !is_bare_name("road_name"));
    }

    #[test]
    fn values_that_identify() {
        // made up: the check digits hold, the division codes are of no place
        for personal in [
            "990205195001010011",
            "号99020519500101001１",
            "99020519500101002X",
            "no 99020519500101002x!",
            "13800000000",
            "tel 13800000000",
            "138-0000-0000",
            "+86 138 0000 0000",
            "8613800000000",
            "008613800000000",
            "１３８００００００００",
        ] {
            assert!(identifies_person(personal), "{personal}");
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
            "1380 0000 000",
            "人民路138号0000-0000",
        ] {
            assert!(!identifies_person(harmless), "{harmless}");
        }
    }
}
