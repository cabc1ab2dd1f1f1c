//! What barriers mean: how hard each is to cross, and what leads across.

use crate::balance::Obstacle;

/// What the class of a barrier says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Class {
    /// What lies on borders along it.
    pub(super) obstacle: Obstacle,
    /// Whether it leads from one side of what it crosses to the other, as all ways do.
    pub(super) leads: bool,
    /// Whether it joins what lies at its two ends: a bridge, a ferry.
    pub(super) joins: bool,
}

/// The classes by their names, those of OpenStreetMap and of the synthetic city among them; names that are not here are
/// streets.
const CLASSES: &[(Obstacle, &[&str])] = &[
    (
        Obstacle::River,
        &[
            "river",
            "canal",
            "water",
            "riverbank",
            "bank",
            "lake",
            "coastline",
            "coast",
            "河流",
            "运河",
            "湖泊",
        ],
    ),
    (
        Obstacle::Rail,
        &["rail", "railway", "light_rail", "tram", "subway", "铁路"],
    ),
    (
        Obstacle::Wall,
        &[
            "wall",
            "city_wall",
            "retaining_wall",
            "fence",
            "hedge",
            "stream",
            "ditch",
            "drain",
            "围墙",
        ],
    ),
    (
        Obstacle::Arterial,
        &[
            "arterial",
            "expressway",
            "motorway",
            "motorway_link",
            "trunk",
            "trunk_link",
            "primary",
            "primary_link",
            "secondary",
            "secondary_link",
            "快速路",
            "主干道",
        ],
    ),
    (
        Obstacle::Lane,
        &[
            "lane",
            "service",
            "footway",
            "path",
            "pedestrian",
            "steps",
            "cycleway",
            "track",
            "bridleway",
            "小巷",
        ],
    ),
];

/// Names of what joins its ends.
const JOINING: &[&str] = &[
    "bridge",
    "footbridge",
    "tunnel",
    "underpass",
    "ferry",
    "桥",
    "渡口",
];

/// What a class of barriers means, by its name.
pub(super) fn class_of(name: &str) -> Class {
    let joins = JOINING.contains(&name);
    let found = CLASSES.iter().find(|(_, names)| names.contains(&name));
    let obstacle = match found {
        Some((obstacle, _)) => *obstacle,
        None if joins => Obstacle::None,
        None => Obstacle::Street,
    };
    Class {
        obstacle,
        leads: obstacle < Obstacle::Wall,
        joins,
    }
}

/// Whether barriers of a class are ways, along which one gets somewhere: all but water, railways, walls and the like.
pub fn is_way(class: &str) -> bool {
    class_of(class).leads
}

/// Whether nobody crosses it where no way does.
pub(super) fn blocks(obstacle: Obstacle) -> bool {
    obstacle >= Obstacle::Rail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_say_what_blocks_and_what_leads() {
        let of = |name| {
            let class = class_of(name);
            (class.obstacle, class.leads, class.joins)
        };
        assert_eq!(of("river"), (Obstacle::River, false, false));
        assert_eq!(of("railway"), (Obstacle::Rail, false, false));
        assert_eq!(of("collector"), (Obstacle::Street, true, false));
        assert_eq!(of("bridge"), (Obstacle::None, true, true));
        assert!(blocks(Obstacle::Rail) && !blocks(Obstacle::Wall));
    }
}
