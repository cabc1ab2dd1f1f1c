//! Names of persons: all of a value, or behind a word that tells of one.

/// The most common surnames; those of two characters are tried first.
const DOUBLE: [&str; 8] = [
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙",
];
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";

/// What ends names of places, and hardly ever names of persons.
const PLACE_ENDS: &str = "村庄屯寨店集镇乡县市区街道路巷弄里坊园苑城院楼厦塔桥门口站港湾河江湖海溪泾浜渎塘池泉井山岭岗坡坝沟沙洲岛圩堡营关房屋场厂矿校所馆亭阁庙寺观祠宫府邸居家头尾角地组队社点号栋幢座室层户院墩墅广庭轩台";

/// Words behind which a name stands.
const TELL: [&str; 7] = ["户主", "姓名", "联系人", "业主", "房东", "租客", "监护人"];

/// The first two bytes of each of these words in UTF-8: 户 and 房 share them.
pub(super) const BEGINNINGS: [[u8; 2]; 6] = [
    [0xE6, 0x88],
    [0xE5, 0xA7],
    [0xE8, 0x81],
    [0xE4, 0xB8],
    [0xE7, 0xA7],
    [0xE7, 0x9B],
];

fn is_han(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

/// How many characters of a surname a text begins with.
fn surname_chars(text: &str) -> usize {
    if DOUBLE.iter().any(|double| text.starts_with(double)) {
        2
    } else {
        usize::from(text.starts_with(|c| SURNAMES.contains(c)))
    }
}

/// Whether all of a text is like the name of a person: two to four Chinese characters, the first a common surname, the last
/// none that ends names of places. 王府 and 江南春 are too: a name by itself is no proof, a column of them is.
pub(in crate::io) fn is_like_name(text: &str) -> bool {
    // two to four characters of three bytes
    if !(6..=12).contains(&text.len()) || !text.chars().all(is_han) {
        return false;
    }
    let surname = surname_chars(text);
    let given = text.chars().count().saturating_sub(surname);
    let ends_place = text.ends_with(|c| PLACE_ENDS.contains(c));
    surname > 0 && (1..=2).contains(&given) && !ends_place
}

/// Whether a name stands behind a word that tells of a person, such as 户主 or 联系人.
pub(super) fn is_person_told(text: &str) -> bool {
    let begins = |c: char| matches!(c, '户' | '姓' | '联' | '业' | '房' | '租' | '监');
    let mut places = text.char_indices().filter(|(_, c)| begins(*c));
    places.any(|(place, _)| {
        let rest = &text[place..];
        let behind = TELL.iter().find_map(|word| rest.strip_prefix(word));
        let name = behind.map(|rest| rest.trim_start_matches([':', '：', ' ', '为', '是']));
        name.is_some_and(|name| {
            let own: String = name.chars().take_while(|c| is_han(*c)).take(4).collect();
            let short: String = own.chars().take(3).collect();
            [own, short].iter().any(|name| is_like_name(name))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginnings_are_those_of_the_words() {
        for word in TELL {
            let beginning = [word.as_bytes()[0], word.as_bytes()[1]];
            assert!(BEGINNINGS.contains(&beginning), "{word}");
        }
    }

    #[test]
    fn names_and_places() {
        for name in ["王伟", "李小明", "欧阳小明", "张三", "诸葛亮"] {
            assert!(is_like_name(name), "{name}");
        }
        for other in [
            "",
            "王",
            "王小明明明",
            "张庄",
            "李家村",
            "高桥",
            "黄山路",
            "周庄镇",
            "马桥",
            "北京",
            "A王伟",
            "王 伟",
            "幸福里",
            "金色家园",
            "王府井",
        ] {
            assert!(!is_like_name(other), "{other}");
        }
        for told in [
            "户主王小明",
            "联系人：李四，东门",
            "3号楼（业主张三）",
            "姓名: 欧阳小明",
        ] {
            assert!(is_person_told(told), "{told}");
        }
        for other in [
            "",
            "户主委员会",
            "业主大会",
            "业主委员会",
            "联系人",
            "房东路12号",
            "租客之家",
        ] {
            assert!(!is_person_told(other), "{other}");
        }
    }
}
