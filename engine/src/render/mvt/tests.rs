//! Layers beside those that another program writes.

use fast_mvt::{MvtGeomType, MvtLayerBuilder, MvtValueRef};
use geo::Coord;
use proptest::prelude::*;

use super::*;

/// A field of a feature.
#[derive(Debug, Clone)]
enum Value {
    Text(String),
    Decimal(f64),
    Whole(u64),
    Flag(bool),
}

#[derive(Debug, Clone)]
struct Drawn {
    id: u64,
    /// Its own part of the names, so that features have them in other orders too.
    fields: Vec<(u8, Value)>,
    points: Vec<Point>,
    kind: u8,
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[a-c\u{4e2d}]{0,3}".prop_map(Value::Text),
        prop::sample::select(vec![0.0, -0.0, 1.5, f64::MAX, f64::NAN]).prop_map(Value::Decimal),
        prop_oneof![0..300_u64, any::<u64>()].prop_map(Value::Whole),
        any::<bool>().prop_map(Value::Flag),
    ]
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let point = (-200..5000_i64, -200..5000_i64);
    let fields = prop::collection::vec((0..6_u8, value()), 0..8);
    let points = prop::collection::vec(point, 2..12);
    (any::<u64>(), fields, points, 0..3_u8).prop_map(|(id, fields, points, kind)| Drawn {
        id: id >> 11,
        fields,
        points,
        kind,
    })
}

/// The features that have a geometry, as this writer writes them.
fn ours(features: &[Drawn]) -> Vec<u8> {
    let mut writer = LayerWriter::new("层");
    for Drawn {
        id,
        fields,
        points,
        kind,
    } in features
    {
        let mut rings = Rings::default();
        rings.add(points.iter().copied(), true);
        let parts = [points.clone(), points[..2].to_vec()];
        let geometry = match kind {
            0 => Geometry::Point(points[0]),
            1 => Geometry::Lines(&parts),
            _ if rings.is_empty() => continue,
            _ => Geometry::Rings(&rings),
        };
        writer.feature(*id, geometry, |into| {
            for (name, value) in fields {
                let name = &format!("name{name}");
                match value {
                    Value::Text(text) => into.text(name, text),
                    Value::Decimal(number) => into.decimal(name, *number),
                    Value::Whole(number) => into.whole(name, *number),
                    Value::Flag(set) => into.flag(name, *set),
                }
            }
        });
    }
    writer.finish()
}

/// The same by the crate `fast-mvt`.
fn theirs(features: &[Drawn]) -> Vec<u8> {
    let coords = |points: &[Point]| -> Vec<Coord<i32>> {
        let coord = |&(x, y): &Point| Coord {
            x: x as i32,
            y: y as i32,
        };
        points.iter().map(coord).collect()
    };
    let mut layer = MvtLayerBuilder::new("层").expect("a name");
    for drawn in features {
        let points = &drawn.points;
        let mut rings = Rings::default();
        rings.add(points.iter().copied(), true);
        if drawn.kind == 2 && rings.is_empty() {
            continue;
        }
        let mut feature = layer.feature_of(match drawn.kind {
            0 => MvtGeomType::Point,
            1 => MvtGeomType::LineString,
            _ => MvtGeomType::Polygon,
        });
        feature.id(Some(drawn.id));
        for (name, value) in &drawn.fields {
            let value = match value {
                Value::Text(text) => MvtValueRef::String(text),
                Value::Decimal(number) => MvtValueRef::Double(*number),
                Value::Whole(number) => MvtValueRef::UInt(*number),
                Value::Flag(set) => MvtValueRef::Bool(*set),
            };
            let name = format!("name{name}");
            feature.tag_ref(&name, value).expect("a field");
        }
        let added = match drawn.kind {
            0 => feature.points(coords(&points[..1])).map(drop),
            1 => feature
                .line(coords(points))
                .and_then(|feature| feature.line(coords(&points[..2])))
                .map(drop),
            _ => rings
                .iter()
                .try_for_each(|ring| feature.ring(coords(ring), true).map(drop)),
        };
        added.expect("a geometry");
        layer = feature.end();
    }
    if layer.num_features() == 0 {
        return Vec::new();
    }
    layer.encode()
}

proptest! {
    #[test]
    fn tiles_are_those_that_another_program_writes(
        features in prop::collection::vec(drawn(), 0..40)
    ) {
        prop_assert_eq!(ours(&features), theirs(&features));
    }
}
