//! Tile matrix sets: which tiles there are, how large, and where. A set is a value; protocols are given one.

use hexward_engine::geom::{Bounds, MAX_PIXEL_ZOOM, TileCoord, WORLD_BITS, WorldPoint};

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
    /// Its name in the register of the OGC.
    pub(crate) uri: &'static str,
    /// The same in WMTS 1.0.0.
    pub(crate) scale_set: &'static str,
    /// The coordinate reference system as a URI.
    pub(crate) crs: &'static str,
    /// The same as a URN, which WMTS names it by.
    pub(crate) crs_urn: &'static str,
    /// The axes in the order of the coordinate reference system.
    pub(crate) axes: [&'static str; 2],
    /// West and north in metres, in the order of the axes.
    pub(crate) corner_m: [f64; 2],
    /// How many tiles the first matrix is wide and high.
    pub(crate) first_tiles: [u32; 2],
    /// How many matrices it has.
    pub(crate) matrices: u8,
}

/// The sets that tiles are served in.
pub(crate) static SETS: [TileMatrixSet; 1] = [TileMatrixSet {
    id: "WebMercatorQuad",
    title: "Google Maps Compatible for the World",
    uri: "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad",
    scale_set: "urn:ogc:def:wkss:OGC:1.0:GoogleMapsCompatible",
    crs: "http://www.opengis.net/def/crs/EPSG/0/3857",
    crs_urn: "urn:ogc:def:crs:EPSG::3857",
    axes: ["X", "Y"],
    corner_m: [-HALF_M, HALF_M],
    first_tiles: [1, 1],
    matrices: MAX_PIXEL_ZOOM + 1,
}];

/// The tiles of a matrix that there can be something in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// The matrix.
    pub(crate) zoom: u8,
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

    /// How many tiles a matrix is wide and high.
    pub(crate) fn tiles(&self, zoom: u8) -> [u32; 2] {
        self.first_tiles.map(|tiles| tiles << zoom)
    }

    /// Metres of the projection that a pixel is wide.
    pub(crate) fn cell_m(&self, zoom: u8) -> f64 {
        2.0 * HALF_M / f64::from(TILE_PX) / f64::from(self.tiles(zoom)[1])
    }

    /// The denominator of a matrix's scale.
    pub(crate) fn scale_denominator(&self, zoom: u8) -> f64 {
        self.cell_m(zoom) / PIXEL_M
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
        let zoom = matrix.parse::<u8>().ok();
        let zoom = zoom.filter(|zoom| zoom.to_string() == matrix && *zoom < self.matrices);
        let tile = zoom
            .zip(row)
            .zip(column)
            .map(|((zoom, row), column)| TileCoord::new(zoom, column, row));
        Ok(tile.and_then(Result::ok))
    }

    /// The tiles of a matrix in which what lies in a box can show; one more on each side, for what reaches beyond.
    pub(crate) fn limits(&self, zoom: u8, bounds: Option<Bounds>) -> Limits {
        let [width, height] = self.tiles(zoom);
        let Some(bounds) = bounds else {
            return Limits {
                zoom,
                rows: (0, height - 1),
                columns: (0, width - 1),
            };
        };
        let (south_west, north_east) = (WorldPoint::of(bounds.min()), WorldPoint::of(bounds.max()));
        let tile = |unit: i64| {
            let index = unit >> (WORLD_BITS - u32::from(zoom));
            u32::try_from(index).unwrap_or(0)
        };
        let wider = |low: i64, high: i64, tiles: u32| {
            let first = tile(low).saturating_sub(1);
            (first, (tile(high) + 1).min(tiles - 1))
        };
        Limits {
            zoom,
            rows: wider(north_east.y, south_west.y, height),
            columns: wider(south_west.x, north_east.x, width),
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

#[cfg(test)]
mod tests {
    use super::*;
    use hexward_engine::geom::Position;

    #[test]
    fn scales_are_those_of_the_register() {
        let set = &SETS[0];
        // OGC 17-083r4, annex D.1
        for (zoom, denominator, cell_m) in [
            (0, 559_082_264.028_717_8, 156_543.033_928_041),
            (18, 2_132.729_583_849_784, 0.597_164_283_477_94),
        ] {
            let close = |a: f64, b: f64| ((a - b) / b).abs() < 1e-12;
            assert!(close(set.scale_denominator(zoom), denominator));
            assert!(close(set.cell_m(zoom), cell_m));
        }
    }

    #[test]
    fn tiles_and_limits() {
        let set = &SETS[0];
        let tile = |matrix, row, column| set.tile(matrix, row, column).ok().flatten();
        assert_eq!(tile("3", "1", "7"), TileCoord::new(3, 7, 1).ok());
        for (matrix, row, column) in [
            ("3", "8", "0"),
            ("3", "0", "2147483647"),
            ("3", "99999999999999999999", "0"),
            ("24", "0", "0"),
            ("25", "0", "0"),
            ("03", "0", "0"),
            ("+3", "0", "0"),
            ("256", "0", "0"),
            ("", "0", "0"),
            ("3.0", "0", "0"),
        ] {
            assert_eq!(
                set.tile(matrix, row, column),
                Ok(None),
                "{matrix} {row} {column}"
            );
        }
        for bad in ["-1", "+1", "01", "", "NaN", "1e3", "１"] {
            assert!(set.tile("3", bad, "0").is_err() && set.tile("3", "0", bad).is_err());
        }
        let at = |lon, lat| Position::from_degrees(lon, lat).expect("in range");
        let bounds = Bounds::around([at(-0.1, 51.5), at(0.1, 51.6)]);
        let limits = set.limits(2, bounds);
        assert_eq!((limits.rows, limits.columns), ((0, 2), (0, 3)));
        assert!(limits.holds(TileCoord::new(2, 1, 2).expect("inside")));
        assert!(!limits.holds(TileCoord::new(2, 1, 3).expect("inside")));
        let world = set.limits(0, None);
        assert_eq!((world.rows, world.columns), ((0, 0), (0, 0)));
        let corner = set.limits(23, Bounds::around([at(180.0, -90.0)]));
        assert_eq!(corner.rows.1, (1 << 23) - 1);
    }
}
