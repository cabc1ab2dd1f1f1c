//! Writing the formats of other programs.

use std::collections::BTreeSet;
use std::path::Path;

use gdal::errors::GdalError;
use gdal::spatial_ref::{CoordTransform, SpatialRef};
use gdal::vector::{
    Defn, Feature, FieldDefn, Geometry, Layer, LayerAccess, LayerOptions, OGRFieldType as Type,
    OGRwkbGeometryType as Wkb, geometry_type_flatten,
};
use gdal::{Dataset, DatasetOptions, DriverManager, GdalOpenFlags};

use super::drivers::complaints;
use super::foreign::{ForeignError, ForeignOutput, ForeignTarget};
use super::opened::reason;
use super::shape;
use super::transformation::{eastward, exact_between};

/// The systems of the engine's frame, taken as equal.
const ENGINE_FRAME: [u32; 2] = [4490, 4326];

/// The longest name of a field in a Shapefile, in bytes.
const SHORT_NAME_BYTES: usize = 10;

/// Writes a GeoJSON file whose positions are degrees of the engine's frame in another format. Answers each field's name
/// and what the format could keep of it: a Shapefile keeps ten bytes.
///
/// # Errors
/// [`ForeignError`] when the system cannot be reached, or a value or geometry has no place in the format.
pub fn write_foreign(
    geojson: &Path,
    output: &ForeignOutput<'_>,
) -> Result<Vec<(String, String)>, ForeignError> {
    let _of_before = complaints();
    let source = Dataset::open_ex(
        geojson,
        DatasetOptions {
            open_flags: GdalOpenFlags::GDAL_OF_VECTOR | GdalOpenFlags::GDAL_OF_READONLY,
            allowed_drivers: Some(&["GeoJSON"]),
            open_options: Some(&["DATE_AS_STRING=YES"]),
            sibling_files: None,
        },
    );
    let source = source.map_err(failed)?;
    let mut features = source.layer(0).map_err(failed)?;
    let kind = common_shape(&mut features, output.target)?;
    let names = stored_names(features.defn(), output.target);
    let (frame, way) = frame_of(output.crs)?;
    let driver = match output.target {
        ForeignTarget::GeoPackage => "GPKG",
        ForeignTarget::Shapefile => "ESRI Shapefile",
        ForeignTarget::FlatGeobuf => "FlatGeobuf",
    };
    let driver = DriverManager::get_driver_by_name(driver).map_err(failed)?;
    let mut target = driver.create_vector_only(output.path).map_err(failed)?;
    if output.target == ForeignTarget::GeoPackage {
        // one transaction for all rows instead of one each
        let mut transaction = target.start_transaction().map_err(failed)?;
        fill(
            &mut transaction,
            output,
            (&frame, way.as_ref()),
            (kind, &names),
            &mut features,
        )?;
        transaction.commit().map_err(failed)?;
    } else {
        fill(
            &mut target,
            output,
            (&frame, way.as_ref()),
            (kind, &names),
            &mut features,
        )?;
    }
    target.close().map_err(failed)?;
    let complaints = complaints();
    if complaints.truncated {
        let reason = "a text is longer than the format can keep";
        return Err(ForeignError::Written(reason.to_owned()));
    }
    complaints
        .failure
        .map_or(Ok(names), |failure| Err(ForeignError::Written(failure)))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the form that `map_err` wants"
)]
fn failed(error: GdalError) -> ForeignError {
    ForeignError::Written(reason(&error))
}

/// A system, and the way to it from the engine's frame; none where it is that frame.
fn frame_of(code: u32) -> Result<(SpatialRef, Option<CoordTransform>), ForeignError> {
    let refused = |reason: &str| ForeignError::Crs {
        code,
        reason: reason.to_owned(),
    };
    let frame = eastward(code).map_err(|_unknown| refused("the EPSG registry has no such code"))?;
    if ENGINE_FRAME.contains(&code) {
        return Ok((frame, None));
    }
    let ways = ENGINE_FRAME.iter().filter_map(|&from| {
        let from = eastward(from).ok()?;
        exact_between(&from, &frame).ok()
    });
    let way = ways.into_iter().next();
    // the frames that had no way to it were complained about
    let _of_the_search = complaints();
    let way = way.ok_or_else(|| refused("no exact transformation to it is known"))?;
    Ok((frame, Some(way)))
}

/// The type of geometry that holds all features: their own or, where some have several parts, that of several.
fn common_shape(
    features: &mut Layer<'_>,
    target: ForeignTarget,
) -> Result<Wkb::Type, ForeignError> {
    let mut single = BTreeSet::new();
    let mut several = false;
    for feature in features.features() {
        if let Some(geometry) = shape::geometry_of(&feature) {
            let kind = geometry_type_flatten(geometry.geometry_type());
            several |= single_of(kind) != kind;
            single.insert(single_of(kind));
        }
    }
    match (single.len(), single.first()) {
        (0, _) => Ok(Wkb::wkbUnknown),
        (1, Some(&kind)) => Ok(if several { several_of(kind) } else { kind }),
        _ if target == ForeignTarget::GeoPackage => Ok(Wkb::wkbUnknown),
        _ => Err(ForeignError::Written(
            "points, lines and areas do not go into one such file".to_owned(),
        )),
    }
}

fn single_of(kind: Wkb::Type) -> Wkb::Type {
    match kind {
        Wkb::wkbMultiPoint => Wkb::wkbPoint,
        Wkb::wkbMultiLineString => Wkb::wkbLineString,
        Wkb::wkbMultiPolygon => Wkb::wkbPolygon,
        other => other,
    }
}

fn several_of(kind: Wkb::Type) -> Wkb::Type {
    match kind {
        Wkb::wkbPoint => Wkb::wkbMultiPoint,
        Wkb::wkbLineString => Wkb::wkbMultiLineString,
        Wkb::wkbPolygon => Wkb::wkbMultiPolygon,
        other => other,
    }
}

/// Each field's name and the one that the format keeps.
fn stored_names(layout: &Defn, target: ForeignTarget) -> Vec<(String, String)> {
    let mut taken = BTreeSet::new();
    let names = layout.fields().map(|field| {
        let name = field.name();
        let mut stored = match target {
            ForeignTarget::Shapefile => cut(&name, SHORT_NAME_BYTES),
            _ => name.clone(),
        };
        let mut number = 1;
        // names differ in more than capital letters, as SQL wants it
        while !taken.insert(stored.to_lowercase()) {
            number += 1;
            let suffix = format!("_{number}");
            stored = cut(&name, SHORT_NAME_BYTES.saturating_sub(suffix.len())) + &suffix;
        }
        (name, stored)
    });
    names.collect()
}

fn cut(name: &str, bytes: usize) -> String {
    let end = (0..=bytes.min(name.len()))
        .rev()
        .find(|&end| name.is_char_boundary(end));
    name[..end.unwrap_or(0)].to_owned()
}

fn fill(
    dataset: &mut Dataset,
    output: &ForeignOutput<'_>,
    (frame, way): (&SpatialRef, Option<&CoordTransform>),
    (common, names): (Wkb::Type, &[(String, String)]),
    features: &mut Layer<'_>,
) -> Result<(), ForeignError> {
    let recode = format!("ENCODING={}", output.encoding);
    let options: &[&str] = match output.target {
        ForeignTarget::GeoPackage => &["FID=ogc_fid", "GEOMETRY_NAME=geom"],
        ForeignTarget::Shapefile => &[recode.as_str()],
        ForeignTarget::FlatGeobuf => &["SPATIAL_INDEX=NO"],
    };
    let options = LayerOptions {
        name: output.layer,
        srs: Some(frame),
        ty: common,
        options: Some(options),
    };
    let layer = dataset.create_layer(options).map_err(failed)?;
    let kinds: Vec<Type::Type> = features
        .defn()
        .fields()
        .map(|field| stored_kind(field.field_type()))
        .collect();
    for ((_, name), &kind) in names.iter().zip(&kinds) {
        let field = FieldDefn::new(name, kind).map_err(failed)?;
        field.add_to_layer(&layer).map_err(failed)?;
    }
    let layout = Defn::from_layer(&layer);
    for feature in features.features() {
        let mut copy = Feature::new(&layout).map_err(failed)?;
        for (index, &kind) in kinds.iter().enumerate() {
            copy_value(&feature, &mut copy, index, kind)?;
        }
        if let Some(geometry) = shape::geometry_of(&feature) {
            copy.set_geometry(placed(geometry, way, common)?)
                .map_err(failed)?;
        }
        copy.create(&layer).map_err(failed)?;
    }
    Ok(())
}

fn stored_kind(kind: Type::Type) -> Type::Type {
    match kind {
        Type::OFTInteger | Type::OFTInteger64 | Type::OFTReal => kind,
        _ => Type::OFTString,
    }
}

fn copy_value(
    from: &Feature<'_>,
    to: &mut Feature<'_>,
    index: usize,
    kind: Type::Type,
) -> Result<(), ForeignError> {
    // a field that is not set has no text
    let text = from.field_as_string(index).map_err(failed)?;
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return to.set_field_null(index).map_err(failed);
    };
    let set = match kind {
        Type::OFTInteger | Type::OFTInteger64 => {
            let number = from
                .field_as_integer64(index)
                .map_err(failed)?
                .unwrap_or_default();
            to.set_field_integer64(index, number)
        }
        Type::OFTReal => {
            let number = from
                .field_as_double(index)
                .map_err(failed)?
                .unwrap_or_default();
            to.set_field_double(index, number)
        }
        _ => to.set_field_string(index, &text),
    };
    set.map_err(failed)
}

/// A geometry in the target's system, of the target's type.
fn placed(
    geometry: &Geometry,
    way: Option<&CoordTransform>,
    common: Wkb::Type,
) -> Result<Geometry, ForeignError> {
    let mut moved = match way {
        Some(way) => geometry.transform(way).map_err(failed)?,
        None => geometry.clone(),
    };
    moved.flatten_to_2d();
    let kind = geometry_type_flatten(moved.geometry_type());
    if common == several_of(kind) && common != kind {
        let mut several = Geometry::empty(common).map_err(failed)?;
        several.add_geometry(moved).map_err(failed)?;
        return Ok(several);
    }
    Ok(moved)
}
