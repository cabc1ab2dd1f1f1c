//! Tiles in memory, under the revision that last damaged them.
//!
//! Nothing is ever invalidated: after a commit a damaged tile is asked for under a new key, and an old picture that
//! was drawn late is stored under its old one. The key is worked out once a revision and remembered, so that what a tile
//! in memory costs does not grow with the data.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};

use hexward_engine::geom::TileCoord;
use hexward_engine::model::Revision;
use hexward_engine::render::View;
use hexward_engine::{PlanDigest, Viewpoint};
use moka::future::Cache;
use time::Date;

use crate::answer::Answer;
use crate::config::{FRESH_TILES_MAX, TILE_CACHE_BYTES};
use crate::error::ApiError;

/// Bytes that an entry costs beside its picture.
const ENTRY_BYTES: usize = 300;

/// What a tile is encoded as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Format {
    /// A picture as PNG.
    Png,
    /// The same picture as lossless WebP.
    Webp,
    /// A vector tile.
    Mvt,
}

impl Format {
    /// All formats.
    pub(crate) const ALL: [Self; 3] = [Self::Png, Self::Webp, Self::Mvt];

    /// How addresses end.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Mvt => "mvt",
        }
    }

    /// What answers are.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Mvt => "application/vnd.mapbox-vector-tile",
        }
    }

    /// Whether it is a picture.
    pub(crate) fn is_picture(self) -> bool {
        self != Self::Mvt
    }
}

/// For which screens a picture is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum Density {
    /// A pixel of the picture is one of the map.
    #[default]
    Single,
    /// Four pixels of the picture are one of the map.
    Double,
}

/// What is answered where there is nothing in a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Empty {
    /// A transparent picture, or a vector tile without a byte.
    Shown,
    /// That there is no content.
    NoContent,
    /// That there is no such tile.
    NotFound,
}

/// A tile as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Wanted {
    /// The fingerprint of the style.
    pub(crate) style: String,
    /// For which screens.
    pub(crate) density: Density,
    /// Its size and areas.
    pub(crate) view: View,
    /// Where.
    pub(crate) coord: TileCoord,
    /// As what.
    pub(crate) format: Format,
}

/// What tells a tile from those that the same request had before.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Freshness {
    /// What is drawn at all, such as the measure and the rule in force: a commit anywhere may change it.
    pub(crate) choice: String,
    /// What it is drawn from.
    pub(crate) ground: Drawn,
}

/// The data that a tile is drawn from, as far as it can differ from that of other tiles of the same request.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Drawn {
    /// What is in force, by the revision that last damaged its ground.
    InForce(Revision),
    /// What was in force after a commit.
    Past(Revision),
    /// A plan, on top of what is in force.
    Draft(PlanDigest, Revision),
    /// A day to come, as it looks at a revision.
    Coming(Date, Revision),
}

/// What a tile was asked of: a view at the newest revision then.
pub(crate) type At = (Viewpoint, Revision);

/// Everything that the bytes of a tile depend on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct TileKey {
    /// The request.
    pub(crate) wanted: Wanted,
    /// The data.
    pub(crate) freshness: Freshness,
}

/// How much work tiles were since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TileWork {
    /// How many keys were worked out; the others were remembered.
    pub keys: u64,
    /// How many tiles were drawn; the others were in memory.
    pub drawings: u64,
}

/// A bounded store of tiles; `None` is a tile with nothing in it.
pub(crate) struct TileCache {
    tiles: Cache<TileKey, Option<Answer>>,
    fresh: Cache<(Wanted, At), Freshness>,
    keys: AtomicU64,
    drawings: AtomicU64,
}

impl TileCache {
    /// An empty cache of at most [`TILE_CACHE_BYTES`].
    pub(crate) fn new() -> Self {
        let weigh = |key: &TileKey, tile: &Option<Answer>| {
            let body = tile.as_ref().map_or(0, |answer| answer.body.len());
            u32::try_from(body + key.freshness.choice.len() + ENTRY_BYTES).unwrap_or(u32::MAX)
        };
        let tiles = Cache::builder().max_capacity(TILE_CACHE_BYTES);
        Self {
            tiles: tiles.weigher(weigh).build(),
            fresh: Cache::new(FRESH_TILES_MAX),
            keys: AtomicU64::new(0),
            drawings: AtomicU64::new(0),
        }
    }

    /// The freshness of a tile in a state of the data, if it was worked out before.
    pub(crate) async fn freshness(&self, wanted: &Wanted, at: At) -> Option<Freshness> {
        self.fresh.get(&(wanted.clone(), at)).await
    }

    /// Remembers what was worked out about a state of the data.
    pub(crate) async fn remember(&self, wanted: Wanted, at: At, freshness: Freshness) {
        self.keys.fetch_add(1, Ordering::Relaxed);
        self.fresh.insert((wanted, at), freshness).await;
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
        let counted = async {
            self.drawings.fetch_add(1, Ordering::Relaxed);
            draw.await
        };
        self.tiles
            .try_get_with(key, counted)
            .await
            .map_err(|error| (*error).clone())
    }

    /// The work so far.
    pub(crate) fn work(&self) -> TileWork {
        TileWork {
            keys: self.keys.load(Ordering::Relaxed),
            drawings: self.drawings.load(Ordering::Relaxed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(x: u32) -> TileKey {
        TileKey {
            wanted: Wanted {
                style: "s".to_owned(),
                density: Density::Single,
                view: View::default(),
                coord: TileCoord::new(9, x, 0).expect("inside"),
                format: Format::Png,
            },
            freshness: Freshness {
                choice: String::new(),
                ground: Drawn::InForce(Revision(1)),
            },
        }
    }

    #[tokio::test]
    async fn equal_requests_draw_once_and_errors_are_not_kept() {
        let cache = TileCache::new();
        let draw = || async {
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
        assert_eq!(cache.work().drawings, 1);
        let fails = || async { Err(ApiError::Timeout) };
        assert_eq!(
            cache.get_or_draw(key(2), fails()).await.err(),
            Some(ApiError::Timeout)
        );
        assert!(cache.get_or_draw(key(2), draw()).await.is_ok());
    }

    #[tokio::test]
    async fn a_choice_has_tiles_of_its_own_and_freshness_is_of_one_revision() {
        let cache = TileCache::new();
        let mut other = key(1);
        other.freshness.choice = "births".to_owned();
        for key in [key(1), other, key(1)] {
            let nothing = cache.get_or_draw(key, async { Ok(None) }).await;
            assert!(nothing.is_ok_and(|tile| tile.is_none()));
        }
        assert_eq!(cache.work().drawings, 2);
        let TileKey { wanted, freshness } = key(1);
        let at = |revision| (Viewpoint::Newest, Revision(revision));
        cache
            .remember(wanted.clone(), at(3), freshness.clone())
            .await;
        assert_eq!(cache.freshness(&wanted, at(3)).await, Some(freshness));
        assert_eq!(cache.freshness(&wanted, at(4)).await, None);
    }
}
