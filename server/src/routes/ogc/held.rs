//! The collections: what is stored, layer by layer, and what only tiles show.

use hexward_engine::geom::Bounds;
use hexward_engine::model::Tier;
use hexward_engine::render::{Content, Style};
use hexward_engine::snapshot::Snapshot;

use crate::dto::{self, ogc};
use crate::error::{ApiError, shown};
use crate::routes::tile_address::TileQuery;
use crate::routes::tile_json::attribution;
use crate::state::AppState;

use super::links::{MAPS, Place, VECTORS};

/// What a collection holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The grids of a tier.
    Grids(Tier),
    /// The cells of a honeycomb, by its place.
    Cells(usize),
    /// Checkpoints.
    Checkpoints,
    /// Barriers.
    Barriers,
    /// Spatial units.
    Units,
    /// Nothing that could be listed: a density.
    Density,
}

/// A collection.
pub(super) struct Held<'a> {
    /// Its name in addresses.
    pub(super) id: String,
    /// What people call it.
    pub(super) title: String,
    /// What it is, in a sentence.
    pub(super) description: String,
    /// What it holds.
    pub(super) source: Source,
    /// The style that its tiles are drawn in, where it has tiles.
    pub(super) style: Option<&'a Style>,
    /// What is chosen of the style.
    pub(super) query: TileQuery,
    /// The box around it.
    pub(super) bounds: Option<Bounds>,
}

impl<'a> Held<'a> {
    /// All collections of a view.
    pub(super) fn all(state: &'a AppState, snapshot: &Snapshot) -> Vec<Self> {
        let styled = |draws: fn(&Content) -> bool| {
            let mut styles = state.styles().iter();
            styles.find(|style| draws(style.content()))
        };
        let plain = |id: &str, title: &str, source, style, bounds: Option<Bounds>| Self {
            id: id.to_owned(),
            title: title.to_owned(),
            description: format!("{title}."),
            source,
            style,
            query: TileQuery::default(),
            bounds,
        };
        let mut all = grids(
            snapshot,
            styled(|drawn| matches!(drawn, Content::Grids { .. })),
        );
        let outlines = styled(|drawn| matches!(drawn, Content::Honeycomb { .. }));
        all.extend(cells(snapshot, outlines));
        let discs = styled(|drawn| matches!(drawn, Content::Checkpoints { .. }));
        let lines = styled(|drawn| matches!(drawn, Content::Barriers { .. }));
        let (points, paths) = (snapshot.checkpoints.bounds(), snapshot.barriers.bounds());
        let (source, title) = (Source::Checkpoints, "Checkpoints");
        all.push(plain("checkpoints", title, source, discs, points));
        let (source, title) = (Source::Barriers, "Barriers: streets and waters");
        all.push(plain("barriers", title, source, lines, paths));
        let (source, title) = (Source::Units, "Spatial units: blocks, estates, buildings");
        all.push(plain("units", title, source, None, snapshot.units.bounds()));
        let densities = state.styles().iter();
        let densities =
            densities.filter(|style| matches!(style.content(), Content::Density { .. }));
        all.extend(densities.map(|style| Self {
            description: style.description().en.clone(),
            ..plain(
                style.id(),
                &style.title().en,
                Source::Density,
                Some(style),
                snapshot.addresses.bounds(),
            )
        }));
        all
    }

    /// The collection of a name.
    ///
    /// # Errors
    /// [`ApiError::NotFound`].
    pub(super) fn named(
        state: &'a AppState,
        snapshot: &Snapshot,
        id: &str,
    ) -> Result<Self, ApiError> {
        let mut all = Self::all(state, snapshot).into_iter();
        let unknown = || ApiError::NotFound(format!("there is no collection `{}`", shown(id)));
        all.find(|held| held.id == id).ok_or_else(unknown)
    }

    /// Its path.
    pub(super) fn path(&self) -> String {
        format!("/ogc/collections/{}", self.id)
    }

    /// Whether its features can be listed.
    pub(super) fn has_items(&self) -> bool {
        self.source != Source::Density
    }

    /// How it is described.
    pub(super) fn described(&self, snapshot: &Snapshot, place: &Place) -> ogc::Collection {
        let path = self.path();
        let mut links = vec![place.own(&path, &self.title)];
        if self.has_items() {
            links.push(ogc::Link {
                media_type: Some("application/geo+json"),
                ..ogc::Link::json(place.at(&format!("{path}/items")), "items", &self.title)
            });
        }
        if self.style.is_some() {
            let maps = place.at(&format!("{path}/map/tiles"));
            links.push(ogc::Link::json(maps, MAPS, "Tiles as pictures"));
        }
        if self.style.is_some_and(Style::has_vector) {
            let vectors = place.at(&format!("{path}/tiles"));
            links.push(ogc::Link::json(vectors, VECTORS, "Vector tiles"));
        }
        ogc::Collection {
            id: self.id.clone(),
            title: self.title.clone(),
            description: self.description.clone(),
            attribution: attribution(snapshot),
            extent: ogc::Extent::of(dto::extent(self.bounds)),
            item_type: self.has_items().then_some("feature"),
            crs: vec![dto::CRS84],
            links,
        }
    }
}

fn grids<'a>(snapshot: &Snapshot, style: Option<&'a Style>) -> Vec<Held<'a>> {
    let tiers = snapshot.grids.iter().map(|(&tier, layer)| Held {
        id: format!("grids-{tier}"),
        title: format!("Grids of tier {tier}"),
        description: "The areas that divide the ground, with what adds up in each.".to_owned(),
        source: Source::Grids(tier),
        style,
        query: TileQuery {
            tier: Some(tier.name().to_owned()),
            ..TileQuery::default()
        },
        bounds: layer.bounds(),
    });
    tiers.collect()
}

fn cells<'a>(snapshot: &Snapshot, style: Option<&'a Style>) -> Vec<Held<'a>> {
    let layers = snapshot.crossings.iter().enumerate();
    let layers = layers.map(|(index, crossing)| {
        let name = crossing.layer.name.to_string();
        Held {
            id: format!("cells-{name}"),
            title: format!("Honeycomb {name}"),
            description: "Cells of equal size that cut across the grids.".to_owned(),
            source: Source::Cells(index),
            style,
            bounds: crossing.cells.bounds(),
            query: TileQuery {
                layer: Some(name),
                ..TileQuery::default()
            },
        }
    });
    layers.collect()
}
