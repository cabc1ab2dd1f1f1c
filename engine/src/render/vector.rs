//! Vector tiles (Mapbox Vector Tile 2.1) of the styles that draw records.
//!
//! Feature ids are a hash of the record's key, so they stay the same from tile to tile and from day to day.

use fast_mvt::{MvtFeatureBuilder, MvtGeomType, MvtLayerBuilder};
use geo::Coord;
use sha2::{Digest, Sha256};

use super::areas::{shown_crossing, shown_grids};
use super::barriers::{BarrierClass, class_of};
use super::line::LineStyle;
use super::load::load_levels;
use super::risk::{RiskLevel, levels};
use super::statistic::{Known, Stated, Statistic, numbers_of};
use super::style::{Content, Style};
use super::vector_clip::{Point, clip_line, clip_ring, to_tile};
use super::{Areas, RenderError, View, check_zoom};
use crate::assign::{Assignment, Tally};
use crate::geom::{TileCoord, TileSize, WorldBox, WorldPoint};
use crate::layer::{AreaLayer, AreaRecord};
use crate::model::{Cell, Grid, Tier};
use crate::snapshot::Snapshot;

/// Before the names of measures, so that they cannot be taken for other fields.
pub(super) const COUNT_PREFIX: &str = "count_";

/// One layer of a tile while it is built.
pub(super) struct Layer<'a> {
    pub(super) snapshot: &'a Snapshot,
    builder: Option<MvtLayerBuilder>,
    pub(super) place: Box<dyn Fn(WorldPoint) -> Point>,
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
    let mut layer = Layer::new(snapshot, style.id(), coord)?;
    match style.content() {
        Content::Density { .. } => {}
        Content::Risk { .. } => layer.risk(style, view)?,
        Content::Load { .. } => layer.load(style, view)?,
        Content::Choropleth(statistic) => layer.statistic(statistic, view)?,
        Content::Grids { lines } => layer.grids(lines, view.tier)?,
        Content::Defects(_) => layer.defects(view.tier)?,
        Content::Honeycomb { .. } => layer.cells(style, &view.areas)?,
        Content::Change { .. } => {
            if let Some(change) = &view.change {
                layer.change(change)?;
            }
        }
        Content::Labels(_) => layer.labels(style, coord, view)?,
        Content::Barriers { classes } => layer.barriers(classes)?,
        Content::Checkpoints { thin, .. } => layer.checkpoints(*thin)?,
        Content::Addresses { measures, thin, .. } => layer.addresses(measures, *thin)?,
    }
    Ok(layer.finish())
}

/// A stable feature id that JavaScript can hold: 53 bits of a hash of the key.
fn feature_id(key: &str) -> u64 {
    let digest = Sha256::digest(key);
    let bytes: [u8; 8] = digest[..8].try_into().unwrap_or_default();
    u64::from_be_bytes(bytes) >> 11
}

pub(super) fn coords(points: &[Point]) -> impl Iterator<Item = Coord<i32>> + '_ {
    points.iter().map(|&(x, y)| Coord {
        x: x as i32,
        y: y as i32,
    })
}

fn grid_tags(feature: &mut MvtFeatureBuilder, grid: &Grid) -> Result<(), fast_mvt::MvtError> {
    feature.tag("code", grid.code.as_str())?;
    feature.tag("name", grid.name.as_str())?;
    feature.tag("tier", grid.tier.name())?;
    Ok(())
}

fn cell_tags(feature: &mut MvtFeatureBuilder, cell: &Cell) -> Result<(), fast_mvt::MvtError> {
    feature.tag("code", cell.code.as_str())?;
    feature.tag("layer", cell.layer.as_str())?;
    Ok(())
}

fn risk_tag(
    feature: &mut MvtFeatureBuilder,
    levels: &[RiskLevel],
    index: usize,
) -> Result<(), fast_mvt::MvtError> {
    if let Some(level) = levels.get(index) {
        feature.tag("risk", level.name())?;
    }
    Ok(())
}

fn value_tags(
    feature: &mut MvtFeatureBuilder,
    stated: Stated<'_>,
    known: Known,
) -> Result<(), fast_mvt::MvtError> {
    if let Known::Value(value) = known {
        feature.tag_double("value", value)?;
    }
    feature.tag("class", stated.class_name(known))?;
    Ok(())
}

impl<'a> Layer<'a> {
    fn new(snapshot: &'a Snapshot, name: &str, coord: TileCoord) -> Result<Self, RenderError> {
        let window = coord.pixels(TileSize::Px256).grown(8).world();
        Ok(Self {
            snapshot,
            builder: Some(MvtLayerBuilder::new(name).map_err(RenderError::from)?),
            place: Box::new(to_tile(coord.z(), coord.x(), coord.y())),
            window,
            zoom: coord.z(),
            // clients draw vector tiles at 512 pixels
            detail: coord.pixels(TileSize::Px512).pixel_zoom,
        })
    }

    /// The tile; nothing when no feature was added.
    fn finish(self) -> Vec<u8> {
        self.builder
            .filter(|builder| builder.num_features() > 0)
            .map(MvtLayerBuilder::encode)
            .unwrap_or_default()
    }

    /// Adds a feature that `build` fills.
    pub(super) fn feature(
        &mut self,
        key: &str,
        kind: MvtGeomType,
        build: impl FnOnce(&mut MvtFeatureBuilder) -> Result<(), fast_mvt::MvtError>,
    ) -> Result<(), RenderError> {
        let Some(builder) = self.builder.take() else {
            return Ok(());
        };
        let mut feature = builder.feature_of(kind);
        feature.id(Some(feature_id(key)));
        build(&mut feature).map_err(RenderError::from)?;
        self.builder = Some(feature.end());
        Ok(())
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
                self.areas(
                    grids,
                    &self.snapshot.assignment(*tier),
                    |feature, grid, _| grid_tags(feature, grid),
                )?;
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
        let levels = levels(self.snapshot, style, grids, &assignment);
        self.areas(grids, &assignment, |feature, grid, index| {
            grid_tags(feature, grid)?;
            risk_tag(feature, &levels, index)
        })
    }

    fn statistic(&mut self, statistic: &Statistic, view: &View) -> Result<(), RenderError> {
        let numbers = numbers_of(self.snapshot, statistic, view)?;
        let stated = statistic.stated(&self.snapshot.counts, numbers.as_deref());
        if let Some((index, crossing)) = shown_crossing(self.snapshot, &view.areas)? {
            let assignment = self.snapshot.crossing_assignment(index);
            let cells = &crossing.cells;
            return self.areas(cells, &assignment, |feature, cell, index| {
                cell_tags(feature, cell)?;
                let known = stated.of(index, &assignment.tallies[index], cells.area_m2(index));
                value_tags(feature, stated, known)
            });
        }
        let shown = match view.areas {
            Areas::Grids => shown_grids(self.snapshot, view.tier)?,
            Areas::Cells(_) => None,
        };
        let Some((tier, grids)) = shown else {
            return Ok(());
        };
        let assignment = self.snapshot.assignment(tier);
        self.areas(grids, &assignment, |feature, grid, index| {
            grid_tags(feature, grid)?;
            let known = stated.of(index, &assignment.tallies[index], grids.area_m2(index));
            value_tags(feature, stated, known)
        })
    }

    fn load(&mut self, style: &Style, view: &View) -> Result<(), RenderError> {
        let Some((tier, grids)) = shown_grids(self.snapshot, view.tier)? else {
            return Ok(());
        };
        let assignment = self.snapshot.assignment(tier);
        let levels = load_levels(style, view, tier, &assignment);
        self.areas(grids, &assignment, |feature, grid, index| {
            grid_tags(feature, grid)?;
            let tally = &assignment.tallies[index];
            feature.tag_uint("households", tally.households)?;
            feature.tag_uint("residents", tally.residents)?;
            feature.tag("load", levels[index].name())?;
            Ok(())
        })
    }

    fn cells(&mut self, style: &Style, areas: &Areas) -> Result<(), RenderError> {
        let Some((index, crossing)) = shown_crossing(self.snapshot, areas)? else {
            return Ok(());
        };
        let assignment = self.snapshot.crossing_assignment(index);
        let levels = levels(self.snapshot, style, &crossing.cells, &assignment);
        self.areas(&crossing.cells, &assignment, |feature, cell, index| {
            cell_tags(feature, cell)?;
            risk_tag(feature, &levels, index)
        })
    }

    fn areas<T: AreaRecord>(
        &mut self,
        areas: &AreaLayer<T>,
        assignment: &Assignment,
        tags: impl Fn(&mut MvtFeatureBuilder, &T, usize) -> Result<(), fast_mvt::MvtError>,
    ) -> Result<(), RenderError> {
        for index in areas.meeting(self.window.bounds()) {
            let record = &areas.records()[index];
            let is_outer = record
                .region()
                .polygons()
                .iter()
                .flat_map(|p| p.rings().enumerate().map(|(i, _)| i == 0));
            let mut rings: Vec<(Vec<Point>, bool)> = Vec::new();
            for (ring, outer) in areas.drawn(index, self.detail).rings.iter().zip(is_outer) {
                let points: Vec<Point> = ring.iter().map(|&p| (self.place)(p)).collect();
                rings.push((clip_ring(&points), outer));
            }
            let rings = drawable(rings);
            if rings.is_empty() {
                continue;
            }
            let measures = self.snapshot.counts.measures();
            let tally = &assignment.tallies[index];
            self.feature(record.code(), MvtGeomType::Polygon, |feature| {
                tags(feature, record, index)?;
                tally_tags(
                    feature,
                    tally,
                    measures.iter().map(|sums| sums.measure.as_str()),
                )?;
                feature.tag_double("area_m2", (areas.area_m2(index) * 10.0).round() / 10.0)?;
                for (ring, outer) in &rings {
                    feature.ring(coords(ring), *outer)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn barriers(&mut self, classes: &[BarrierClass]) -> Result<(), RenderError> {
        let barriers = &self.snapshot.barriers;
        for index in barriers.meeting(self.window.bounds()) {
            let class = &classes[class_of(classes, &barriers.records()[index].class)];
            if self.zoom < class.line.from_zoom {
                continue;
            }
            let points: Vec<Point> = barriers
                .drawn(index, self.detail)
                .iter()
                .map(|&p| (self.place)(p))
                .collect();
            let parts = clip_line(&points);
            if parts.is_empty() {
                continue;
            }
            let barrier = &barriers.records()[index];
            self.feature(barrier.id.as_str(), MvtGeomType::LineString, |feature| {
                feature.tag("key", barrier.id.as_str())?;
                feature.tag("class", barrier.class.as_str())?;
                if !barrier.name.is_empty() {
                    feature.tag("name", barrier.name.as_str())?;
                }
                for part in &parts {
                    feature.line(coords(part))?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }
}

/// Rings that are left after cutting: a hole goes with its outer ring.
pub(super) fn drawable(rings: Vec<(Vec<Point>, bool)>) -> Vec<(Vec<Point>, bool)> {
    let mut kept: Vec<(Vec<Point>, bool)> = Vec::new();
    let mut outer_left = false;
    for (ring, outer) in rings {
        if outer {
            outer_left = !ring.is_empty();
        }
        if outer_left && !ring.is_empty() {
            kept.push((ring, outer));
        }
    }
    kept
}

fn tally_tags<'m>(
    feature: &mut MvtFeatureBuilder,
    tally: &Tally,
    measures: impl Iterator<Item = &'m str>,
) -> Result<(), fast_mvt::MvtError> {
    feature.tag_uint("addresses", tally.addresses)?;
    for (measure, value) in measures.zip(&tally.counts) {
        if let Some(value) = value {
            feature.tag_uint(format!("{COUNT_PREFIX}{measure}"), *value)?;
        }
    }
    Ok(())
}
