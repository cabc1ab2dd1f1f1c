//! What the problem document of a refused edit says besides its text: why, about which grid, where.

use hexward_engine::edit::EditError;
use hexward_engine::geom::Position;
use hexward_engine::model::AreaCode;
use serde_json::{Map, Value};

/// A refused edit, as programs read it.
#[derive(Default)]
struct Told<'a> {
    reason: &'static str,
    grid: Option<&'a AreaCode>,
    other: Option<&'a AreaCode>,
    place: Option<Position>,
    name: Option<&'a str>,
}

/// The reasons that are told apart, for the description of the API.
pub(crate) const REASONS: [&str; 14] = [
    "no-node",
    "no-edge",
    "junction",
    "outline",
    "shape",
    "unlike",
    "apart",
    "not-divided",
    "cut",
    "no-ground",
    "vanishes",
    "falls-apart",
    "severed",
    "other",
];

/// The members of the problem document of an edit: `reason`, and as far as they are known `grid`, `other`, `name`, `lon`, `lat`.
pub(super) fn members(error: &EditError) -> Map<String, Value> {
    let told = told(error);
    let code = |code: Option<&AreaCode>| code.map(|code| Value::from(code.as_str()));
    let degrees = |of: fn(Position) -> f64| told.place.map(|place| Value::from(of(place)));
    let known = [
        ("reason", Some(told.reason.into())),
        ("grid", code(told.grid)),
        ("other", code(told.other)),
        ("name", told.name.map(Value::from)),
        ("lon", degrees(Position::lon_degrees)),
        ("lat", degrees(Position::lat_degrees)),
    ];
    let known = known.into_iter();
    known
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}

fn told(error: &EditError) -> Told<'_> {
    let at = |reason, place: &Position| Told {
        reason,
        place: Some(*place),
        ..Told::default()
    };
    let of = |reason, code| Told {
        reason,
        grid: Some(code),
        ..Told::default()
    };
    match error {
        EditError::NoNode { node, .. } => at("no-node", node),
        EditError::NoEdge { from, .. } => at("no-edge", from),
        EditError::Junction { node, .. } => at("junction", node),
        EditError::Outline { code, place, .. } => Told {
            place: Some(*place),
            ..of("outline", code)
        },
        EditError::Shape { code, .. } => of("shape", code),
        EditError::Unlike { code, other } => Told {
            other: Some(other),
            ..of("unlike", code)
        },
        EditError::Apart { code, other } => Told {
            other: Some(other),
            ..of("apart", code)
        },
        EditError::NotDivided { code, .. } => of("not-divided", code),
        EditError::Cut { code, .. } => of("cut", code),
        EditError::NoGround { parent, .. } => of("no-ground", parent),
        EditError::Vanishes(code) => of("vanishes", code),
        EditError::FallsApart { code, place } => Told {
            place: Some(*place),
            ..of("falls-apart", code)
        },
        EditError::Severed {
            code,
            other,
            name,
            place,
            ..
        } => Told {
            other: Some(other),
            place: Some(*place),
            name: Some(name),
            ..of("severed", code)
        },
        _ => Told {
            reason: "other",
            ..Told::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_why_and_where() {
        let code = AreaCode::new("992001001001G001").expect("a code");
        let place = Position::from_degrees(102.5, 40.25).expect("a place");
        let members = members(&EditError::FallsApart { code, place });
        let expected = serde_json::json!({
            "reason": "falls-apart", "grid": "992001001001G001", "lon": 102.5, "lat": 40.25,
        });
        assert_eq!(Value::Object(members), expected);
    }

    #[test]
    fn says_no_more_than_it_knows() {
        let code = AreaCode::new("992001001001G001").expect("a code");
        let error = EditError::Vanishes(code);
        let told = told(&error);
        assert!(REASONS.contains(&told.reason) && told.place.is_none());
        let members = members(&EditError::Empty);
        assert_eq!(
            Value::Object(members),
            serde_json::json!({ "reason": "other" })
        );
    }
}
