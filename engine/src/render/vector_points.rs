//! Points and defects in vector tiles.

use super::RenderError;
use super::defects::{Shape, codes, faults};
use super::mvt::{Fields, Geometry};
use super::points::{shown, shown_addresses};
use super::style::{MeasureLabel, Thin};
use super::vector::{COUNT_PREFIX, Layer};
use super::vector_clip::{Point, Rings, clip_line, inside};
use crate::faults::TierFault;
use crate::geom::Size;
use crate::model::Tier;

/// What of a fault is in a tile.
enum Seen {
    Rings(Rings),
    Lines(Vec<Vec<Point>>),
    Point(Point),
}

impl Layer<'_> {
    pub(super) fn checkpoints(&mut self, thin: Thin) {
        let checkpoints = &self.snapshot.checkpoints;
        let thinning = || checkpoints.thinning();
        for index in shown(checkpoints, thinning, thin, self.zoom, self.window) {
            let point = self.place.of(checkpoints.world()[index]);
            let record = &checkpoints.records()[index];
            self.point(record.id.as_str(), point, |fields| {
                fields.text("name", &record.name);
                fields.text("kind", record.kind.as_str());
                fields.text("state", record.state.name());
            });
        }
    }

    pub(super) fn addresses(&mut self, measures: &[MeasureLabel], thin: Thin) {
        let addresses = &self.snapshot.addresses;
        let seen = shown_addresses(self.snapshot, measures, thin, self.zoom, self.window);
        let mut reader = addresses.records().reader();
        let measures = self.snapshot.counts.measures().iter();
        let sums: Vec<_> = measures
            .map(|sums| (format!("{COUNT_PREFIX}{}", sums.measure), &sums.values))
            .collect();
        for index in seen {
            let point = self.place.of(addresses.world()[index]);
            let record = addresses.records().spot(index);
            self.point(reader.id(index), point, |fields| {
                fields.whole("households", record.households.into());
                fields.whole("residents", record.residents.into());
                for (name, values) in &sums {
                    if let Some(value) = values.at(index) {
                        fields.whole(name, value.get());
                    }
                }
            });
        }
    }

    fn point(&mut self, key: &str, point: Point, own_fields: impl FnOnce(&mut Fields)) {
        if !inside(point) {
            return;
        }
        self.feature(key, Geometry::Point(point), |fields| {
            fields.text("key", key);
            own_fields(fields);
        });
    }

    /// The faults of a tier, or of all; what is too small for a ring is a point.
    pub(super) fn defects(&mut self, only: Option<Tier>) -> Result<(), RenderError> {
        for (tier, faults) in faults(self.snapshot, only)? {
            for fault in faults.iter() {
                if let Some(seen) = self.seen(fault) {
                    self.defect(tier, fault, &seen);
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
        let middle = self.place.of(shape.middle());
        let point = || inside(middle).then_some(Seen::Point(middle));
        match &shape {
            Shape::Point(_) => point(),
            Shape::Edge(ends) => {
                let ends: Vec<Point> = ends.iter().map(|&p| self.place.of(p)).collect();
                let parts = clip_line(&ends);
                if parts.is_empty() {
                    return point();
                }
                Some(Seen::Lines(parts))
            }
            Shape::Ground(region) => {
                let mut rings = Rings::default();
                for (i, ring) in region.rings.iter().enumerate() {
                    rings.add(ring.iter().map(|&p| self.place.of(p)), i == 0);
                }
                if rings.is_empty() {
                    return point();
                }
                Some(Seen::Rings(rings))
            }
        }
    }

    fn defect(&mut self, tier: Tier, fault: &TierFault, seen: &Seen) {
        let codes = codes(self.snapshot, tier, fault);
        let kind = fault.fault.kind;
        let geometry = match seen {
            Seen::Rings(rings) => Geometry::Rings(rings),
            Seen::Lines(parts) => Geometry::Lines(parts),
            Seen::Point(point) => Geometry::Point(*point),
        };
        let key = format!("{tier} {} {}", kind.name(), fault.fault.place.position());
        self.feature(&key, geometry, |fields| {
            fields.text("kind", kind.name());
            fields.flag("breaks", kind.breaks_coverage());
            fields.text("tier", tier.name());
            fields.text("codes", &codes.join(" "));
            if let Some(parent) = &fault.parent {
                fields.text("parent", parent.as_str());
            }
            match fault.fault.size {
                Size::Point => {}
                Size::LengthM(length_m) => fields.decimal("length_m", length_m),
                Size::AreaM2(area_m2) => fields.decimal("area_m2", area_m2),
            }
        });
    }
}
