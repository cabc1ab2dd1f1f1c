//! Points and defects in vector tiles.

use fast_mvt::{MvtFeatureBuilder, MvtGeomType};

use super::RenderError;
use super::defects::{Shape, codes, faults};
use super::points::{shown, shown_addresses};
use super::style::{MeasureLabel, Thin};
use super::vector::{COUNT_PREFIX, Layer, coords, drawable};
use super::vector_clip::{Point, clip_line, clip_ring, inside};
use crate::faults::TierFault;
use crate::geom::{Size, WorldPoint};
use crate::model::Tier;

/// What of a fault is in a tile.
enum Seen {
    Rings(Vec<(Vec<Point>, bool)>),
    Lines(Vec<Vec<Point>>),
    Point(Point),
}

impl Layer<'_> {
    pub(super) fn checkpoints(&mut self, thin: Thin) -> Result<(), RenderError> {
        let checkpoints = &self.snapshot.checkpoints;
        let thinning = || checkpoints.thinning();
        for index in shown(checkpoints, thinning, thin, self.zoom, self.window) {
            let point = (self.place)(checkpoints.world()[index]);
            let record = &checkpoints.records()[index];
            self.point(record.id.as_str(), point, |feature| {
                feature.tag("name", record.name.as_str())?;
                feature.tag("kind", record.kind.as_str())?;
                feature.tag("state", record.state.name())?;
                Ok(())
            })?;
        }
        Ok(())
    }

    pub(super) fn addresses(
        &mut self,
        measures: &[MeasureLabel],
        thin: Thin,
    ) -> Result<(), RenderError> {
        let addresses = &self.snapshot.addresses;
        let seen = shown_addresses(self.snapshot, measures, thin, self.zoom, self.window);
        let mut reader = addresses.records().reader();
        for index in seen {
            let point = (self.place)(addresses.world()[index]);
            let record = addresses.records().spot(index);
            let counts = self.snapshot.counts.measures();
            self.point(reader.id(index), point, |feature| {
                feature.tag_uint("households", record.households.into())?;
                feature.tag_uint("residents", record.residents.into())?;
                for sums in counts {
                    if let Some(value) = sums.values.at(index) {
                        feature.tag_uint(format!("{COUNT_PREFIX}{}", sums.measure), value.get())?;
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

    /// The faults of a tier, or of all; what is too small for a ring is a point.
    pub(super) fn defects(&mut self, only: Option<Tier>) -> Result<(), RenderError> {
        for (tier, faults) in faults(self.snapshot, only)? {
            for fault in faults.iter() {
                if let Some(seen) = self.seen(fault) {
                    self.defect(tier, fault, &seen)?;
                }
            }
        }
        Ok(())
    }

    fn seen(&self, fault: &TierFault) -> Option<Seen> {
        let shape = Shape::of(&fault.fault.place);
        if !shape.bounds().intersects(self.window) {
            return None;
        }
        let placed = |points: &[WorldPoint]| -> Vec<Point> {
            points.iter().map(|&p| (self.place)(p)).collect()
        };
        let middle = (self.place)(shape.middle());
        let point = || inside(middle).then_some(Seen::Point(middle));
        match &shape {
            Shape::Point(_) => point(),
            Shape::Edge(ends) => {
                let parts = clip_line(&placed(ends));
                if parts.is_empty() {
                    return point();
                }
                Some(Seen::Lines(parts))
            }
            Shape::Ground(region) => {
                let rings = region.rings.iter().enumerate();
                let rings = drawable(
                    rings
                        .map(|(i, ring)| (clip_ring(&placed(ring)), i == 0))
                        .collect(),
                );
                if rings.is_empty() {
                    return point();
                }
                Some(Seen::Rings(rings))
            }
        }
    }

    fn defect(&mut self, tier: Tier, fault: &TierFault, seen: &Seen) -> Result<(), RenderError> {
        let codes = codes(self.snapshot, tier, fault);
        let kind = fault.fault.kind;
        let geometry = match seen {
            Seen::Rings(_) => MvtGeomType::Polygon,
            Seen::Lines(_) => MvtGeomType::LineString,
            Seen::Point(_) => MvtGeomType::Point,
        };
        let key = format!("{tier} {} {}", kind.name(), fault.fault.place.position());
        self.feature(&key, geometry, |feature| {
            feature.tag("kind", kind.name())?;
            feature.tag_bool("breaks", kind.breaks_coverage())?;
            feature.tag("tier", tier.name())?;
            feature.tag("codes", codes.join(" "))?;
            if let Some(parent) = &fault.parent {
                feature.tag("parent", parent.as_str())?;
            }
            match fault.fault.size {
                Size::Point => {}
                Size::LengthM(length_m) => feature.tag_double("length_m", length_m).map(drop)?,
                Size::AreaM2(area_m2) => feature.tag_double("area_m2", area_m2).map(drop)?,
            }
            match seen {
                Seen::Rings(rings) => {
                    for (ring, outer) in rings {
                        feature.ring(coords(ring), *outer)?;
                    }
                }
                Seen::Lines(parts) => {
                    for part in parts {
                        feature.line(coords(part))?;
                    }
                }
                Seen::Point(point) => feature.points(coords(&[*point])).map(drop)?,
            }
            Ok(())
        })
    }
}
