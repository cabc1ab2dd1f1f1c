//! From the coordinates of a feature to positions.

use super::feature::{Feature, Geometry, Shape};
use super::placing::{Misplaced, Placing};
use super::report::Rejected;
use super::row::Row;
use crate::geom::{Draft, Polygon, Position, Region};

/// How many vertices one feature may have.
const MAX_VERTICES: usize = 100_000;

/// The position of a point feature.
pub(super) fn point(
    row: &Row<'_>,
    feature: &Feature,
    placing: &Placing,
) -> Result<Position, Rejected> {
    let geometry = geometry(row, feature, &["Point"])?;
    let Shape::Point([x, y]) = geometry.shape else {
        return Err(shape_fault(row, "a pair of numbers", &geometry.shape));
    };
    let located = locate(row, &[x], &[y], placing)?;
    Ok(located[0])
}

/// The lines of a line or multi-line feature.
pub(super) fn lines(
    row: &Row<'_>,
    feature: &Feature,
    placing: &Placing,
) -> Result<Vec<Vec<Position>>, Rejected> {
    let geometry = geometry(row, feature, &["LineString", "MultiLineString"])?;
    let parts = match geometry.kind.as_str() {
        "LineString" => std::slice::from_ref(&geometry.shape),
        _ => list(row, "a list of lines", &geometry.shape)?,
    };
    let mut chains = Chains::default();
    parts.iter().try_for_each(|part| chains.add(row, part))?;
    chains.locate(row, placing)
}

/// The ground of a polygon or multi-polygon feature.
pub(super) fn region(
    row: &Row<'_>,
    feature: &Feature,
    placing: &Placing,
) -> Result<Region, Rejected> {
    let Draft { polygons: parts } = draft(row, feature, placing)?;
    let kind = feature.geometry.as_ref().map_or("", |shape| &shape.kind);
    let mut polygons = Vec::with_capacity(parts.len());
    for (i, rings) in parts.iter().enumerate() {
        let broken = |error| {
            let text = broken_text(parts.len(), i, error);
            row.place.reject("geometry", kind, text)
        };
        polygons.push(Polygon::from_closed_chains(rings).map_err(broken)?);
    }
    let broken = |error| {
        let text = format!("is not valid: {error}");
        row.place.reject("geometry", kind, text)
    };
    Region::new(polygons).map_err(broken)
}

/// The rings of a polygon or multi-polygon feature, valid or not.
pub(super) fn draft(
    row: &Row<'_>,
    feature: &Feature,
    placing: &Placing,
) -> Result<Draft, Rejected> {
    let geometry = geometry(row, feature, &["Polygon", "MultiPolygon"])?;
    let parts = match geometry.kind.as_str() {
        "Polygon" => std::slice::from_ref(&geometry.shape),
        _ => list(row, "a list of polygons", &geometry.shape)?,
    };
    let mut chains = Chains::default();
    let mut ring_counts = Vec::with_capacity(parts.len());
    for part in parts {
        let rings = list(row, "a list of rings", part)?;
        rings.iter().try_for_each(|ring| chains.add(row, ring))?;
        ring_counts.push(rings.len());
    }
    let mut located = chains.locate(row, placing)?.into_iter();
    let polygons = ring_counts
        .into_iter()
        .map(|count| located.by_ref().take(count).collect())
        .collect();
    Ok(Draft { polygons })
}

fn broken_text(polygons: usize, index: usize, error: impl std::fmt::Display) -> String {
    if polygons == 1 {
        format!("is not valid: {error}")
    } else {
        format!("is not valid: polygon {index}, {error}")
    }
}

/// Lines or rings, all their vertices in two arrays.
#[derive(Default)]
struct Chains {
    xs: Vec<f64>,
    ys: Vec<f64>,
    ends: Vec<usize>,
}

impl Chains {
    fn add(&mut self, row: &Row<'_>, shape: &Shape) -> Result<(), Rejected> {
        for vertex in list(row, "a list of positions", shape)? {
            let Shape::Point([x, y]) = *vertex else {
                return Err(shape_fault(row, "a pair of numbers", vertex));
            };
            self.xs.push(x);
            self.ys.push(y);
        }
        if self.xs.len() > MAX_VERTICES {
            let reason =
                format!("vertices are more than the {MAX_VERTICES} that one feature may have");
            return Err(row
                .place
                .reject("coordinates", &self.xs.len().to_string(), reason));
        }
        self.ends.push(self.xs.len());
        Ok(())
    }

    fn locate(self, row: &Row<'_>, placing: &Placing) -> Result<Vec<Vec<Position>>, Rejected> {
        let located = locate(row, &self.xs, &self.ys, placing)?;
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        Ok(starts
            .zip(&self.ends)
            .map(|(start, &end)| located[start..end].to_vec())
            .collect())
    }
}

fn geometry<'a>(
    row: &Row<'_>,
    feature: &'a Feature,
    wanted: &[&str],
) -> Result<&'a Geometry, Rejected> {
    if feature.kind != "Feature" {
        return Err(row.place.reject("type", &feature.kind, "is not Feature"));
    }
    let geometry = feature.geometry.as_ref();
    let geometry =
        geometry.ok_or_else(|| row.place.reject("geometry", "null", "is no geometry"))?;
    if !wanted.contains(&geometry.kind.as_str()) {
        return Err(row.place.reject(
            "geometry",
            &geometry.kind,
            format!("is not {}", wanted.join(" or ")),
        ));
    }
    Ok(geometry)
}

fn list<'a>(row: &Row<'_>, wanted: &str, shape: &'a Shape) -> Result<&'a [Shape], Rejected> {
    match shape {
        Shape::List(members) => Ok(members),
        other => Err(shape_fault(row, wanted, other)),
    }
}

fn shape_fault(row: &Row<'_>, wanted: &str, found: &Shape) -> Rejected {
    let found = match found {
        Shape::Number(_) => "a number",
        Shape::Point(_) => "a position",
        Shape::List(_) => "a list",
        Shape::Wrong(what) => what,
    };
    row.place.reject(
        "coordinates",
        found,
        format!("stands where {wanted} should be"),
    )
}

fn locate(
    row: &Row<'_>,
    xs: &[f64],
    ys: &[f64],
    placing: &Placing,
) -> Result<Vec<Position>, Rejected> {
    let located = placing.locate(xs, ys).into_iter().enumerate();
    located
        .map(|(i, place)| {
            place.map_err(|misplaced| {
                let [x, y] = placing.axes().names();
                let pair = format!("{},{}", xs[i], ys[i]);
                match misplaced {
                    Misplaced::First(reason) => row.place.reject(x, &xs[i].to_string(), reason),
                    Misplaced::Second(reason) => row.place.reject(y, &ys[i].to_string(), reason),
                    Misplaced::Pair(reason) => row.place.reject("coordinates", &pair, reason),
                }
            })
        })
        .collect()
}
