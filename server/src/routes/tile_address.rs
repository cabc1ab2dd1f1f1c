//! The address of a tile: read piece by piece, nothing decoded, one way to write each tile.

use hexward_engine::geom::{Plane, TileCoord, TileSize};
use hexward_engine::layer::DayRange;
use hexward_engine::model::{Count, Language, Tier};
use hexward_engine::render::{Areas, Content, LoadBy, Style, Theme, View};
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::dto::{TierName, choices};
use crate::error::{ApiError, shown};
use crate::tile_cache::{Density, Empty, Format};
use crate::tiling::TileMatrixSet;

/// What the path of a tile says: style, place and format.
#[derive(Debug, PartialEq)]
pub(super) struct TileAddress<'a> {
    pub(super) style: &'a str,
    pub(super) coord: TileCoord,
    pub(super) format: Format,
    pub(super) density: Density,
}

/// What the query of a tile may say; other parameters mean nothing.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TileQuery {
    /// Width and height of a picture in pixels.
    #[param(inline, value_type = Option<choices::TilePixels>)]
    pub(super) size: Option<String>,
    /// Which areas a style of areas colours; without it cells where there is a honeycomb, else grids.
    #[param(inline, value_type = Option<choices::ColouredAreas>)]
    pub(super) areas: Option<String>,
    /// The honeycomb whose cells are drawn.
    #[param(example = "hex60a")]
    pub(super) layer: Option<String>,
    /// The tier whose grids are drawn.
    #[param(inline, value_type = Option<TierName>)]
    pub(super) tier: Option<String>,
    /// What a load counts.
    #[param(inline, value_type = Option<choices::Load>)]
    pub(super) by: Option<String>,
    /// The days whose cases count for a density, the first and the last with a slash between them; all without it.
    #[param(
        example = "1854-08-31/1854-09-05",
        pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}(/[0-9]{4}-[0-9]{2}-[0-9]{2})?$"
    )]
    pub(super) days: Option<String>,
    /// What is answered where there is nothing in the tile: something empty, that there is no content, or that there is no
    /// such tile. Map libraries differ in what they make of each.
    #[param(inline, value_type = Option<choices::EmptyTiles>)]
    pub(super) empty: Option<String>,
    /// The language of the labels over a picture; without it only a style of labels has any.
    #[param(inline, value_type = Option<choices::Labels>)]
    pub(super) labels: Option<String>,
    /// What the picture lies on.
    #[param(inline, value_type = Option<choices::Ground>)]
    pub(super) theme: Option<String>,
    /// The start of the server that named the address: pictures of a commit are the same until the next one.
    pub(super) instance: Option<String>,
}

impl<'a> TileAddress<'a> {
    /// The address in a path such as `/tiles/cases/16/32742/21794.png`, numbered as a tile matrix set has it.
    ///
    /// # Errors
    /// [`ApiError::Malformed`] for pieces of another form, [`ApiError::Outside`] for numbers beyond the last tile,
    /// [`ApiError::NotOffered`] for another extension.
    pub(super) fn parse(path: &'a str, set: &TileMatrixSet) -> Result<Self, ApiError> {
        let pieces: Vec<&str> = path.split('/').collect();
        let &["", "tiles", style, z, x, file] = pieces.as_slice() else {
            let detail = "a tile is at /tiles/{style}/{z}/{x}/{y}.png, .webp or .mvt".to_owned();
            return Err(ApiError::Malformed {
                pointer: "/path",
                detail,
            });
        };
        let (y, extension) = file.split_once('.').unwrap_or((file, ""));
        let (y, density) = match y.strip_suffix("@2x") {
            Some(y) => (y, Density::Double),
            None => (y, Density::Single),
        };
        let (z, x, y) = (
            number("/path/z", z)?,
            number("/path/x", x)?,
            number("/path/y", y)?,
        );
        let format = format(extension)?;
        if density == Density::Double && !format.is_picture() {
            let detail = "vector tiles are the same for all screens, without @2x".to_owned();
            return Err(ApiError::NotOffered(detail));
        }
        let z = z
            .and_then(|z| set.zoom(&z.to_string()))
            .ok_or_else(|| outside("/path/z", "there is no such zoom"))?;
        let beyond = || outside("/path", "there is no such column or row at any zoom");
        let (x, y) = x.zip(y).ok_or_else(beyond)?;
        TileCoord::new(z, x, y).map_err(|error| outside("/path", &error.to_string()))?;
        let coord = set
            .at(z, x, y)
            .ok_or_else(|| outside("/path", "the tile matrix set has no such column or row"))?;
        Ok(Self {
            style,
            coord,
            format,
            density,
        })
    }
}

fn outside(pointer: &'static str, detail: &str) -> ApiError {
    ApiError::Outside {
        pointer,
        detail: detail.to_owned(),
    }
}

/// The format of an extension.
pub(super) fn format(extension: &str) -> Result<Format, ApiError> {
    let found = Format::ALL.into_iter();
    let mut found = found.filter(|format| format.extension() == extension);
    let other = || format!("tiles are .png, .webp or .mvt, not `{}`", shown(extension));
    found.next().ok_or_else(|| ApiError::NotOffered(other()))
}

/// A number in its shortest decimal form; `None` when it is larger than any column.
fn number(pointer: &'static str, piece: &str) -> Result<Option<u32>, ApiError> {
    let digits = !piece.is_empty() && piece.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || (piece.len() > 1 && piece.starts_with('0')) {
        let detail = format!(
            "`{}` is not a whole number in its shortest form",
            shown(piece)
        );
        return Err(ApiError::Malformed { pointer, detail });
    }
    Ok(piece.parse().ok())
}

impl TileQuery {
    /// What is answered where there is nothing in a tile.
    ///
    /// # Errors
    /// [`ApiError::Malformed`] for another value.
    pub(super) fn empty(&self, format: Format) -> Result<Empty, ApiError> {
        match self.empty.as_deref() {
            None if format.is_picture() => Ok(Empty::Shown),
            Some("200") => Ok(Empty::Shown),
            None | Some("204") => Ok(Empty::NoContent),
            Some("404") => Ok(Empty::NotFound),
            Some(other) => Err(unknown("/query/empty", other, "200, 204 or 404")),
        }
    }

    /// How the tile is wanted. What makes no difference to a style and format is left at its default, so that one
    /// picture has one key: a vector tile has one size.
    ///
    /// # Errors
    /// [`ApiError::Malformed`] for an unknown value, [`ApiError::NotFound`] for a honeycomb or tier that does not exist.
    pub(super) fn view(
        &self,
        style: &Style,
        (format, density): (Format, Density),
        snapshot: &Snapshot,
    ) -> Result<View, ApiError> {
        self.empty(format)?;
        let size = self.size(format, density)?;
        let is_density = matches!(style.content(), Content::Density { .. });
        let said = match self.areas.as_deref() {
            None => None,
            Some("cells") => Some(Areas::Cells(self.layer.clone())),
            Some("grids") => Some(Areas::Grids),
            Some(other) => return Err(unknown("/query/areas", other, "cells or grids")),
        };
        if let Some(name) = self
            .layer
            .as_deref()
            .filter(|name| snapshot.crossing(name).is_none())
        {
            return Err(ApiError::NotFound(format!(
                "there is no honeycomb layer named `{}`",
                shown(name)
            )));
        }
        let tier = self.tier(snapshot)?.filter(|_| style.has_tiers());
        let by = self.by()?;
        let areas = said.unwrap_or_else(|| Areas::unsaid(snapshot, self.layer.as_deref(), tier));
        let areas = match areas {
            Areas::Grids if style.colours_areas() => Areas::Grids,
            _ => Areas::Cells(self.layer.clone().filter(|_| style.draws_cells())),
        };
        let cells = style.colours_areas() && matches!(areas, Areas::Cells(_));
        Ok(View {
            size,
            areas,
            tier: tier.filter(|_| !cells),
            by: by
                .filter(|by| style.loads().contains(by))
                .unwrap_or_default(),
            days: self.days()?.filter(|_| is_density),
            labels: self.labels()?.filter(|own| style.language() != Some(*own)),
            plane: Plane::Mercator,
            change: None,
        })
    }

    /// What the picture lies on.
    ///
    /// # Errors
    /// [`ApiError::Malformed`] for another value.
    pub(super) fn theme(&self) -> Result<Theme, ApiError> {
        let Some(name) = self.theme.as_deref() else {
            return Ok(Theme::Light);
        };
        let found = Theme::ALL.into_iter().find(|theme| theme.name() == name);
        found.ok_or_else(|| unknown("/query/theme", name, "light or dark"))
    }

    fn labels(&self) -> Result<Option<Language>, ApiError> {
        match self.labels.as_deref() {
            None | Some("none") => Ok(None),
            Some("zh") => Ok(Some(Language::Zh)),
            Some("en") => Ok(Some(Language::En)),
            Some(other) => Err(unknown("/query/labels", other, "zh, en or none")),
        }
    }

    /// The size in pixels: of double density there is one of 256 pixels of the map.
    fn size(&self, format: Format, density: Density) -> Result<TileSize, ApiError> {
        let sides = match density {
            Density::Single => "256 or 512",
            Density::Double => "256, doubled by @2x",
        };
        match (self.size.as_deref(), density) {
            (None | Some("256"), Density::Double) => Ok(TileSize::Px512),
            (Some("512"), Density::Single) if format.is_picture() => Ok(TileSize::Px512),
            (None | Some("256" | "512"), Density::Single) => Ok(TileSize::Px256),
            (Some(other), _) => Err(unknown("/query/size", other, sides)),
        }
    }

    /// The days whose cases count.
    fn days(&self) -> Result<Option<DayRange>, ApiError> {
        let Some(text) = self.days.as_deref() else {
            return Ok(None);
        };
        let (from, to) = text.split_once('/').unwrap_or((text, text));
        let days = Count::parse_date(from).zip(Count::parse_date(to));
        let days = days.filter(|(from, to)| from <= to);
        let (from, to) = days.ok_or_else(|| {
            let form = "a day YYYY-MM-DD, or two in order with a slash between them";
            unknown("/query/days", text, form)
        })?;
        Ok(Some(DayRange { from, to }))
    }

    /// The tier asked for, which must have grids.
    fn tier(&self, snapshot: &Snapshot) -> Result<Option<Tier>, ApiError> {
        let Some(name) = self.tier.as_deref() else {
            return Ok(None);
        };
        let tier = Tier::from_name(name)
            .ok_or_else(|| unknown("/query/tier", name, "street, community, grid or micro"))?;
        if !snapshot.grids.contains_key(&tier) {
            let detail = format!("there are no grids of tier {tier}");
            return Err(ApiError::NotFound(detail));
        }
        Ok(Some(tier))
    }

    fn by(&self) -> Result<Option<LoadBy>, ApiError> {
        let by = |name: &str| {
            LoadBy::from_name(name)
                .ok_or_else(|| unknown("/query/by", name, "households, residents or addresses"))
        };
        self.by.as_deref().map(by).transpose()
    }
}

fn unknown(pointer: &'static str, value: &str, allowed: &str) -> ApiError {
    ApiError::Malformed {
        pointer,
        detail: format!("`{}` is not {allowed}", shown(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tiling::SETS;

    fn code(path: &str) -> &'static str {
        TileAddress::parse(path, &SETS[0]).map_or_else(|error| error.code(), |_| "fine")
    }

    #[test]
    fn addresses() {
        for (path, expected) in [
            ("/tiles/cases/0/0/0.png", "fine"),
            ("/tiles/risk/23/8388607/8388607.mvt", "fine"),
            ("/tiles/cases/1/2/0.png", "outside"),
            ("/tiles/cases/24/0/0.png", "outside"),
            ("/tiles/cases/999/0/0.png", "outside"),
            ("/tiles/cases/1/99999999999999999999/0.png", "outside"),
            ("/tiles/cases/1/2147483647/0.png", "outside"),
            ("/tiles/cases/1/0/0.webp", "fine"),
            ("/tiles/cases/1/0/0@2x.png", "fine"),
            ("/tiles/cases/1/0/0@2x.webp", "fine"),
            ("/tiles/cases/1/0/0@2x.mvt", "not-offered"),
            ("/tiles/cases/1/0/0@3x.png", "malformed"),
            ("/tiles/cases/1/0/0@2x@2x.png", "malformed"),
            ("/tiles/cases/1/0/@2x.png", "malformed"),
            ("/tiles/cases/1/0/0.jpeg", "not-offered"),
            ("/tiles/cases/1/0/0", "not-offered"),
            ("/tiles/cases/1/0/0.png.png", "not-offered"),
            ("/tiles/cases/1/0/0.PNG", "not-offered"),
            ("/tiles/cases/-1/0/0.png", "malformed"),
            ("/tiles/cases/1/-1/0.png", "malformed"),
            ("/tiles/cases/+1/0/0.png", "malformed"),
            ("/tiles/cases/01/0/0.png", "malformed"),
            ("/tiles/cases/1e9/0/0.png", "malformed"),
            ("/tiles/cases/NaN/0/0.png", "malformed"),
            ("/tiles/cases/%31/0/0.png", "malformed"),
            ("/tiles/cases/1/%2e%2e/0.png", "malformed"),
            ("/tiles/cases/１/0/0.png", "malformed"),
            ("/tiles/cases/1/0/.png", "malformed"),
            ("/tiles/cases//0/0.png", "malformed"),
            ("/tiles/cases/0/0.png", "malformed"),
        ] {
            assert_eq!(code(path), expected, "{path}");
        }
    }

    #[test]
    fn addresses_are_numbered_as_their_set_has_them() {
        for (id, path, zoom) in [
            ("WorldCRS84Quad", "/tiles/cases/0/1/0.png", Some(1)),
            ("WorldCRS84Quad", "/tiles/cases/0/1/1.png", None),
            ("c", "/tiles/cases/0/0/0.png", None),
            ("c", "/tiles/cases/18/262143/131071.png", Some(18)),
            ("c", "/tiles/cases/18/0/131072.png", None),
            ("w", "/tiles/cases/1/1/1.png", Some(1)),
            ("w", "/tiles/cases/0/0/0.png", None),
        ] {
            let set = TileMatrixSet::named(id).expect("there");
            let zoom_of = |address: TileAddress<'_>| address.coord.z();
            assert_eq!(
                TileAddress::parse(path, set).ok().map(zoom_of),
                zoom,
                "{id} {path}"
            );
        }
    }
}
