//! Tiles in memory, under the revision that last damaged them.
//!
//! Nothing is ever invalidated: after a commit a damaged tile is asked for under a new key, and an old picture that
//! was drawn late is stored under its old one.

use std::future::Future;

use hexward_engine::geom::TileCoord;
use hexward_engine::model::Revision;
use hexward_engine::render::View;
use moka::future::Cache;

use crate::answer::Answer;
use crate::error::ApiError;

/// Bytes that an entry costs beside its picture.
const ENTRY_BYTES: usize = 300;

/// What a tile is encoded as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Format {
    /// A picture.
    Png,
    /// A vector tile.
    Mvt,
}

/// Everything that the bytes of a tile depend on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct TileKey {
    /// The fingerprint of the style.
    pub(crate) style: String,
    /// Its size and areas.
    pub(crate) view: View,
    /// Where.
    pub(crate) coord: TileCoord,
    /// As what.
    pub(crate) format: Format,
    /// The revision that last damaged it.
    pub(crate) revision: Revision,
}

/// A bounded store of tiles; `None` is a tile with nothing in it.
pub(crate) struct TileCache(Cache<TileKey, Option<Answer>>);

impl TileCache {
    /// A cache of at most this many bytes.
    pub(crate) fn new(bytes: u64) -> Self {
        let weigh = |_: &TileKey, tile: &Option<Answer>| {
            let body = tile.as_ref().map_or(0, |answer| answer.body.len());
            u32::try_from(body + ENTRY_BYTES).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(bytes).weigher(weigh).build())
    }

    /// The tile of this key; drawn if it is not there, once for all who wait for it. An error is not kept.
    ///
    /// # Errors
    /// That of the drawing.
    pub(crate) async fn get_or_draw(
        &self,
        key: TileKey,
        draw: impl Future<Output = Result<Option<Answer>, ApiError>>,
    ) -> Result<Option<Answer>, ApiError> {
        self.0
            .try_get_with(key, draw)
            .await
            .map_err(|error| (*error).clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn key(x: u32) -> TileKey {
        TileKey {
            style: "s".to_owned(),
            view: View::default(),
            coord: TileCoord::new(9, x, 0).expect("inside"),
            format: Format::Png,
            revision: Revision(1),
        }
    }

    #[tokio::test]
    async fn equal_requests_draw_once_and_errors_are_not_kept() {
        let cache = TileCache::new(1 << 20);
        let drawn = AtomicUsize::new(0);
        let draw = || async {
            drawn.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Ok(Some(Answer::new(
                &b"png"[..],
                "image/png",
                crate::answer::LIVE,
            )))
        };
        let (a, b) = tokio::join!(
            cache.get_or_draw(key(1), draw()),
            cache.get_or_draw(key(1), draw())
        );
        assert_eq!(
            a.expect("drawn").map(|t| t.body),
            b.expect("drawn").map(|t| t.body)
        );
        assert_eq!(drawn.load(Ordering::Relaxed), 1);
        let fails = || async { Err(ApiError::Timeout) };
        assert_eq!(
            cache.get_or_draw(key(2), fails()).await.err(),
            Some(ApiError::Timeout)
        );
        assert!(cache.get_or_draw(key(2), draw()).await.is_ok());
    }
}
