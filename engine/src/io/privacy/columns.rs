//! Columns about persons, known by their names.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Chinese words; a column whose name has one of them is about persons.
const CHINESE: [&str; 30] = [
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
    "邮箱",
    "监护人",
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
     qq wx wxh wxid mail xm hzxm sfz sfzh sfzhm zjhm lxr lxdh sjh sjhm csrq cph cphm mz xb"
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect()
});

/// Whether the name of a column reads like a field about persons; `name` alone is for [`is_bare_name`].
pub(in crate::io) fn is_personal_column(column: &str) -> bool {
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
pub(in crate::io) fn is_bare_name(column: &str) -> bool {
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
}
