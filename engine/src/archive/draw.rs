//! Drawing of many tiles at once.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};

use super::{ArchiveError, Order, TileFormat};
use crate::geom::TileCoord;
use crate::render::{self, RenderError};

/// The bytes of a tile, and their SHA-256.
pub(super) struct Content {
    pub(super) bytes: Vec<u8>,
    pub(super) hash: [u8; 32],
}

/// The contents of some tiles in their order, `None` for a vector tile with nothing in it. Each thread takes the next
/// tile that nobody has; a failure is that of the first tile that has one.
pub(super) fn all(
    order: &Order<'_>,
    tiles: &[TileCoord],
) -> Result<Vec<Option<Content>>, ArchiveError> {
    let next = AtomicUsize::new(0);
    let draw = || {
        let mut drawn = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(&tile) = tiles.get(index) else {
                return drawn;
            };
            drawn.push((index, one(order, tile)));
        }
    };
    let mut drawn = thread::scope(|scope| {
        let others: Vec<_> = (1..order.threads.count())
            .map(|_| scope.spawn(draw))
            .collect();
        let mut drawn = draw();
        for other in others {
            drawn.extend(other.join().expect("drawing does not panic"));
        }
        drawn
    });
    drawn.sort_unstable_by_key(|(index, _)| *index);
    let contents = drawn.into_iter().map(|(_, content)| content);
    Ok(contents.collect::<Result<_, RenderError>>()?)
}

fn one(order: &Order<'_>, tile: TileCoord) -> Result<Option<Content>, RenderError> {
    let (snapshot, style, view) = (order.snapshot, order.style, order.view);
    let bytes = match order.format {
        TileFormat::Png => render::tile(snapshot, style, tile, view)?.png,
        TileFormat::Webp => render::webp_of_png(&render::tile(snapshot, style, tile, view)?.png)?,
        TileFormat::Mvt => {
            let plain = render::vector_tile(snapshot, style, tile, view)?;
            if plain.is_empty() {
                return Ok(None);
            }
            compressed(&plain).map_err(|error| RenderError::Encode(error.to_string()))?
        }
    };
    let hash = Sha256::digest(&bytes).into();
    Ok(Some(Content { bytes, hash }))
}

/// The bytes under gzip, without name or time, so that equal ones stay equal.
fn compressed(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().write(Vec::new(), Compression::default());
    encoder.write_all(plain)?;
    encoder.finish()
}
