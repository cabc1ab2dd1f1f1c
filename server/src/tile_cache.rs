//! Tiles in memory, under the revision that last damaged them.
//!
//! Nothing is ever invalidated: after a commit a damaged tile is asked for under a new key, and an old picture that
//! was drawn late is stored under its old one. The key is worked out once a revision and remembered, so that what a tile
//! in memory costs does not grow with the data. Under which key a tile was last shown is remembered, too: when there is no time to draw
//! it anew, the older picture can be shown and said to be one.

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
    /// How many were answered with an older picture, because too much was to be drawn.
    pub older: u64,
}

/// A bounded store of tiles; `None` is a tile with nothing in it.
pub(crate) struct TileCache {
    tiles: Cache<TileKey, Option<Answer>>,
    fresh: Cache<(Wanted, At), Freshness>,
    shown: Cache<Wanted, (Freshness, Revision)>,
    keys: AtomicU64,
    drawings: AtomicU64,
    older: AtomicU64,
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
            shown: Cache::new(FRESH_TILES_MAX),
            keys: AtomicU64::new(0),
            drawings: AtomicU64::new(0),
            older: AtomicU64::new(0),
        }
    }

    /// The freshness of a tile in a state of the data; worked out if it is not known, once for all who wait for it.
    ///
    /// # Errors
    /// That of the work, which is not kept.
    pub(crate) async fn freshness(
        &self,
        wanted: &Wanted,
        at: At,
        work_out: impl Future<Output = Result<Freshness, ApiError>>,
    ) -> Result<Freshness, ApiError> {
        let counted = async {
            self.keys.fetch_add(1, Ordering::Relaxed);
            work_out.await
        };
        self.fresh
            .try_get_with((wanted.clone(), at), counted)
            .await
            .map_err(|error| (*error).clone())
    }

    /// Remembers as what a tile of what is in force was shown, and of which revision.
    pub(crate) async fn remember(&self, key: TileKey, revision: Revision) {
        self.shown
            .insert(key.wanted, (key.freshness, revision))
            .await;
    }

    /// The tile as it was last shown, and of which revision, if that is still in memory.
    pub(crate) async fn older(&self, wanted: &Wanted) -> Option<(Option<Answer>, Revision)> {
        let (freshness, revision) = self.shown.get(wanted).await?;
        let wanted = wanted.clone();
        let tile = self.tiles.get(&TileKey { wanted, freshness }).await?;
        self.older.fetch_add(1, Ordering::Relaxed);
        Some((tile, revision))
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
            older: self.older.load(Ordering::Relaxed),
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
        let known = || async { Ok(freshness.clone()) };
        let unknown = || async { Err(ApiError::Timeout) };
        let asked = cache.freshness(&wanted, at(3), known()).await;
        assert_eq!(asked.as_ref(), Ok(&freshness));
        assert_eq!(cache.freshness(&wanted, at(3), unknown()).await, asked);
        assert!(cache.freshness(&wanted, at(4), unknown()).await.is_err());
        assert!(cache.freshness(&wanted, at(4), known()).await.is_ok());
    }

    #[tokio::test]
    async fn an_older_tile_is_the_last_that_was_shown_and_is_in_memory() {
        let cache = TileCache::new();
        let (first, mut second) = (key(1), key(1));
        second.freshness.ground = Drawn::InForce(Revision(2));
        cache.remember(first.clone(), Revision(1)).await;
        assert!(
            cache.older(&first.wanted).await.is_none(),
            "it was not drawn"
        );
        let answer = |text: &'static str| Answer::new(text, "image/png", crate::answer::LIVE);
        for (key, text) in [(&first, "old"), (&second, "new")] {
            let drawn = async { Ok(Some(answer(text))) };
            cache.get_or_draw(key.clone(), drawn).await.expect("drawn");
        }
        let older = async || {
            let (tile, revision) = cache.older(&first.wanted).await.expect("in memory");
            (tile.expect("a picture").body, revision)
        };
        assert_eq!(older().await, ("old".into(), Revision(1)));
        cache.remember(second, Revision(4)).await;
        assert_eq!(older().await, ("new".into(), Revision(4)));
        assert_eq!(cache.work().older, 2);
    }
}
