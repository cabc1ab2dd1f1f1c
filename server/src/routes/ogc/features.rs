//! The rows of collections as GeoJSON features.

use hexward_engine::geom::{Bounds, line_meets, region_meets};
use hexward_engine::model::{AreaCode, BarrierId, CellCode, CheckpointId, Tier, UnitId};
use hexward_engine::snapshot::Snapshot;
use serde_json::{Map, Value, json};

use super::held::Source;
use crate::dto::{self, ogc::Feature};
use crate::routes::{cells, grids};
use crate::state::AppState;

/// The places of the rows that share a point with one of these boxes, of all rows without a box; in the order of their
/// keys.
pub(super) fn rows(snapshot: &Snapshot, source: Source, boxes: Option<&[Bounds]>) -> Vec<usize> {
    let Some(boxes) = boxes else {
        return (0..count(snapshot, source)).collect();
    };
    let mut rows: Vec<usize> = boxes
        .iter()
        .flat_map(|&bounds| meeting(snapshot, source, bounds))
        .collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

fn count(snapshot: &Snapshot, source: Source) -> usize {
    match source {
        Source::Grids(tier) => snapshot
            .grids
            .get(&tier)
            .map_or(0, |layer| layer.records().len()),
        Source::Cells(index) => snapshot.crossings[index].cells.records().len(),
        Source::Checkpoints => snapshot.checkpoints.records().len(),
        Source::Barriers => snapshot.barriers.records().len(),
        Source::Units => snapshot.units.records().len(),
        Source::Density => 0,
    }
}

fn meeting(snapshot: &Snapshot, source: Source, bounds: Bounds) -> Vec<usize> {
    match source {
        Source::Grids(tier) => {
            let Some(layer) = snapshot.grids.get(&tier) else {
                return Vec::new();
            };
            let mut rows = layer.meeting(bounds);
            rows.retain(|&row| region_meets(&layer.records()[row].region, bounds));
            rows
        }
        Source::Cells(index) => {
            let layer = &snapshot.crossings[index].cells;
            let mut rows = layer.meeting(bounds);
            rows.retain(|&row| region_meets(&layer.records()[row].region, bounds));
            rows
        }
        Source::Checkpoints => snapshot.checkpoints.within(bounds),
        Source::Barriers => {
            let mut rows = snapshot.barriers.meeting(bounds);
            let path = |row: usize| snapshot.barriers.records()[row].path();
            rows.retain(|&row| line_meets(path(row), bounds));
            rows
        }
        Source::Units => {
            let mut rows = snapshot.units.meeting(bounds);
            rows.retain(|&row| region_meets(&snapshot.units.records()[row].region, bounds));
            rows
        }
        Source::Density => Vec::new(),
    }
}

/// The place of the row of an id.
pub(super) fn row_of(snapshot: &Snapshot, source: Source, id: &str) -> Option<usize> {
    match source {
        Source::Grids(tier) => {
            let code = AreaCode::new(id).ok()?;
            snapshot.grids.get(&tier)?.index_of(&code)
        }
        Source::Cells(index) => {
            let crossing = &snapshot.crossings[index];
            let code = CellCode::parse(id).ok()?;
            crossing
                .cells
                .index_of(&(crossing.layer.name.clone(), code))
        }
        Source::Checkpoints => snapshot.checkpoints.index_of(&CheckpointId::new(id).ok()?),
        Source::Barriers => {
            let id = BarrierId::new(id).ok()?;
            let rows = snapshot.barriers.records();
            rows.binary_search_by(|row| row.id.cmp(&id)).ok()
        }
        Source::Units => snapshot.units.index_of(&UnitId::new(id).ok()?),
        Source::Density => None,
    }
}

/// The feature of a row.
pub(super) type Maker<'a> = Box<dyn Fn(usize) -> Feature + 'a>;

/// What makes features of the rows of a collection. O(rows) before the first one, where classes are worked out.
pub(super) fn maker<'a>(state: &AppState, snapshot: &'a Snapshot, source: Source) -> Maker<'a> {
    match source {
        Source::Grids(tier) => grid(state, snapshot, tier),
        Source::Cells(index) => {
            let risks = cells::risks(state, snapshot, index);
            Box::new(move |row| {
                let cell = cells::resource(snapshot, index, row, &risks);
                let record = &snapshot.crossings[index].cells.records()[row];
                area(
                    record.code.as_str(),
                    json!(cell),
                    dto::geometry(&record.region),
                )
            })
        }
        Source::Checkpoints => Box::new(|row| {
            let record = &snapshot.checkpoints.records()[row];
            let properties = json!({
                "name": record.name,
                "kind": record.kind,
                "state": record.state.name(),
            });
            area(record.id.as_str(), properties, dto::point(record.position))
        }),
        Source::Barriers => Box::new(|row| {
            let record = &snapshot.barriers.records()[row];
            let properties = json!({ "class": record.class, "name": record.name });
            area(record.id.as_str(), properties, dto::line(record.path()))
        }),
        Source::Units | Source::Density => Box::new(|row| {
            let record = &snapshot.units.records()[row];
            let unit = dto::Unit::new(record, snapshot.units.area_m2(row));
            area(
                record.id.as_str(),
                json!(unit),
                dto::geometry(&record.region),
            )
        }),
    }
}

fn grid<'a>(state: &AppState, snapshot: &'a Snapshot, tier: Tier) -> Maker<'a> {
    let risks = grids::risks(state, snapshot, tier);
    Box::new(move |row| {
        let layer = &snapshot.grids[&tier];
        let record = &layer.records()[row];
        let grid = grids::resource(snapshot, tier, layer, row, &risks);
        area(
            record.code.as_str(),
            json!(grid),
            dto::geometry(&record.region),
        )
    })
}

/// A feature whose properties are values: counts are members `count_` and the measure, as in vector tiles.
fn area(id: &str, properties: Value, geometry: geojson::Geometry) -> Feature {
    let mut properties = match properties {
        Value::Object(properties) => properties,
        _ => Map::new(),
    };
    properties.remove("bounds");
    let counts = properties.remove("counts");
    let counts = counts
        .as_ref()
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    for count in counts {
        let measure = count["measure"].as_str().unwrap_or_default();
        properties.insert(format!("count_{measure}"), count["value"].clone());
    }
    Feature {
        kind: "Feature",
        id: id.to_owned(),
        properties,
        geometry,
        links: Vec::new(),
    }
}
