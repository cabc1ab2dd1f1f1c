//! Comparison and impact as features with shapes: the ground that goes from grid to grid, and the places that move.

use super::{Comparison, Crosswalk, CrosswalkCell, Impact, Link, Side};
use crate::assign::Tally;
use crate::io::{Cell, Feature, Shape};

type Properties<'a> = Vec<(&'static str, Cell<'a>)>;

/// The ground that is in another grid after. Cost: an overlay of two grids each.
pub fn ground_features<'a>(comparison: &'a Comparison<'_>) -> impl Iterator<Item = Feature<'a>> {
    let moved = comparison.links.iter();
    let moved = moved.filter(|link| comparison.is_move(link));
    moved.filter_map(|link| ground(comparison, link, None))
}

/// The ground that grids before and after have in common, with the value of the crosswalk there; of grids that are alike
/// in both plans nothing. Cost: an overlay of two grids each.
pub fn crosswalk_features<'a>(
    comparison: &'a Comparison<'_>,
    crosswalk: &'a Crosswalk,
) -> impl Iterator<Item = Feature<'a>> {
    let value = |link: &Link| {
        let key = |cell: &CrosswalkCell| (cell.from, cell.to);
        let place = crosswalk
            .cells
            .binary_search_by_key(&(link.from, link.to), key);
        place.map_or(0, |place| crosswalk.cells[place].value)
    };
    let links = comparison.links.iter();
    links.filter_map(move |link| ground(comparison, link, Some(value(link))))
}

/// The ground that is in another grid after, and the buildings, addresses and checkpoints that change grid.
pub fn impact_features<'a>(
    comparison: &'a Comparison<'_>,
    impact: &'a Impact,
) -> impl Iterator<Item = Feature<'a>> {
    let facts = comparison.facts;
    let places = impact.places.iter().map(move |place| {
        let (addresses, address) = (facts.addresses.records(), place.address as usize);
        let kind = if place.is_building {
            "building"
        } else {
            "address"
        };
        let mut properties = ends(comparison, kind, place.from, place.to);
        properties.push(("id", Cell::owned(addresses.id(address).to_string())));
        properties.push(("name", Cell::owned(addresses.building(address))));
        properties.extend(tallied(&place.tally));
        Feature {
            properties,
            shape: Shape::Point(place.position),
        }
    });
    let checkpoints = impact.checkpoints.iter().map(move |moved| {
        let checkpoint = &facts.checkpoints.records()[moved.checkpoint as usize];
        let mut properties = ends(comparison, "checkpoint", moved.from, moved.to);
        properties.push(("id", Cell::text(Some(checkpoint.id.as_str()))));
        properties.push(("name", Cell::text(Some(checkpoint.name.as_str()))));
        Feature {
            properties,
            shape: Shape::Point(checkpoint.position),
        }
    });
    ground_features(comparison).chain(places).chain(checkpoints)
}

fn ground<'a>(
    comparison: &'a Comparison<'_>,
    link: &Link,
    value: Option<u64>,
) -> Option<Feature<'a>> {
    if link.is_bend || link.area_m2 <= 0.0 {
        return None;
    }
    let ground = comparison.ground(link);
    let mut properties = ends(comparison, "ground", link.from, link.to);
    properties.push(("area_m2", Cell::Decimal(link.area_m2, 1)));
    properties.extend(tallied(&link.tally));
    properties.extend(value.map(|value| ("value", Cell::Whole(value))));
    (!ground.is_empty()).then_some(Feature {
        properties,
        shape: Shape::Ground(ground),
    })
}

fn ends<'a>(
    comparison: &'a Comparison<'_>,
    kind: &'static str,
    from: Option<u32>,
    to: Option<u32>,
) -> Properties<'a> {
    let code = |side: &'a Side, index: Option<u32>| {
        Cell::text(index.map(|index| side.grid(index).code.as_str()))
    };
    vec![
        ("kind", Cell::text(Some(kind))),
        ("from", code(&comparison.before, from)),
        ("to", code(&comparison.after, to)),
    ]
}

fn tallied(tally: &Tally) -> Properties<'static> {
    vec![
        ("addresses", Cell::Whole(tally.addresses)),
        ("households", Cell::Whole(tally.households)),
        ("residents", Cell::Whole(tally.residents)),
    ]
}
