//! Which column of a file is which field of a record.

use super::error::ImportFault;
pub(super) use super::mapping::{ColumnMap, MappingError, other_name};
use super::privacy;
use super::projection::Axes;
use super::report::shown;

/// What a kind of file is made of.
#[derive(Debug)]
pub(super) struct Schema {
    /// The plural of the records, for messages.
    pub(super) what: &'static str,
    /// The fields in the order of the template.
    pub(super) fields: &'static [Field],
    /// Whether a column `name` is the name of a place.
    pub(super) names_places: bool,
    /// What becomes of what is about persons.
    pub(super) persons: Persons,
}

/// What becomes of a column about persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Persons {
    /// The file is refused.
    Refused,
    /// The column is not read, and that is said.
    Dropped,
}

/// A field of a record.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    /// Whether its column must be there.
    pub(super) required: bool,
}

impl Field {
    pub(super) const fn required(name: &'static str) -> Self {
        Self {
            name,
            required: true,
        }
    }

    pub(super) const fn optional(name: &'static str) -> Self {
        Self {
            name,
            required: false,
        }
    }
}

impl Schema {
    /// The names of the fields; coordinates are called after the axes.
    pub(super) fn names(&self, axes: Axes) -> Vec<&'static str> {
        let [first, second] = axes.names();
        let name = |field: &Field| match field.name {
            "lon" => first,
            "lat" => second,
            other => other,
        };
        self.fields.iter().map(name).collect()
    }
}

/// Whether a column is about persons. `name` is the name of a place in some files, and where it was mapped on purpose.
pub(super) fn is_personal(column: &str, schema: &Schema, map: &ColumnMap) -> bool {
    let bare_name = privacy::is_bare_name(column) && !schema.names_places && !map.maps(column);
    bare_name || privacy::is_personal_column(column)
}

/// Refuses a column about persons where such columns are not dropped, or it was mapped to be read.
pub(super) fn refuse_personal(
    column: &str,
    schema: &Schema,
    map: &ColumnMap,
) -> Result<(), ImportFault> {
    let is_dropped = schema.persons == Persons::Dropped && !map.maps(column);
    if is_personal(column, schema, map) && !is_dropped {
        let label = schema.fields.iter().find(|field| field.name == "label");
        let may_be_place = privacy::is_bare_name(column) && !map.maps_field("label");
        return Err(ImportFault::PersonalColumn {
            column: shown(column),
            of_places: label.filter(|_| may_be_place).map(|field| field.name),
        });
    }
    Ok(())
}

/// The fault that a required column is not among those present.
pub(super) fn missing(column: &str, present: &[String]) -> ImportFault {
    ImportFault::MissingColumn {
        column: shown(column),
        present: present.iter().map(|name| shown(name)).collect(),
        near: near(column, present).map(|name| shown(&name)),
    }
}

/// Other names under which fields are met.
const SYNONYMS: [(&str, &[&str]); 25] = [
    ("id", &["code", "编号", "地址编号", "地址编码", "编码"]),
    ("lon", &["longitude", "lng", "long", "x", "经度"]),
    ("lat", &["latitude", "y", "纬度"]),
    (
        "x",
        &["easting", "east", "lon", "longitude", "东坐标", "横坐标"],
    ),
    (
        "y",
        &["northing", "north", "lat", "latitude", "北坐标", "纵坐标"],
    ),
    ("name", &["名称", "title"]),
    ("kind", &["type", "category", "类型"]),
    ("class", &["type", "highway", "类型"]),
    ("code", &["id", "编码", "代码", "网格编码"]),
    ("address", &["id", "address_id", "地址", "地址编号"]),
    ("value", &["count", "number", "数量", "计数"]),
    ("label", &["地址", "标准地址", "门牌", "门牌号"]),
    ("building", &["楼栋", "楼号", "楼幢", "幢号"]),
    ("households", &["户数", "住户数"]),
    ("residents", &["人数", "人口", "人口数", "居民数"]),
    ("grid", &["网格", "所属网格", "网格编码", "网格代码"]),
    ("winner", &["以谁为准"]),
    ("tier", &["level", "层级", "级别"]),
    ("parent", &["上级", "上级编码", "所属社区", "父级编码"]),
    ("lock", &["锁定"]),
    ("state", &["status", "状态"]),
    ("measure", &["indicator", "指标"]),
    ("unit", &["单位"]),
    ("cutoff", &["date", "日期", "截止日期"]),
    (
        "geometry",
        &["wkt", "geom", "the_geom", "shape", "几何", "图形"],
    ),
];

/// For each column the field that it may be: one that is called so or, where there is none, one that is called much like
/// it. Columns about persons are none. A coordinate goes by its name in degrees.
pub(super) fn propose(schema: &Schema, columns: &[String]) -> Vec<Option<&'static str>> {
    let mut proposed = vec![None; columns.len()];
    let none = ColumnMap::default();
    let is_free = |column: &String| !is_personal(column, schema, &none);
    let mut wanted: Vec<&'static str> = schema.fields.iter().map(|field| field.name).collect();
    for find in [exactly, near] {
        wanted.retain(|&field| {
            let free = columns.iter().zip(&proposed);
            let free = free.filter(|(column, field)| field.is_none() && is_free(column));
            let free: Vec<String> = free.map(|(column, _)| column.clone()).collect();
            let other = || find(other_name(field)?, &free);
            let Some(found) = find(field, &free).or_else(other) else {
                return true;
            };
            let place = columns.iter().position(|column| *column == found);
            if let Some(slot) = place.and_then(|place| proposed.get_mut(place)) {
                *slot = Some(field);
            }
            false
        });
    }
    proposed
}

/// The present column that is called so.
fn exactly(wanted: &str, present: &[String]) -> Option<String> {
    present.iter().find(|name| *name == wanted).cloned()
}

/// The present column that is most like a wanted one, if any is.
fn near(wanted: &str, present: &[String]) -> Option<String> {
    let same = |name: &&String| name.trim().eq_ignore_ascii_case(wanted);
    let synonyms = SYNONYMS
        .iter()
        .find(|(field, _)| *field == wanted)
        .map_or(&[][..], |(_, names)| names);
    let synonym = |name: &&String| synonyms.contains(&name.trim().to_lowercase().as_str());
    let typo = |name: &&String| {
        wanted.len() > 2 && edits(&name.to_lowercase(), wanted) <= wanted.len().div_ceil(4)
    };
    let mut steps = [
        present.iter().find(same),
        present.iter().find(synonym),
        present.iter().find(typo),
    ]
    .into_iter();
    steps.find_map(Option::<&String>::cloned)
}

/// How many letters must be put in, left out or exchanged to turn one text into another (Levenshtein 1965).
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().take(64).enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, &to) in b.iter().enumerate() {
            let exchanged = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = exchanged.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names() {
        let present = |names: &[&str]| {
            names
                .iter()
                .map(|&name| name.to_owned())
                .collect::<Vec<_>>()
        };
        for (wanted, names, expected) in [
            ("lon", &["ID", "Longitude"][..], Some("Longitude")),
            ("id", &["lon", "ID"], Some("ID")),
            ("households", &["hoseholds", "residents"], Some("hoseholds")),
            ("lat", &["lta", "lon"], None),
            ("measure", &["mesure"], Some("mesure")),
            ("id", &["lon", "lat"], None),
        ] {
            assert_eq!(
                near(wanted, &present(names)).as_deref(),
                expected,
                "{wanted}"
            );
        }
        assert_eq!(
            (
                edits("kitten", "sitting"),
                edits("", "abc"),
                edits("abc", "abc")
            ),
            (3, 3, 0)
        );
    }
}
