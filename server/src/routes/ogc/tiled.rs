//! What is offered as tiles, and how its tile sets are described.

use hexward_engine::geom::{Bounds, TileCoord, TileSize};
use hexward_engine::render::{Style, View};
use hexward_engine::snapshot::Snapshot;

use super::held::Held;
use super::links::{LEGEND, Place, SCHEME};
use crate::dto;
use crate::dto::ogc::Link;
use crate::dto::tile_sets::{
    BoundingBox, CenterPoint, MatrixLimits, TileLayer, TileSet, TileSetEntry, TileSets, TileStyle,
};
use crate::error::{ApiError, shown};
use crate::routes::map_layers::reaches;
use crate::routes::root::{center, first_zoom};
use crate::routes::tile_address::TileQuery;
use crate::routes::tile_json::{areas_of, attribution, chosen, vector_layers};
use crate::state::AppState;
use crate::tile_cache::{Density, Format};
use crate::tiling::{Limits, SETS, TileMatrixSet};
use crate::view::Asked;

/// Something that is offered as tiles.
pub(super) struct Tiled<'a> {
    /// The path of its tile sets.
    path: String,
    title: String,
    /// The style.
    pub(super) style: &'a Style,
    /// What is chosen of it.
    pub(super) query: TileQuery,
    /// The formats of its tiles, the first one when nothing else is asked for.
    formats: &'static [Format],
    bounds: Option<Bounds>,
}

const PICTURES: &[Format] = &[Format::Png, Format::Webp];
const VECTORS: &[Format] = &[Format::Mvt];

impl<'a> Tiled<'a> {
    /// Pictures of all that is stored, in a style.
    pub(super) fn styled(
        state: &'a AppState,
        snapshot: &Snapshot,
        id: &str,
        query: TileQuery,
    ) -> Result<Self, ApiError> {
        let style = state.style(id)?;
        Ok(Self {
            path: format!("/ogc/styles/{id}/map/tiles"),
            title: style.title().en.clone(),
            style,
            query,
            formats: PICTURES,
            bounds: snapshot.bounds(),
        })
    }

    /// Pictures of a collection, in the style that draws it.
    pub(super) fn map_of(held: Held<'a>) -> Result<Self, ApiError> {
        let path = format!("{}/map/tiles", held.path());
        Self::of(held, path, PICTURES)
    }

    /// Vector tiles of a collection.
    pub(super) fn vectors_of(held: Held<'a>) -> Result<Self, ApiError> {
        let path = format!("{}/tiles", held.path());
        let tiled = Self::of(held, path, VECTORS)?;
        if tiled.style.has_vector() {
            Ok(tiled)
        } else {
            let detail = format!("{} has no vector tiles", tiled.title);
            Err(ApiError::NotOffered(detail))
        }
    }

    fn of(held: Held<'a>, path: String, formats: &'static [Format]) -> Result<Self, ApiError> {
        let none = || ApiError::NotOffered(format!("collection {} has no tiles", held.id));
        Ok(Self {
            style: held.style.ok_or_else(none)?,
            path,
            title: held.title,
            query: held.query,
            formats,
            bounds: held.bounds,
        })
    }

    /// The format that is asked for.
    pub(super) fn format(&self, wish: Option<&str>) -> Result<Format, ApiError> {
        let Some(wish) = wish else {
            return Ok(self.formats[0]);
        };
        let mut formats = self.formats.iter().copied();
        let named = |format: &Format| format.extension() == wish || format.media_type() == wish;
        let names: Vec<&str> = self
            .formats
            .iter()
            .map(|format| format.extension())
            .collect();
        formats.find(named).ok_or_else(|| ApiError::Malformed {
            pointer: "/query/f",
            detail: format!("`{}` is not {}", shown(wish), names.join(" or ")),
        })
    }

    fn data_type(&self) -> &'static str {
        if self.formats[0].is_picture() {
            "map"
        } else {
            "vector"
        }
    }

    /// The matrices of a set that tiles are served in, and where in each.
    fn limits(
        &self,
        set: &'static TileMatrixSet,
        snapshot: &Snapshot,
    ) -> impl Iterator<Item = Limits> {
        let zooms = self.style.zooms(TileSize::Px256);
        let zooms = zooms.filter(|zoom| set.zooms().contains(zoom));
        zooms.map(move |zoom| self.limits_at(set, snapshot, zoom))
    }

    fn limits_at(&self, set: &'static TileMatrixSet, snapshot: &Snapshot, zoom: u8) -> Limits {
        let reaches = |tile| reaches(snapshot, self.style, (set, tile));
        set.limits(zoom, self.bounds, reaches)
    }

    /// Refuses a tile outside the limits.
    pub(super) fn within(
        &self,
        set: &'static TileMatrixSet,
        snapshot: &Snapshot,
        tile: Option<TileCoord>,
    ) -> Result<TileCoord, ApiError> {
        let zooms = self.style.zooms(TileSize::Px256);
        let tile = tile.filter(|&tile| {
            let is_there = zooms.contains(&tile.z()) && set.zooms().contains(&tile.z());
            is_there && self.limits_at(set, snapshot, tile.z()).holds(tile)
        });
        tile.ok_or_else(|| ApiError::Outside {
            pointer: "/path",
            detail: "there is no such tile within the limits of the tile set".to_owned(),
        })
    }

    /// The list of its tile sets, one a tile matrix set.
    pub(super) fn list(&self, place: &Place) -> TileSets {
        TileSets {
            tilesets: self.sets().map(|set| self.entry(set, place)).collect(),
            links: vec![place.own(&self.path, &self.title)],
        }
    }

    /// One of its tile sets as lists have it.
    pub(super) fn entry(&self, set: &TileMatrixSet, place: &Place) -> TileSetEntry {
        TileSetEntry {
            title: self.title.clone(),
            data_type: self.data_type(),
            crs: set.crs,
            tile_matrix_set_uri: set.uri,
            links: vec![self.own(set, place), scheme(set, place)],
        }
    }

    /// The tile matrix sets of its tiles.
    pub(super) fn sets(&self) -> Box<dyn Iterator<Item = &'static TileMatrixSet>> {
        if self.formats[0].is_picture() {
            Box::new(SETS.iter())
        } else {
            Box::new(TileMatrixSet::of_vectors())
        }
    }

    /// The set of a name that it has tiles in.
    pub(super) fn set_named(&self, id: &str) -> Result<&'static TileMatrixSet, ApiError> {
        let set = TileMatrixSet::named(id)?;
        if self.sets().any(|own| own == set) {
            return Ok(set);
        }
        let detail = format!("vector tiles are not offered in `{id}`");
        Err(ApiError::NotOffered(detail))
    }

    fn own(&self, set: &TileMatrixSet, place: &Place) -> Link {
        place.own(&format!("{}/{}", self.path, set.id), &self.title)
    }

    /// One of its tile sets.
    pub(super) fn set(
        &self,
        snapshot: &Snapshot,
        view: &View,
        set: &'static TileMatrixSet,
        place: &Place,
    ) -> TileSet {
        let mut links = vec![self.own(set, place), scheme(set, place)];
        links.extend(
            self.formats
                .iter()
                .map(|&format| self.item(set, format, view, place)),
        );
        let legend = format!("/legends/{}.png", self.style.id());
        let legend_query: Vec<String> = chosen(view).into_iter().chain(self.theme()).collect();
        links.push(Link {
            media_type: Some("image/png"),
            ..Link::json(place.with(&legend, &legend_query), LEGEND, "Legend")
        });
        let zooms = self.style.zooms(TileSize::Px256);
        let zoom = first_zoom(self.bounds).clamp(*zooms.start(), *zooms.end());
        let zoom = zoom.max(*set.zooms().start());
        let vectors = self.data_type() == "vector";
        let layers = if vectors {
            vector_layers(snapshot, self.style)
        } else {
            Vec::new()
        };
        TileSet {
            title: self.title.clone(),
            description: self.style.description().en.clone(),
            attribution: attribution(snapshot),
            data_type: self.data_type(),
            crs: set.crs,
            tile_matrix_set_uri: set.uri,
            tile_matrix_set_limits: self.limits(set, snapshot).map(MatrixLimits::from).collect(),
            bounding_box: BoundingBox::of(self.bounds),
            center_point: CenterPoint {
                coordinates: center(self.bounds),
                tile_matrix: set.matrix(zoom).to_string(),
                crs: dto::CRS84,
            },
            style: (!vectors).then(|| self.drawn_in(place)),
            layers: layers.into_iter().map(TileLayer::from).collect(),
            links,
        }
    }

    /// What its pictures lie on, when the query says so.
    fn theme(&self) -> Option<String> {
        let theme = self.query.theme.as_ref();
        theme.map(|theme| format!("theme={theme}"))
    }

    fn drawn_in(&self, place: &Place) -> TileStyle {
        let id = self.style.id();
        let link = Link {
            media_type: Some("application/vnd.mapbox.style+json"),
            ..Link::json(
                place.at(&format!("/styles/{id}/style.json")),
                "stylesheet",
                "Style of MapLibre",
            )
        };
        TileStyle {
            id: id.to_owned(),
            title: self.style.title().en.clone(),
            links: vec![link],
        }
    }

    /// The template of the addresses of tiles.
    fn item(&self, set: &TileMatrixSet, format: Format, view: &View, place: &Place) -> Link {
        let path = format!(
            "{}/{}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}",
            self.path, set.id
        );
        let mut query = vec![format!("f={}", format.extension())];
        if self.path.starts_with("/ogc/styles/") {
            query.extend(areas_of(view));
            query.extend(chosen(view));
            query.extend(self.theme());
        }
        Link {
            media_type: Some(format.media_type()),
            templated: Some(true),
            ..Link::json(place.with(&path, &query), "item", &self.title)
        }
    }

    /// How its tiles are drawn.
    pub(super) fn view(&self, snapshot: &Snapshot) -> Result<View, ApiError> {
        let format = (self.formats[0], Density::Single);
        self.query.theme()?;
        self.query.view(self.style, format, snapshot)
    }
}

fn scheme(set: &TileMatrixSet, place: &Place) -> Link {
    let path = format!("/ogc/tileMatrixSets/{}", set.id);
    // the set is the same at all times
    let href = format!("{}{path}", place.base);
    Link::json(href, SCHEME, set.title)
}

/// What a tile is asked of.
pub(super) struct TileAt {
    pub(super) set: String,
    pub(super) matrix: String,
    pub(super) row: String,
    pub(super) column: String,
    pub(super) asked: Asked,
}
