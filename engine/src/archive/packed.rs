//! PMTiles version 3, packed from the work file.

use std::fs::File;
use std::path::Path;

use pmtiles::{Compression, PmTilesWriter, TileType};

use super::cover::{Cover, named};
use super::work::Work;
use super::{ArchiveError, Order, TileFormat, facts};

/// Tiles read at a time.
const BATCH: usize = 4096;

/// Writes the tiles of the work file at a path, in the order of their numbers, so that neighbours lie beside each other.
pub(super) fn pack(
    order: &Order<'_>,
    cover: &Cover,
    work: &Work,
    path: &Path,
) -> Result<(), ArchiveError> {
    let at = |error: pmtiles::PmtError| ArchiveError::of_packing(path, &error);
    let file = File::create(path).map_err(|error| ArchiveError::at(path, error))?;
    let (tiles, compression) = match order.format {
        TileFormat::Png => (TileType::Png, Compression::None),
        TileFormat::Webp => (TileType::Webp, Compression::None),
        TileFormat::Mvt => (TileType::Mvt, Compression::Gzip),
    };
    let [west, south, east, north] = facts::extent(order);
    let [lon, lat] = facts::center(order);
    let mut writer = PmTilesWriter::new(tiles)
        .dedup_by_key::<i64>()
        .precompressed(compression)
        .min_zoom(*order.zooms.start())
        .max_zoom(*order.zooms.end())
        .bounds(west, south, east, north)
        .center(lon, lat)
        .center_zoom(*order.zooms.start())
        .metadata(facts::document(order))
        .create(file)
        .map_err(at)?;
    for tile in cover.batches(0, BATCH).flatten() {
        if let Some((number, content)) = work.content(tile)? {
            let added = writer.add_tile(named(tile), &content, Some(number));
            added.map_err(at)?;
        }
    }
    writer.finalize().map_err(at)
}
