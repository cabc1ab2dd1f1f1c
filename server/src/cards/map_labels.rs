//! Names on the small map: what the bounds name first, then neighbours, then other lines; none over another.

use std::collections::{BTreeMap, BTreeSet};

use hexward_engine::bounds::Kind;
use hexward_engine::geom::Bounds;

use super::facts::Card;
use super::layout::Sheet;
use super::list::{Color, Point, Rect};
use super::map::Projection;

const LINE: Color = [60, 70, 90];
const AREA: Color = [130, 50, 100];
const SIZE: f32 = 2.9;
/// Points that are looked at along each side of the map to find room for the names of areas.
const LATTICE: (u16, u16) = (30, 20);

/// The room that is left for names.
pub(super) struct Labels {
    rect: Rect,
    pub(super) taken: Vec<Rect>,
}

impl Labels {
    pub(super) fn new(rect: Rect) -> Self {
        let taken = Vec::new();
        Self { rect, taken }
    }

    pub(super) fn write(
        &mut self,
        sheet: &mut Sheet<'_>,
        card: &Card<'_>,
        projection: &Projection<'_>,
        ground: Bounds,
    ) {
        let bounds = card.bounds.bounds.bounds.iter();
        let first: BTreeSet<&str> = bounds
            .flat_map(|bound| &bound.names)
            .filter(|named| matches!(named.kind, Kind::Line(_)))
            .map(|named| named.name.as_str())
            .collect();
        let lines = self.lines(card, projection, ground);
        for wanted in [true, false] {
            for (name, points) in &lines {
                if first.contains(name) == wanted {
                    self.place(sheet, name, points, LINE);
                }
            }
            if wanted {
                for (name, points) in self.areas(card, projection) {
                    self.place(sheet, name, &points, AREA);
                }
            }
        }
    }

    /// For each named line the points of it that the map shows, those nearest to the middle of them first.
    fn lines<'c>(
        &self,
        card: &'c Card<'_>,
        projection: &Projection<'_>,
        ground: Bounds,
    ) -> BTreeMap<&'c str, Vec<Point>> {
        let all = &card.snapshot.barriers;
        let mut found: BTreeMap<&str, Vec<Point>> = BTreeMap::new();
        for index in all.meeting(ground) {
            let line = &all.records()[index];
            if line.name.is_empty() {
                continue;
            }
            let points = found.entry(&line.name).or_default();
            for pair in line.path().windows(2) {
                let (a, b) = (projection.at(pair[0]), projection.at(pair[1]));
                let steps = ((b.0 - a.0).hypot(b.1 - a.1) / 4.0)
                    .ceil()
                    .clamp(1.0, 400.0);
                let along = (0..=steps as u16).map(|k| {
                    let part = f32::from(k) / steps;
                    (a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part)
                });
                points.extend(along.filter(|&point| self.rect.contains(point)));
            }
        }
        for points in found.values_mut() {
            from_the_middle(points);
        }
        found
    }

    /// For each neighbour and the grid itself the points of the map that lie in it, from the middle.
    fn areas<'c>(
        &self,
        card: &'c Card<'_>,
        projection: &Projection<'_>,
    ) -> Vec<(&'c str, Vec<Point>)> {
        let Some(layer) = card.snapshot.grids.get(&card.grid.tier) else {
            return Vec::new();
        };
        let mut found: BTreeMap<usize, Vec<Point>> = BTreeMap::new();
        let (columns, rows) = LATTICE;
        for row in 0..rows {
            for column in 0..columns {
                let part = |k: u16, of: u16| (f32::from(k) + 0.5) / f32::from(of);
                let point = (
                    self.rect.x + self.rect.width * part(column, columns),
                    self.rect.y + self.rect.height * part(row, rows),
                );
                if let Some(index) = layer.locate(projection.position(point)) {
                    found.entry(index).or_default().push(point);
                }
            }
        }
        let mut named: Vec<(&str, Vec<Point>)> = found
            .into_iter()
            .map(|(index, points)| (layer.records()[index].name.as_str(), points))
            .collect();
        // what is seen most of is named first
        named.sort_by_key(|(name, points)| (std::cmp::Reverse(points.len()), *name));
        for (_, points) in &mut named {
            from_the_middle(points);
        }
        named
    }

    /// Writes a name at the first of some points where there is room.
    fn place(&mut self, sheet: &mut Sheet<'_>, name: &str, points: &[Point], color: Color) {
        if name.is_empty() {
            return;
        }
        let width = sheet.fonts.width_px(name, SIZE);
        let fits = |&(x, y): &Point| {
            let plate = Rect {
                x: x - width / 2.0 - 0.6,
                y: y - SIZE * 0.62,
                width: width + 1.2,
                height: SIZE * 1.24,
            };
            let corners = plate.ring();
            let inside = corners.iter().all(|&corner| self.rect.contains(corner));
            let free = !self.taken.iter().any(|taken| taken.meets(plate));
            (inside && free).then_some(plate)
        };
        let Some(plate) = points.iter().find_map(fits) else {
            return;
        };
        sheet.page.rect(plate, [255; 3]);
        let start = (plate.x + 0.6, plate.y + SIZE * 1.0);
        sheet.page.text(start, SIZE, name, color);
        self.taken.push(plate);
    }
}

/// Orders points by their distance from the middle of all of them.
fn from_the_middle(points: &mut [Point]) {
    let count = points.len().max(1) as f32;
    let sum = points
        .iter()
        .fold((0.0, 0.0), |sum, point| (sum.0 + point.0, sum.1 + point.1));
    let middle = (sum.0 / count, sum.1 / count);
    let far = |p: &Point| (p.0 - middle.0).hypot(p.1 - middle.1);
    points.sort_by(|a, b| far(a).total_cmp(&far(b)));
}
