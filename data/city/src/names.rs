//! Invented names: plausible, of no real place.

use crate::ground::Class;
use crate::random::{Purpose, Stream, mix};

const FIRST: [&str; 40] = [
    "云", "望", "明", "清", "兰", "松", "锦", "澄", "梧", "枫", "霁", "芷", "岚", "泓", "栖", "映",
    "竹", "沐", "朗", "静", "瑞", "和", "安", "怡", "晴", "翠", "青", "碧", "荷", "桂", "柳", "棠",
    "苇", "雁", "鹭", "鹤", "星", "月", "晨", "春",
];

const SECOND: [&str; 40] = [
    "溪", "川", "庭", "泽", "汀", "渡", "堤", "岸", "湾", "洲", "浦", "桥", "塘", "坡", "岗", "原",
    "野", "林", "园", "圃", "亭", "台", "楼", "阁", "轩", "苑", "坊", "里", "舍", "渚", "井", "泉",
    "石", "沙", "田", "谷", "峰", "岭", "港", "墅",
];

/// Different pairs of characters.
const PAIRS: u64 = (FIRST.len() * SECOND.len()) as u64;

fn pair(number: u64) -> String {
    let number = number % PAIRS;
    let (first, second) = (number / SECOND.len() as u64, number % SECOND.len() as u64);
    [FIRST[first as usize], SECOND[second as usize]].concat()
}

/// The `ordinal`-th name of a seed: 1,600 different ones, then the same with a number.
fn distinct(seed: u64, kind: u64, ordinal: u64) -> String {
    // 1,600 and 1,009 have no common factor, so this visits every pair once
    let start = Stream::new(seed, Purpose::Names, kind).below(PAIRS);
    let name = pair(start + ordinal * 1_009);
    match ordinal / PAIRS {
        0 => name,
        round => format!("{name}{}", round + 1),
    }
}

/// The name of a street (a town-level division) of the city.
pub(crate) fn street(seed: u64, ordinal: u64) -> String {
    format!("{}街道", distinct(seed, 1, ordinal))
}

/// The name of a community of the city, without `社区`.
pub(crate) fn community(seed: u64, ordinal: u64) -> String {
    distinct(seed, 2, ordinal)
}

/// The name of the road that a line is.
pub(crate) fn road(seed: u64, line: u32, class: Class) -> String {
    let number = mix(seed ^ 0x0520, u64::from(line));
    let name = pair(number);
    let small = ["路", "街", "巷", "弄"];
    match class {
        Class::Expressway => format!("{name}快速路"),
        Class::Arterial => format!("{name}大道"),
        Class::Collector => format!("{name}路"),
        _ => format!("{name}{}", small[(number >> 32) as usize % small.len()]),
    }
}

/// The name of a line on the map: roads as [`road`] names them; rivers and banks have a name of the water.
pub(crate) fn line(seed: u64, line: u32, class: Class) -> String {
    let water = || pair(mix(seed ^ 0x0522, u64::from(line)));
    match class {
        Class::River => format!("{}河", water()),
        Class::Bank => format!("{}河岸", water()),
        _ => road(seed, line, class),
    }
}

/// The name of an estate or village.
pub(crate) fn estate(seed: u64, block: u32, village: bool) -> String {
    let number = mix(seed ^ 0x0521, u64::from(block));
    let ends = ["苑", "花园", "新村", "公寓", "家园", "小区"];
    let end = if village {
        "渚"
    } else {
        ends[(number >> 32) as usize % ends.len()]
    };
    format!("{}{end}", pair(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_of_divisions_are_different() {
        let names: BTreeSet<String> = (0..2_000).map(|i| community(3, i)).collect();
        assert_eq!(names.len(), 2_000);
    }
}
