//! A GeoJSON feature as it is read: properties and a geometry that need not make sense yet.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::row::Property;

/// One member of `features`.
#[derive(Debug, Default)]
pub(super) struct Feature {
    /// Its member `type`, which should be `Feature`.
    pub(super) kind: String,
    /// Its properties in the order of the file.
    pub(super) properties: Vec<(String, Property)>,
    /// Its geometry, if it has one.
    pub(super) geometry: Option<Geometry>,
}

/// A geometry whose coordinates may have any nesting.
#[derive(Debug, Default)]
pub(super) struct Geometry {
    /// Its member `type`.
    pub(super) kind: String,
    /// Its coordinates.
    pub(super) shape: Shape,
}

/// Nested lists of coordinates.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// A number by itself.
    Number(f64),
    /// A list of two or more numbers: the first two.
    Point([f64; 2]),
    /// A list of anything but numbers.
    List(Vec<Shape>),
    /// What has no place in coordinates.
    Wrong(&'static str),
}

impl Default for Shape {
    fn default() -> Self {
        Self::Wrong("no coordinates")
    }
}

impl<'de> Deserialize<'de> for Feature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FeatureVisitor)
    }
}

struct FeatureVisitor;

impl<'de> Visitor<'de> for FeatureVisitor {
    type Value = Feature;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Feature")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Feature, A::Error> {
        let mut feature = Feature::default();
        let mut id = None;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => feature.kind = map.next_value()?,
                "id" => id = Some(map.next_value::<Property>()?),
                "properties" => {
                    feature.properties = map
                        .next_value::<Option<Properties>>()?
                        .unwrap_or_default()
                        .0;
                }
                "geometry" => feature.geometry = map.next_value()?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        // the identifier of RFC 7946 section 3.2 stands for a property that is not there
        if let Some(id) = id.filter(|_| feature.properties.iter().all(|(name, _)| name != "id")) {
            feature.properties.push(("id".to_owned(), id));
        }
        Ok(feature)
    }
}

#[derive(Default)]
struct Properties(Vec<(String, Property)>);

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PropertiesVisitor;
        impl<'de> Visitor<'de> for PropertiesVisitor {
            type Value = Properties;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of properties")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Properties, A::Error> {
                let mut properties = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    properties.push(pair);
                }
                Ok(Properties(properties))
            }
        }
        deserializer.deserialize_map(PropertiesVisitor)
    }
}

impl<'de> Deserialize<'de> for Geometry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct GeometryVisitor;
        impl<'de> Visitor<'de> for GeometryVisitor {
            type Value = Geometry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a geometry or null")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Geometry, A::Error> {
                let mut geometry = Geometry::default();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "type" => geometry.kind = map.next_value()?,
                        "coordinates" => geometry.shape = map.next_value()?,
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(geometry)
            }
        }
        deserializer.deserialize_map(GeometryVisitor)
    }
}

/// The visits of scalars, each with the value that they give.
macro_rules! scalars {
    ($value:ty, $number:expr, $text:expr, $flag:expr, $null:expr) => {
        type Value = $value;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a value")
        }

        fn visit_f64<E>(self, number: f64) -> Result<$value, E> {
            Ok($number(number))
        }

        fn visit_bool<E>(self, flag: bool) -> Result<$value, E> {
            Ok($flag(flag))
        }

        fn visit_str<E>(self, text: &str) -> Result<$value, E> {
            Ok($text(text))
        }

        fn visit_unit<E>(self) -> Result<$value, E> {
            Ok($null)
        }
    };
}

impl<'de> Deserialize<'de> for Property {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PropertyVisitor;
        impl<'de> Visitor<'de> for PropertyVisitor {
            scalars!(
                Property,
                |number: f64| Property::Text(number.to_string()),
                |text: &str| Property::Text(text.to_owned()),
                |flag: bool| Property::Text(flag.to_string()),
                Property::Null
            );

            fn visit_u64<E>(self, number: u64) -> Result<Property, E> {
                Ok(Property::Text(number.to_string()))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Property, E> {
                Ok(Property::Text(number.to_string()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Property, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Property::Nested)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Property, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Property::Nested)
            }
        }
        deserializer.deserialize_any(PropertyVisitor)
    }
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShapeVisitor)
    }
}

struct ShapeVisitor;

impl<'de> Visitor<'de> for ShapeVisitor {
    scalars!(
        Shape,
        Shape::Number,
        |_text: &str| Shape::Wrong("a text"),
        |_flag: bool| Shape::Wrong("a truth value"),
        Shape::Wrong("null")
    );

    fn visit_u64<E>(self, number: u64) -> Result<Shape, E> {
        Ok(Shape::Number(number as f64))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Shape, E> {
        Ok(Shape::Number(number as f64))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Shape, A::Error> {
        let mut pair = [0.0; 2];
        let mut numbers = 0;
        let mut members = Vec::new();
        while let Some(member) = list.next_element()? {
            match member {
                Shape::Number(number) => {
                    if let Some(place) = pair.get_mut(numbers) {
                        *place = number;
                    }
                    numbers += 1;
                }
                other => members.push(other),
            }
        }
        Ok(match (numbers, members.is_empty()) {
            (0, _) => Shape::List(members),
            (1, true) => Shape::Wrong("a single number"),
            (_, true) => Shape::Point(pair),
            (_, false) => Shape::Wrong("a number beside a list"),
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Shape::Wrong("an object"))
    }
}
