//! Vector tiles (Mapbox Vector Tile 2.1) of the styles that draw records.
//!
//! Feature ids are a hash of the record's key, so they stay the same from tile to tile and from day to day.

use fast_mvt::{MvtFeatureBuilder, MvtGeomType, MvtLayerBuilder};
use geo::Coord;
use sha2::{Digest, Sha256};

use super::areas::{named_crossing, shown_grids};
use super::risk::{RiskLevel, levels};
use super::style::{Content, Style};
use super::vector_clip::{Point, clip_line, clip_ring, inside, to_tile};
use super::{Areas, RenderError, View, check_zoom};
use crate::assign::{Assignment, Tally};
use crate::geom::{TileCoord, TileSize, WorldBox, WorldPoint};
use crate::layer::{AreaLayer, AreaRecord};
use crate::model::{Cell, Grid};
use crate::snapshot::Snapshot;

/// Before the names of measures, so that they cannot be taken for other fields.
const COUNT_PREFIX: &str = "count_";

/// One layer of a tile while it is built.
struct Layer<'a> {
    snapshot: &'a Snapshot,
    builder: Option<MvtLayerBuilder>,
    place: Box<dyn Fn(WorldPoint) -> Point>,
    window: WorldBox,
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
    let mut layer = Layer::new(snapshot, style.id(), coord)?;
    match style.content() {
        Content::Density { .. } => {}
        Content::Risk { .. } => layer.risk(style, &view.areas)?,
        Content::Grids { lines } => {
            for (tier, _) in lines {
                if let Some(grids) = snapshot.grids.get(tier) {
                    layer.areas(grids, &snapshot.assignment(*tier), &[], grid_tags)?;
                }
            }
        }
        Content::Honeycomb { .. } => layer.cells(style, &view.areas)?,
        Content::Barriers { .. } => layer.barriers()?,
        Content::Checkpoints { .. } => layer.checkpoints()?,
        Content::Addresses { .. } => layer.addresses()?,
    }
    Ok(layer.finish())
}

/// The layers of a style's vector tiles with their fields and what these mean, for TileJSON.
pub fn vector_fields(snapshot: &Snapshot, style: &Style) -> Vec<(String, Vec<(String, String)>)> {
    let tallies = [
        ("addresses", "addresses in the area"),
        ("area_m2", "ground area in square metres"),
    ];
    let mut fields = match style.content() {
        Content::Density { .. } => return Vec::new(),
        Content::Risk { .. } => vec![
            ("code", "code of the area"),
            ("risk", "high, watch, normal or none"),
        ],
        Content::Grids { .. } => vec![
            ("code", "code of the grid"),
            ("name", "name"),
            ("tier", "tier"),
        ],
        Content::Honeycomb { .. } => {
            vec![("code", "code of the cell"), ("layer", "honeycomb layer")]
        }
        Content::Barriers { .. } => vec![("key", "id of the barrier"), ("class", "what it is")],
        Content::Checkpoints { .. } => {
            vec![("key", "id"), ("name", "name"), ("kind", "what it is")]
        }
        Content::Addresses { .. } => {
            vec![
                ("key", "id"),
                ("households", "households"),
                ("residents", "residents"),
            ]
        }
    };
    let of_areas = matches!(
        style.content(),
        Content::Risk { .. } | Content::Grids { .. } | Content::Honeycomb { .. }
    );
    if of_areas {
        fields.extend(tallies);
    }
    let mut fields: Vec<(String, String)> = fields
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect();
    if of_areas || matches!(style.content(), Content::Addresses { .. }) {
        fields.extend(snapshot.counts.measures().iter().map(|sums| {
            let name = format!("{COUNT_PREFIX}{}", sums.measure);
            (name, format!("{}, in {}", sums.measure, sums.unit))
        }));
    }
    vec![(style.id().to_owned(), fields)]
}

/// A stable feature id that JavaScript can hold: 53 bits of a hash of the key.
fn feature_id(key: &str) -> u64 {
    let digest = Sha256::digest(key);
    let bytes: [u8; 8] = digest[..8].try_into().unwrap_or_default();
    u64::from_be_bytes(bytes) >> 11
}

fn coords(points: &[Point]) -> impl Iterator<Item = Coord<i32>> + '_ {
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

impl<'a> Layer<'a> {
    fn new(snapshot: &'a Snapshot, name: &str, coord: TileCoord) -> Result<Self, RenderError> {
        let window = coord.pixels(TileSize::Px256).grown(8).world();
        Ok(Self {
            snapshot,
            builder: Some(MvtLayerBuilder::new(name).map_err(RenderError::from)?),
            place: Box::new(to_tile(coord.z(), coord.x(), coord.y())),
            window,
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
    fn feature(
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

    fn risk(&mut self, style: &Style, areas: &Areas) -> Result<(), RenderError> {
        match areas {
            Areas::Grids => {
                let Some((tier, grids)) = shown_grids(self.snapshot) else {
                    return Ok(());
                };
                let assignment = self.snapshot.assignment(tier);
                let levels = levels(self.snapshot, style, grids, &assignment);
                self.areas(grids, &assignment, &levels, grid_tags)
            }
            Areas::Cells(_) => self.cells(style, areas),
        }
    }

    fn cells(&mut self, style: &Style, areas: &Areas) -> Result<(), RenderError> {
        let name = match areas {
            Areas::Cells(name) => name.as_deref(),
            Areas::Grids => None,
        };
        let Some((index, crossing)) = named_crossing(self.snapshot, name)? else {
            return Ok(());
        };
        let assignment = self.snapshot.crossing_assignment(index);
        let levels = levels(self.snapshot, style, &crossing.cells, &assignment);
        self.areas(&crossing.cells, &assignment, &levels, cell_tags)
    }

    fn areas<T: AreaRecord>(
        &mut self,
        areas: &AreaLayer<T>,
        assignment: &Assignment,
        levels: &[RiskLevel],
        tags: impl Fn(&mut MvtFeatureBuilder, &T) -> Result<(), fast_mvt::MvtError>,
    ) -> Result<(), RenderError> {
        for index in areas.meeting(self.window.bounds()) {
            let record = &areas.records()[index];
            let is_outer = record
                .region()
                .polygons()
                .iter()
                .flat_map(|p| p.rings().enumerate().map(|(i, _)| i == 0));
            let mut rings: Vec<(Vec<Point>, bool)> = Vec::new();
            for (ring, outer) in areas.world(index).rings.iter().zip(is_outer) {
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
                tags(feature, record)?;
                tally_tags(
                    feature,
                    tally,
                    measures.iter().map(|sums| sums.measure.as_str()),
                )?;
                feature.tag_double("area_m2", (areas.area_m2(index) * 10.0).round() / 10.0)?;
                if let Some(level) = levels.get(index) {
                    feature.tag("risk", level.name())?;
                }
                for (ring, outer) in &rings {
                    feature.ring(coords(ring), *outer)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn barriers(&mut self) -> Result<(), RenderError> {
        let barriers = &self.snapshot.barriers;
        for index in barriers.meeting(self.window.bounds()) {
            let points: Vec<Point> = barriers.world()[index]
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
                for part in &parts {
                    feature.line(coords(part))?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn checkpoints(&mut self) -> Result<(), RenderError> {
        let checkpoints = &self.snapshot.checkpoints;
        for index in checkpoints.within(self.window.bounds()) {
            let point = (self.place)(checkpoints.world()[index]);
            let record = &checkpoints.records()[index];
            self.point(record.id.as_str(), point, |feature| {
                feature.tag("name", record.name.as_str())?;
                feature.tag("kind", record.kind.as_str())?;
                Ok(())
            })?;
        }
        Ok(())
    }

    fn addresses(&mut self) -> Result<(), RenderError> {
        let addresses = &self.snapshot.addresses;
        for index in addresses.within(self.window.bounds()) {
            let point = (self.place)(addresses.world()[index]);
            let record = &addresses.records()[index];
            let counts = self.snapshot.counts.measures();
            self.point(record.id.as_str(), point, |feature| {
                feature.tag_uint("households", record.households.into())?;
                feature.tag_uint("residents", record.residents.into())?;
                for sums in counts {
                    if let Some(value) = sums.values[index] {
                        feature.tag_uint(format!("{COUNT_PREFIX}{}", sums.measure), value)?;
                    }
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn point(
        &mut self,
        key: &str,
        point: Point,
        tags: impl FnOnce(&mut MvtFeatureBuilder) -> Result<(), fast_mvt::MvtError>,
    ) -> Result<(), RenderError> {
        if !inside(point) {
            return Ok(());
        }
        self.feature(key, MvtGeomType::Point, |feature| {
            feature.tag("key", key)?;
            tags(feature)?;
            feature.points(coords(&[point]))?;
            Ok(())
        })
    }
}

/// Rings that are left after cutting: a hole goes with its outer ring.
fn drawable(rings: Vec<(Vec<Point>, bool)>) -> Vec<(Vec<Point>, bool)> {
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
