//! The forms of documents that are written row by row, so that no wire type stands for them.

use std::borrow::Cow;

use utoipa::openapi::schema::{
    AllOfBuilder, ArrayBuilder, Object, ObjectBuilder, Schema, SchemaType, Type,
};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::ComparisonHead;
use super::forms::{Shape, choice};

/// Two plans compared: the sums, and the tables that belong to the question under their names.
pub(crate) enum ComparisonDocument {}

/// The tables of a comparison.
const TABLES: [&str; 5] = ["grids", "lineage", "crosswalk", "places", "totals"];

impl PartialSchema for ComparisonDocument {
    fn schema() -> RefOr<Schema> {
        let rows = ArrayBuilder::new().items(row()).build();
        let tables = TABLES.iter().fold(ObjectBuilder::new(), |tables, name| {
            tables.property(*name, rows.clone())
        });
        let document = AllOfBuilder::new()
            .description(Some(
                "The sums, and the tables that belong to the question under their names.",
            ))
            .item(Ref::from_schema_name(ComparisonHead::name()))
            .item(tables);
        document.into()
    }
}

impl ToSchema for ComparisonDocument {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Comparison")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((
            ComparisonHead::name().into_owned(),
            ComparisonHead::schema(),
        ));
        ComparisonHead::schemas(schemas);
    }
}

/// Names and values.
fn row() -> Object {
    let value = ObjectBuilder::new().schema_type(SchemaType::from_iter([
        Type::String,
        Type::Number,
        Type::Boolean,
        Type::Null,
    ]));
    ObjectBuilder::new()
        .additional_properties(Some(Schema::from(value)))
        .build()
}

/// A GeoJSON document.
pub(crate) enum FeatureCollection {}

impl PartialSchema for FeatureCollection {
    fn schema() -> RefOr<Schema> {
        let geometry = Ref::from_schema_name(Shape::name());
        collection("GeoJSON (RFC 7946), in WGS 84.", geometry).into()
    }
}

impl ToSchema for FeatureCollection {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Shape::name().into_owned(), Shape::schema()));
    }
}

/// A GeoJSON document in any system of coordinates.
pub(crate) enum ExportedFeatures {}

impl PartialSchema for ExportedFeatures {
    fn schema() -> RefOr<Schema> {
        let null_or_object = SchemaType::from_iter([Type::Object, Type::Null]);
        let text = ObjectBuilder::new().schema_type(Type::String);
        let geometry = ObjectBuilder::new()
            .schema_type(null_or_object)
            .property("type", text)
            .property(
                "coordinates",
                ArrayBuilder::new().items(Object::with_type(SchemaType::AnyValue)),
            )
            .required("type")
            .required("coordinates");
        let about = "GeoJSON, in WGS 84 or with a member `crs` in the system that was asked for.";
        collection(about, geometry)
            .property("crs", ObjectBuilder::new())
            .into()
    }
}

impl ToSchema for ExportedFeatures {}

fn collection(about: &str, geometry: impl Into<RefOr<Schema>>) -> ObjectBuilder {
    let kind = |name: &'static str| choice("What it is.", [name]);
    let feature = ObjectBuilder::new()
        .property("type", kind("Feature"))
        .property("properties", row())
        .property("geometry", geometry)
        .required("type")
        .required("properties")
        .required("geometry");
    ObjectBuilder::new()
        .description(Some(about))
        .property("type", kind("FeatureCollection"))
        .property("features", ArrayBuilder::new().items(feature))
        .required("type")
        .required("features")
}
