//! Vector tiles (Mapbox Vector Tile 2.1) of the styles that draw records.
//!
//! Feature ids are a hash of the record's key, so they stay the same from tile to tile and from day to day.

use sha2::{Digest, Sha256};

use super::areas::{shown_crossing, shown_grids};
use super::barriers::{BarrierClass, class_of};
use super::line::LineStyle;
use super::load::LoadScale;
use super::mvt::{Fields, Geometry, LayerWriter};
use super::risk::level_of;
use super::statistic::{Known, Stated, Statistic, numbers_of};
use super::style::{Content, Style};
use super::vector_clip::{Point, Rings, ToTile, clip_line};
use super::{Areas, RenderError, View, check_zoom};
use crate::assign::Assignment;
use crate::geom::{TileCoord, TileSize, WorldBox};
use crate::layer::{AreaLayer, AreaRecord};
use crate::model::{Cell, Grid, Tier};
use crate::snapshot::Snapshot;

/// Before the names of measures, so that they cannot be taken for other fields.
pub(super) const COUNT_PREFIX: &str = "count_";

/// One layer of a tile while it is built.
pub(super) struct Layer<'a> {
    pub(super) snapshot: &'a Snapshot,
    writer: LayerWriter,
    pub(super) place: ToTile,
    pub(super) window: WorldBox,
    pub(super) zoom: u8,
    detail: u8,
}

/// A vector tile of a style; empty bytes when nothing is there.
///
/// # Errors
/// [`RenderError`] when the style has none, at other zooms, and for a honeycomb layer that does not exist.
pub fn vector_tile(
    snapshot: &Snapshot,
    style: &Style,
    coord: TileCoord,
    view: &View,
) -> Result<Vec<u8>, RenderError> {
    if !style.has_vector() {
        return Err(RenderError::Format {
            style: style.id().to_owned(),
            format: "vector",
        });
    }
    check_zoom(style, coord, view.size)?;
    let style = &*style.ready(snapshot, view);
    let mut layer = Layer::new(snapshot, style.id(), coord);
    match style.content() {
        Content::Density { .. } => {}
        Content::Risk { .. } => layer.risk(style, view)?,
        Content::Load { scale, .. } => layer.load(scale, view)?,
        Content::Choropleth(statistic) => layer.statistic(statistic, view)?,
        Content::Grids { lines } => layer.grids(lines, view.tier)?,
        Content::Defects(_) => layer.defects(view.tier)?,
        Content::Honeycomb { .. } => layer.cells(style, &view.areas)?,
        Content::Change { .. } => {
            if let Some(change) = &view.change {
                layer.change(change);
            }
        }
        Content::Labels(_) => layer.labels(style, coord, view),
        Content::Barriers { classes } => layer.barriers(classes),
        Content::Checkpoints { thin, .. } => layer.checkpoints(*thin),
        Content::Addresses { measures, thin, .. } => layer.addresses(measures, *thin),
    }
    Ok(layer.writer.finish())
}

/// A stable feature id that JavaScript can hold: 53 bits of a hash of the key.
fn feature_id(key: &str) -> u64 {
    let digest = Sha256::digest(key);
    let bytes: [u8; 8] = digest[..8].try_into().unwrap_or_default();
    u64::from_be_bytes(bytes) >> 11
}

fn grid_fields(fields: &mut Fields, grid: &Grid) {
    fields.text("code", grid.code.as_str());
    fields.text("name", &grid.name);
    fields.text("tier", grid.tier.name());
}

fn cell_fields(fields: &mut Fields, cell: &Cell) {
    fields.text("code", cell.code.as_str());
    fields.text("layer", cell.layer.as_str());
}

fn value_fields(fields: &mut Fields, stated: Stated<'_>, known: Known) {
    if let Known::Value(value) = known {
        fields.decimal("value", value);
    }
    fields.text("class", &stated.class_name(known));
}

impl<'a> Layer<'a> {
    fn new(snapshot: &'a Snapshot, name: &str, coord: TileCoord) -> Self {
        let window = coord.pixels(TileSize::Px256).grown(8).world();
        Self {
            snapshot,
            writer: LayerWriter::new(name),
            place: ToTile::new(coord.z(), coord.x(), coord.y()),
            window,
            zoom: coord.z(),
            // clients draw vector tiles at 512 pixels
            detail: coord.pixels(TileSize::Px512).pixel_zoom,
        }
    }

    /// Adds a feature that `fill` gives its fields.
    pub(super) fn feature(
        &mut self,
        key: &str,
        geometry: Geometry<'_>,
        fill: impl FnOnce(&mut Fields),
    ) {
        self.writer.feature(feature_id(key), geometry, fill);
    }

    fn grids(
        &mut self,
        lines: &[(Tier, LineStyle)],
        only: Option<Tier>,
    ) -> Result<(), RenderError> {
        shown_grids(self.snapshot, only)?;
        for (tier, line) in lines {
            let wanted = only.is_none_or(|only| only == *tier) && self.zoom >= line.from_zoom;
            if let Some(grids) = self.snapshot.grids.get(tier).filter(|_| wanted) {
                let assignment = self.snapshot.assignment(*tier);
                self.areas(grids, &assignment, |fields, grid, _| {
                    grid_fields(fields, grid);
                });
            }
        }
        Ok(())
    }

    fn risk(&mut self, style: &Style, view: &View) -> Result<(), RenderError> {
        if matches!(view.areas, Areas::Cells(_)) {
            return self.cells(style, &view.areas);
        }
        let Some((tier, grids)) = shown_grids(self.snapshot, view.tier)? else {
            return Ok(());
        };
        let assignment = self.snapshot.assignment(tier);
        let level = level_of(self.snapshot, style, grids, &assignment);
        self.areas(grids, &assignment, |fields, grid, index| {
            grid_fields(fields, grid);
            if let Some(level) = &level {
                fields.text("risk", level(index).name());
            }
        });
        Ok(())
    }

    fn statistic(&mut self, statistic: &Statistic, view: &View) -> Result<(), RenderError> {
        let numbers = numbers_of(self.snapshot, statistic, view)?;
        let stated = statistic.stated(&self.snapshot.counts, numbers.as_deref());
        if let Some((index, crossing)) = shown_crossing(self.snapshot, &view.areas)? {
            let assignment = self.snapshot.crossing_assignment(index);
            let cells = &crossing.cells;
            self.areas(cells, &assignment, |fields, cell, index| {
                cell_fields(fields, cell);
                let known = stated.of(index, &assignment.tallies[index], cells.area_m2(index));
                value_fields(fields, stated, known);
            });
            return Ok(());
        }
        let shown = match view.areas {
            Areas::Grids => shown_grids(self.snapshot, view.tier)?,
            Areas::Cells(_) => None,
        };
        let Some((tier, grids)) = shown else {
            return Ok(());
        };
        let assignment = self.snapshot.assignment(tier);
        self.areas(grids, &assignment, |fields, grid, index| {
            grid_fields(fields, grid);
            let known = stated.of(index, &assignment.tallies[index], grids.area_m2(index));
            value_fields(fields, stated, known);
        });
        Ok(())
    }

    fn load(&mut self, scale: &LoadScale, view: &View) -> Result<(), RenderError> {
        let Some((tier, grids)) = shown_grids(self.snapshot, view.tier)? else {
            return Ok(());
        };
        let assignment = self.snapshot.assignment(tier);
        self.areas(grids, &assignment, |fields, grid, index| {
            grid_fields(fields, grid);
            let tally = &assignment.tallies[index];
            fields.whole("households", tally.households);
            fields.whole("residents", tally.residents);
            fields.text("load", scale.level(tier, view.by, tally).name());
        });
        Ok(())
    }

    fn cells(&mut self, style: &Style, areas: &Areas) -> Result<(), RenderError> {
        let Some((index, crossing)) = shown_crossing(self.snapshot, areas)? else {
            return Ok(());
        };
        let assignment = self.snapshot.crossing_assignment(index);
        let level = level_of(self.snapshot, style, &crossing.cells, &assignment);
        self.areas(&crossing.cells, &assignment, |fields, cell, index| {
            cell_fields(fields, cell);
            if let Some(level) = &level {
                fields.text("risk", level(index).name());
            }
        });
        Ok(())
    }

    fn areas<T: AreaRecord>(
        &mut self,
        areas: &AreaLayer<T>,
        assignment: &Assignment,
        own_fields: impl Fn(&mut Fields, &T, usize),
    ) {
        let measures = self.snapshot.counts.measures().iter();
        let sums: Vec<String> = measures
            .map(|sums| format!("{COUNT_PREFIX}{}", sums.measure))
            .collect();
        let (mut rings, mut vertices) = (Rings::default(), Vec::new());
        let meeting = areas.meeting(self.window.bounds());
        self.writer.reserve(meeting.len());
        for index in meeting {
            let (record, place) = (&areas.records()[index], self.place);
            let polygons = record.region().polygons().iter();
            let mut is_outer = polygons.flat_map(|p| p.rings().enumerate().map(|(i, _)| i == 0));
            rings.clear();
            areas.for_each_drawn_ring(index, self.detail, &mut vertices, |ring| {
                let outer = is_outer.next().unwrap_or(true);
                rings.add(ring.iter().map(|&p| place.of(p)), outer);
            });
            if rings.is_empty() {
                continue;
            }
            let tally = &assignment.tallies[index];
            self.feature(record.code(), Geometry::Rings(&rings), |fields| {
                own_fields(fields, record, index);
                fields.whole("addresses", tally.addresses);
                for (name, value) in sums.iter().zip(&tally.counts) {
                    if let Some(value) = value {
                        fields.whole(name, *value);
                    }
                }
                fields.decimal("area_m2", (areas.area_m2(index) * 10.0).round() / 10.0);
            });
        }
    }

    fn barriers(&mut self, classes: &[BarrierClass]) {
        let barriers = &self.snapshot.barriers;
        for index in barriers.meeting(self.window.bounds()) {
            let class = &classes[class_of(classes, &barriers.records()[index].class)];
            if self.zoom < class.line.from_zoom {
                continue;
            }
            let points: Vec<Point> = barriers
                .drawn(index, self.detail)
                .iter()
                .map(|&p| self.place.of(p))
                .collect();
            let parts = clip_line(&points);
            if parts.is_empty() {
                continue;
            }
            let barrier = &barriers.records()[index];
            self.feature(barrier.id.as_str(), Geometry::Lines(&parts), |fields| {
                fields.text("key", barrier.id.as_str());
                fields.text("class", barrier.class.as_str());
                if !barrier.name.is_empty() {
                    fields.text("name", &barrier.name);
                }
            });
        }
    }
}
