//! What can be drawn, by names that say all of it: for protocols without options.

use hexward_engine::geom::{TileCoord, TileSize};
use hexward_engine::model::Text;
use hexward_engine::render::{self, Style, View};
use hexward_engine::snapshot::Snapshot;

use super::tile_address::TileQuery;
use crate::state::AppState;
use crate::tiling::{Limits, TileMatrixSet};

/// A style with its options.
pub(super) struct MapLayer<'a> {
    /// The style; behind it a tier, or a honeycomb.
    pub(super) id: String,
    /// What people call it.
    pub(super) title: Text,
    /// The style.
    pub(super) style: &'a Style,
    /// The options.
    pub(super) query: TileQuery,
}

impl<'a> MapLayer<'a> {
    /// All layers of a view: each style as it is, with each tier and each honeycomb that it can draw.
    pub(super) fn all(state: &'a AppState, snapshot: &Snapshot) -> Vec<Self> {
        let of = |style| styled(style, snapshot);
        state.styles().iter().flat_map(of).collect()
    }

    /// The tiles of a matrix that there can be something in; `None` for a matrix without tiles.
    pub(super) fn limits(
        &self,
        set: &TileMatrixSet,
        snapshot: &Snapshot,
        zoom: u8,
    ) -> Option<Limits> {
        let zooms = self.style.zooms(TileSize::Px256);
        let both = zooms.contains(&zoom) && set.zooms().contains(&zoom);
        let reaches = |tile| reaches(snapshot, self.style, (set, tile));
        both.then(|| set.limits(zoom, snapshot.bounds(), reaches))
    }
}

/// Whether what is stored can show in a tile: a kernel of a hundred pixels reaches beyond the next one.
pub(super) fn reaches(
    snapshot: &Snapshot,
    style: &Style,
    (set, tile): (&TileMatrixSet, TileCoord),
) -> bool {
    let view = View {
        plane: set.plane,
        ..View::default()
    };
    let ground = render::ground_of(snapshot, style, tile, &view);
    snapshot.bounds().is_some_and(|all| ground.intersects(all))
}

fn styled<'a>(style: &'a Style, snapshot: &Snapshot) -> Vec<MapLayer<'a>> {
    let layer = |option: Option<&str>, query: TileQuery| {
        let named = |name: &str, title: &str| format!("{title} ({name})");
        let Text { zh, en } = style.title();
        MapLayer {
            id: option.map_or_else(
                || style.id().to_owned(),
                |name| format!("{}-{name}", style.id()),
            ),
            title: Text {
                zh: option.map_or_else(|| zh.clone(), |name| named(name, zh)),
                en: option.map_or_else(|| en.clone(), |name| named(name, en)),
            },
            style,
            query,
        }
    };
    let tiers = snapshot.grids.keys().filter(|_| style.has_tiers());
    let tiers = tiers.map(|tier| {
        let query = TileQuery {
            tier: Some(tier.name().to_owned()),
            ..TileQuery::default()
        };
        layer(Some(tier.name()), query)
    });
    let honeycombs = snapshot.crossings.iter().filter(|_| style.draws_cells());
    let honeycombs = honeycombs.map(|crossing| {
        let name = crossing.layer.name.as_str();
        let query = TileQuery {
            layer: Some(name.to_owned()),
            ..TileQuery::default()
        };
        layer(Some(name), query)
    });
    let plain = layer(None, TileQuery::default());
    std::iter::once(plain)
        .chain(tiers)
        .chain(honeycombs)
        .collect()
}
