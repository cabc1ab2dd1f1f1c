//! Tiles of the WebMercatorQuad matrix set and the pixel lattices they are cut from.

use super::{WorldBox, WorldPoint};

/// The finest pixel lattice: 2^24 x 256 pixels a side, about 1 cm a pixel.
pub const MAX_PIXEL_ZOOM: u8 = 24;

/// How many pixels a tile has a side.
///
/// A 512 px tile shows the same ground as the 256 px tile of the same address, on the pixel lattice of the next zoom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TileSize {
    /// 256 x 256 pixels.
    Px256,
    /// 512 x 512 pixels.
    Px512,
}

impl TileSize {
    /// Pixels a side.
    pub fn pixels(self) -> u32 {
        match self {
            Self::Px256 => 256,
            Self::Px512 => 512,
        }
    }

    /// How many zooms finer than a 256 px tile its pixels are.
    pub fn extra_zoom(self) -> u8 {
        match self {
            Self::Px256 => 0,
            Self::Px512 => 1,
        }
    }
}

/// The address of a tile: zoom 0 to 23, column from the west, row from the north.
///
/// ```
/// use hexward_engine::geom::TileCoord;
/// assert!(TileCoord::new(3, 7, 7).is_ok());
/// assert!(TileCoord::new(3, 8, 0).is_err());
/// assert!(TileCoord::new(24, 0, 0).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TileCoord {
    z: u8,
    x: u32,
    y: u32,
}

/// A tile address outside the matrix set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// The zoom is beyond the finest lattice.
    #[error("zoom {0} is not between 0 and 23")]
    Zoom(u8),
    /// Column or row is beyond the last of its zoom.
    #[error("tile {x}/{y} is outside zoom {z}, whose columns and rows run from 0 to {last}")]
    Outside {
        /// Zoom.
        z: u8,
        /// Column asked for.
        x: u32,
        /// Row asked for.
        y: u32,
        /// Last column and row of the zoom.
        last: u32,
    },
}

impl TileCoord {
    /// The tile at this zoom, column and row.
    ///
    /// # Errors
    /// [`TileError`] when the zoom is over 23 or the tile lies outside its zoom.
    pub fn new(z: u8, x: u32, y: u32) -> Result<Self, TileError> {
        if z >= MAX_PIXEL_ZOOM {
            return Err(TileError::Zoom(z));
        }
        let last = (1_u32 << z) - 1;
        if x > last || y > last {
            Err(TileError::Outside { z, x, y, last })
        } else {
            Ok(Self { z, x, y })
        }
    }

    /// Zoom, 0 to 23.
    pub fn z(self) -> u8 {
        self.z
    }

    /// Column from the west.
    pub fn x(self) -> u32 {
        self.x
    }

    /// Row from the north.
    pub fn y(self) -> u32 {
        self.y
    }

    /// The pixels of this tile at this size.
    pub fn pixels(self, size: TileSize) -> PixelRect {
        let side = size.pixels();
        PixelRect {
            pixel_zoom: self.z + size.extra_zoom(),
            x: i64::from(self.x) * i64::from(side),
            y: i64::from(self.y) * i64::from(side),
            width: side,
            height: side,
        }
    }
}

/// A rectangle of the global pixel lattice of one pixel zoom.
///
/// Pixel zoom `p` has 2^p x 256 pixels a side; pixels are half-open, so each world point has exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PixelRect {
    /// Which lattice, 0 to [`MAX_PIXEL_ZOOM`].
    pub pixel_zoom: u8,
    /// First column, counted from the west of the world.
    pub x: i64,
    /// First row, counted from the north of the world.
    pub y: i64,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl PixelRect {
    /// World units are shifted right by this to get pixels.
    pub fn pixel_shift(self) -> u32 {
        32 - u32::from(self.pixel_zoom)
    }

    /// The same rectangle with `margin` more pixels on each side; it may leave the world square.
    #[must_use]
    pub fn grown(self, margin: u32) -> Self {
        Self {
            x: self.x - i64::from(margin),
            y: self.y - i64::from(margin),
            width: self.width + 2 * margin,
            height: self.height + 2 * margin,
            ..self
        }
    }

    /// The part of the world under the rectangle.
    pub fn world(self) -> WorldBox {
        let unit = |pixel: i64| pixel << self.pixel_shift();
        WorldBox {
            min: WorldPoint {
                x: unit(self.x),
                y: unit(self.y),
            },
            max: WorldPoint {
                x: unit(self.x + i64::from(self.width)),
                y: unit(self.y + i64::from(self.height)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_tile_is_four_small_ones_of_the_next_zoom() {
        let large = TileCoord::new(15, 16372, 10896)
            .expect("inside")
            .pixels(TileSize::Px512);
        let small = TileCoord::new(16, 2 * 16372 + 1, 2 * 10896 + 1)
            .expect("inside")
            .pixels(TileSize::Px256);
        assert_eq!(large.pixel_zoom, small.pixel_zoom);
        assert_eq!((large.x + 256, large.y + 256), (small.x, small.y));
        assert_eq!(large.world().max, small.world().max);
    }

    #[test]
    fn bounds_of_the_address() {
        assert_eq!(
            TileCoord::new(0, 1, 0),
            Err(TileError::Outside {
                z: 0,
                x: 1,
                y: 0,
                last: 0
            })
        );
        assert_eq!(TileCoord::new(200, 0, 0), Err(TileError::Zoom(200)));
        assert!(TileCoord::new(23, u32::MAX, 0).is_err());
    }
}
