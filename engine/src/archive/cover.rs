//! Which tiles an archive has.

use std::ops::RangeInclusive;

use pmtiles::TileId;

use super::{ArchiveError, Order};
use crate::geom::{Bounds, TileCoord, WORLD_BITS, WorldPoint};
use crate::render;

/// Most tiles of an archive: their addresses at one zoom take 24 bytes each while they are put in order.
pub(super) const TILES_MAX: u64 = 1 << 25;

/// The tiles in which anything can show, zoom by zoom.
pub(super) struct Cover {
    spans: Vec<Span>,
}

/// A rectangle of tiles of one zoom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) zoom: u8,
    pub(super) columns: RangeInclusive<u32>,
    pub(super) rows: RangeInclusive<u32>,
}

impl Cover {
    /// The cover of an order.
    pub(super) fn of(order: &Order<'_>) -> Result<Self, ArchiveError> {
        let data = order.snapshot.bounds().ok_or(ArchiveError::Nothing)?;
        let mut spans = Vec::new();
        for zoom in order.zooms.clone() {
            let all = Span::around(zoom, data);
            let all = if all.count() > TILES_MAX {
                all
            } else {
                all.widened(order, data)
            };
            let all = match order.within {
                Some(within) => all.meeting(&Span::around(zoom, within)),
                None => Some(all),
            };
            spans.extend(all);
        }
        let cover = Self { spans };
        match cover.count() {
            0 => Err(ArchiveError::Nothing),
            tiles if tiles > TILES_MAX => Err(ArchiveError::TooMany {
                tiles,
                most: TILES_MAX,
            }),
            _ => Ok(cover),
        }
    }

    /// How many tiles there are.
    pub(super) fn count(&self) -> u64 {
        self.spans.iter().map(Span::count).sum()
    }

    /// All tiles but the first so many, in the order of PMTiles, a batch at a time.
    pub(super) fn batches(&self, done: u64, size: usize) -> impl Iterator<Item = Vec<TileCoord>> {
        let mut left = done;
        self.spans.iter().flat_map(move |span| {
            let skipped = left.min(span.count());
            left -= skipped;
            let tiles = if skipped < span.count() {
                span.in_order()
            } else {
                Vec::new()
            };
            let tiles = tiles.into_iter().skip(skipped as usize);
            let tiles: Vec<TileCoord> = tiles.collect();
            let batches: Vec<Vec<TileCoord>> = tiles.chunks(size).map(<[_]>::to_vec).collect();
            batches
        })
    }
}

impl Span {
    /// The tiles that a box meets.
    pub(super) fn around(zoom: u8, bounds: Bounds) -> Self {
        let (low, high) = (WorldPoint::of(bounds.min()), WorldPoint::of(bounds.max()));
        let tile = |unit: i64| (unit >> (WORLD_BITS - u32::from(zoom))) as u32;
        Self {
            zoom,
            columns: tile(low.x)..=tile(high.x),
            rows: tile(high.y)..=tile(low.y),
        }
    }

    /// The same with all tiles around it into which kernels, symbols and lines reach.
    fn widened(mut self, order: &Order<'_>, data: Bounds) -> Self {
        let last = (1_u32 << self.zoom) - 1;
        let shows = |x: u32, y: u32| {
            let tile = TileCoord::new(self.zoom, x, y).ok();
            tile.is_some_and(|tile| {
                let ground = render::ground_of(order.snapshot, order.style, tile, order.view);
                ground.intersects(data)
            })
        };
        let (mut west, mut east) = self.columns.into_inner();
        let (mut north, mut south) = self.rows.into_inner();
        while west > 0 && (north..=south).any(|y| shows(west - 1, y)) {
            west -= 1;
        }
        while east < last && (north..=south).any(|y| shows(east + 1, y)) {
            east += 1;
        }
        while north > 0 && (west..=east).any(|x| shows(x, north - 1)) {
            north -= 1;
        }
        while south < last && (west..=east).any(|x| shows(x, south + 1)) {
            south += 1;
        }
        self.columns = west..=east;
        self.rows = north..=south;
        self
    }

    /// The tiles that two spans of a zoom share.
    fn meeting(&self, other: &Self) -> Option<Self> {
        let both = |a: &RangeInclusive<u32>, b: &RangeInclusive<u32>| {
            *a.start().max(b.start())..=*a.end().min(b.end())
        };
        let columns = both(&self.columns, &other.columns);
        let rows = both(&self.rows, &other.rows);
        let some = !columns.is_empty() && !rows.is_empty();
        some.then_some(Self {
            zoom: self.zoom,
            columns,
            rows,
        })
    }

    fn count(&self) -> u64 {
        let length = |range: &RangeInclusive<u32>| u64::from(range.end() - range.start()) + 1;
        length(&self.columns) * length(&self.rows)
    }

    /// Its tiles along the curve. O(tiles log tiles).
    pub(super) fn in_order(&self) -> Vec<TileCoord> {
        let tiles = self.rows.clone().flat_map(|y| {
            let columns = self.columns.clone();
            columns.filter_map(move |x| TileCoord::new(self.zoom, x, y).ok())
        });
        let mut tiles: Vec<(u64, TileCoord)> = tiles.map(|tile| (number(tile), tile)).collect();
        tiles.sort_unstable_by_key(|(number, _)| *number);
        tiles.into_iter().map(|(_, tile)| tile).collect()
    }
}

/// The tile as PMTiles names it.
pub(super) fn named(tile: TileCoord) -> pmtiles::TileCoord {
    pmtiles::TileCoord::new(tile.z(), tile.x(), tile.y()).expect("a tile of its zoom")
}

fn number(tile: TileCoord) -> u64 {
    TileId::from(named(tile)).value()
}
