//! Labels in vector tiles: the placed ones, as points with their text.

use crate::geom::{TileCoord, TileSize, WorldPoint};
use crate::render::View;
use crate::render::mvt::Geometry;
use crate::render::style::Style;
use crate::render::vector::Layer;
use crate::render::vector_clip::inside;

impl Layer<'_> {
    /// The labels of the 256 px tile of the same address; each is in the tiles around the middle of its text.
    pub(in crate::render) fn labels(&mut self, style: &Style, coord: TileCoord, view: &View) {
        let rect = coord.pixels(TileSize::Px256).grown(8);
        let shift = rect.pixel_shift();
        let snapshot = self.snapshot;
        super::with_labels(snapshot, style, (rect, view), |labels, look, _| {
            for label in labels {
                let middle = |from: i64, to: i64| (from + to) << (shift - 1);
                let point = self.place.of(WorldPoint {
                    x: middle(label.at.min.0, label.at.max.0),
                    y: middle(label.at.min.1, label.at.max.1),
                });
                if !inside(point) {
                    continue;
                }
                let class = &look.classes[label.class];
                let key = format!("{}/{}", class.of.name(), label.code);
                self.feature(&key, Geometry::Point(point), |fields| {
                    fields.text("name", &label.setting.text);
                    fields.text("class", class.of.name());
                    fields.text("code", &label.code);
                    fields.whole("priority", label.class as u64);
                });
            }
        });
    }
}
