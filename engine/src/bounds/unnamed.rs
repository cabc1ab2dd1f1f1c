//! What a line without a name is called on a card, by its class.

use crate::model::Language;

/// Classes of lines that people know without a name, with the words for them in Chinese and English.
const WORDS: &[(&[&str], &str, &str)] = &[
    (
        &["wall", "city_wall", "retaining_wall", "围墙"],
        "围墙",
        "a wall",
    ),
    (&["fence", "hedge"], "围栏", "a fence"),
    (
        &["rail", "railway", "light_rail", "铁路"],
        "铁路",
        "the railway",
    ),
    (
        &["river", "canal", "riverbank", "bank", "河流", "运河"],
        "河道",
        "the river",
    ),
    (
        &["water", "lake", "coastline", "coast", "湖泊"],
        "水域",
        "the water",
    ),
    (&["stream", "ditch", "drain"], "沟渠", "a ditch"),
];

/// The word for lines of a class; `None` where a line says nothing without its name, as a street.
pub(super) fn word(class: &str, language: Language) -> Option<&'static str> {
    let known = WORDS.iter().find(|(classes, ..)| classes.contains(&class));
    known.map(|(_, zh, en)| language.pick(zh, en))
}
