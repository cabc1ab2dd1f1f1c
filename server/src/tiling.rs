//! Tile matrix sets: which tiles there are, how large, and where. A set is a value; protocols are given one.

#[cfg(test)]
mod tests;

use std::f64::consts::PI;
use std::ops::RangeInclusive;

use hexward_engine::geom::{Bounds, MAX_PIXEL_ZOOM, Plane, TileCoord, WORLD_BITS};

use crate::error::{ApiError, shown};

/// Half the side of the Mercator square in metres of its projection.
const HALF_M: f64 = 20_037_508.342_789_244;
/// Width and height of a tile in pixels.
pub(crate) const TILE_PX: u32 = 256;
/// The side of a pixel that scale denominators are told for (OGC 07-057r7, section 6.1), in metres.
const PIXEL_M: f64 = 0.000_28;

/// A set of tile matrices, one a zoom, each twice as wide and high as the one before.
#[derive(Debug, PartialEq)]
pub(crate) struct TileMatrixSet {
    /// Its name in addresses.
    pub(crate) id: &'static str,
    /// What people call it.
    pub(crate) title: &'static str,
    /// Its name in the register of the OGC, when it is there.
    pub(crate) uri: Option<&'static str>,
    /// Its well-known scale set as WMTS 1.0.0 and as OGC API name it.
    pub(crate) scale_set: Option<[&'static str; 2]>,
    /// The coordinate reference system as a URI.
    pub(crate) crs: &'static str,
    /// The same as a URN, which WMTS names it by.
    pub(crate) crs_urn: &'static str,
    /// The axes in the order of the coordinate reference system.
    pub(crate) axes: [&'static str; 2],
    /// The corner in the north-west in the units of the axes, and in their order.
    pub(crate) corner: [f64; 2],
    /// How many units of the axes the world is wide.
    width: f64,
    /// Metres at the equator of one such unit.
    unit_m: f64,
    /// How the ground lies in its tiles.
    pub(crate) plane: Plane,
    /// How many tiles the first matrix is wide and high.
    first_tiles: [u32; 2],
    /// The number of the first matrix.
    first_matrix: u8,
    /// The zoom of the first matrix: of the square that its tiles are cut from, 2 to this power fill the width.
    first_zoom: u8,
    /// Whether rows are counted from the south.
    from_south: bool,
}

/// A degree along the equator of the ellipsoid in metres.
const DEGREE_M: f64 = PI * 6_378_137.0 / 180.0;

const MERCATOR: TileMatrixSet = TileMatrixSet {
    id: "WebMercatorQuad",
    title: "Google Maps Compatible for the World",
    uri: Some("http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"),
    scale_set: Some([
        "urn:ogc:def:wkss:OGC:1.0:GoogleMapsCompatible",
        "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
    ]),
    crs: "http://www.opengis.net/def/crs/EPSG/0/3857",
    crs_urn: "urn:ogc:def:crs:EPSG::3857",
    axes: ["X", "Y"],
    corner: [-HALF_M, HALF_M],
    width: 2.0 * HALF_M,
    unit_m: 1.0,
    plane: Plane::Mercator,
    first_tiles: [1, 1],
    first_matrix: 0,
    first_zoom: 0,
    from_south: false,
};

/// The sets that tiles are served in. The last two are numbered as those of the Chinese national platform Tianditu, whose
/// first matrix is number 1: `c` in degrees of CGCS2000, 2 by 1 tiles, `w` in Mercator, 2 by 2.
pub(crate) static SETS: [TileMatrixSet; 4] = [
    MERCATOR,
    TileMatrixSet {
        id: "WorldCRS84Quad",
        title: "CRS84 for the World",
        uri: Some("http://www.opengis.net/def/tilematrixset/OGC/1.0/WorldCRS84Quad"),
        scale_set: Some([
            "urn:ogc:def:wkss:OGC:1.0:GoogleCRS84Quad",
            "http://www.opengis.net/def/wkss/OGC/1.0/GoogleCRS84Quad",
        ]),
        crs: "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        crs_urn: "urn:ogc:def:crs:OGC:1.3:CRS84",
        axes: ["Lon", "Lat"],
        corner: [-180.0, 90.0],
        width: 360.0,
        unit_m: DEGREE_M,
        plane: Plane::Degrees,
        first_tiles: [2, 1],
        first_matrix: 0,
        first_zoom: 1,
        from_south: false,
    },
    TileMatrixSet {
        id: "c",
        title: "CGCS2000 in degrees, numbered as Tianditu c",
        uri: None,
        scale_set: None,
        crs: "http://www.opengis.net/def/crs/EPSG/0/4490",
        crs_urn: "urn:ogc:def:crs:EPSG::4490",
        axes: ["Lat", "Lon"],
        corner: [90.0, -180.0],
        width: 360.0,
        unit_m: DEGREE_M,
        plane: Plane::Degrees,
        first_tiles: [2, 1],
        first_matrix: 1,
        first_zoom: 1,
        from_south: false,
    },
    TileMatrixSet {
        id: "w",
        title: "Web Mercator, numbered as Tianditu w",
        uri: None,
        scale_set: None,
        first_tiles: [2, 2],
        first_matrix: 1,
        first_zoom: 1,
        ..MERCATOR
    },
];

/// The grids of consumer maps of China: as AMap numbers its tiles, as Tencent, as Baidu. They are for display over such maps alone, by
/// XYZ alone, since no register knows their systems, and only on a server that was told to serve them. The tiles of `bd09` are those north
/// and east of where the equator meets Greenwich, as all of China is.
static SHIFTED: [TileMatrixSet; 3] = [
    TileMatrixSet {
        id: "gcj02",
        title: "GCJ-02 in Web Mercator, numbered from the north",
        plane: Plane::Gcj02,
        uri: None,
        scale_set: None,
        ..MERCATOR
    },
    TileMatrixSet {
        id: "gcj02-tms",
        title: "GCJ-02 in Web Mercator, numbered from the south",
        plane: Plane::Gcj02,
        uri: None,
        scale_set: None,
        from_south: true,
        ..MERCATOR
    },
    TileMatrixSet {
        id: "bd09",
        title: "BD-09, numbered as Baidu's",
        plane: Plane::Bd09,
        uri: None,
        scale_set: None,
        from_south: true,
        ..MERCATOR
    },
];

/// The tiles of a matrix that there can be something in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// The number of the matrix.
    pub(crate) matrix: u8,
    /// Its zoom.
    zoom: u8,
    /// First and last row.
    pub(crate) rows: (u32, u32),
    /// First and last column.
    pub(crate) columns: (u32, u32),
}

impl TileMatrixSet {
    /// The set of a name.
    ///
    /// # Errors
    /// [`ApiError::NotFound`].
    pub(crate) fn named(id: &str) -> Result<&'static Self, ApiError> {
        let found = SETS.iter().find(|set| set.id == id);
        found.ok_or_else(|| {
            ApiError::NotFound(format!("there is no tile matrix set `{}`", shown(id)))
        })
    }

    /// The set of a name for tiles by XYZ, of a server that serves the grids of consumer maps or does not.
    ///
    /// # Errors
    /// [`ApiError::NotFound`], which says how to have it if it is one of those.
    pub(crate) fn for_xyz(id: &str, shifted: bool) -> Result<&'static Self, ApiError> {
        let Some(set) = SHIFTED.iter().find(|set| set.id == id) else {
            return Self::named(id);
        };
        let refused = || format!("`{id}` is served where the server was told --shifted-grids");
        shifted
            .then_some(set)
            .ok_or_else(|| ApiError::NotFound(refused()))
    }

    /// The sets that vector tiles are served in: their readers know no other plane.
    pub(crate) fn of_vectors() -> impl Iterator<Item = &'static Self> {
        SETS.iter().filter(|set| set.plane == Plane::Mercator)
    }

    /// The zooms of its matrices, each as a tile's address has it.
    pub(crate) fn zooms(&self) -> RangeInclusive<u8> {
        self.first_zoom..=MAX_PIXEL_ZOOM
    }

    /// The number of the matrix of a zoom.
    pub(crate) fn matrix(&self, zoom: u8) -> u8 {
        zoom - self.first_zoom + self.first_matrix
    }

    /// The zoom of the matrix of a number in its shortest form.
    pub(crate) fn zoom(&self, matrix: &str) -> Option<u8> {
        let number = matrix.parse::<u8>().ok();
        let number = number.filter(|number| number.to_string() == matrix)?;
        let zoom = number.checked_sub(self.first_matrix)?;
        let zoom = zoom.checked_add(self.first_zoom)?;
        self.zooms().contains(&zoom).then_some(zoom)
    }

    /// How many tiles the matrix of a zoom is wide and high.
    pub(crate) fn tiles(&self, zoom: u8) -> [u32; 2] {
        self.first_tiles
            .map(|tiles| tiles << (zoom - self.first_zoom))
    }

    /// Units of the axes that a pixel is wide.
    pub(crate) fn cell(&self, zoom: u8) -> f64 {
        self.width / f64::from(TILE_PX) / f64::from(self.tiles(zoom)[0])
    }

    /// The denominator of a matrix's scale.
    pub(crate) fn scale_denominator(&self, zoom: u8) -> f64 {
        self.cell(zoom) * self.unit_m / PIXEL_M
    }

    /// The tile of these texts; `None` where there is none.
    ///
    /// # Errors
    /// [`ApiError::Malformed`] for a text that is no whole number.
    pub(crate) fn tile(
        &self,
        matrix: &str,
        row: &str,
        column: &str,
    ) -> Result<Option<TileCoord>, ApiError> {
        let row = whole("/path/tileRow", row)?;
        let column = whole("/path/tileCol", column)?;
        let place = self.zoom(matrix).zip(row).zip(column);
        Ok(place.and_then(|((zoom, row), column)| self.at(zoom, column, row)))
    }

    /// The tile at a zoom, column and row, if the set has it.
    pub(crate) fn at(&self, zoom: u8, column: u32, row: u32) -> Option<TileCoord> {
        let [width, height] = self.tiles(zoom);
        if column >= width || row >= height {
            return None;
        }
        let row = if self.from_south {
            height - 1 - row
        } else {
            row
        };
        TileCoord::new(zoom, column, row).ok()
    }

    /// The tiles of a matrix in which what lies in a box can show: one more on each side, for lines and symbols, and as many more as
    /// what is drawn `reaches` into from the box, which is asked of the middle of each side.
    pub(crate) fn limits(
        &self,
        zoom: u8,
        bounds: Option<Bounds>,
        reaches: impl Fn(TileCoord) -> bool,
    ) -> Limits {
        let [width, height] = self.tiles(zoom);
        let matrix = self.matrix(zoom);
        let Some(bounds) = bounds else {
            return Limits {
                matrix,
                zoom,
                rows: (0, height - 1),
                columns: (0, width - 1),
            };
        };
        let [south_west, north_east] = [bounds.min(), bounds.max()].map(|at| self.plane.point(at));
        let tile = |unit: i64| {
            let index = unit >> (WORLD_BITS - u32::from(zoom));
            u32::try_from(index).unwrap_or(0)
        };
        let wider = |low: i64, high: i64, tiles: u32, reached: &dyn Fn(u32) -> bool| {
            let (mut first, mut last) = (tile(low), tile(high).min(tiles - 1));
            let mut margin = 1;
            while first > 0 && (margin > 0 || reached(first - 1)) {
                first -= 1;
                margin = 0;
            }
            margin = 1;
            while last + 1 < tiles && (margin > 0 || reached(last + 1)) {
                last += 1;
                margin = 0;
            }
            (first, last)
        };
        let middle = |low: i64, high: i64| tile(i64::midpoint(low, high));
        let at = |column, row| TileCoord::new(zoom, column, row).is_ok_and(&reaches);
        let (column, row) = (
            middle(south_west.x, north_east.x),
            middle(north_east.y, south_west.y),
        );
        Limits {
            matrix,
            zoom,
            rows: wider(north_east.y, south_west.y, height, &|row| at(column, row)),
            columns: wider(south_west.x, north_east.x, width, &|column| at(column, row)),
        }
    }
}

impl Limits {
    /// Whether a tile is within.
    pub(crate) fn holds(&self, tile: TileCoord) -> bool {
        let within = |(first, last): (u32, u32), index| (first..=last).contains(&index);
        tile.z() == self.zoom && within(self.rows, tile.y()) && within(self.columns, tile.x())
    }
}

/// A whole number in its shortest form; `None` when it is larger than any row.
fn whole(pointer: &'static str, text: &str) -> Result<Option<u32>, ApiError> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || (text.len() > 1 && text.starts_with('0')) {
        let detail = format!(
            "`{}` is not a whole number in its shortest form",
            shown(text)
        );
        return Err(ApiError::Malformed { pointer, detail });
    }
    Ok(text.parse().ok())
}
