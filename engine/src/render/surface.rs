//! What a density style shows: cases per ground or per resident, as places in its scale.

use super::canvas::Canvas;
use super::density::{Density, Spread, density};
use super::risk::stored_measure;
use super::scale::Scale;
use super::style::{Content, MeasureLabel};
use super::{RenderError, View};
use crate::geom::PixelRect;
use crate::snapshot::Snapshot;

/// What the cases of a density are counted against.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Per {
    /// A hectare of ground.
    #[default]
    Hectare,
    /// A square kilometre of ground.
    SquareKilometre,
    /// 100,000 residents: the density of cases over that of residents, spread by the same kernel.
    Residents {
        /// With fewer residents a square kilometre there is no rate: it would be chance.
        floor_per_km2: f64,
    },
}

/// How a density style turns counts into colours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surface<'a> {
    pub(super) measures: &'a [MeasureLabel],
    pub(super) bandwidth_m: f64,
    pub(super) per: Per,
    pub(super) scale: &'a Scale,
}

impl Content {
    /// How a density is drawn.
    pub(super) fn surface(&self) -> Option<Surface<'_>> {
        match self {
            Self::Density {
                measures,
                bandwidth_m,
                per,
                scale,
            } => Some(Surface {
                measures,
                bandwidth_m: *bandwidth_m,
                per: *per,
                scale,
            }),
            _ => None,
        }
    }
}

impl Surface<'_> {
    /// The place in the scale of each pixel of a rectangle; 0 where nothing was counted or too few live.
    pub(super) fn indices(
        &self,
        snapshot: &Snapshot,
        rect: PixelRect,
        view: &View,
    ) -> Result<Vec<u8>, RenderError> {
        let nothing = || vec![0; rect.width as usize * rect.height as usize];
        let counts = &snapshot.counts;
        let Some((_, measure)) = stored_measure(counts, self.measures) else {
            return Ok(nothing());
        };
        let mut spread = Spread {
            bandwidth_m: self.bandwidth_m,
            days: view.days,
        };
        let cases = density(counts.pyramid(measure, &snapshot.addresses), &spread, rect)?;
        if cases.mass.iter().all(|&mass| mass == 0) {
            return Ok(nothing());
        }
        let factor = match self.per {
            Per::Hectare => 1e4,
            Per::SquareKilometre => 1e6,
            Per::Residents { floor_per_km2 } => {
                spread.days = None;
                let residents = counts.residents(&snapshot.addresses);
                let residents = density(residents, &spread, rect)?;
                return Ok(self.rates(&cases, &residents, floor_per_km2));
            }
        };
        let mut indices = Vec::with_capacity(cases.mass.len());
        for (row, masses) in cases.mass.chunks_exact(rect.width as usize).enumerate() {
            let factor = cases.per_m2_factor(row) * factor;
            indices.extend(masses.iter().map(|&mass| match mass {
                0 => 0,
                mass => self.scale.index(mass as f64 * factor),
            }));
        }
        Ok(indices)
    }

    /// Lays the colours over a canvas.
    pub(super) fn draw(
        &self,
        canvas: &mut Canvas,
        snapshot: &Snapshot,
        view: &View,
    ) -> Result<(), RenderError> {
        let indices = self.indices(snapshot, canvas.rect(), view)?;
        for (i, &index) in indices.iter().enumerate().filter(|(_, index)| **index > 0) {
            canvas.over(i, self.scale.palette()[usize::from(index)].premultiplied());
        }
        Ok(())
    }

    fn rates(&self, cases: &Density, residents: &Density, floor_per_km2: f64) -> Vec<u8> {
        let width = cases.rect.width as usize;
        let mut indices = Vec::with_capacity(cases.mass.len());
        let rows = cases.mass.chunks_exact(width);
        for (row, (cases_of, residents_of)) in
            rows.zip(residents.mass.chunks_exact(width)).enumerate()
        {
            let (some, many) = (cases.per_m2_factor(row), residents.per_m2_factor(row));
            let both = cases_of.iter().zip(residents_of);
            indices.extend(both.map(|(&cases, &residents)| {
                let residents_m2 = residents as f64 * many;
                if cases == 0 || residents_m2 * 1e6 < floor_per_km2 {
                    0
                } else {
                    self.scale.index(cases as f64 * some / residents_m2 * 1e5)
                }
            }));
        }
        indices
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Position, TileCoord, TileSize, WorldPoint};
    use crate::model::{Address, AddressId, Count, Dataset, Measure, Unit};
    use crate::render::Style;

    /// A hundred addresses of ten residents 10 m apart, each with two cases.
    fn town() -> Snapshot {
        let id = |n: i64| AddressId::new(&format!("a{n:03}")).expect("valid");
        let address = |n: i64| Address {
            id: id(n),
            position: Position::clamped(1_203_000_000 + n % 10 * 1000, 315_000_000 + n / 10 * 1000),
            label: "".into(),
            building: "".into(),
            households: 3,
            residents: 10,
            stated: None,
        };
        let count = |n: i64| Count {
            address: id(n),
            measure: Measure::new("cases").expect("valid"),
            unit: Unit::Persons,
            cutoff: time::macros::date!(2022 - 03 - 01),
            value: 2,
        };
        Snapshot::build(Dataset {
            addresses: (0..100).map(address).collect(),
            counts: (0..100).map(count).collect(),
            ..Dataset::default()
        })
    }

    /// What a style shows of the town at zoom 15, whose scale goes from 0 to `top`.
    fn shown(per: &str, top: f64) -> Vec<u8> {
        let text = format!(
            r##"{{"id": "d", "version": 1, "order": 1, "title": {{"zh": "", "en": ""}},
            "description": {{"zh": "", "en": ""}}, "unit": null, "pixel_zooms": [0, 16],
            "content": {{"kind": "density", "bandwidth_m": 100, "per": {per},
            "measures": [{{"name": "cases", "label": {{"zh": "", "en": ""}}}}],
            "scale": {{"name": "s", "version": 1, "breaks": [0, {top}], "ramp": ["#ffffff", "#000000"]}}}}}}"##
        );
        let style = Style::parse("d.json", &text).expect("a style");
        let at = WorldPoint::of(Position::clamped(1_203_000_000, 315_000_000));
        let coord = TileCoord::new(15, (at.x >> 25) as u32, (at.y >> 25) as u32).expect("inside");
        let surface = style.content().surface().expect("a density");
        let indices = surface.indices(&town(), coord.pixels(TileSize::Px256), &View::default());
        indices.expect("a picture")
    }

    #[test]
    fn a_square_kilometre_is_a_hundred_hectares() {
        let (hectare, km2) = (shown(r#""hectare""#, 40.0), shown(r#""km2""#, 4000.0));
        assert!(hectare.iter().any(|&index| index > 100));
        assert!(hectare.iter().zip(&km2).all(|(a, b)| a.abs_diff(*b) <= 1));
    }

    #[test]
    fn a_rate_is_the_same_however_many_live_there_and_none_below_the_floor() {
        let ground = shown(r#""hectare""#, 40.0);
        let rate = shown(r#"{"residents": {"floor_per_km2": 1000}}"#, 40_000.0);
        // two cases of ten residents are 20,000 of 100,000: the middle of the scale
        assert!(
            rate.iter()
                .all(|&index| index == 0 || index.abs_diff(128) <= 1)
        );
        let drawn = |indices: &[u8]| indices.iter().filter(|&&index| index > 0).count();
        assert!(drawn(&rate) > 100 && drawn(&rate) < drawn(&ground));
        let nobody = shown(r#"{"residents": {"floor_per_km2": 900000}}"#, 40_000.0);
        assert_eq!(drawn(&nobody), 0);
    }
}
